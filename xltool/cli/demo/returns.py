"""The demonstration of the first form, 项目预算绩效目标表 of Changzhou: a dozen departments, and files with different faults."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import steps
from xltool.cli.demo.return_files import Data, Demonstration, Return, Sender, write_no_workbook
from xltool.rules.shelf import BuiltInForm
from xltool.workbook.build import load_document

TEMPLATE = "project-performance-target"

Change = Callable[[Data], None]


def demonstration(form: BuiltInForm) -> Demonstration:
    """Return the demonstration of the first form."""
    return Demonstration(
        template=form.name,
        title=Text("2022年市级项目预算绩效目标", "Performance targets of project budgets 2022"),
        year=2022,
        roster=(form.examples.parent / "roster.csv").read_bytes(),
        returns=returns(form.examples),
        open=_OPEN,
    )


def _rename(data: Data, name: str) -> None:
    """The same project, sent by another department."""
    spelled = json.dumps(data, ensure_ascii=False, default=str).replace("常州市城市管理局", name)
    data.clear()
    data.update(json.loads(spelled))
    for key, amount in _amounts(data["income"]):
        _set(data["income"], key, Decimal(str(amount)))
    for row in data["expenditure"]:
        row.update({key: Decimal(str(row[key])) for key in ("half_year", "full_year")})


def _amounts(node: Data, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _amounts(value, f"{prefix}{key}.")
        elif value is not None:
            yield prefix + key, value


def _set(node: Data, path: str, value: Any) -> None:
    *parents, name = steps(path)
    for parent in parents:
        node = node[parent]
    node[name] = value


# --- what clerks do ---------------------------------------------------------------------------------------------------


def _scaled(name: str, factor: str, fund: str = "0") -> Change:
    """Another project with other amounts, a share of them from government funds."""

    def change(data: Data) -> None:
        data["project"]["name"] = name
        for key, amount in list(_amounts(data["income"])):
            _set(data["income"], key, amount * Decimal(factor))
        fiscal = data["income"]["fiscal"]
        fiscal["fund"] = fiscal["general"] * Decimal(fund)
        fiscal["general"] -= fiscal["fund"]
        for row in data["expenditure"]:
            row.update({key: row[key] * Decimal(factor) for key in ("half_year", "full_year")})

    return change


def _yuan(data: Data) -> None:
    for row in data["expenditure"]:
        row.update({key: row[key] * 10_000 for key in ("half_year", "full_year")})


def _wrong_total(data: Data) -> None:
    data["income"]["total"] += 100


def _gaps(data: Data) -> None:
    data["project"]["leader"] = None
    data["project"]["phone"] = "123"
    data["indicators"] = [row for row in data["indicators"] if row["level1"] != "效益指标"]


def _mixed_up(data: Data) -> None:
    rows = data["indicators"]
    rows[6]["level2"] = "经济效益指标"
    rows[7]["half_year"], rows[7]["full_year"] = "≥9个", "≥2个"
    rows.append(copy.deepcopy(rows[8]))


def _sloppy(data: Data) -> None:
    """Full-width digits, as an input method leaves them."""
    data["income"]["total"] = "１７２．９２５"
    data["project"]["phone"] = "８５６８００００"


def _relabelled(path: Path) -> None:
    """A label written over."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.worksheets[0]["A7"].value = "实施部门"
    book.save(path)


def _shifted(path: Path) -> None:
    """Two rows inserted at the top, protection taken off."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.protection.sheet = False
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(1, 2)
    sheet["A1"].value = "收文：第12号"
    book.save(path)


def returns(examples: Path) -> tuple[Return, ...]:
    """Return the files that come back; `examples` is the folder of the form's documents."""

    def filled(unit: str, file: str, zh: str, en: str, *changes: Change, **how: Any) -> Return:
        return Return(unit=unit, file=file, story=Text(zh, en), data=_corrected(examples, changes), **how)

    published = Return(
        unit="CZ-CG",
        file="城管局-绿色资源保护管理.xlsx",
        story=Text("如2022年公开的原表", "the form as published in 2022"),
        data=lambda _: load_document(examples / "published.json"),
    )
    twice = "同一项目报了两次", "the same project sent twice"
    return (
        published,
        filled("CZ-SL", "水利局.xlsx", "改正后的表，没有错误", "the corrected form", _scaled("河道长效管护", "1.5", "0.2")),
        filled("CZ-JY", "教育局.xlsx", "支出填成了元", "expenditure in yuan", _scaled("校园绿化改造", "0.5"), _yuan),
        filled("CZ-WJ", "卫健委.xlsx", "旧版模板", "an outdated template", _scaled("医院绿地养护", "0.8"), version="2021.1"),
        filled("CZ-JT", "交通局.xlsx", "不是电子表格", "not a workbook", damage=write_no_workbook),
        filled("CZ-MZ", "民政局.xlsx", *twice, _scaled("陵园绿化提升", "0.25")),
        filled("CZ-MZ", "民政局(最终版).xlsx", *twice, _scaled("陵园绿化提升", "0.25")),
        filled(
            "CZ-WL",
            "文旅局.xlsx",
            "合计不符，表样被改",
            "the total is off, a label written over",
            _scaled("景区古树保护", "1.2"),
            _wrong_total,
            damage=_relabelled,
        ),
        filled("CZ-NY", "农业局.xlsx", "必填项空白、缺少效益指标", "blanks, no benefit indicators", _scaled("乡村绿化", "2"), _gaps),
        filled("CZ-HB", "环保局.xlsx", "指标错位、重复", "indicators mixed up", _scaled("生态廊道建设", "3"), _mixed_up),
        filled(
            "CZ-TY",
            "体育局.xlsx",
            "全角数字（照样可读）",
            "full-width digits, which are fine",
            _scaled("体育公园绿化", "0.625", "0.5"),
            _sloppy,
        ),
        filled(
            "CZ-YJ",
            "应急局.xlsx",
            "顶上插了两行（照样可读）",
            "rows inserted, which is fine",
            _scaled("森林防火隔离带", "0.4"),
            damage=_shifted,
        ),
    )


def _corrected(examples: Path, changes: tuple[Change, ...]) -> Callable[[Sender], Data]:
    """Return what fills in the corrected form for a unit, with some changes."""

    def fill(sender: Sender) -> Data:
        data = load_document(examples / "right.json")
        _rename(data, sender.unit.name)
        for change in changes:
            change(data)
        return data

    return fill


_OPEN = {
    "summary.xlsx": Text("汇总表：按部门、按来源，带图表", "the summary: by department and source, with charts"),
    "reports/status.html": Text("哪些单位已报送、哪些未报送", "which units have submitted and which are missing"),
    "reports/check.html": Text("全部问题，可搜索", "all problems, to search in"),
    "returns/CZ-CG": Text("退回的表，问题已在单元格标出", "a form to hand back, its problems marked at their cells"),
    "outbox/CZ-CG": Text("下发的空白表", "a blank form as sent out"),
}
