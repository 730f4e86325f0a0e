"""Compose the message of each row: its worst problem in words, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltool.base.cells import column_letters
from xltool.base.formula_text import quote
from xltool.base.messages import Lang, Text
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows
from xltool.workbook.helper_sheet.plan_records import FlagColumn, Key, MessageText, key_of

_MORE = Text(zh="（共{count}项）", en=" ({count} problems)")


def add_row_messages(
    grid: HelperGrid, inputs: InputColumns, table: str, flags: Sequence[FlagColumn], texts: Mapping[Key, MessageText], lang: Lang
) -> str:
    """Write the column of messages from a table's flags (side by side, the worst first) and return its cells.

    `texts` are the messages that hold values; any other message is the heading of its flag.
    """
    key = f"{table}#remark"
    inputs.add(table, key, _formula(flags, texts, lang), lambda contents: _messages(grid, flags, texts, contents, lang), blank="")
    return inputs.column(key)


def _formula(flags: Sequence[FlagColumn], texts: Mapping[Key, MessageText], lang: Lang) -> str:
    first, last = column_letters(flags[0].column), column_letters(flags[-1].column)
    cells, heads = f"${first}{ROW}:${last}{ROW}", f"${first}$1:${last}$1"
    before, after = _MORE.as_is(lang).split("{count}")
    more = f'"{before}"&SUM({cells})&"{after}"'
    message = f"INDEX({heads},MATCH(1,{cells},0))"
    for number, flag in enumerate(flags, start=1):
        text = texts.get(key_of(flag.watched[0]))
        if text is not None:
            message = f"IF(MATCH(1,{cells},0)={number},{quote(f'{flag.watched[0].id} ')}&{text.cell},{message})"
    return f'IF(SUM({cells})=0,"",{message}&IF(SUM({cells})>1,{more},""))'


def _messages(grid: HelperGrid, flags: Sequence[FlagColumn], texts: Mapping[Key, MessageText], contents: Contents, lang: Lang) -> Rows:
    """Return what the formula yields."""
    raised: dict[int, list[FlagColumn]] = {}
    for flag in flags:
        for row in contents.column(flag.column):
            raised.setdefault(row, []).append(flag)

    def said(row: int, first: FlagColumn) -> str:
        text = texts.get(key_of(first.watched[0]))
        return grid.headings[first.column] if text is None else f"{first.watched[0].id} {text.said(contents, row)}"

    return {row: said(row, found[0]) + (_MORE.say(lang, count=len(found)) if found[1:] else "") for row, found in raised.items()}
