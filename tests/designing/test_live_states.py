"""Cells of a design workbook that say while somebody types what is wrong, as LibreOffice calculates them; and what explains each keyword."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.designing.definitions import ROOT
from tests.referees.libreoffice import LibreOffice
from xltool.rules.design_language import (
    block_keywords,
    field_shapes,
    form_shapes,
    measure_shapes,
    rule_shapes,
    sheet_shapes,
    summary_shapes,
    template_shapes,
)

#: A formula, where it points, the table of whose rows it is; what the cell beside it says.
_RULES: list[tuple[str, str, str, str]] = [
    ("total<=100000", "total", "", ""),
    ('AND(LEN(reason)>5,COUNTIF(items[kind],"totl (x)")=0)', "reason", "", ""),
    ("[@price]*[@quantity]<=5000.5", "[@price]", "items", ""),
    ("SUMPRODUCT(items[price]*items[quantity])>=0", "items", "", ""),
    ('reason<>"(a"', "reason | total", "", ""),
    ("ROUND(total,2)=IF(TRUE,total,0)", "total", "", ""),
    ("totl<=100000", "total", "", "没有这个字段：totl"),
    ("SUM(items[amont])>0", "items", "", "没有这个字段：amont"),
    ("SUMM(items[amount])>0", "items", "", "没有这个字段：SUMM"),
    ("[@prise]>0", "[@price]", "items", "没有这个字段：prise"),
    ("SUM(items[amount]>0", "items", "", "圆括号不成对"),
    ("SUM(items[amount)>0", "items", "", "方括号不成对"),
    ('reason<>"无', "reason", "", "引号不成对"),
    ("total>0", "totl", "", "“位置”没有这个字段：totl"),
    ("[@price]>0", "[@prise]", "items", "“位置”没有这个字段：prise"),
    ("[@price]>0", "[@price]", "item", "“逐行”不是已有的表"),
]


@pytest.fixture(scope="module")
def calculated(office: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A design workbook with all of these rules, two fields more and one a second time, calculated by LibreOffice."""
    folder = tmp_path_factory.mktemp("states")
    path = xltool.design(folder / "new.xlsx", lang="zh").path
    book = openpyxl.load_workbook(path)
    for row, (formula, at, each, _) in enumerate(_RULES, start=2):
        for column, text in ((3, each or None), (4, at), (5, formula)):
            book["规则"].cell(row, column).value = text
    for row, name in ((8, "unit"), (9, "extra")):
        book["字段"].cell(row, 1).value = name
    book.save(path)
    with office.open(path) as opened:
        opened.recalculate()
        opened.save_as(folder / "calculated.xlsx")
    return openpyxl.load_workbook(folder / "calculated.xlsx", data_only=True)


def test_rules_say_what_is_wrong_with_them(calculated: Any) -> None:
    sheet = calculated["规则"]
    column: Any = next(cell.column for cell in sheet[1] if cell.value == "检查")
    said = [(rule[0], sheet.cell(row, column).value or "") for row, rule in enumerate(_RULES, start=2)]
    assert said == [(formula, expected) for formula, _, _, expected in _RULES]


def test_fields_say_whether_they_are_drawn(calculated: Any) -> None:
    states = {row[0].value: row[1].value or "" for row in calculated["字段"].iter_rows(min_row=2, max_row=9) if row[0].value}
    assert states["extra"] == "未画在版面上"
    assert states["unit"] == "名称重复"
    assert {states[name] for name in ("clerk", "phone", "total", "reason", "items")} == {""}
    assert {row[1].value or "" for row in calculated["明细表"].iter_rows(min_row=2, max_row=6)} == {""}


@pytest.mark.parametrize("form", ["self-evaluation", "project-performance-target"])
def test_the_rules_of_a_sound_form_are_sound(form: str, office: LibreOffice, tmp_path: Path) -> None:
    path = xltool.design(ROOT / "templates" / f"{form}.yaml", tmp_path / "design.xlsx").path
    with office.open(path) as opened:
        opened.recalculate()
        opened.save_as(tmp_path / "calculated.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "calculated.xlsx", data_only=True)["规则"]
    heads: Any = {cell.value: cell.column for cell in sheet[1]}
    said = [(sheet.cell(row, heads["公式"]).value, sheet.cell(row, heads["检查"]).value or "") for row in range(2, sheet.max_row + 1)]
    assert [one for one in said if one[1]] == []


@pytest.mark.parametrize(
    "shapes", [template_shapes, sheet_shapes, summary_shapes, measure_shapes, block_keywords, field_shapes, form_shapes, rule_shapes]
)
def test_every_keyword_is_explained_in_both_languages(shapes: Any) -> None:
    assert [name for name, shape in shapes().items() if not shape.doc.zh or not shape.doc.en] == []


def test_the_explanations_stand_at_the_heads_in_the_language_of_the_workbook(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(xltool.design(tmp_path / "new.xlsx", lang="zh").path)
    assert book["规则"]["E1"].comment.text.startswith("必须成立的公式")
    assert "最多可填多少行" in {cell.comment.text[:7] for cell in book["版面"][1] if cell.comment}


def test_no_formula_is_longer_than_excel_takes(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(xltool.design("self-evaluation", tmp_path / "design.xlsx", lang="en").path)
    texts = (
        getattr(cell.value, "text", cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    )
    assert max(len(str(text)) for text in texts) <= 8192
