"""Which optional fields a rule wants to be filled in, always or in some cases: the instructions must not call them free to be blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.paths import put
from xltool.form.complete_document import complete, new_block
from xltool.form.schema import Field
from xltool.rules.compiled_rules import compile_rules
from xltool.rules.definition import Definition
from xltool.rules.language.nodes import Binary, ColumnRef, Node, String, children, references
from xltool.rules.language.types import Binding
from xltool.rules.rule_inputs import collect_inputs
from xltool.rules.ruleset import Rule


@dataclass(frozen=True, kw_only=True)
class BlankDemand:
    """A rule that is violated by a blank at a field whose type allows one."""

    rule_id: str
    severity: Severity
    always: bool  # else only where other fields say so

    @property
    def rank(self) -> tuple[int, bool]:
        """What is worse comes first, then what holds always."""
        return SEVERITIES.index(self.severity), not self.always


def blank_demands(definition: Definition) -> Mapping[str, BlankDemand]:
    """Return the worst that a blank can cause, an error or a warning, by path of the optional field."""
    violated = _violated_by_blanks(definition)
    found: dict[str, BlankDemand] = {}
    for rule in definition.rules.rules:
        field = definition.schema.field(rule.at)
        if field is None or field.required or rule.severity == "info" or not _reads(rule, field, definition):
            continue
        always = rule.key in violated and _reads_only(rule, field, definition)
        demand = BlankDemand(rule_id=rule.id, severity=rule.severity, always=always)
        if (always or _tests_blank(rule, field, definition)) and (field.path not in found or demand.rank < found[field.path].rank):
            found[field.path] = demand
    return found


def _violated_by_blanks(definition: Definition) -> set[tuple[str, int]]:
    """Return the keys of the rules that are violated where nothing is filled in, with one blank row in each table."""
    schema, data = definition.schema, complete(definition.schema, {})
    for path, repeat in schema.repeats.items():
        put(data, path, [new_block(schema, repeat) for _ in repeat.blocks])
    for path, table in schema.tables.items():
        put(data, path, [dict.fromkeys(column.name for column in table.columns)])
    verdicts = compile_rules(definition.rules.rules, definition.schema).evaluate(collect_inputs(definition.schema, data))
    return {verdict.rule.key for verdict in verdicts if verdict.count}


def _bindings(rule: Rule, definition: Definition) -> list[Binding]:
    scope = rule.scope(definition.schema)
    return [scope.bind(reference) for reference in references(rule.node) if not isinstance(reference, ColumnRef)]


def _reads(rule: Rule, field: Field, definition: Definition) -> bool:
    return rule.each == field.table and any(binding.field == field for binding in _bindings(rule, definition))


def _reads_only(rule: Rule, field: Field, definition: Definition) -> bool:
    bindings = _bindings(rule, definition)
    return len(bindings) == len(list(references(rule.node))) and all(binding.field == field for binding in bindings)


def _tests_blank(rule: Rule, field: Field, definition: Definition) -> bool:
    """Return whether a rule demands that a field is not blank: `field<>""`, or a part that is not that of a blank."""
    return any(_is_blank_test(node, rule, field, definition) for node in _all_nodes(rule.node))


def _is_blank_test(node: Node, rule: Rule, field: Field, definition: Definition) -> bool:
    if not (isinstance(node, Binary) and node.op == "<>"):
        return False
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(other, String) and any(side is reference for reference in references(rule.node)) and not isinstance(side, ColumnRef):
            binding = rule.scope(definition.schema).bind(side)  # type: ignore[arg-type]  # it is one of the references
            if binding.field == field and other.value.casefold() in _when_blank(binding):
                return True
    return False


def _when_blank(binding: Binding) -> tuple[str, ...]:
    """Return the texts that a reference is when its field is blank."""
    kind = binding.field.kind
    values = dict(zip((part.name for part in kind.parts), kind.split(None), strict=True))
    if not binding.part:
        return ("",)
    own = values[binding.part]
    return (own.casefold(),) if isinstance(own, str) else ()


def _all_nodes(node: Node) -> list[Node]:
    return [node, *(inner for child in children(node) for inner in _all_nodes(child))]
