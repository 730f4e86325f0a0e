"""Check files: one after another against its form, then all of them against the roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from xltool.base.document import Document
from xltool.base.findings import Finding
from xltool.base.logs import Log
from xltool.base.messages import Text, counted, listed
from xltool.base.progress import Watch, counted_off, unwatched
from xltool.base.reader_rules import DUPLICATE
from xltool.base.source_files import as_files
from xltool.base.sources import Source
from xltool.checking.check_report import CheckReport, FileReport, not_sent, same_form
from xltool.checking.document_check import findings_of
from xltool.form.roster import Roster, Unit, load_roster
from xltool.reading.executor import LOCAL, Executor, LocalFile
from xltool.reading.guard import Limits
from xltool.reading.read_workbook import FileReading
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition
from xltool.rules.definition_files import find_version
from xltool.rules.load import load_definition


def check(
    paths: Iterable[Source] | Source,
    *,
    roster: Roster | Source | None = None,
    templates: Path | str | None = None,
    year: int | None = None,
    limits: Limits | None = None,
    form: str | Path | None = None,
    executor: Executor = LOCAL,
    watch: Watch = unwatched,
) -> CheckReport:
    """Check workbooks (one or several: files, folders, bytes, streams) against their forms and, if a roster is given, against it.

    `year` is the year that the forms should be of; `limits` what a file may cost to read. `form` is the id or path of the template as which
    workbooks are read that xltool never made. `executor` reads and checks; `watch` is called with the progress. A report calls a stream by
    its `name`, and `<stream>` where it has none. Raises UsageError when a path does not exist, or the roster or a stream cannot be read;
    what is wrong with a file is a finding.

    >>> report = xltool.check("filled.xlsx")
    >>> [str(file.status) for file in report.files], report.tally.errors
    (['rejected'], 2)
    >>> [(finding.rule, str(finding.location)) for finding in report.files[0].findings if finding.severity == "error"]
    [('R24', '绩效目标表!E21'), ('R42', '绩效目标表!E43')]
    """
    listed = load_roster(roster) if roster is not None and not isinstance(roster, Roster) else roster
    limits, original = limits or Limits(), None if form is None else str(form)
    with as_files(paths, limits.n_bytes) as given:
        files = [LocalFile(path=file.path, name=file.name) for file in given]
        checked = executor.run(FileReading(_CheckWork(roster=listed, year=year), templates, limits, original), files, len(files))
        find = cache(partial(_definition_of, templates, original))
        report = finish([item.report(find) for item in counted_off(checked, len(files), watch, _CHECKING)], listed)
    _tell(report)
    return report


def _tell(report: CheckReport) -> None:
    for file in report.files:
        found = Text(zh=str(len(file.findings)), en=counted(len(file.findings), "finding"))
        _log.debug(
            _CHECKED_ONE, path=file.path, form=file.template or "—", version=file.version or "", state=file.status.text, findings=found
        )
    tally = report.tally
    counts = {name: getattr(tally, name) for name in ("files", "errors", "warnings")}
    _log.info(_CHECKED_ALL, **{name: Text(zh=str(count), en=counted(count, name[:-1])) for name, count in counts.items()})


_log = Log(__name__)
_CHECKING = Text(zh="检查", en="checking")
_CHECKED_ALL = Text(zh="已检查 {files} 个文件：错误 {errors}，提醒 {warnings}", en="checked {files}: {errors}, {warnings}")
_CHECKED_ONE = Text(zh="{path}：{form} {version}，{state}，问题 {findings} 处", en="{path}: {form} {version}, {state}, {findings}")


def _definition_of(templates: Path | str | None, original: str | None, form: str, version: str | None) -> Definition:
    given = None if original is None else load_definition(original, templates)
    if given is not None and (given.id, given.version) == (form, version):
        return given
    return load_definition(find_version(form, version, templates))


@dataclass(frozen=True, kw_only=True)
class _Checked:
    """A file report on its way from where the file was checked: a definition is larger than all else, and is here anyway."""

    bare: FileReport  # without its definition
    is_readable: bool

    def report(self, definition_of: Callable[[str, str | None], Definition]) -> FileReport:
        """Return the whole report; the definition is that of a form's id and version."""
        if not self.is_readable or self.bare.template is None:
            return self.bare
        return replace(self.bare, definition=definition_of(self.bare.template, self.bare.version))


@dataclass(frozen=True, kw_only=True)
class _CheckWork:
    """Checks files where they are read."""

    roster: Roster | None
    year: int | None

    def __call__(self, reading: Reading, name: str) -> _Checked:
        report = check_reading(reading, name, roster=self.roster, year=self.year)
        return _Checked(bare=replace(report, definition=None), is_readable=report.definition is not None)


def check_reading(reading: Reading, path: str, *, roster: Roster | None = None, year: int | None = None) -> FileReport:
    """Check one file that has been read."""
    document, definition = reading.document, reading.definition
    findings = list(document.findings)
    unit = None
    if definition is not None:
        unit = sender(document, definition, roster)
        if not reading.outdated:
            findings += findings_of(definition, document, roster=roster, unit=unit, year=year)
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
    """Return the roster's unit that sent a document: the one it was issued to, else the one it names."""
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
            names = {index: Path(files[index].path).name for index in sorted(indexes, key=lambda index: files[index].path)}
            for index in indexes:
                others = [name for other, name in names.items() if other != index]
                finished[index] = replace(files[index], findings=(*files[index].findings, _duplicate(files[index], others)))
    return CheckReport(files=tuple(finished), missing=tuple(_missing(files, roster)), roster=roster)


def _duplicate(file: FileReport, others: list[str]) -> Finding:
    definition = file.definition
    path = (definition.template.identity.project or definition.template.identity.unit) if definition else None
    return Finding(
        rule="R64",
        severity="error",
        message=DUPLICATE.filled(others=listed(others)),
        field=path,
        location=file.document.location(path) if path else None,
        value=file.document.get(path) if path else None,
    )


def _missing(files: Sequence[FileReport], roster: Roster | None) -> Iterator[Finding]:
    sent = {file.unit for file in files}
    for unit in roster.units if roster else ():
        if unit.id not in sent:
            yield not_sent(unit)
