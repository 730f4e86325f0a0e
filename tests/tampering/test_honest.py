"""A hundred honest files, written and saved by whatever program: nothing is said about their structure."""

from __future__ import annotations

import copy
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool
from tests.annotate.support import returned, seed, send
from tests.formats.packages import good_bytes, pack, text_cell
from tests.formats.test_open_xml import VARIANTS
from tests.referees import require_libreoffice, require_node
from tests.referees.nodejs import exceljs_fill, sheetjs_fill
from tests.tampering.support import SHEET, altered, by_openpyxl, light_parts, named
from xltool.workbook.form_copy import Issue

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: What a program that knows no dropdowns leaves behind: one remark about the program.
BY_THE_PROGRAM = [("file.features-lost", None)]
#: What people type, words of the form and codes among it.
WORDS = (
    "项目名称", "资金总额（万元）", "半年计划", "三级指标", "产出", "=3个", "≥5场", "-1", "@all", "+86 519", "２０２２", "见附件", " 前后有空格 ", "<p>文字</p>",
    "错误 0 项", "x" * 3000, "一\n二\n三", "1,234.5", "TRUE", "#1", "'引号", "提升", "序时进度",
)  # fmt: skip
SINGLE = ("B4", "E4", "B6", "E6", "B7", "E7", "G7", "B8", "B9", "B10", "E11", "E14", "E19", "B33", "B34")
TYPED = range(60)
BUILT = range(12)
SAVED_AGAIN = ("as it is", "gaps", "sorted", "numbers as text", "emptied", "one row", "full")


def assert_honest(path: Path) -> None:
    assert named(xltool.read(path)) == []


@pytest.mark.parametrize("number", TYPED)
def test_whatever_is_typed(number: int, tmp_path: Path) -> None:
    """Any text in any input: the words of labels too."""
    chance = random.Random(number)
    cells = [f"{letter}{row}" for letter in "CDE" for row in range(37, 75)] + [f"{letter}21" for letter in "CDE"] + list(SINGLE)
    parts = light_parts()
    for cell in chance.sample(cells, chance.randint(1, 25)):
        word = chance.choice(WORDS).replace("&", "&amp;").replace("<", "&lt;")
        text_cell(cell, word)(parts)
    assert_honest(pack(tmp_path / "form.xlsx", parts))


def built(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    data = copy.deepcopy(seed())
    rows = data["indicators"]
    chance.shuffle(rows)
    data["indicators"] = [dict(chance.choice(rows)) for _ in range((0, 1, 5, 38, 119, 120)[number % 6])]
    data["expenditure"] = [dict(data["expenditure"][0]) for _ in range(number)]
    data["project"]["name"] = chance.choice(WORDS)
    return data


@pytest.mark.parametrize("number", BUILT)
def test_whatever_we_write(number: int, tmp_path: Path) -> None:
    assert_honest(send(tmp_path / "form.xlsx", built(number), Issue(unit="CZ-CG", campaign="2022")))


@pytest.mark.parametrize("number", range(4))
def test_marked_returns(number: int, tmp_path: Path) -> None:
    """Our notes and our list of findings are ours; also when a library saves them once more."""
    _, marked = returned(send(tmp_path / "form.xlsx", built(number)), tmp_path / "returns", "en" if number % 2 else "zh")
    assert_honest(marked)
    if number == 0:
        openpyxl.load_workbook(marked).save(tmp_path / "again.xlsx")
        assert_honest(tmp_path / "again.xlsx")


@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != "texts of formulas"])
def test_however_it_is_written(variant: str, tmp_path: Path) -> None:
    assert_honest(altered(tmp_path / "form.xlsx", VARIANTS[variant]))


def put(cell: Any, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def alter(how: str, book: Any) -> None:
    sheet = book[SHEET]
    rows = [[cell.value for cell in row] for row in sheet["A37:E74"]]
    match how:
        case "gaps":
            rows = [row if index % 3 else [None] * 5 for index, row in enumerate(rows)]
        case "sorted":
            rows.sort(key=lambda row: str(row[2]))
        case "numbers as text":
            for row in range(11, 20):
                put(sheet.cell(row, 5), str(sheet.cell(row, 5).value or 0))
        case "emptied":
            rows = [[None] * 5 for _ in rows]
        case "one row":
            rows = [rows[0], *([None] * 5 for _ in rows[1:])]
        case "full":
            rows = [rows[index % len(rows)] for index in range(120)]
    for index, values in enumerate(rows):
        for column, value in enumerate(values, start=1):
            put(sheet.cell(37 + index, column), value)


@pytest.mark.parametrize("how", SAVED_AGAIN)
def test_filled_in_by_openpyxl(how: str, tmp_path: Path) -> None:
    assert_honest(altered(tmp_path / "form.xlsx", by_openpyxl(lambda book: alter(how, book))))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    _, path = returned(send(folder / "form.xlsx"), folder / "returns")
    return Path(shutil.copy(path, folder / "marked.xlsx"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    path.write_bytes(good_bytes())
    return path


@pytest.mark.parametrize("which", ["good", "marked"])
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_saved_by_libreoffice(which: str, suffix: str, good: Path, marked: Path, office: LibreOffice, tmp_path: Path) -> None:
    require_libreoffice()
    with office.open(good if which == "good" else marked) as book:
        book.fill({"income.total": 5, "project.name": "项目名称"})
        assert_honest(book.save_as(tmp_path / f"form.{suffix}"))


@pytest.mark.parametrize("which", ["good", "marked"])
def test_saved_by_exceljs(which: str, good: Path, marked: Path, tmp_path: Path) -> None:
    require_node()
    saved = exceljs_fill(good if which == "good" else marked, {"income.total": 5}, tmp_path / "form.xlsx")
    assert named(xltool.read(saved)) in ([], BY_THE_PROGRAM)


@pytest.mark.parametrize("which", ["good", "marked"])
@pytest.mark.parametrize("suffix", ["xlsx", "xlsm", "xlsb", "ods"])
def test_saved_by_sheetjs(which: str, suffix: str, good: Path, marked: Path, tmp_path: Path) -> None:
    require_node()
    saved = sheetjs_fill(good if which == "good" else marked, {"income.total": 5}, tmp_path / f"form.{suffix}")
    assert named(xltool.read(saved)) in ([], BY_THE_PROGRAM)


def test_there_are_a_hundred() -> None:
    assert len(TYPED) + len(BUILT) + 5 + len(VARIANTS) - 1 + len(SAVED_AGAIN) + 2 * (3 + 1 + 4) >= 100
