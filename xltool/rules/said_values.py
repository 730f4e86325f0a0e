"""Say the values that the message of a violated rule holds, as the workbook says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.normalise import as_float, as_text, exact
from xltool.form.schema import Field, Schema
from xltool.rules.compiled_formulas import Formula, compile_formula
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.language.nodes import FieldRef, Node, RowRef
from xltool.rules.language.semantics import ExcelError
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import Rule

#: What stands for a value that cannot be calculated.
NO_VALUE = "…"
#: Decimals of a calculated number that a message shows at most.
SHOWN_DECIMALS = 6


def message_values(definition: Definition, rule: Rule, inputs: RuleInputs, row: int = 0) -> dict[str, str]:
    """Return the values of a rule's message by their names; `row` (0-based) is that of its table."""
    values = _compiled(definition)[rule.key] if rule.values else {}
    return {name: value.text(inputs, row) for name, value in values.items()}


@once_per_definition
def _compiled(definition: Definition) -> Mapping[tuple[str, int], Mapping[str, _Value]]:
    """Return the compiled values of every message that holds some, by the key of its rule."""
    schema, valued = definition.schema, (rule for rule in definition.rules.rules if rule.values)
    return {rule.key: {name: _value(node, rule, schema) for name, node in rule.values.items()} for rule in valued}


def _value(node: Node, rule: Rule, schema: Schema) -> _Value:
    return _Value(compile_formula(node, rule.scope(schema)), shown_field(node, rule, schema))


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
