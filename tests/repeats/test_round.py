"""Blocks in the marked return, in upgrades, comparisons, last year's documents and merged data."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import openpyxl

import xltool
from tests.repeats.support import DOCUMENT, FORM, TEMPLATE, TEMPLATES, built, fill, moved
from xltool.campaign.issue.carry_over import CarryOver
from xltool.checking.upgrade import upgrade
from xltool.merging.dataset.stored_documents import stored_datasets
from xltool.reading.read_workbook import read_workbook
from xltool.rules.load import load_definition


def typed(document: object) -> object:
    """A document without what is computed."""
    if isinstance(document, dict):
        return {
            name: typed(value) for name, value in document.items() if name not in {"count", "largest", "devices", "spent", "rest", "share"}
        }
    return [typed(item) for item in document] if isinstance(document, list) else document


def test_the_marked_return_marks_each_block(tmp_path: Path) -> None:
    path = fill(built(tmp_path), {**moved(1, 3), "projects.4.budget": "很多"})
    xltool.check(path, templates=TEMPLATES)
    report = xltool.check(path, templates=TEMPLATES)
    (marked,) = xltool.annotate(report, tmp_path / "marked")
    sheet = openpyxl.load_workbook(marked)["项目申报表"]
    assert sheet["B18"].value == "土壤普查"  # the gap is closed
    assert sheet["F18"].value == "很多"
    assert "无法识别" in sheet["F18"].comment.text


def test_an_upgrade_keeps_blocks_and_closes_gaps(tmp_path: Path) -> None:
    path = fill(built(tmp_path), {**moved(1, 3), "projects.4.budget": " 1２0 "})
    made = upgrade(path, tmp_path / "new.xlsx", templates=TEMPLATES)
    assert not made.leftovers
    document = read_workbook(made.path, TEMPLATES).document
    assert typed(document.data) == typed(DOCUMENT)
    assert openpyxl.load_workbook(made.path)["项目申报表"]["F18"].value == " 1２0 "  # as it was typed


def test_a_field_of_blocks_may_be_called_otherwise_in_a_new_version(tmp_path: Path) -> None:
    shutil.copytree(FORM, tmp_path / "next")
    for path in (tmp_path / "next" / "templates" / "repeats.yaml", tmp_path / "next" / "rules" / "repeats.schema.json"):
        text = (
            path.read_text(encoding="utf-8")
            .replace("projects.leader", "projects.head")
            .replace('"leader"', '"head"')
            .replace("[@leader]", "[@head]")
        )
        path.write_text(text.replace('version: "1"', 'version: "2"\nrenamed: {projects.leader: projects.head}'), encoding="utf-8")
    made = upgrade(built(tmp_path), tmp_path / "new.xlsx", templates=tmp_path / "next" / "templates")
    document = read_workbook(made.path, tmp_path / "next" / "templates").document
    assert [block["head"] for block in document.get("projects")] == ["陈丽", "王强"]
    carried = CarryOver(load_definition(tmp_path / "next" / "templates" / "repeats.yaml")).carry(DOCUMENT, "1")
    assert [block["head"] for block in carried.data["projects"]] == ["陈丽", "王强"]
    assert not carried.left_out


def test_a_comparison_names_the_block(tmp_path: Path) -> None:
    other = copy.deepcopy(DOCUMENT)
    other["projects"][1]["budget"] = 110
    other["projects"][1]["items"][0]["what"] = "取样器"
    difference = xltool.diff(built(tmp_path), built(tmp_path, other, "b.xlsx"), templates=TEMPLATES)
    assert [change.field for change in difference.fields] == ["largest", "projects[1].budget", "projects[1].rest"][1:]
    assert difference.fields[0].title == "项目 › 项目 2 › 预算（万元）"
    assert [(row.table, row.kind) for row in difference.rows] == [("projects[1].items", "changed")]


def test_last_years_blocks_are_carried() -> None:
    carried = CarryOver(load_definition(TEMPLATE)).carry(DOCUMENT, "1")
    assert not carried.left_out
    assert typed(carried.data) == typed(DOCUMENT)


def test_merged_tables_have_the_keys_of_their_block(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    merged = xltool.merge(built(tmp_path / "in"), output=tmp_path / "summary.xlsx", templates=TEMPLATES)
    blocks, items = merged.tables["projects"], merged.tables["projects.items"]
    assert blocks[["block", "name", "budget", "spent", "origin"]].values.tolist()[1] == [2, "土壤普查", 120, 60, "项目申报表!B18"]
    assert items[["block", "block_name", "row", "what", "origin"]].values.tolist() == [
        [1, "水稻新品种选育", 1, "测产仪", "项目申报表!A10"],
        [1, "水稻新品种选育", 2, "田间调查", "项目申报表!A11"],
        [2, "土壤普查", 1, "取样钻", "项目申报表!A22"],
    ]
    assert not [name for name in merged.forms.columns if name.startswith("projects")]
    (dataset,) = stored_datasets(list(merged.written))
    (stored,) = dataset.documents()
    assert stored.data is not None
    assert typed(stored.data["projects"]) == typed(DOCUMENT["projects"])
