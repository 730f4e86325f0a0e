"""`show_once`: values that repeat those of the row above are pale; the cells keep them, and what a filter leaves is shown in full."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.heads.support import FOLDER, SHEET, TEMPLATE, built
from tests.referees.libreoffice import LibreOffice
from xltool.form.sheet_names import GUIDE_SHEET
from xltool.workbook.styles import PALE_INK

KINDS = ["基本支出", "项目支出", "项目支出", None, "项目支出", "项目支出", "项目支出"]
NAMES = ["人员", "绿化", "绿化", "绿化", "绿化", "绿化", "清运"]
NEITHER, KIND, BOTH = "", "kind", "kind name"


def pale_rules(sheet: Worksheet) -> dict[str, Rule]:
    """The conditional formats that make values pale, by the cells that they stand on."""
    return {
        str(area.sqref): rule
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.dxf and rule.dxf.font and rule.dxf.font.color and rule.dxf.font.color.rgb == f"FF{PALE_INK[1:]}"
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The form with two columns whose repeats are pale, the second within the first."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "templates" / "quarters.yaml"
    text = path.read_text(encoding="utf-8").replace("show_once: [kind]", "show_once: [kind, name]")
    path.write_text(text, encoding="utf-8")
    return tmp_path


def pale_in(path: Path, office: LibreOffice) -> list[str]:
    """Which columns are pale in each row from the second on: the formats' own formulas, calculated beside the form."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    rows, columns = range(11, 17), {"kind": ("X", "A11:A29"), "name": ("Y", "B11:C29")}
    for column, cells in columns.values():
        (formula,) = pale_rules(sheet)[cells].formula
        for row in rows:
            sheet[f"{column}{row}"] = Translator(f"={formula}", f"{column}11").translate_formula(f"{column}{row}")
    book.save(path)
    with office.open(path) as opened:
        opened.recalculate()
        pale = opened.values([f"{SHEET}!{column}{row}" for row in rows for column, _ in columns.values()])
    return [" ".join(name for name, (column, _) in columns.items() if pale[f"{SHEET}!{column}{row}"]) for row in rows]


def filled(folder: Path) -> Path:
    rows = [{"kind": kind, "name": name} for kind, name in zip(KINDS, NAMES, strict=True)]
    return xltool.build(folder / "templates" / "quarters.yaml", folder / "form.xlsx", data={"plan": rows})


def test_a_value_is_pale_where_it_and_those_of_the_columns_before_repeat_the_row_above(folder: Path, office: LibreOffice) -> None:
    assert pale_in(filled(folder), office) == [NEITHER, BOTH, NEITHER, NEITHER, BOTH, KIND]


def test_below_a_row_that_a_filter_hides_values_are_shown_in_full(folder: Path, office: LibreOffice) -> None:
    path = filled(folder)
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    sheet.auto_filter.filterColumn.append(FilterColumn(colId=1, filters=Filters(filter=["绿化"])))
    for row in (10, 15, 16):
        sheet.row_dimensions[row].hidden = True
    book.save(path)
    assert pale_in(path, office) == [NEITHER, BOTH, NEITHER, NEITHER, BOTH, NEITHER]


def test_capitals_are_another_value(folder: Path, office: LibreOffice) -> None:
    rows = [{"kind": "项目支出", "name": name} for name in ("Trees", "trees", "trees", "1", "01", "1", "1")]
    path = xltool.build(folder / "templates" / "quarters.yaml", folder / "form.xlsx", data={"plan": rows})
    assert pale_in(path, office) == [KIND, BOTH, KIND, KIND, KIND, BOTH]


def test_the_cells_keep_their_values(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path / "form.xlsx"))[SHEET]
    assert [sheet[f"A{row}"].value for row in (10, 11, 12)] == ["基本支出", "项目支出", "项目支出"]
    assert list(pale_rules(sheet)) == ["A11:A29"], "the first row repeats nothing"


def test_the_colour_of_a_problem_goes_first(tmp_path: Path) -> None:
    """Its format stops the search for others and comes before."""
    sheet = openpyxl.load_workbook(xltool.build(TEMPLATE, tmp_path / "form.xlsx"))[SHEET]
    rules = {rule.priority: rule for area in sheet.conditional_formatting for rule in area.rules}
    (pale,) = pale_rules(sheet).values()
    assert all(rule.stopIfTrue for priority, rule in rules.items() if priority < pale.priority)


def test_the_instructions_say_that_every_row_is_filled_in(folder: Path) -> None:
    sheet = openpyxl.load_workbook(filled(folder))[GUIDE_SHEET.zh]
    (told,) = [what for name, _, what in sheet.iter_rows(max_col=3, values_only=True) if name == "用款计划"]
    pale, merged = "与上一行相同的类别、项目名称以浅色显示，仍须逐行填写", "有合并单元格，在 Excel 中不能排序，可以筛选"
    assert told == f"至多 20 行；{pale}；{merged}"
