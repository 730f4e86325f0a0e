"""Compute a field from totals as it is computed in one form: the rate of an office is that of its sums, not the mean of rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.rules.compiled_formulas import compile_formula
from xltool.rules.definition import Definition
from xltool.rules.language.nodes import FieldRef, references
from xltool.rules.language.semantics import ExcelError
from xltool.rules.ruleset import ComputedValue
from xltool.rules.to_excel import Renderer


@dataclass(frozen=True)
class FormulaOnTotals:
    """The formula of a single field whose inputs are single numbers."""

    definition: Definition
    value: ComputedValue
    inputs: tuple[str, ...]  # paths

    def rendered(self, cells: Mapping[str, str]) -> str:
        """Return the formula over cells (path → cell), with `=`; it yields "" for an error."""
        return f'=IFERROR({Renderer(self.value.scope(self.definition.schema), _Totals(cells)).formula(self.value.node)},"")'

    def result(self, totals: Mapping[str, float]) -> float | str:
        """Return what it yields of totals (path → number); "" for an error."""
        try:
            found = compile_formula(self.value.node, self.value.scope(self.definition.schema))(totals, {}, {})(0)
        except ExcelError:
            return ""
        return found if isinstance(found, float | int | str) else ""


def formula_on_totals(definition: Definition, path: str) -> FormulaOnTotals | None:
    """Return the formula of a single computed field; None where there is none, or it reads something else than single numbers."""
    value = next((value for value in definition.rules.computed if value.path == path and value.each is None and value.lookup is None), None)
    if value is None:
        return None
    scope, inputs = value.scope(definition.schema), []
    for reference in references(value.node):
        binding = scope.bind(reference)
        if not isinstance(reference, FieldRef) or binding.part or not binding.field.is_number:
            return None
        inputs.append(binding.field.path)
    return FormulaOnTotals(definition, value, tuple(inputs)) if inputs else None


@dataclass(frozen=True)
class _Totals:
    """The addresses of totals (see `xltool.rules.to_excel.Addresses`); rows and columns there are none."""

    cells: Mapping[str, str]

    def scalar(self, key: str) -> str:
        return self.cells[key]

    def row(self, key: str) -> str:
        raise KeyError(key)

    column = numeric_column = small_column = row_number = used = row
