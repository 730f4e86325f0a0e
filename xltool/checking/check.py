"""Checking: one file after another against its form, then all of them against the roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import xltool.rules.checks  # noqa: F401 - registers the built-in checks
from xltool.base.document import Document, value_at
from xltool.base.files import files_under
from xltool.base.findings import Finding, Status, Tally, count_findings
from xltool.base.messages import Lang, Text
from xltool.base.normalise import clean_line
from xltool.base.reader_rules import DUPLICATE, NOT_SENT, OF_THE_PROGRAM
from xltool.checking.executor import LOCAL, Executor, File
from xltool.form.schema import Field
from xltool.reading.pool import read_workbook
from xltool.reading.read_workbook import Reading
from xltool.rules.checks.columns import Column
from xltool.rules.checks.registry import Subject, find_check
from xltool.rules.definition import Definition
from xltool.rules.evaluate import Verdict
from xltool.rules.evaluation import State, state_of
from xltool.rules.language.nodes import ColumnRef, references
from xltool.rules.loading import load_definition
from xltool.rules.rule_inputs import as_text
from xltool.rules.ruleset import CheckRule, Rule, constraint_id, constraint_message
from xltool.rules.validate import Violation

if TYPE_CHECKING:  # without a roster none is loaded
    from xltool.form.roster import Roster, Unit

#: The fields that tell whose form it is.
IdentityRole = Literal["unit", "project", "year"]
#: Version of the JSON that `check --format json` prints. 1: first.
FORMAT_VERSION = 1
#: Findings of the reader that say why a cell holds no value of its field: one cause, one finding.
_NO_VALUE = ("value.error", "value.not-computed", "field.not-found")


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What was found in one file."""

    path: str  # as the caller named it
    template: str | None
    version: str | None
    unit: str | None  # id of the unit on the roster, else the one on the hidden sheet
    document: Document
    definition: Definition | None = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def status(self) -> Status:
        """Accepted without errors, rejected with, unreadable when nothing could be read."""
        if self.definition is None:
            return "unreadable"
        return "rejected" if any(finding.severity == "error" for finding in self.findings) else "accepted"

    def named(self, role: IdentityRole) -> str | None:
        """What the form says in an identity field, as one line; None when it has no such field or that is blank."""
        return named_in(self.document.data, self.definition, role) if self.definition else None

    @property
    def department(self) -> str | None:
        """The department that the form names."""
        return _line_at(self.document.data, self.definition.template.summary.department) if self.definition else None

    @property
    def blamed_program(self) -> str | None:
        """The program that saved the file, where a finding may be its doing."""
        matters = any(finding.rule in OF_THE_PROGRAM for finding in self.findings)
        return self.document.program if matters else None

    @property
    def tally(self) -> Tally:
        """The file and its findings, counted."""
        return count_findings(self.findings) + Tally(files=1, **{self.status: 1})

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The file as `check --format json` prints it."""
        return {
            "path": self.path,
            "template": self.template,
            "version": self.version,
            "unit": self.unit,
            "status": self.status,
            "program": self.document.program,
            "findings": [finding.as_json(lang) for finding in self.findings],
        }


def named_in(data: Mapping[str, Any], definition: Definition, role: IdentityRole) -> str | None:
    """What a document says in an identity field of its form, as one line; None when there is none or it is blank."""
    return _line_at(data, getattr(definition.template.identity, role))


def _line_at(data: Mapping[str, Any], path: str | None) -> str | None:
    return clean_line(as_text(value_at(data, path)) or "") or None if path else None


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What was found in all files, and about units that sent none."""

    files: tuple[FileReport, ...]
    missing: tuple[Finding, ...] = ()  # R65, one for each unit of the roster that has not sent
    roster: Roster | None = None

    @cached_property
    def tally(self) -> Tally:
        """Everything counted; units that have not sent count as errors."""
        return sum((file.tally for file in self.files), count_findings(self.missing))

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The report as `check --format json` prints it."""
        return {
            "format_version": FORMAT_VERSION,
            "files": [file.as_json(lang) for file in self.files],
            "missing": [{**finding.as_json(lang), "unit": finding.value} for finding in self.missing],
            "tally": vars(self.tally),
        }


def check(
    paths: Iterable[Path | str],
    *,
    roster: Roster | Path | str | None = None,
    templates: Path | str | None = None,
    year: int | None = None,
    executor: Executor = LOCAL,
) -> CheckReport:
    """Check workbooks (files, or folders of them) against their forms and, if a roster is given, against it.

    `executor` reads and checks. Raises UsageError when a path does not exist or the roster cannot be read; what is wrong
    with a file is a finding.
    """
    if isinstance(roster, Path | str):
        from xltool.form.roster import load_roster

        roster = load_roster(roster)
    files = [File(path=path, name=str(path)) for path in files_under(paths)]
    checked = executor.read(files, len(files), _CheckWork(roster=roster, year=year), templates)
    definition_of = cache(partial(load_definition, templates=templates))
    return finish([item.report(definition_of) for item in checked], roster)


@dataclass(frozen=True, kw_only=True)
class _Checked:
    """A file report on its way from where the file was checked: a definition is larger than all else, and is here anyway."""

    bare: FileReport  # without its definition
    is_readable: bool

    def report(self, definition_of: Callable[[str], Definition]) -> FileReport:
        """The whole report."""
        if not self.is_readable or self.bare.template is None:
            return self.bare
        return replace(self.bare, definition=definition_of(self.bare.template))


@dataclass(frozen=True, kw_only=True)
class _CheckWork:
    """Checks files where they are read."""

    roster: Roster | None
    year: int | None

    def __call__(self, reading: Reading, name: str) -> _Checked:
        report = check_reading(reading, name, roster=self.roster, year=self.year)
        return _Checked(bare=replace(report, definition=None), is_readable=report.definition is not None)


def check_file(
    path: Path,
    *,
    roster: Roster | None = None,
    templates: Path | str | None = None,
    year: int | None = None,
) -> FileReport:
    """Read and check one file by itself."""
    return check_reading(read_workbook(path, templates), str(path), roster=roster, year=year)


def check_reading(reading: Reading, path: str, *, roster: Roster | None = None, year: int | None = None) -> FileReport:
    """Check one file that has been read."""
    document, definition = reading.document, reading.definition
    findings = list(document.findings)
    unit = None
    if definition is not None:
        unit = sender(document, definition, roster)
        if not reading.outdated:
            findings += _Checker(definition, document, roster, unit, year).findings()
    return FileReport(
        path=path,
        template=document.template,
        version=document.version,
        unit=unit.id if unit else document.unit,
        document=document,
        definition=definition,
        findings=tuple(findings),
    )


def sender(document: Document, definition: Definition, roster: Roster | None) -> Unit | None:
    """The roster's unit that sent a document: the one it was issued to, else the one it names."""
    if roster is None:
        return None
    named = document.get(definition.template.identity.unit)
    return roster.by_id(document.unit) or roster.by_name(str(named) if named is not None else None)


