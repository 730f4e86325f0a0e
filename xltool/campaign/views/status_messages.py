"""Messages of the reports on a campaign, and how they spell moments and files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from xltool.base.display import on_one_line, visible
from xltool.base.messages import Lang, Text
from xltool.base.moments import short_deadline
from xltool.base.states import FORM_STATES, SubmissionState
from xltool.campaign.issue.letter_kinds import LETTER_KINDS
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status_records import FormStatus, OtherFile, Status
from xltool.campaign.time_left import time_left

WORDS: dict[str, Text] = {
    "title": Text(zh="报送情况", en="Status of submissions"),
    "history": Text(zh="报送记录", en="History of submissions"),
    "as_of": Text(zh="截至 {when}", en="as of {when}"),
    "deadline": Text(zh="截止时间 {when}", en="deadline {when}"),
    "campaign": Text(zh="收集任务", en="Campaign"),
    "all_campaigns": Text(zh="合计", en="All"),
    "deadline_heading": Text(zh="截止时间", en="Deadline"),
    "units": Text(zh="单位", en="Units"),
    "expected": Text(zh="应报", en="Expected"),
    **{state: state.heading for state in FORM_STATES},
    "late": Text(zh="逾期", en="Late"),
    "unexpected": Text(zh="名录外项目", en="Other projects"),
    "replaced": SubmissionState.DUPLICATE.heading,
    "repeated": Text(zh="重复收到", en="Received again"),
    "passed_over": SubmissionState.PASSED_OVER.heading,
    "others": Text(zh="其他来件", en="Other files"),
    "held": SubmissionState.HELD.heading,
    "forms": Text(zh="各单位", en="All units"),
    "state": Text(zh="状态", en="State"),
    "unit_id": Text(zh="编码", en="Id"),
    "unit": Text(zh="单位", en="Unit"),
    "department": Text(zh="主管部门", en="Department"),
    "email": Text(zh="邮箱", en="E-mail"),
    "project": Text(zh="项目", en="Project"),
    "letters": Text(zh="已发信函", en="Letters sent"),
    "received": Text(zh="收到时间", en="Received"),
    "first": Text(zh="首次收到", en="First received"),
    "errors": Text(zh="错误", en="Errors"),
    "warnings": Text(zh="提醒", en="Warnings"),
    "file": Text(zh="文件", en="File"),
    "program": Text(zh="软件", en="Program"),
    "remarks": Text(zh="备注", en="Remarks"),
    "returned": Text(zh="退回的标注件", en="Marked return"),
    "hash": Text(zh="内容编号", en="Content"),
    "reason": Text(zh="原因", en="Reason"),
    "other_files": Text(zh="其他来件", en="Other files received"),
    "is_late": Text(zh="逾期", en="late"),
    "is_overdue": Text(zh="已过截止时间", en="past the deadline"),
    "n_replaced": Text(zh="替换之前 {n} 份", en="replaces {n} earlier"),
    "n_repeated": Text(zh="{n} 份重复收到", en="{n} received more than once"),
    "n_arrivals": Text(zh="收到 {n} 次", en="received {n} times"),
    "stale": Text(
        zh="{n} 份是在表格、名录或设置改动之前检查的，请运行 xltool collect 重新检查",
        en="{n} were checked before the form, the roster or the settings were changed; run xltool collect to check them again",
    ),
    # the page
    "skip": Text(zh="跳到正文", en="Skip to the list"),
    "filter": Text(zh="筛选", en="Filter"),
    "search": Text(zh="搜索", en="Search"),
    "search_hint": Text(zh="单位、项目、文件、备注……", en="unit, project, file, remark …"),
    "all_departments": Text(zh="全部部门", en="all departments"),
    "by_department": Text(zh="各主管部门报送情况", en="Status by department"),
    "sent_rate": Text(zh="已报比例", en="Sent"),
    "order": Text(zh="排序", en="Order"),
    "missing_list": Text(zh="未报名单", en="Who is missing"),
    "missing_line": Text(zh="{unit}（{project}）", en="{unit} ({project})"),
    "unit_line": Text(zh="{unit}", en="{unit}"),
    "copy_missing": Text(zh="复制未报名单", en="Copy the list of those missing"),
    "copied": Text(zh="已复制 {n} 行", en="Copied, {n} lines"),
    "copy_by_hand": Text(
        zh="浏览器不允许复制，名单已选中，请按 Ctrl+C", en="The browser does not allow it. The list is selected: press Ctrl+C"
    ),
    "remarks_only": Text(zh="只看有备注的", en="with remarks only"),
    "reset": Text(zh="清除筛选", en="Clear"),
    "shown": Text(zh="显示 {shown} / {all}", en="{shown} of {all} shown"),
    "no_match": Text(zh="没有符合条件的内容。", en="Nothing matches the filter."),
    "no_units": Text(zh="名录中没有单位。", en="The roster lists no unit."),
    "made": Text(zh="{when} 生成", en="Made {when}"),
    "top": Text(zh="回到顶部", en="Back to the top"),
    "result": Text(zh="结果", en="Result"),
    # the history of a unit
    "issued": Text(zh="下发", en="Sent out"),
    "nothing": Text(zh="没有收到报送", en="nothing was received"),
    "current": Text(zh="以此为准", en="counts now"),
    "via": Text(zh="收到 {when}  {source}", en="received {when}  {source}"),
    "mailed_to": Text(zh="{letter}  至 {recipient}", en="{letter}  to {recipient}"),
    "sender": Text(zh="发件人 {sender}", en="from {sender}"),
    "confirmed": Text(zh="{when} 由人工确认", en="confirmed by hand on {when}"),
    "changes": Text(zh="与上一份相比", en="Changes from the previous one"),
    "saved_by": Text(zh="由 {program} 保存", en="saved by {program}"),
    "more": Text(zh="……另有 {n} 条", en="… and {n} more"),
    "no_unit_form": Text(zh="不计入的文件", en="Files that do not count"),
}
_COMMA = Text(zh="；", en="; ")


def local(moment: datetime | None) -> str:
    """A moment in local time, to the minute; "" for none."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


