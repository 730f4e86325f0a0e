"""One workbook, filled by LibreOffice, against the same rules in Python: where do they disagree?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.parity.cases import Case, Cell, seed_inputs
from tests.parity.documents import document_of
from tests.referees.libreoffice import LibreOffice
from xltool.finding import SEVERITIES
from xltool.load import load_definition
from xltool.ruleset import Constraint, Rule
from xltool.state import State, state_of
from xltool.template import Definition
from xltool.writer import build_workbook

#: The empty form that every case is typed into.
Counts = dict[str, Any]


@dataclass(frozen=True)
class Disagreement:
    """LibreOffice and Python count one rule differently."""

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


def write_form(folder: Path) -> Path:
    """The form as it is handed out, blank."""
    path = folder / "form.xlsx"
    path.write_bytes(build_workbook(definition(), document_of(definition().schema, {})))
    return path


def office_counts(office: LibreOffice, form: Path, cases: Iterable[Case]) -> list[Counts]:
    """What the workbook's own formulas count."""
    return office.evaluate(form, cases, clear=input_names(), read=count_names())


def python_counts(case: Case) -> Counts:
    """What Python counts of the same inputs."""
    return counts_of(state_of(definition(), document_of(definition().schema, case)))


def counts_of(state: State) -> Counts:
    """Violations by rule id and by severity, under the names that the workbook gives them."""
    counts: Counts = dict.fromkeys(count_names(), 0)
    for rule, count in _counted(state):
        counts[f"check.{rule.id}"] += count
        counts[f"xltool.{rule.severity}s"] += count
    return counts


def _counted(state: State) -> Iterator[tuple[Rule | Constraint, int]]:
    """Rules and constraints with their violations; several keywords of one id on one field count once."""
    seen: set[tuple[str, str]] = set()
    for rule in state.definition.rules.rendered:
        if isinstance(rule, Constraint):
            if (rule.id, rule.at) in seen:
                continue
            seen.add((rule.id, rule.at))
        yield rule, state.count(rule)


def disagreements(cases: Iterable[Case], offices: Iterable[Mapping[str, Any]], start: int = 0) -> Iterator[Disagreement]:
    """Every name of every case for which the two sides say different things."""
    for number, (case, office) in enumerate(zip(cases, offices, strict=True), start=start):
        python = python_counts(case)
        for name in count_names():
            if office[name] != python[name]:
                yield Disagreement(number, name, office[name], python[name], case)


def inputs_that_matter(disagreement: Disagreement) -> dict[str, Cell | list[Cell]]:
    """The inputs of a case that differ from the real form, long columns cut down to what differs."""
    real = seed_inputs()
    wanted: dict[str, Cell | list[Cell]] = {}
    for path, value in disagreement.case.items():
        if value != real.get(path):
            wanted[path] = value
    return wanted
