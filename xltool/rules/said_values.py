"""Say the values that the message of a violated rule holds, as the workbook says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.normalise import as_float, as_text, exact
from xltool.form.schema import Field, Schema
from xltool.rules.compiled_formulas import Formula, compile_formula
from xltool.rules.definition import Definition
from xltool.rules.language.nodes import FieldRef, Node, RowRef
from xltool.rules.language.semantics import ExcelError
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import Rule

#: What stands for a value that cannot be calculated.
NO_VALUE = "…"
#: Decimals of a calculated number that a message shows at most.
SHOWN_DECIMALS = 6

_COMPILED: dict[tuple[str, tuple[str, int]], Mapping[str, _Value]] = {}


def message_values(definition: Definition, rule: Rule, inputs: RuleInputs, row: int = 0) -> dict[str, str]:
    """Return the values of a rule's message by their names; `row` (0-based) is that of its table."""
    if not rule.values:
        return {}
    key = f"{definition.path}:{definition.digest}", rule.key
    if key not in _COMPILED:
        scope = rule.scope(definition.schema)
        _COMPILED[key] = {
            name: _Value(compile_formula(node, scope), shown_field(node, rule, definition.schema)) for name, node in rule.values.items()
        }
    return {name: value.text(inputs, row) for name, value in _COMPILED[key].items()}


def shown_field(node: Node, rule: Rule, schema: Schema) -> Field | None:
    """Return the field as which a value is shown: that which a formula is, no part of it; None for any other formula."""
    if not isinstance(node, FieldRef | RowRef):
        return None
    binding = rule.scope(schema).bind(node)
    return None if binding.part else binding.field


@dataclass(frozen=True)
class _Value:
    formula: Formula
    field: Field | None

    def text(self, inputs: RuleInputs, row: int) -> str:
        try:
            value = self.formula(inputs.scalars, inputs.columns, inputs.n_rows)(row)
        except ExcelError:
            return NO_VALUE
        number = None if isinstance(value, str) else as_float(value)
        if number is None:
            return as_text(value) or ""
        if self.field is not None and self.field.kind.summary_style == "share":
            return f"{exact(number * 100):.2f}%"
        return as_text(exact(round(number, SHOWN_DECIMALS))) or ""
