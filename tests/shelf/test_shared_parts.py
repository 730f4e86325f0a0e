"""What forms of one field share: code lists are one file for all of them, parts of schemas are the same to the letter.

Each schema holds its parts itself, in `$defs`, so that it is whole wherever a definition travels and any validator reads it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xltool.rules.definition_files import builtin_folder
from xltool.rules.load import load_definition

NATIONAL = ("department-targets", "monitoring", "self-evaluation")
#: Part → the forms that have it.
SHARED = {
    "amount": (*NATIONAL, "project-performance-target"),
    "quantity": (*NATIONAL, "project-performance-target"),
    "text": NATIONAL,
    "paragraphs": NATIONAL,
}


def part(form: str, name: str) -> Any:
    return json.loads((builtin_folder() / "rules" / f"{form}.schema.json").read_text(encoding="utf-8"))["$defs"][name]


@pytest.mark.parametrize("name", SHARED)
def test_forms_of_one_field_have_the_same_part(name: str) -> None:
    first, *others = (part(form, name) for form in SHARED[name])
    assert all(other == first for other in others)


def lists(form: str) -> set[Path]:
    return {file for file in load_definition(form).files if file.suffix == ".csv"}


def test_the_types_of_indicators_are_one_list() -> None:
    (types,) = set.intersection(*map(lists, NATIONAL))
    assert types.name == "indicator-types-national.csv"


def test_versions_of_a_form_share_their_lists() -> None:
    assert lists("project-performance-target") == lists("project-performance-target@2022.2")
    assert {file.stem for file in lists("project-performance-target")} == {"indicator-types", "project-levels", "project-types"}
