"""The rule reference of a form: every rule with its id, severity, kind, sentence, formula and fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from xltool.base.findings import SEVERITY_NAMES, Severity
from xltool.base.messages import Lang, Text
from xltool.base.paths import without_rows
from xltool.base.reader_requirements import READER_REQUIREMENTS
from xltool.base.reader_rules import CAMPAIGN_RULES, DUPLICATE, NOT_SENT, READER_RULES
from xltool.base.short_repr import short_repr
from xltool.form.codes import LookupSource
from xltool.rules.definition import Definition
from xltool.rules.general_message import general_message
from xltool.rules.language.nodes import references
from xltool.rules.later_keywords import later_constraints
from xltool.rules.load import load_definition
from xltool.rules.rule_requirement import check_requirement, keyword_rule_requirement, rule_requirement
from xltool.rules.ruleset import ComputedValue, Constraint, Rule, input_paths

RuleKind = Literal["reader", "computed", "given", "schema", "formula", "check", "campaign"]
KIND_NAMES: dict[RuleKind, Text] = {
    "reader": Text(zh="读取", en="reader"),
    "computed": Text(zh="自动计算", en="computed"),
    "given": Text(zh="给定", en="given"),
    "schema": Text(zh="模式", en="schema"),
    "formula": Text(zh="公式", en="formula"),
    "check": Text(zh="检查", en="check"),
    "campaign": Text(zh="收集", en="campaign"),
}


_LIVE = Text(zh="（填报时即时检查）", en=" (live in the workbook)")
_OTHERWISE = Text(zh="不符时：{sentence}", en="else: {sentence}")
_COMPUTED = Text(zh="“{label}”由公式自动计算，不用填写", en="“{label}” is computed; there is nothing to fill in")

_ROWS = Text(
    zh="“{label}”的 {count} 行由代码表给定，代码和名称锁定",
    en="the {count} rows of “{label}” are those of a code list, keys and names locked",
)
_LOCKED = Text(zh="“{label}”由下发方给定并锁定，不用填写", en="“{label}” is given by the issuer and locked; there is nothing to fill in")
_DEFAULT = Text(zh="“{label}”已预填，可修改", en="“{label}” is filled in beforehand and may be changed")


@dataclass(frozen=True, kw_only=True)
class ReferenceEntry:
    """One rule as the reference shows it; a rule with several cases has one entry per case."""

    __repr__ = short_repr

    id: str
    severity: Severity
    kind: RuleKind
    requirement: Text  # what must hold
    sentence: Text  # what is said where it does not, with titles in the place of values; the requirement itself where that says all
    formula: str = ""  # the formula, the schema keyword or the name of the check
    fields: tuple[str, ...] = ()  # paths of the fields that it reads
    live: bool = False  # shown in the workbook while it is filled in

    @property
    def said_otherwise(self) -> Text | None:
        """What is said where the rule does not hold; None where that is what it asks for."""
        return self.sentence if self.sentence != self.requirement else None

    def as_json(self) -> dict[str, Any]:
        """Return the entry as `rules --format json` prints it."""
        return {
            "id": self.id,
            "severity": self.severity,
            "kind": self.kind,
            "requirement": {"zh": self.requirement.zh, "en": self.requirement.en},
            "message": {"zh": self.sentence.zh, "en": self.sentence.en},
            "formula": self.formula,
            "fields": list(self.fields),
            "live": self.live,
        }


def rules(template: str | Path, *, templates: str | Path | None = None) -> tuple[ReferenceEntry, ...]:
    """Return the rule reference of a form, in the order of kinds in which a file is checked.

    Raises DefinitionError or UsageError, as `load_definition`.
    """
    return tuple(entries(load_definition(template, templates)))


def entries(definition: Definition) -> Iterator[ReferenceEntry]:
    """Yield every rule that can show for a form, each once: all blocks of a repeated one have the same."""
    yield from dict.fromkeys(_all_entries(definition))


def _declared(paths: Iterable[str]) -> tuple[str, ...]:
    """Return paths as the schema declares them, each once."""
    return tuple(dict.fromkeys(map(without_rows, paths)))


def _all_entries(definition: Definition) -> Iterator[ReferenceEntry]:
    for reader_rule in READER_RULES.values():
        yield ReferenceEntry(
            id=reader_rule.id,
            severity=reader_rule.severity,
            kind="reader",
            requirement=reader_rule.requirement,
            sentence=reader_rule.message,
            formula=reader_rule.field_rule if reader_rule.field_rule != reader_rule.id else "",
        )
    for value in definition.rules.computed:
        yield _computed_entry(value, definition)
    yield from _given_entries(definition)
    yield from _schema_entries(definition)
    for rule in sorted(definition.rules.rules, key=lambda rule: rule.key):
        yield _formula_entry(rule, definition)
    for check in sorted(definition.rules.checks, key=lambda check: check.id):
        yield ReferenceEntry(
            id=check.id,
            severity=check.severity,
            kind="check",
            requirement=check_requirement(check),
            sentence=check.message,
            formula=check.check,
            fields=tuple(dict.fromkeys(check.fields.values())),
        )
    for rule_id, sentence in (("R64", DUPLICATE), ("R65", NOT_SENT)):
        asked = READER_REQUIREMENTS[rule_id]
        yield ReferenceEntry(id=rule_id, severity="error", kind="campaign", requirement=asked, sentence=sentence)
    for own in CAMPAIGN_RULES.values():
        yield ReferenceEntry(id=own.id, severity=own.severity, kind="campaign", requirement=own.requirement, sentence=own.message)


def _schema_entries(definition: Definition) -> Iterator[ReferenceEntry]:
    """Yield constraints that the workbook shows, then keywords that only the check of the collected file can tell."""
    gathered: dict[str, list[Constraint]] = {}
    for constraint in definition.rules.constraints:
        gathered.setdefault(constraint.id, []).append(constraint)
    for rule_id, constraints in sorted(gathered.items()):
        if rule_id in READER_RULES:
            continue
        yield ReferenceEntry(
            id=rule_id,
            severity=constraints[0].severity,
            kind="schema",
            requirement=rule_requirement(definition, rule_id),
            sentence=constraints[0].message,
            formula=", ".join(dict.fromkeys(constraint.keyword for constraint in constraints)),
            fields=_declared(constraint.at for constraint in constraints),
            live=True,
        )
    later = {constraint.id: constraint for constraint in later_constraints(definition)}
    for rule_id, told in sorted(later.items()):
        yield ReferenceEntry(
            id=rule_id,
            severity=told.severity,
            kind="schema",
            requirement=keyword_rule_requirement(definition, rule_id, told.keywords, (owner.title for owner in told.owners)),
            sentence=told.message,
            formula=", ".join(told.keywords),
            fields=_declared(owner.path for owner in told.owners),
        )
    for rule_id, (severity, sentence) in sorted(definition.rules.messages.items()):
        if rule_id not in gathered and rule_id not in later:
            named = [field for field in definition.schema.all_fields() if rule_id in field.ids.values()]
            keywords = dict.fromkeys(key for field in named for key, value in field.ids.items() if value == rule_id)
            yield ReferenceEntry(
                id=rule_id,
                severity=severity,
                kind="schema",
                requirement=definition.rules.requirements.get(rule_id, sentence),
                sentence=sentence,
                formula=", ".join(keywords),
                fields=_declared(field.path for field in named),
            )


def _computed_entry(value: ComputedValue, definition: Definition) -> ReferenceEntry:
    """Return the entry of a computed field, under its path, since only rules have an id."""
    read, said = input_paths(value, definition.schema), _COMPUTED.filled(label=definition.schema.title_of(value.path))
    return ReferenceEntry(
        id=without_rows(value.path),
        severity="info",
        kind="computed",
        requirement=said,
        sentence=said,
        formula=_lookup_text(value.lookup.source) if value.lookup is not None else value.written or str(value.node),
        fields=_declared((*read.fields, *read.row, *read.columns)),
        live=True,
    )


def _lookup_text(source: LookupSource) -> str:
    return f"x-lookup: {source.list_name}, {source.by} → {source.column}"


def _given_entries(definition: Definition) -> Iterator[ReferenceEntry]:
    """Yield the tables and fields that are filled in before the form is sent out, each under its path."""
    for table in definition.schema.tables.values():
        if table.fixed is not None:
            said = _ROWS.filled(label=table.title, count=len(table.fixed))
            yield ReferenceEntry(
                id=table.path,
                severity="info",
                kind="given",
                requirement=said,
                sentence=said,
                formula=f"x-rows: {table.fixed.list_name}",
                fields=tuple(f"{table.path}.{name}" for name in table.fixed.columns),
            )
    for field in definition.schema.all_fields():
        value = field.constant if field.constant is not None else field.default
        if field.is_given or value is not None:
            said = (_LOCKED if field.is_given else _DEFAULT).filled(label=definition.schema.title_of(field.path))
            keyword = "const" if field.constant is not None else "readOnly" if field.is_read_only else "default"
            yield ReferenceEntry(
                id=field.path,
                severity="info",
                kind="given",
                requirement=said,
                sentence=said,
                formula=keyword if value is None else f"{keyword}: {field.kind.show(value)}",
                fields=(field.path,),
            )


def _formula_entry(rule: Rule, definition: Definition) -> ReferenceEntry:
    scope = rule.scope(definition.schema)
    fields = dict.fromkeys(scope.bind(reference).field.path for reference in references(rule.node))
    return ReferenceEntry(
        id=rule.id,
        severity=rule.severity,
        kind="formula",
        requirement=rule.requirement or rule_requirement(definition, rule.id),
        sentence=general_message(rule, definition.schema),
        formula=rule.written or rule.formula,
        fields=_declared(fields),
        live=True,
    )


def as_text(listed: tuple[ReferenceEntry, ...], lang: Lang) -> str:
    """Render the reference as lines for a terminal."""
    lines = []
    for entry in listed:
        live = _LIVE.as_is(lang) if entry.live else ""
        severity, kind = SEVERITY_NAMES[entry.severity].say(lang), KIND_NAMES[entry.kind].say(lang)
        lines.append(f"{entry.id}  {severity}  {kind}{live}  {entry.requirement.say(lang)}")
        if entry.said_otherwise:
            lines.append(f"    {_OTHERWISE.say(lang, sentence=entry.sentence.say(lang))}")
        if entry.formula:
            lines.append(f"    {entry.formula}")
        if entry.fields:
            lines.append(f"    → {', '.join(entry.fields)}")
    return "\n".join(lines)


_HEADS = {
    "zh": ("编号", "级别", "类别", "要求", "不符时的提示", "公式 / 关键字 / 检查", "字段"),
    "en": ("Id", "Severity", "Kind", "Requirement", "Message", "Formula / keyword / check", "Fields"),
}


def as_markdown(listed: tuple[ReferenceEntry, ...], lang: Lang) -> str:
    """Render the reference as a Markdown table."""
    heads = _HEADS[lang]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for entry in listed:
        cells = (
            entry.id,
            SEVERITY_NAMES[entry.severity].say(lang),
            KIND_NAMES[entry.kind].say(lang),
            entry.requirement.say(lang),
            entry.said_otherwise.say(lang) if entry.said_otherwise else "",
            f"`{entry.formula}`" if entry.formula else "",
            ", ".join(f"`{path}`" for path in entry.fields),
        )
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)
