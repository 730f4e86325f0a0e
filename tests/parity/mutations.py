"""`python -m tests.parity.mutations`: change one side of the comparison on purpose, and see whether it notices.

The cases are those of the tests, of both forms. Every mutant of a rule is tried on both sides: evaluated in Python, and
rendered into a workbook for LibreOffice; a mutant of a constraint is rendered. One survives when no case tells it from
the truth. Mutants that mean the same as the truth are listed with the reason. The exit status is 1 when any other
survives.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeAlias
from unittest.mock import patch

from tests.parity import test_other_form as other
from tests.parity.cases import Case
from tests.parity.comparison import Form, real_form
from tests.parity.equivalents import EQUIVALENTS
from tests.parity.mutants import (
    EVALUATOR,
    RENDERER,
    ConstraintMutant,
    RuleMutant,
    constraint_mutants,
    constraints_mutated,
    rule_mutants,
    without_guards,
)
from tests.parity.test_parity import sample
from tests.referees.libreoffice import LibreOffice
from xltool.rules.compiled_rules import compile_rules
from xltool.rules.load import load_definition
from xltool.rules.rule_inputs import RuleInputs, collect_inputs
from xltool.rules.ruleset import TEXT_ROOM, Rule
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.keywords import violation

Counts: TypeAlias = dict[str, int]  # violations by rule id
Mutant: TypeAlias = RuleMutant | ConstraintMutant
P = ParamSpec("P")
CHUNK = 60  # cases that are tried at once, until nothing survives
_NUMBERS = count()  # no two mutants are the same form


@dataclass(frozen=True)
class Run:
    """One form with its cases and what is truly said of them; collects what survives."""

    title: str
    form: Form
    cases: Sequence[Case]
    truth: Sequence[Counts]
    inputs: Sequence[RuleInputs]
    killers: dict[str, int] = field(default_factory=dict)  # mutant → number of a case that tells it from the truth
    survivors: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules with formulas."""
        return self.form.definition.rules.rules

    def rule_mutants(self) -> list[RuleMutant]:
        """All but those that mean the same as the truth, and those of the room of texts, which other tests break."""
        told = [rule for rule in self.rules if rule.id != TEXT_ROOM]
        return [mutant for mutant in rule_mutants(told) if mutant.name not in EQUIVALENTS[self.title]]

    def constraint_mutants(self) -> list[ConstraintMutant]:
        """The same of constraints."""
        codes = CodeRanges(self.form.definition.schema)
        found = constraint_mutants(self.form.definition.rules.constraints, lambda one: violation(one, lambda key: key, codes))
        return [mutant for mutant in found if mutant.name not in EQUIVALENTS[self.title]]

    def note(self, side: str, name: str, *, killed: bool) -> None:
        """Write down what became of a mutant."""
        self.tried.append(f"{side}: {name}")
        if not killed:
            self.survivors.append(f"{side}: {name}")
            print(f"survived  {self.title}, {side}: {name}", flush=True)


def run_of(title: str, form: Form, some: Sequence[Case]) -> Run:
    """A form, evaluated without any mutant."""
    truth = [
        {name.removeprefix("check."): count for name, count in form.in_python(case).items() if name.startswith("check.")} for case in some
    ]
    return Run(title, form, some, truth, [collect_inputs(form.definition.schema, form.document(case)) for case in some])


# --- evaluation -------------------------------------------------------------------------------------------------------


def wrong_words_pass(function: Callable[P, None]) -> Callable[P, None]:
    """A mutant may ask for a word that a field can never be, which the type check refuses of a true rule."""
    for name in ("check_word", "check_criterion"):
        function = patch(f"xltool.rules.language.types.{name}", lambda *_: None)(function)
    return function


@wrong_words_pass
def try_evaluation(run: Run) -> None:
    """Every mutant of a rule, then every mutant of the machinery."""
    for mutant in run.rule_mutants():
        mutated = tuple(mutant.rule if rule.key == mutant.rule.key else rule for rule in run.rules)
        killer = _killer(run, mutated, run.inputs)
        if killer is not None:
            run.killers[mutant.name] = killer
        run.note("evaluation", mutant.name, killed=killer is not None)
    for name, patched in EVALUATOR.items():
        if name not in EQUIVALENTS[run.title]:
            with patched():
                run.note("evaluation", name, killed=_killer(run, run.rules, run.inputs) is not None)
    bare = [without_guards(inputs) for inputs in run.inputs]
    run.note("evaluation", "the guard is dropped", killed=_killer(run, run.rules, bare) is not None)


def _killer(run: Run, rules: tuple[Rule, ...], inputs: Sequence[RuleInputs]) -> int | None:
    """The first case of which wrong rules say something wrong; cases that have killed before come first."""
    compiled = compile_rules(rules, run.form.definition.schema)
    order: dict[int, None] = dict.fromkeys((*run.killers.values(), *range(len(inputs))))
    for number in order:
        counts: Counts = {}
        for verdict in compiled.evaluate(inputs[number]):
            counts[verdict.rule.id] = counts.get(verdict.rule.id, 0) + verdict.count
        if any(run.truth[number][rule_id] != count for rule_id, count in counts.items()):
            return number
    return None


