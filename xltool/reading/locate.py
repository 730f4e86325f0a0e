"""Locate each field in a received sheet.

Three things tell: the template's own position, the label beside the field, and the defined name that a spreadsheet program
carries along when a cell moves. What wins when they disagree:

- Labels at their own places, names at theirs (or all gone): the template's position. That is the quick look, and nearly every file.
- A label that is found says where its field is: it is what a person sees. Rows that a library inserts leave the names where
  they were; when labels moved together and the names did not, the names are stale and not asked.
- A label that is gone is made up for by the name; without a name by the labels around, if they agree.
- A label and a name that disagree: when only one of the two cells holds something, that one is meant (someone dragged an input
  away, and the name went with it). When both do, the label's is read and an error says that it is not certain.
- When nothing tells, the field is not read and a finding names it. Meaning is never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xltool.base.cells import Area, Location, a1
from xltool.base.findings import Finding
from xltool.base.reader_rules import READER_RULES
from xltool.form.block import TableArea
from xltool.form.field_names import joined
from xltool.form.layout import Input, Label, SheetLayout, heading_labels
from xltool.form.schema import Schema
from xltool.reading.lost_blocks import LostBlocks, in_lost_blocks
from xltool.reading.parsing.grid import Grid, Place
from xltool.reading.shifts import Crossings, Shift, moved, shift_to, shifted, shifts_of_alike

_SHOWN = 5  # names in a finding
#: Styles of texts that do not tell where fields are: a “—” or “10” may stand anywhere. They are looked for where labels lead.
PASSIVE = frozenset(["note", "text", "gap", "sign", "room"])


@dataclass(frozen=True)
class Located:
    """Where everything on one sheet is; `findings` tells what was altered."""

    inputs: Mapping[str, Place]  # path → cell; a field that was not found is left out, as is a table or a column
    tables: Mapping[str, TableArea]
    labels: Mapping[Label, Place]  # without notes and fixed texts
    findings: tuple[Finding, ...] = ()
    is_moved: bool = field(default=False)  # anything is elsewhere than in the template


def as_issued(layout: SheetLayout, schema: Schema) -> Located:
    """Return everything where the template has it."""
    return Located(
        {input_.path: (input_.area.top, input_.area.left) for input_ in layout.inputs},
        {table.path: table for table in layout.tables},
        {label: (label.area.top, label.area.left) for label in fixed_labels(layout, schema)},
    )


def locate(layout: SheetLayout, schema: Schema, grid: Grid, names: Mapping[str, Area], expected: Located) -> Located:
    """Find the fields. The quick look compares labels and names with the template; only what differs is looked into.

    `names` are the defined names that lead to this sheet, `expected` is where everything is in the workbook sent out.
    """
    labels_stay = all(grid.label(*place) == label.line for label, place in expected.labels.items())
    if labels_stay and (not names or _names_stay(names, expected)):
        return expected
    return _Search(layout, schema, grid, names, expected).located()


def fixed_labels(layout: SheetLayout, schema: Schema) -> Iterator[Label]:
    """Return the labels that tell where fields are."""
    yield from (label for label in layout.labels if label.style not in PASSIVE and label.text)
    for table in layout.tables:
        yield from heading_labels(table, schema)


def _names_stay(names: Mapping[str, Area], expected: Located) -> bool:
    inputs = all(path in names and _corner(names[path]) == place for path, place in expected.inputs.items())
    return inputs and all(
        names.get(f"{table.path}.{name}") == table.column_area(name) for table in expected.tables.values() for name in table.columns
    )


def _corner(area: Area) -> Place:
    return area.top, area.left


class _Search:
    """The search by labels and names."""

    def __init__(self, layout: SheetLayout, schema: Schema, grid: Grid, names: Mapping[str, Area], expected: Located) -> None:
        self.layout = layout
        self.schema = schema
        self.grid = grid
        self.expected = expected
        self.headings = {table.path: {label.area.left: label for label in heading_labels(table, schema)} for table in layout.tables}
        self.own = {label.pointer: label for label in layout.labels if label.style == "label"}
        self.crossings = Crossings(expected.labels)
        self.shifts = self._shifts(grid.places())
        self.common = Counter(self.shifts.values())
        self.names = {} if self._stale(names) else names
        self.had_names = bool(names)
        self.astray: list[str] = []  # fields whose name is gone or leads elsewhere
        self.findings: list[Finding] = []

    def located(self) -> Located:
        by_path = {input_.path: self._input(input_) for input_ in self.layout.inputs}
        tables = {table.path: self._table(table) for table in self.layout.tables}
        labels = {label: (label.area.top + rows, label.area.left + columns) for label, (rows, columns) in self.shifts.items()}
        inputs = {path: place for path, place in by_path.items() if place is not None}
        placed = {path: table for path, table in tables.items() if table is not None}
        grown = any(table.capacity != self.expected.tables[path].capacity for path, table in placed.items())
        is_moved = grown or any(shift != (0, 0) for shift in self.shifts.values())
        lost = LostBlocks.of(self.layout, self.schema, {*inputs, *placed})
        of_layout = self._layout_findings(by_path, lost, is_moved=is_moved)
        findings = (*of_layout, *lost.findings(self.findings, self.grid.name), *self._name_findings())
        return Located(inputs, placed, labels, findings, is_moved=is_moved or inputs != self.expected.inputs)

    # --- labels -------------------------------------------------------------------------------------------------------

    def _shifts(self, places: Mapping[str, list[Place]]) -> dict[Label, Shift]:
        """Measure how far each label has moved."""
        labels = [label for label in self.expected.labels if label.crossing is None]
        n_labels = Counter(label.line for label in labels)
        alone = [label for label in labels if n_labels[label.line] == 1 and len(places.get(label.line, ())) == 1]
        shifts = {label: shift_to(label, places[label.line][0]) for label in alone}
        others = [label for label in labels if label not in shifts]
        shifts |= shifts_of_alike(others, places, shifts, in_lost_blocks(self.layout, others, alone))
        typed = [label for label in shifts if self._is_data(label, shifts)]
        found = {label: shifts[label] for label in labels if label in shifts and label not in typed}
        return found | dict(self.crossings.found(found, self.grid))

    def _is_data(self, label: Label, shifts: Mapping[Label, Shift]) -> bool:
        """Return whether a text is not the label but the same words, typed into a table by the sender."""
        row, column = label.area.top + shifts[label][0], label.area.left + shifts[label][1]
        for table in self.layout.tables:
            headings = self.headings[table.path]
            rows = self._heading_rows(table, shifts)
            if rows is None:
                continue
            if label in headings.values():
                return shifts[label][0] != rows and (label.area.bottom == label.area.top or row > table.heading_row + rows)
            columns = [heading.area.left + shifts[heading][1] for heading in headings.values() if heading in shifts]
            inside = table.first_row + rows <= row <= table.last_row + rows and column in columns
            if inside and not table.first_row <= label.area.top <= table.last_row and not self._moved_up(label, table, shifts):
                return True
        return False

    def _moved_up(self, label: Label, table: TableArea, shifts: Mapping[Label, Shift]) -> bool:
        """Return whether a label below a table stands where it was because rows of the table were deleted: others moved up with it."""
        below = [other for other in shifts if other is not label and other.area.top > table.last_row]
        return label.area.top > table.last_row and shifts[label][0] < 0 and any(shifts[other] == shifts[label] for other in below)

    def _heading_rows(self, table: TableArea, shifts: Mapping[Label, Shift]) -> int | None:
        """Return by how many rows the lowest headings of a table have moved; those that begin further up may not have moved with them."""
        located = [(heading, shifts[heading][0]) for heading in self.headings[table.path].values() if heading in shifts]
        lowest = [rows for heading, rows in located if heading.area.top == table.heading_row]
        return _most_common(lowest or [rows for _, rows in located])

    def _around(self, row: int) -> Shift | None:
        """Return the shift of the labels around a row of the template; None when they do not agree."""
        same = [shift for label, shift in self.shifts.items() if label.area.top == row and label.style != "group"]
        if same:
            return same[0]
        above = max((label for label in self.shifts if label.area.top < row), key=lambda label: label.area.top, default=None)
        below = min((label for label in self.shifts if label.area.top > row), key=lambda label: label.area.top, default=None)
        shifts = [self.shifts[label] for label in (above, below) if label is not None]
        if not shifts or len({rows for rows, _ in shifts}) > 1:
            return None
        return shifts[0][0], shifts[0][1] if len({columns for _, columns in shifts}) == 1 else 0

    def _layout_findings(self, inputs: Mapping[str, Place | None], lost_blocks: LostBlocks, *, is_moved: bool) -> Iterator[Finding]:
        if is_moved:
            yield READER_RULES["layout.moved"].finding()
        lost = {input_.cell.pointer for input_ in self.layout.inputs if inputs[input_.path] is None}
        for label in self.expected.labels:
            if label in self.shifts or label.pointer in lost or lost_blocks.holds(label):
                continue
            rows, columns = self._around(label.area.top) or (0, 0)
            row, column = moved(label.area.top, rows), moved(label.area.left, columns)
            location = Location(self.grid.name, row, column)
            yield READER_RULES["label.changed"].finding(
                location=location, value=self.grid.text(row, column) or None, cell=a1(row, column), x=label.line
            )

    # --- names --------------------------------------------------------------------------------------------------------

    def _stale(self, names: Mapping[str, Area]) -> bool:
        """Return whether labels have moved together and the names have stayed: a library moved rows and ignored the names."""
        stayed = followed = 0
        for path, shift, place in self._labelled():
            if shift is not None and shift != (0, 0) and self.common[shift] > 1 and path in names:
                stayed += _corner(names[path]) == place
                followed += _corner(names[path]) == (place[0] + shift[0], place[1] + shift[1])
        return stayed > followed

    def _labelled(self) -> Iterator[tuple[str, Shift | None, Place]]:
        """Yield every field with labels of its own, how far they have moved, and its first cell in the template."""
        for input_ in self.layout.inputs:
            yield input_.path, self._shift_of(input_), _corner(input_.area)
        for table in self.layout.tables:
            for name, column in table.columns.items():
                yield f"{table.path}.{name}", self.shifts.get(self.headings[table.path][column]), (table.first_row, column)

    def _name_findings(self) -> Iterator[Finding]:
        if self.astray and self.had_names:
            more = ["…"] if len(self.astray) > _SHOWN else []
            yield READER_RULES["names.changed"].finding(names=", ".join([*self.astray[:_SHOWN], *more]))

    # --- fields -------------------------------------------------------------------------------------------------------

    def _input(self, input_: Input) -> Place | None:
        crossing, shift = input_.cell.crossing, self._shift_of(input_)
        has_label = crossing is not None or input_.cell.pointer in self.own
        by_label = shifted(input_.area, shift) if shift else None
        by_name = _corner(self.names[input_.path]) if input_.path in self.names else None
        if by_label is None and (not has_label or by_name is None):
            around = self._shift_around(input_)
            by_label = shifted(input_.area, around) if around else None
        if by_name is None and shift is not None and crossing is None:
            by_name = self._beside(input_, shift)
        chosen = self._choose(input_.path, by_label, by_name, _corner(input_.area), lambda place: self.grid.cell(*place) is not None)
        if chosen is None:
            self._not_found(input_.path, self.schema.fields[input_.path].title)
        return chosen

    def _shift_of(self, input_: Input) -> Shift | None:
        """Measure how far an input has moved with its own label; a cell of a grid or a total row with those of its row and column."""
        crossing, label = input_.cell.crossing, self.own.get(input_.cell.pointer)
        if crossing is not None:
            return self.crossings.shift(crossing, self.shifts)
        return self.shifts.get(label) if label else None

    def _shift_around(self, input_: Input) -> Shift | None:
        """Measure how far an input has moved with the labels around it."""
        around = self._around(input_.area.top)
        if input_.cell.crossing is None:
            columns = _most_common(self._columns_of(input_.area.left))
            return around and (around[0], around[1] if columns is None else columns)
        return self.crossings.around(input_.cell.crossing, self.shifts, around[0] if around else None)

    def _columns_of(self, left: int) -> list[int]:
        """Return how many columns aside the labels have moved that begin in a column of the template."""
        return [columns for label, (_, columns) in self.shifts.items() if label.area.left == left]

    def _beside(self, input_: Input, shift: Shift) -> Place | None:
        """Find an input when columns came in between it and its label: it moves with labels in its column, else with those to its right.

        Where those to its right alone have moved, columns may have come in beyond the input: then what is filled in tells.
        """
        left = input_.area.left
        columns = _most_common(self._columns_of(left) or [columns for label, (_, columns) in self.shifts.items() if label.area.left > left])
        if not columns:
            return None
        own, place = shifted(input_.area, shift), shifted(input_.area, (shift[0], columns))
        labels = {shifted(label.area, by) for label, by in self.shifts.items()}
        is_own = self.grid.cell(*own) is not None and (self.grid.cell(*place) is None or place in labels)
        return None if is_own else place

    def _choose(
        self, path: str, by_label: Place | None, by_name: Place | None, own: Place, is_filled: Callable[[Place], bool]
    ) -> Place | None:
        """Choose between two places for a field; see the top of this module."""
        if by_name is None and self.names:
            self.astray.append(path)
        if by_label is None or by_name is None or by_label == by_name:
            return by_label or by_name
        shift = by_name[0] - own[0], by_name[1] - own[1]
        if shift != (0, 0) and self.common[shift] > 1:
            return by_name  # it went along with others: something was inserted between it and its label
        if is_filled(by_name) and not is_filled(by_label):
            self._report_place("input.moved", path, by_name, by_label)
            return by_name
        elsewhere = by_name in self.expected.inputs.values() and by_label == own
        if is_filled(by_name) and is_filled(by_label) and not elsewhere:
            self._report_place("input.doubtful", path, by_label, by_name)
        else:
            self.astray.append(path)
        return by_label

    def _report_place(self, rule: str, path: str, cell: Place, place: Place) -> None:
        location = Location(self.grid.name, *cell)
        declared = self.schema.field(path)
        title = declared.title if declared else path
        words = {"label": title, "cell": a1(*cell), "place": a1(*place)}
        self.findings.append(READER_RULES[rule].finding(field=path, location=location, **words))

    def _not_found(self, path: str, title: str) -> None:
        label = joined(self.schema.block_name(path), title)
        self.findings.append(READER_RULES["field.not-found"].finding(field=path, value=self.grid.name, label=label))

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: TableArea) -> TableArea | None:
        rows = self._heading_rows(table, self.shifts)
        if rows is None:
            rows = self._rows_by_names(table)
        if rows is None:
            around = self._around(table.heading_row)
            rows = around[0] if around else None
        if rows is None:
            self._not_found(table.path, self.schema.tables[table.path].title)
            return None
        heading_row = moved(table.heading_row, rows)
        located = {name: self._column(table, name, heading_row) for name in table.columns}
        columns = {name: column for name, column in located.items() if column is not None}
        if not columns:
            return None
        shift = max(columns.values()) - max(table.columns.values())  # remarks stand right of all columns
        remark = (table.remark[0] + shift, table.remark[1] + shift) if table.remark else None
        return replace(
            table,
            heading_row=heading_row,
            capacity=self._capacity(table, rows),
            columns=columns,
            remark=remark,
            heading_tops={name: moved(top, rows) for name, top in table.heading_tops.items() if not name or name in columns},
            last_columns={name: column + _width(table, name) for name, column in columns.items() if _width(table, name)},
        )

    def _rows_by_names(self, table: TableArea) -> int | None:
        tops = [self.names[path].top for name in table.columns if (path := f"{table.path}.{name}") in self.names]
        top = _most_common(tops)
        return None if top is None else top - table.first_row

    def _column(self, table: TableArea, name: str, heading_row: int) -> int | None:
        path, own = f"{table.path}.{name}", table.columns[name]
        heading = self.headings[table.path][own]
        shift = self.shifts.get(heading)
        first = heading_row + 1 + table.rows_above
        by_label = (first, moved(own, shift[1])) if shift else None
        by_name = (first, self.names[path].left) if path in self.names else None
        if by_label is None and by_name is None:
            by_label = self._column_around(table, own, first)

        def is_filled(place: Place) -> bool:
            return any(self.grid.cell(row, place[1]) is not None for row in range(first, first + table.capacity))

        chosen = self._choose(path, by_label, by_name, (first, own), is_filled)
        if chosen is None:
            self._not_found(path, heading.text)
            return None
        return chosen[1]

    def _column_around(self, table: TableArea, own: int, first: int) -> Place | None:
        """Find a column whose heading is gone: it is where it was, if all other columns of the table have stayed together."""
        headings = self.headings[table.path]
        shifts = {self.shifts[label][1] for label in headings.values() if label in self.shifts}
        return (first, moved(own, shifts.pop())) if len(shifts) == 1 else None

    def _capacity(self, table: TableArea, rows: int) -> int:
        """Count the rows between the heading and what follows the table, when rows were inserted or removed in it."""
        below = [label for label in self.shifts if label.area.top > table.last_row]
        if not below:
            bottoms = [self.names[path].bottom for name in table.columns if (path := f"{table.path}.{name}") in self.names]
            return max(1, (_most_common(bottoms) or table.last_row + rows) - table.first_row + 1 - rows)
        following = min(below, key=lambda label: label.area.top)
        return max(1, table.capacity + self.shifts[following][0] - rows)


def _width(table: TableArea, name: str) -> int:
    """Return how many sheet columns a column has beside its first."""
    return table.last_column(name) - table.columns[name]


def _most_common(numbers: list[int]) -> int | None:
    return max(numbers, key=numbers.count) if numbers else None
