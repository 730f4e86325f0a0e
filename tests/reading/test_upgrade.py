"""A workbook filled in on an older version of the template is carried into today's."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.checking.upgrade import carried_document, upgrade
from xltool.rules.definition_files import find_definition
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

DEFINITIONS = Path(__file__).parents[1] / "definitions"
FORM = "project-performance-target"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A copy of the built-in form, to be changed."""
    for folder in ("templates", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def edit(path: Path, *replacements: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_renamed_field_moves(forms: Path, published: dict[str, Any], tmp_path: Path) -> None:
    templates = forms / "templates"
    old = xltool.build(FORM, tmp_path / "old.xlsx", data=published, templates=templates, unit="CZ-CG")
    edit(
        templates / f"{FORM}.yaml",
        ('version: "2022.1"', 'version: "2023.1"'),
        ("field: project.leader", "field: project.manager"),
        ("prefill:", "renamed:\n  project.leader: project.manager\n\nprefill:"),
    )
    edit(forms / "rules" / f"{FORM}.schema.json", ('"leader"', '"manager"'), ("project.leader", "project.manager"))
    result = upgrade(old, tmp_path / "new.xlsx", templates=templates)
    document = xltool.read(result.path, templates=templates)
    published["project"]["manager"] = published["project"].pop("leader")
    assert document.data == published
    assert (result.from_version, document.version, document.unit) == ("2022.1", "2023.1", "CZ-CG")
    assert result.renamed == {"project.leader": "project.manager"}
    assert result.leftovers == ()


def test_what_has_no_place_any_more_is_listed(forms: Path, published: dict[str, Any], tmp_path: Path) -> None:
    templates = forms / "templates"
    old = xltool.build(FORM, tmp_path / "old.xlsx", data=published, templates=templates)
    edit(templates / f"{FORM}.yaml", ("capacity: 120", "capacity: 37"), ("field: income.other", "field: income.rest"))
    edit(forms / "rules" / f"{FORM}.schema.json", ('"other"', '"rest"'), ("income.other", "income.rest"), (": 120,", ": 37,"))
    edit(templates / f"{FORM}.yaml", ("- income.other", "- income.rest"))
    result = upgrade(old, tmp_path / "new.xlsx", templates=templates)
    left = {(leftover.path, str(leftover.location)): leftover.value for leftover in result.leftovers}
    assert left[("income.other", "绩效目标表!E19")] == 0
    assert left[("indicators.level3", "绩效目标表!C74")] == "服务对象满意率"
    assert len(left) == 1 + 5


def moved(path: Path, folder: Path) -> Path:
    """Insert rows above the form as libraries do: the defined names stay where they were."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.protection.sheet = False
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 2)
    book.save(folder / "moved.xlsx")
    return folder / "moved.xlsx"


def test_rows_that_moved_away_from_their_names_are_carried_as_they_are_read(published: dict[str, Any], tmp_path: Path) -> None:
    path = moved(xltool.build(FORM, tmp_path / "old.xlsx", data=published), tmp_path)
    read = xltool.read(path)
    assert "layout.moved" in {finding.rule for finding in read.findings}
    result = upgrade(path, tmp_path / "new.xlsx")
    assert (result.from_version, result.to_version) == ("2022.1", "2022.2")
    assert xltool.read(result.path).data == read.data == published


def test_earlier_forms_whose_rows_moved_are_carried_as_they_are_read(published: dict[str, Any], tmp_path: Path) -> None:
    path = moved(xltool.build(FORM, tmp_path / "old.xlsx", data=published), tmp_path)
    own, today = (load_definition(find_definition(name)) for name in (FORM, f"{FORM}@2022.2"))
    assert carried_document(path, today, own) == published


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(xltool.UsageError):
        upgrade(tmp_path / "missing.xlsx", tmp_path / "new.xlsx")


def test_what_is_computed_today_is_computed_and_other_figures_are_listed(tmp_path: Path) -> None:
    """A list in which everything was typed, carried into one that computes: a figure that differs from the computed one is not lost."""
    old_form, new_form = ROOT / "benchmarks" / "definitions" / "asset-list", DEFINITIONS / "forms" / "asset-list"
    data = load_document(old_form / "data" / "U3.json")
    old = xltool.build(old_form / "templates" / "asset-list.yaml", tmp_path / "old.xlsx", data=data)
    result = upgrade(old, tmp_path / "new.xlsx", templates=new_form / "templates")
    (left,) = result.leftovers
    assert (left.path, left.location.cell, left.value) == ("items.amount", "J13", 1)
    document = xltool.read(result.path, templates=new_form / "templates")
    data["items"][7]["amount"] = 185000
    assert document.data == data
