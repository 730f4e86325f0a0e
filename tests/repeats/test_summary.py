"""The summary counts the rows of a table in all blocks by category, as it counts those of a table that each form has once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool
from tests.repeats.support import DOCUMENT, FORM, built
from xltool.base.errors import DefinitionError
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary of two forms: one with two projects, one with a third item in its first."""
    folder = tmp_path_factory.mktemp("merged")
    first = DOCUMENT["projects"][0]
    more = {**first, "items": [*first["items"], {"kind": "差旅", "what": "会议", "amount": 10, "share": None}]}
    other = {**DOCUMENT, "unit": {"name": "县农科所"}, "total": 200, "projects": [more]}
    files = [built(folder, None, "a.xlsx"), built(folder, other, "b.xlsx")]
    xltool.merge(files, output=folder / "summary.xlsx", templates=FORM / "templates")
    return folder / "summary.xlsx"


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def table(path: Path, name: str, head: str) -> list[dict[str, Any]]:
    """The rows of a sheet below the line that holds a heading, by heading."""
    lines = rows(openpyxl.load_workbook(path, data_only=True)[name])
    at = next(index for index, line in enumerate(lines) if head in line)
    return [dict(zip(lines[at], line, strict=True)) for line in lines[at + 1 :] if any(line)]


def spread_of(path: Path, name: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet that counts by category, below its two lines of headings."""
    lines = rows(openpyxl.load_workbook(path, data_only=True)[name])
    return lines[4:]


def test_the_rows_of_all_blocks_are_listed_with_their_block(summary: Path) -> None:
    listed = table(summary, "支出明细明细", "类别")
    assert [(row["单位"], row["块"], row["名称"], row["行"], row["类别"], row["金额（万元）"]) for row in listed] == [
        ("县农科所", 1, "水稻新品种选育", 1, "设备", 120),
        ("县农科所", 1, "水稻新品种选育", 2, "差旅", 30.5),
        ("县农科所", 1, "水稻新品种选育", 3, "差旅", 10),
        ("市农科院", 1, "水稻新品种选育", 1, "设备", 120),
        ("市农科院", 1, "水稻新品种选育", 2, "差旅", 30.5),
        ("市农科院", 2, "土壤普查", 1, "设备", 60),
    ]
    assert [row["出处"] for row in listed][-1] == "项目申报表!A22"


def test_the_rows_of_all_blocks_are_counted_by_category_and_form(summary: Path) -> None:
    assert spread_of(summary, "支出明细分布") == [
        ("合计", None, 3, 3, 0, 6),
        (1, "县农科所", 1, 2, 0, 3),
        (2, "市农科院", 2, 1, 0, 3),
        ("合计", None, 3, 3, 0, 6),
    ]
    assert [(row["单位"], row["支出明细数"]) for row in table(summary, "单位明细", "支出明细数")] == [("县农科所", 3), ("市农科院", 3)]


def test_blocks_beside_the_table_are_listed_too(summary: Path) -> None:
    listed = table(summary, "项目明细", "项目名称")
    assert [(row["单位"], row["块"], row["项目名称"]) for row in listed] == [
        ("县农科所", 1, "水稻新品种选育"),
        ("市农科院", 1, "水稻新品种选育"),
        ("市农科院", 2, "土壤普查"),
    ]


def test_libreoffice_counts_the_same(summary: Path, office: LibreOffice, tmp_path: Path) -> None:
    with office.open(str(summary)) as book:
        book.recalculate()
        book.save_as(str(tmp_path / "saved.xlsx"))
    for name in ("汇总", "支出明细分布"):
        before, after = (rows(openpyxl.load_workbook(path, data_only=True)[name]) for path in (summary, tmp_path / "saved.xlsx"))
        assert [[cell for cell in row if cell is not None] for row in after[: len(before)]] == [
            [cell for cell in row if cell is not None] for row in before
        ]


def template(folder: Path, summary: str) -> Path:
    """The form with another summary."""
    shutil.copytree(FORM, folder, dirs_exist_ok=True)
    path = folder / "templates" / "repeats.yaml"
    path.write_text(path.read_text(encoding="utf-8").partition("summary:\n")[0] + f"summary: {{{summary}}}\n", encoding="utf-8")
    return path


def test_blocks_themselves_are_counted_by_a_field_of_theirs(tmp_path: Path) -> None:
    form = template(tmp_path / "form", "table: projects, category: joint")
    path = xltool.build(form, tmp_path / "a.xlsx", data=DOCUMENT)
    xltool.merge([path], output=tmp_path / "summary.xlsx", templates=form.parent)
    assert spread_of(tmp_path / "summary.xlsx", "项目分布") == [
        ("合计", None, 1, 1, 2),
        (1, "市农科院", 1, 1, 2),
        ("合计", None, 1, 1, 2),
    ]


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("table: projects.itmes", "unknown table 'projects.itmes'; did you mean 'projects.items'?"),
        ("table: projects.items, category: knd", "the summarised table has no column 'knd'; did you mean 'kind'?"),
        ("table: projects.items, quantity: what", "the column 'what' is not of the kind quantity"),
        ("table: projects, category: kind", "the summarised table has no column 'kind'"),
    ],
)
def test_what_a_block_has_not_is_an_error_of_the_definition(summary: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_definition(template(tmp_path, summary))
    assert [said in problem.message.en for problem in caught.value.problems] == [True]
