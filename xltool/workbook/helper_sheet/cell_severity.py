"""Number each input by the worst severity found there, or as what is not asked for: the conditional formats of the form read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from xltool.base.findings import SEVERITIES, Severity
from xltool.base.paths import defined_name, parent_of, value_at
from xltool.base.paths import in_row as concrete
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, Rule
from xltool.rules.waiting import awaited, holds, waiting_rows
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, in_row, row_of
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows
from xltool.workbook.helper_sheet.plan_records import NOT_ASKED, SEVERITY_NUMBERS, TO_FILL_IN, Key, WaitingCells, key_of

Watch: TypeAlias = Rule | Constraint
#: The numbers of a cell, from the least to the worst.
_RANKS = (NOT_ASKED, 0, SEVERITY_NUMBERS["info"], SEVERITY_NUMBERS["warning"], TO_FILL_IN, SEVERITY_NUMBERS["error"])


@dataclass(frozen=True)
class _Term:
    """When a rule marks a cell."""

    severity: Severity
    flag: str  # formula text: above 0 while it is violated there
    wrong: str  # formula text: the same, where that is not only because something is blank; "" for never


@dataclass(frozen=True)
class CellSeverities:
    """Writes the severity of each input; the form finds it under a defined name."""

    grid: HelperGrid
    inputs: InputColumns
    definition: Definition
    flags: Mapping[Key, str]
    pointers: Mapping[Key, int]  # rule of the whole form at a column → the column that is 1 in the row that it means
    conditions: Mapping[str, str]  # path of what is asked for in some cases only → the cell that is 1 where it is
    waiting: WaitingCells

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
        formula = _worst([self._term(rule, self._flag(rule)) for rule in rules], self._otherwise(path))
        return self.grid.put(row, column, formula, lambda contents: _of_form(path, self._severities(rules, contents), contents))

    def _otherwise(self, path: str) -> str:
        """Return formula text: the number of an input at which no rule is violated."""
        return f"{self.conditions[path]}-1" if path in self.conditions else "0"

    def _flag(self, rule: Watch) -> str:
        """Return the flag of a single field: those of constraints stand in its row."""
        flag = self.flags[key_of(rule)]
        return row_of(flag) if isinstance(rule, Constraint) else flag

    def _of_column(self, path: str, rules: list[Watch]) -> str:
        table = parent_of(path)
        terms = [self._term(rule, self._in_row(rule)) for rule in rules]
        n_rows = self.inputs.last_row(table) - FIRST_ROW + 1

        def marked(contents: Contents) -> Rows:
            return _in_rows(path, self._severities(rules, contents), contents, n_rows)

        self.inputs.add(table, f"mark.{path}", _worst(terms, self._otherwise(path)), marked)
        return self.inputs.column(f"mark.{path}")

    def _in_row(self, rule: Watch) -> str:
        """Return the flag of a row; a column that is wrong as a whole is marked in the row that the rule means."""
        key = key_of(rule)
        return in_row(self.pointers[key]) if rule.each is None else row_of(self.flags[key])

    def _term(self, rule: Watch, flag: str) -> _Term:
        """Return when a rule colours a cell: a violation that waits for what is blank makes an error something to fill in."""
        key = key_of(rule)
        if key in self.waiting.blanks:
            acts = self.waiting.blanks[key]
            wrong = f"{flag}*{acts}" if acts else ""
            if rule.severity != "error" and rule.each is None:
                wrong = f"{flag}*({self.waiting.todo}=0)"
            return _Term(rule.severity, flag, flag if rule.severity != "error" and rule.each else wrong)
        if key in self.waiting.rules:
            cell = self.waiting.rules[key]
            return _Term(rule.severity, flag, f"{flag}*(1-{cell})")
        return _Term(rule.severity, flag, f"{flag}*{self.waiting.rows[key]}" if key in self.waiting.rows else flag)

    def _severities(self, rules: Iterable[Watch], contents: Contents) -> Rows:
        """Return what the formulas yield, by row of a table; row 0 stands for a single field."""
        numbers: dict[int, int] = {}
        for rule in rules:
            waiting = self._waiting_rows(rule, contents)
            for row in _marked_rows(rule, contents, self.pointers):
                number = SEVERITY_NUMBERS[rule.severity] if row not in waiting else TO_FILL_IN if rule.severity == "error" else 0
                if number:
                    numbers[row] = max(numbers.get(row, 0), number, key=_RANKS.index)
        return numbers

    def _waiting_rows(self, rule: Watch, contents: Contents) -> Collection[int]:
        """Return the marked rows in which a violation waits for what is blank."""
        if rule.severity != "error" and (rule.each is not None or not self.waiting.progress(contents).todo):
            return ()
        if isinstance(rule, Rule):
            rows = waiting_rows(rule, contents.evaluation, awaited(self.definition).get(rule.key, ()))
            return _marked_rows(rule, contents, self.pointers) if rule.each is None and rows else rows
        return _blank_rows(rule, contents) if key_of(rule) in self.waiting.blanks else ()


def _blank_rows(constraint: Constraint, contents: Contents) -> Collection[int]:
    """Return the rows in which what a keyword demands is blank."""
    field, data = constraint.field, contents.evaluation.data
    paths = {row: concrete(field.table, row, field.name) if field.table else field.path for row in contents.broken(constraint)}
    return {row for row, path in paths.items() if not holds(value_at(data, path))}


def _marked_rows(rule: Watch, contents: Contents, pointers: Mapping[Key, int]) -> Collection[int]:
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


def _worst(terms: Iterable[_Term], otherwise: str) -> str:
    """Return formula text: the number of the worst of which a term is above 0."""
    flags: dict[Severity, dict[str, None]] = {}
    wrong: dict[Severity, dict[str, None]] = {}
    for term in terms:
        flags.setdefault(term.severity, {})[term.flag] = None  # each once: several keywords may share a flag
        wrong.setdefault(term.severity, {}).update({term.wrong: None} if term.wrong else {})
    formula = otherwise
    for severity in reversed(SEVERITIES):
        if severity == "error" and flags.get(severity) != wrong.get(severity):
            formula = f"IF({'+'.join(flags[severity])}>0,{TO_FILL_IN},{formula})"
        if wrong.get(severity):
            formula = f"IF({'+'.join(wrong[severity])}>0,{SEVERITY_NUMBERS[severity]},{formula})"
    return formula
