"""The monthly report through a campaign, an upgrade and a comparison: grids and sums are fields like all others."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

import xltool
from xltool.base.paths import value_at
from xltool.campaign.collect import collect
from xltool.campaign.distribute import plan
from xltool.campaign.folder import init, open_campaign
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import load_document

ROOT = Path(__file__).parents[2]
FORM = ROOT / "tests" / "definitions" / "forms" / "monthly-report"
TEMPLATE = FORM / "templates" / "monthly-report.yaml"
#: The same form as 0.1.0 wrote it: 84 properties, every total typed and held by a rule.
EARLIER = ROOT / "benchmarks" / "definitions" / "monthly-report" / "templates" / "monthly-report.yaml"


def filling(name: str) -> dict[str, Any]:
    return load_document(FORM / "data" / f"{name}.json")


def test_a_campaign_issues_collects_and_sums_up(tmp_path: Path) -> None:
    folder = tmp_path / "campaign"
    init(folder, TEMPLATE, title="半年报", year=2026, roster=FORM / "roster.csv")
    xltool.distribute(folder)
    issued = sorted(folder.glob("outbox/*/*.xlsx"))
    assert len(issued) == 3
    names = [openpyxl.load_workbook(path)["半年报"]["C4"].value for path in issued]
    assert sorted(map(str, names)) == sorted(["常州市城市管理局", "常州市教育局", "常州市水利局"])
    with open_campaign(folder) as campaign:
        for item in plan(campaign):
            content = build_workbook(campaign.definition, {**filling(item.unit.id), "unit": item.unit.name}, item.issue)
            (folder / "inbox" / f"{item.unit.id}.xlsx").write_bytes(content)
    collect(folder)
    merged = xltool.merge(folder)
    (summary,) = (path for path in merged.written if path.suffix == ".xlsx")
    rows = list(openpyxl.load_workbook(summary, data_only=True)["单位明细"].iter_rows(values_only=True))
    heads = next(row for row in rows if any("合计·1月" in str(text) for text in row))
    (column,) = (number for number, text in enumerate(heads) if "合计·合计" in str(text))
    shown = {Decimal(str(row[column])) for row in rows if isinstance(row[column], float | int)}
    assert {Decimal(str(value_at(filling(name), "sum.total"))) for name in ("U1", "U2")} <= shown
    assert Decimal("1370.5") in shown, "what is computed, not what was typed"


def test_the_earlier_version_is_upgraded_and_what_was_typed_otherwise_is_listed(tmp_path: Path) -> None:
    old = xltool.build(EARLIER, tmp_path / "old.xlsx", data=FORM / "data" / "U3.json")
    made = xltool.upgrade(old, tmp_path / "new.xlsx", templates=TEMPLATE.parent)
    expected = json.loads((FORM / "data" / "U3.expected.json").read_text(encoding="utf-8"))["differences"]
    assert [value.path for value in made.leftovers] == expected
    data = xltool.read(made.path, templates=TEMPLATE.parent).data
    typed = {path: value_at(filling("U3"), path) for path in ("item_205.month_3", "item_213.month_6", "sign.date", "year")}
    assert {path: value_at(data, path) for path in typed} == typed
    assert value_at(data, "sum.total") == Decimal("1370.5")


def test_a_comparison_calls_cells_by_row_and_column(tmp_path: Path) -> None:
    data = filling("U1")
    other = copy.deepcopy(data)
    other["item_205"]["month_2"] = Decimal(9)
    first = xltool.build(TEMPLATE, tmp_path / "a.xlsx", data=data)
    second = xltool.build(TEMPLATE, tmp_path / "b.xlsx", data=other)
    changes = {change.field: change for change in xltool.diff(first, second, templates=TEMPLATE.parent).fields}
    assert set(changes) == {"item_205.month_2", "item_205.total", "sum.month_2", "sum.total"}
    assert (changes["item_205.month_2"].title, changes["sum.month_2"].title) == ("教育支出 › 2月（万元）", "合计 › 2月（万元）")
    assert (changes["item_205.total"].old, changes["item_205.total"].new) == (90, Decimal("90.43"))
