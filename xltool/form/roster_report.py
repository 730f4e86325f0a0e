"""Tell how a roster is read and what is wrong with it: columns, units, lines that are passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltool.base.cells import a1
from xltool.base.display import display_width
from xltool.base.errors import UsageError
from xltool.base.frames import frame_of
from xltool.base.messages import Lang, Text, counted, listed_briefly
from xltool.base.notebook import html_block, html_table
from xltool.base.registry import by_name
from xltool.base.report_format import Line, ReportFormat, json_lines
from xltool.base.short_repr import short_repr
from xltool.base.sources import Source, name_of
from xltool.form.roster import ROSTER_COLUMNS, RosterReading, Unit, read_roster
from xltool.form.roster_file import readings_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class RosterColumnRead:
    """One column of the file."""

    __repr__ = short_repr

    head: str  # as it is written
    cell: str  # where it stands, A1
    key: str | None  # what it is read as, of ROSTER_COLUMNS; None for a column that only forms are filled in from


@dataclass(frozen=True, kw_only=True)
class RosterReport:
    """How the file of a roster is read."""

    __repr__ = short_repr

    path: Path  # of a stream or bytes: what messages call it
    columns: tuple[RosterColumnRead, ...]
    units: tuple[Unit, ...]
    lines: Mapping[str, int]  # unit id → line of the file, 1-based
    problems: tuple[Text, ...]  # each begins with file and line
    notes: tuple[Text, ...]  # what is as it may be, and worth knowing

    @property
    def n_forms(self) -> int:
        """Forms that are due: one for each project, one for a unit without."""
        return sum(len(unit.projects) or 1 for unit in self.units)

    def to_frame(self) -> pd.DataFrame:
        """Return the units as a pandas frame, one row each: the columns of a roster, tuples where there may be several."""
        return frame_of(Unit._fields, self.units)

    def _repr_html_(self) -> str:
        """Show what is wrong and the units in a notebook."""
        units = ((unit.id, unit.name, "；".join(unit.projects)) for unit in self.units)
        heads = (Text(zh="编码", en="id"), Text(zh="单位", en="unit"), Text(zh="项目", en="projects"))
        problems = html_table((_PROBLEMS,), ((problem,) for problem in self.problems))
        return html_block(self.path.name, problems, html_table(heads, units))

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "format_version": 1,
            "file": str(self.path),
            "columns": [{"head": column.head, "cell": column.cell, "means": column.key} for column in self.columns],
            "units": [{"line": self.lines.get(unit.id), **_unit_json(unit)} for unit in self.units],
            "problems": [{"zh": text.zh, "en": text.en} for text in self.problems],
            "notes": [{"zh": text.zh, "en": text.en} for text in self.notes],
            "tally": {"units": len(self.units), "forms": self.n_forms, "problems": len(self.problems)},
        }


def _unit_json(unit: Unit) -> dict[str, Any]:
    values = {**unit._asdict(), "project_aliases": dict(unit.project_aliases)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def roster(path: Source) -> RosterReport:
    """Read a roster (path, bytes or stream) and tell how: what each column is taken for, the units, and everything that is wrong.

    Raises UsageError when the file cannot be opened; what is wrong in it is among the `problems`.

    >>> report = xltool.roster("roster.csv")
    >>> [(unit.id, unit.name) for unit in report.units], report.problems
    ([('CZ-CG', '常州市城市管理局')], ())
    """
    readings = list(readings_of(path))
    named = Path(name_of(path))
    try:
        reading = read_roster(named, readings)
    except UsageError as error:  # its heads: without them no line can be read
        return RosterReport(path=named, columns=(), units=(), lines={}, problems=(error.message,), notes=())
    further = reading.roster.further
    return RosterReport(
        path=named,
        columns=tuple(sorted(_columns(reading), key=lambda column: (len(column.cell), column.cell))),
        units=reading.roster.units,
        lines=further.lines,
        problems=reading.problems,
        notes=tuple(_notes(reading)),
    )


def _columns(reading: RosterReading) -> Iterator[RosterColumnRead]:
    heads = reading.heads
    for key, index in heads.columns.items():
        yield RosterColumnRead(head=heads.texts[index], cell=a1(heads.row, index + 1), key=key)
    for head, indexes in heads.further.items():
        for index in indexes:
            yield RosterColumnRead(head=head, cell=a1(heads.row, index + 1), key=None)


_SAMPLE = Text(
    zh="第 {line} 行是样例，不作为单位；填好后请删去", en="line {line} is the sample and no unit; delete it when the roster is filled in"
)
_NO_UNITS = Text(zh="没有单位：请在表头下每行填写一个单位", en="no units: enter one on each line below the heads")
_NO_ADDRESS = Text(zh="{count} 个单位没有邮箱，邮件发不到：{names}", en="{count} without an e-mail address, whom no mail reaches: {names}")
_NAMED = 5  # units that a note names


def _notes(reading: RosterReading) -> Iterator[Text]:
    for line in reading.samples:
        yield _SAMPLE.filled(line=line)
    units = reading.roster.units
    if not units:
        yield _NO_UNITS
    silent = [unit.id for unit in units if not unit.addresses]
    if silent and "email" in reading.heads.columns:
        count = Text(zh=str(len(silent)), en=counted(len(silent), "unit"))
        yield _NO_ADDRESS.filled(count=count, names=listed_briefly(silent, _NAMED))


# --- formats ----------------------------------------------------------------------------------------------------------

_HEAD = Text(zh="{path}：{units} 个单位，应报 {forms} 份，问题 {problems} 处", en="{path}: {units}, {forms} due, {problems}")
_COLUMNS = Text(zh="表头", en="Heads")
_UNITS = Text(zh="单位", en="Units")
_PROBLEMS = Text(zh="问题（改正后再用）", en="Problems (correct them before use)")
_NOTES = Text(zh="提示", en="Notes")
_READ_AS = Text(zh="{cell} {head} → {meaning}", en="{cell} {head} → {meaning}")
_UNUSED = Text(zh="未使用（表格可由此预填）", en="not used (a form may be filled in from it)")
_MOST = 20  # units that the text lists; JSON has all
_MORE = Text(zh="另有 {count} 个单位", en="and {count} more")


def _text(report: RosterReport, lang: Lang, _: int | None) -> Iterator[Line]:
    tally = {
        "units": Text(zh=str(len(report.units)), en=counted(len(report.units), "unit")),
        "forms": Text(zh=str(report.n_forms), en=counted(report.n_forms, "form")),
        "problems": Text(zh=str(len(report.problems)), en=counted(len(report.problems), "problem")),
    }
    yield Line(_HEAD.say(lang, path=report.path, **tally), "head")
    yield from _section(_PROBLEMS, [text.as_is(lang) for text in report.problems], lang, "error")
    yield from _section(_NOTES, [text.as_is(lang) for text in report.notes], lang, "warning")
    yield from _section(_COLUMNS, [_column_text(column, lang) for column in report.columns], lang)
    yield from _section(_UNITS, list(_unit_lines(report, lang)), lang)


def _section(title: Text, lines: list[str], lang: Lang, tone: str = "") -> Iterator[Line]:
    if lines:
        yield Line(title.as_is(lang), "head")
        yield from (Line(f"  {line}", tone) for line in lines)


_MEANINGS: Mapping[str, Text] = {column.key: Text(zh=column.title, en=column.key) for column in ROSTER_COLUMNS}


def _column_text(column: RosterColumnRead, lang: Lang) -> str:
    meaning = _MEANINGS[column.key] if column.key is not None else _UNUSED
    return _READ_AS.say(lang, cell=column.cell, head=column.head, meaning=meaning)


def _unit_lines(report: RosterReport, lang: Lang) -> Iterator[str]:
    shown = report.units[:_MOST]
    width = max((display_width(unit.id) for unit in shown), default=0)
    for unit in shown:
        yield "  ".join(part for part in (unit.id + " " * (width - display_width(unit.id)), unit.name, "；".join(unit.projects)) if part)
    if len(report.units) > _MOST:
        yield _MORE.say(lang, count=len(report.units) - _MOST)


def _json(report: RosterReport, _lang: Lang, _: int | None) -> Iterator[Line]:
    return json_lines(report.as_json())


#: How a roster is read, by the name of the report's form.
ROSTER_FORMATS: Mapping[str, ReportFormat[RosterReport]] = by_name(
    (
        ReportFormat(
            name="text",
            suffix=".txt",
            doc=Text(zh="表头、问题与前二十个单位", en="heads, problems and the first twenty units"),
            lines=_text,
        ),
        ReportFormat(name="json", suffix=".json", doc=Text(zh="全部内容，供程序读取", en="everything, for programs"), lines=_json),
    ),
    "forms of the report on a roster",
)
