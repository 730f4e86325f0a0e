"""Compile rules: each formula becomes a Python function once, so that a document is checked in microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.form.schema import Schema
from xltool.rules.compiled_formulas import Formula, compile_formula, violating_rows
from xltool.rules.evaluation import Verdict
from xltool.rules.language.types import Scope
from xltool.rules.rule_inputs import RuleInputs
from xltool.rules.ruleset import InputPaths, Rule, are_beside, in_dependency_order, input_paths

_FAILED = Text(
    zh="规则 {id} 运行出错（{error}）：这是规则所用函数的程序有误，与报送的文件无关；请改写该规则或修正该函数",
    en="the rule {id} failed ({error}): this is a fault of a function that it calls, not of the file; rewrite the rule or correct the function",
)


@dataclass(frozen=True)
class CompiledRules:
    """A rule set, ready to run."""

    steps: tuple[_Step, ...]

    def evaluate(self, inputs: RuleInputs) -> list[Verdict]:
        """Evaluate every rule, in the order in which they were compiled. Raises UsageError where one fails: no sender is to be blamed."""
        verdicts: dict[tuple[str, int], Verdict] = {}
        for step in self.steps:
            try:
                verdicts[step.rule.key] = step.verdict(inputs, verdicts)
            except MemoryError:
                raise
            except Exception as error:
                raise _failed(step.rule, error) from error
        return list(verdicts.values())

    def is_broken(self, rule: Rule, inputs: RuleInputs) -> bool:
        """Return whether a rule of the whole form does not hold over inputs, be it skipped or not. Raises UsageError as `evaluate`."""
        (step,) = (step for step in self.steps if step.rule.key == rule.key)
        try:
            return bool(violating_rows(range(1), step.formula(inputs.scalars, inputs.columns, inputs.n_rows)))
        except MemoryError:
            raise
        except Exception as error:
            raise _failed(rule, error) from error


def _failed(rule: Rule, error: Exception) -> UsageError:
    return UsageError(_FAILED.filled(id=rule.id, error=f"{type(error).__name__}: {error}"))


def compile_rules(rules: tuple[Rule, ...], schema: Schema) -> CompiledRules:
    """Compile rules that the loader has checked."""
    ordered = in_dependency_order(rules)
    return CompiledRules(tuple(_step(rule, ordered, schema) for rule in ordered))


def _step(rule: Rule, rules: Iterable[Rule], schema: Schema) -> _Step:
    blockers = [other for name in rule.unless for other in rules if other.id == name and are_beside(rule, other, schema)]
    by_row = [other for other in blockers if other.each and other.each == rule.each]
    return _Step(
        rule=rule,
        paths=input_paths(rule, schema),
        blockers=tuple(other.key for other in blockers if other not in by_row),
        row_blockers=tuple(other.key for other in by_row),
        block=schema.block_of(rule.at),
        kept=Verdict(rule),
        skipped=Verdict(rule, skipped=True),
        formula=compile_formula(rule.node, Scope(schema, rule.each)),
    )


@dataclass(frozen=True)
class _Step:
    rule: Rule
    paths: InputPaths
    block: str  # path of the block of a repeated one of which it is asked; "" for none
    blockers: tuple[tuple[str, int], ...]  # keys of rules whose violation makes this one skipped
    row_blockers: tuple[tuple[str, int], ...]  # keys of rules that do so row by row
    kept: Verdict  # where nothing violates the rule
    skipped: Verdict  # where nothing can be decided
    formula: Formula

    def verdict(self, inputs: RuleInputs, verdicts: Mapping[tuple[str, int], Verdict]) -> Verdict:
        if self.block in inputs.unused:
            return self.kept
        if self._is_skipped(inputs, verdicts):
            return self.skipped
        holds = self.formula(inputs.scalars, inputs.columns, inputs.n_rows)
        if self.rule.each is None:
            return Verdict(self.rule, violated=True) if violating_rows(range(1), holds) else self.kept
        skipped = self._skipped_rows(inputs, verdicts)
        rows = range(inputs.n_rows[self.rule.each])
        violating = violating_rows([row for row in rows if row not in skipped] if skipped else rows, holds)
        return Verdict(self.rule, rows=violating, skipped_rows=skipped) if violating or skipped else self.kept

    def _is_skipped(self, inputs: RuleInputs, verdicts: Mapping[tuple[str, int], Verdict]) -> bool:
        return self.paths.is_undecided(inputs) or any(verdicts[key].count for key in self.blockers)

    def _skipped_rows(self, inputs: RuleInputs, verdicts: Mapping[tuple[str, int], Verdict]) -> frozenset[int]:
        return self.paths.bad_rows(inputs).union(*(verdicts[key].rows for key in self.row_blockers))
