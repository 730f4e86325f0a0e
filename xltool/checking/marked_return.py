"""Write marked returns (退回件): a fresh workbook of the form with the sender's values, every problem marked at its cell."""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.errors import UsageError
from xltool.base.files import Output, WrittenApart, write_whole
from xltool.base.findings import Finding, Severity
from xltool.base.logs import Log
from xltool.base.messages import Lang, Text
from xltool.base.normalise import as_text
from xltool.base.paths import in_row, join, put, value_at
from xltool.checking.check_report import CheckReport, FileReport
from xltool.checking.unmatched_rows import unmatched_rows
from xltool.form.complete_document import as_typed, complete
from xltool.form.layout import Layout, place
from xltool.form.notice import NO_NOTICE, Notice
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.later_keywords import later_constraints
from xltool.rules.ruleset import Constraint, Rule
from xltool.workbook.assemble import build_workbook
from xltool.workbook.cell_texts import pieces
from xltool.workbook.form_copy import Issue, fingerprint_of
from xltool.workbook.marks import Marks, Unplaced, input_place, worst_first

_log = Log(__name__)
_WROTE = Text(zh="已生成退回表 {path}", en="wrote the marked return {path}")
#: What the name of a marked return ends with.
MARKED = Text(zh="（已标注）", en=".marked")
_LONGEST_STEM = 150  # bytes of a name in UTF-8; file systems take 255, and some are needed on the way
_MARKED_BEFORE = re.compile(r"(?:（已标注(?: \d+)?）|\.marked(?: \d+)?)$")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"|?*\\]')  # of a stream's name, which may be anything: what Windows refuses in names
_BEYOND = Text(
    zh="“{table}”只能填 {capacity} 行，以下 {count} 行放不下，没有填入表中，请合并或另报",
    en="“{table}” has room for {capacity} rows; {count} more did not fit and are not in the form. Please combine rows, or send them separately",
)
_TOO_LONG = Text(zh="超出单元格容量的文字，没有填入表中", en="Text beyond what a cell can hold; it is not in the form")
_ONE_IN_STREAM = Text(
    zh="流中只能写入一份退回表，现有 {count} 份可读的表；请逐份调用，或给出文件夹",
    en="a stream takes one marked return, and there are {count} readable files; call it for each, or give a folder",
)
_PLACE = Text(zh="原单元格", en="Cell in your file")
_FIELD = Text(zh="栏目", en="Field")
_REST = Text(zh="放不下的部分", en="The part without room")


@dataclass(frozen=True, kw_only=True)
class MarkedReturn:
    """What became of one checked file."""

    file: FileReport
    path: Path | None  # the marked return; None when the file could not be read, so that there is nothing to mark


def annotate(report: CheckReport | FileReport | Iterable[FileReport], folder: Output, *, lang: Lang = "zh") -> list[Path]:
    """Write a marked return for each readable file of a check into a folder, and return their paths.

    A return is a fresh workbook of the file's form that holds the sender's values. The return of one file may go into a binary
    stream instead, which gives no path. No checked file is ever overwritten; returns of an earlier run are. A return that cannot be
    written does not keep the others from being written. Raises UnwritableError, which names it, then; UsageError when other than
    one readable file is to go into a stream.

    >>> [path.name for path in xltool.annotate(xltool.check("filled.xlsx"), "returns", lang="en")]
    ['filled.marked.xlsx']
    """
    if not isinstance(folder, Path | str):
        _into_stream(_files(report), folder)
        return []
    apart = WrittenApart()
    written = [made.path for made in marked_returns(report, folder, apart, lang=lang) if made.path is not None]
    apart.refuse()
    return written


def _into_stream(files: Sequence[FileReport], stream: IO[bytes]) -> None:
    readable = [(file, file.definition) for file in files if file.definition is not None]
    if len(readable) != 1:
        raise UsageError(_ONE_IN_STREAM.filled(count=len(readable)))
    write_whole(stream, marked_workbook(*readable[0]))


def marked_returns(
    report: CheckReport | FileReport | Iterable[FileReport], folder: Path | str, apart: WrittenApart, *, lang: Lang = "zh"
) -> Iterator[MarkedReturn]:
    """Write the same, and yield each file as its return is written, those without a return included.

    What cannot be written is noted in `apart` and not yielded.
    """
    files = _files(report)
    names = _Names(files, Path(folder), MARKED.say(lang))
    for file in files:
        if file.definition is None:
            yield MarkedReturn(file=file, path=None)
        else:
            path = None
            with apart.each():
                path = write_whole(names.name(file), marked_workbook(file, file.definition))
            if path is not None:
                _log.debug(_WROTE, path=path)
                yield MarkedReturn(file=file, path=path)


