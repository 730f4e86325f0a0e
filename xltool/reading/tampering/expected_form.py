"""A form as it was sent out, as it follows from the definition; and a sheet of it as it was received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xltool.base.cells import Area, Location, a1
from xltool.form.layout import Label, Layout, SheetLayout, place
from xltool.form.schema import Field, Schema
from xltool.reading.locate import PASSIVE, Located, as_issued
from xltool.reading.parsing.grid import Grid, Place, Traits
from xltool.reading.parsing.ranges import place_of
from xltool.reading.tampering.misaligned_rows import MisalignedRow
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Rule, entry_rules

_KNOWN: dict[tuple[str, str], ExpectedForm] = {}


@dataclass(frozen=True, eq=False)
class ExpectedSheet:
    """One sheet of the form."""

    layout: SheetLayout
    schema: Schema
    rules: Sequence[Rule]

    @cached_property
    def located(self) -> Located:
        """Where everything is."""
        return as_issued(self.layout, self.schema)

    @cached_property
    def cells(self) -> frozenset[Place]:
        """Every cell in which something may stand."""
        labels = ((label.area.top, label.area.left) for label in self.layout.labels if label.text)
        return known_cells(self.located) | frozenset(labels) | self.status | self.links

    @cached_property
    def notes(self) -> tuple[Label, ...]:
        """The texts that tell the sender something, and those in cells of the form; they stay as they are."""
        return tuple(label for label in self.layout.labels if label.style in PASSIVE and label.text)

    @cached_property
    def status(self) -> frozenset[Place]:
        """The cell of the line that says how many problems are open."""
        area = self.layout.status
        return frozenset([(area.top, area.left)] if area else [])

    @cached_property
    def links(self) -> frozenset[Place]:
        """The cells of that line that lead to other sheets; workbooks of earlier versions have none."""
        parts = self.layout.status_parts
        return frozenset((link.top, link.left) for link in parts.links) if parts else frozenset()

    @cached_property
    def formulas(self) -> frozenset[str]:
        """The cells that hold formulas of ours, if each table has remarks: `A1`."""
        remarks = ((row, table.remark[0]) for table in self.layout.tables if table.remark for row in table.rows)
        return frozenset(a1(*place) for place in (*self.status, *self.links, *remarks, *self._computed()))

    def _computed(self) -> Iterator[Place]:
        """Yield the cells of computed fields."""
        for input_ in self.layout.inputs:
            if self.schema.fields[input_.path].is_computed:
                yield input_.area.top, input_.area.left
        for table in self.layout.tables:
            for column in self.schema.tables[table.path].columns:
                if column.is_computed:
                    yield from ((row, table.columns[column.name]) for row in table.rows)

    @cached_property
    def merges(self) -> frozenset[str]:
        """What is merged."""
        areas: list[Area] = [label.area for label in (*self.layout.labels, *self.located.labels)]
        areas += [input_.area for input_ in self.layout.inputs]
        for table in self.layout.tables:
            if table.remark:
                areas.append(table.heading_area(""))
            areas += table.merged_cells()
        areas += self.layout.status_parts.areas if self.layout.status_parts else ()
        return frozenset(area.a1 for area in areas)

    @cached_property
    def entries(self) -> frozenset[tuple[str, str]]:
        """The areas that do not accept every entry, and the kinds of their validations as Open XML calls them.

        As `xltool.workbook.validation` writes them, which takes long to load; it also knows which formulas are too long for a validation.
        """
        areas = {input_.path: input_.area for input_ in self.layout.inputs}
        areas |= {f"{table.path}.{name}": table.column_area(name) for table in self.layout.tables for name in table.columns}
        kinds = {path: self._kind(field) for path in areas if (field := self.schema.field(path))}
        return frozenset((areas[path].a1, kind) for path, kind in kinds.items() if kind)

    def _kind(self, field: Field) -> str | None:
        if field.is_locked:
            return None
        validation = field.kind.validation
        if validation.style != "list" and entry_rules(self.rules, field, self.schema):
            return "custom"
        if validation.style == "length" and field.max_length is None:
            return None
        return validation.open_xml


@dataclass(frozen=True, eq=False)
class ExpectedForm:
    """The whole form."""

    layout: Layout
    sheets: Mapping[str, ExpectedSheet]  # by name


def expected_form(definition: Definition) -> ExpectedForm:
    """Derive what a workbook of this definition looks like; made once in a process."""
    key = str(definition.path), definition.digest
    if key not in _KNOWN:
        layout = place(definition.template, definition.schema)
        sheets = {sheet.name: ExpectedSheet(sheet, definition.schema, definition.rules.rules) for sheet in layout.sheets}
        _KNOWN[key] = ExpectedForm(layout, sheets)
    return _KNOWN[key]


def known_cells(located: Located) -> frozenset[Place]:
    """Return the cells of labels, inputs, tables and their remarks."""
    cells = {*located.labels.values(), *located.inputs.values()}
    for table in located.tables.values():
        columns = [*table.columns.values(), *(table.remark or ())[:1]]
        cells.update((row, column) for row in (table.heading_row, *table.rows) for column in columns)
        cells.update((area.top, area.left) for area in table.raised_headings())
    return frozenset(cells)


@dataclass(frozen=True, kw_only=True)
class ReceivedSheet:
    """One sheet of the form as it was received."""

    expected: ExpectedSheet
    grid: Grid
    located: Located
    misaligned: Mapping[str, list[MisalignedRow]] = field(default_factory=dict)  # table → rows whose values stand in other columns

    @cached_property
    def traits(self) -> Traits:
        """What the sheet says beside its values; nothing where the reader of the format does not tell."""
        return self.grid.traits or Traits(is_whole=False)

    @cached_property
    def other_formulas(self) -> frozenset[str]:
        """The cells that hold formulas and are not known to hold ours, `A1`: all of them where the form has moved."""
        return frozenset(self.traits.formulas).difference(() if self.located.is_moved else self.expected.formulas)

    @cached_property
    def formulas(self) -> frozenset[Place]:
        """The cells that hold formulas."""
        return frozenset(map(place_of, self.traits.formulas))

    @cached_property
    def paths(self) -> dict[Place, str]:
        """The cells that are filled in: those of single fields, and of tables the path of their column; none of what is locked."""
        cells = {place: path for path, place in self.located.inputs.items()}
        for table in self.located.tables.values():
            for name, column in table.columns.items():
                cells |= {(row, column): f"{table.path}.{name}" for row in table.rows}
        return {place: path for place, path in cells.items() if self._is_typed(path)}

    def _is_typed(self, path: str) -> bool:
        field = self.expected.schema.field(path)
        return field is None or field.is_typed

    @cached_property
    def expected_formulas(self) -> frozenset[Place]:
        """The cells of the form that hold formulas of ours, as far as tables have remarks."""
        remarks = {(row, table.remark[0]) for table in self.located.tables.values() if table.remark for row in table.rows}
        return self.expected.status | remarks

    def place_of(self, fixed: Label) -> Place:
        """Return where a fixed text stands: where the nearest labels that were found lead, in its row and among its columns."""
        if not self.located.is_moved:
            return fixed.area.top, fixed.area.left
        places = list(self._places_of(fixed))
        return next((place for place in places if self.grid.label(*place) == fixed.line), places[0])

    def _places_of(self, fixed: Label) -> Iterator[Place]:
        """Yield where the nearest label in its row leads, then with the columns that the nearest label in its columns has moved by."""
        found = self.located.labels
        if not found:
            yield fixed.area.top, fixed.area.left
            return
        beside = min(found, key=lambda label: (abs(label.area.top - fixed.area.top), abs(label.area.left - fixed.area.left)))
        above = min(found, key=lambda label: (abs(label.area.left - fixed.area.left), abs(label.area.top - fixed.area.top)))
        row = max(1, fixed.area.top + found[beside][0] - beside.area.top)
        for label in (beside, above):
            yield row, max(1, fixed.area.left + found[label][1] - label.area.left)

    def label(self, path: str) -> str:
        """Return what a field is called."""
        declared = self.expected.schema.field(path)
        return declared.title if declared else path

    def at(self, place: Place) -> Location:
        """Return a cell of this sheet."""
        return Location(self.grid.name, *place)