def finish(files: Sequence[FileReport], roster: Roster | None) -> CheckReport:
    """Add what only shows over all files: the same form sent twice (R64), units that have not sent (R65)."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for index, file in enumerate(files):
        if file.definition is not None:
            groups.setdefault(same_form(file, file.definition), []).append(index)
    finished = list(files)
    for key, indexes in groups.items():
        if len(indexes) > 1 and any(key[1:]):
            for index in indexes:
                others = sorted(files[other].path for other in indexes if other != index)
                finished[index] = replace(files[index], findings=(*files[index].findings, _duplicate(files[index], others)))
    return CheckReport(files=tuple(finished), missing=tuple(_missing(files, roster)), roster=roster)


def same_form(file: FileReport, definition: Definition) -> tuple[Any, ...]:
    """What two submissions of one form have in common: template, unit, project, year."""
    identity = definition.template.identity
    named = file.document.get(identity.unit)
    project = file.document.get(identity.project) if identity.project else None
    year = file.document.get(identity.year) if identity.year else None
    return definition.id, file.unit or named, project, year


def _duplicate(file: FileReport, others: list[str]) -> Finding:
    definition = file.definition
    path = (definition.template.identity.project or definition.template.identity.unit) if definition else None
    names = "、".join(Path(other).name for other in others)
    return Finding(
        rule="R64",
        severity="error",
        message=DUPLICATE.filled(others=names),
        field=path,
        location=file.document.location(path) if path else None,
        value=file.document.get(path) if path else None,
    )


def _missing(files: Sequence[FileReport], roster: Roster | None) -> Iterator[Finding]:
    sent = {file.unit for file in files}
    for unit in roster.units if roster else ():
        if unit.id not in sent:
            yield not_sent(unit)


def not_sent(unit: Unit) -> Finding:
    """R65: a unit of the roster has not sent."""
    return Finding(rule="R65", severity="error", message=NOT_SENT.filled(unit=unit.name), value=unit.id)


class _Checker:
    """One document under schema, rules and checks."""

    def __init__(self, definition: Definition, document: Document, roster: Roster | None, unit: Unit | None, year: int | None) -> None:
        self.definition = definition
        self.document = document
        self.roster = roster
        self.unit = unit
        self.year = year
        self.state: State = state_of(definition, document.data)
        self.columns: dict[str, Column] = {}  # of the document, as checks look at them

    def findings(self) -> Iterator[Finding]:
        told = {finding.field for finding in self.document.findings if finding.rule in _NO_VALUE}
        for violation in self.state.violations:
            if violation.path not in told and _without_rows(violation.path) not in told and not self._is_misplaced(violation.path):
                yield self._violation(violation)
        for verdict in self.state.verdicts.values():
            if verdict.count and (verdict.rule.each is not None or not self._looks_at_misplaced(verdict.rule)):
                yield from (finding for finding in self._verdict(verdict) if not self._is_misplaced(finding.field))
        for rule in self.definition.rules.checks:
            yield from (finding for finding in self._check(rule) if not self._is_misplaced(finding.field))

    def _is_misplaced(self, path: str | None) -> bool:
        """Whether a field stands in a row that the reader has named as shifted: one cause, one finding."""
        return path is not None and path.startswith(self._misplaced)

    @cached_property
    def _misplaced(self) -> tuple[str, ...]:
        return tuple(f"{row}." for row in self.document.misplaced)

    def _looks_at_misplaced(self, rule: Rule) -> bool:
        """Whether a rule over a whole table looks at one with shifted rows: what it would say follows from these."""
        tables = {row.partition("[")[0] for row in self.document.misplaced}
        return any(isinstance(reference, ColumnRef) and reference.table in tables for reference in references(rule.node))

    def _violation(self, violation: Violation) -> Finding:
        found = violation.field
        if found is None:
            message = Text(zh=violation.message, en=violation.message)
            return self._finding(f"schema.{violation.keyword}", "error", message, violation.path, {})
        rule_id = constraint_id(found, violation.keyword)
        severity, message = constraint_message(rule_id, violation.keyword, self.definition.rules.messages)
        words = {"parent": self._parent_value(found, violation.path)} if found.parent else {}
        return self._finding(rule_id, severity, message, violation.path, words)

    def _parent_value(self, found: Field, path: str) -> Any:
        parent = (found.parent or "").rpartition(".")[2]
        return self.document.get(f"{path.rpartition('.')[0]}.{parent}")

    def _verdict(self, verdict: Verdict) -> Iterator[Finding]:
        rule = verdict.rule
        for path in _places(verdict, self.document):
            row = self.document.get(path.rpartition(".")[0]) if rule.each else None
            words = row if isinstance(row, Mapping) else {}
            yield self._finding(rule.id, rule.severity, rule.message, path, words)

    def _check(self, rule: CheckRule) -> Iterator[Finding]:
        function = find_check(rule.check)
        if function is None:
            return  # the loader has refused unknown checks
        options = {**rule.options, **({"year": self.year} if self.year is not None else {})}
        subject = Subject(
            document=self.document,
            schema=self.definition.schema,
            fields=rule.fields,
            options=options,
            roster=self.roster,
            unit=self.unit,
            columns=self.columns,
        )
        for hit in function(subject):
            yield self._finding(rule.id, rule.severity, rule.message, hit.field, hit.values)

    def _finding(self, rule_id: str, severity: Any, message: Text, path: str, words: Mapping[str, object]) -> Finding:
        value = self.document.get(path)
        label = self._label(path)
        values = {
            "label": label,
            "field": label,
            "value": "" if value is None or isinstance(value, list | dict) else str(value)[:60],
            **{name: "" if word is None else word for name, word in words.items()},
        }
        return Finding(
            rule=rule_id,
            severity=severity,
            message=message.filled(**values),
            field=path or None,
            location=self.document.location(path),
            value=None if isinstance(value, list | dict) else value,
        )

    def _label(self, path: str) -> str:
        plain = _without_rows(path)
        found = self.definition.schema.field(plain)
        return found.title if found else self.definition.schema.titles.get(plain, plain)


def _without_rows(path: str) -> str:
    """`indicators[3].level1` as `indicators.level1`."""
    return path.partition("[")[0] + path.rpartition("]")[2] if "[" in path else path


def _places(verdict: Verdict, document: Document) -> Iterator[str]:
    """The concrete paths at which a verdict is shown."""
    rule = verdict.rule
    table, _, column = rule.at.rpartition(".")
    if rule.each:
        yield from (f"{table}[{row}].{column}" for row in verdict.rows)
    elif verdict.violated:
        in_column = table and isinstance(document.get(table), list)
        yield f"{table}[0].{column}" if in_column and document.rows(table) else (table if in_column else rule.at)