def _files(report: CheckReport | FileReport | Iterable[FileReport]) -> list[FileReport]:
    if isinstance(report, FileReport):
        return [report]
    return list(report.files if isinstance(report, CheckReport) else report)


def marked_workbook(file: FileReport, definition: Definition, password: str = "", notice: Notice = NO_NOTICE) -> bytes:
    """Build a file's marked return.

    Labels, dropdowns, formulas and locks are as in the workbook sent out, unit, campaign and signature stay; each input with
    errors or warnings has a note and a colour, and all of them stand on a sheet of their own, after the form; infos are left to
    the reports. Inputs hold what the sender typed, also where another writing was read from it. All is in the language of the form.
    `password` protects the sheets, `notice` is that of the campaign.
    """
    lang = definition.template.language
    layout = place(definition.template, definition.schema)
    document = file.document
    fitting = _Fitting(definition, layout, document, lang)
    unplaced = (*fitting.fit(), *unmatched_rows(definition.schema, file.findings, lang))
    issue = Issue(
        unit=document.unit or file.unit or "",
        project=document.project or "",
        campaign=document.campaign or "",
        signature=document.signature or "",
        password=password,
        fingerprint=fingerprint_of(document.signature or ""),
        notice=notice,
    )
    return build_workbook(definition, fitting.data, issue, _marks(file, definition, layout, unplaced, lang), fitting.entries)


# --- findings ---------------------------------------------------------------------------------------------------------


def _marks(file: FileReport, definition: Definition, layout: Layout, unplaced: tuple[Unplaced, ...], lang: Lang) -> Marks:
    concerning = (finding for finding in file.findings if finding.severity != "info")
    findings = tuple(sorted(concerning, key=lambda finding: (worst_first(finding), *_position(layout, finding))))
    at: dict[str, list[Finding]] = {}
    for finding in findings:
        for one in (finding, *finding.also):
            if one.field is not None and input_place(layout, one.field) is not None:
                at.setdefault(one.field, []).append(one)
    return Marks(
        lang=lang,
        source=Path(file.path).name,
        status=file.status,
        findings=findings,
        at={path: tuple(found) for path, found in at.items()},
        lasting=dict(_lasting(at, definition)),
        later=frozenset(_later(findings, definition)),
        unplaced=unplaced,
    )


def _position(layout: Layout, finding: Finding) -> tuple[int, int, int]:
    """Return where a finding stands on the form, for sorting; what concerns the whole file comes first."""
    place = input_place(layout, finding.field) or finding.location
    if place is None:
        return 0, 0, 0
    sheets = [sheet.name for sheet in layout.sheets]
    return sheets.index(place.sheet) + 1 if place.sheet in sheets else 0, place.row, place.column


