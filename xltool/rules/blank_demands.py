"""Which optional fields a rule wants to be filled in, always or in some cases: the instructions must not call them free to be blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.messages import Text
from xltool.base.paths import parent_of, put
from xltool.form.complete_document import complete, new_block
from xltool.form.schema import Field
from xltool.rules.compiled_rules import compile_rules
from xltool.rules.definition import Definition
from xltool.rules.language.nodes import Binary, Boolean, Call, ColumnRef, Node, String, children, references
from xltool.rules.language.plain_conditions import as_condition, negated, without
from xltool.rules.language.types import Binding
from xltool.rules.rule_inputs import collect_inputs
from xltool.rules.ruleset import Rule
from xltool.rules.titled_formula import with_titles


@dataclass(frozen=True, kw_only=True)
class BlankDemand:
    """A rule that is violated by a blank at a field whose type allows one."""

    rule_id: str
    severity: Severity
    always: bool  # else only where other fields say so
    where: Text | None = None  # in which cases, in the words of the form; None where rules do not say it plainly

    @property
    def rank(self) -> tuple[int, bool]:
        """What is worse comes first, then what holds always."""
        return SEVERITIES.index(self.severity), not self.always


def blank_demands(definition: Definition) -> Mapping[str, BlankDemand]:
    """Return the worst that a blank can cause, an error or a warning, by path of the optional field."""
    violated = _violated_by_blanks(definition)
    found: dict[str, BlankDemand] = {}
    conditions: dict[str, dict[Rule, Node | None]] = {}  # path → the rules that demand it in some cases, and in which
    for rule in definition.rules.rules:
        field = definition.schema.field(rule.at)
        if field is None or field.required or rule.severity == "info" or not _reads(rule, field, definition):
            continue
        always = rule.key in violated and _reads_only(rule, field, definition)
        demand = BlankDemand(rule_id=rule.id, severity=rule.severity, always=always)
        if not always and not _tests_blank(rule, field, definition):
            continue
        if rule.severity == "error" and not always:
            conditions.setdefault(field.path, {})[rule] = _where_filled(rule, field, definition)
        if field.path not in found or demand.rank < found[field.path].rank:
            found[field.path] = demand
    return {path: _with_cases(demand, path, conditions.get(path, {}), definition) for path, demand in found.items()}


def _with_cases(demand: BlankDemand, path: str, cases: Mapping[Rule, Node | None], definition: Definition) -> BlankDemand:
    """Return a demand with the cases in which it is made, if all of them are plain."""
    if demand.severity != "error" or demand.always or None in cases.values():
        return demand
    schema, rules = definition.schema, definition.rules
    around = as_condition(rules.conditions[rules.condition_of[path]].node) if path in rules.condition_of else Boolean(value=True)
    plain = [(without(node, around), rule) for rule, node in cases.items() if node is not None]
    texts = list(dict.fromkeys(with_titles(node, rule.scope(schema), parent_of(path)) for node, rule in plain))
    return replace(demand, where=Text(zh=" 或 ".join(text.zh for text in texts), en=" or ".join(text.en for text in texts)))


def _where_filled(rule: Rule, field: Field, definition: Definition) -> Node | None:
    """Return where a rule demands that a field is filled in; None where the rule does not say it plainly: by IF, or OR."""
    match rule.node:
        case Call("IF", (test, filled, Boolean(value=True))) if _is_blank_test(filled, rule, field, definition):
            return as_condition(test)
        case Call("IF", (test, Boolean(value=True), filled)) if _is_blank_test(filled, rule, field, definition):
            return negated(as_condition(test))
        case Call("OR", (*others, filled)) if _is_blank_test(filled, rule, field, definition) and others:
            return negated(as_condition(others[0] if len(others) == 1 else Call("OR", tuple(others))))
    return None


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
