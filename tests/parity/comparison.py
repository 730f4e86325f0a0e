"""One workbook, filled by LibreOffice, against the same rules in Python: where do they disagree?

Compared are the defined names that the workbook shows its verdict by: `check.<id>`, the totals by severity, and
`mark.<path>`, from which every input cell takes its colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.parity.cases import CAPACITY, Case, Cell, seed_inputs
from tests.parity.documents import document_of, used_rows
from tests.referees.libreoffice import LibreOffice
from xltool.finding import SEVERITIES
from xltool.load import load_definition
from xltool.ruleset import Constraint, Rule
from xltool.state import State, state_of
from xltool.template import Definition
from xltool.writer import build_workbook

#: What a defined name of the workbook shows: a count, a mark, or a column of marks.
Shown = Mapping[str, Any]
#: The mark of a cell by the worst severity found there.
MARKS = {"error": 3, "warning": 2, "info": 1}


@dataclass(frozen=True)
class Disagreement:
    """One name shows one thing in LibreOffice and another in Python."""

    number: int
    name: str
    office: Any
    python: Any
    case: Case

    def __str__(self) -> str:
        return f"case {self.number}  {self.name}: LibreOffice {self.office}, Python {self.python}"


@cache
def definition() -> Definition:
    """The definition of the form."""
    return load_definition("project-performance-target")


def input_names() -> list[str]:
    """The defined names of everything that is filled in."""
    return [field.path for field in definition().schema.all_fields()]


def count_names() -> list[str]:
    """The defined names of all counts: one for each rule id, one for each severity."""
    return [*(f"check.{rule_id}" for rule_id in definition().rules.ids), *(f"xltool.{severity}s" for severity in SEVERITIES)]


def mark_names() -> list[str]:
    """The defined names of all marks: those of the fields that a rule points at."""
    fields = definition().schema.all_fields()
    places = {rule.at for rule in definition().rules.rendered}
    return [f"mark.{field.path}" for field in fields if field.path in places]


def shown_names() -> list[str]:
    """All names that are compared."""
    return [*count_names(), *mark_names()]


def write_form(folder: Path) -> Path:
    """The form as it is handed out, blank."""
    path = folder / "form.xlsx"
    path.write_bytes(build_workbook(definition(), document_of(definition().schema, {})))
    return path


def shown_by_office(office: LibreOffice, form: Path, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """What the workbook's own formulas say of each case."""
    return office.evaluate(form, cases, clear=input_names(), read=shown_names())


def shown_by_python(case: Case) -> dict[str, Any]:
    """What Python says of the same inputs, under the names of the workbook."""
    state = state_of(definition(), document_of(definition().schema, case))
    return counts_of(state) | marks_of(state, case)


# --- counts -----------------------------------------------------------------------------------------------------------


def counts_of(state: State) -> dict[str, int]:
    """Violations by rule id and by severity."""
    counts = dict.fromkeys(count_names(), 0)
    for rule, count in _counted(state):
        counts[f"check.{rule.id}"] += count
        counts[f"xltool.{rule.severity}s"] += count
    return counts


def _counted(state: State) -> Iterator[tuple[Rule | Constraint, int]]:
    """Rules and constraints with their violations; several keywords of one id on one field count once."""
    seen: set[tuple[str, str]] = set()
    for rule in state.definition.rules.rendered:
        key = (rule.id, rule.at)
        if isinstance(rule, Rule) or key not in seen:
            yield rule, state.count(rule)
        if isinstance(rule, Constraint):
            seen.add(key)


# --- marks ------------------------------------------------------------------------------------------------------------


def marks_of(state: State, case: Case) -> dict[str, Any]:
    """The mark of every input cell: of a table's column for each row of the sheet."""
    used = {table.path: used_rows(table, case) for table in state.definition.schema.tables.values()}
    marks: dict[str, Any] = {name: _blank_marks(name.removeprefix("mark.")) for name in mark_names()}
    for rule in state.definition.rules.rendered:
        if f"mark.{rule.at}" in marks:  # else the rule points at a whole table
            for row in _marked_rows(state, rule):
                _put_mark(marks, rule, row, used.get(rule.at.partition(".")[0]))
    return marks


def _blank_marks(path: str) -> int | list[int]:
    capacity = CAPACITY.get(path.partition(".")[0])
    return [0] * capacity if capacity else 0


def _marked_rows(state: State, rule: Rule | Constraint) -> Iterable[int]:
    """Rows of the document that a rule marks; [0] for a single field, and for a column that is wrong as a whole."""
    if isinstance(rule, Constraint):
        return [row for row, path in enumerate(state.places(rule)) if state.breaks(rule.id, path)]
    verdict = state.verdicts[rule.key]
    return verdict.rows if rule.each else [0] * verdict.violated


def _put_mark(marks: dict[str, Any], rule: Rule | Constraint, row: int, used: list[int] | None) -> None:
    name, mark = f"mark.{rule.at}", MARKS[rule.severity]
    if used is None:
        marks[name] = max(marks[name], mark)
    elif row < len(used):
        marks[name][used[row]] = max(marks[name][used[row]], mark)


# --- comparing --------------------------------------------------------------------------------------------------------


def disagreements(cases: Iterable[Case], shown: Iterable[Shown], start: int = 0) -> Iterator[Disagreement]:
    """Every name of every case that shows different things on the two sides."""
    for number, (case, office) in enumerate(zip(cases, shown, strict=True), start=start):
        python = shown_by_python(case)
        for name in shown_names():
            if office[name] != python[name]:
                yield Disagreement(number, name, *_difference(office[name], python[name]), case)


def _difference(office: Any, python: Any) -> tuple[Any, Any]:
    """Of two columns only the rows that differ, as {row: mark}."""
    if not isinstance(office, list):
        return office, python
    rows = [row for row, pair in enumerate(zip(office, python, strict=True)) if pair[0] != pair[1]]
    return {row: office[row] for row in rows}, {row: python[row] for row in rows}


def inputs_that_matter(case: Case) -> dict[str, Cell | list[Cell]]:
    """The inputs of a case that differ from the real form."""
    real = seed_inputs()
    return {path: value for path, value in case.items() if value != real.get(path)}
