"""Compose the message of each row: its worst problem in words, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.base.cells import column_letters
from xltool.base.messages import Text
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.formulas import with_values
from xltool.workbook.helper_sheet.helper_records import Contents, InputColumns, Messages, Rows
from xltool.workbook.helper_sheet.plan_records import FlagColumn

_MOST_CHOSEN = 25
_MORE = Text(zh="；共 {count} 项问题", en="; {count} problems in all")


def add_row_messages(inputs: InputColumns, table: str, flags: Sequence[FlagColumn], texts: Messages) -> str:
    """Write the column of messages from a table's flags (side by side, the worst first) and return its cells."""
    key = f"{table}#remark"
    inputs.add(table, key, _formula(flags, texts), lambda contents: _messages(flags, texts, contents), blank="")
    return inputs.column(key)


def _formula(flags: Sequence[FlagColumn], texts: Messages) -> str:
    first, last = column_letters(flags[0].column), column_letters(flags[-1].column)
    cells, heads = f"${first}{ROW}:${last}{ROW}", f"${first}$1:${last}$1"
    before, after = _MORE.as_is(texts.lang).split("{count}")
    more = f'"{before}"&SUM({cells})&"{after}"'
    worst = f"MATCH(1,{cells},0)"
    values = [dict(texts.values(flag.watched[0])) for flag in flags]
    marks = sorted({mark for mine in values for mark in mine})
    message = with_values(f"INDEX({heads},{worst})", ((mark, _chosen(worst, [mine.get(mark, '""') for mine in values])) for mark in marks))
    return f'IF(SUM({cells})=0,"",{message}&IF(SUM({cells})>1,{more},""))'


def _chosen(number: str, values: Sequence[str]) -> str:
    """Return formula text: the value with a number (from 1), in groups: LibreOffice does not take many values in one CHOOSE."""
    formula = ""
    for start in reversed(range(0, len(values), _MOST_CHOSEN)):
        group = f"CHOOSE({number}{f'-{start}' if start else ''},{','.join(values[start : start + _MOST_CHOSEN])})"
        formula = f"IF({number}<={start + _MOST_CHOSEN},{group},{formula})" if formula else group
    return formula


def _messages(flags: Sequence[FlagColumn], texts: Messages, contents: Contents) -> Rows:
    """Return what the formula yields."""
    raised: dict[int, list[FlagColumn]] = {}
    for flag in flags:
        for row in contents.column(flag.column):
            raised.setdefault(row, []).append(flag)
    more = {row: _MORE.say(texts.lang, count=len(found)) if found[1:] else "" for row, found in raised.items()}
    return {row: texts.said(found[0].watched[0], contents, row) + more[row] for row, found in raised.items()}
