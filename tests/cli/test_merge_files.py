"""What `xltool merge` says on the terminal of files of several forms, of several years, or that do not count."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.conftest import EXAMPLES
from xltool.base.paths import put
from xltool.workbook.build import build, load_document

FORM, OTHER = "department-targets", "single-audit"
TITLE = "部门（单位）整体支出绩效目标表"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two departments' targets of 2025 and one of 2024, one that has to be corrected, a form of audits, and a text file."""
    folder = tmp_path_factory.mktemp("sent")
    right = load_document(EXAMPLES / FORM / "right.json")
    changed: dict[str, dict[str, Any]] = {
        "a": {"department": "甲局"}, "b": {"department": "乙局"}, "c": {"department": "丙局", "year": 2024}, "d": {"department": None},
    }  # fmt: skip
    for name, changes in changed.items():
        build(FORM, folder / f"{name}.xlsx", data=_changed(right, changes))
    build(OTHER, folder / "e.xlsx", data=load_document(EXAMPLES / OTHER / "right.json"))
    (folder / "f.xlsx").write_text("no workbook", encoding="utf-8")
    return folder


def _changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    data = copy.deepcopy(document)
    for path, value in changes.items():
        put(data, path, value)
    return data


def test_the_form_what_does_not_count_and_the_years_are_named(run: Run, folder: Path, tmp_path: Path) -> None:
    outcome = run("merge", folder, "-o", tmp_path / "s.xlsx")
    assert outcome.status == 0
    assert outcome.err.splitlines() == [
        f"{TITLE} (department-targets 2025.1): 3 files count, 3 do not: 1 in need of correction, 1 unreadable, 1 of another form (single-audit 1)",
        "the files that count are of several years: 2024 (1), 2025 (2)",
    ]


def test_it_is_said_in_chinese_too(run: Run, folder: Path, tmp_path: Path) -> None:
    outcome = run("merge", folder, "-o", tmp_path / "s.xlsx", "--lang", "zh", "--include", "rejected")
    assert outcome.err.splitlines() == [
        f"{TITLE} (department-targets 2025.1)：计入 4 份，不计 2 份：1 份无法读取、1 份是其他表格（single-audit 1）",
        "计入的报送年度不一：2024 (1)、2025 (3)",
    ]


def test_nothing_is_said_where_every_file_counts(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("merge", folder / "a.xlsx", folder / "b.xlsx", "-o", tmp_path / "s.xlsx").err == ""


def test_files_of_which_none_is_a_form(run: Run, folder: Path, tmp_path: Path) -> None:
    outcome = run("merge", folder / "f.xlsx", "-o", tmp_path / "s.xlsx")
    assert outcome.err.splitlines() == ["no form was read: 0 files count, 1 does not: 1 unreadable"]
