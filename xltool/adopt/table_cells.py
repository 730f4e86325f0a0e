"""Cells of tables whose rows are fixed, and of total rows: each is a field of its own, under the name of its row."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.adopt.adopted import FoundTable, TableCell
from xltool.adopt.ids import names_of
from xltool.adopt.wording import GAP, NUMBER_HEAD
from xltool.base.cells import Area
from xltool.reading.drawn_records import DrawnSheet, StyledCell

_TOTAL = "total"


def is_open(table: FoundTable, sheet: DrawnSheet) -> bool:
    """Return whether the rows of a table are for whatever people list: no row has a label, each takes one sheet row, nothing stands beside them."""
    is_even = table.last_row - table.first_row + 1 == len(table.rows)
    return is_even and not table.row_labels and not _is_anything_beside(table, sheet)


def _is_anything_beside(table: FoundTable, sheet: DrawnSheet) -> bool:
    left, right = min(column.range.left for column in table.columns), max(column.range.right for column in table.columns)
    rows = range(table.heading_rows[0], table.last_row + 1)
    is_text = any(not cell.is_blank and row in rows and not left <= column <= right for (row, column), cell in sheet.cells.items())
    return is_text or any(area.left <= right < area.right or area.left < left <= area.right for area in sheet.merges if area.top in rows)


def table_cells(table: FoundTable, sheet: DrawnSheet) -> Iterator[TableCell]:
    """Yield the cells of fixed rows, and those of total rows of any table."""
    if not is_open(table, sheet):
        labels = table.row_labels or tuple("" for _ in table.rows)
        titles = [label or f"{table.title} {number}".strip() for number, label in enumerate(labels, 1)]
        for row, name, title in zip(table.rows, names_of(titles, [_TOTAL]), titles, strict=True):
            yield from _row_cells(table, sheet, row, f"{table.id}.{name}", title)
    owner = table.id if not is_open(table, sheet) else f"{table.id}_{_TOTAL}"
    for number, row in enumerate(table.total_rows, 1):
        name = _TOTAL if number == 1 else f"{_TOTAL}_{number}"
        path = f"{owner}.{name}" if owner == table.id or number > 1 else owner
        yield from _row_cells(table, sheet, row, path, _total_label(table, sheet, row), is_total=True)


def _total_label(table: FoundTable, sheet: DrawnSheet, row: int) -> str:
    right = max(column.range.right for column in table.columns)
    return next((text for column in range(1, right + 1) if (text := sheet.cell(row, column).text.strip())), "")


def _row_cells(table: FoundTable, sheet: DrawnSheet, row: int, path: str, title: str, *, is_total: bool = False) -> Iterator[TableCell]:
    merged = {(area.top, area.left): area for area in sheet.merges if area.top == row}
    covered = {place for area in sheet.merges if area.top <= row <= area.bottom for place in _row_of(area, row)}
    for column in table.columns:
        at = (row, column.range.left)
        area = merged.get(at)
        if area is None and at in covered:
            continue
        cell = sheet.cell(*at)
        if _is_fixed(cell, column.label) or (is_total and (cell.text or NUMBER_HEAD.search(column.label))):
            continue
        yield TableCell(
            path=f"{path}.{column.id}",
            sheet=table.sheet,
            area=area or Area(row, column.range.left, row, column.range.right),
            row=title,
            column=column,
            has_formula=cell.has_formula,
        )


def _row_of(area: Area, row: int) -> Iterator[tuple[int, int]]:
    return ((row, column) for column in range(area.left, min(area.right, area.left + 300) + 1))


def _is_fixed(cell: StyledCell, heading: str) -> bool:
    """Return whether a cell holds a sign that nothing belongs there, or the number of a row, and so takes nothing."""
    if cell.text:
        return bool(GAP.fullmatch(cell.text))
    return isinstance(cell.value, float) and not cell.has_formula and bool(NUMBER_HEAD.search(heading))
