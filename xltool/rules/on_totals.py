"""Compute a field from totals as it is computed in one form: the rate of an office is that of its sums, not the mean of rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from xltool.base.paths import in_row
from xltool.rules.compiled_formulas import compile_formula
from xltool.rules.definition import Definition
from xltool.rules.language.nodes import FieldRef, RowNumber, RowRef, references, walk
from xltool.rules.language.semantics import ExcelError
from xltool.rules.ruleset import ComputedValue
from xltool.rules.to_excel import Renderer

_T = TypeVar("_T")


@dataclass(frozen=True)
class FormulaOnTotals:
    """The formula of a single field, or of a column in a fixed row, whose inputs are single numbers, or numbers of that row."""

    definition: Definition
    value: ComputedValue
    inputs: Mapping[str, str]  # path → what the formula names

    def rendered(self, cells: Mapping[str, str]) -> str:
        """Return the formula over cells (path → cell), with `=`; it yields "" for an error."""
        return f'=IFERROR({Renderer(self.value.scope(self.definition.schema), _Totals(self._by_name(cells))).formula(self.value.node)},"")'

    def result(self, totals: Mapping[str, float]) -> float | str:
        """Return what it yields of totals (path → number); "" for an error."""
        named = self._by_name(totals)
        try:
            found = compile_formula(self.value.node, self.value.scope(self.definition.schema))(
                named, {name: [total] for name, total in named.items()}, {}
            )(0)
        except ExcelError:
            return ""
        return found if isinstance(found, float | int | str) else ""

    def _by_name(self, of_paths: Mapping[str, _T]) -> dict[str, _T]:
        return {name: of_paths[path] for path, name in self.inputs.items()}


def formula_on_totals(definition: Definition, path: str, table: str | None = None, row: int = 0) -> FormulaOnTotals | None:
    """Return the formula of a single computed field, or of a column in a row of a table; None where it reads other than single numbers.

    In a row it may read the numbers of that row as well; numbers of other rows and the number of the row are none of these.
    """
    values = (value for value in definition.rules.computed if value.path == path and value.each == table and value.lookup is None)
    value = next(values, None)
    if value is None or any(isinstance(part, RowNumber) for part in walk(value.node)):
        return None
    scope, inputs = value.scope(definition.schema), dict[str, str]()
    for reference in references(value.node):
        binding = scope.bind(reference)
        if not isinstance(reference, FieldRef | RowRef) or binding.part or not binding.field.is_number:
            return None
        field = binding.field
        inputs[in_row(field.table, row, field.name) if field.table is not None else field.path] = binding.key
    return FormulaOnTotals(definition, value, inputs) if inputs else None


@dataclass(frozen=True)
class _Totals:
    """The addresses of totals (see `xltool.rules.to_excel.Addresses`); columns there are none."""

    cells: Mapping[str, str]

    def scalar(self, key: str) -> str:
        return self.cells[key]

    row = scalar

    def column(self, key: str) -> str:
        raise KeyError(key)

    numeric_column = small_column = row_number = used = column
