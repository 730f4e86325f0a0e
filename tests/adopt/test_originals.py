"""Filled originals that xltool never made are read by the definition of the form that was adopted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import xltool
from tests.adopt.pen import Pen

#: What three units sent in last year: name, contact, day, kind, three amounts of this year, note.
_SENT: tuple[tuple[str, str, str, str, tuple[float, float, float], str], ...] = (
    ("市教育局", "张宁", "2025年3月1日", "☑行政 □事业", (10.0, 20.5, 3.0), "新增一项"),
    ("市水利局", "李明", "2025年3月2日", "□行政 ☑事业", (7.0, 8.0, 9.0), "无变化"),
    ("市体育局", "王芳", "2025年3月5日", "□行政 ☑事业", (1.5, 2.5, 3.5), "略有减少"),
)
_ITEMS = ("办公费", "差旅费", "会议费")


def draw(sent: tuple[str, str, str, str, tuple[float, float, float], str] | None = None) -> Workbook:
    """Draw a budget form, blank or filled in as an office would."""
    name, contact, day, kind, amounts, note = sent or ("", "", "    年  月  日", "□行政 □事业", (None, None, None), None)
    book = Workbook()
    pen = Pen(book, "预算", {"A": 14, "B": 16, "C": 16, "D": 16})
    pen.text("A1:D1", "部门经费预算表", bold=True, size=16, align="center")
    pen.text("A2:B2", f"编制单位：{name}")
    pen.text("C2:D2", f"填报日期：{day}")
    pen.boxes(3, ("A", "联系人"), ("B", contact or None), ("C", "单位性质"), ("D", kind))
    pen.boxes(4, ("A", "项目"), ("B", "本年预算"), ("C", "上年预算"), ("D", "备注"), bold=True, fill="DDDDDD")
    for row, (item, amount) in enumerate(zip(_ITEMS, amounts, strict=True), start=5):
        pen.boxes(row, ("A", item), ("B", amount), ("C", None if amount is None else amount + 1), ("D", note if row == 5 else None))
        for column in "BC":
            pen.sheet[f"{column}{row}"].number_format = "#,##0.00"
    pen.box("A8", "合计", bold=True)
    for column in "BC":
        pen.box(f"{column}8", f"=SUM({column}5:{column}7)", code="#,##0.00")
    pen.box("D8")
    return book


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The definition of the blank form, one title of which the officer has corrected."""
    folder = tmp_path_factory.mktemp("adopted")
    draw().save(folder / "budget.xlsx")
    xltool.adopt(folder / "budget.xlsx", folder / "design.xlsx", lang="zh")
    book = load_workbook(folder / "design.xlsx")
    fields = book["字段"]
    title = [cell.value for cell in fields[1]].index("标题")
    row = next(row for row in fields.iter_rows(min_row=2) if row[0].value == "联系人")
    row[title].value = "经办人"
    book.save(folder / "design.xlsx")
    return xltool.design(folder / "design.xlsx", folder / "forms").path


def original(folder: Path, number: int) -> Path:
    path = folder / f"{number}.xlsx"
    draw(_SENT[number]).save(path)
    return path


def amounts_of(data: Any) -> dict[str, float]:
    (grid,) = (value for value in data.values() if isinstance(value, dict))
    return {row: float(next(iter(cells.values()))) for row, cells in grid.items()}


def test_labels_and_values_share_cells_and_boxes_are_ticked(template: Path, tmp_path: Path) -> None:
    document = xltool.read(original(tmp_path, 0), form=template)
    data = document.data
    assert (data["编制单位"], data["联系人"], data["单位性质"]) == ("市教育局", "张宁", ["行政"])
    assert str(data["填报日期"]).startswith("2025")
    assert amounts_of(data) == {"办公费": 10.0, "差旅费": 20.5, "会议费": 3.0, "total": 33.5}
    assert document.signature is None


def test_rows_that_were_inserted_move_with_their_labels(template: Path, tmp_path: Path) -> None:
    path = original(tmp_path, 1)
    book = Workbook()
    source = load_workbook(path)["预算"]
    sheet = book.worksheets[0]
    sheet.title = "预算"
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row + (2 if cell.row > 3 else 0), cell.column, cell.value)
    sheet["B10"] = 24
    sheet["C10"] = 27
    book.save(path)
    assert amounts_of(xltool.read(path, form=template).data) == {"办公费": 7.0, "差旅费": 8.0, "会议费": 9.0, "total": 24.0}


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "xltool", *map(str, words)], capture_output=True, text=True, check=False)


def test_the_command_line_reads_and_checks_originals(template: Path, tmp_path: Path) -> None:
    path = original(tmp_path, 2)
    done = run("read", path, "--as", template, "--lang", "en")
    assert json.loads(done.stdout)["编制单位"] == "市体育局", done.stderr
    report = json.loads(run("check", path, "--as", template, "--format", "json").stdout)
    assert report["files"][0]["template"] == "budget"
    assert report["tally"]["unreadable"] == 0


def test_from_a_drawn_form_to_a_summary_of_two_years(template: Path, tmp_path: Path) -> None:
    """One correction, a campaign of three units, last year's three originals, and both years in one summary."""
    years = {}
    for year in ("2025", "2026"):
        folder = tmp_path / year
        xltool.init(folder, template, year=int(year), lang="zh")
        (folder / "roster.csv").write_text(
            "id,name\n" + "".join(f"U{number},{sent[0]}\n" for number, sent in enumerate(_SENT)), encoding="utf-8"
        )
        years[year] = folder
    before = tmp_path / "drawer"
    before.mkdir()
    old = [original(before, number) for number in range(3)]
    collected = xltool.collect(years["2025"], old, form=template)
    assert sum(collected.decisions.values()) == 3, collected
    assert [item.signature for item in (xltool.read(path, form=template) for path in old)] == [None] * 3
    xltool.distribute(years["2026"])
    sent = []
    for number, (name, *_) in enumerate(_SENT):
        (issued,) = years["2026"].glob(f"outbox/U{number}*/**/*.xlsx")
        sent.append(filled(issued, tmp_path / f"new{number}.xlsx", 100.0 * (number + 1)))
        assert xltool.read(issued, templates=years["2026"] / "templates").get("编制单位") == name
    assert sum(xltool.collect(years["2026"], sent).decisions.values()) == 3
    xltool.merge([years["2025"], years["2026"]], output=tmp_path / "summary.xlsx")
    texts = [
        str(cell.value)
        for sheet in load_workbook(tmp_path / "summary.xlsx", data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {"市教育局", "市水利局", "市体育局"} <= set(texts)
    assert {"2025", "2026"} <= {text for text in texts if text in ("2025", "2026")}


def filled(issued: Path, path: Path, amount: float) -> Path:
    """Fill in a workbook that was sent out, as Excel would."""
    book = load_workbook(issued)
    for name, value in (("联系人", "赵敏"), ("填报日期", "2026-03-02")):
        sheet, _, cell = book.defined_names[name].attr_text.rpartition("!")
        book[sheet.strip("'")][cell.replace("$", "")] = value
    for name in book.defined_names:
        if ".办公费." in name and not name.startswith(("check", "mark", "xltool")):
            sheet, _, cell = book.defined_names[name].attr_text.rpartition("!")
            if "预算" in name.rpartition(".")[2] and sheet.strip("'") == "预算":
                book["预算"][cell.replace("$", "")] = amount
    book.save(path)
    return path
