"""List the rows of a received form that were not read, for its marked return: what was filled in there is not lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xltool.base.findings import Finding
from xltool.base.messages import Lang, Text
from xltool.base.paths import FieldPath
from xltool.form.schema import Field, Schema, Table
from xltool.workbook.marks import Unplaced

#: Findings whose value is the content of such a row, or of several.
_OF_ROWS = ("row.unknown", "row.repeated")
_TITLE = Text(
    zh="“{table}”中未读取的行，没有填入表中；请把内容填入对应的行",
    en="Rows of “{table}” that were not read and are not in the form; please enter their content in the rows where it belongs",
)
_PLACE = Text(zh="原单元格", en="Cell in your file")


def unmatched_rows(schema: Schema, findings: Iterable[Finding], lang: Lang) -> Iterator[Unplaced]:
    """Yield for each table of fixed rows what stands in rows that are none of the form's, or that another row repeats."""
    told = [finding for finding in findings if finding.rule in _OF_ROWS]
    for path, table in schema.tables.items():
        rows = [row for finding in told if _table_of(finding) == path for row in _rows(finding, table)]
        if rows:
            yield Unplaced(
                title=_TITLE.say(lang, table=table.title),
                heads=(_PLACE.say(lang), *(column.label for column in _columns(table))),
                rows=tuple(rows),
                paths=tuple("" for _ in rows),
            )


def _table_of(finding: Finding) -> str:
    place = FieldPath.parse(finding.field or "")
    return place.table if place.row is not None else place.column


def _rows(finding: Finding, table: Table) -> Iterator[tuple[str, ...]]:
    contents = finding.value if isinstance(finding.value, list) else [finding.value]
    cell = finding.location.cell if finding.location else ""
    for row in contents:
        if isinstance(row, Mapping):
            yield cell, *(_text(column, row.get(column.name)) for column in _columns(table))


def _columns(table: Table) -> list[Field]:
    key = table.fixed.key if table.fixed is not None else ""
    return [column for column in table.columns if column.is_typed or column.name == key]


def _text(column: Field, value: Any) -> str:
    return "" if value is None else column.kind.show(value)
