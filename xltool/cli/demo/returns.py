"""Returns of the demonstration: a dozen files with different faults, made from the real form of 2022."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltool.base.files import write_whole
from xltool.base.messages import Text
from xltool.base.paths import steps
from xltool.form.roster import Roster
from xltool.rules.definition import Definition
from xltool.rules.load import builtin_folder
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import load_document
from xltool.workbook.form_copy import Issue

TEMPLATE = "project-performance-target"

Data = dict[str, Any]


@dataclass(frozen=True)
class Return:
    """One returned file: who sent it, what is odd about it, and how it comes about."""

    unit: str
    file: str
    story: Text
    change: Callable[[Data], None] | None = None  # what the clerk did to the document
    damage: Callable[[Path], None] | None = None  # what was done to the file
    published: bool = False  # the form as published in 2022, instead of the corrected one
    version: str = ""  # another version of the template


def receive(folder: Path, definition: Definition, roster: Roster, issued: Mapping[str, Issue]) -> None:
    """Write the files as they came back; `issued` tells for each unit what its workbook says of itself."""
    filled = [_returned(folder, item, definition, roster, issued[item.unit]) for item in RETURNS]
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        list(pool.map(_write, filled))


def _returned(folder: Path, item: Return, definition: Definition, roster: Roster, issue: Issue) -> FilledReturn:
    name = "published" if item.published else "corrected"
    data = load_document(builtin_folder() / "templates" / "examples" / f"{TEMPLATE}.{name}.json")
    unit = roster.by_id(item.unit)
    if unit is not None and not item.published:
        _rename(data, unit.name)
    if item.change:
        item.change(data)
    form = replace(definition, template=replace(definition.template, version=item.version)) if item.version else definition
    return FilledReturn(folder / item.file, form, data, issue, item.damage)


@dataclass(frozen=True)
class FilledReturn:
    """A workbook to be written."""

    path: Path
    definition: Definition
    data: Data
    issue: Issue
    damage: Callable[[Path], None] | None = None


def _write(filled: FilledReturn) -> None:
    write_whole(filled.path, build_workbook(filled.definition, filled.data, filled.issue))
    if filled.damage:
        filled.damage(filled.path)


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


def _scaled(name: str, factor: str, fund: str = "0") -> Callable[[Data], None]:
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


def _then(*changes: Callable[[Data], None]) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        for each in changes:
            each(data)

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


def _not_a_workbook(path: Path) -> None:
    write_whole(path, b"%PDF-1.4 scanned form\n")


RETURNS = (
    Return("CZ-CG", "城管局-绿色资源保护管理.xlsx", Text("如2022年公开的原表", "the form as published in 2022"), published=True),
    Return("CZ-SL", "水利局.xlsx", Text("改正后的表，没有错误", "the corrected form"), _scaled("河道长效管护", "1.5", "0.2")),
    Return("CZ-JY", "教育局.xlsx", Text("支出填成了元", "expenditure in yuan"), _then(_scaled("校园绿化改造", "0.5"), _yuan)),
    Return("CZ-WJ", "卫健委.xlsx", Text("旧版模板", "an outdated template"), _scaled("医院绿地养护", "0.8"), version="2021.1"),
    Return("CZ-JT", "交通局.xlsx", Text("不是电子表格", "not a workbook"), damage=_not_a_workbook),
    Return("CZ-MZ", "民政局.xlsx", Text("同一项目报了两次", "the same project sent twice"), _scaled("陵园绿化提升", "0.25")),
    Return("CZ-MZ", "民政局(最终版).xlsx", Text("同一项目报了两次", "the same project sent twice"), _scaled("陵园绿化提升", "0.25")),
    Return(
        "CZ-WL",
        "文旅局.xlsx",
        Text("合计不符，表样被改", "the total is off, a label written over"),
        _then(_scaled("景区古树保护", "1.2"), _wrong_total),
        _relabelled,
    ),
    Return(
        "CZ-NY", "农业局.xlsx", Text("必填项空白、缺少效益指标", "blanks, no benefit indicators"), _then(_scaled("乡村绿化", "2"), _gaps)
    ),
    Return("CZ-HB", "环保局.xlsx", Text("指标错位、重复", "indicators mixed up"), _then(_scaled("生态廊道建设", "3"), _mixed_up)),
    Return(
        "CZ-TY",
        "体育局.xlsx",
        Text("全角数字（照样可读）", "full-width digits, which are fine"),
        _then(_scaled("体育公园绿化", "0.625", "0.5"), _sloppy),
    ),
    Return(
        "CZ-YJ", "应急局.xlsx", Text("顶上插了两行（照样可读）", "rows inserted, which is fine"), _scaled("森林防火隔离带", "0.4"), _shifted
    ),
)
