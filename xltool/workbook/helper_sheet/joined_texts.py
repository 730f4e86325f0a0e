"""Clean the texts of a row together: joined, so that what is replaced in them is replaced by one formula and not by one for each.

Programs copy a shared formula for each of its cells, so the length of formulas is what a list costs when it is opened. Most rows hold
nothing to be cleaned: the joined text is blank there. Each text stands behind a tag of its own, and every replacement leaves its length
as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from xltool.base.cells import column_number
from xltool.base.formula_text import quote, replaced
from xltool.base.normalise import LONGEST_LINE, SPACES, as_text, replace_all
from xltool.form.cell_steps import CLEANINGS, Cleaning
from xltool.form.schema import Field, Schema
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.formulas import filled_in
from xltool.workbook.helper_sheet.helper_records import Contents, InputColumns, Rows, entry_key

_MOST, _LEAST = 16, 3  # texts that are joined: as many as a cell holds; fewer are not worth a column
_FIRST_TAG = 0xFDD0  # the first of 32 characters that Unicode has set aside: no text holds them


def join_texts(inputs: InputColumns, schema: Schema) -> None:
    """Say how the texts of tables are cleaned: in groups of columns, or alone where there are few."""
    for table in schema.tables.values():
        cleaned = [(column, cleaning) for cleaning in CLEANINGS for column in table.read_columns if _asks_for(column, cleaning)]
        for number, start in enumerate(range(0, len(cleaned), _MOST)):
            group = _Group(f"{table.path}#{number or ''}", tuple(cleaned[start : start + _MOST]))
            if len(group.members) < _LEAST:
                for column, cleaning in group.members:
                    inputs.add_cleaned(column, cleaning.name, cleaning.alone(column.typed_formula))
            else:
                _join(inputs, group)


def _asks_for(column: Field, cleaning: Cleaning) -> bool:
    return any(f"[{cleaning.name}]" in step.formula for step in column.steps)


@dataclass(frozen=True)
class _Group:
    """Columns whose texts are joined, each with how it is cleaned; those that are cleaned alike stand side by side."""

    key: str  # of the columns that hold the joined texts, without their names
    members: tuple[tuple[Field, Cleaning], ...]

    def those(self, cleaning: Cleaning) -> list[Field]:
        return [column for column, own in self.members if own is cleaning]


def _join(inputs: InputColumns, group: _Group) -> None:
    """Add a column with the joined texts, and for each further cleaning one more: what else it replaces is replaced there."""
    table = group.members[0][0].table or ""
    cells = {column.path: inputs.row(entry_key(column)) for column, _ in group.members}
    typed = [filled_in(column.typed_formula, {"x": cells[column.path]}) for column, _ in group.members]
    pieces = [f'IF(LEN({text})>{LONGEST_LINE},"",{quote(_tag(number))}&{text})' for number, text in enumerate(typed)]
    formula = f'IF({_n_unclean(group, cells)}=0,"",{replaced("&".join(pieces), SPACES)})'
    inputs.add(table, f"{group.key}joined", formula, partial(_joined, group, {}), blank="")
    joined = inputs.row(f"{group.key}joined")
    texts = {cleaning.name: _cleaned_further(inputs, group, cleaning, joined) for cleaning in CLEANINGS if group.those(cleaning)}
    for number, (column, cleaning) in enumerate(group.members):
        text = texts[cleaning.name]
        piece = f"MID({text},FIND({quote(_tag(number))},{text})+1,LEN({column.typed_formula}))"
        inputs.add_cleaned(column, cleaning.name, f"TRIM(IFERROR({piece},{column.typed_formula}))")


def _n_unclean(group: _Group, cells: Mapping[str, str]) -> str:
    """Return formula text: how often something that is to be cleaned is found in the row at hand."""
    runs = [(cleaning, run) for cleaning in CLEANINGS for run in _runs([cells[column.path] for column in group.those(cleaning)])]
    return "+".join(f"SUMPRODUCT(1-ISERROR(FIND({cleaning.characters},{run})))" for cleaning, run in runs)


def _cleaned_further(inputs: InputColumns, group: _Group, cleaning: Cleaning, joined: str) -> str:
    """Return the cell with the joined texts in which all is replaced that a cleaning replaces."""
    further = cleaning.beyond_spaces
    if not further:
        return joined
    key = f"{group.key}{cleaning.name}"
    formula = f'IF({joined}="","",{replaced(joined, further)})'
    inputs.add(group.members[0][0].table or "", key, formula, partial(_joined, group, further), blank="")
    return inputs.row(key)


def _tag(number: int) -> str:
    return chr(_FIRST_TAG + number)


def _runs(cells: Sequence[str]) -> Iterator[str]:
    """Yield the ranges of cells of one row that stand side by side."""
    numbers = [column_number(cell.removesuffix(ROW).strip("$")) for cell in cells]
    starts = [index for index, number in enumerate(numbers) if index == 0 or number != numbers[index - 1] + 1]
    for start, end in pairwise([*starts, len(cells)]):
        yield cells[start] if end == start + 1 else f"{cells[start]}:{cells[end - 1]}"


def _joined(group: _Group, further: Mapping[str, str], contents: Contents) -> Rows:
    """Return what the formula yields, in the rows in which something is to be cleaned; `further` is replaced beside spaces."""
    columns = [(contents.read_rows(column), cleaning) for column, cleaning in group.members]
    unclean = {row for column, cleaning in columns for row in _unclean_rows(column, cleaning)}
    return {row: replace_all(_joined_row([column[row] for column, _ in columns]), further) for row in sorted(unclean)}


def _unclean_rows(column: Sequence[Mapping[str, Any]], cleaning: Cleaning) -> Iterator[int]:
    for row, values in enumerate(column):
        if isinstance(values["x"], str) and cleaning.unclean.search(values["x"]):
            yield row


def _joined_row(cells: Sequence[Mapping[str, Any]]) -> str:
    texts = [as_text(values["x"]) or "" for values in cells]
    pieces = [_tag(number) + text for number, text in enumerate(texts) if len(text) <= LONGEST_LINE]
    return replace_all("".join(pieces), SPACES)
