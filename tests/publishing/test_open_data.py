"""Open data: frictionless validates the package of every built-in form; masked as the print is."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest

import xltool
from tests.publishing.prints import TEMPLATES, definition, example
from xltool.publishing.masking import mask_document
from xltool.publishing.open_data import OpenDocument, open_data
from xltool.publishing.print_form import names_of


def written(template: Path, folder: Path, *, masked: bool) -> dict[str, bytes]:
    form, data = definition(template), example(template)
    data = mask_document(form.schema, data).data if masked else data
    documents = [OpenDocument(names=names_of(form, data), data=data)] * 2
    files = open_data(form, documents, form.schema.title, is_masked=masked)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return files


@pytest.mark.parametrize("masked", [False, True], ids=["whole", "masked"])
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_frictionless_finds_nothing(template: Path, masked: bool, tmp_path: Path) -> None:
    written(template, tmp_path, masked=masked)
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.to_summary()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_the_package_describes_every_field_and_rule(template: Path, tmp_path: Path) -> None:
    package = json.loads(written(template, tmp_path, masked=False)["datapackage.json"])
    described = {field["title"] for resource in package["resources"] for field in resource["schema"]["fields"]}
    held = {field.title for field in definition(template).schema.fields.values() if not definition(template).schema.block_of(field.path)}
    assert held <= described
    assert {rule["id"] for rule in package["xltool:rules"]} >= {rule.id for rule in definition(template).rules.rules}
    units = {field.unit for field in definition(template).schema.all_fields() if field.unit}
    assert units <= {field.get("unit") for resource in package["resources"] for field in resource["schema"]["fields"]}


def test_nothing_masked_is_in_the_data(tmp_path: Path) -> None:
    template = next(path for path in TEMPLATES if path.stem == "project-application")
    leader = example(template)["leader"]
    whole = b"".join(written(template, tmp_path, masked=True).values())
    assert not [value for value in (leader["phone"], leader["id_card"], leader["email"], leader["name"]) if str(value).encode() in whole]


def test_the_data_lie_beside_the_print(tmp_path: Path) -> None:
    book = tmp_path / "report.xlsx"
    xltool.build("monthly-report", book, data=dict(example(next(path for path in TEMPLATES if path.stem == "monthly-report"))))
    published = xltool.publish(book, output=tmp_path / "print.html", data=True, mask=True)
    assert {path.parent.name for path in published.paths} == {tmp_path.name, "print-data"}
    rows = (tmp_path / "print-data" / "forms.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2
    assert "0519****" in rows[1]
