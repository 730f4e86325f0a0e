"""A small form with known values, on which formulas are tried: in Python and, as cells of a workbook, in other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from xltool.base.cells import a1, column_letters
from xltool.base.value_types import RuleValue as Value
from xltool.form.kinds import KINDS
from xltool.form.schema import Field, Schema, Table
from xltool.rules.compiled_formulas import compile_formula
from xltool.rules.language.nodes import Node
from xltool.rules.language.parser import parse
from xltool.rules.language.semantics import ExcelError
from xltool.rules.language.types import Scope
from xltool.rules.to_excel import ROW, Renderer


class Error(str):
    """Any error value: which one it is, programs say differently, and rules cannot tell."""

    __slots__ = ()


ERROR = Error("an error value")


def _field(path: str, kind: str = "money", table: str | None = None) -> Field:
    return Field(path=path, kind=KINDS[kind], title=path, table=table)


def _table(path: str, *columns: tuple[str, str]) -> Table:
    fields = tuple(_field(f"{path}.{name}", kind, path) for name, kind in columns)
    return Table(path=path, title=path, description="", columns=fields)


SCHEMA = Schema(
    title="",
    description="",
    fields={
        field.path: field
        for field in (
            _field("half"), _field("minus"), _field("zero"), _field("none"), _field("sum.total"), _field("big"),
            _field("name", "text"), _field("blank", "text"), _field("odd", "text"), _field("figure", "text"), _field("same", "text"), _field("ligature", "text"),
            _field("goal", "quantity"), _field("words", "quantity"), _field("start", "date"), _field("never", "date"),
        )
    },
    tables={
        "rows": _table("rows", ("n", "money"), ("m", "money"), ("w", "text"), ("u", "text"), ("q", "quantity"), ("x", "text")),
        "void": _table("void", ("n", "money"), ("w", "text")),
    },
    titles={},
    resolved={},
)  # fmt: skip
SINGLE: dict[str, Value] = {
    "half": 2.5, "minus": -7.25, "zero": 0.0, "none": None, "sum.total": 0.1 + 0.2, "big": 123456.123456,
    "name": "Abc 常州 abc", "blank": None, "odd": "  a*b?c~d  e ", "figure": "12.50", "same": "ABC 常州 ABC", "ligature": "ﬁrst",
    "goal": "≥5场", "words": "提升", "start": "2022-03-05", "never": None,
}  # fmt: skip
ROWS: dict[str, list[Value]] = {
    "rows.n": [1.0, None, 3.0, 0.1 + 0.2, -2.0, 0.0],
    "rows.m": [2.0, 5.0, None, 10.0, 0.5, 1.0],
    "rows.w": ["A", "a", None, "数量指标", "*", "社会成本指标"],
    "rows.u": ["场", "场", "个", None, "A", "~x"],
    "rows.q": ["≥5场", "100%", None, "提升", "=0个", "序时进度"],
    "rows.x": ["ﬁrst", None, "First", "\u212a", "*A", "ı"],
    "void.n": [],
    "void.w": [],
}
#: The row that a row rule looks at, 0-based.
ROW_AT_HAND = 3
#: Rows that the workbook has room for; those without values are unused.
CAPACITY = 9
FIRST = 2  # row of the workbook in which columns begin


def scope(each: str | None = "rows") -> Scope:
    """The names that formulas may use."""
    return Scope(SCHEMA, each)


def checked(formula: str, each: str | None = "rows") -> Node:
    """A formula as a tree that has passed the type check. Raises FormulaError."""
    node = parse(formula)
    scope(each).shape(node)
    return node


def python_value(formula: str) -> Any:
    """What Python makes of a formula."""
    try:
        return compile_formula(checked(formula), scope())(_single_values(), _column_values(), _n_rows())(ROW_AT_HAND)
    except ExcelError:
        return ERROR


def _single_values() -> dict[str, Value]:
    return {key: value for path, field in SCHEMA.fields.items() for key, value in _parts(field, SINGLE[path]).items()}


def _column_values() -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for table in SCHEMA.tables.values():
        for column in table.columns:
            rows = [_parts(column, value) for value in ROWS[column.path]]
            for key in _parts(column, None):
                found[key] = [row[key] for row in rows]
    return found


def _n_rows() -> dict[str, int]:
    return {table.path: len(ROWS[table.columns[0].path]) for table in SCHEMA.tables.values()}


def _parts(field: Field, value: Value) -> dict[str, Value]:
    names = (f"{field.path}.{part.name}" for part in field.kind.parts)
    return {field.path: value, **dict(zip(names, field.kind.split(value), strict=True))}


class Workbook:
    """The same values as cells of one sheet, and formulas below each other in its first column."""

    def __init__(self) -> None:
        self.formulas: list[str] = []
        self._single = {key: (row, 3) for row, key in enumerate(_single_values(), start=FIRST)}
        keys = [
            *_column_values(),
            *(f"{key}{sign}" for key in _column_values() for sign in "#~"),
            *(f"{table}#used" for table in SCHEMA.tables),
        ]
        self._columns = {key: column for column, key in enumerate(keys, start=5)}

    def scalar(self, key: str) -> str:
        """The cell of a single field."""
        return a1(*self._single[key], absolute=True)

    def row(self, key: str) -> str:
        """The cell of a column in the row at hand."""
        return f"${column_letters(self._columns[key])}{ROW}"

    def column(self, key: str) -> str:
        """The cells of a column."""
        letters = column_letters(self._columns[key])
        return f"${letters}${FIRST}:${letters}${FIRST + CAPACITY - 1}"

    def numeric_column(self, key: str) -> str:
        """The cells of a column with 0 for blanks."""
        return self.column(f"{key}#")

    def small_column(self, key: str) -> str:
        """The cells of a column in small letters."""
        return self.column(f"{key}~")

    def row_number(self, table: str) -> str:
        """The number of the row at hand."""
        return f"(ROW()*0+{ROW}-{FIRST - 1})" if table else ""

    def used(self, table: str) -> str:
        """1 for every row with values, else 0."""
        return self.column(f"{table}#used")

    def add(self, formula: str) -> None:
        """Put a formula of the rule language into the next cell."""
        text = Renderer(scope(), self).formula(checked(formula))
        self.formulas.append(text.replace(ROW, str(FIRST + ROW_AT_HAND)))

    def save(self, path: Path) -> None:
        """Write the workbook."""
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("S")
            for row, formula in enumerate(self.formulas):
                sheet.write_formula(row, 0, f"={formula}")
            for key, value in _single_values().items():
                _write(sheet, self.scalar(key), value)
            for key, values in _column_values().items():
                self._write_column(sheet, key, values)
            for table, count in _n_rows().items():
                for index in range(CAPACITY):
                    sheet.write_number(FIRST - 1 + index, self._columns[f"{table}#used"] - 1, int(index < count))

    def _write_column(self, sheet: Any, key: str, values: list[Value]) -> None:
        for index in range(CAPACITY):
            value = values[index] if index < len(values) else None
            row, column = FIRST + index, self._columns[key]
            _write(sheet, a1(row, column), value)
            sheet.write_formula(row - 1, self._columns[f"{key}#"] - 1, f"=N({a1(row, column)})")
            sheet.write_formula(row - 1, self._columns[f"{key}~"] - 1, f"=LOWER({a1(row, column)})")


def _write(sheet: Any, cell: str, value: Value) -> None:
    """A helper cell holds a formula's result; that of a blank is an empty text."""
    if value is None:
        sheet.write_formula(cell, '=""', None, "")
    elif isinstance(value, float):
        sheet.write_number(cell, value)
    else:
        sheet.write_string(cell, value)
