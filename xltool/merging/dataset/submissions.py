"""Decide which submissions count: the state of every file, and of every unit of the roster that has not sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltool.base.findings import Finding
from xltool.base.states import SubmissionState
from xltool.checking.check_report import CheckReport, FileReport, not_sent, same_form
from xltool.form.roster import Roster, Unit
from xltool.merging.exclusion import Exclusion
from xltool.rules.definition import Definition
from xltool.rules.definition_files import version_order

#: The rule that marks each of several submissions of one form; by itself it does not send the latest one back.
SENT_TWICE = "R64"


@dataclass(frozen=True, kw_only=True)
class DatasetEntry:
    """One file, or one that is missing."""

    state: SubmissionState  # UNLISTED only in a campaign: elsewhere a finding says it, and the file is rejected
    file: str | None  # path as the caller named it; None when missing
    unit: str | None  # id
    unit_name: str | None
    department: str | None  # to which the unit belongs
    level: str | None  # of the unit, from the roster
    project: str | None
    year: str | None
    replaced_by: str | None = None  # path of the later submission that counts instead
    report: FileReport | None = None
    findings: tuple[Finding, ...] = ()
    exclusion: Exclusion | None = None  # the officer decided that it is in no total


def in_order(submissions: Iterable[DatasetEntry], roster: Roster | None) -> list[DatasetEntry]:
    """Sort submissions by the roster's units and projects; then, and behind all of those, by names and path."""
    return sorted(submissions, key=order_by(roster))


def order_by(roster: Roster | None) -> Callable[[DatasetEntry], tuple[Any, ...]]:
    """Return the sort key of that order."""
    units = roster.units if roster else ()
    places = {unit.id: (place, unit.projects) for place, unit in enumerate(units)}

    def order(item: DatasetEntry) -> tuple[Any, ...]:
        place, projects = places.get(item.unit or "", (len(units), ()))
        names = (item.department, item.unit_name, item.unit, item.project, item.year, item.file)
        within = projects.index(item.project) if item.project in projects else len(projects)
        return (place, within, *(name or "" for name in names))

    return order


def choose_definition(files: Iterable[FileReport]) -> Definition | None:
    """Return the form to which most of the files belong in its newest version, of equal ones the first by id; None when none was read."""
    counts: dict[str, int] = {}
    definitions: dict[str, Definition] = {}
    for file in files:
        if file.definition is not None:
            counts[file.definition.id] = counts.get(file.definition.id, 0) + 1
            known = definitions.setdefault(file.definition.id, file.definition)
            definitions[file.definition.id] = max(known, file.definition, key=lambda form: version_order(form.version))
    best = min(counts, key=lambda name: (-counts[name], name), default=None)
    return definitions[best] if best is not None else None


def list_submissions(report: CheckReport, definition: Definition | None) -> list[DatasetEntry]:
    """List every file and everything that is missing, in the order of the roster."""
    return _Lister(report, definition).all()


def _replaced(files: Sequence[FileReport]) -> dict[int, str]:
    """Find the files that a later one replaces: index of each → path of the latest."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for index, file in enumerate(files):
        if file.definition is not None and any(finding.rule == SENT_TWICE for finding in file.findings):
            groups.setdefault(same_form(file, file.definition), []).append(index)
    replaced: dict[int, str] = {}
    for group in groups.values():
        latest = max(group, key=lambda index: _sent(files[index]))
        replaced |= {index: files[latest].path for index in group if index != latest}
    return replaced


def _sent(file: FileReport) -> tuple[int, str, str]:
    """Return when a file was sent, as far as the file system knows; the name decides between equal times."""
    try:
        modified = Path(file.path).stat().st_mtime_ns
    except OSError:
        modified = 0
    return modified, Path(file.path).name, file.path


def _state(file: FileReport, definition: Definition | None, replaced_by: str | None) -> SubmissionState:
    if file.definition is None:
        return SubmissionState.UNREADABLE
    if definition is not None and file.definition.id != definition.id:
        return SubmissionState.FOREIGN
    if replaced_by is not None:
        return SubmissionState.DUPLICATE
    errors = [finding for finding in file.findings if finding.severity == "error" and finding.rule != SENT_TWICE]
    return SubmissionState.REJECTED if errors else SubmissionState.ACCEPTED


class _Lister:
    def __init__(self, report: CheckReport, definition: Definition | None) -> None:
        self.report = report
        self.definition = definition
        self.roster = report.roster or Roster(())
        self.replaced = _replaced(report.files)

    def all(self) -> list[DatasetEntry]:
        sent = [self.sent(file, self.replaced.get(index)) for index, file in enumerate(self.report.files)]
        return in_order([*sent, *self.missing(sent)], self.roster)

    def sent(self, file: FileReport, replaced_by: str | None) -> DatasetEntry:
        unit = self.roster.by_id(file.unit)
        named, project = file.named("unit"), file.named("project")
        state = _state(file, self.definition, replaced_by)
        return DatasetEntry(
            state=state,
            file=file.path,
            unit=file.unit,
            unit_name=unit.name if unit else named or file.unit,
            department=(unit.department or unit.name) if unit else file.department or named or file.unit,
            level=(unit.level or None) if unit else None,
            project=project,
            year=file.named("year"),
            replaced_by=replaced_by if state is SubmissionState.DUPLICATE else None,  # one that does not count is replaced by none
            report=file,
            findings=file.findings,
        )

    def missing(self, sent: Sequence[DatasetEntry]) -> Iterator[DatasetEntry]:
        """Yield what the roster expects and no file holds: a unit's projects, or one form of a unit for which it lists none.

        Another form is not what is expected.
        """
        projects: dict[str, set[str | None]] = {}
        for submission in sent:
            if submission.unit is not None and submission.state is not SubmissionState.FOREIGN:
                projects.setdefault(submission.unit, set()).add(submission.project)
        for unit in self.roster.units:
            expected = unit.projects or (() if unit.id in projects else (None,))
            lacking = [project for project in expected if project not in projects.get(unit.id, ())]
            for index, project in enumerate(lacking):
                yield self.absent(unit, project, not_sent(unit) if index == 0 and unit.id not in projects else None)

    def absent(self, unit: Unit, project: str | None, finding: Finding | None) -> DatasetEntry:
        return DatasetEntry(
            state=SubmissionState.MISSING,
            file=None,
            unit=unit.id,
            unit_name=unit.name,
            department=unit.department or unit.name,
            level=unit.level or None,
            project=project,
            year=None,
            findings=(finding,) if finding else (),
        )
