"""问题清单, 规则统计, 规则分布: every finding of what counts, linked to its file and cell; who breaks which rule."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.base.paths import FieldPath
from xltool.merging.dataset.arrow_columns import each, each_row
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figures import FINDINGS
from xltool.merging.summary.list_columns import ListColumns, as_is, name_of
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.rule_stats import RuleStats
from xltool.merging.summary.sheet_records import Heading, ListColumn, Listing
from xltool.merging.summary.summary_sheet import Summary, SummarySheet
from xltool.rules.definition import Definition

#: Keys of the tabs; those of rules are there where something was found.
_LIST, _BY_RULE, _BY_DEPARTMENT = "", "rules", "departments"
#: Characters of a value that the list of findings shows; the Parquet file has it whole.
_VALUE_SHOWN = 40


def _tabs(summary: Summary) -> Mapping[str, str]:
    say = summary.book.say
    of_rules = {_BY_RULE: say(messages.RULE_STATS), _BY_DEPARTMENT: say(messages.RULE_SPREAD)} if summary.figures.count(FINDINGS) else {}
    return {_LIST: say(messages.FINDINGS), **of_rules}


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    findings = _write_list(summary, tabs[_LIST])
    if _BY_RULE in tabs:
        stats = RuleStats(summary.figures, summary.book)
        rule, *others = stats.columns(findings, summary.listings["submissions"])
        lists = ListColumns(summary)
        columns = [rule, lists.severity(), *others]
        note = summary.book.say(messages.RULE_NOTE)
        note += "".join(summary.book.say(messages.COMMON_NOTE, rule=one.rule, note=one.said) for one in summary.figures.common_notes)
        lists.write(tabs[_BY_RULE], FINDINGS, note, columns, iter([stats.page()]), len(stats.stats), if_empty=messages.NO_FINDINGS)
        stats.write_spread(tabs[_BY_DEPARTMENT], summary.title(tabs[_BY_DEPARTMENT].name), summary.all_lines, findings)


def _write_list(summary: Summary, sheet: Worksheet) -> Listing:
    say, lists, definition = summary.book.say, ListColumns(summary), summary.merged.definition
    left_out = (
        summary.merged.spools[FINDINGS].n_rows
        - summary.figures.count(FINDINGS)
        - sum(one.n_findings for one in summary.figures.common_notes)
    )
    note = say(messages.WITHOUT_REPLACED, n=left_out, file=summary.files[FINDINGS]) if left_out else ""
    note += "".join(say(messages.COMMON_NOTE, rule=one.rule, note=one.said) for one in summary.figures.common_notes)
    columns: list[ListColumn] = [
        *lists.who(),
        (Heading(key="file", text=say(messages.FILE), most=30), name_of("file")),
        lists.state(),
        lists.severity(),
        (Heading(key="rule", text=say(messages.RULE), style="center", least=7, most=18), as_is("rule")),
        (Heading(key="message", text=say(messages.MESSAGE), least=20, most=46), as_is(f"message_{summary.book.lang}")),
        (Heading(key="value", text=say(messages.VALUE), least=12, most=34), lambda page: ListCells(_values(page, definition))),
        (Heading(key="sheet", text=say(messages.SHEET), most=14), as_is("sheet")),
        lists.cell(),
        (
            Heading(key="field", text=say(messages.FIELD), most=30),
            lambda page: ListCells(each(page["field"], lambda path: _label(summary, path))),
        ),
    ]
    return lists.write(sheet, FINDINGS, note, columns, if_empty=messages.NO_FINDINGS)


def _values(page: pa.RecordBatch, definition: Definition | None) -> pa.Array:
    """Return the values of findings as people see them; only shares look otherwise than in the data set."""
    fields = definition.schema.all_fields() if definition else ()
    shares = {field.path: field.kind for field in fields if field.kind.summary_style == "share"}
    if not shares:
        return each(page["value"], _shortened)

    def value(path: str | None, text: str | None) -> str | None:
        kind = shares.get(definition.schema.declared(path or "")) if definition else None
        return _shortened(kind.show(kind.read(text).value) if kind and text else text)

    return each_row(value, page["field"], page["value"])


def _label(summary: Summary, path: str | None) -> str | None:
    """Return a field as the form calls it; its path when the form has no such field."""
    definition = summary.merged.definition
    if path is None or definition is None:
        return path
    place = FieldPath.parse(path)
    if place.row is None or place.table not in definition.schema.tables:
        return definition.schema.title_of(path)
    table = definition.schema.tables[place.table]
    column = table.column(place.column)
    title = column.title if column else place.column
    name = definition.schema.row_name(path)
    if name:
        return summary.book.say(messages.NAMED_ROW_FIELD, table=table.title, row=name, column=title)
    return summary.book.say(messages.TABLE_FIELD, table=table.title, row=place.row + 1, column=title)


def _shortened(text: str | None) -> str | None:
    return text if text is None or len(text) <= _VALUE_SHOWN else text[:_VALUE_SHOWN] + "…"


SHEET = SummarySheet(
    name="findings",
    usual_name=Text(zh="问题清单、规则统计、规则分布", en="Findings, Rule statistics, Rules by department"),
    doc=Text(
        zh="计入的报送的每一条问题，链接到单元格（多数表共有的说明只在表头列一次）；被违反的规则涉及几份报送、几条问题、哪些单位，以及按部门的分布",
        en="every finding of what counts, linked to its cell (a note that most forms share stands above the list, once): "
        "not those of submissions that were replaced, are held back, or are of another "
        "form or campaign, which the file of findings has; each rule that is broken: how many submissions and findings, who; and findings by "
        "department and rule",
    ),
    place=120,
    turn=50,
    tabs=_tabs,
    write=_write,
)
