"""Find the row that a rule over a whole table means, where it points at a column of the table: messages, colours and links lead there.

The row is the first that breaks the rule alone, as if the table held no other, where some rows do and others do not; else the first
used row (`Evaluation.row_meant` asks the same).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xltool.base.paths import parent_of
from xltool.rules.definition import Definition
from xltool.rules.evaluation import asks_rows
from xltool.rules.ruleset import MOST_ROWS_ASKED, Rule
from xltool.rules.to_excel import Renderer
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, row_of
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows
from xltool.workbook.helper_sheet.plan_records import Key


def add_meant_rows(grid: HelperGrid, inputs: InputColumns, definition: Definition, flags: Mapping[Key, str]) -> dict[Key, str]:
    """Write a cell for each such rule: the number of the row that it means, 0 while it holds. Return the cells."""
    rules = [rule for rule in definition.rules.rules if rule.each is None and inputs.is_table(parent_of(rule.at))]
    meant = _MeantRows(grid, inputs, definition)
    return {rule.key: meant.of_rule(rule, flags[rule.key]) for rule in rules}


@dataclass(frozen=True)
class _MeantRows:
    grid: HelperGrid
    inputs: InputColumns
    definition: Definition

    def of_rule(self, rule: Rule, flag: str) -> str:
        table, column = parent_of(rule.at), self.grid.take(f"{rule.id}#row")
        used = self.inputs.used(table)
        row = f"IFERROR(MATCH(1,{used},0),0)"
        if table in rule.tables:
            alone = self._alone(rule, flag, column)
            row = f"IF(AND(SUM({alone})>0,SUM({alone})<SUM({used})),MATCH(1,{alone},0),{row})"
        return self.grid.put(FIRST_ROW, column, f"IF({flag}=0,0,{row})", self._number(rule))

    def _alone(self, rule: Rule, flag: str, column: int) -> str:
        """Write a column that is 1 in every row that breaks a violated rule alone, and return its cells."""
        table = parent_of(rule.at)
        rows = f"SUM({self.inputs.used(table)})"
        asks = f"IF({flag}=0,0,IF(AND({rows}>1,{rows}<={MOST_ROWS_ASKED}),1,0))"
        asked = self.grid.put(FIRST_ROW + 1, column, asks, self._is_asked(rule))
        holds = Renderer(rule.scope(self.definition.schema), _OneRow(self.inputs, table)).formula(rule.node)
        broken = f"IF({self.inputs.in_use(table)}=0,0,IF(IFERROR({holds},FALSE),0,1))"
        key = f"{table}#{rule.id}.{rule.case}"
        self.inputs.add(table, key, f"IF({asked}=0,0,{broken})", self._rows_alone(rule))
        return self.inputs.column(key)

    def _number(self, rule: Rule) -> Callable[[Contents], int]:
        return lambda contents: 0 if (row := contents.evaluation.row_meant(rule)) is None else row + 1

    def _is_asked(self, rule: Rule) -> Callable[[Contents], int]:
        return lambda contents: int(asks_rows(contents.evaluation.verdicts[rule.key], contents.evaluation.inputs.n_rows))

    def _rows_alone(self, rule: Rule) -> Callable[[Contents], Rows]:
        return lambda contents: dict.fromkeys(contents.evaluation.alone.get(rule.key, ()), 1)


@dataclass(frozen=True)
class _OneRow:
    """The addresses of a document in which a table holds the row at hand alone."""

    inputs: InputColumns
    table: str

    def scalar(self, key: str) -> str:
        return self.inputs.scalar(key)

    def row(self, key: str) -> str:
        return self.inputs.row(key)

    def row_number(self, table: str) -> str:
        return self.inputs.row_number(table)

    def column(self, key: str) -> str:
        return self._cells(key, self.inputs.column(key))

    def numeric_column(self, key: str) -> str:
        return self._cells(key, self.inputs.numeric_column(key))

    def small_column(self, key: str) -> str:
        return self._cells(key, self.inputs.small_column(key))

    def used(self, table: str) -> str:
        return self._cells(f"{table}.", self.inputs.used(table))

    def _cells(self, key: str, cells: str) -> str:
        """Return the cells of a column: of the table only that of the row at hand, still as a range."""
        return f"{row_of(cells)}:{row_of(cells)}" if key.startswith(f"{self.table}.") else cells
