"""The hidden sheet as a whole: laid out in one pass from left to right, then it answers where everything is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import a1
from xltool.form.layout import Layout
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.rules.definition import Definition
from xltool.rules.evaluation import State
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.cell_severity import CellMarks
from xltool.workbook.helper_sheet.column_plan import plan_flags
from xltool.workbook.helper_sheet.contents import Contents, Rows
from xltool.workbook.helper_sheet.counts import Totals, add_up
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_grid import Grid
from xltool.workbook.helper_sheet.input_columns import Inputs
from xltool.workbook.helper_sheet.keys import Key
from xltool.workbook.helper_sheet.places import Places
from xltool.workbook.helper_sheet.row_messages import add_remarks
from xltool.workbook.helper_sheet.skip_conditions import Guards
from xltool.workbook.helper_sheet.violation_flags import Flags


@dataclass(frozen=True)
class HelperSheet:
    """Everything on the hidden sheet but the identity of the workbook."""

    grid: Grid
    inputs: Inputs
    codes: CodeRanges
    guards: Mapping[Key, int]  # rule of the whole form → column of its guard
    totals: Totals
    names: Mapping[str, str]  # defined name → cells of this sheet

    def contents(self, state: State) -> Contents:
        """What the columns hold for a document."""
        return self.grid.contents(state)

    def values(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Row, column and value of all cells that hold something else than they mostly do."""
        return self.grid.values(contents)

    def remarks(self, table: str, contents: Contents) -> Rows:
        """What the rows of a table say of themselves; nothing of most."""
        return self.inputs.values(f"{table}#remark", contents)

    def used_range(self, table: str) -> str:
        """For every row of a table 1 if it holds something, else 0; with the sheet."""
        return f"{HIDDEN_SHEET}!{self.inputs.used(table)}"

    def total(self, rule_id: str) -> str:
        """Formula text: violations of a rule id, whatever their severity."""
        return "+".join(f"{HIDDEN_SHEET}!{cell}" for (name, _), cell in self.totals.cells.items() if name == rule_id)

    def guard_of(self, rule_id: str) -> str | None:
        """Formula text: above 0 while a rule of the whole form cannot be decided."""
        columns = [column for (name, _), column in self.guards.items() if name == rule_id]
        return "+".join(f"{HIDDEN_SHEET}!{a1(FIRST_ROW, column, absolute=True)}" for column in columns) or None

    def first_place(self, rule_id: str) -> str:
        """Formula text: `'sheet'!A1` of the first offending cell, "" when there is none."""
        return f"{HIDDEN_SHEET}!{self.totals.firsts[rule_id]}"

    def first_value(self, rule_id: str, contents: Contents) -> str:
        """The first offending cell of a rule as Python sees it, `'sheet'!A1`; "" when there is none."""
        return self.totals.first_values[rule_id](contents)


def lay_out(definition: Definition, layout: Layout, codes: CodeRanges) -> HelperSheet:
    """Inputs, flags, sums, marks: each block is made of those before it."""
    grid = Grid()
    inputs = Inputs(grid, layout, definition.schema)
    plan = plan_flags(grid, inputs, definition)
    guards = Guards(inputs, definition, plan.flags)
    flags = Flags(grid, inputs, Places(layout, inputs), codes, definition, plan, guards)
    tallies = [*flags.of_fields(), *flags.of_form()]
    names: dict[str, str] = {}
    for table, columns in plan.tables.items():
        tallies += flags.of_table(table)
        if columns:
            names[f"xltool.remark.{table}"] = add_remarks(grid, inputs, table, columns, definition.template.language)
    totals = add_up(grid, tallies)
    names |= {f"xltool.{severity}s": cell for severity, cell in totals.open.items()}
    names |= CellMarks(grid, inputs, definition, plan.flags).names()
    return HelperSheet(grid, inputs, codes, plan.guards, totals, names)
