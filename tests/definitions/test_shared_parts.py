"""Parts in files of their own: every validator reads them as we do, whatever copies a definition takes them along, and only what is used counts."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import xltool
from xltool.reading import read_workbook
from xltool.rules.definition_files import builtin_folder
from xltool.rules.load import load_definition
from xltool.rules.loading.shared_parts import take_in_parts
from xltool.rules.loading.source import read_json
from xltool.rules.shelf import forms

SHARED = Path(__file__).parent / "clean" / "shared-parts"
FIELD, OFFICE = "rules/parts/field.schema.json", "rules/parts/office.schema.json"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A copy of the form with parts; returns its template."""
    shutil.copytree(SHARED, tmp_path / "form")
    return tmp_path / "form" / "templates" / "shared-parts.yaml"


def edit(template: Path, name: str, before: str, after: str) -> None:
    path = template.parents[1] / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


# --- JSON Schema ------------------------------------------------------------------------------------------------------


def retrieve(uri: str) -> Resource[Any]:
    return Resource.from_contents(json.loads(Path(unquote(uri.removeprefix("file://"))).read_text(encoding="utf-8")))


def faults(schema: Path, document: Any) -> list[tuple[str, str]]:
    """What jsonschema finds in a document by the files as they stand, with references as the standard resolves them."""
    registry: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]  # attrs names the parameter without its underscore
    whole = {"$ref": schema.resolve().as_uri()}
    return sorted((error.json_path, str(error.validator)) for error in Draft202012Validator(whole, registry=registry).iter_errors(document))


def own_faults(schema: Path, document: Any) -> list[tuple[str, str]]:
    """The same by the schema into which its parts are taken."""
    source = read_json(schema)
    take_in_parts(source, schema.parent)
    return sorted((error.json_path, str(error.validator)) for error in Draft202012Validator(source.data).iter_errors(document))


@pytest.mark.parametrize("value", [None, "", "x" * 99, -1, 0.001, 10**9, {}, [], 7])
@pytest.mark.parametrize("path", ["unit", "total", "works", "services", "people", "people.0.share"])
def test_a_reference_means_what_the_standard_says(form: Path, path: str, value: Any) -> None:
    document = json.loads((SHARED / "document.json").read_text(encoding="utf-8"))
    *way, last = path.split(".")
    holder = document
    for step in way:
        holder = holder[int(step)] if step.isdecimal() else holder[step]
    holder[last] = value
    schema = form.parents[1] / "rules" / "shared-parts.schema.json"
    assert own_faults(schema, document) == faults(schema, document)


BUILT_IN_WITH_PARTS = [item.name for item in forms() if any(path.parent.name == "parts" for path in load_definition(item.path).files)]


@pytest.mark.parametrize("name", BUILT_IN_WITH_PARTS)
def test_the_files_of_a_built_in_form_are_read_by_any_validator(name: str) -> None:
    (item,) = (item for item in forms() if item.name == name)
    schema = builtin_folder() / "rules" / f"{name}.schema.json"
    for example in sorted(item.examples.glob("[!e]*.json")):
        document = json.loads(example.read_text(encoding="utf-8"))
        assert own_faults(schema, document) == faults(schema, document)


# --- what is used counts ----------------------------------------------------------------------------------------------


def test_a_part_counts_for_its_content_and_not_for_its_file(form: Path) -> None:
    before = load_definition(form).digest
    edit(form, FIELD, '"maxLength": 9}', '"maxLength": 8}')  # of a part that the form does not use
    edit(form, FIELD, '"title": "Fields of every form",', '"title": "Fields",')
    assert load_definition(form).digest == before
    edit(form, FIELD, '"maxLength": 60}', '"maxLength": 61}')
    assert load_definition(form).digest != before


def test_a_part_written_into_the_schema_is_the_same_definition(form: Path) -> None:
    """Workbooks that were sent out stay those of the form when its parts move to a file."""
    amount = '{"type": ["number", "null"], "x-kind": "money", "x-unit": "CNY", "minimum": 0, "maximum": 999999, "multipleOf": 0.01}'
    for name, before, after in (
        ("rules/shared-parts.schema.json", '"$ref": "parts/office.schema.json#/$defs/kind"', '"type": ["string", "null"], "x-codes": "kinds"'),
        ("rules/shared-parts.schema.json", '"$ref": "parts/field.schema.json#/$defs/name"', '"type": "string", "maxLength": 60'),
        ("rules/shared-parts.schema.json", '"$ref": "parts/office.schema.json#/$defs/halves"', '"$ref": "#/$defs/amount"'),
        ("rules/shared-parts.schema.json", '"$ref": "./parts/office.schema.json#/$defs/halves"', '"$ref": "#/$defs/amount"'),
        ("rules/shared-parts.schema.json", '{"$ref": "parts/office.schema.json#/$defs/person"}', '{"properties": {"name": {"type": "string", "maxLength": 9, "title": "N"}, "share": {"title": "S", "$ref": "#/$defs/amount"}}}'),
        ("rules/shared-parts.schema.json", "works.both+services.both", "works+services"),
        ("templates/shared-parts.yaml", "      - block: grid\n        rows: [works, services]\n        labels: A\n        columns: {first: B, second: C, both: D}\n", "      - block: fields\n        rows:\n          - {fields: [{field: works, label: A, input: B}, {field: services, label: C, input: D}]}\n"),
    ):  # fmt: skip
        edit(form, name, before, after)
    shared = load_definition(form)
    assert [path.name for path in shared.files if path.parent.name == "parts"] == ["field.schema.json"]
    edit(form, "rules/shared-parts.schema.json", '{"$ref": "parts/field.schema.json#/$defs/amount"}', amount)
    written = load_definition(form)
    assert [path.name for path in written.files if path.parent.name == "parts"] == []
    assert written.digest == shared.digest


def test_an_edited_part_is_seen_at_once(form: Path) -> None:
    assert load_definition(form).schema.fields["total"].maximum == 999999
    edit(form, FIELD, '"maximum": 999999', '"maximum": 5000')
    assert load_definition(form).schema.fields["total"].maximum == 5000
    assert load_definition(form).schema.fields["works.second"].maximum == 5000


# --- copies -----------------------------------------------------------------------------------------------------------


def test_a_campaign_has_them_from_the_first_day_to_the_summary(form: Path, tmp_path: Path) -> None:
    roster = tmp_path / "units.csv"
    roster.write_text("id,name\nU1,Parks\n", encoding="utf-8")
    folder = tmp_path / "campaign"
    xltool.init(folder, "shared-parts", roster=roster, templates=form.parent)
    assert (folder / FIELD).is_file()
    assert (folder / OFFICE).is_file()
    xltool.distribute(folder)
    (issued,) = (folder / "outbox" / "U1").rglob("*.xlsx")
    assert [finding.rule for finding in xltool.read(issued, templates=form.parent).findings] == []
    filled = xltool.build(
        issued_form := folder / "templates" / "shared-parts.yaml", tmp_path / "filled.xlsx", data=SHARED / "document.json"
    )
    merged = xltool.merge([filled], templates=issued_form.parent)
    assert list(merged.forms["total"]) == [Decimal("60.5")]


def test_workers_on_other_machines_get_them(form: Path) -> None:
    sent = read_workbook._definition_files(form.parent)  # noqa: SLF001 - what a cluster is sent is seen by nobody else
    assert {FIELD, OFFICE} <= sent.keys()
