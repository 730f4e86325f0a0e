"""Code lists: CSV files that people edit in Excel. Columns `level`, `value`, `parent`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from xltool.load.source import Source, read_text
from xltool.schema import Code, CodeList
from xltool.text import Text, clean_line

COLUMNS = ("level", "value", "parent")


def load_codes(path: Path) -> tuple[CodeList, Source]:
    """Read one code list. Orphans, doubles and levels that are no numbers are problems of the source."""
    source = read_text(path)
    codes: list[Code] = []
    if not source.problems:
        codes = list(_codes(source))
        _report_orphans(source, codes)
    return CodeList(name=path.stem, codes=tuple(codes)), source


def _codes(source: Source) -> list[Code]:
    rows = list(csv.reader(io.StringIO(source.text)))
    header = [clean_line(cell) for cell in rows[0]] if rows else []
    if missing := [column for column in COLUMNS if column not in header]:
        names = ", ".join(missing)
        source.report_span(Text(zh=f"代码表缺少列 {names}", en=f"the code list lacks the column(s) {names}"), (0, 1))
        return []
    codes: list[Code] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(header, map(clean_line, row), strict=False))
        if any(cells.values()):
            _read_row(source, number, cells, codes)
    return codes


def _read_row(source: Source, number: int, cells: dict[str, str], codes: list[Code]) -> None:
    level, value, parent = (cells.get(column, "") for column in COLUMNS)
    if not level.isdigit() or level == "0":
        _report(source, number, level, "级次应为 1、2、3…", "the level must be 1, 2, 3 …")
    elif not value:
        _report(source, number, "", "代码值为空", "the value is blank")
    elif (level == "1") == bool(parent):
        _report(source, number, parent, "一级代码没有上级，其他级次必须有上级", "level 1 has no parent, other levels need one")
    else:
        code = Code(value=value, level=int(level), parent=parent or None)
        if code in codes:
            _report(source, number, value, f"代码“{value}”重复", f"code {value!r} stands twice")
        codes.append(code)


def _report_orphans(source: Source, codes: list[Code]) -> None:
    known = {(code.level, code.value) for code in codes}
    for code in codes:
        if code.parent is not None and (code.level - 1, code.parent) not in known:
            number = _line_of(source, code)
            zh = f"“{code.value}”的上级“{code.parent}”不在第 {code.level - 1} 级"
            en = f"orphan: the parent {code.parent!r} of {code.value!r} is not on level {code.level - 1}"
            _report(source, number, code.parent, zh, en, last=True)


def _line_of(source: Source, code: Code) -> int:
    rows = csv.reader(io.StringIO(source.text))
    wanted = [code.value, code.parent]
    return next((number for number, row in enumerate(rows, 1) if [clean_line(cell) for cell in row[1:3]] == wanted), 1)


def _report(source: Source, number: int, token: str, zh: str, en: str, *, last: bool = False) -> None:
    """Note an error in a line (1-based), under a token of it."""
    lines = source.text.splitlines(keepends=True)
    start = sum(map(len, lines[: number - 1]))
    line = lines[number - 1].rstrip("\r\n") if number <= len(lines) else ""
    at = line.rfind(token) if last else line.find(token)
    at = max(at, 0)
    source.report_span(Text(zh=zh, en=en), (start + at, start + at + max(1, len(token) or len(line))))
