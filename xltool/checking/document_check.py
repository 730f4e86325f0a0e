"""Check one document under everything that its form's definition says: schema, rules and checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from xltool.base.cells import Location
from xltool.base.display import quoted
from xltool.base.document import Document
from xltool.base.errors import UsageError
from xltool.base.findings import Finding, Severity
from xltool.base.look_alikes import nearest
from xltool.base.messages import Text
from xltool.base.normalise import as_text
from xltool.base.paths import FieldPath, in_row, join, name_of, split_name
from xltool.base.reader_rules import CAMPAIGN_RULES, DID_YOU_MEAN, READER_RULES, UNREADABLE
from xltool.checking.alike import said_of_alike
from xltool.form.roster import Roster, Unit
from xltool.form.schema import Field
from xltool.rules.checks import CheckFunction, Column, Hit, Subject, find_check
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.evaluation import Verdict, Violation
from xltool.rules.keyword_messages import KEYWORD_MESSAGES
from xltool.rules.named_rows import named_rows
from xltool.rules.ruleset import CheckRule, Rule, constraint_id, constraint_message
from xltool.rules.said_values import message_values

_FAILED_CHECK = Text(
    zh="检查 {id}（{check}）运行出错（{error}）：这是表格定义或检查本身的问题，与报送的文件无关；请核对该检查的 fields 和 options",
    en="the check {id} ({check}) failed ({error}): this is a fault of the form's definition or of the check, not of the file; "
    "see the fields and options of the check",
)
_WITHOUT_PARENT = Text(
    zh="“{label}”填了“{value}”，但“{parent}”未填；请先填“{parent}”",
    en="“{label}” holds “{value}”, but “{parent}” is blank; fill in “{parent}” first",
)
#: The check that a form may switch on under an id of its own.
_YEAR_CHECK = "campaign-year"
#: Findings of the reader that say why a cell holds no value of its field: one cause, one finding.
_NO_VALUE = UNREADABLE | {"value.error", "value.type", "value.digits-lost", "field.not-found"}
#: Those of which nothing is known, not even that the cell is blank: no rule is to judge it.
_UNKNOWN = UNREADABLE | {"field.not-found"}


def findings_of(
    definition: Definition, document: Document, *, roster: Roster | None, unit: Unit | None, year: int | None
) -> Iterator[Finding]:
    """Yield what breaks the schema, the rules and the checks of a form; `year` is the year asked for, if one is."""
    return _Checker(definition, document, roster, unit, year).findings()


class _Checker:
    """Evaluate one document and turn what is violated into findings."""

    def __init__(self, definition: Definition, document: Document, roster: Roster | None, unit: Unit | None, year: int | None) -> None:
        self.definition = definition
        self.document = document
        self.roster = roster
        self.unit = unit
        self.year = year
        missing = frozenset([*_cells_of_missing_rows(definition, document), *document.missing_fields])
        self.unread = _fields_with(document, _NO_VALUE) | missing
        self.state = evaluate(definition, document.data, _fields_with(document, _UNKNOWN) | missing)
        self.columns: dict[str, Column] = {}  # texts of the document's columns: checks share them

    def findings(self) -> Iterator[Finding]:
        for violation in self.state.violations:
            if not self._is_unread(violation.path) and not self._is_misplaced(violation.path):
                yield self._violation(violation)
        for verdict in self.state.verdicts.values():
            if verdict.count and (verdict.rule.each is not None or not self._reads_misplaced(verdict.rule)):
                yield from (finding for finding in self._verdict(verdict) if not self._is_misplaced(finding.field))
        for rule in self.definition.rules.checks:
            yield from (finding for finding in self._check(rule) if not self._is_misplaced(finding.field))
        if _YEAR_CHECK not in (rule.check for rule in self.definition.rules.checks):
            yield from self._year_check()

    def _year_check(self) -> Iterator[Finding]:
        """Hold every form that says which year it is for to the year asked for, also one whose definition has no check of it."""
        path = self.definition.template.identity.year
        if path is not None and self.year is not None:
            own = CAMPAIGN_RULES["campaign.year"]
            yield from self._check(
                CheckRule(id=own.id, severity=own.severity, check=_YEAR_CHECK, message=own.message, fields={"year": path})
            )

    def _is_unread(self, path: str) -> bool:
        """Return whether the reader has said why a field, or its whole column, holds no value: one cause, one finding."""
        return path in self.unread or self.definition.schema.declared(path) in self.unread

    def _is_misplaced(self, path: str | None) -> bool:
        """Return whether a field stands in a row that the reader reported as misaligned: one cause, one finding."""
        return path is not None and path.startswith(self._misplaced)

    @cached_property
    def _misplaced(self) -> tuple[str, ...]:
        return tuple(f"{row}." for row in self.document.misplaced)

    def _reads_misplaced(self, rule: Rule) -> bool:
        """Return whether a rule over a whole table reads one with misaligned rows: its verdict would only repeat them."""
        tables = {FieldPath.parse(row).table for row in self.document.misplaced}
        return not tables.isdisjoint(rule.tables)

    def _violation(self, violation: Violation) -> Finding:
        owner = violation.field or self.definition.schema.tables.get(violation.path)
        if owner is None:
            message = Text(zh=violation.message, en=violation.message)
            return self._finding(f"schema.{violation.keyword}", "error", message, violation.path, {})
        rule_id = constraint_id(owner, violation.keyword)
        severity, message = constraint_message(rule_id, violation.keyword, self.definition.rules.messages)
        values: dict[str, Any] = {"limit": owner.limit_text(violation.keyword)}
        if violation.field is not None:
            values |= self._field_values(violation.field, violation)
        if values.get("parent", "") is None and message == KEYWORD_MESSAGES["enum"] and violation.field:
            parent = self._blank_parent(violation.field, violation.path)
            message = _WITHOUT_PARENT.filled(parent=parent, label="{label}", value="{value}")
        if message == KEYWORD_MESSAGES["uniqueItems"]:
            message = said_of_alike(self.document, violation.path) or message
        finding = self._finding(rule_id, severity, message, violation.path, values)
        near = self._nearest(violation) if violation.keyword == "enum" else ""
        return _asking(finding, near) if near else finding

    def _nearest(self, violation: Violation) -> str:
        """Return the option that is likely meant by what is none; of a nested field one of its parent's, if that is one."""
        field, value = violation.field, self.document.get(violation.path)
        if field is None or not value:
            return ""
        options: tuple[str, ...] = ()
        if field.cascade is not None:
            options = field.cascade.children.get(tuple(map(str, self._parent_values(field, violation.path))), ())
        others = [str(item) for item in (value if isinstance(value, list) else [value]) if item not in field.choices]
        text = others[0] if others else str(value)
        near = nearest(text, options or field.choices)
        return "" if near == text else near

    def _field_values(self, field: Field, violation: Violation) -> dict[str, Any]:
        """Return what the sentence of a keyword may name of a field besides its limit."""
        length = len(as_text(self.document.get(violation.path)) or "")
        values: dict[str, Any] = {"wanted": field.wanted, "choose": field.choose, "length": length}
        if field.cascade is not None:
            above = self._parent_values(field, violation.path)
            values["parent"] = None if None in above else " / ".join(map(str, above))
        if violation.keyword == "type" and not isinstance(violation.value, list | dict):
            values["value"] = self._as_typed(field, violation)
        if field.kind.is_list and violation.keyword == "enum":
            values["value"] = "；".join(item for item in self.document.get(violation.path) if item not in field.choices)
        return values

    def _as_typed(self, field: Field, violation: Violation) -> str:
        """Return what stands in a cell that cannot be read; the number of a day, which nobody sees, as the day."""
        typed = violation.value if field.kind.format_tells == "days" else self.document.typed.get(violation.path, violation.value)
        return quoted(as_text(typed) or "")

    def _parent_values(self, field: Field, path: str) -> list[Any]:
        """Return what the fields hold that select among the codes: of a column those of the same row."""
        parents = field.cascade.parents if field.cascade is not None else ()
        row = split_name(path)[0]
        return [self.document.get(join(row, name_of(parent)) if field.table else parent) for parent in parents]

    def _blank_parent(self, field: Field, path: str) -> str:
        """Return the title of the first of those fields that is blank."""
        parents = field.cascade.parents if field.cascade is not None else ()
        blank = [parent for parent, value in zip(parents, self._parent_values(field, path), strict=True) if value is None]
        return self.definition.schema.title_of(blank[0]) if blank else ""

    def _verdict(self, verdict: Verdict) -> Iterator[Finding]:
        rule = verdict.rule
        for path in self._places(verdict):
            owner = FieldPath.parse(path).row_path if rule.each else self.definition.schema.block_of(path)
            row = self.document.get(owner) if owner else None
            cells = row if isinstance(row, Mapping) else {}
            values: dict[str, object] = {name: self.definition.schema.value_text(join(owner, name), value) for name, value in cells.items()}
            number = (FieldPath.parse(path).row or 0) if rule.each else 0
            values |= message_values(self.definition, rule, self.state.inputs, number)
            values |= named_rows(self.definition, rule, self.state.inputs, self._cell_at, number)
            yield self._finding(rule.id, rule.severity, rule.message, path, values)

    def _cell_at(self, path: str, row: int) -> Location | None:
        """Return the cell of a single field, or of a column in a row (0-based); of a document that comes from no file None."""
        table, column = split_name(path)
        return self.document.location(in_row(table, row, column) if table in self.definition.schema.tables else path)

    def _places(self, verdict: Verdict) -> Iterator[str]:
        """Yield the concrete paths at which a verdict is shown."""
        rule = verdict.rule
        table, column = split_name(rule.at)
        if rule.each:
            yield from (in_row(table, row, column) for row in verdict.rows)
        elif verdict.violated:
            in_column = table in self.definition.schema.tables
            row = self.state.row_meant(rule) if in_column else None
            yield (table if in_column else rule.at) if row is None else in_row(table, row, column)

    def _check(self, rule: CheckRule) -> Iterator[Finding]:
        function = find_check(rule.check)
        if function is None:
            return  # the loader has refused unknown checks
        subject = Subject(
            document=self.document,
            schema=self.definition.schema,
            fields=rule.fields,
            options={**rule.options, **({"year": self.year} if self.year is not None else {})},
            roster=self.roster,
            unit=self.unit,
            columns=self.columns,
        )
        for hit in _hits(function, subject, rule):
            if hit.is_alike:
                typed, place = self.document.get(hit.field), self.document.location(hit.field)
                yield READER_RULES["R63"].finding(field=hit.field, location=place, value=typed, before=typed, after=hit.meant)
                continue
            finding = self._finding(rule.id, rule.severity, rule.message, hit.field, hit.values)
            yield _asking(finding, hit.meant) if hit.meant and "{name}" not in rule.message.zh else finding

    def _finding(self, rule_id: str, severity: Severity, message: Text, path: str, values: Mapping[str, object]) -> Finding:
        """Build a finding at a path; `values` fill placeholders of the message beside the label and the value."""
        value = self.document.get(path)
        label = self.definition.schema.title_of(self.definition.schema.declared(path))
        placeholders = {
            "label": label,
            "field": label,
            "value": "" if value is None or isinstance(value, list | dict) else quoted(self.definition.schema.value_text(path, value)),
            **{name: "" if filling is None else filling for name, filling in values.items()},
        }
        return Finding(
            rule=rule_id,
            severity=severity,
            message=message.filled(**placeholders),
            field=path or None,
            location=self.document.location(path),
            value=None if isinstance(value, list | dict) else value,
        )


def _fields_with(document: Document, rules: frozenset[str]) -> frozenset[str]:
    return frozenset(path for finding in document.findings if finding.rule in rules for path in finding.fields)


def _cells_of_missing_rows(definition: Definition, document: Document) -> Iterator[str]:
    """Yield the inputs of fixed rows that were not found: that they are blank is not known."""
    for path in document.missing_rows:
        table = definition.schema.tables[FieldPath.parse(path).table]
        yield from (join(path, column.name) for column in table.typed_columns)


def _asking(finding: Finding, name: str) -> Finding:
    """Return a finding whose message asks whether another name is meant."""
    asked = DID_YOU_MEAN.filled(name=name)
    return replace(finding, message=Text(zh=f"{finding.message.zh}{asked.zh}", en=f"{finding.message.en}{asked.en}"))


def _hits(function: CheckFunction, subject: Subject, rule: CheckRule) -> list[Hit]:
    """Run a check. Raises UsageError where it fails: that is a fault of the form, and no sender is to be blamed for it."""
    try:
        return list(function(subject))
    except MemoryError:
        raise
    except Exception as error:
        raise UsageError(_FAILED_CHECK.filled(id=rule.id, check=rule.check, error=f"{type(error).__name__}: {error}")) from error
