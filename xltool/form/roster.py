"""The roster (单位名录): the units that must send in."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from xltool.base.errors import UsageError
from xltool.base.look_alikes import fold
from xltool.base.messages import Text
from xltool.base.normalise import clean_line
from xltool.base.short_repr import short_repr
from xltool.base.sources import Source, name_of
from xltool.base.suggestions import did_you_mean
from xltool.form.roster_columns import ROSTER_COLUMNS, column_of, plain_head
from xltool.form.roster_file import is_workbook, readings_of
from xltool.form.roster_heads import RosterHeads, find_heads
from xltool.form.roster_line import RosterLine, at_line
from xltool.form.roster_sample import is_sample, left_of_sample

__all__ = [
    "COLUMNS",
    "NO_FURTHER",
    "ROSTER_COLUMNS",
    "FurtherColumns",
    "Roster",
    "RosterCell",
    "RosterReading",
    "Unit",
    "at_line",
    "column_of",
    "is_workbook",
    "load_roster",
    "plain_head",
    "read_roster",
]

#: The columns of a roster file that xltool makes; only the first two must be there.
COLUMNS = tuple(column.key for column in ROSTER_COLUMNS)
_BETWEEN = re.compile(r"[;；\r\n]+")
#: Problems of one roster that are named at once.
_MOST_PROBLEMS = 20


class Unit(NamedTuple):
    """One unit (department) of the roster: a plain tuple, as every process that checks files has all of them."""

    id: str
    name: str
    level: str = ""  # "市级"
    department: str = ""  # name of the department to which the unit belongs; its own name when blank
    aliases: tuple[str, ...] = ()  # short names by which it calls itself
    email: str = ""
    projects: tuple[str, ...] = ()  # projects for which it sends a form each
    project_aliases: tuple[tuple[str, str], ...] = ()  # what a project was called before, and the project of today

    def __repr__(self) -> str:
        return short_repr(self)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The e-mail addresses, as they are written."""
        return tuple(part for text in self.email.replace("；", ";").split(";") if (part := text.strip()))


@dataclass(frozen=True, kw_only=True)
class RosterCell:
    """A cell of a column that xltool itself has no use for."""

    __repr__ = short_repr

    text: str  # as it shows
    line: int  # of the file, 1-based
    value: Any = None  # the number or date that a workbook's cell holds
    problem: Text | None = None  # why the text is not what was typed


@dataclass(frozen=True, kw_only=True)
class FurtherColumns:
    """What a roster holds beside the columns that xltool knows: forms may be filled in from it."""

    __repr__ = short_repr

    path: Path | None = None  # of the roster's file
    heads: Mapping[str, int] = field(default_factory=dict)  # head as it is written → how many columns have it
    cells: Mapping[str, Mapping[str, RosterCell]] = field(default_factory=dict)  # unit id → head → cell, without blanks
    lines: Mapping[str, int] = field(default_factory=dict)  # unit id → line of the file


NO_FURTHER = FurtherColumns()


