"""Evaluate a document: run its form's rules and its JSON Schema once. Cached values of workbooks and all findings come from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.rules.compiled_rules import CompiledRules, compile_rules
from xltool.rules.definition import Definition
from xltool.rules.evaluation import Evaluation
from xltool.rules.rule_inputs import collect_inputs
from xltool.rules.validate import violations

_COMPILED: dict[str, CompiledRules] = {}


def compiled(definition: Definition) -> CompiledRules:
    """Return the compiled rules of a definition, compiled once per process."""
    key = f"{definition.path}:{definition.digest}"
    if key not in _COMPILED:
        _COMPILED[key] = compile_rules(definition.rules.rules, definition.schema)
    return _COMPILED[key]


def evaluate(definition: Definition, data: Mapping[str, Any]) -> Evaluation:
    """Evaluate all rules and constraints of a form over a document."""
    inputs = collect_inputs(definition.schema, data)
    return Evaluation(
        rules=definition.rules,
        data=data,
        inputs=inputs,
        verdicts={verdict.rule.key: verdict for verdict in compiled(definition).evaluate(inputs)},
        violations=tuple(violations(definition, data)),
    )