# --- rendering --------------------------------------------------------------------------------------------------------


@wrong_words_pass
def try_rendering(run: Run, office: LibreOffice, folder: Path) -> None:
    """Every mutant of a rule and a constraint, many in one workbook; then every mutant of the machinery."""
    for batch in batches([*run.rule_mutants(), *run.constraint_mutants()], related(run.rules)):
        alive = {mutant.name: mutant.id for mutant in batch}
        mutated = {mutant.rule.key: mutant.rule for mutant in batch if isinstance(mutant, RuleMutant)}
        with constraints_mutated(mutant for mutant in batch if isinstance(mutant, ConstraintMutant)):
            path = _workbook(run, mutated, folder)
        hints = [run.killers[name] for name in alive if name in run.killers]
        for wrong in _differences(run, office, path, hints):
            alive = {name: rule_id for name, rule_id in alive.items() if rule_id not in wrong}
            if not alive:
                break
        for mutant in batch:
            run.note("rendering", mutant.name, killed=mutant.name not in alive)
    for name, patched in RENDERER.items():
        if name not in EQUIVALENTS[run.title]:
            with patched():
                path = _workbook(run, {}, folder)
            run.note("rendering", name, killed=any(_differences(run, office, path, list(run.killers.values()))))


def related(rules: Iterable[Rule]) -> dict[str, str]:
    """Rule id → one name for all rules that it depends on through `unless`, or that depend on it."""
    home: dict[str, str] = {}
    for rule in rules:
        together = {home.get(name, name) for name in (rule.id, *rule.unless)}
        first = min(together)
        home |= {name: first for name in (*home, rule.id, *rule.unless) if home.get(name, name) in together}
    return home


def batches(mutants: Iterable[Mutant], home: Mapping[str, str]) -> list[list[Mutant]]:
    """Mutants that may stand in one workbook: no two of them touch the same counts."""
    found: list[dict[str, Mutant]] = []
    depth: dict[str, int] = {}
    for mutant in mutants:
        place = home.get(mutant.id, mutant.id)
        number = depth[place] = depth.get(place, -1) + 1
        if number == len(found):
            found.append({})
        found[number][place] = mutant
    return [list(batch.values()) for batch in found]


def _workbook(run: Run, mutated: Mapping[tuple[str, int], Rule], folder: Path) -> Path:
    definition = run.form.definition
    rules = tuple(mutated.get(rule.key, rule) for rule in run.rules)
    changed = replace(definition, rules=replace(definition.rules, rules=rules), digest=f"mutant {next(_NUMBERS)}")
    return Form(changed).write(folder)


def _differences(run: Run, office: LibreOffice, path: Path, hints: Iterable[int]) -> Iterator[set[str]]:
    """The rules of which a workbook counts something wrong, some cases at a time; the cases that should tell come first."""
    first = list(dict.fromkeys(hints))
    rest = [number for number in range(len(run.cases)) if number not in set(first)]
    chunks = ([first] if first else []) + [rest[start : start + CHUNK] for start in range(0, len(rest), CHUNK)]
    with office.open(path) as book:
        for chunk in chunks:
            names = [f"check.{rule_id}" for rule_id in run.form.definition.rules.ids]
            shown = book.evaluate([run.cases[number] for number in chunk], clear=run.form.inputs, read=names)
            yield _wrong(shown, [run.truth[number] for number in chunk])


def _wrong(shown: Iterable[Mapping[str, object]], truth: Iterable[Counts]) -> set[str]:
    return {
        name.removeprefix("check.")
        for counts, true in zip(shown, truth, strict=True)
        for name, count in counts.items()
        if count != true[name.removeprefix("check.")]
    }


# --- the run ----------------------------------------------------------------------------------------------------------


def _real() -> Run:
    return run_of("real form", real_form(), sample())


def _other() -> Run:
    with tempfile.TemporaryDirectory() as folder:
        form = Form(load_definition(other.definition_folder(Path(folder))))
    return run_of("other form", form, other.sample(form))


FORMS: dict[str, Callable[[], Run]] = {"real": _real, "other": _other}


def main() -> int:
    """Run every mutant and print the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity.mutations", description=__doc__)
    parser.add_argument("--form", choices=FORMS, action="append", help="only this one")
    parser.add_argument("--evaluation", action="store_true", help="only in Python, without LibreOffice")
    options = parser.parse_args()
    survived = 0
    for name in options.form or FORMS:
        run = FORMS[name]()
        try_evaluation(run)
        with nullcontext() if options.evaluation else LibreOffice() as office, tempfile.TemporaryDirectory() as folder:
            if office:
                try_rendering(run, office, Path(folder))
        survived += len(run.survivors)
        print(
            f"{run.title}: {len(run.tried)} mutants, {len(run.survivors)} survived; {len(EQUIVALENTS[run.title])} mean the same as the truth"
        )
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
