"""Compose the message of each row: its worst problem in words, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.base.cells import column_letters
from xltool.base.messages import Lang, Text
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows
from xltool.workbook.helper_sheet.plan_records import FlagColumn

_MORE = Text(zh="（共{count}项）", en=" ({count} problems)")


def add_row_messages(grid: HelperGrid, inputs: InputColumns, table: str, flags: Sequence[FlagColumn], lang: Lang) -> str:
    """Write the column of messages from a table's flags (side by side, the worst first) and return its cells."""
    key = f"{table}#remark"
    inputs.add(table, key, _formula(flags, lang), lambda contents: _messages(grid, flags, contents, lang), blank="")
    return inputs.column(key)


def _formula(flags: Sequence[FlagColumn], lang: Lang) -> str:
    first, last = column_letters(flags[0].column), column_letters(flags[-1].column)
    cells, heads = f"${first}{ROW}:${last}{ROW}", f"${first}$1:${last}$1"
    before, after = _MORE.as_is(lang).split("{count}")
    more = f'"{before}"&SUM({cells})&"{after}"'
    return f'IF(SUM({cells})=0,"",INDEX({heads},MATCH(1,{cells},0))&IF(SUM({cells})>1,{more},""))'


def _messages(grid: HelperGrid, flags: Sequence[FlagColumn], contents: Contents, lang: Lang) -> Rows:
    """Return what the formula yields."""
    raised: dict[int, list[str]] = {}
    for flag in flags:
        for row in contents.column(flag.column):
            raised.setdefault(row, []).append(grid.headings[flag.column])
    return {row: heads[0] + (_MORE.say(lang, count=len(heads)) if heads[1:] else "") for row, heads in raised.items()}
