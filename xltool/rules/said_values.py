"""Say the values that the message of a violated rule holds, as the workbook says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from xltool.base.display import quoted
from xltool.base.messages import NO_VALUE
from xltool.base.normalise import as_float, as_text, exact
from xltool.base.number_formats import shown_number
from xltool.form.schema import Schema
from xltool.rules.compiled_formulas import Formula, compile_formula
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.language.exactness import exactness
from xltool.rules.language.nodes import Binary, Node, Percent, Reference, references, walk
from xltool.rules.language.rounding import round_half_away
from xltool.rules.language.semantics import ExcelError
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import Rule

#: Decimals of a calculated number that a message shows at most.
SHOWN_DECIMALS = 6
#: Formats of amounts that show all decimals that a message shows: what differs in the third decimal is not to look alike.
_ALL_DECIMALS = {"#,##0.00": "#,##0.00####"}
#: Kinds of numbers, by how summaries show them, that messages write as the cells of the form do.
_FORMATTED = ("money", "share")


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
    return _Value(compile_formula(node, rule.scope(schema)), shown_format(node, rule, schema), is_quoted(node))


def is_quoted(node: Node) -> TypeGuard[Reference]:
    """Return whether a text is quoted as that of a field; what a formula yields stands in whole."""
    return isinstance(node, Reference)


def shown_format(node: Node, rule: Rule, schema: Schema) -> str:
    """Return the number format in which a message writes a number: that of the fields that it is, or is added up from.

    "" stands for digits as they are: of counts, of what is multiplied or divided, and of fields of several kinds.
    """
    scope = rule.scope(schema)
    if scope.shape(node).type != "number" or any(isinstance(part, Percent) or _scales(part) for part in walk(node)):
        return ""
    bound = [scope.bind(reference) for reference in references(node)]
    numbers = [binding for binding in bound if binding.type == "number" and not binding.part]
    styles = {binding.field.kind.summary_style for binding in numbers}
    if len(styles) != 1 or not styles <= set(_FORMATTED) or exactness(node, lambda reference: scope.bind(reference).is_whole) == "whole":
        return ""
    formats = {binding.field.kind.number_format(binding.field.precision) for binding in numbers}
    longest = max(formats, key=len)
    return _ALL_DECIMALS.get(longest, longest)


def _scales(node: Node) -> bool:
    return isinstance(node, Binary) and node.op in ("*", "/", "^")


@dataclass(frozen=True)
class _Value:
    formula: Formula
    number_format: str
    is_quoted: bool

    def text(self, inputs: RuleInputs, row: int) -> str:
        try:
            value = self.formula(inputs.scalars, inputs.columns, inputs.n_rows)(row)
        except ExcelError:
            return NO_VALUE
        number = None if isinstance(value, str) else as_float(value)
        if number is None:
            text = as_text(value) or ""
            return quoted(text) if self.is_quoted else text
        rounded = exact(round_half_away(number, SHOWN_DECIMALS))
        shown = shown_number(float(rounded), self.number_format) if self.number_format else None
        return shown or as_text(rounded) or ""
