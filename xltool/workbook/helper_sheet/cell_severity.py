"""Number each input by the worst severity found there, or as what is not asked for: the conditional formats of the form read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.paths import defined_name, parent_of
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, Rule
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, in_row, row_of
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows
from xltool.workbook.helper_sheet.plan_records import NOT_ASKED, SEVERITY_NUMBERS, Key, key_of

Watch: TypeAlias = Rule | Constraint


@dataclass(frozen=True)
class CellSeverities:
    """Writes the severity of each input; the form finds it under a defined name."""

    grid: HelperGrid
    inputs: InputColumns
    definition: Definition
    flags: Mapping[Key, str]
    pointers: Mapping[Key, int]  # rule of the whole form at a column → the column that is 1 in the row that it means
    conditions: Mapping[str, str]  # path of what is asked for in some cases only → the cell that is 1 where it is

    def names(self) -> Iterator[tuple[str, str]]:
        """Write them and yield `mark.<path>` with its cell or cells, for every input that a rule points at."""
        by_path: dict[str, list[Watch]] = {path: [] for path in self.conditions if self.definition.schema.field(path)}
        for rule in self.definition.rules.rendered:
            by_path.setdefault(rule.at, []).append(rule)
        column = self.grid.take("mark")
        for row, path in enumerate(self.definition.schema.fields, start=FIRST_ROW):
            if path in by_path:
                yield defined_name(f"mark.{path}"), self._of_field(path, by_path[path], row, column)
        for path, rules in by_path.items():
            if self.inputs.is_table(parent_of(path)):
                yield defined_name(f"mark.{path}"), self._of_column(path, rules)

    def _of_field(self, path: str, rules: list[Watch], row: int, column: int) -> str:
        formula = _worst(((rule.severity, self._flag(rule)) for rule in rules), self._otherwise(path))
        return self.grid.put(row, column, formula, lambda contents: _of_form(path, _severities(rules, contents, {}), contents))

    def _otherwise(self, path: str) -> str:
        """Return formula text: the number of an input at which no rule is violated."""
        return f"{self.conditions[path]}-1" if path in self.conditions else "0"

    def _flag(self, rule: Watch) -> str:
        """Return the flag of a single field: those of constraints stand in its row."""
        flag = self.flags[key_of(rule)]
        return row_of(flag) if isinstance(rule, Constraint) else flag

    def _of_column(self, path: str, rules: list[Watch]) -> str:
        table = parent_of(path)
        terms = [(rule.severity, self._in_row(rule)) for rule in rules]
        n_rows = self.inputs.last_row(table) - FIRST_ROW + 1

        def marked(contents: Contents) -> Rows:
            return _in_rows(path, _severities(rules, contents, self.pointers), contents, n_rows)

        self.inputs.add(table, f"mark.{path}", _worst(terms, self._otherwise(path)), marked)
        return self.inputs.column(f"mark.{path}")

    def _in_row(self, rule: Watch) -> str:
        """Return the flag of a row; a column that is wrong as a whole is marked in the row that the rule means."""
        key = key_of(rule)
        return in_row(self.pointers[key]) if rule.each is None else row_of(self.flags[key])


def _severities(rules: Iterable[Watch], contents: Contents, pointers: Mapping[Key, int]) -> Rows:
    """Return what the formulas yield, by row of a table; row 0 stands for a single field."""
    numbers: dict[int, int] = {}
    for rule in rules:
        for row in _marked_rows(rule, contents, pointers):
            numbers[row] = max(numbers.get(row, 0), SEVERITY_NUMBERS[rule.severity])
    return numbers


def _marked_rows(rule: Watch, contents: Contents, pointers: Mapping[Key, int]) -> Iterable[int]:
    if isinstance(rule, Constraint):
        return contents.broken(rule)
    if rule.key in pointers:
        return contents.column(pointers[rule.key])
    verdict = contents.evaluation.verdicts[rule.key]
    if rule.each:
        return verdict.rows
    return (0,) if verdict.violated else ()


def _of_form(path: str, numbers: Rows, contents: Contents) -> int:
    return int(numbers.get(0, 0 if contents.evaluation.applies(path) else NOT_ASKED))


def _in_rows(path: str, numbers: Rows, contents: Contents, n_rows: int) -> Rows:
    """Return the numbers of a column, those of rows in which it is not asked for among them; a condition of rows is that of rows in use."""
    evaluation = contents.evaluation
    index = evaluation.rules.condition_of.get(path)
    if index is None:
        return numbers
    in_use = evaluation.n_rows(parent_of(path)) if evaluation.rules.conditions[index].each else n_rows
    return {**{row: NOT_ASKED for row in range(in_use) if not evaluation.applies(path, row)}, **numbers}


def _worst(terms: Iterable[tuple[Severity, str]], otherwise: str) -> str:
    """Return formula text: the number of the worst severity of which a term is above 0."""
    by_severity: dict[Severity, dict[str, None]] = {}
    for severity, term in terms:
        by_severity.setdefault(severity, {})[term] = None  # each once: several keywords may share a flag
    formula = otherwise
    for severity in reversed(SEVERITIES):
        if severity in by_severity:
            formula = f"IF({'+'.join(by_severity[severity])}>0,{SEVERITY_NUMBERS[severity]},{formula})"
    return formula
