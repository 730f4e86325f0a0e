"""Texts that no rule looks at change no verdict: what is stamped without asking all rules is what they would have said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.base.paths import put
from xltool.form.complete_document import complete
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook import template_cache as stamp
from xltool.workbook.fast.independent_fields import independent_fields
from xltool.workbook.form_copy import FormCopy, Issue
from xltool.workbook.template_cache import TemplateCache

MINIMAL = Path(__file__).parent.parent / "definitions" / "clean" / "minimal"
SLOTS = ("project.unit", "project.department", "project.name", "project.leader")
ISSUE = Issue(unit="U", project="", campaign="test", signature="5e" * 32, password="locked")  # noqa: S106 - of a test
RULE = {"id": "named", "severity": "error", "at": "unit", "message": {"zh": "名称", "en": "the name"}}

REAL = load_definition("project-performance-target")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=260)


def verdicts(definition: Definition, texts: Mapping[str, str]) -> object:
    """All that is said of a form that is blank but for some texts."""
    data = complete(definition.schema, {"year": 2022})
    for path, text in texts.items():
        put(data, path, text)
    state = evaluate(definition, data)
    said = {key: (verdict.violated, verdict.skipped, tuple(verdict.rows)) for key, verdict in state.verdicts.items()}
    return said, sorted((violation.path, violation.keyword) for violation in state.violations)


@given(st.fixed_dictionaries(dict.fromkeys(SLOTS, TEXTS)))
def test_texts_of_bystanders_change_no_verdict(texts: dict[str, str]) -> None:
    """Whatever their own part of the schema takes."""
    takes = independent_fields(REAL, SLOTS)
    assert {"project.unit", "project.department"} <= takes.keys()
    chosen = {path: text for path, text in texts.items() if path in takes and takes[path].is_valid(text)}
    assert verdicts(REAL, chosen) == verdicts(REAL, dict.fromkeys(chosen, "甲"))


@given(TEXTS | st.just("x" * 101))
def test_a_text_is_held_to_its_own_part_of_the_schema(text: str) -> None:
    definition = load_definition(MINIMAL / "templates" / "minimal.yaml")
    broken = [violation for violation in evaluate(definition, {"unit": text}).violations if violation.path == "unit"]
    assert independent_fields(definition, ["unit"])["unit"].is_valid(text) == (not broken)


def changed(folder: Path, **members: Any) -> Definition:
    """The smallest form with other members of its schema."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    path = folder / "rules" / "minimal.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**schema, **members}), encoding="utf-8")
    return load_definition(folder / "templates" / "minimal.yaml")


@pytest.mark.parametrize(
    "members",
    [
        {"x-rules": [{**RULE, "formula": 'unit<>"甲"'}]},
        {"x-rules": [{**RULE, "formula": "OR(LEN(unit)<5, total>0)"}]},
        {"if": {"properties": {"unit": {"const": "甲"}}}, "then": {"required": ["total"]}},
        {"allOf": [{"if": {"required": ["unit"]}, "then": {"required": ["total"]}}]},
        {"dependentRequired": {"unit": ["total"]}},
    ],
    ids=["a rule reads it", "a rule reads its length", "if", "allOf", "dependentRequired"],
)
def test_a_text_at_which_somebody_else_looks_is_none_of_them(members: dict[str, Any], tmp_path: Path) -> None:
    assert independent_fields(changed(tmp_path), ["unit"]).keys() == {"unit"}
    assert not independent_fields(changed(tmp_path, **members), ["unit"])


def test_rules_are_asked_about_a_text_that_its_field_does_not_take(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    properties = json.loads((MINIMAL / "rules" / "minimal.schema.json").read_text(encoding="utf-8"))["properties"]
    definition = changed(tmp_path, properties={**properties, "unit": {**properties["unit"], "maxLength": 12}})
    cache = TemplateCache(definition, ["unit"])
    asked: list[str] = []

    def noted(definition: Definition, data: Mapping[str, Any]) -> Any:
        asked.append(data["unit"])
        return evaluate(definition, data)

    cache.workbook(FormCopy(complete(definition.schema, {"unit": "the parks"}), ISSUE))
    monkeypatch.setattr(stamp, "evaluate", noted)
    for text in ("the schools", "the roads", "the lanterns", "the libraries"):
        cache.workbook(FormCopy(complete(definition.schema, {"unit": text}), ISSUE))
    assert asked == ["the libraries"], "which is longer"


def test_a_document_with_a_member_that_no_form_has_is_of_another_kind(tmp_path: Path) -> None:
    definition = changed(tmp_path)
    cache = TemplateCache(definition, ["unit"])
    blank = complete(definition.schema, {"unit": "甲"})
    assert cache.key(FormCopy(blank, ISSUE)) != cache.key(FormCopy({**blank, "more": 1}, ISSUE))
