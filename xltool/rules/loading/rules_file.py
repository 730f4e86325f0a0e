"""Build the rules, constraints and checks of a schema file: parse formulas, check types, report what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.errors import FormulaError
from xltool.base.findings import Severity
from xltool.base.messages import Text, listed, written_in
from xltool.base.paths import parent_of, pointer_token, without_rows
from xltool.base.reader_rules import CAMPAIGN_IDS, READER_RULES
from xltool.base.suggestions import did_you_mean
from xltool.form.schema import Field, Schema, Table
from xltool.rules.keyword_messages import KEYWORD_MESSAGES
from xltool.rules.language.nodes import Node
from xltool.rules.language.over_blocks import as_asked
from xltool.rules.language.parser import parse
from xltool.rules.language.types import Scope
from xltool.rules.live_patterns import pattern_formula
from xltool.rules.loading.applicability_file import NOTHING_WRITTEN, ConditionBuilder, WrittenConditions
from xltool.rules.loading.check_entry import report_entry
from xltool.rules.loading.conditions import demands
from xltool.rules.loading.formula_faults import error_of_its_own
from xltool.rules.loading.formula_limits import beyond_limits
from xltool.rules.loading.message_values import valued_message
from xltool.rules.loading.message_words import report_words
from xltool.rules.loading.rule_place import no_place
from xltool.rules.loading.source import SourceFile
from xltool.rules.ruleset import (
    NOT_APPLICABLE,
    TEXT_ROOM,
    VALUE_TYPE,
    CheckRule,
    ComputedValue,
    Constraint,
    Keyword,
    Rule,
    RuleSet,
    constraint_id,
    constraint_message,
)


def build_rules(
    source: SourceFile,
    schema: Schema,
    *,
    whole: Any = None,
    computed: tuple[ComputedValue, ...] = (),
    written: WrittenConditions = NOTHING_WRITTEN,
) -> RuleSet:
    """Build the rule set of a schema; what is wrong with it is reported in the source.

    `whole` is what the file holds when rules of the wrong shape were taken out of the source: their ids are still known.
    `written` are the conditions under which fields are asked for.
    Formulas over fields of which it is not known what they are, which is reported itself, are not blamed.
    """
    messages = {
        rule_id: (entry.get("severity", "error"), written_in(entry["message"]))
        for rule_id, entry in source.data.get("x-constraints", {}).items()
    }
    requirements = {
        rule_id: written_in(entry["requirement"])
        for rule_id, entry in source.data.get("x-constraints", {}).items()
        if "requirement" in entry
    }
    loader = _RuleLoader(source, schema, _ids(whole or source.data), knows_ids=_has_ids(whole or source.data))
    asked = ConditionBuilder(written, schema, source.unsound)
    conditions = asked.conditions()
    demanded = tuple(loader.conditional(messages))
    rules = (*loader.rules(), *demanded, *asked.rules(conditions, messages, first_case=len(demanded) + 1))
    checks = tuple(loader.checks())
    loader.report_unless()
    loader.report_constraints()
    return RuleSet(
        rules=rules,
        constraints=tuple(_constraints(schema, messages)),
        checks=checks,
        messages=messages,
        requirements=requirements,
        computed=computed,
        conditions=conditions,
    )


def _ids(data: Any) -> set[str]:
    """Return the ids of all rules with a formula, those of the wrong shape included."""
    listed = data.get("x-rules") if isinstance(data, dict) else None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return {str(entry.get("id")) for entry in entries}


def _has_ids(data: Any) -> bool:
    """Return whether every rule has an id."""
    listed = data.get("x-rules", []) if isinstance(data, dict) else []
    return isinstance(listed, list) and all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in listed)


def _constraints(schema: Schema, messages: Mapping[str, tuple[Severity, Text]]) -> Iterator[Constraint]:
    for field in schema.all_fields():
        for keyword in _keywords(field):
            rule_id = constraint_id(field, keyword)
            severity, message = constraint_message(rule_id, keyword, messages)
            yield Constraint(id=rule_id, severity=severity, field=field, keyword=keyword, message=message)


def _keywords(field: Field) -> Iterator[Keyword]:
    if field.is_fixed:
        return  # the list says what stands there
    if field.required:
        yield "required"
    if field.kind.can_be_unreadable and not field.is_computed:
        yield "type"
    if field.minimum is not None:
        yield "minimum"
    if field.maximum is not None:
        yield "maximum"
    if field.precision is not None:
        yield "multipleOf"
    if field.max_length is not None:
        yield "maxLength"
    if field.min_length is not None and field.min_length > 1:
        yield "minLength"
    if _is_pattern_live(field):
        yield "pattern"
    if field.choices and "enum" in field.kind.live_checks:
        yield "enum"


@dataclass(frozen=True, kw_only=True)
class _RuleScope:
    """What a rule is asked of: the rows of a table, a block of a repeated one, or the form."""

    each: str | None  # path of the table
    block: str  # path of the block; "" for none


def _is_pattern_live(field: Field) -> bool:
    """Return whether a formula can say the pattern of a field; one that has the id of what cannot be read is said by the kind."""
    if not field.pattern or field.kind.is_list or (field.kind.can_be_unreadable and constraint_id(field, "pattern") == VALUE_TYPE):
        return False
    return pattern_formula(field.pattern) is not None


class _RuleLoader:
    def __init__(self, source: SourceFile, schema: Schema, known: set[str], *, knows_ids: bool) -> None:
        self.source = source
        self.schema = schema
        self.known = known  # ids of rules with a formula
        self.knows_ids = knows_ids  # whether there are no others
        self.unsound = source.unsound
        self.ids: dict[str, str] = {}  # id in lower case → id
        owners: list[Field | Table] = [*schema.all_fields(), *schema.tables.values()]
        self.constraint_ids = {value for owner in owners for value in owner.ids.values()}

    def report(self, pointer: str, zh: str, en: str, *, key: bool = False) -> None:
        self.source.report(Text(zh=zh, en=en), pointer, key=key)

    def rules(self) -> Iterator[Rule]:
        for index, entry in enumerate(self.source.data.get("x-rules", [])):
            pointer = f"/x-rules/{index}"
            self.note_id(entry["id"], pointer)
            self.words(entry, pointer, entry.get("each"))
            self.plain(entry, pointer)
            for case, merged in enumerate(entry.get("cases", [{}])):
                where = f"{pointer}/cases/{case}" if "cases" in entry else pointer
                self.words(merged, where, entry.get("each"))
                said_at = f"{where if 'message' in merged else pointer}/message"
                yield from self.of_entry({**entry, **merged}, case, where, pointer, said_at)

    def of_entry(self, entry: Mapping[str, Any], case: int, where: str, pointer: str, said_at: str) -> Iterator[Rule]:
        """Yield the rule of an entry; over repeated blocks one for each block."""
        places = self.scopes(entry.get("each"))
        if not places and not self.unsound.hides(entry["each"]):
            known = [*self.schema.repeats, *dict.fromkeys(map(without_rows, self.schema.tables))]
            each, offer, offered = entry["each"], did_you_mean(entry["each"], known), listed(known)
            other = Text(zh=f"（有：{offered.zh}）", en=f" (available: {offered.en})")
            zh, en = f"表格中没有表“{each}”{offer.zh or other.zh}", f"unknown table {each!r}{offer.en or other.en}"
            self.report(f"{pointer}/each", zh, en)
        for number, place in enumerate(places):
            rule = self.rule({**entry, "each": place.each}, place.block, case * len(places) + number, where, pointer, said_at)
            if rule is not None:
                yield rule

    def scopes(self, each: str | None) -> list[_RuleScope]:
        """Return for what a rule is asked: the form, a table, every block, or the table in every block; [] for what there is not."""
        if each is None or each in self.schema.tables:
            return [_RuleScope(each=each, block="")]
        if each in self.schema.repeats:
            return [_RuleScope(each=None, block=block) for block in self.schema.repeats[each].blocks]
        return [_RuleScope(each=path, block="") for path in self.schema.tables if without_rows(path) == each]

    def words(self, entry: Mapping[str, Any], pointer: str, each: str | None) -> None:
        """Report words of a rule's message that nothing fills in; a rule over rows knows the columns of its table."""
        place = next(iter(self.scopes(each)), None)
        if place is not None and not (each and self.unsound.hides(each)):
            table = self.schema.tables.get(place.each or "")
            fields = table.columns if table else self.schema.in_block(place.block)[0]
            columns = [field.path[len(place.block) + 1 :] if place.block else field.name for field in fields]
            report_words(self.source, f"{pointer}/message", entry.get("message", {}), columns, self.schema)

    def plain(self, entry: Mapping[str, Any], pointer: str) -> None:
        """Report words in braces in a requirement: it is said where nothing is wrong, of no value."""
        report_words(self.source, f"{pointer}/requirement", entry.get("requirement", {}), (), of_place=())

    def conditional(self, messages: Mapping[str, tuple[Severity, Text]]) -> Iterator[Rule]:
        """Yield a rule for each field that a condition of the schema requires, under the id of its `required`."""
        for case, demand in enumerate(demands(self.source), start=1):
            field = self.schema.field(demand.path)
            is_sound = field is not None and demand.path not in self.unsound
            node = self.formula(demand.formula, demand.each, demand.block, demand.pointer) if is_sound else None
            if field and node is not None:
                rule_id = constraint_id(field, "required")
                severity, message = constraint_message(rule_id, "required", messages)
                yield Rule(
                    id=rule_id,
                    severity=severity,
                    node=node,
                    message=message,
                    at=field.path,
                    each=demand.each,
                    case=case,
                    written=demand.formula if demand.block else "",
                )

    def note_id(self, rule_id: str, pointer: str) -> None:
        """Report an id that is used twice: it becomes a defined name, where case does not count."""
        other = self.ids.get(rule_id.lower())
        self.ids.setdefault(rule_id.lower(), rule_id)
        if other is not None:
            aside = "" if other == rule_id else f"（{other}）"
            zh, en = f"规则编号 {rule_id} 重复{aside}，请换一个", f"duplicate rule id {rule_id}; choose another"
            self.report(f"{pointer}/id", zh, en)
        elif rule_id in READER_RULES or rule_id in CAMPAIGN_IDS or rule_id == TEXT_ROOM:
            zh, en = f"编号 {rule_id} 已由 xltool 自己使用，请换一个", f"the id {rule_id} is reserved by xltool; choose another"
            self.report(f"{pointer}/id", zh, en)
        elif rule_id in self.constraint_ids:
            zh, en = f"编号 {rule_id} 已用于 x-ids，请换一个", f"the id {rule_id} is already used in x-ids; choose another"
            self.report(f"{pointer}/id", zh, en)

    def rule(self, entry: Mapping[str, Any], block: str, case: int, where: str, pointer: str, said_at: str) -> Rule | None:
        each = entry["each"]
        at = self.place(entry, each or block, where, pointer)
        node = self.formula(entry.get("formula"), each, block, where)
        if at is None or node is None:
            return None
        said = valued_message(self.source, said_at, entry["message"], Scope(self.schema, each), block)
        rule = Rule(
            id=entry["id"],
            severity=entry["severity"],
            node=node,
            message=said.text,
            values=said.values,
            rows=said.rows,
            at=at,
            each=each,
            unless=tuple(_names(entry)),
            case=case,
            written=entry["formula"] if self.schema.repeats else "",
            requirement=_requirement(entry),
        )
        too_much = beyond_limits(rule, self.schema)
        if too_much is not None:
            self.source.report(too_much, f"{where}/formula")
        return rule

    def formula(self, formula: str | None, each: str | None, block: str, where: str) -> Node | None:
        if formula is None:
            self.report(where, "规则没有公式，请写 formula", "the rule has no formula; add “formula”")
            return None
        node = None
        try:
            node = as_asked(parse(formula), self.schema, each, block)
            Scope(self.schema, each).check_rule(node)
        except FormulaError as error:
            own = error_of_its_own(error, node, Scope(self.schema, each), self.unsound)
            if own is not None:
                self.source.report(own.message, f"{where}/formula", within=(own.start, own.end))
            return None
        return node

    def place(self, entry: Mapping[str, Any], owner: str, where: str, pointer: str) -> str | None:
        """Return the path where a violation is shown: `[@column]` of the row's table or of the block, or a field, column or table."""
        at = entry.get("at", "")
        if not at:
            self.report(where, "规则没有写在何处显示（at）", "the rule does not say where violations are shown; add “at”")
            return None
        path = f"{owner}.{at[2:-1]}" if at.startswith("[@") and at.endswith("]") else at
        is_within = owner is not None and (parent_of(path) == owner or self.schema.block_of(path) == owner)
        known = self.schema.field(path) is not None or path in self.schema.tables
        if not known and self.unsound.hides(path):
            return None
        if not known or (at.startswith("[@") and not is_within) or (owner is not None and not is_within):
            self.source.find_places()
            message = no_place(self.schema, at, path, owner)
            self.report(f"{where if f'{where}/at' in self.source.values else pointer}/at", message.zh, message.en)
            return None
        return path

    def report_unless(self) -> None:
        """Report rules that exclude themselves, or each other in both directions."""
        entries = self.source.data.get("x-rules", [])
        graph = {entry["id"]: set(_names(entry)) for entry in entries}
        for index, entry in enumerate(entries):
            for place, name in enumerate(_names(entry)):
                pointer = f"/x-rules/{index}/unless" + (f"/{place}" if isinstance(entry["unless"], list) else "")
                rule_id = entry["id"]
                if name not in self.known and self.knows_ids:
                    zh = f"“unless”指向的 {name} 不存在；只能写 x-rules 中的规则编号"
                    en = f"“unless” refers to {name}, which does not exist; use ids of rules in x-rules"
                    self.report(pointer, zh, en)
                elif name in self.known and rule_id in _reachable(name, graph):
                    zh, en = f"规则 {rule_id} 通过 unless 循环排除自己", f"the rule {rule_id} excludes itself through “unless”"
                    self.report(pointer, zh, en)

    def report_constraints(self) -> None:
        """Report ids of x-constraints that no x-ids gives and no keyword has by itself, and words that nothing fills in."""
        nested = any(field.cascade for field in self.schema.all_fields())
        for rule_id, entry in self.source.data.get("x-constraints", {}).items():
            report_words(
                self.source,
                f"/x-constraints/{pointer_token(rule_id)}/message",
                entry["message"],
                ["limit", "length", "wanted", "choose", *(["parent"] if nested else [])],
            )
            self.plain(entry, f"/x-constraints/{pointer_token(rule_id)}")
            if "x-ids" in self.unsound.keywords or self.unsound.holders:
                continue
            if rule_id.startswith("schema."):
                self.report_keyword(rule_id)
            elif rule_id not in self.constraint_ids and rule_id not in (VALUE_TYPE, NOT_APPLICABLE):
                zh = f"没有字段在 x-ids 中使用编号 {rule_id}"
                en = f"no field uses the id {rule_id} in its x-ids"
                self.report(f"/x-constraints/{pointer_token(rule_id)}", zh, en, key=True)

    def report_keyword(self, rule_id: str) -> None:
        """Report the id of a keyword that is unknown, or that no field or table has without an id of its own."""
        known = [f"schema.{keyword}" for keyword in (*KEYWORD_MESSAGES, "const") if keyword != "type"]
        if rule_id not in known:
            offer = did_you_mean(rule_id, known)
            zh, en = f"没有编号“{rule_id}”{offer.zh}", f"there is no id {rule_id!r}{offer.en}"
            self.report(f"/x-constraints/{pointer_token(rule_id)}", zh, en, key=True)

    def checks(self) -> Iterator[CheckRule]:
        for index, entry in enumerate(self.source.data.get("x-checks", [])):
            pointer = f"/x-checks/{index}"
            self.note_id(entry["id"], pointer)
            self.plain(entry, pointer)
            report_entry(self.source, entry, pointer)
            yield CheckRule(
                id=entry["id"],
                severity=entry["severity"],
                check=entry["check"],
                message=written_in(entry["message"]),
                requirement=_requirement(entry),
                fields=self.check_fields(entry.get("fields", {}), f"{pointer}/fields"),
                options=entry.get("options", {}),
            )

    def check_fields(self, fields: Mapping[str, str] | list[str], pointer: str) -> dict[str, str]:
        named = {path: path for one in fields for path in self.schema.in_blocks(one)} if isinstance(fields, list) else dict(fields)
        for key, path in named.items():
            if self.schema.field(path) is None and path not in self.schema.tables and not self.unsound.hides(path):
                where = fields.index(without_rows(path)) if isinstance(fields, list) else key
                self.report(f"{pointer}/{pointer_token(str(where))}", f"表格中没有字段“{path}”", f"unknown field {path!r}")
        return named


def _requirement(entry: Mapping[str, Any]) -> Text | None:
    return written_in(entry["requirement"]) if "requirement" in entry else None


def _names(entry: Mapping[str, Any]) -> list[str]:
    """Return the ids in a rule's `unless`."""
    names = entry.get("unless", [])
    return [names] if isinstance(names, str) else names


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(graph.get(name, ()))
    return seen