def _later(findings: Iterable[Finding], definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield rule and path of the findings that only a check of what comes back can tell, as far as they can be put right in the form."""
    live = _live(definition)
    checked_later = {*(check.id for check in definition.rules.checks), *(later.id for later in later_constraints(definition))}
    for finding in (one for each in findings for one in (each, *each.also)):
        is_live = finding.field is not None and (finding.rule, definition.schema.declared(finding.field)) in live
        if not is_live and (finding.field is not None or finding.rule in checked_later):
            yield finding.rule, finding.field or ""


def _live(definition: Definition) -> set[tuple[str, str]]:
    """Return the rules that the workbook checks itself, each with the place where it points."""
    return {(rule.id, rule.at) for rule in definition.rules.rendered if isinstance(rule, Rule | Constraint)}


def _lasting(at: Mapping[str, list[Finding]], definition: Definition) -> Iterator[tuple[str, Severity]]:
    """Yield the inputs with findings that the workbook's own marks do not show; with the worst of these."""
    live = _live(definition)
    for path, findings in at.items():
        plain = definition.schema.declared(path)
        unwatched = next((finding for finding in findings if (finding.rule, plain) not in live), None)
        if unwatched is not None:
            yield path, unwatched.severity


# --- values -----------------------------------------------------------------------------------------------------------


class _Fitting:
    """The part of a document that the form has room for, and the part that it has not."""

    def __init__(self, definition: Definition, layout: Layout, document: Document, lang: Lang) -> None:
        self.schema = definition.schema
        self.layout = layout
        self.document = document
        self.lang = lang
        self.data = complete(definition.schema, document.data)  # as it was read
        self.entries = as_typed(definition.schema, document.data, document.typed)

    def fit(self) -> tuple[Unplaced, ...]:
        """Take out of data and entries what the form has no room for, and return it."""
        unplaced = [rest for path in self.layout.tables if (rest := self._rows(path)) is not None]
        unplaced += self._texts()
        return tuple(unplaced)

    def _rows(self, path: str) -> Unplaced | None:
        """Take the rows beyond a table's capacity out, and return them."""
        _, area = self.layout.tables[path]
        table, rows = self.schema.tables[path], value_at(self.entries, path) or []
        beyond = rows[area.capacity :]
        if not beyond:
            return None
        put(self.data, path, value_at(self.data, path)[: area.capacity])
        put(self.entries, path, rows[: area.capacity])
        paths = tuple(in_row(path, index) for index in range(area.capacity, len(rows)))
        return Unplaced(
            title=_BEYOND.say(self.lang, table=table.title, capacity=area.capacity, count=len(beyond)),
            heads=(_PLACE.say(self.lang), *(column.label for column in table.columns)),
            rows=tuple(
                (
                    self._origin(join(name, table.columns[0].name)),
                    *(self._text(join(name, column.name), column, row) for column in table.columns),
                )
                for name, row in zip(paths, beyond, strict=True)
            ),
            paths=paths,
        )

    def _text(self, path: str, column: Field, row: Mapping[str, Any]) -> str:
        """Return a value as it was typed, else as its kind shows it."""
        typed = self.document.typed.get(path)
        return column.kind.show(row[column.name]) if typed is None else as_text(typed) or ""

    def _origin(self, path: str) -> str:
        cell: Location | None = self.document.origins.get(path)
        return cell.cell if cell else ""

    def _texts(self) -> Iterator[Unplaced]:
        """Yield what is left of texts that are longer than a cell can hold; spreadsheets other than Excel allow such."""
        deque(self._cut(self.data, ""), maxlen=0)
        cut = list(self._cut(self.entries, ""))
        if cut:
            heads = (_PLACE.say(self.lang), _FIELD.say(self.lang), _REST.say(self.lang))
            yield Unplaced(
                title=_TOO_LONG.say(self.lang),
                heads=heads,
                rows=tuple((self._origin(path), path, rest) for path, rest in cut),
                paths=tuple("" for _ in cut),
            )

    def _cut(self, value: Any, path: str) -> Iterator[tuple[str, str]]:
        """Shorten the texts within an object or row; the path and the rest of each."""
        for key, inner in value.items():
            here = join(path, key)
            if isinstance(inner, dict):
                yield from self._cut(inner, here)
            elif isinstance(inner, list) and (here in self.layout.tables or here in self.schema.repeats):
                for index, row in enumerate(inner):
                    yield from self._cut(row, in_row(here, index))
            elif isinstance(inner, str) and len(parts := pieces(inner)) > 1:
                value[key] = parts[0]
                yield here, inner[len(parts[0]) :]


# --- names ------------------------------------------------------------------------------------------------------------


class _Names:
    """Names of the returns: that of the file and a mark; files of one name get that of their folder before it."""

    def __init__(self, files: Sequence[FileReport], folder: Path, mark: str) -> None:
        self.folder = folder
        self.mark = mark
        self.taken: set[str] = set()
        self.stems = Counter(_stem(file).casefold() for file in files if file.definition is not None)
        self.inputs = {key for file in files if (key := _file_key(Path(file.path))) is not None}

    def name(self, file: FileReport) -> Path:
        """Choose a path that no checked file has and that no other return of this run got."""
        stem = _stem(file)
        parent = Path(file.path).resolve().parent.name
        if self.stems[stem.casefold()] > 1 and parent:
            stem = _shortened(f"{parent}-{stem}")
        number = 1
        while True:
            mark = self.mark if number == 1 else _numbered(self.mark, number)
            path = self.folder / f"{stem}{mark}.xlsx"
            if path.name.casefold() not in self.taken and _file_key(path) not in self.inputs:
                self.taken.add(path.name.casefold())
                return path
            number += 1


def _numbered(mark: str, number: int) -> str:
    return f"{mark[:-1]} {number}）" if mark.endswith("）") else f"{mark} {number}"


def _stem(file: FileReport) -> str:
    """Return the name of a file without its ending, and without the mark of an earlier return."""
    stem = _NOT_IN_NAMES.sub("_", Path(file.path).stem)
    return _shortened(_MARKED_BEFORE.sub("", stem) or stem)


def _shortened(stem: str) -> str:
    return os.fsencode(stem)[:_LONGEST_STEM].decode("utf-8", "ignore") if len(os.fsencode(stem)) > _LONGEST_STEM else stem


def _file_key(path: Path) -> tuple[int, int] | None:
    """Return what identifies a file under any name (device and inode); None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
