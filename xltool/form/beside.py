"""Place the messages of rows beside what is printed, in a column that no program prints.

LibreOffice takes no formula as print area: it prints up to the last visible column and row with content. A message therefore stands in two
cells made one, of which the first, which holds the formula, is in a hidden column: it is shown in the second, and counts for nothing on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from xltool.base.cells import MAX_COLUMNS, Area
from xltool.form.block import TableArea


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The tables of a sheet with their messages beside what is printed."""

    tables: tuple[TableArea, ...]
    widths: Mapping[int, float]  # column (1-based) → width in characters; 0 of the hidden one
    hidden_column: int | None  # None where messages stand among what is printed, and where there are none


def beside_print(tables: Sequence[TableArea], widths: Mapping[int, float], last_printed: int, usual_width: float) -> Beside:
    """Move the messages of rows, which all stand right of the printed columns, one column to the right, and hide their first column."""
    places = {table.remark for table in tables if table.remark}
    (first, last) = next(iter(places)) if len(places) == 1 else (0, 0)
    if first <= last_printed or last == MAX_COLUMNS:
        return Beside(tables=tuple(tables), widths=widths, hidden_column=None)
    moved = {column + 1: widths.get(column, usual_width) for column in range(first, last + 1)}
    return Beside(
        tables=tuple(replace(table, remark=(first, last + 1)) if table.remark else table for table in tables),
        widths={**widths, **moved, first: 0.0},
        hidden_column=first,
    )


def open_table(tables: Sequence[TableArea], last_row: int, is_content: Callable[[TableArea], bool]) -> TableArea | None:
    """Return the table that ends a sheet and whose unused rows hold nothing; None for none. `is_content` tells of a table whether they do."""
    last = tables[-1] if tables else None
    if last is None or last.last_row < last_row:
        return None
    return None if is_content(last) else last


def reach_edge(table: TableArea, rows: range, last_printed: int, others: Sequence[Area]) -> TableArea:
    """Return a table whose last column is drawn up to the last printed one, as far as nothing else stands there.

    `rows` are those of its headings, data and totals. A table that ends before the rest of the form looks broken off on paper; cells that
    are merged in each row would do, but could be neither sorted nor pasted into.
    """
    last = table.last_input_column
    room = Area(rows[0], last + 1, rows[-1], last_printed) if last < last_printed else None
    name = next(name for name in table.columns if table.last_column(name) == last)
    if room is None or table.heading_tops.get(name, table.heading_row) != rows[0] or any(room.overlaps(area) for area in others):
        return table
    return replace(table, edge=last_printed)
