"""One workbook, filled by LibreOffice, against the same rules in Python: where do they disagree?

Compared are the defined names by which the workbook shows its verdict: `check.<id>`, the totals by severity, and
`mark.<path>`, from which every input cell takes its colour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.parity.cases import Case, Cell, seed_inputs
from tests.parity.documents import document_of, in_block, in_order, typed_over, used_rows
from xltool.base.findings import SEVERITIES
from xltool.base.normalise import exact
from xltool.base.paths import defined_name, path_of_name, value_at
from xltool.form.complete_document import complete
from xltool.form.given import fill_in_defaults
from xltool.form.layout import place
from xltool.form.sheet_names import check_name
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.evaluation import Evaluation
from xltool.rules.load import load_definition
from xltool.rules.ruleset import Constraint, Rule
from xltool.rules.waiting import Demands, awaited, completeness_of, demands, rules_of_blank_form, waiting_rows
from xltool.workbook.assemble import build_workbook
from xltool.workbook.helper_sheet.plan_records import NOT_ASKED, TO_FILL_IN

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: What the defined names of the workbook show: a count, a mark, or a column of marks.
Shown = Mapping[str, Any]
#: From here on an amount with cents has more digits than 15.
_BEYOND_DIGITS = 1e13
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
def real_form() -> Form:
    """The form of 2022."""
    return Form(load_definition("project-performance-target"))


@dataclass(frozen=True)
class Form:
    """A form under comparison."""

    definition: Definition
    given: Case = field(default_factory=dict)  # what stands in locked cells before anybody fills the form in

    @cached_property
    def capacity(self) -> dict[str, int]:
        """Rows that each table has room for."""
        tables = place(self.definition.template, self.definition.schema).tables
        return {defined_name(path): area.capacity for path, (_, area) in tables.items()}

    @cached_property
    def inputs(self) -> list[str]:
        """The defined names of everything that is filled in."""
        return [defined_name(field.path) for field in self.definition.schema.all_fields() if not field.is_locked]

    @cached_property
    def computed(self) -> list[str]:
        """The defined names of everything that is computed."""
        return [defined_name(field.path) for field in self.definition.schema.all_fields() if field.is_computed]

    @cached_property
    def counts(self) -> list[str]:
        """The defined names of all counts: one for each rule id, one for each severity."""
        checks = [check_name(rule_id) for rule_id in self.definition.rules.ids]
        return [*checks, *(f"xltool.{severity}s" for severity in SEVERITIES), "xltool.todo", "xltool.filled", "xltool.required"]

    @cached_property
    def marks(self) -> list[str]:
        """The defined names of all marks: those of the fields that a rule points at."""
        places = {rule.at for rule in self.definition.rules.rendered}
        return [defined_name(f"mark.{field.path}") for field in self.definition.schema.all_fields() if field.path in places]

    @property
    def names(self) -> list[str]:
        """All names that are compared."""
        return [*self.counts, *self.marks, *self.computed]

    def document(self, case: Case) -> dict[str, Any]:
        """The data of the document that the reader makes of a case."""
        return complete(self.definition.schema, document_of(self.definition.schema, case | self.given))

    def typed(self, case: Case) -> dict[str, Any]:
        """The same document with what stands in the cells in the place of what is read from them."""
        ordered, _ = in_order(self.definition.schema, case | self.given)
        return typed_over(self.definition.schema, self.document(ordered), ordered)

    @cached_property
    def blank(self) -> dict[str, Any]:
        """The document of the form as it is handed out."""
        data = self.document({})
        fill_in_defaults(self.definition.schema, data)
        return data

    def write(self, folder: Path) -> Path:
        """The form as it is handed out, blank."""
        path = folder / "form.xlsx"
        path.write_bytes(build_workbook(self.definition, self.blank))
        return path

    def in_office(self, office: LibreOffice, path: Path, cases: Iterable[Case]) -> list[dict[str, Any]]:
        """What the workbook's own formulas say of each case."""
        return office.evaluate(path, cases, clear=self.inputs, read=self.names)

    def in_python(self, case: Case) -> dict[str, Any]:
        """What Python says of the same inputs, under the names of the workbook."""
        case, moved = in_order(self.definition.schema, case | self.given)
        state = evaluate(self.definition, self.document(case))
        found = self._counts(state) | self._marks(state, case) | self._computed(state, case)
        return {name: found[in_block(name, moved) or self._in_last_block(name)] for name in self.names}

    def _in_last_block(self, name: str) -> str:
        """The same name in the last block of a repeated one: where some are not in use, the document has not that one."""
        for path, repeat in self.definition.schema.repeats.items():
            name = re.sub(rf"(^|\.){re.escape(path)}\.\d+\.", rf"\g<1>{path}.{repeat.most}.", name)
        return name

    def _counts(self, state: Evaluation) -> dict[str, int]:
        counts = dict.fromkeys(self.counts, 0)
        for rule, count in _counted(state):
            counts[check_name(rule.id)] += count
            counts[f"xltool.{rule.severity}s"] += count
        found = completeness_of(self.definition, state, self.demands)
        return counts | {"xltool.todo": found.todo, "xltool.filled": found.filled, "xltool.required": found.required}

    @cached_property
    def demands(self) -> Demands:
        """What must be filled in."""
        return demands(self.definition, rules_of_blank_form(self.definition, evaluate(self.definition, self.blank)))

    def _waiting(self, state: Evaluation, rule: Rule | Constraint) -> Collection[int]:
        """The rows of the document in which a violation waits for something blank; [0] for a single field or the form as a whole."""
        if rule.severity != "error" and not (rule.each is None and completeness_of(self.definition, state, self.demands).todo):
            return ()
        if isinstance(rule, Rule):
            return waiting_rows(rule, state, awaited(self.definition).get(rule.key, ()))
        keywords = {one.keyword for one in state.rules.constraints if (one.id, one.at) == (rule.id, rule.at)}
        blank = [value_at(state.data, path) is None for path in state.places(rule)]
        return [row for row, is_blank in enumerate(blank) if is_blank and "required" in keywords]

    def _marks(self, state: Evaluation, case: Case) -> dict[str, Any]:
        """The mark of every input cell: of a table's column for each row of the sheet."""
        used = {table.path: used_rows(table, case) for table in self.definition.schema.tables.values()}
        marks: dict[str, Any] = {name: self._unmarked(path_of_name(name.removeprefix("mark.")), state, used) for name in self.marks}
        for rule in self.definition.rules.rendered:
            if defined_name(f"mark.{rule.at}") in marks:  # else the rule points at a whole table
                waiting = self._waiting(state, rule)
                for row in _marked_rows(state, rule):
                    waits = row in waiting or (isinstance(rule, Rule) and rule.each is None and 0 in waiting)
                    mark = MARKS[rule.severity] if not waits else TO_FILL_IN if rule.severity == "error" else 0
                    _mark(marks, rule, mark, row, used.get(rule.at.rpartition(".")[0]))
        return marks

    def _computed(self, state: Evaluation, case: Case) -> dict[str, Any]:
        """The value of every computed cell as a sheet shows it: of a table's column for each row of the sheet."""
        values: dict[str, Any] = {}
        for one in self.definition.schema.all_fields():
            if not one.is_computed:
                continue
            name = defined_name(one.path)
            if one.table is None:
                values[name] = _shown(value_at(state.data, one.path))
                continue
            values[name] = [""] * self.capacity[defined_name(one.table)]
            rows = value_at(state.data, one.table) or []
            for at, row in zip(used_rows(self.definition.schema.tables[one.table], case), rows, strict=True):
                values[name][at] = _shown(row[one.name])
        return values

    def _unmarked(self, path: str, state: Evaluation, used: Mapping[str, list[int]]) -> int | list[int]:
        """The mark where no rule is violated: 0, or what says that the cell is not asked for."""
        table = path.rpartition(".")[0]
        capacity = self.capacity.get(defined_name(table))
        if capacity is None:
            return 0 if state.applies(path) else NOT_ASKED
        index = self.definition.rules.condition_of.get(path)
        if index is None or self.definition.rules.conditions[index].each is None:
            return [0 if state.applies(path) else NOT_ASKED] * capacity
        rows = {place: row for row, place in enumerate(used[table])}
        return [0 if place not in rows or state.applies(path, rows[place]) else NOT_ASKED for place in range(capacity)]

    def disagreements(self, cases: Iterable[Case], shown: Iterable[Shown], start: int = 0) -> Iterator[Disagreement]:
        """Every name of every case that shows different things on the two sides."""
        for number, (case, office) in enumerate(zip(cases, shown, strict=True), start=start):
            python = self.in_python(case)
            for name in self.names:
                if differ(office[name], python[name]):
                    yield Disagreement(number, name, *_difference(office[name], python[name]), case)


