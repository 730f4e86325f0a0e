"""Report what a check found: in one file, and over all files of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from xltool.base.common_notes import CommonNote, common_notes
from xltool.base.document import Document
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Finding, Tally, count_findings, count_text
from xltool.base.frames import frame_of
from xltool.base.messages import Lang, Text, locale_language
from xltool.base.normalise import as_text, clean_line
from xltool.base.notebook import html_block, html_table
from xltool.base.paths import value_at
from xltool.base.reader_rules import NOT_SENT, OF_THE_PROGRAM
from xltool.base.short_repr import short_repr
from xltool.base.states import FileState, SubmissionState
from xltool.form.roster import Roster, Unit
from xltool.rules.definition import Definition

if TYPE_CHECKING:
    import pandas as pd

#: The fields that tell whose form it is.
IdentityRole = Literal["unit", "project", "year"]
#: Version of the JSON that `check --format json` prints. 1: first.
FORMAT_VERSION = 1
_FRAME = ("file", "unit", "rule", "severity", "field", "sheet", "cell", "value", "message")
_FILE_HEADS = (Text(zh="文件", en="file"), Text(zh="单位", en="unit"), Text(zh="结果", en="result"), Text(zh="问题", en="findings"))
_HEADS = (
    *(Text(zh="级别", en="severity"), Text(zh="规则", en="rule"), Text(zh="单元格", en="cell")),
    *(Text(zh="内容", en="value"), Text(zh="问题", en="problem")),
)


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What was found in one file."""

    __repr__ = short_repr

    path: str  # as the caller named it
    template: str | None
    version: str | None
    unit: str | None  # id of the unit on the roster, else the one on the hidden sheet
    document: Document
    definition: Definition | None = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def status(self) -> FileState:
        """Accepted without errors, rejected with, unreadable when nothing could be read."""
        if self.definition is None:
            return SubmissionState.UNREADABLE
        return SubmissionState.REJECTED if any(finding.severity == "error" for finding in self.findings) else SubmissionState.ACCEPTED

    def named(self, role: IdentityRole) -> str | None:
        """Return what the form says in an identity field, as one line; None when it has no such field or that is blank."""
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

    def to_frame(self, lang: Lang = "zh") -> pd.DataFrame:
        """Return the findings as a pandas frame, one row each; see `CheckReport.to_frame`."""
        return frame_of(_FRAME, _frame_rows(self, lang))

    def _repr_html_(self) -> str:
        """Show the findings in a notebook, worst first."""
        return html_block(f"{self.path} · {_result(self)}", html_table(_HEADS, _shown_rows(self.findings)))

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the file as `check --format json` prints it."""
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
    """Return what a document says in an identity field of its form, as one line; None when there is none or it is blank."""
    return _line_at(data, getattr(definition.template.identity, role))


def _line_at(data: Mapping[str, Any], path: str | None) -> str | None:
    return clean_line(as_text(value_at(data, path)) or "") or None if path else None


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What was found in all files, and about units that sent none."""

    __repr__ = short_repr

    files: tuple[FileReport, ...]
    missing: tuple[Finding, ...] = ()  # R65, one for each unit of the roster that has not sent
    roster: Roster | None = None

    @cached_property
    def tally(self) -> Tally:
        """Everything counted; units that have not sent count as errors."""
        return sum((file.tally for file in self.files), count_findings(self.missing))

    @cached_property
    def common_notes(self) -> tuple[CommonNote, ...]:
        """The notes that most of the files that could be read share."""
        infos = (
            (at, finding.rule, finding.message)
            for at, file in enumerate(self.files)
            for finding in file.findings
            if finding.severity == "info"
        )
        return common_notes(infos, sum(file.definition is not None for file in self.files))

    @cached_property
    def without_common_notes(self) -> CheckReport:
        """The report without the notes that most files share: reports for people say those once."""
        common = {(note.rule, note.message) for note in self.common_notes}
        if not common:
            return self
        return replace(self, files=tuple(replace(file, findings=tuple(_others(file.findings, common))) for file in self.files))

    def to_frame(self, lang: Lang = "zh") -> pd.DataFrame:
        """Return the findings of all files as a pandas frame, one row each, those about units that have not sent at the end.

        Columns: `file`, `unit` (id or None), `rule`, `severity`, `field` (path), `sheet`, `cell`, `value` (as in the document), `message` in `lang`.
        """
        rows = [row for file in self.files for row in _frame_rows(file, lang)]
        rows += [(None, finding.value, *_finding_row(finding, lang)) for finding in self.missing]
        return frame_of(_FRAME, rows)

    def _repr_html_(self) -> str:
        """Show the files in a notebook, and the findings of one alone."""
        if len(self.files) == 1 and not self.missing:
            return self.files[0]._repr_html_()
        rows = ((file.path, file.unit, file.status.text, _counts(file.tally)) for file in self.files)
        missing = html_table(_HEADS, _shown_rows(self.missing))
        return html_block(_counts(self.tally).as_is(locale_language()), html_table(_FILE_HEADS, rows), missing)

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the report as `check --format json` prints it."""
        return {
            "format_version": FORMAT_VERSION,
            "files": [file.as_json(lang) for file in self.files],
            "missing": [{**finding.as_json(lang), "unit": finding.value} for finding in self.missing],
            "tally": vars(self.tally),
            "common_notes": [note.as_json(lang) for note in self.common_notes],
        }


def _others(findings: Iterable[Finding], common: Collection[tuple[str, Text]]) -> Iterator[Finding]:
    for finding in findings:
        if finding.severity != "info" or (finding.rule, finding.message) not in common:
            yield finding


def same_form(file: FileReport, definition: Definition) -> tuple[Any, ...]:
    """Return what two submissions of one form have in common: template, unit, project, year."""
    identity = definition.template.identity
    named = file.document.get(identity.unit)
    project = file.document.get(identity.project) if identity.project else None
    year = file.document.get(identity.year) if identity.year else None
    return definition.id, file.unit or named, project, year


def not_sent(unit: Unit) -> Finding:
    """Return the finding R65: a unit of the roster has not sent."""
    return Finding(rule="R65", severity="error", message=NOT_SENT.filled(unit=unit.name), value=unit.id)


# --- tables -----------------------------------------------------------------------------------------------------------


def _frame_rows(file: FileReport, lang: Lang) -> Iterator[Sequence[Any]]:
    for finding in file.findings:
        yield file.path, file.unit, *_finding_row(finding, lang)


def _finding_row(finding: Finding, lang: Lang) -> Sequence[Any]:
    place = finding.location
    where = (finding.field, place.sheet if place else None, place.cell if place else None)
    return finding.rule, finding.severity, *where, finding.value, finding.message.as_is(lang)


def _shown_rows(findings: Sequence[Finding]) -> Iterator[Sequence[object]]:
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        yield SEVERITY_NAMES[finding.severity], finding.rule, finding.location, finding.value, finding.message


def _result(file: FileReport) -> str:
    lang = locale_language()
    return f"{file.status.text.as_is(lang)} · {_counts(file.tally).as_is(lang)}"


def _counts(tally: Tally) -> Text:
    return count_text(tally.errors, tally.warnings)
