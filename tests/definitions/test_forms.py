"""The forms under `forms/`: real kinds of forms, each with two right fillings and one with known faults, and the counts that it yields."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import xltool
from xltool.base.paths import in_row, parent_of, value_at
from xltool.rules.compute import differences
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

FORMS = sorted(path for path in (Path(__file__).parent / "forms").iterdir() if path.is_dir())
RIGHT = [(form, name) for form in FORMS for name in ("U1", "U2")]


def template_of(form: Path) -> Path:
    return form / "templates" / f"{form.name}.yaml"


def filling(form: Path, name: str) -> dict[str, Any]:
    return load_document(form / "data" / f"{name}.json")


def computed_places(definition: Definition, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the concrete path of every computed value of a document; blocks that are not in use have none."""
    for field in definition.schema.all_fields():
        if value_at(document, definition.schema.block_of(field.path) or field.path.partition(".")[0]) is None:
            continue
        if field.is_computed and field.table is None:
            yield field.path
        elif field.is_computed and field.table is not None:
            yield from (in_row(field.table, row, field.name) for row in range(len(value_at(document, field.table))))


def without_computed(definition: Definition, document: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a document for people to type."""
    typed = copy.deepcopy(dict(document))
    for path in computed_places(definition, document):
        owner = value_at(typed, parent_of(path)) if parent_of(path) else typed
        owner.pop(path.rpartition(".")[2], None)
    return typed


@pytest.mark.parametrize(("form", "name"), RIGHT, ids=lambda part: getattr(part, "name", part))
def test_what_nobody_types_is_what_was_typed_before(form: Path, name: str) -> None:
    """The fillings were written when every number was typed: computed values must give the same document."""
    definition, document = load_definition(template_of(form)), filling(form, name)
    assert list(differences(definition, document)) == []
    assert evaluate(definition, without_computed(definition, document)).data == document


@pytest.mark.parametrize(("form", "name"), RIGHT, ids=lambda part: getattr(part, "name", part))
def test_a_right_filling_is_clean(form: Path, name: str, tmp_path: Path) -> None:
    definition, document = load_definition(template_of(form)), filling(form, name)
    workbook = xltool.build(template_of(form), tmp_path / "form.xlsx", data=without_computed(definition, document))
    (file,) = xltool.check([workbook], templates=form / "templates").files
    assert [(finding.rule, finding.field) for finding in file.findings] == []
    assert file.document.data == document


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_faulty_filling_yields_its_counts(form: Path, tmp_path: Path) -> None:
    """A computed value cannot be typed wrongly any more: where the filling has another one, the command says so."""
    expected = json.loads((form / "data" / "U3.expected.json").read_text(encoding="utf-8"))
    told: list[str] = []
    workbook = xltool.build(
        template_of(form), tmp_path / "form.xlsx", data=filling(form, "U3"), on_difference=lambda text: told.append(text.en)
    )
    (file,) = xltool.check([workbook], templates=form / "templates").files
    assert Counter(finding.rule for finding in file.findings) == Counter(expected["findings"])
    assert [text.split(" ", 1)[0] for text in told] == expected["differences"]
