"""Code lists: CSV files that people edit in Excel. Columns `level`, `value`, `parent`; others are for names and notes."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeAlias

from xltool.base.messages import Text
from xltool.base.normalise import clean_line
from xltool.form.codes import LIST_COLUMN, Code, CodeList
from xltool.rules.loading.source import SourceFile, read_text

COLUMNS = ("level", "value", "parent")
#: Deeper nesting than this is taken for a slip of the hand.
_MOST_LEVELS = 9
#: Codes with their lines (1-based), by what tells them apart.
Lines: TypeAlias = dict[tuple[int | str | None, ...], tuple[Code, int]]


def load_codes(path: Path, selecting: Collection[str] = ()) -> tuple[CodeList, SourceFile]:
    """Read one code list, UTF-8 or, as Chinese Excel saves CSV files, GB18030.

    Orphans, doubles, blanks and levels that are not numbers are problems of the source. A code may stand several times if it differs in the
    `selecting` columns, by headings in small letters.
    """
    source = read_text(path, "utf-8-sig", "gb18030")
    lines: Lines = {}
    if not source.problems:
        try:
            _read(source, lines, selecting)
        except csv.Error as error:
            source.report_file(Text(zh=f"不是合法的 CSV：{error}", en=f"invalid CSV: {error}"))
    return CodeList(name=path.stem, codes=tuple(code for code, _ in lines.values())), source


def _read(source: SourceFile, lines: Lines, selecting: Collection[str]) -> None:
    """Fill `lines` with the codes and their lines (1-based)."""
    rows = _rows(source.text)
    _, cells = next(rows, (1, []))
    header = [clean_line(cell).lower() for cell in cells]
    needed = (*COLUMNS, *([LIST_COLUMN] if LIST_COLUMN in selecting else []))
    if missing := [column for column in needed if column not in header]:
        names = ", ".join(missing)
        zh = f"代码表缺少列 {names}；第一行应为 {','.join(needed)}"
        en = f"the code list lacks the column(s) {names}; its first line must be {','.join(needed)}"
        _report(source, 1, "", zh, en)
        return
    for line, row in rows:
        values = dict(zip(header, map(clean_line, row), strict=False))
        if any(values.get(column) for column in COLUMNS):
            texts = {name: text for name, text in values.items() if name and name not in COLUMNS}
            _read_row(source, line, [values.get(column, "") for column in COLUMNS], texts, lines, selecting)
    if not lines and not source.problems:
        _report(source, 1, "", "代码表是空的，至少要有一个代码", "the code list is empty; it needs at least one code")
    _report_orphans(source, lines, by_list=LIST_COLUMN in selecting)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line (1-based) on which each begins; a quoted cell may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _read_row(source: SourceFile, line: int, values: list[str], texts: dict[str, str], lines: Lines, selecting: Collection[str]) -> None:
    level, value, parent = values
    if not (level.isdecimal() and 1 <= int(level[:3]) <= _MOST_LEVELS):
        _report(source, line, level, f"级次“{level}”应为 1、2、3…", f"invalid level {level!r}; use 1, 2, 3, …")
        return
    if not value:
        _report(source, line, "", "代码值（value）为空", "the value is blank")
        return
    if LIST_COLUMN in selecting and not texts.get(LIST_COLUMN):
        _report(source, line, "", f"“{value}”没有写明属于哪个表（{LIST_COLUMN}）", f"{value!r} names no list (column {LIST_COLUMN!r})")
        return
    if (int(level) == 1) == bool(parent):
        zh, en = "一级代码没有上级，其他级次必须有上级", "a code of level 1 has no parent; a code of any other level needs one"
        _report(source, line, parent, zh, en, last=True)
        return
    code = Code(value=value, level=int(level), parent=parent or None, texts=texts)
    key = (code.level, code.value, code.parent, *(texts.get(name) for name in selecting))
    if key in lines:
        zh = f"代码“{value}”重复，已见于第 {lines[key][1]} 行"
        en = f"duplicate code {value!r}, first on line {lines[key][1]}"
        _report(source, line, value, zh, en)
    lines.setdefault(key, (code, line))


def _report_orphans(source: SourceFile, lines: Lines, *, by_list: bool) -> None:
    known = {(code.text(LIST_COLUMN) if by_list else "", code.level, code.value) for code, _ in lines.values()}
    for code, line in lines.values():
        if code.parent is not None and (code.text(LIST_COLUMN) if by_list else "", code.level - 1, code.parent) not in known:
            zh = f"“{code.value}”的上级“{code.parent}”不在第 {code.level - 1} 级"
            en = f"the parent {code.parent!r} of {code.value!r} is not on level {code.level - 1}"
            _report(source, line, code.parent, zh, en, last=True)


def _report(source: SourceFile, number: int, token: str, zh: str, en: str, *, last: bool = False) -> None:
    """Note an error in a line (1-based), under a token of it (or under the whole line)."""
    lines = source.text.splitlines(keepends=True)
    start = sum(map(len, lines[: number - 1]))
    line = lines[number - 1].rstrip("\r\n") if number <= len(lines) else ""
    at = max(line.rfind(token) if last else line.find(token), 0) if token else 0
    source.report_span(Text(zh=zh, en=en), (start + at, start + at + max(1, len(token) or len(line))))
