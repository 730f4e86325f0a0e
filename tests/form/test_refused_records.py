"""Registries refuse what is half made or stands twice: nothing wins silently."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xltool.base.document import Document
from xltool.base.errors import UsageError
from xltool.base.registry import by_name
from xltool.checking import document_check
from xltool.form.kind import Step
from xltool.form.kinds import KINDS
from xltool.rules import compiled_rules, evaluate
from xltool.rules.checks import check, find_check
from xltool.rules.load import load_definition

REAL = json.loads((Path(__file__).parents[1] / "data" / "changzhou-2022.json").read_text(encoding="utf-8"))
CLEAN = Path(__file__).parents[1] / "definitions" / "clean"


def test_two_variants_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two kinds of fields are called 'date'"):
        by_name([KINDS["date"], dataclasses.replace(KINDS["date"])], "kinds of fields")
    assert find_check("cut-off-text")
    with pytest.raises(ValueError, match="two checks are called 'cut-off-text'"):
        check("cut-off-text")(lambda _: iter(()))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"column": "txt"}, "column of the kind 'date' is 'txt'"),
        ({"summary_style": "txt"}, "summary_style of the kind 'date' is 'txt'"),
        ({"summary_use": "add"}, "summary_use of the kind 'date' is 'add'"),
        ({"steps": (*KINDS["date"].steps, Step("late", "[nosuch]", lambda _: 0))}, "'nosuch', which is none of"),
        ({"parts": (*KINDS["date"].parts, dataclasses.replace(KINDS["date"].parts[0], name="text"))}, "a part called 'text'"),
    ],
)
def test_a_kind_that_contradicts_itself_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        dataclasses.replace(KINDS["date"], **changes)


def _fails(*_: object) -> Any:
    raise OverflowError("too large")


def test_a_check_that_fails_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    definition = load_definition("project-performance-target")
    monkeypatch.setattr(document_check, "find_check", lambda _: _fails)
    with pytest.raises(UsageError, match=r"the check R\d+ \([a-z-]+\) failed \(OverflowError: too large\)") as raised:
        list(document_check.findings_of(definition, Document(data=REAL), roster=None, unit=None, year=None))
    assert "运行出错（OverflowError: too large）" in raised.value.message.zh


@pytest.mark.parametrize("attribute", ["read", "is_unreadable", "rule_value"])
def test_a_kind_that_fails_is_not_blamed_on_the_file(attribute: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with checks, what a worker process raises so ends the command."""
    definition = load_definition(CLEAN / "minimal" / "templates" / "minimal.yaml")
    field = next(field for field in definition.schema.all_fields() if field.kind is KINDS["money"])
    monkeypatch.setitem(vars(KINDS["money"]), attribute, _fails)
    with pytest.raises(UsageError) as raised:
        evaluate.evaluate(definition, {"total": field.read(5).value, "items": [{"amount": 5.0}]})
    assert "the kind money failed on" in raised.value.message.en
    assert "OverflowError: too large" in raised.value.message.en
    assert "字段类型 money 处理" in raised.value.message.zh


def test_a_rule_function_that_fails_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    definition = replace(load_definition("project-performance-target"), digest="not compiled yet")
    monkeypatch.setattr(compiled_rules, "compile_formula", lambda *_: lambda *_: _fails)
    with pytest.raises(UsageError, match=r"the rule R\d+ failed \(OverflowError: too large\)") as raised:
        evaluate.evaluate(definition, REAL)
    assert "运行出错（OverflowError: too large）" in raised.value.message.zh


def test_what_lacks_memory_is_not_a_fault_of_a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_: object) -> Any:
        raise MemoryError

    field = load_definition(CLEAN / "minimal" / "templates" / "minimal.yaml").schema.fields["total"]
    monkeypatch.setitem(vars(KINDS["money"]), "read", exhausted)
    with pytest.raises(MemoryError):
        field.read(5)
