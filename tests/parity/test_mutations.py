"""The cases of the parity tests tell every wrong rule from the true one, in Python; `mutations` does the same with workbooks."""

from __future__ import annotations

import pytest

from tests.parity.equivalents import EQUIVALENTS
from tests.parity.mutants import EVALUATOR, RENDERER, RuleMutant, constraint_mutants, rule_mutants
from tests.parity.mutations import FORMS, Run, batches, related, try_evaluation
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.keywords import violation


@pytest.fixture(scope="module", params=FORMS)
def run(request: pytest.FixtureRequest) -> Run:
    return FORMS[request.param]()


def test_every_mutant_of_evaluation_is_noticed(run: Run) -> None:
    try_evaluation(run)
    assert len(run.tried) > 100
    assert run.survivors == []


def test_what_means_the_same_is_a_mutant(run: Run) -> None:
    codes, rules = CodeRanges(run.form.definition.schema), run.form.definition.rules
    constraints = constraint_mutants(rules.constraints, lambda one: violation(one, lambda key: key, codes))
    names = {mutant.name for mutant in rule_mutants(run.rules)} | {mutant.name for mutant in constraints}
    assert set(EQUIVALENTS[run.title]) <= {*names, *EVALUATOR, *RENDERER}


def test_mutants_in_one_workbook_touch_no_count_twice(run: Run) -> None:
    home = related(run.rules)
    for batch in batches(run.rule_mutants(), home):
        mutated = {mutant.id for mutant in batch if isinstance(mutant, RuleMutant)}
        assert len(mutated) == len(batch)
        for rule in run.rules:
            assert len({rule.id, *rule.unless} & mutated) <= 1
