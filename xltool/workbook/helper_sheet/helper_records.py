"""The records of the helper sheet: its cells, what they hold for one document, and where the steps find each other's columns.

Steps import only these records and not each other; `lay_out` composes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from xltool.base.cells import a1, column_letters, quote_sheet
from xltool.base.findings import Severity
from xltool.base.formula_text import quote
from xltool.base.messages import Lang
from xltool.base.normalise import lower
from xltool.base.paths import FieldPath, defined_name, join, parent_of, split_name, value_at
from xltool.form.fixed_rows import FixedRows
from xltool.form.kind import Step
from xltool.form.layout import Layout
from xltool.form.schema import Field
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.rules.evaluation import Evaluation
from xltool.rules.ruleset import Constraint, InputPaths, Rule
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, address_of, down_to, filled_in, in_numbered_row, in_row, row_of
from xltool.workbook.helper_sheet.plan_records import (
    ColumnPlan,
    FilledColumn,
    Group,
    HelperCell,
    WaitingCells,
    key_of,
)

T = TypeVar("T")
#: The values of a table's column by row (0-based), of all rows in which it holds something else than in a blank row.
Rows: TypeAlias = Mapping[int, Any]

#: The columns before this one hold the identity of the workbook.
FIRST_COLUMN = 4


# --- values -----------------------------------------------------------------------------------------------------------


class Contents:
    """What the helper columns hold for one document; computed beside the formulas, so that a file opens with right values."""

    def __init__(
        self,
        evaluation: Evaluation,
        entries: Mapping[str, Any],
        columns: Mapping[int, Callable[[Contents], Rows]],
        fixed: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> None:
        self.evaluation = evaluation
        self._fixed = fixed  # table of fixed rows → what stands in them, also in a block that is not in use
        self.entries = entries  # what the input cells hold, in the shape of the document
        self._columns = columns
        self._rows: dict[int, Rows] = {}
        self._read: dict[str, list[Mapping[str, Any]]] = {}
        self._once: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` yields for this document; it is asked once."""
        if name not in self._once:
            self._once[name] = make()
        return cast("T", self._once[name])

    def column(self, number: int) -> Rows:
        """Return the values of a table's column of the helper sheet."""
        if number not in self._rows:
            self._rows[number] = self._columns[number](self)
        return self._rows[number]

    def rows(self, table: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a table as they were filled in."""
        return value_at(self.entries, table) or ()

    def read(self, field: Field) -> Mapping[str, Any]:
        """Return what all steps yield for a single field."""
        if field.path not in self._read:
            self._read[field.path] = field.step_values_of(self.typed(field))
        return self._read[field.path][0]

    def read_rows(self, column: Field) -> Sequence[Mapping[str, Any]]:
        """Return what all steps yield for a table's column, row by row."""
        if column.path not in self._read:
            self._read[column.path] = column.step_values_of(self.typed(column))
        return self._read[column.path]

    def typed(self, field: Field) -> list[Any]:
        """Return what the cells of a field hold, row by row; of a single field the one."""
        if field.table is None:
            return [field.written(value_at(self.entries, field.path))]
        rows = self.rows(field.table) or (self._fixed.get(field.table, ()) if field.is_fixed else ())
        return [field.written(row.get(field.name)) for row in rows]

    def broken(self, constraint: Constraint) -> Sequence[int]:
        """Return the rows (0-based) where constraints of that id and field are violated; for a single field row 0."""
        return self._broken.get((constraint.id, constraint.at), ())

    @cached_property
    def _broken(self) -> Mapping[tuple[str, str], list[int]]:
        rows: dict[tuple[str, str], list[int]] = {}
        for rule_id, path in self.evaluation.violated:
            place = FieldPath.parse(path)
            if place.row is None or place.table not in self.evaluation.inputs.n_rows:
                rows.setdefault((rule_id, path), []).append(0)
            else:
                rows.setdefault((rule_id, join(place.table, place.column)), []).append(place.row)
        return rows

    @cached_property
    def counts(self) -> Mapping[Group, int]:
        """Violations; several keywords of one id on one field count once."""
        counts: dict[Group, int] = {}
        for rule in {key_of(rule): rule for rule in self.evaluation.rules.rendered}.values():
            group = rule.id, rule.severity
            count = self.evaluation.verdicts[rule.key].count if isinstance(rule, Rule) else len(self.broken(rule))
            counts[group] = counts.get(group, 0) + count
        return counts

    def total_of(self, severity: Severity) -> int:
        """Return the number of all violations of a severity."""
        return sum(count for group, count in self.counts.items() if group[1] == severity)


# --- cells ------------------------------------------------------------------------------------------------------------


class HelperGrid:
    """The cells of the helper sheet. It grows to the right, one column for each idea; a heading in row 1 names it."""

    def __init__(self) -> None:
        self.headings: dict[int, str] = {}
        self.cells: list[HelperCell] = []  # of single fields and of the form as a whole
        self.filled: dict[int, FilledColumn] = {}  # columns of tables
        self.inner: frozenset[int] = frozenset()  # those of them that have no cells
        self.fixed: dict[str, Sequence[Mapping[str, Any]]] = {}  # table of fixed rows → their keys and names
        self._values: list[tuple[HelperCell, Callable[[Contents], Any]]] = []  # of single cells
        self._rows: dict[int, Callable[[Contents], Rows]] = {}  # of the columns of tables

    def take(self, heading: str) -> int:
        """Reserve the next free column."""
        column = FIRST_COLUMN + len(self.headings)
        self.headings[column] = heading
        return column

    def put(self, row: int, column: int, formula: str, value: Callable[[Contents], Any] | None = None, mostly: Any = 0) -> str:
        """Write one formula and return its address. `mostly` is what it yields in most forms; without `value` in all."""
        cell = HelperCell(row, column, formula, mostly)
        self.cells.append(cell)
        if value is not None:
            self._values.append((cell, value))
        return a1(row, column, absolute=True)

    def fill(
        self, column: int, last_row: int, formula: str, rows: Callable[[Contents], Rows], blank: Any = 0, *, is_step: bool = False
    ) -> None:
        """Write a formula into all rows of a table; `blank` is what it yields in a blank row."""
        self._rows[column] = rows
        self.filled[column] = FilledColumn(column, last_row, formula, blank, is_step)

    def contents(self, evaluation: Evaluation, entries: Mapping[str, Any] | None = None) -> Contents:
        """Return what the columns hold for a document; `entries` are what its input cells hold, where that is not what was read."""
        return Contents(evaluation, evaluation.data if entries is None else entries, self._rows, self.fixed)

    def values(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and value of all cells that hold something else than they mostly do."""
        for cell, value_of in self._values:
            value = value_of(contents)
            if value != cell.value:
                yield cell.row, cell.column, value
        for column in self._rows.keys() - self.inner:
            capacity = self.filled[column].last_row - FIRST_ROW + 1
            for index, value in contents.column(column).items():
                if index < capacity:
                    yield FIRST_ROW + index, column, value


# --- inputs -----------------------------------------------------------------------------------------------------------


class InputColumns:
    """Where every input is read (see `input_columns`). It gives cells to the renderer (`to_excel.Addresses`) and to the steps.

    Keys are paths, with `.part` for parts and steps.
    """

    def __init__(self, grid: HelperGrid, fields: Sequence[str]) -> None:
        self._grid = grid
        self._field_rows = {path: row for row, path in enumerate(fields, start=FIRST_ROW)}
        self._fields: dict[str, str] = {}  # key of a single field → its cell
        self._columns: dict[str, tuple[str, int]] = {}  # key of a table's column → the table, the helper column
        self._cleaned: dict[str, dict[str, str]] = {}  # path of a table's column → what stands for its cleaned input in steps
        self._offered: dict[str, Callable[[], None]] = {}  # key → adds its cell or column; done when it is first asked for
        self._last_rows: dict[str, int] = {}  # table → its last row on the helper sheet
        self._blocks: dict[str, str] = {}  # block of a repeated one → the cell that is 1 while it is in use
        self.address_column = 0  # holds the places of all single fields

    def add_table(self, table: str, capacity: int) -> None:
        """Announce a table before its columns."""
        self._last_rows[table] = FIRST_ROW + capacity - 1

    def add(self, table: str, key: str, formula: str, rows: Callable[[Contents], Rows], blank: Any = 0, *, is_step: bool = False) -> None:
        """Add a column over all rows of a table; `blank` is what it holds in a blank row."""
        number = self._grid.take(key)
        self._columns[key] = table, number
        self._grid.fill(number, self._last_rows[table], formula, rows, blank, is_step=is_step)

    def add_block(self, block: str, cell: str) -> None:
        """Record the cell that is 1 while a block of a repeated one is in use, else 0."""
        self._blocks[block] = cell

    def block_use(self, block: str) -> str:
        """Return the cell that is 1 while a block of a repeated one is in use, else 0."""
        return self._blocks[block]

    def where_used(self, block: str, formula: str, blank: str = "0") -> str:
        """Return a formula that yields `blank` while the block is not in use; the same for what stands in none, whose block is ""."""
        return f"IF({self._blocks[block]}=0,{blank},{formula})" if block else formula

    def offer(self, key: str, add: Callable[[], None]) -> None:
        """Announce a cell or column that `add` writes: most parts and guards are never asked for."""
        self._offered[key] = add

    def adopt(self, key: str, table: str, number: int) -> None:
        """Let a column that is written in any case stand for the one on offer."""
        self._offered.pop(key, None)
        self._columns[key] = table, number

    def add_cleaned(self, column: Field, name: str, formula: str) -> None:
        """Record what stands for the cleaned input, `[name]`, in the steps of a table's column."""
        self._cleaned.setdefault(column.path, {})[name] = formula

    def step_formula(self, column: Field, step: Step) -> str:
        """Return the formula of a reading step of a table's column in the row at hand."""
        formula = filled_in(step.formula, self._cleaned.get(column.path, {}))
        cells = {name: self.row(column.step_key(name)) for name in step.names}
        typed = {"x": self.row(entry_key(column))} if "[x]" in formula else {}
        return filled_in(formula, typed | cells)

    def unreadable_formula(self, column: Field) -> str:
        """Return the formula that is 1 where a cell of a table's column cannot be read, in the row at hand."""
        return self.step_formula(column, next(step for step in column.steps if step.name == "unreadable"))

    def add_field(self, key: str, cell: str) -> None:
        """Record the cell of a single field (or part)."""
        self._fields[key] = cell

    def has(self, key: str) -> bool:
        """Return whether a cell or column is written."""
        return key in self._fields or key in self._columns

    def scalar(self, key: str) -> str:
        """Return the cell of a single field (or part)."""
        self._settle(key)
        return self._fields[key]

    def beside(self, field: Field, key: str) -> str:
        """Return the cell of a single field (or part) for a formula in the row of `field`: its own cells stand in that row."""
        cell = self.scalar(key)
        return row_of(cell) if key == field.path or key.startswith(f"{field.path}.") else cell

    def row(self, key: str) -> str:
        """Return the cell of a column in the row at hand."""
        self._settle(key)
        return in_row(self._columns[key][1])

    def column(self, key: str) -> str:
        """Return all cells of a column."""
        self._settle(key)
        table, number = self._columns[key]
        return down_to(self._last_rows[table], number)

    def numeric_column(self, key: str) -> str:
        """Return all cells of a column of numbers with 0 for blanks; the column is made when first asked for."""
        numeric = f"{key}#"
        if numeric not in self._columns:
            self._settle(key)
            self.add(self._columns[key][0], numeric, f"N({self.row(key)})", _numbers(key))
        return self.column(numeric)

    def small_column(self, key: str) -> str:
        """Return all cells of a column of texts in small letters; the column is made when first asked for."""
        small = f"{key}~"
        if small not in self._columns:
            self._settle(key)
            self.add(self._columns[key][0], small, f"LOWER({self.row(key)})", _small_letters(key), "")
        return self.column(small)

    def row_number(self, table: str) -> str:
        """Return the cell that counts the rows in use down to the row at hand; the column is made when first asked for."""
        key = f"{table}#number"
        if key not in self._columns:
            used = self._columns[f"{table}#used"][1]
            above = f"${column_letters(used)}${FIRST_ROW}:{in_row(used)}"
            self.add(table, key, f"IF({self.in_use(table)}=0,0,SUM({above}))", _row_numbers(table))
        return self.row(key)

    def used(self, table: str) -> str:
        """Return the cells that are 1 for every row of a table that holds something, else 0."""
        return self.column(f"{table}#used")

    def in_use(self, table: str) -> str:
        """Return the same of the row at hand."""
        return self.row(f"{table}#used")

    def last_row(self, table: str) -> int:
        """Return the last row of a table on the helper sheet."""
        return self._last_rows[table]

    def is_table(self, path: str) -> bool:
        """Return whether a path is that of a table."""
        return path in self._last_rows

    def bad_fields(self, path: str) -> list[str]:
        """Return the cells that are 1 where a single field cannot be read, or is blank though required."""
        return [self.scalar(key) for key in (f"{path}.unreadable", f"{path}.missing") if key in self._fields or key in self._offered]

    def bad_columns(self, path: str) -> list[str]:
        """Return the keys of the columns that say the same of a table's column."""
        return [key for key in (f"{path}.unreadable", f"{path}.lacking") if key in self._columns or key in self._offered]

    def bad_terms(self, read: InputPaths) -> list[str]:
        """Return terms, above 0 where it is so, for single fields that cannot be used and whole columns in which something cannot."""
        keys = [key for path in read.columns for key in self.bad_columns(path)]
        return [*(cell for path in read.fields for cell in self.bad_fields(path)), *(f"SUM({self.column(key)})" for key in keys)]

    def bad_row_terms(self, read: InputPaths) -> list[str]:
        """Return the same for the columns of the row at hand."""
        return [self.row(key) for path in read.row for key in self.bad_columns(path)]

    def close(self) -> None:
        """Withdraw what nothing has asked for: the sheet is laid out."""
        self._offered.clear()

    def _settle(self, key: str) -> None:
        if key in self._offered:
            self._offered.pop(key)()

    def field_row(self, path: str) -> int:
        """Return the row of a single field on the helper sheet."""
        return self._field_rows[path]

    @property
    def last_field_row(self) -> int:
        """The row of the last single field."""
        return FIRST_ROW + len(self._field_rows) - 1

    def address(self, path: str) -> str:
        """Return the cell that holds the place of a single field."""
        return a1(self.field_row(path), self.address_column, absolute=True)

    def addresses(self) -> str:
        """Return the cells that hold the places of all single fields."""
        return down_to(self.last_field_row, self.address_column)

    def values(self, key: str, contents: Contents) -> Rows:
        """Return the values of a column."""
        return contents.column(self._columns[key][1])


def entry_key(field: Field) -> str:
    """Return the key of the cell or column that repeats what was typed."""
    return f"{field.path}#entry"


def _row_numbers(table: str) -> Callable[[Contents], Rows]:
    return lambda contents: {row: row + 1 for row in range(contents.evaluation.n_rows(table))}


def _numbers(key: str) -> Callable[[Contents], Rows]:
    return lambda contents: {row: value for row, value in enumerate(contents.evaluation.inputs.columns[key]) if value}


def _small_letters(key: str) -> Callable[[Contents], Rows]:
    return lambda contents: {row: lower(str(text)) for row, text in enumerate(contents.evaluation.inputs.columns[key]) if text}


@dataclass(frozen=True)
class InputPlaces:
    """Where an input stands on the form, spelled `'sheet'!A1`, as formula text and as a value: links jump there.

    In a table whose rows have names, the name stands behind, after a space: `'sheet'!D7 Education`.
    """

    layout: Layout
    inputs: InputColumns
    fixed: Mapping[str, FixedRows]  # tables whose rows have names

    def formula(self, path: str) -> str:
        """Return the place of a field or of a table's heading; a column of a table has one in each row (`in_row`)."""
        return self.inputs.address(path) if path in self.layout.inputs else quote(self.value(path))

    def in_row(self, path: str, index: str) -> str:
        """Return the place of a table's column in the row that `index` (formula text) counts from 1."""
        table = parent_of(path)
        sheet, _ = self.layout.tables[table]
        place, fixed = address_of(sheet.name, f"INDEX({defined_name(path)},{index})"), self.fixed.get(table)
        return place if fixed is None else f'{place}&" "&INDEX({defined_name(table)}.{fixed.name or fixed.key},{index})'

    def value(self, path: str, row: int = 0) -> str:
        """Return what they yield: the place of a field, of a row (from 0) of a column, or of a table's heading."""
        table, column = split_name(path)
        if path not in self.layout.inputs and table in self.layout.tables:
            sheet, area = self.layout.tables[table]
            place = f"{quote_sheet(sheet.name)}!{a1(area.first_row + row, area.columns[column])}"
            return f"{place} {self.fixed[table].called(row)}" if table in self.fixed else place
        location = self.layout.location(path)
        return f"{quote_sheet(location.sheet)}!{location.cell}" if location else ""


# --- messages ---------------------------------------------------------------------------------------------------------


class Messages(Protocol):
    """What is said of what is violated, as formula text and as what that yields (`message_texts`)."""

    @property
    def lang(self) -> Lang:
        """The language of the form."""
        ...

    def template(self, rule: Rule | Constraint) -> str:
        """Return a message with marks where its values stand."""
        ...

    def values(self, rule: Rule | Constraint, row: str = "") -> tuple[tuple[str, str], ...]:
        """Return the marks with formula text, of the row at hand or of that whose number (from 1) stands in a cell."""
        ...

    def formula(self, rule: Rule | Constraint) -> str:
        """Return formula text: a message with its values, outside of tables."""
        ...

    def said(self, rule: Rule | Constraint, contents: Contents, row: int = 0) -> str:
        """Return what the formula yields for a document; `row` (0-based) is that of the table."""
        ...


# --- counts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FlagTally:
    """Flags that are counted together, and where the first of them is up."""

    rule_id: str
    severity: Severity
    flags: str  # their cells
    first: str  # formula text: the place of the first offending cell, "" while there is none
    first_value: Callable[[Contents], str]  # what it yields
    said: str  # formula text: the message there, "" while there is none
    said_value: Callable[[Contents], str]  # what it yields


@dataclass(frozen=True)
class Counts:
    """The cells that sum the flags up."""

    cells: Mapping[Group, str]
    open: Mapping[Severity, str]  # cells with all violations of a severity
    firsts: str  # cells with the place of the first violation, a row for each rule id
    first_values: Mapping[str, Callable[[Contents], str]]  # rule id → what that cell yields
    said: str  # cells with what is wrong, a row for each rule id
    said_values: Mapping[str, Callable[[Contents], str]]  # rule id → what that cell yields


# --- the whole sheet --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HelperSheet:
    """Everything on the helper sheet but the identity of the workbook."""

    grid: HelperGrid
    inputs: InputColumns
    codes: CodeRanges
    plan: ColumnPlan
    counts: Counts
    waiting: WaitingCells
    names: Mapping[str, str]  # defined name → cells of this sheet

    def computed_cell(self, field: Field, index: int) -> str:
        """Return the cell of a computed field; of a table's column that of its row `index`, from 0."""
        if field.table is None:
            return f"{HIDDEN_SHEET}!{self.inputs.scalar(field.path)}"
        return f"{HIDDEN_SHEET}!{in_numbered_row(self.inputs.row(field.path), FIRST_ROW + index)}"

    def messages(self, table: str, contents: Contents) -> Rows:
        """Return the messages of a table's rows; most have none."""
        return self.inputs.values(f"{table}#remark", contents)

    def block_use(self, block: str) -> str:
        """Return the cell that is 1 while a block of a repeated one is in use, with the sheet."""
        return f"{HIDDEN_SHEET}!{self.inputs.block_use(block)}"

    def used_range(self, table: str) -> str:
        """Return the cells that are 1 for every row of a table that holds something, with the sheet."""
        return f"{HIDDEN_SHEET}!{self.inputs.used(table)}"

    def count(self, rule_id: str) -> str:
        """Return formula text: the violations of a rule id, whatever their severity."""
        return "+".join(f"{HIDDEN_SHEET}!{cell}" for (name, _), cell in self.counts.cells.items() if name == rule_id)

    def waiting_of(self, rule_id: str) -> str | None:
        """Return formula text: how many of the violations of a rule id wait for what is still blank; None where none ever does."""
        cells = [f"{HIDDEN_SHEET}!{cell}" for (name, _), mine in self.waiting.counts.items() if name == rule_id for cell in mine]
        return "+".join(cells) or None

    def skip_of(self, rule_id: str) -> str | None:
        """Return formula text that is above 0 while a rule of the whole form cannot be decided."""
        columns = [column for (name, _), column in self.plan.skips.items() if name == rule_id]
        return "+".join(f"{HIDDEN_SHEET}!{a1(FIRST_ROW, column, absolute=True)}" for column in columns) or None

    @property
    def sentences(self) -> str:
        """The cells with what is wrong, in words with values, a row for each rule id; those of rules that hold are blank."""
        return f"{HIDDEN_SHEET}!{self.counts.said}"

    @property
    def places(self) -> str:
        """The cells with the first offending place, `'sheet'!A1`, a row for each rule id; those of rules that hold are blank."""
        return f"{HIDDEN_SHEET}!{self.counts.firsts}"

    def said_value(self, rule_id: str, contents: Contents) -> str:
        """Return what is wrong, in words with values."""
        return self.counts.said_values[rule_id](contents)

    def first_value(self, rule_id: str, contents: Contents) -> str:
        """Return `'sheet'!A1` of the first offending cell, "" when there is none."""
        return self.counts.first_values[rule_id](contents)
