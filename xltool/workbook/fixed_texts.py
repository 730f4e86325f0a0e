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
from xltool.workbook.drawn_looks import look_changes
from xltool.workbook.own_looks import own_format
from xltool.workbook.sheets.row_height import label_height, row_height, unit_apart
from xltool.workbook.styles import Styles, font_size

_LONG_TABLE = 12  # rows
_LABELS = frozenset({"label", "group", "heading"})  # styles of short texts, at whose end a unit stands


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
            self.sheet.set_column(column - 1, column - 1, width or None, None, {} if width else {"hidden": True})
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
        look: dict[str, Any] = {"valign": "top"} if style == "group" and self._spans_long_table(label.area) else {}
        size = self._size(label, style)
        if label.look:
            look, style = own_format(label.look), "drawn"
            size = look.get("font_size", size)
        look |= self._drawn(label)
        text = self._text(label, style)
        self.write(label.area, text, style, **look)
        if self.stars and label.star:
            star, format_ = self.styles("star", font_size=size), self.styles(style, **look)
            self.sheet.write_rich_string(label.area.top - 1, label.area.left - 1, text, star, label.star, format_)

    def _text(self, label: Label, style: str) -> str:
        """Return the text of a label as it stands in its width."""
        if style not in _LABELS:
            return label.text
        return unit_apart(label.text, label.star, self.layout.width_of(label.area), self._size(label, style))

    def _drawn(self, label: Label) -> dict[str, Any]:
        return look_changes(self.layout.look_of(label.area)) if self.layout.looks else {}

    def _size(self, label: Label, style: str) -> float:
        """Return the size of a label's text, in points."""
        return float(self._drawn(label).get("font_size", font_size(style)))

    def _spans_long_table(self, area: Area) -> bool:
        """Return whether a label spans so many rows that its middle may be far away, on a page's edge, or among rows that are not printed."""
        return area.bottom - area.top >= _LONG_TABLE or any(
            table.capacity > _LONG_TABLE and area.top <= table.first_row and table.last_row <= area.bottom for table in self.layout.tables
        )

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

    def write_edge(self, table: TableArea, last_row: int) -> None:
        """Draw the cells right of the last column as part of it, down to the last row of the table with its total."""
        area = table.edge_area(last_row)
        for row in range(area.top, area.bottom + 1) if area else ():
            for column, format_ in self.edge_formats(table, row).items():
                self.sheet.write_blank(row - 1, column - 1, None, format_)

    def edge_formats(self, table: TableArea, row: int) -> dict[int, Format]:
        """Return the formats of the cells right of the last column; they are locked, as nothing is filled in there."""
        area = table.edge_area(row)
        style = "edge" if row in table.rows else "gap"
        columns = range(area.left, area.right + 1) if area else ()
        return {column: self.styles(style, left=0, right=int(column == table.edge)) for column in columns}

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
        headings = (label for table in self.layout.tables for label in heading_labels(table, self.schema))
        labels = [*(label for label in self.layout.labels if not label.look), *headings]
        for label in sorted(labels, key=lambda label: label.area.bottom - label.area.top):
            rows = range(label.area.top, label.area.bottom + 1)
            text = self._text(label, label.style)
            needed = label_height(text + label.star, self.layout.width_of(label.area), self._size(label, label.style))
            self.set_height(rows[-1], needed - sum(self.heights[row] for row in rows[:-1]))

    def set_height(self, row: int, height: float) -> None:
        """Make a row so high, unless it is higher."""
        if height > self.heights[row]:
            self.heights[row] = height
            self.sheet.set_row(row - 1, height, None, self.fold(row))
