"""A campaign's folder: made by `init`, opened by everything else."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from xltool.base.aside import make_folder
from xltool.base.files import write_whole
from xltool.base.messages import Lang, Text
from xltool.base.moments import parse_moment
from xltool.campaign.config import CONFIG_FILE, Config, load_config, refuse_settings
from xltool.campaign.issue.letter_wording import LETTERS, usual_files
from xltool.campaign.ledger import Ledger, create_ledger, open_ledger
from xltool.campaign.ledger.connect import LEDGER_FILE
from xltool.campaign.ledger_records import CheckedWith, Secrets
from xltool.campaign.new_folder import made_aside, make_folders, refuse_occupied
from xltool.campaign.store import Store
from xltool.campaign.terms import Terms
from xltool.form.roster import Roster, column_of, is_workbook, load_roster
from xltool.form.roster_workbook import blank_roster
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.rules.prefill import refuse_unfit

#: The file of the units in a campaign's folder: a workbook, or a text.
ROSTER_BOOK, ROSTER_TEXT = "roster.xlsx", "roster.csv"


@dataclass(frozen=True, kw_only=True, eq=False)
class Campaign:
    """One campaign, open: its settings, its form, its units, its ledger."""

    folder: Path
    config: Config
    definition: Definition
    roster: Roster
    ledger: Ledger

    @property
    def inbox(self) -> Path:
        """Where the office puts what came."""
        return self.folder / "inbox"

    @property
    def outbox(self) -> Path:
        """What is sent out."""
        return self.folder / "outbox"

    @property
    def returns(self) -> Path:
        """Marked returns, a folder for each unit."""
        return self.folder / "returns"

    @property
    def store(self) -> Store:
        """All that was received, untouched."""
        return Store(self.folder / "store", self.config.store_url)

    @property
    def templates(self) -> Path:
        """The campaign's own copy of the form."""
        return self.folder / "templates"

    @cached_property
    def terms(self) -> Terms:
        """All that a decision depends on."""
        return Terms(
            campaign=self.config.id,
            template=self.config.template,
            year=self.config.year,
            require_signature=self.config.require_signature,
            roster=self.roster.without_further,
            key=self.ledger.secrets.key,
            checked_with=self.checked_with.usual,
        )

    @property
    def vouched_terms(self) -> Terms:
        """The same for contents that the officer accepted as authentic."""
        return replace(self.terms, checked_with=self.checked_with.vouched, is_vouched=True)

    @cached_property
    def checked_with(self) -> CheckedWith:
        """Fingerprint of all that a decision depends on; when it changes, what was received is checked again."""
        config = self.config
        settings = (config.id, config.template, config.year, config.require_signature)
        digest = hashlib.sha256()
        for item in (_REVISION, self.definition.digest, settings, *self.roster.deciding):
            digest.update(json.dumps(item).encode() + b"\n")
        usual = digest.hexdigest()
        digest.update(b"vouched")
        return CheckedWith(usual=usual, vouched=digest.hexdigest())


#: Raised when a later version of this code reads or decides differently, so that ledgers of an earlier one are checked again.
_REVISION = 3


@contextmanager
def open_campaign(folder: Path | str) -> Iterator[Campaign]:
    """Open a campaign; its ledger is closed at the end.

    Raises UsageError when there is none, DefinitionError when `campaign.yaml` or the form is wrong, LedgerError.
    """
    root = Path(folder)
    config = load_config(root)
    definition = load_definition(config.template, root / "templates")
    roster = _units_of(root, config.roster, definition.template.prefill)
    ledger = open_ledger(root, config.id, url=config.ledger_url, wait_seconds=config.wait_seconds)
    try:
        yield Campaign(folder=root, config=config, definition=definition, roster=roster, ledger=ledger)
    finally:
        ledger.close()


def _units_of(root: Path, name: str, named: Collection[str]) -> Roster:
    """The roster that the settings name; one that was left as `init` made it gives way to a roster.csv beside it."""
    path, text = root / name, root / ROSTER_TEXT
    may_give_way = name == ROSTER_BOOK and text.is_file()
    if may_give_way and not path.exists():
        return load_roster(text, named)
    roster = load_roster(path, named)
    return load_roster(text, named) if may_give_way and not roster.units else roster


