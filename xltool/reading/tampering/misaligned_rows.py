"""Find rows of a table whose values stand in other columns than their own (R67).

Codes tell: the columns with a dropdown take known values only. A row is shifted when such values stand together, so many columns
off, and none stands where it should. What the row means is not guessed: it is read as it stands, named, and not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from xltool.base.cells import Location
from xltool.base.findings import Finding
from xltool.base.look_alikes import meant_option
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.form.block import TableArea
from xltool.form.schema import Field, Table
from xltool.reading.parsing.grid import Grid

_FAR = 4  # columns beyond the table that are looked at
_ENOUGH = 2  # codes that must agree where a single one may be a word like any other
_ROW = Text(zh="第{first}行", en="row {first}")
_ROWS = Text(zh="第{first}至{last}行", en="rows {first} to {last}")


@dataclass(frozen=True)
class MisalignedRow:
    """A row that stands off, to the right when `columns` is positive."""

    path: str  # "indicators[3]"
    row: int
    columns: int


def misalignment(table: Table, area: TableArea, grid: Grid, row: int) -> int:
    """Measure how many columns a row stands off; 0 when it does not, or nothing tells."""
    coded = [column for column in table.columns if column.choices and column.name in area.columns]
    if not coded or any(_is_code(column, grid.text(row, area.columns[column.name])) for column in coded):
        return 0  # one that stands where it should
    columns = [area.columns[column.name] for column in coded]
    offsets = range(1 - max(columns), max(area.columns.values()) - min(columns) + _FAR + 1)
    return next((offset for offset in sorted(offsets, key=abs) if offset and _fits(table, area, grid, row, offset, coded)), 0)


def _fits(table: Table, area: TableArea, grid: Grid, row: int, offset: int, coded: list[Field]) -> bool:
    """Return whether the codes of a row stand `offset` columns away from their own columns."""
    n_codes, n_telling = 0, 0
    by_column = {column: name for name, column in area.columns.items()}
    for field in coded:
        column = area.columns[field.name]
        text = grid.text(row, column + offset) if column + offset > 0 else ""
        if not text:
            continue
        if not _is_code(field, text):
            return False
        n_codes += 1
        there = table.column(by_column.get(column + offset, ""))
        n_telling += there is None or there.kind.prose == "none"
    return n_codes >= _ENOUGH or bool(n_telling)


def _is_code(field: Field, text: str) -> bool:
    return bool(text) and meant_option(text, field.choices) in field.choices


def misaligned_findings(area: TableArea, sheet: str, misaligned: list[MisalignedRow]) -> Iterator[Finding]:
    """Report rows that follow each other and stand off alike by one finding."""
    for _, group in groupby(enumerate(misaligned), key=lambda item: (item[1].columns, item[1].row - item[0])):
        rows = [row for _, row in group]
        first, last = rows[0], rows[-1]
        name = (_ROW if first == last else _ROWS).filled(first=first.row, last=last.row)
        location = Location(sheet, first.row, max(1, min(area.columns.values()) + first.columns))
        yield READER_RULES["R67"].finding(field=first.path, location=location, rows=name, n=f"{first.columns:+d}")
