"""From a new design workbook to a summary, without a line of YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.errors import DefinitionError, UsageError
from xltool.base.messages import Lang

_ROSTER = "id,name\nA1,东区学校\nA2,西区学校\nA3,南区学校\n"


def _fill(path: Path, price: float) -> None:
    book = openpyxl.load_workbook(path)
    values: dict[str, Any] = {"clerk": "张三", "items.name": "打印机", "items.kind": "办公设备", "items.quantity": 2, "items.price": price}
    for name, value in values.items():
        sheet, cells = next(iter(book.defined_names[name].destinations))
        book[sheet][cells.replace("$", "").split(":")[0]] = value
    book.save(path)


def test_a_campaign_of_three_units_begins_with_a_design_workbook(tmp_path: Path) -> None:
    design = xltool.design(tmp_path / "new.xlsx", lang="zh").path
    (tmp_path / "roster.csv").write_text(_ROSTER, encoding="utf-8")
    campaign = xltool.init(tmp_path / "2026", template=design, roster=tmp_path / "roster.csv")
    xltool.distribute(campaign)
    sent = sorted((campaign / "outbox").rglob("*/*.xlsx"))
    assert len(sent) == 3
    for number, path in enumerate(sent, start=1):
        back = campaign / "inbox" / f"{number}.xlsx"
        back.write_bytes(path.read_bytes())
        _fill(back, 100 * number)
    xltool.collect(campaign)
    assert [str(form.state) for form in xltool.status(campaign).forms] == ["accepted"] * 3
    xltool.merge(campaign)
    book = openpyxl.load_workbook(campaign / "summary.xlsx")
    values = {cell.value for sheet in book for row in sheet for cell in row}
    assert {"东区学校", "西区学校", "南区学校", "打印机", 600} <= values


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_build_check_and_rules_take_a_design_workbook(lang: Lang, tmp_path: Path) -> None:
    design = xltool.design(tmp_path / "new.xlsx", lang=lang).path
    form = xltool.build(design, tmp_path / "form.xlsx")
    assert xltool.read(form, templates=design).template == "new"
    report = xltool.check([form], templates=design)
    assert {finding.rule for file in report.files for finding in file.findings} >= {"schema.required"}
    assert {"R1", "R2"} <= {entry.id for entry in xltool.rules(design)}


def test_a_new_design_workbook_takes_the_place_of_no_file(tmp_path: Path) -> None:
    design = xltool.design(tmp_path / "new.xlsx").path
    with pytest.raises(UsageError, match="exists"):
        xltool.design(design)
    with pytest.raises(UsageError, match="itself"):
        xltool.build(design, design)
    with pytest.raises(UsageError, match=r"ends with \.xlsx"):
        xltool.design("monitoring", tmp_path / "folder")
    with pytest.raises(UsageError, match="new one"):
        xltool.design("monitoring")


def test_a_filled_in_form_is_no_design_workbook(tmp_path: Path) -> None:
    form = xltool.build("monitoring", tmp_path / "form.xlsx")
    with pytest.raises(UsageError, match="not a design workbook"):
        xltool.design(form, tmp_path / "out")


def test_errors_are_named_and_marked_at_their_cells(tmp_path: Path) -> None:
    design = xltool.design(tmp_path / "new.xlsx").path
    book = openpyxl.load_workbook(design)
    book["规则"]["E2"] = "SUM([@price]<=10000"
    book["字段"]["D4"] = "电说"
    book["版面"]["B4"] = "{unti}"
    book.save(design)
    with pytest.raises(DefinitionError) as caught:
        xltool.design(design, tmp_path / "out")
    cells = {problem.cell for problem in caught.value.problems}
    assert {"规则!E2", "字段!D4", "版面!B4"} <= cells
    assert not (tmp_path / "out").exists()
    marked = openpyxl.load_workbook(tmp_path / "new.checked.xlsx")
    assert marked.sheetnames[0] == "问题"
    assert "电话" in marked["字段"]["D4"].comment.text
    assert "unit" in marked["版面"]["B4"].comment.text
    assert "new.checked.xlsx" in caught.value.say("zh")


@pytest.mark.parametrize(("lang", "words"), [("zh", ("需要日期", "日期", "可空")), ("en", ("Needed by", "date", "may be blank"))])
def test_the_field_of_the_tutorial_is_added_as_it_says(lang: Lang, words: tuple[str, str, str], tmp_path: Path) -> None:
    """A row drawn below the others, a row among the fields; the title is what stands beside the input."""
    label, kind, blank = words
    design = xltool.design(tmp_path / "new.xlsx", lang=lang).path
    book = openpyxl.load_workbook(design)
    layout, fields = book.worksheets[1], book["字段" if lang == "zh" else "Fields"]
    layout["A12"], layout["B12"] = label, "{needed}"
    fields.append(["needed", None, None, kind, blank])
    row = next(row for row in range(fields.max_row, 0, -1) if fields.cell(row, 1).value == "needed")
    fields.move_range(f"A{row}:E{row}", rows=8 - row)
    book.save(design)
    schema = xltool.load_definition(design).schema
    field = schema.field("needed")
    assert field is not None
    assert (field.title, field.kind.name, schema.resolved["properties"]["needed"]["type"]) == (label, "date", ["string", "null"])
