"""The roster (单位名录): the units that must send in."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from xltool.base.errors import UsageError
from xltool.base.look_alikes import fold
from xltool.base.messages import Text
from xltool.base.normalise import clean_line
from xltool.base.number_formats import MORE_DIGITS, shown_number

#: The columns of a roster file; only the first two must be there.
COLUMNS = ("id", "name", "level", "department", "aliases", "email", "projects")


class Unit(NamedTuple):
    """One unit (department) of the roster: a plain tuple, as every process that checks files has all of them."""

    id: str
    name: str
    level: str = ""  # "市级"
    department: str = ""  # name of the department to which the unit belongs; its own name when blank
    aliases: tuple[str, ...] = ()  # short names by which it calls itself
    email: str = ""
    projects: tuple[str, ...] = ()  # projects for which it sends a form each


@dataclass(frozen=True)
class Roster:
    """The units, in the order of their file."""

    units: tuple[Unit, ...]

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

    def has_department(self, name: str) -> bool:
        """Return whether a unit of the roster is, or belongs to, that department."""
        return any(name in (unit.name, unit.department) for unit in self.units)


def load_roster(path: Path | str) -> Roster:
    """Read a roster from CSV (UTF-8 or GB18030) or the first sheet of an .xlsx file; heads as in `COLUMNS`, `;` between several.

    Raises UsageError, naming file and line, when the file cannot be read, a column is missing or an id stands twice.
    """
    path = Path(path)
    lines = _sheet_lines(path) if path.suffix.lower() == ".xlsx" else _csv_lines(path)
    first, heads = next(lines, (1, []))
    names = [clean_line(name).lower() for name in heads]
    if missing := [column for column in ("id", "name") if column not in names]:
        columns = "column" if len(missing) == 1 else "columns"
        raise _error(path, first, f"缺少列 {'、'.join(missing)}", f"the roster lacks the {columns} {', '.join(missing)}")
    return Roster(tuple(_units(names, lines, path)))


def _units(names: Sequence[str], lines: Lines, path: Path) -> Iterator[Unit]:
    """Yield the units on the lines below the heads."""
    seen: dict[str, int] = {}
    for line, row in lines:
        if not any(map(clean_line, row)):
            continue
        unit = _unit(dict(zip(names, row, strict=False)), line, path)
        if first := seen.get(unit.id):
            zh, en = f"单位编码“{unit.id}”重复，已见于第 {first} 行", f"duplicate unit id {unit.id!r}, first used on line {first}"
            raise _error(path, line, zh, en)
        seen[unit.id] = line
        yield unit


Lines = Iterator[tuple[int, list[str]]]  # number of a line or row, 1-based, and its texts


def _csv_lines(path: Path) -> Lines:
    reader = csv.reader(io.StringIO(_decode(path), newline=""))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise _error(path, reader.line_num, f"不是合法的 CSV（{error}）", f"the roster is not valid CSV ({error})") from error


def _sheet_lines(path: Path) -> Lines:
    """Yield the rows of the first sheet; ids that Excel holds as numbers are written without a fraction.

    Raises UsageError for a number that shows something else than it is, 001 for 1, or that has lost digits: it would be another id.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        message = Text(zh=f"{path}：名录无法打开（{error}）", en=f"{path}: the roster cannot be opened ({error})")
        raise UsageError(message) from error
    used = [column for column, head in enumerate(rows[0] if rows else ()) if clean_line(str(head)).lower() in COLUMNS]
    formats = _number_formats(path) if any(not isinstance(value, str) for row in rows for value in row) else {}
    for line, row in enumerate(rows, start=1):
        texts = [f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value) for value in row]
        for column in used:
            _refuse_changed(row[column], texts[column], formats.get((line, column + 1)), path, line)
        yield line, texts


def _number_formats(path: Path) -> dict[tuple[int, int], str]:
    """Return the number formats of the first sheet's numbers and dates, by row and column."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not keep, which nobody asks for
        book = load_workbook(path, read_only=True)
    try:
        rows = book.worksheets[0].iter_rows()
        return {(cell.row, cell.column): cell.number_format for row in rows for cell in row if not isinstance(cell.value, str | None)}
    finally:
        book.close()


def _refuse_changed(value: object, text: str, code: str | None, path: Path, line: int) -> None:
    """Refuse a number that is not what was typed."""
    if isinstance(value, float) and abs(value) >= MORE_DIGITS:
        zh = f"{text} 有 16 位以上，按数字保存时末尾几位已丢失；请把该列设为文本格式后重新填写"
        en = f"{text} has 16 digits or more and lost the last ones when it was saved as a number; format the column as text and type it again"
        raise _error(path, line, zh, en)
    look = shown_number(value, code) if isinstance(value, int | float) and code is not None else None
    if look is not None and look != text:
        zh = f"单元格显示为“{look}”，存的却是 {text}；请把该列设为文本格式后重新填写"
        en = f"a cell shows “{look}” but holds {text}; format the column as text and type it again"
        raise _error(path, line, zh, en)


def decode_text(content: bytes) -> str:
    """Decode a file that people saved from Excel: UTF-8 with or without BOM, else GB18030. Raises UnicodeDecodeError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _decode(path: Path) -> str:
    try:
        return decode_text(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        message = Text(zh=f"{path}：名录无法打开（{reason}）", en=f"{path}: the roster cannot be opened ({reason})")
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        raise _error(path, 1, "编码既非 UTF-8 也非 GB18030", "the roster is neither UTF-8 nor GB18030") from error


def _unit(row: Mapping[str, str], line: int, path: Path) -> Unit:
    values = {column: clean_line(row.get(column, "")) for column in COLUMNS}
    if not values["id"] or not values["name"]:
        raise _error(path, line, "id 与 name 不能为空", "the id and the name must not be blank")
    return Unit(
        id=values["id"],
        name=values["name"],
        level=sys.intern(values["level"]),  # one text for all that have it
        department=sys.intern(values["department"]),
        aliases=_split(values["aliases"]),
        email=values["email"],
        projects=_split(values["projects"]),
    )


def _split(text: str) -> tuple[str, ...]:
    parts: Iterable[str] = text.replace("；", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())


def _error(path: Path, line: int, zh: str, en: str) -> UsageError:
    return UsageError(Text(zh=f"{path}:{line}：{zh}", en=f"{path}:{line}: {en}"))