def is_campaign(folder: Path | str) -> bool:
    """Whether a folder holds a campaign."""
    return (Path(folder) / CONFIG_FILE).is_file()


def init(  # noqa: PLR0913 - each is one setting of campaign.yaml
    folder: Path | str,
    template: str | Path,
    *,
    title: str | None = None,
    year: int | None = None,
    deadline: str | None = None,
    roster: Path | str | None = None,
    templates: Path | str | None = None,
    ledger_url: str | None = None,
    password: str | None = None,
    lang: Lang = "zh",
) -> Path:
    """Make a campaign folder and return it: settings, roster, copies of the form, its ledger.

    `password` protects the sheets of the workbooks, by default a random one. Raises UsageError when the folder holds
    something already, when the roster or an option cannot be used; DefinitionError when the form is wrong.
    """
    root = Path(folder)
    refuse_occupied(root)
    definition = load_definition(template, templates)
    units = load_roster(roster, definition.template.prefill) if roster is not None else None
    if units is not None:
        refuse_unfit(definition, units)
    refuse_settings(title=title, year=year)
    if deadline is not None:
        parse_moment(deadline, "--deadline")
    campaign_id = _new_id(definition.id)
    text = _config_text(campaign_id, definition, title, year, deadline, ledger_url, roster, lang)
    with made_aside(root) as aside:
        write_whole(aside / CONFIG_FILE, text.encode())
        _copy_roster(roster, definition, aside)
        _copy_definition(definition, aside)
        make_folder(aside / LETTERS)
        for name, content in usual_files().items():
            write_whole(aside / LETTERS / name, content)
        make_folders(aside)
        config = load_config(aside)  # what was written is what will be read
        ledger = create_ledger(aside, campaign_id, url=config.ledger_url, kept=_secrets(password))
        ledger.close()
    return root


def _secrets(password: str | None) -> Secrets | None:
    return Secrets(key=secrets.token_bytes(32), password=password) if password is not None else None


def _new_id(template: str) -> str:
    """An id that no other campaign has."""
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", template).strip("-")[:40] or "campaign"
    return f"{plain}-{secrets.token_hex(4)}"


def _copy_roster(roster: Path | str | None, definition: Definition, folder: Path) -> None:
    """The officer's roster as it is, else an empty one with its heads and a sample line."""
    if roster is not None:
        shutil.copyfile(roster, folder / _roster_name(roster))
    else:
        further = [column for column in definition.template.prefill if column_of(column) is None]
        write_whole(folder / _roster_name(None), blank_roster(further))


def _roster_name(roster: Path | str | None) -> str:
    """The name of the roster in the folder: by what it is, whatever it was called."""
    return ROSTER_BOOK if roster is None or is_workbook(Path(roster)) else ROSTER_TEXT


def _copy_definition(definition: Definition, folder: Path) -> None:
    """The form's files: the template with its pictures, and beside them the schema and the code lists that it uses."""
    rules = definition.path.resolve().parent.parent / "rules"
    for source in definition.files:
        inside = source.resolve().relative_to(rules) if source.resolve().is_relative_to(rules) else None
        name = f"{definition.id}.yaml" if source == definition.path else source.name
        target = folder / "rules" / inside if inside else folder / "templates" / name
        make_folder(target.parent)
        shutil.copyfile(source, target)


# --- campaign.yaml ----------------------------------------------------------------------------------------------------


def _config_text(
    campaign_id: str,
    definition: Definition,
    title: str | None,
    year: int | None,
    deadline: str | None,
    ledger_url: str | None,
    roster: Path | str | None,
    lang: Lang,
) -> str:
    """The settings with a comment for each; those not set stand there as comments."""
    values = {
        "id": campaign_id,
        "title": _quoted(title or definition.schema.title),
        "template": definition.id,
        "year": f"year: {year}" if year is not None else "# year: 2022",
        "deadline": f"deadline: {_quoted(deadline)}" if deadline else '# deadline: "2022-12-31 18:00"',
        "notice": _NOTICE.as_is(lang),
        "roster": f"roster: {_roster_name(roster)}",
        "ledger": f"ledger:\n  url: {_quoted(ledger_url)}"
        if ledger_url
        else '# ledger:\n#   url: "postgresql://xltool:${LEDGER_PASSWORD}@host/database"',
        "file": LEDGER_FILE,
    }
    return _CONFIG.say(lang, **values)


