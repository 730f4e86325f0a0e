"""A round of collecting with fixed rows: sent out from cached templates, collected, merged and summed up."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.fixed_rows.support import CODES, DOCUMENT, TEMPLATES, Sheet, told
from xltool.campaign.history import history
from xltool.campaign.views.text_view import history_text
from xltool.workbook.build import load_document

UNITS = {"A": "办公室", "B": "图书馆", "C": "博物馆", "D": "体育馆", "E": "档案馆", "F": "美术馆"}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of six units, enough for the workbooks to come from one template."""
    folder = tmp_path_factory.mktemp("round")
    roster = folder / "roster.csv"
    roster.write_text("id,name\n" + "".join(f"{key},{name}\n" for key, name in UNITS.items()), encoding="utf-8")
    template = folder / "definition" / "templates" / "fixed-rows.yaml"
    shutil.copytree(TEMPLATES.parent, template.parent.parent)
    template.write_text(template.read_text(encoding="utf-8") + "prefill: {name: unit}\n", encoding="utf-8")
    made = xltool.init(folder / "campaign", template, roster=roster)
    xltool.distribute(made)
    return made


def sent(campaign: Path, unit: str) -> Path:
    """The workbook that was sent to a unit."""
    (path,) = [path for path in (campaign / "outbox").rglob("*.xlsx") if path.name.startswith(f"{unit}-")]
    return path


def returned(campaign: Path, unit: str, **cells: object) -> None:
    """A unit fills in its workbook, sorts the rows the other way round, changes cells of row 1, and sends it."""
    path = Path(shutil.copy(sent(campaign, unit), campaign / "inbox" / f"{unit}.xlsx"))
    sheet = Sheet(path)
    for number, row in enumerate(load_document(TEMPLATES.parent / "document.json")["lines"]):
        sheet.set(number, D=float(row["budget"]), E=row["executed"], G=row["progress"], H=row["note"])
    sheet.order([8, 7, 6, 5, 4, 3, 2, 1, 0])
    sheet.set(0, **cells)
    sheet.save()


def test_every_unit_gets_all_rows_blank(campaign: Path) -> None:
    for unit, name in UNITS.items():
        document = xltool.read(sent(campaign, unit), templates=campaign / "templates")
        assert document.get("unit") == name
        assert [row["code"] for row in document.rows("lines")] == CODES
        assert told(list(document.findings)) == []


def test_what_comes_back_is_merged_row_by_row(campaign: Path, tmp_path: Path) -> None:
    returned(campaign, "A")
    returned(campaign, "B", D=1, E=2)
    xltool.collect(campaign)
    lines = [line.plain for line in history_text(history(campaign, "B"), "zh")]
    assert any("执行数大于年初预算数  @ 支出表!E5（其他支出）  [F1]" in line for line in lines)
    merged = xltool.merge(campaign, output=tmp_path / "summary.xlsx", include_rejected=True)
    rows = merged.tables["lines"].to_dict("records")
    own = [row for row in rows if row["unit"] == "A"]
    assert [(row["code"], row["name"]) for row in own] == [(row["code"], row["name"]) for row in DOCUMENT["lines"]]
    assert [float(row["budget"]) for row in own] == [float(row["budget"]) for row in DOCUMENT["lines"]]
    texts = [
        cell for sheet in openpyxl.load_workbook(tmp_path / "summary.xlsx") for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert "支出 其他支出 执行数（万元）" in texts or "支出 其他支出 执行数" in texts