def _counted(state: Evaluation) -> Iterator[tuple[Rule | Constraint, int]]:
    """Rules and constraints with their violations; several keywords of one id on one field count once."""
    seen: set[tuple[str, str]] = set()
    for rule in state.rules.rendered:
        key = (rule.id, rule.at)
        if isinstance(rule, Rule) or key not in seen:
            yield rule, state.count(rule)
        if isinstance(rule, Constraint):
            seen.add(key)


def _marked_rows(state: Evaluation, rule: Rule | Constraint) -> Iterable[int]:
    """Rows of the document that a rule marks; [0] for a single field, and the row that is meant for a column that is wrong as a whole."""
    if isinstance(rule, Constraint):
        return [row for row, path in enumerate(state.places(rule)) if state.breaks(rule.id, path)]
    verdict = state.verdicts[rule.key]
    if verdict.violated and rule.at.rpartition(".")[0] in state.inputs.n_rows:
        return [row for row in [state.row_meant(rule)] if row is not None]
    return verdict.rows if rule.each else [0] * verdict.violated


def _mark(marks: dict[str, Any], rule: Rule | Constraint, mark: int, row: int, used: list[int] | None) -> None:
    """Mark a cell, unless it has a worse mark: what is to be filled in is worse than a warning and better than an error."""
    name, worst = defined_name(f"mark.{rule.at}"), (NOT_ASKED, 0, 1, 2, TO_FILL_IN, MARKS["error"]).index
    if used is None:
        marks[name] = max(marks[name], mark or marks[name], key=worst)
    elif row < len(used):
        marks[name][used[row]] = max(marks[name][used[row]], mark or marks[name][used[row]], key=worst)


def _shown(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, str) else float(value)


def differ(office: Any, python: Any) -> bool:
    """Whether two sides show different things: texts and counts as they are, numbers to 12 decimals or 15 digits.

    Beyond 15 digits a spreadsheet calculates on with 17 where a document holds 15: of such results the first 12 are compared.
    """
    if isinstance(office, list) and isinstance(python, list):
        return len(office) != len(python) or any(map(differ, office, python))
    if isinstance(office, float) and isinstance(python, float):
        is_long = min(abs(office), abs(python)) >= _BEYOND_DIGITS
        return not math.isclose(office, python, rel_tol=1e-12) if is_long else exact(office) != exact(python)
    return bool(office != python)


def _difference(office: Any, python: Any) -> tuple[Any, Any]:
    """Of two columns only the rows that differ, as {row: mark}."""
    if not isinstance(office, list):
        return office, python
    rows = [row for row, pair in enumerate(zip(office, python, strict=True)) if differ(*pair)]
    return {row: office[row] for row in rows}, {row: python[row] for row in rows}


def inputs_that_matter(case: Case) -> dict[str, Cell | list[Cell]]:
    """The inputs of a case that differ from the real form."""
    real = seed_inputs()
    return {path: value for path, value in case.items() if value != real.get(path)}
