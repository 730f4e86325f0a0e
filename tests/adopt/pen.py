"""Draw forms as offices draw them: lines around boxes, merged cells, fills, protection."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _corners(place: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(place)
    return left or 1, top or 1, right or 1, bottom or 1


class Pen:
    """Draws on one sheet."""

    def __init__(self, book: Workbook, name: str, widths: dict[str, float] | None = None, *, every: float | None = None) -> None:
        first = book.worksheets[0]
        is_new = len(book.worksheets) == 1 and first.title == "Sheet" and first.max_row == 1 and first["A1"].value is None
        self.sheet: Worksheet = first if is_new else book.create_sheet()
        self.sheet.title = name
        self.book = book
        if every is not None:
            self.sheet.sheet_format.defaultColWidth = every
        for column, width in (widths or {}).items():
            self.sheet.column_dimensions[column].width = width

    def text(
        self, place: str, value: Any, *, bold: bool = False, size: float = 11, fill: str = "", align: str = "", code: str = ""
    ) -> None:
        """Write something into cells without lines; a range is merged."""
        cell = self._merged(place)
        cell.value = value
        cell.font = Font(bold=bold, size=size)
        cell.alignment = Alignment(horizontal=align or None, vertical="center", wrap_text=True)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if code:
            cell.number_format = code

    def box(self, place: str, value: Any = None, **looks: Any) -> None:
        """Write something into cells with lines around them; a range is merged."""
        self.text(place, value, **looks)
        self.lines(place)

    def boxes(self, row: int, *entries: tuple[str, Any], **looks: Any) -> None:
        """Write boxes beside each other: columns (`B` or `B:D`) and what stands in each."""
        for columns, value in entries:
            left, _, right = columns.partition(":")
            self.box(f"{left}{row}:{right}{row}" if right else f"{left}{row}", value, **looks)

    def lines(self, place: str) -> None:
        """Draw lines around every cell of a range, around the whole where it is merged."""
        left, top, right, bottom = _corners(place)
        is_merged = any(str(merged) == place for merged in self.sheet.merged_cells.ranges)
        for row in self.sheet.iter_rows(top, bottom, left, right):
            for cell in row:
                cell.border = self._outer(cell, place) if is_merged else _BOX

    def frame(self, place: str) -> None:
        """Draw a line around a range and none within, without merging it."""
        left, top, right, bottom = _corners(place)
        for row in self.sheet.iter_rows(top, bottom, left, right):
            for cell in row:
                cell.border = self._outer(cell, place)

    def graph_paper(self, place: str) -> None:
        """Merge the columns of a range two by two, in every row. (openpyxl compares each merged range with all others.)"""
        left, top, right, bottom = _corners(place)
        for row in range(top, bottom + 1):
            for column in range(left, right, 2):
                self.sheet.merged_cells.ranges.add(
                    MergedCellRange(self.sheet, f"{get_column_letter(column)}{row}:{get_column_letter(column + 1)}{row}")
                )

    def underline(self, place: str) -> None:
        """Draw a line below cells."""
        for row in self.sheet[place] if ":" in place else ((self.sheet[place],),):
            for cell in row:
                cell.border = Border(bottom=_THIN)

    def options(self, place: str, source: str) -> None:
        """Offer a list of options."""
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.add(place)
        self.sheet.add_data_validation(rule)

    def allow(self, place: str, kind: Any, operator: Any, first: str, second: str | None = None) -> None:
        """Limit what may be typed."""
        rule = DataValidation(type=kind, operator=operator, formula1=first, formula2=second)
        rule.add(place)
        self.sheet.add_data_validation(rule)

    def unlock(self, *places: str) -> None:
        """Unlock cells."""
        for place in places:
            for row in self.sheet[place] if ":" in place else ((self.sheet[place],),):
                for cell in row:
                    cell.protection = Protection(locked=False)

    def protect(self) -> None:
        """Protect the sheet."""
        self.sheet.protection.sheet = True

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.sheet.row_dimensions[row].height = points

    def _merged(self, place: str) -> Any:
        if ":" in place:
            self.sheet.merge_cells(place)
        return self.sheet[place.partition(":")[0]]

    @staticmethod
    def _outer(cell: Any, place: str) -> Border:
        left, top, right, bottom = _corners(place)
        row, column = cell.row, cell.column
        return Border(
            left=_THIN if column == left else None,
            right=_THIN if column == right else None,
            top=_THIN if row == top else None,
            bottom=_THIN if row == bottom else None,
        )
