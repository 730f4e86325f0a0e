"""What a row of the form says of itself: its worst problem in words, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.base.cells import column_letters
from xltool.base.messages import Lang, Text
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.column_plan import FlagColumn
from xltool.workbook.helper_sheet.contents import Contents, Rows
from xltool.workbook.helper_sheet.helper_grid import Grid
from xltool.workbook.helper_sheet.input_columns import Inputs

_MORE = Text(zh="（共{count}项）", en=" ({count} problems)")


def add_remarks(grid: Grid, inputs: Inputs, table: str, flags: Sequence[FlagColumn], lang: Lang) -> str:
    """The column of remarks, from a table's flags, which stand side by side with the worst first; gives its cells."""
    key = f"{table}#remark"
    inputs.add(table, key, _formula(flags, lang), lambda contents: _remarks(grid, flags, contents, lang), blank="")
    return inputs.column(key)


def _formula(flags: Sequence[FlagColumn], lang: Lang) -> str:
    first, last = column_letters(flags[0].column), column_letters(flags[-1].column)
    cells, heads = f"${first}{ROW}:${last}{ROW}", f"${first}$1:${last}$1"
    before, after = _MORE.as_is(lang).split("{count}")
    more = f'"{before}"&SUM({cells})&"{after}"'
    return f'IF(SUM({cells})=0,"",INDEX({heads},MATCH(1,{cells},0))&IF(SUM({cells})>1,{more},""))'


def _remarks(grid: Grid, flags: Sequence[FlagColumn], contents: Contents, lang: Lang) -> Rows:
    """What the formula yields."""
    raised: dict[int, list[str]] = {}
    for flag in flags:
        for row in contents.column(flag.column):
            raised.setdefault(row, []).append(grid.headings[flag.column])
    return {row: heads[0] + (_MORE.say(lang, count=len(heads)) if heads[1:] else "") for row, heads in raised.items()}
