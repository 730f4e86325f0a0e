"""Rules, constraints and checks of a schema file: parsed, typed, and put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xltool.checks.registry import check_names, find_check
from xltool.errors import FormulaError
from xltool.finding import Severity
from xltool.formula import parse
from xltool.formula.nodes import Node
from xltool.formula.types import Scope
from xltool.load.source import Source
from xltool.ruleset import CheckRule, Constraint, Keyword, Rule, RuleSet, constraint_id, constraint_message
from xltool.schema import Field, Schema
from xltool.text import Text

def build_rules(source: Source, schema: Schema) -> RuleSet:
    """The rule set of a schema; what is wrong with it is reported in the source."""
    messages = {
        rule_id: (entry.get("severity", "error"), _text(entry["message"]))
        for rule_id, entry in source.data.get("x-constraints", {}).items()
    }
    loader = _RuleLoader(source, schema)
    rules = tuple(loader.rules())
    checks = tuple(loader.checks())
    loader.report_unless(rules)
    return RuleSet(rules=rules, constraints=tuple(_constraints(schema, messages)), checks=checks, messages=messages)


def _text(message: Mapping[str, str]) -> Text:
    return Text(zh=message["zh"], en=message["en"])


def _constraints(schema: Schema, messages: Mapping[str, tuple[Severity, Text]]) -> Iterator[Constraint]:
    for field in schema.all_fields():
        for keyword in _keywords(field):
            rule_id = constraint_id(field, keyword)
            severity, message = constraint_message(rule_id, keyword, messages)
            yield Constraint(id=rule_id, severity=severity, field=field, keyword=keyword, message=message)


def _keywords(field: Field) -> Iterator[Keyword]:
    if field.required:
        yield "required"
    if field.is_number or field.kind == "date":
        yield "type"
    if field.minimum is not None:
        yield "minimum"
    if field.maximum is not None:
        yield "maximum"
    if field.precision is not None:
        yield "multipleOf"
    if field.max_length is not None:
        yield "maxLength"
    if field.choices and field.kind == "choice":
        yield "enum"


class _RuleLoader:
    def __init__(self, source: Source, schema: Schema) -> None:
        self.source = source
        self.schema = schema
        self.ids: set[str] = set()

    def rules(self) -> Iterator[Rule]:
        for index, entry in enumerate(self.source.data.get("x-rules", [])):
            pointer = f"/x-rules/{index}"
            self.note_id(entry["id"], pointer)
            for case, merged in enumerate(entry.get("cases", [{}])):
                where = f"{pointer}/cases/{case}" if "cases" in entry else pointer
                rule = self.rule({**entry, **merged}, case, where, pointer)
                if rule is not None:
                    yield rule

    def note_id(self, rule_id: str, pointer: str) -> None:
        if rule_id in self.ids:
            self.source.report(Text(zh=f"规则编号 {rule_id} 重复", en=f"rule id {rule_id} stands twice"), f"{pointer}/id")
        self.ids.add(rule_id)

    def rule(self, entry: Mapping[str, Any], case: int, where: str, pointer: str) -> Rule | None:
        each = entry.get("each")
        if each is not None and each not in self.schema.tables:
            self.source.report(Text(zh=f"表格中没有表“{each}”", en=f"the form has no table {each!r}"), f"{pointer}/each")
            return None
        at = self.place(entry, each, where, pointer)
        node = self.formula(entry.get("formula"), each, where)
        if at is None or node is None:
            return None
        unless = entry.get("unless", [])
        return Rule(
            id=entry["id"],
            severity=entry["severity"],
            node=node,
            message=_text(entry["message"]),
            at=at,
            each=each,
            unless=(unless,) if isinstance(unless, str) else tuple(unless),
            case=case,
        )

    def formula(self, formula: str | None, each: str | None, where: str) -> Node | None:
        if formula is None:
            self.source.report(Text(zh="规则没有公式（formula）", en="the rule has no formula"), where)
            return None
        try:
            node = parse(formula)
            Scope(self.schema, each).check_rule(node)
        except FormulaError as error:
            self.source.report(error.message, f"{where}/formula", within=(error.start, error.end))
            return None
        return node

    def place(self, entry: Mapping[str, Any], each: str | None, where: str, pointer: str) -> str | None:
        """The path where a violation is shown: `[@column]` of the row's table, or a field, column or table."""
        at = entry.get("at", "")
        where = where if self.source.values.get(f"{where}/at") else pointer
        path = f"{each}.{at[2:-1]}" if at.startswith("[@") and at.endswith("]") else at
        is_column = path.rpartition(".")[0] == each and each is not None
        known = self.schema.field(path) is not None or path in self.schema.tables
        if not known or (at.startswith("[@") and not is_column) or (each is not None and not is_column):
            zh = f"“at”指向的“{at}”不存在；按行规则应写 [@列]，其他规则应写字段或表"
            en = f"“at” names {at!r}, which is not there; row rules take [@column], others a field or a table"
            self.source.report(Text(zh=zh, en=en), f"{where}/at")
            return None
        return path

    def report_unless(self, rules: tuple[Rule, ...]) -> None:
        """Rules may exclude each other in one direction only, and never themselves."""
        graph = {rule.id: set(rule.unless) for rule in rules}
        for index, entry in enumerate(self.source.data.get("x-rules", [])):
            names = entry.get("unless", [])
            for name in [names] if isinstance(names, str) else names:
                if name not in self.ids:
                    message = Text(zh=f"“unless”指向的规则 {name} 不存在", en=f"“unless” names rule {name}, which is not there")
                    self.source.report(message, f"/x-rules/{index}/unless")
                elif entry["id"] in _reachable(name, graph):
                    message = Text(zh=f"规则 {entry['id']} 通过 unless 指向自己", en=f"rule {entry['id']} excludes itself through “unless”")
                    self.source.report(message, f"/x-rules/{index}/unless")

    def checks(self) -> Iterator[CheckRule]:
        for index, entry in enumerate(self.source.data.get("x-checks", [])):
            pointer = f"/x-checks/{index}"
            self.note_id(entry["id"], pointer)
            if find_check(entry["check"]) is None:
                offered = ", ".join(check_names())
                message = Text(zh=f"没有名为“{entry['check']}”的检查（有：{offered}）", en=f"no check {entry['check']!r} (there are: {offered})")
                self.source.report(message, f"{pointer}/check")
            yield CheckRule(
                id=entry["id"],
                severity=entry["severity"],
                check=entry["check"],
                message=_text(entry["message"]),
                fields=self.check_fields(entry.get("fields", {}), f"{pointer}/fields"),
                options=entry.get("options", {}),
            )

    def check_fields(self, fields: Mapping[str, str] | list[str], pointer: str) -> dict[str, str]:
        named = {path: path for path in fields} if isinstance(fields, list) else dict(fields)
        for key, path in named.items():
            if self.schema.field(path) is None and path not in self.schema.tables:
                where = fields.index(path) if isinstance(fields, list) else key
                message = Text(zh=f"表格中没有字段“{path}”", en=f"the form has no field {path!r}")
                self.source.report(message, f"{pointer}/{where}")
        return named


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(graph.get(name, ()))
    return seen