def _quoted(text: str | None) -> str:
    return json.dumps(text or "", ensure_ascii=False)


_NOTICE = Text(
    zh="""\
# issuer: 市财政局绩效管理科
# contact: 张三，0519-00000000
# delivery: 回复下发邮件，附上填好的文件
# steps:                       # 代替通常的三步
#   - 填写黄色单元格
#   - 按“填报检查”改到没有错误
#   - 保存，经分管领导审核后把本文件报回""",
    en="""\
# issuer: Budget office
# contact: "J. Doe, 555-0100"
# delivery: reply to the mail that brought the form, with the file attached
# steps:                       # instead of the usual three
#   - Fill in the yellow cells
#   - Correct until the check sheet shows no errors
#   - Save, have the file approved, and send it back""",
)
_CONFIG = Text(
    zh="""\
# 收集任务的设置。改动后重新运行各命令即可；有误时会指出行号与位置。

# 任务编号，写入每一份下发的表，任务期间不要改动
id: {id}
# 任务名称，用于报告与邮件
title: {title}
# 表格模板，在 templates/ 与 rules/ 中，可以修改
template: {template}
# 报送年度（规则 R04）
{year}
# 截止时间，之后收到的记为逾期
{deadline}
# 写在每份表标题下和填报说明中的报送须知：下发单位、联系方式、报送方式、步骤（连同上面的截止时间）
{notice}
# 单位名录，.csv（UTF-8 或 GB18030）或 .xlsx
{roster}
# 由 xltool 生成而没有本任务签名的表：true 退回，false 只作提醒。没有标识、凭标签认出的表总是先由你确认
require_signature: true

# 台账：默认是本文件夹中的 {file}；也可用 PostgreSQL，密码放在环境变量中
{ledger}

# 邮件：distribute、return、remind 加 --mail draft 生成草稿，加 --mail send 由服务器发出；信的文字在 letters/ 中，可以修改
# mail:
#   from: "预算科 <budget@example.invalid>"
#   signature: "某市财政局预算科，电话 0000-00000000"  # 信末的落款
#   smtp:
#     host: smtp.example.invalid
#     security: starttls        # tls、starttls 或 none
#     user: budget
#     password_env: SMTP_PASSWORD  # 存放密码的环境变量名
""",
    en="""\
# Settings of a campaign. After a change run the commands again; an error is shown with its line and place.

# Written into every workbook sent out; leave it while the campaign runs
id: {id}
# What the campaign is called in reports and mails
title: {title}
# The form, in templates/ and rules/, which you may edit
template: {template}
# The year asked for (rule R04)
{year}
# Until when to send in; what comes later is late
{deadline}
# Written below the title of each workbook and into its instructions: who issues the form, whom to ask, how to send it back, the steps
# (with the deadline above)
{notice}
# The units, .csv (UTF-8 or GB18030) or .xlsx
{roster}
# A workbook made by xltool without this campaign's signature: true, it must be corrected; false, it is only pointed out.
# A form that is known by its labels alone always waits for your confirmation
require_signature: true

# The ledger: {file} in this folder by default; PostgreSQL as well, with the password in an environment variable
{ledger}

# Mail: distribute, return and remind write drafts with --mail draft, and send by a server with --mail send; their words are in letters/
# mail:
#   from: "Budget office <budget@example.invalid>"
#   signature: "Budget office, telephone 000"  # below each letter
#   smtp:
#     host: smtp.example.invalid
#     security: starttls        # tls, starttls or none
#     user: budget
#     password_env: SMTP_PASSWORD  # the environment variable that holds the password
""",
)
