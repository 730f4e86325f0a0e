"""Draw what a form always says: its labels, headings and fixed rows, in the widths and heights of its layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area
from xltool.form.block import TableArea
from xltool.form.layout import Label, SheetLayout, heading_labels
from xltool.form.schema import Schema
from xltool.workbook.sheets.row_height import label_height, row_height
from xltool.workbook.styles import Styles, font_size


@dataclass(frozen=True)
class FixedTexts:
    """The fixed texts of one sheet of a form."""

    sheet: Worksheet
    layout: SheetLayout
    schema: Schema
    styles: Styles
    heights: dict[int, float]  # of rows, in points; they grow with what stands in them
    fold: Callable[[int], dict[str, Any] | None]  # row → how it is folded, None for one that is not
    stars: bool = False  # whether a red star stands behind the labels of what is required

    def set_sizes(self) -> None:
        """Set the widths of the columns and the heights of the rows."""
        for column, width in self.layout.sheet.widths.items():
            self.sheet.set_column(column - 1, column - 1, width)
        for row, height in self.layout.heights.items():
            self.sheet.set_row(row - 1, height, None, self.fold(row))

    def write(self, area: Area, text: str, style: str, **changes: Any) -> None:
        """Write a text into cells, merged where there are several."""
        format_ = self.styles(style, **changes)
        self.merge(area, format_)
        if text:
            self.sheet.write_string(area.top - 1, area.left - 1, text, format_)
        else:
            self.sheet.write_blank(area.top - 1, area.left - 1, None, format_)

    def _label(self, label: Label, style: str) -> None:
        """Write a label or heading, with its star."""
        self.write(label.area, label.text, style)
        if self.stars and label.star:
            star, format_ = self.styles("star", font_size=font_size(style)), self.styles(style)
            self.sheet.write_rich_string(label.area.top - 1, label.area.left - 1, label.text, star, label.star, format_)

    def merge(self, area: Area, format_: Format) -> None:
        """Merge cells if there are several."""
        if not area.is_one_cell:
            self.sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", format_)

    def write_labels(self) -> None:
        """Write the labels and the texts beside fields, without the headings of tables."""
        for label in self.layout.labels:
            self._label(label, label.style)

    def write_headings(self, table: TableArea) -> None:
        """Write the headings of the columns of a table."""
        for label in heading_labels(table, self.schema):
            self._label(label, "heading")

    def write_fixed_rows(self, table: TableArea) -> None:
        """Write the keys and names of fixed rows; names stand in by their level."""
        fixed = self.schema.tables[table.path].fixed
        if fixed is None:
            return
        named = fixed.name or fixed.key
        widths = {name: self.layout.width_of(table.column_span(name)) for name in fixed.columns}
        for row, (cells, level) in enumerate(zip(fixed.cells, fixed.levels, strict=True), start=table.first_row):
            for name, text in cells.items():
                indent = level - min(fixed.levels) if name == named else 0
                self.write(table.cell_area(name, row), text, "fixed", **({"indent": indent} if indent else {}))
                self.set_height(row, row_height(text, widths[name] - indent))

    def make_room(self) -> None:
        """Make rows high enough for labels and headings; of several rows that one spans, the last."""
        labels = [*self.layout.labels, *(label for table in self.layout.tables for label in heading_labels(table, self.schema))]
        for label in sorted(labels, key=lambda label: label.area.bottom - label.area.top):
            rows = range(label.area.top, label.area.bottom + 1)
            needed = label_height(label.text + label.star, self.layout.width_of(label.area), font_size(label.style))
            self.set_height(rows[-1], needed - sum(self.heights[row] for row in rows[:-1]))

    def set_height(self, row: int, height: float) -> None:
        """Make a row so high, unless it is higher."""
        if height > self.heights[row]:
            self.heights[row] = height
            self.sheet.set_row(row - 1, height, None, self.fold(row))
