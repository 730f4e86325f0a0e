"""Write the conditions under which fields are asked for: 1 where one holds. What does not apply is greyed by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xltool.rules.definition import Definition
from xltool.rules.ruleset import Condition, input_paths
from xltool.rules.to_excel import Renderer
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows


def add_conditions(grid: HelperGrid, inputs: InputColumns, definition: Definition) -> Mapping[str, str]:
    """Write a cell, or a column of a table, for each condition and return it by the paths of what it governs, in the row at hand."""
    cells: dict[str, str] = {}
    for index, condition in enumerate(definition.rules.conditions):
        read = input_paths(condition, definition.schema)
        terms = [*inputs.bad_terms(read), *inputs.bad_row_terms(read)]
        text = Renderer(condition.scope(definition.schema), inputs).formula(condition.node)
        holds = f"IF(IFERROR({text},FALSE),1,0)"
        formula = f"IF({'+'.join(terms)}>0,0,{holds})" if terms else holds
        cells |= dict.fromkeys(condition.paths, _write(grid, inputs, condition, index, formula))
    return cells


def _write(grid: HelperGrid, inputs: InputColumns, condition: Condition, index: int, formula: str) -> str:
    if condition.each is None:
        return grid.put(FIRST_ROW, grid.take("applies"), formula, lambda contents: int(bool(contents.evaluation.applying[index])))
    key = f"{condition.each}#applies{index}"
    inputs.add(condition.each, key, f"IF({inputs.in_use(condition.each)}=0,1,{formula})", _in_rows(condition.each, index), blank=1)
    return inputs.row(key)


def _in_rows(table: str, index: int) -> Callable[[Contents], Rows]:
    """Return the rows in use in which the condition does not hold: in any other the column holds 1."""

    def rows(contents: Contents) -> Rows:
        applying = contents.evaluation.applying[index]
        return {row: 0 for row in range(len(contents.rows(table))) if row not in applying}

    return rows
