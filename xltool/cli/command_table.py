"""All commands by name: where each is, what it is for, and what the overview says of it. A command is loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from xltool.base.messages import Text

#: What commands are for, in the order of the overview.
GROUPS: Mapping[str, Text] = {
    "campaign": Text(zh="收集任务", en="Campaigns"),
    "files": Text(zh="单个文件", en="Single files"),
    "upkeep": Text(zh="维护", en="Upkeep"),
}


@dataclass(frozen=True, kw_only=True)
class CommandEntry:
    """One command. `doc` in English is the docstring of its function; the overview shows it without loading the module."""

    name: str
    group: str  # of GROUPS
    module: str  # in `xltool.cli`
    doc: Text
    examples: tuple[Text, ...]

    def load(self) -> Callable[..., Any]:
        """Import the module and return the command's function: it has the command's name, with "_" behind a word of Python."""
        module = import_module(f"xltool.cli.{self.module}")
        function: Callable[..., Any] = getattr(module, self.name, None) or getattr(module, f"{self.name}_")
        return function


def _same(line: str) -> Text:
    return Text(zh=line, en=line)


_ENTRIES = (
    CommandEntry(
        name="init",
        group="campaign",
        module="campaign_commands",
        doc=Text(zh="建立收集任务文件夹。", en="Make a campaign folder."),
        examples=(
            _same("xltool init 2026 --template project-performance-target --roster roster.xlsx"),
            _same("xltool init 2026 --template templates/form.yaml --deadline 2026-12-31"),
        ),
    ),
    CommandEntry(
        name="roster",
        group="campaign",
        module="roster_command",
        doc=Text(
            zh="显示单位名录如何读取、有什么问题；有问题的，退出状态为 1。",
            en="Show how a roster is read and what is wrong with it; exit status 1 when something is.",
        ),
        examples=(_same("xltool roster roster.xlsx"),),
    ),
    CommandEntry(
        name="distribute",
        group="campaign",
        module="campaign_commands",
        doc=Text(
            zh="为每个单位（及项目）生成一份锁定的表，放入 outbox/。",
            en="Write one locked workbook for each unit (and project) into outbox/.",
        ),
        examples=(_same("xltool distribute 2026 --zip"), _same("xltool distribute 2026 --from 2025 --mail draft")),
    ),
    CommandEntry(
        name="collect",
        group="campaign",
        module="campaign_commands",
        doc=Text(
            zh="收件：留存、检查、判定、登记；标注问题的表放入 returns/。",
            en="Take in what was received: keep, check, decide, record; marked workbooks go to returns/.",
        ),
        examples=(_same("xltool collect 2026"), _same("xltool collect 2026 mail.zip a.xlsx")),
    ),
    CommandEntry(
        name="return",
        group="campaign",
        module="letter_commands",
        doc=Text(
            zh="把标注问题的表发回需要改正的单位。",
            en="Send the marked workbooks back to the units that must correct them.",
        ),
        examples=(_same("xltool return 2026"), _same("xltool return 2026 --mail send --receipts")),
    ),
    CommandEntry(
        name="remind",
        group="campaign",
        module="letter_commands",
        doc=Text(
            zh="给未报送或需要改正的单位写催报信。",
            en="Write to the units whose forms are missing or must be corrected.",
        ),
        examples=(_same("xltool remind 2026 --dry-run"), _same("xltool remind 2026 --mail send")),
    ),
    CommandEntry(
        name="status",
        group="campaign",
        module="status_command",
        doc=Text(
            zh="显示哪些单位已报送、需退回修改或未报送；有未报送的，退出状态为 1。",
            en="Show which units have submitted, need corrections, or are missing; exit status 1 while one is missing.",
        ),
        examples=(_same("xltool status 2026"), _same("xltool status 2026 --format html -o status.html"), _same("xltool status 2025 2026")),
    ),
    CommandEntry(
        name="exclude",
        group="campaign",
        module="exclude_command",
        doc=Text(
            zh="把一份报送排除在所有合计之外，记下由谁决定、为何；此外没有什么会被排除。",
            en="Leave a form out of all totals, with who decided it and why; nothing is left out otherwise.",
        ),
        examples=(
            _same("xltool exclude 2026"),
            Text(
                zh="xltool exclude 2026 --file 1a2b3c4d --reason 误以元填报",
                en='xltool exclude 2026 --file 1a2b3c4d --reason "filled in in yuan"',
            ),
        ),
    ),
    CommandEntry(
        name="merge",
        group="campaign",
        module="merge_command",
        doc=Text(
            zh="汇总填好的表：一个汇总工作簿，数据另存于文件夹（Parquet 与 CSV）。",
            en="Merge completed workbooks: a summary workbook, and the merged data as Parquet and CSV in a folder beside it.",
        ),
        examples=(
            _same("xltool merge 2026"),
            _same("xltool merge 2025 2026 -o years.xlsx"),
            _same("xltool merge inbox -o summary.xlsx --roster roster.xlsx"),
        ),
    ),
    CommandEntry(
        name="publish",
        group="campaign",
        module="publish_command",
        doc=Text(
            zh="把已通过的表（或给出的文件）排成正式印本：PDF、Word 或网页；可隐去个人信息。有表含错误的，退出状态为 1。",
            en="Write accepted forms (or the files given) as their official print: PDF, Word or HTML; exit status 1 when one has errors.",
        ),
        examples=(
            _same("xltool publish 2026 -o 2026.pdf --mask"),
            _same("xltool publish a.xlsx b.xlsx -o print --each --format docx"),
        ),
    ),
    CommandEntry(
        name="demo",
        group="campaign",
        module="form_commands",
        doc=Text(
            zh="用一张内置表（默认为常州市 2022 年的表）演示整个收集任务，并说明生成了什么。",
            en="Run a whole campaign on a built-in form, by default that of Changzhou of 2022, and say what was made.",
        ),
        examples=(_same("xltool demo"),),
    ),
    CommandEntry(
        name="forms",
        group="files",
        module="form_commands",
        doc=Text(zh="列出内置表：编码、版本、名称与用途。", en="List the built-in forms: id, version, title and what each is for."),
        examples=(_same("xltool forms"),),
    ),
    CommandEntry(
        name="design",
        group="files",
        module="design_command",
        doc=Text(
            zh="在工作簿中设计表格：由定义生成设计表，由设计表生成定义。",
            en="Design a form in Excel: a definition as a design workbook, and a design workbook as a definition.",
        ),
        examples=(
            _same("xltool design new.xlsx"),
            _same("xltool design monitoring -o monitoring-design.xlsx"),
            _same("xltool design new.xlsx -o forms"),
            _same("xltool design xlsform.xlsx -o new-design.xlsx"),
        ),
    ),
    CommandEntry(
        name="adopt",
        group="files",
        module="adopt_command",
        doc=Text(
            zh="找出一张已画好的表有哪些字段和明细表；有要核对的，退出状态为 1。",
            en="Find the fields and tables of a form that is already drawn; exit status 1 when there is something to ask.",
        ),
        examples=(_same("xltool adopt form.xlsx"), _same("xltool adopt form.xlsx --format html")),
    ),
    CommandEntry(
        name="build",
        group="files",
        module="form_commands",
        doc=Text(zh="生成一份锁定的表。", en="Write one locked workbook."),
        examples=(_same("xltool build monitoring -o monitoring.xlsx"),),
    ),
    CommandEntry(
        name="check",
        group="files",
        module="form_commands",
        doc=Text(
            zh="检查填好的表；有错误的，退出状态为 1。",
            en="Check completed workbooks; exit status 1 when there are errors among the findings.",
        ),
        examples=(_same("xltool check a.xlsx b.xlsx"), _same("xltool check inbox --annotate returns --format html -o report.html")),
    ),
    CommandEntry(
        name="read",
        group="files",
        module="form_commands",
        doc=Text(zh="以 JSON 输出填好的表中的数据。", en="Print the document of a completed workbook as JSON."),
        examples=(_same("xltool read a.xlsx"),),
    ),
    CommandEntry(
        name="rules",
        group="files",
        module="form_commands",
        doc=Text(zh="显示一张表的校验规则说明。", en="Print the rule reference of a template."),
        examples=(_same("xltool rules monitoring --format markdown"),),
    ),
    CommandEntry(
        name="upgrade",
        group="files",
        module="form_commands",
        doc=Text(
            zh="把按旧版本填好的表转为现行版本；有内容无处可放的，退出状态为 1。",
            en="Carry a completed workbook of an older template version into today's; exit status 1 when something has no place.",
        ),
        examples=(_same("xltool upgrade old.xlsx -o new.xlsx"),),
    ),
    CommandEntry(
        name="diff",
        group="files",
        module="form_commands",
        doc=Text(
            zh="显示两份填好的表之间的改动；有改动的，退出状态为 1。",
            en="Show what changed between two completed forms; exit status 1 when something did.",
        ),
        examples=(_same("xltool diff first.xlsx second.xlsx"),),
    ),
    CommandEntry(
        name="export",
        group="upkeep",
        module="upkeep",
        doc=Text(zh="把收集任务连同全部文件与台账写入一个文件。", en="Write a campaign with all its files and its ledger into one file."),
        examples=(_same("xltool export 2026 -o 2026.xltool"),),
    ),
    CommandEntry(
        name="import",
        group="upkeep",
        module="upkeep",
        doc=Text(zh="由导出文件建立收集任务文件夹；逐项核对内容。", en="Make a campaign folder of an export; every content is verified."),
        examples=(_same("xltool import 2026.xltool 2026"),),
    ),
    CommandEntry(
        name="verify",
        group="upkeep",
        module="upkeep",
        doc=Text(
            zh="核对收集任务是否完整：台账、原件、下发表、标注件；不完整的，退出状态为 1。",
            en="Verify that a campaign is whole: ledger, store, outbox, returns; exit status 1 when it is not.",
        ),
        examples=(_same("xltool verify 2026"),),
    ),
    CommandEntry(
        name="recover",
        group="upkeep",
        module="upkeep",
        doc=Text(zh="重建丢失或损坏的台账。", en="Make a new ledger in place of one that is lost or damaged."),
        examples=(_same("xltool recover 2026 --from 2026.xltool"),),
    ),
)
COMMANDS: Mapping[str, CommandEntry] = {entry.name: entry for entry in _ENTRIES}
