"""Where each field sits in a received sheet.

That is at the template's own position when its labels are there, else where the labels have moved to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltool.catalogue import READER_RULES
from xltool.cells import Location, a1
from xltool.finding import Finding
from xltool.layout import Input, Label, SheetLayout, TableArea, heading_labels
from xltool.reader.book import Grid
from xltool.schema import Schema

Shift = tuple[int, int]  # rows and columns by which something has moved


@dataclass(frozen=True)
class Located:
    """Where the fields of one sheet are; `findings` tells what was altered."""

    inputs: dict[str, tuple[int, int]]  # path → row, column
    tables: dict[str, TableArea]
    findings: tuple[Finding, ...]


def locate(layout: SheetLayout, schema: Schema, grid: Grid) -> Located:
    """Find the fields. The quick look compares labels at their own places; only when one differs are all looked for."""
    labels = list(fixed_labels(layout, schema))
    if all(grid.text(label.area.top, label.area.left) == label.text for label in labels):
        inputs = {input_.path: (input_.area.top, input_.area.left) for input_ in layout.inputs}
        return Located(inputs, {table.path: table for table in layout.tables}, ())
    return _Search(layout, schema, grid, labels).located()


def fixed_labels(layout: SheetLayout, schema: Schema) -> Iterator[Label]:
    """The labels that a sender has no reason to touch; notes do not count."""
    yield from (label for label in layout.labels if label.style != "note")
    for table in layout.tables:
        yield from heading_labels(table, schema)


def _moved(position: int, by: int) -> int:
    """A row or column after a shift; what was moved off the sheet is at its edge."""
    return max(1, position + by)


class _Search:
    def __init__(self, layout: SheetLayout, schema: Schema, grid: Grid, labels: list[Label]) -> None:
        self.layout = layout
        self.schema = schema
        self.grid = grid
        self.shifts: dict[Label, Shift] = {}
        self.missing: list[Label] = []
        places = grid.places()
        for label in labels:
            self._find(label, places.get(label.text, []))

    def _find(self, label: Label, places: list[tuple[int, int]]) -> None:
        """A label is where its text stands nearest to its own place."""
        top, left = label.area.top, label.area.left
        if not places:
            self.missing.append(label)
            return
        row, column = min(places, key=lambda place: (abs(place[1] - left), abs(place[0] - top)))
        self.shifts[label] = (row - top, column - left)

    def located(self) -> Located:
        inputs = {input_.path: self._input(input_) for input_ in self.layout.inputs}
        tables = {table.path: self._table(table) for table in self.layout.tables}
        return Located(inputs, tables, tuple(self._findings()))

    def _input(self, input_: Input) -> tuple[int, int]:
        own = next((label for label in self.shifts if label.pointer and label.pointer == input_.cell.pointer), None)
        rows, columns = self.shifts[own] if own else self._nearest(input_.area.top)
        return _moved(input_.area.top, rows), _moved(input_.area.left, columns)

    def _nearest(self, row: int) -> Shift:
        """The shift of the nearest label above a row, or of the first below."""
        above = [label for label in self.shifts if label.area.top <= row]
        if above:
            return self.shifts[max(above, key=lambda label: label.area.top)]
        return next(iter(self.shifts.values()), (0, 0))

    def _table(self, table: TableArea) -> TableArea:
        headings = {label.area.left: label for label in heading_labels(table, self.schema)}
        found = [self.shifts[label] for label in headings.values() if label in self.shifts]
        rows = max((shift[0] for shift in found), key=[shift[0] for shift in found].count) if found else self._nearest(table.heading_row)[0]
        columns = {}
        for name, column in table.columns.items():
            shift = self.shifts.get(headings[column])
            columns[name] = _moved(column, shift[1] if shift else 0)
        heading_row, capacity = _moved(table.heading_row, rows), self._capacity(table, rows)
        return TableArea(table.path, heading_row, capacity, columns, table.remark, table.pointer)

    def _capacity(self, table: TableArea, rows: int) -> int:
        """How many rows lie between the heading and what follows the table, when rows were inserted or removed in it."""
        below = [label for label in self.shifts if label.area.top > table.last_row]
        if not below:
            return table.capacity
        following = min(below, key=lambda label: label.area.top)
        return max(1, table.capacity + self.shifts[following][0] - rows)

    def _findings(self) -> Iterator[Finding]:
        if any(shift != (0, 0) for shift in self.shifts.values()):
            yield READER_RULES["layout.moved"].finding()
        for label in self.missing:
            rows, columns = self._nearest(label.area.top)
            row, column = _moved(label.area.top, rows), _moved(label.area.left, columns)
            yield READER_RULES["label.changed"].finding(
                location=Location(self.grid.name, row, column),
                value=self.grid.text(row, column) or None,
                cell=a1(row, column),
                x=label.text,
            )
