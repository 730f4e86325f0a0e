"""Compose the message of each row: its worst problem in words, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.base.cells import column_letters
from xltool.base.formula_text import quote
from xltool.base.messages import Text
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Messages, Rows
from xltool.workbook.helper_sheet.plan_records import FlagColumn
from xltool.workbook.shown_ids import with_id

_MOST_CHOSEN = 25
_MORE = Text(zh="；共 {count} 项问题", en="; {count} problems in all")


def add_row_messages(grid: HelperGrid, inputs: InputColumns, table: str, flags: Sequence[FlagColumn], texts: Messages) -> str:
    """Write the column of messages from a table's flags (side by side, the worst first) and return its cells.

    A message without values is the heading of its flag.
    """
    key = f"{table}#remark"
    inputs.add(table, key, _formula(flags, texts), lambda contents: _messages(grid, flags, texts, contents), blank="")
    return inputs.column(key)


def _formula(flags: Sequence[FlagColumn], texts: Messages) -> str:
    first, last = column_letters(flags[0].column), column_letters(flags[-1].column)
    cells, heads = f"${first}{ROW}:${last}{ROW}", f"${first}$1:${last}$1"
    before, after = _MORE.as_is(texts.lang).split("{count}")
    more = f'"{before}"&SUM({cells})&"{after}"'
    worst = f"MATCH(1,{cells},0)"
    message = f"INDEX({heads},{worst})"
    if any(texts.has_values(flag.watched[0]) for flag in flags):
        message = _chosen(worst, [_message(flag, texts) for flag in flags])
    return f'IF(SUM({cells})=0,"",{message}&IF(SUM({cells})>1,{more},""))'


def _chosen(number: str, values: Sequence[str]) -> str:
    """Return formula text: the value with a number (from 1), in groups: LibreOffice does not take many values in one CHOOSE."""
    formula = ""
    for start in reversed(range(0, len(values), _MOST_CHOSEN)):
        group = f"CHOOSE({number}{f'-{start}' if start else ''},{','.join(values[start : start + _MOST_CHOSEN])})"
        formula = f"IF({number}<={start + _MOST_CHOSEN},{group},{formula})" if formula else group
    return formula


def _message(flag: FlagColumn, texts: Messages) -> str:
    """Return formula text: the message of a flag in the row at hand."""
    rule = flag.watched[0]
    if not texts.has_values(rule):
        return f"${column_letters(flag.column)}$1"
    behind = with_id("", rule.id, texts.lang)
    return texts.formula(rule) + (f"&{quote(behind)}" if behind else "")


def _messages(grid: HelperGrid, flags: Sequence[FlagColumn], texts: Messages, contents: Contents) -> Rows:
    """Return what the formula yields."""
    raised: dict[int, list[FlagColumn]] = {}
    for flag in flags:
        for row in contents.column(flag.column):
            raised.setdefault(row, []).append(flag)

    def said(row: int, first: FlagColumn) -> str:
        rule = first.watched[0]
        return with_id(texts.said(rule, contents, row), rule.id, texts.lang) if texts.has_values(rule) else grid.headings[first.column]

    return {row: said(row, found[0]) + (_MORE.say(texts.lang, count=len(found)) if found[1:] else "") for row, found in raised.items()}