@dataclass(frozen=True)
class Roster:
    """The units, in the order of their file."""

    __repr__ = short_repr

    units: tuple[Unit, ...]
    further: FurtherColumns = NO_FURTHER

    @property
    def without_further(self) -> Roster:
        """The same without what only filling in forms asks for."""
        return Roster(self.units)

    @cached_property
    def _by_id(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _by_name(self) -> dict[str, Unit]:
        return {name: unit for unit in reversed(self.units) for name in (*unit.aliases, unit.name)}

    @cached_property
    def _by_looks(self) -> dict[str, set[Unit]]:
        found: dict[str, set[Unit]] = {}
        for unit in self.units:
            for name in (*unit.aliases, unit.name):
                found.setdefault(fold(name), set()).add(unit)
        return found

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The names that a unit has or belongs to, each once."""
        return tuple(dict.fromkeys(name for unit in self.units for name in (unit.name, unit.department) if name))

    def by_id(self, unit_id: str | None) -> Unit | None:
        """Return the unit with that id."""
        return self._by_id.get(unit_id or "")

    def by_name(self, name: str | None) -> Unit | None:
        """Return the unit with that name or alias; else the only one that has a name which looks like it."""
        line = clean_line(name or "")
        unit = self._by_name.get(line)
        alike = self._by_looks.get(fold(line), set()) if unit is None and line else set()
        return next(iter(alike)) if len(alike) == 1 else unit

    def no_unit(self, unit_id: str) -> UsageError:
        """Return the error that a unit is not on the roster, with the one that was probably meant."""
        named = self.by_name(unit_id)
        offer = did_you_mean(named.id if named is not None else unit_id, (unit.id for unit in self.units))
        zh, en = offer.zh or "，请核对名录中的编码", offer.en or "; look at the ids on the roster"
        return UsageError(Text(zh=f"名录中没有单位“{unit_id}”{zh}", en=f"the roster has no unit {unit_id!r}{en}"))

    @property
    def deciding(self) -> Iterator[tuple[Any, ...]]:
        """What decisions about submissions depend on: all of the units but what projects were called before."""
        return (unit[: Unit._fields.index("project_aliases")] for unit in self.units)

    def has_department(self, name: str) -> bool:
        """Return whether a unit of the roster is, or belongs to, that department."""
        return any(name in (unit.name, unit.department) for unit in self.units)


def load_roster(path: Source, named: Collection[str] = ()) -> Roster:
    """Read a roster: CSV (comma, tab or `;`; UTF-8, UTF-16 or GB18030) or .xlsx, as offices have them; a path, bytes or a stream.

    Titles may stand above the heads, which are those of `ROSTER_COLUMNS` in either language and any order, and any others; `named`
    are others that a form asks for, which may resemble those. Raises UsageError, naming
    file and line, for a file that cannot be read, heads that are missing or not understood, and all units that clash.
    """
    reading = read_roster(name_of(path), readings_of(path), named)
    if problems := reading.problems:
        more = len(problems) - _MOST_PROBLEMS
        lines = [*problems[:_MOST_PROBLEMS], *([Text(zh=f"还有 {more} 处", en=f"and {more} more")] if more > 0 else [])]
        raise UsageError(Text(zh="\n".join(line.zh for line in lines), en="\n".join(line.en for line in lines)))
    return reading.roster


@dataclass(frozen=True, kw_only=True)
class RosterReading:
    """How the file of a roster is read."""

    roster: Roster  # with the units of lines that are wrong, too
    heads: RosterHeads
    problems: tuple[Text, ...]
    samples: tuple[int, ...]  # lines of the file that hold the sample of a new roster: passed over


def read_roster(path: Path | str, readings: Iterable[Sequence[RosterLine]], named: Collection[str] = ()) -> RosterReading:
    """Read the lines of a roster's file. Raises UsageError for heads that are missing or not understood."""
    path = Path(path)
    heads = find_heads(path, readings, named)
    problems: list[Text] = []
    samples: list[int] = []
    read: dict[str, RosterLine] = {}
    units = tuple(_units(heads, path, problems, read, samples))
    return RosterReading(roster=Roster(units, _further(heads, path, read)), heads=heads, problems=tuple(problems), samples=tuple(samples))


def _further(heads: RosterHeads, path: Path, lines: Mapping[str, RosterLine]) -> FurtherColumns:
    places = {head: columns[0] for head, columns in heads.further.items()}
    return FurtherColumns(
        path=path,
        heads={head: len(columns) for head, columns in heads.further.items()},
        cells={unit_id: dict(_cells(line, places)) for unit_id, line in lines.items()} if places else {},
        lines={unit_id: line.number for unit_id, line in lines.items()},
    )


def _cells(line: RosterLine, places: Mapping[str, int]) -> Iterator[tuple[str, RosterCell]]:
    for head, index in places.items():
        text = clean_line(line.texts[index]) if index < len(line.texts) else ""
        if text:
            yield head, RosterCell(text=text, line=line.number, value=line.values.get(index), problem=line.problems.get(index))


def _units(heads: RosterHeads, path: Path, problems: list[Text], lines: dict[str, RosterLine], samples: list[int]) -> Iterator[Unit]:
    """Yield the units on the lines below the heads; what is wrong goes to `problems`, the line of each unit to `lines`, samples to theirs."""
    ids, names = _Taken("id", "编码"), _Taken("name", "名称")
    for line in heads.below:
        if not any(map(clean_line, line.texts)):
            continue
        wrong = [line.problems[index] for index in heads.columns.values() if index in line.problems]
        texts = {key: line.texts[index] for key, index in heads.columns.items() if index < len(line.texts)}
        if is_sample(texts):
            samples.append(line.number)
            continue
        unit = _unit(texts)
        wrong += left_of_sample(texts)
        if not wrong:
            wrong = [*_blanks(unit), *ids.clash(unit.id, unit.id, line.number)] or [
                *_name_clashes(names, unit, line.number),
                *_repeated(unit),
                *_stray_aliases(unit),
            ]
        problems += [at_line(path, line.number, text.zh, text.en) for text in wrong]
        lines.setdefault(unit.id, line)
        yield unit


def _unit(texts: Mapping[str, str]) -> Unit:
    values = {column: clean_line(texts.get(column, "")) for column in COLUMNS}
    return Unit(
        id=values["id"],
        name=values["name"],
        level=sys.intern(values["level"]),  # one text for all that have it
        department=sys.intern(values["department"]),
        aliases=_split(texts.get("aliases", "")),
        email="; ".join(_split(texts.get("email", ""))),
        projects=_split(texts.get("projects", "")),
        project_aliases=tuple(_project_aliases(texts.get("project_aliases", ""))),
    )


def _project_aliases(text: str) -> Iterator[tuple[str, str]]:
    """Yield former and today's name of projects, which are written `former name=name of today`."""
    for pair in _split(text):
        former, _, project = pair.replace("＝", "=").partition("=")
        yield former.strip(), project.strip()


def _split(text: str) -> tuple[str, ...]:
    """Return the values of a cell that holds several."""
    return tuple(part for value in _BETWEEN.split(text) if (part := clean_line(value)))


# --- what is wrong ----------------------------------------------------------------------------------------------------


class _Taken:
    """What names one unit only: ids, or names and aliases."""

    def __init__(self, word: str, zh: str) -> None:
        self.word = word
        self.zh = zh
        self.seen: dict[str, tuple[str, int]] = {}  # unit and line of each

    def clash(self, value: str, unit_id: str, line: int) -> Iterator[Text]:
        """Yield what is wrong when another line has that value."""
        _, first = self.seen.setdefault(value, (unit_id, line))
        if first != line:
            zh = f"单位{self.zh}“{value}”重复，已见于第 {first} 行"
            yield Text(zh=zh, en=f"duplicate unit {self.word} {value!r}, first used on line {first}")


def _blanks(unit: Unit) -> Iterator[Text]:
    if not unit.id or not unit.name:
        yield Text(zh="id 与 name 不能为空", en="the id and the name must not be blank")


def _name_clashes(names: _Taken, unit: Unit, line: int) -> Iterator[Text]:
    """Yield names and aliases of a unit that another has: a form that says one of them would be of either."""
    for name in dict.fromkeys((unit.name, *unit.aliases)):
        yield from names.clash(name, unit.id, line)


def _repeated(unit: Unit) -> Iterator[Text]:
    """Yield projects that stand twice in a cell: each gets one workbook."""
    for project, times in Counter(unit.projects).items():
        if times > 1:
            yield Text(zh=f"项目“{project}”重复", en=f"the project {project!r} stands twice")


def _stray_aliases(unit: Unit) -> Iterator[Text]:
    """Yield former names of projects that are not written as such, or name none of the unit's projects."""
    for former, project in unit.project_aliases:
        if not former or not project:
            pair = former or project
            yield Text(zh=f"曾用项目名“{pair}”应写作 原名称=现名称", en=f"write the former project {pair!r} as former name=name of today")
        elif project not in unit.projects:
            zh = f"曾用项目名中的“{project}”不是该单位的项目"
            yield Text(zh=zh, en=f"a former name is given for {project!r}, which is not a project of the unit")
