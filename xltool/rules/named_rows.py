"""Say the rows that the message of a violated rule names: "row 41", the one that a row repeats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xltool.base.cells import Location
from xltool.base.messages import NO_VALUE, Text
from xltool.base.paths import parent_of
from xltool.rules.compiled_formulas import Formula, compile_search
from xltool.rules.definition import Definition, once_per_definition
from xltool.rules.language.semantics import ExcelError
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import NamedRow, Rule

#: A row of the sheet on which the message is shown, and one of another sheet.
ROW_HERE = Text(zh="第 {number} 行", en="row {number}")
ROW_ELSEWHERE = Text(zh="“{sheet}”第 {number} 行", en="row {number} of “{sheet}”")
_NO_ROW = Text(zh=NO_VALUE, en=NO_VALUE)

#: From the path of a column or field and a row (0-based; any number for a field) to its cell; None where it has none.
CellAt = Callable[[str, int], Location | None]


def named_rows(definition: Definition, rule: Rule, inputs: RuleInputs, cell_at: CellAt, row: int = 0) -> dict[str, Text]:
    """Return the rows that a rule's message names, by their words; `row` (0-based) is that of its table."""
    if not rule.rows:
        return {}
    here = cell_at(rule.at, row)
    found = {name: search.first(inputs, row) for name, search in _searches(definition)[rule.key].items()}
    cells = {name: None if number is None else cell_at(rule.rows[name].column, number) for name, number in found.items()}
    return {name: _NO_ROW if cell is None else _called(cell, here) for name, cell in cells.items()}


def _called(cell: Location, here: Location | None) -> Text:
    elsewhere = here is not None and here.sheet != cell.sheet
    return (ROW_ELSEWHERE if elsewhere else ROW_HERE).filled(number=cell.row, sheet=cell.sheet)


@once_per_definition
def _searches(definition: Definition) -> Mapping[tuple[str, int], Mapping[str, _Search]]:
    """Return the compiled searches of every message that names rows, by the key of its rule."""
    naming = (rule for rule in definition.rules.rules if rule.rows)
    return {rule.key: {name: _search(named, rule, definition) for name, named in rule.rows.items()} for rule in naming}


def _search(named: NamedRow, rule: Rule, definition: Definition) -> _Search:
    return _Search(formula=compile_search(named.condition, rule.scope(definition.schema)), is_own=is_own_table(named, rule))


def is_own_table(named: NamedRow, rule: Rule) -> bool:
    """Return whether a row is looked for in the table whose rows the rule asks: the one at hand is then left out."""
    return parent_of(named.column) == rule.each


@dataclass(frozen=True, kw_only=True)
class _Search:
    formula: Formula
    is_own: bool

    def first(self, inputs: RuleInputs, row: int) -> int | None:
        """Return the first row that is found; None where there is none, or where the condition is an error value in some row."""
        try:
            found = self.formula(inputs.scalars, inputs.columns, inputs.n_rows)(row)
        except ExcelError:
            return None
        return next((number for number in found if not (self.is_own and number == row)), None)
