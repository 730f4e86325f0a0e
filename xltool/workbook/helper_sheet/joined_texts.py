"""Clean the texts of a row together: joined, so that what is replaced in them is replaced by one formula and not by one for each.

Programs copy a shared formula for each of its cells, so the length of formulas is what a list costs when it is opened. Most rows hold
nothing to be cleaned: the joined text is blank there. Each text stands behind a tag of its own, and every replacement leaves its length
as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from xltool.base.cells import column_number
from xltool.base.formula_text import quote, replaced
from xltool.base.normalise import LONGEST_LINE, SPACES, as_text, replace_all
from xltool.form.cell_steps import CLEANINGS, Cleaning
from xltool.form.schema import Field, Schema, Table
from xltool.rules.to_excel import ROW
from xltool.workbook.helper_sheet.formulas import filled_in
from xltool.workbook.helper_sheet.helper_records import Contents, InputColumns, Rows, entry_key

_MOST, _LEAST = 16, 3  # texts that are joined: as many as a cell holds; fewer are not worth a column
_FIRST_TAG = 0xFDD0  # the first of 32 characters that Unicode has set aside: no text holds them


def join_texts(inputs: InputColumns, schema: Schema) -> None:
    """Say how the texts of tables are cleaned: in groups of columns, or alone where there are few."""
    for table in schema.tables.values():
        _join_columns(inputs, table)


def _join_columns(inputs: InputColumns, table: Table) -> None:
    for cleaning in CLEANINGS:
        columns = [column for column in table.read_columns if any(f"[{cleaning.name}]" in step.formula for step in column.steps)]
        groups = [columns[start : start + _MOST] for start in range(0, len(columns), _MOST)]
        for number, group in enumerate(groups):
            if len(group) < _LEAST:
                for column in group:
                    inputs.add_cleaned(column, cleaning.name, cleaning.alone(column.typed_formula))
            else:
                _join(inputs, f"{table.path}#{cleaning.name}{number or ''}", group, cleaning)


def _join(inputs: InputColumns, key: str, group: Sequence[Field], cleaning: Cleaning) -> None:
    cells = [inputs.row(entry_key(column)) for column in group]
    typed = [filled_in(column.typed_formula, {"x": cell}) for column, cell in zip(group, cells, strict=True)]
    pieces = [f'IF(LEN({text})>{LONGEST_LINE},"",{quote(_tag(number))}&{text})' for number, text in enumerate(typed)]
    is_clean = "+".join(f"SUMPRODUCT(1-ISERROR(FIND({cleaning.characters},{run})))" for run in _runs(cells))
    formula = f'IF({is_clean}=0,"",{cleaning.of(replaced("&".join(pieces), SPACES))})'
    inputs.add(group[0].table or "", key, formula, partial(_joined, group, cleaning), blank="")
    joined = inputs.row(key)
    for number, column in enumerate(group):
        text = f"MID({joined},FIND({quote(_tag(number))},{joined})+1,LEN({column.typed_formula}))"
        inputs.add_cleaned(column, cleaning.name, f"IFERROR(TRIM({text}),TRIM({column.typed_formula}))")


def _tag(number: int) -> str:
    return chr(_FIRST_TAG + number)


def _runs(cells: Sequence[str]) -> Iterator[str]:
    """Yield the ranges of cells of one row that stand side by side."""
    numbers = [column_number(cell.removesuffix(ROW).strip("$")) for cell in cells]
    starts = [index for index, number in enumerate(numbers) if index == 0 or number != numbers[index - 1] + 1]
    for start, end in pairwise([*starts, len(cells)]):
        yield cells[start] if end == start + 1 else f"{cells[start]}:{cells[end - 1]}"


def _joined(group: Sequence[Field], cleaning: Cleaning, contents: Contents) -> Rows:
    """Return what the formula yields, in the rows in which something is to be cleaned."""
    columns = [contents.read_rows(column) for column in group]
    unclean = {row for column in columns for row in _unclean_rows(column, cleaning)}
    return {row: _joined_row([column[row] for column in columns], cleaning) for row in sorted(unclean)}


def _unclean_rows(column: Sequence[Mapping[str, Any]], cleaning: Cleaning) -> Iterator[int]:
    for row, values in enumerate(column):
        if isinstance(values["x"], str) and cleaning.unclean.search(values["x"]):
            yield row


def _joined_row(cells: Sequence[Mapping[str, Any]], cleaning: Cleaning) -> str:
    texts = [as_text(values["x"]) or "" for values in cells]
    pieces = [_tag(number) + text for number, text in enumerate(texts) if len(text) <= LONGEST_LINE]
    return replace_all("".join(pieces), cleaning.replacements)
