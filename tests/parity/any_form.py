"""Documents of any form: examples of it with some cells changed, rows added, blanked, doubled and moved. Deterministic, as `cases` is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.parity import cases as pools
from tests.parity.cases import Case, Cell
from tests.parity.entries import FIRST, EntryForm, cells_in, entry_form, with_15_digits
from xltool.base.paths import defined_name
from xltool.form.schema import Field, Table

#: The forms of the ordinary runs: the first one, many tables, a nested code list in a long table, and one column only.
ORDINARY = (FIRST, "monitoring", "asset-list", "single-audit@tests", "fixed-rows")
#: Rows of the longest table.
ROWS = 40


@cache
def form_named(name: str) -> EntryForm:
    """Return a form by name, with tables of at most `ROWS` rows."""
    with TemporaryDirectory() as folder:
        return entry_form(name, Path(folder), ROWS)


def documents(form: EntryForm, count: int, *, seed: int = 0, start: int = 0) -> Iterator[Case]:
    """Yield `count` cases from number `start` on; of the first form half of them are those of `cases`."""
    definition = form.form.definition
    for number in range(start, start + count):
        if form.form.definition.path.stem == FIRST and number % 2:
            yield from pools.cases(definition.schema, 1, seed=seed, start=number)
        else:
            yield DocumentMaker(form, Random(f"{definition.id}/{seed}/{number}")).case()


_LONG = 0.1  # of what is typed into fields of text: as long as it may be


class DocumentMaker:
    """Makes one case of a form out of one source of randomness."""

    def __init__(self, form: EntryForm, random: Random) -> None:
        self.form = form
        self.random = random
        self.example: Mapping[str, Any] = random.choice(form.examples) if form.examples and random.random() < 0.9 else {}
        self.strange = random.choice((0, 0.03, 0.1, 0.4))

    def case(self) -> Case:
        """Return what is typed into every cell that is not locked."""
        schema = self.form.form.definition.schema
        fields = (field for field in schema.fields.values() if not field.is_locked)
        case: Case = {defined_name(field.path): self._cell(field, cells_in(self.example, field)[0]) for field in fields}
        for table in schema.tables.values():
            rows = [self._changed(table, row) for row in self._rows(table)]
            for index, column in enumerate(table.open_columns):
                case[defined_name(column.path)] = [row[index] for row in rows]
        return self._with_blank_blocks(case)

    def _with_blank_blocks(self, case: Case) -> Case:
        """Blank some blocks of repeated ones, and swap two: a gap between blocks is left out of the document."""
        for repeat in self.form.form.definition.schema.repeats.values():
            blocks = [f"{defined_name(block)}." for block in repeat.blocks]
            blank = [block for block in blocks if self.random.random() < self.random.choice((0, 0.3, 0.8))]
            case = {name: value for name, value in case.items() if not name.startswith(tuple(blank))}
            one, two = self.random.choice(blocks), self.random.choice(blocks)
            swapped = {
                name: name.replace(one, two, 1) if name.startswith(one) else name.replace(two, one, 1) if name.startswith(two) else name
                for name in case
            }
            case = {swapped[name]: value for name, value in case.items()}
        return case

    def _cell(self, field: Field, value: Cell) -> Cell:
        return self._typed(field) if self.random.random() < self.strange else value

    def _typed(self, field: Field) -> Cell:
        """Return something typed, of a number 15 digits, as Excel keeps it and the document has it: other programs calculate with 17."""
        if field.max_length and not field.choices and self.random.random() < _LONG:
            return "字" * field.max_length
        value = self.form.value(self.random, field)
        if isinstance(value, str) and field.is_number:
            return with_15_digits(value)
        return float(f"{value:.15g}") if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 1e15) else value

    def _changed(self, table: Table, row: list[Cell]) -> list[Cell]:
        if self.random.random() < 0.05:
            return [None] * len(row)
        return [self._cell(column, value) for column, value in zip(table.open_columns, row, strict=True)]

    def _rows(self, table: Table) -> list[list[Cell]]:
        """Return the rows of the example, and now and then some of them again, in another order, or as many as there is room for."""
        capacity = self.form.form.capacity[defined_name(table.path)]
        columns = [cells_in(self.example, column) for column in table.open_columns]
        rows = [list(row) for row in zip(*columns, strict=True)][:capacity]
        rows = rows or [[None] * len(table.open_columns) for _ in range(self.random.randint(0, 3))]
        if table.fixed is not None:
            return rows + [[None] * len(table.open_columns)] * (capacity - len(rows))
        match self.random.randrange(5):
            case 0:
                self.random.shuffle(rows)
            case 1:
                rows += rows[: self.random.randint(0, 5)]
            case 2:
                rows = [self.random.choice(rows) for _ in range(self.random.choice((1, 2, capacity)))] if rows else []
            case 3:
                rows.insert(self.random.randint(0, len(rows)), [self._typed(column) for column in table.open_columns])
            case _:
                pass
        return rows[:capacity]
