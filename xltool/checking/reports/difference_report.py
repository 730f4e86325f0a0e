"""Report what changed between two forms as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xltool.base.cells import Location
from xltool.base.display import visible
from xltool.base.messages import Lang, Text
from xltool.base.report_format import Line
from xltool.checking.difference import Change, Difference, RowChange
from xltool.workbook.marks import shown

_ARROW = " → "
_BLANK = Text(zh="（空）", en="(blank)")
_EQUAL = Text(zh="填报内容相同", en="the two say the same")
_ROW = Text(zh="第 {row} 行", en="row {row}")
_KINDS = {
    "added": Text(zh="新增", en="added"),
    "removed": Text(zh="删去", en="removed"),
    "changed": Text(zh="修改", en="changed"),
    "moved": Text(zh="移动", en="moved"),
}
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}
_LONG = 60  # characters; of longer texts only what differs is shown, with a little around it
_AROUND = 12


def difference_report(difference: Difference, lang: Lang, *, indent: str = "", with_names: bool = True) -> Iterator[Line]:
    """Yield the lines of a difference: both names, then fields, then rows of tables; one line an entry, one a cell of a row."""
    if with_names:
        yield Line(f"{indent}--- {shown(difference.old)}", "removed")
        yield Line(f"{indent}+++ {shown(difference.new)}", "added")
    if difference.is_equal:
        yield Line(indent + _EQUAL.say(lang))
    for change in difference.fields:
        yield Line(
            f"{indent}{change.title}  {_values(change, lang)}  @ {_cells(change.old_cell, change.new_cell)}  [{change.field}]", "changed"
        )
    for row in difference.rows:
        yield from _row_lines(row, lang, indent)


def _row_lines(row: RowChange, lang: Lang, indent: str) -> Iterator[Line]:
    rows = _both(*(None if index is None else _ROW.say(lang, row=index + 1) for index in (row.old_row, row.new_row)))
    places = _cells(row.old_cell, row.new_cell)
    label = f"  {_excerpt(_text(row.label, lang), 0, _LONG)}" if row.label and row.kind in ("changed", "moved") else ""
    yield Line(f"{indent}{_SIGNS[row.kind]} {row.title} {_KINDS[row.kind].say(lang)} {rows}{label}  @ {places}  [{row.table}]", row.kind)
    for change in row.cells:
        values = _values(change, lang) if row.kind == "changed" else _shown(change, change.new if change.old is None else change.old)
        yield Line(f"{indent}    {change.title}  {values}", row.kind)


def _cells(old: Location | None, new: Location | None) -> str:
    """Name the cells: one cell when the value stands in the same one in both; the sheet is named once."""
    if old and new and old.sheet == new.sheet:
        return str(old) if old == new else f"{old}{_ARROW}{new.cell}"
    return _both(*(str(cell) if cell else None for cell in (old, new))) or "—"


def _both(old: str | None, new: str | None) -> str:
    return _ARROW.join(dict.fromkeys(text for text in (old, new) if text is not None))


def _values(change: Change, lang: Lang) -> str:
    old, new = _clipped(*(_text(_shown(change, value), lang) for value in (change.old, change.new)))
    return f"{old}{_ARROW}{new}"


def _shown(change: Change, value: Any) -> str:
    return visible(change.field_kind.show(value))


def _text(value: Any, lang: Lang) -> str:
    return shown(value).replace("\n", " ⏎ ") or _BLANK.say(lang)


def _clipped(old: str, new: str) -> tuple[str, str]:
    """Shorten two long texts to what lies between a little before the first difference and a little after the last."""
    if max(len(old), len(new)) <= _LONG:
        return old, new
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return _excerpt(old, start, len(old) - end), _excerpt(new, start, len(new) - end)


def _common(old: str, new: str) -> int:
    """Count the characters that two texts begin with alike."""
    pairs = zip(old, new, strict=False)
    return next((index for index, (x, y) in enumerate(pairs) if x != y), min(len(old), len(new)))


def _excerpt(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
