"""The kinds of letters, whole: what each is for, when it is sent again, and its usual words, which a campaign may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.messages import Text


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """One kind of letter."""

    name: str  # in the ledger, in JSON and in names of files
    heading: Text  # what the status calls it
    doc: Text
    draft_suffix: str  # of its drafts, behind the name of the unit's folder
    settings_go_first: bool  # whether `mail.subject` and `mail.text` of the settings go before its wording
    lists_all: bool  # one that is sent again because of one form lists all of the unit; else only what was not told yet
    subject: Text
    text: Text


#: What is filled in where a letter has `{name}`. A line in which nothing is to be filled in is left out.
PLACEHOLDERS: Mapping[str, Text] = {
    "title": Text(zh="任务名称", en="title of the campaign"),
    "unit": Text(zh="单位名称", en="name of the unit"),
    "urgency": Text(
        zh="催报信的缘由：请报送、即将截止、已过截止时间、请改正", en="why it reminds: please send, due soon, overdue, please correct"
    ),
    "deadline": Text(zh="截止时间，如 2022年12月31日（星期六）18:00", en="the deadline, such as Saturday, 31 December 2022, 18:00"),
    "left": Text(zh="距截止还有几天，或已过几天", en="how many days are left, or have passed"),
    "forms": Text(zh="信中所说的表，每份一行，附其状态和问题", en="the forms that the letter is about, each with its state and problems"),
    "todo": Text(zh="接下来请对方做什么", en="what to do next"),
    "files": Text(zh="附件的文件名，每个一行", en="names of the attached files, one a line"),
    "sender": Text(zh="落款：mail.signature，没有时为发件人名称", en="mail.signature, else the sender's name"),
    "date": Text(zh="写信的日期", en="day of the letter"),
}

_KINDS = (
    LetterKind(
        name="distribute",
        heading=Text(zh="下发", en="Sent out"),
        doc=Text(zh="下发待填的表", en="brings the workbooks to be filled in"),
        draft_suffix="",
        settings_go_first=True,
        lists_all=False,
        subject=Text(zh="{title}：请填报（{unit}）", en="{title}: please complete ({unit})"),
        text=Text(
            zh="""\
{unit}：

    您好！请填写附件中的“{title}”，填好后回复本邮件并附上文件。
    截止时间：{deadline}

附件：
{files}

    填写时请注意：
    1. 请直接在附件中填写，不要改动表格结构，也不要另建文件。
    2. 填写方法见“填报说明”页；“填报检查”页随时列出尚待改正之处，请改完再报。

{sender}
{date}
""",
            en="""\
To: {unit}

Please complete the attached workbooks of "{title}" and reply to this mail with them.
Deadline: {deadline}

Attached:
{files}

Please fill in the attached files themselves and leave the form as it is. The guide sheet says how to fill in each field;
the check sheet lists what is still to be corrected.

Kind regards
{sender}
{date}
""",
        ),
    ),
    LetterKind(
        name="remind",
        heading=Text(zh="催报", en="Reminded"),
        doc=Text(
            zh="催报：还没有报送、快到截止时间、退回后没有改正的", en="reminds of what is missing, soon due, or still to be corrected"
        ),
        draft_suffix=".remind",
        settings_go_first=False,
        lists_all=True,
        subject=Text(zh="【{urgency}】{title}（{unit}）", en="{urgency}: {title} ({unit})"),
        text=Text(
            zh="""\
{unit}：

    您好！截至{date}，贵单位的“{title}”还有以下表格没有完成：

{forms}

    截止时间：{deadline}{left}

{todo}

附件：
{files}

    如果刚刚已经报送，请不必理会这封邮件；有疑问请直接回复。

{sender}
{date}
""",
            en="""\
To: {unit}

On {date} these forms of "{title}" are still to come from you:

{forms}

Deadline: {deadline}{left}

{todo}

Attached:
{files}

If you have just sent them, please disregard this mail. If you have questions, simply reply to it.

Kind regards
{sender}
{date}
""",
        ),
    ),
    LetterKind(
        name="return",
        heading=Text(zh="退回修改", en="Returned"),
        doc=Text(zh="退回标注好的表，请对方改正", en="returns the marked workbooks to be corrected"),
        draft_suffix=".return",
        settings_go_first=False,
        lists_all=False,
        subject=Text(zh="【退回修改】{title}（{unit}）", en="Please correct: {title} ({unit})"),
        text=Text(
            zh="""\
{unit}：

    您好！贵单位报送的“{title}”已经收到。检查后，以下表格还需要改正：

{forms}

    截止时间：{deadline}{left}

{todo}

附件：
{files}

    有疑问请直接回复。

{sender}
{date}
""",
            en="""\
To: {unit}

Thank you for your forms of "{title}". When they were checked, these were found to need corrections:

{forms}

Deadline: {deadline}{left}

{todo}

Attached:
{files}

If you have questions, simply reply to this mail.

Kind regards
{sender}
{date}
""",
        ),
    ),
    LetterKind(
        name="receipt",
        heading=Text(zh="回执", en="Receipt"),
        doc=Text(zh="回执：已收到并通过", en="says that a form was received and accepted"),
        draft_suffix=".receipt",
        settings_go_first=False,
        lists_all=False,
        subject=Text(zh="【已收到】{title}（{unit}）", en="Received: {title} ({unit})"),
        text=Text(
            zh="""\
{unit}：

    您好！贵单位报送的“{title}”以下表格已经收到，并通过检查，无需再报：

{forms}

    如果之后需要更正，请改好后重新报送，以最后报送的为准。

{sender}
{date}
""",
            en="""\
To: {unit}

Thank you. These forms of "{title}" were received and accepted; there is nothing more to do:

{forms}

Should you have to correct one later, send it again: the latest counts.

Kind regards
{sender}
{date}
""",
        ),
    ),
)
LETTER_KINDS: Mapping[str, LetterKind] = {kind.name: kind for kind in _KINDS}