def file_path(source: str) -> str:
    """A source as people know it: below the inbox, the members of zips and mails behind a `›`."""
    return on_one_line(visible(source.removeprefix("inbox/").replace("!/", " › ")))


def short_hash(submission: Submission) -> str:
    """Enough of a hash to name a content."""
    return submission.sha256[:8]


def letter_words(kind: str, moment: datetime, lang: Lang) -> str:
    """A letter that was mailed: which and when."""
    return f"{LETTER_KINDS[kind].heading.as_is(lang)} {local(moment)}"


def dates(status: Status, lang: Lang, *, with_left: bool = True) -> str:
    """As of when, and the deadline, with how many days are left."""
    parts = [WORDS["as_of"].say(lang, when=local(status.moment))]
    if status.deadline:
        left = time_left(status.deadline, status.moment).say(lang) if with_left else ""
        parts.append(WORDS["deadline"].say(lang, when=short_deadline(status.deadline)) + left)
    return " · ".join(parts)


def time_left_line(status: Status, lang: Lang) -> str:
    """How many days are left, or have passed; "" without a deadline."""
    if status.deadline is None:
        return ""
    left = time_left(status.deadline, status.moment)
    return left.say(lang).strip(" （）()")


def totals(status: Status, lang: Lang) -> Iterator[tuple[str, str, int]]:
    """Key, name and number of each total; those that are mostly 0 only when they are not."""
    always = ("units", "expected", "accepted", "rejected", "missing")
    for key in (
        "units",
        "expected",
        "accepted",
        "rejected",
        "waiting",
        "missing",
        "late",
        "unexpected",
        "replaced",
        "repeated",
        "others",
        "held",
        "passed_over",
    ):
        number = getattr(status.totals, key)
        if number or key in always:
            yield key, WORDS[key].say(lang), number


def cautions(form: FormStatus, lang: Lang) -> list[str]:
    """Say what the officer should look at."""
    flags = {"is_late": form.is_late, "is_overdue": form.is_overdue}
    return [*(WORDS[key].say(lang) for key, holds in flags.items() if holds), *(note.message.as_is(lang) for note in form.notes)]


def repetitions(form: FormStatus, lang: Lang) -> list[str]:
    """Say what was received more than once, which needs no care."""
    counts = {"n_replaced": len(form.replaced), "n_repeated": form.n_repeated}
    return [WORDS[key].say(lang, n=number) for key, number in counts.items() if number]


def repetition(other: OtherFile, lang: Lang) -> str:
    """Say how often a file that stands for no form was received, if more than once."""
    return WORDS["n_arrivals"].say(lang, n=other.n_arrivals) if other.n_arrivals > 1 else ""


def joined(sentences: list[str], lang: Lang) -> str:
    """Several remarks as one line."""
    return _COMMA.say(lang).join(sentences)
