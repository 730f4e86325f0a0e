"""The demonstration: the whole job on the built-in 2022 Changzhou form, with a dozen departments and their faults."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltool.building import load_document, prefill
from xltool.checking import CheckReport, check
from xltool.document import complete
from xltool.errors import UsageError
from xltool.files import write_whole
from xltool.load import load_definition
from xltool.load.definition import builtin_folder
from xltool.merging import Merged, merge_report
from xltool.reports import STATUS_NAMES, text_report
from xltool.roster import Roster, load_roster
from xltool.template import Definition
from xltool.text import Lang, Text
from xltool.writer import build_workbook
from xltool.writer.workbook import Issue

TEMPLATE = "project-performance-target"
YEAR = 2022

ROSTER = """id,name,level,department,aliases,email
CZ-CG,常州市城市管理局,市级,常州市城市管理局,城管局;市城管局,cg@example.invalid
CZ-SL,常州市水利局,市级,常州市水利局,水利局,sl@example.invalid
CZ-JY,常州市教育局,市级,常州市教育局,教育局,jy@example.invalid
CZ-WJ,常州市卫生健康委员会,市级,常州市卫生健康委员会,卫健委,wj@example.invalid
CZ-JT,常州市交通运输局,市级,常州市交通运输局,交通局,jt@example.invalid
CZ-MZ,常州市民政局,市级,常州市民政局,民政局,mz@example.invalid
CZ-WL,常州市文化广电和旅游局,市级,常州市文化广电和旅游局,文旅局,wl@example.invalid
CZ-NY,常州市农业农村局,市级,常州市农业农村局,农业局,ny@example.invalid
CZ-HB,常州市生态环境局,市级,常州市生态环境局,环保局,hb@example.invalid
CZ-TY,常州市体育局,市级,常州市体育局,体育局,ty@example.invalid
CZ-YJ,常州市应急管理局,市级,常州市应急管理局,应急局,yj@example.invalid
CZ-ZJ,常州市住房和城乡建设局,市级,常州市住房和城乡建设局,住建局,zj@example.invalid
"""

Data = dict[str, Any]


@dataclass(frozen=True)
class Return:
    """One returned file: who sent it, what is odd about it, and how it comes about."""

    unit: str
    file: str
    story: str  # in Chinese and English, "/" between
    change: Callable[[Data], None] | None = None  # what the clerk did to the document
    damage: Callable[[Path], None] | None = None  # what was done to the file
    published: bool = False  # the form as published in 2022, instead of the corrected one
    version: str = ""  # another version of the template


def demo(out: Path | str = "xltool-demo", *, lang: Lang = "zh") -> Iterator[str]:
    """Write roster, workbooks, returned files, reports, merged data and summary into a folder; yield what happened.

    Raises UsageError when the folder holds files that are not of an earlier demonstration.
    """
    folder = _folder(Path(out))
    zh = lang == "zh"
    roster_path = write_whole(folder / "roster.csv", ("\ufeff" + ROSTER).encode())
    roster = load_roster(roster_path)
    definition = load_definition(TEMPLATE, builtin_folder() / "templates")
    _send_out(folder / "outbox", definition, roster)
    yield (f"已为 {len(roster.units)} 个单位各生成一份锁定的模板" if zh else f"wrote one locked workbook for each of {len(roster.units)} units")
    _receive(folder / "inbox", definition, roster)
    yield (f"收到 {len(RETURNS)} 个文件：" if zh else f"{len(RETURNS)} files came back:")
    report = check([folder / "inbox"], roster=roster, templates=builtin_folder() / "templates", year=YEAR)
    _write_reports(folder / "reports", report, lang)
    yield from _told(report, zh=zh)
    merged = merge_report(report, output=folder / "summary.xlsx", lang=lang)
    yield from _closing(folder, merged, zh=zh)


def _folder(folder: Path) -> Path:
    """An empty folder, or that of an earlier demonstration."""
    mark = folder / ".xltool-demo"
    if folder.exists() and not folder.is_dir():
        zh, en = f"{folder} 不是文件夹；请用 --out 另选一个", f"{folder} is no folder; choose another with --out"
        raise UsageError(Text(zh=zh, en=en))
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        zh, en = f"{folder} 不是空文件夹；请用 --out 另选一个", f"{folder} is not empty; choose another with --out"
        raise UsageError(Text(zh=zh, en=en))
    write_whole(mark, b"")
    return folder


def _send_out(folder: Path, definition: Definition, roster: Roster) -> None:
    """One blank workbook per unit."""
    wanted = []
    for unit in roster.units:
        data = complete(definition.schema, {"year": YEAR})
        prefill(definition, data, unit)
        wanted.append(Wanted(folder / f"{unit.id}.xlsx", definition, data, unit.id))
    _build_all(wanted)


def _receive(folder: Path, definition: Definition, roster: Roster) -> None:
    """The files as they came back."""
    _build_all([_returned(folder, item, definition, roster) for item in RETURNS])


def _returned(folder: Path, item: Return, definition: Definition, roster: Roster) -> Wanted:
    name = "published" if item.published else "corrected"
    data = load_document(builtin_folder() / "templates" / "examples" / f"{TEMPLATE}.{name}.json")
    unit = roster.by_id(item.unit)
    if unit is not None and not item.published:
        _rename(data, unit.name)
    if item.change:
        item.change(data)
    form = replace(definition, template=replace(definition.template, version=item.version)) if item.version else definition
    return Wanted(folder / item.file, form, data, item.unit, item.damage)


@dataclass(frozen=True)
class Wanted:
    """A workbook to be written."""

    path: Path
    definition: Definition
    data: Data
    unit: str
    damage: Callable[[Path], None] | None = None


def _build_all(wanted: list[Wanted]) -> None:
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        list(pool.map(_write, wanted))


def _write(wanted: Wanted) -> None:
    write_whole(wanted.path, build_workbook(wanted.definition, wanted.data, Issue(unit=wanted.unit)))
    if wanted.damage:
        wanted.damage(wanted.path)


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
    *parents, name = path.split(".")
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
    Return("CZ-CG", "城管局-绿色资源保护管理.xlsx", "如2022年公开的原表/the form as published in 2022", published=True),
    Return("CZ-SL", "水利局.xlsx", "改正后的表，没有错误/the corrected form", _scaled("河道长效管护", "1.5", "0.2")),
    Return("CZ-JY", "教育局.xlsx", "支出填成了元/expenditure in yuan", _then(_scaled("校园绿化改造", "0.5"), _yuan)),
    Return("CZ-WJ", "卫健委.xlsx", "旧版模板/an outdated template", _scaled("医院绿地养护", "0.8"), version="2021.1"),
    Return("CZ-JT", "交通局.xlsx", "不是电子表格/not a workbook", damage=_not_a_workbook),
    Return("CZ-MZ", "民政局.xlsx", "同一项目报了两次/the same project sent twice", _scaled("陵园绿化提升", "0.25")),
    Return("CZ-MZ", "民政局(最终版).xlsx", "同一项目报了两次/the same project sent twice", _scaled("陵园绿化提升", "0.25")),
    Return(
        "CZ-WL", "文旅局.xlsx", "合计不符，表样被改/the total is off, a label written over",
        _then(_scaled("景区古树保护", "1.2"), _wrong_total), _relabelled,
    ),
    Return("CZ-NY", "农业局.xlsx", "必填项空白、缺少效益指标/blanks, no benefit indicators", _then(_scaled("乡村绿化", "2"), _gaps)),
    Return("CZ-HB", "环保局.xlsx", "指标错位、重复/indicators mixed up", _then(_scaled("生态廊道建设", "3"), _mixed_up)),
    Return("CZ-TY", "体育局.xlsx", "全角数字（照样可读）/full-width digits, which are fine", _then(_scaled("体育公园绿化", "0.625", "0.5"), _sloppy)),
    Return("CZ-YJ", "应急局.xlsx", "顶上插了两行（照样可读）/rows inserted, which is fine", _scaled("森林防火隔离带", "0.4"), _shifted),
)


# --- what is said -----------------------------------------------------------------------------------------------------


def _write_reports(folder: Path, report: CheckReport, lang: Lang) -> None:
    lines = "\n".join(line.text for line in text_report(report, lang))
    write_whole(folder / "check.txt", (lines + "\n").encode())
    spelled = json.dumps(report.as_json(lang), ensure_ascii=False, indent=1, default=_number)
    write_whole(folder / "check.json", spelled.encode())


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _told(report: CheckReport, *, zh: bool) -> Iterator[str]:
    lang: Lang = "zh" if zh else "en"
    stories = {item.file: item.story.split("/")[0 if zh else 1] for item in RETURNS}
    for file in report.files:
        tally = file.tally
        counts = f"错误 {tally.errors}，提醒 {tally.warnings}" if zh else f"{tally.errors} errors, {tally.warnings} warnings"
        name = Path(file.path).name
        yield f"  {STATUS_NAMES[file.status].say(lang)}  {name}（{stories[name]}）  {counts}"
    for finding in report.missing:
        yield f"  {finding.message.as_is(lang)}"


def _closing(folder: Path, merged: Merged, *, zh: bool) -> Iterator[str]:
    n_merged = len(merged.forms)
    yield (f"合并了 {n_merged} 份通过的表。请打开：" if zh else f"merged {n_merged} accepted forms. Open these:")
    files = {
        "summary.xlsx": ("汇总表：按部门、按来源，带图表", "the summary: by department and source, with charts"),
        "inbox/城管局-绿色资源保护管理.xlsx": ("一份填好的表，问题已标出", "a completed form with its problems marked"),
        "outbox/CZ-CG.xlsx": ("下发的空白模板", "a blank form as sent out"),
        "reports/check.txt": ("全部问题", "all problems"),
    }
    for name, (in_zh, in_en) in files.items():
        yield f"  {folder / name}  {in_zh if zh else in_en}"
