"""What a workbook of a form looks like that nobody has altered, as it follows from the definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from xltool.cells import Area, a1
from xltool.layout import Layout, SheetLayout, TableArea, place
from xltool.reader.grid import Place
from xltool.reader.locate import Located, as_issued
from xltool.schema import Schema
from xltool.template import Definition

_KNOWN: dict[tuple[str, str], Genuine] = {}


@dataclass(frozen=True, eq=False)
class GenuineSheet:
    """One sheet of the form."""

    layout: SheetLayout
    schema: Schema

    @cached_property
    def located(self) -> Located:
        """Where everything is."""
        return as_issued(self.layout, self.schema)

    @cached_property
    def cells(self) -> frozenset[Place]:
        """Every cell in which something may stand."""
        notes = ((label.area.top, label.area.left) for label in self.layout.labels)
        return known_cells(self.located) | frozenset(notes) | self.status

    @cached_property
    def status(self) -> frozenset[Place]:
        """The cell of the line that says how many problems are open."""
        area = self.layout.status
        return frozenset([(area.top, area.left)] if area else [])

    @cached_property
    def formulas(self) -> frozenset[str]:
        """The cells that hold formulas of ours, if each table has remarks: `A1`."""
        remarks = ((row, table.remark[0]) for table in self.layout.tables if table.remark for row in rows_of(table)[1:])
        return frozenset(a1(*place) for place in (*self.status, *remarks))

    @cached_property
    def merges(self) -> frozenset[str]:
        """What is merged."""
        areas: list[Area] = [label.area for label in self.layout.labels]
        areas += [input_.area for input_ in self.layout.inputs]
        areas += [Area(row, table.remark[0], row, table.remark[1]) for table in self.layout.tables if table.remark for row in rows_of(table)]
        areas += [self.layout.status] if self.layout.status else []
        return frozenset(area.a1 for area in areas)

    @cached_property
    def entries(self) -> frozenset[str]:
        """The areas that have an entry validation each."""
        columns = [table.column_area(name) for table in self.layout.tables for name in table.columns]
        return frozenset(area.a1 for area in (*(input_.area for input_ in self.layout.inputs), *columns))


@dataclass(frozen=True, eq=False)
class Genuine:
    """The whole form."""

    layout: Layout
    sheets: Mapping[str, GenuineSheet]  # by name


def genuine(definition: Definition) -> Genuine:
    """What a workbook of this definition looks like; made once in a process."""
    key = str(definition.path), definition.digest
    if key not in _KNOWN:
        layout = place(definition.template, definition.schema)
        sheets = {sheet.name: GenuineSheet(sheet, definition.schema) for sheet in layout.sheets}
        _KNOWN[key] = Genuine(layout, sheets)
    return _KNOWN[key]


def rows_of(table: TableArea) -> range:
    """The rows of a table, its heading included."""
    return range(table.heading_row, table.last_row + 1)


def known_cells(located: Located) -> frozenset[Place]:
    """The cells of labels, inputs, tables and their remarks."""
    cells = {*located.labels.values(), *located.inputs.values()}
    for table in located.tables.values():
        columns = [*table.columns.values(), *(table.remark or ())[:1]]
        cells.update((row, column) for row in rows_of(table) for column in columns)
    return frozenset(cells)
