"""What forms of one field share: code lists are one file for all of them, and so are the parts of schemas (`rules/parts/`)."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import xltool
from xltool.rules.definition_files import builtin_folder
from xltool.rules.load import load_definition
from xltool.rules.shelf import forms

RULES = builtin_folder() / "rules"
NATIONAL = ("department-targets", "monitoring", "self-evaluation")
FIRST = ("project-performance-target", "project-performance-target@2022.2")
#: Part → the forms that have it.
SHARED = {
    "performance.schema.json#/$defs/amount": (*NATIONAL, *FIRST),
    "performance.schema.json#/$defs/quantity": (*NATIONAL, *FIRST),
    "performance.schema.json#/$defs/text": NATIONAL,
    "performance.schema.json#/$defs/paragraphs": NATIONAL,
    "project-performance-target.schema.json#/$defs/text": FIRST,
    "project-performance-target.schema.json#/$defs/paragraphs": FIRST,
    "project-performance-target.schema.json#/$defs/date": FIRST,
}


def schema_of(form: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((RULES / f"{form}.schema.json").read_text(encoding="utf-8"))
    return schema


def references(node: Any) -> set[str]:
    """Every `$ref` in a schema."""
    if not isinstance(node, dict | list):
        return set()
    own = {node["$ref"]} if isinstance(node, dict) and isinstance(node.get("$ref"), str) else set()
    return own.union(*map(references, node.values() if isinstance(node, dict) else node))


def test_forms_of_one_field_refer_to_the_same_part() -> None:
    used = {form.name: references(schema_of(form.name)) for form in forms()}
    found = {part: {name for name in used if f"parts/{part}" in used[name]} for part in SHARED}
    assert found == {part: set(names) for part, names in SHARED.items()}
    assert {reference for names in used.values() for reference in names if not reference.startswith("#")} == {
        f"parts/{part}" for part in SHARED
    }


def test_every_part_is_used_by_several_forms() -> None:
    parts = {
        f"{file.name}#/$defs/{name}"
        for file in (RULES / "parts").iterdir()
        for name in json.loads(file.read_text(encoding="utf-8"))["$defs"]
    }
    assert parts == SHARED.keys()


@pytest.mark.parametrize("pair", list(combinations((*NATIONAL, FIRST[0], FIRST[1]), 2)), ids=" ".join)
def test_no_part_stands_in_two_forms(pair: tuple[str, str]) -> None:
    one, other = (
        {json.dumps(part) for part in schema_of(form).get("$defs", {}).values() if not part.get("$ref", "#").startswith("parts/")}
        for form in pair
    )
    assert not one & other


@pytest.mark.parametrize("form", [*NATIONAL, *FIRST])
def test_a_campaign_takes_them_along(form: str, tmp_path: Path) -> None:
    xltool.init(tmp_path / "campaign", form)
    definition = load_definition(form)
    copied = {path.relative_to(tmp_path / "campaign").as_posix() for path in (tmp_path / "campaign" / "rules" / "parts").iterdir()}
    assert copied == {f"rules/parts/{path.name}" for path in definition.files if path.parent.name == "parts"} != set()
    assert load_definition(definition.id, tmp_path / "campaign" / "templates").schema == definition.schema


def lists(form: str) -> set[Path]:
    return {file for file in load_definition(form).files if file.suffix == ".csv"}


def test_the_types_of_indicators_are_one_list() -> None:
    (types,) = set.intersection(*map(lists, NATIONAL))
    assert types.name == "indicator-types-national.csv"


def test_versions_of_a_form_share_their_lists() -> None:
    assert lists("project-performance-target") == lists("project-performance-target@2022.2")
    assert {file.stem for file in lists("project-performance-target")} == {"indicator-types", "project-levels", "project-types"}


def test_forms_that_name_one_list_name_one_file() -> None:
    by_name = Counter(file.name for file in {file for form in forms() for file in lists(form.name)})
    assert set(by_name.values()) == {1}
