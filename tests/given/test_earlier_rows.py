"""A form that continues last year's: `distribute --from` fills in its rows by key, locks what is given and leaves the results open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.given.test_given import FORM, SHEET, TEMPLATE, TEMPLATES, changed
from xltool.base.errors import UsageError
from xltool.campaign.distribute import Distributed

ROSTER = "id,name,代码,经费\nA,园林局,0320401,120.5\nB,水务局,0320402,7\nC,交通局,0320403,8\n"
TARGETS: list[dict[str, Any]] = [
    {"code": "T01", "name": "道路清扫", "target": 95, "done": 96, "state": "已完成"},
    {"code": "T02", "name": "垃圾分类", "target": Decimal("80.5"), "done": 81, "state": "未完成"},
    {"code": "201", "name": "=1+1", "target": None, "done": 3, "state": None},
]


def last_year(folder: Path, targets: list[dict[str, Any]] | None = None) -> Path:
    """Two units sent their forms last year: workbooks, JSON, and the merged data set in a folder each."""
    documents = {
        "A": {"unit": {"name": "园林局", "code": "old", "grade": "良"}, "amount": 5, "targets": TARGETS if targets is None else targets},
        "B": {"unit": {"name": "水务局", "code": "old", "grade": "优"}, "amount": 6, "targets": TARGETS[:1]},
    }
    roster = folder / "last.csv"
    folder.mkdir(parents=True, exist_ok=True)
    roster.write_text(ROSTER, encoding="utf-8")
    for unit, document in documents.items():
        workbook = folder / "workbooks" / f"{unit}.xlsx"
        workbook.parent.mkdir(exist_ok=True)
        xltool.build(TEMPLATE, workbook, data=document, unit=unit, roster=roster)
        (folder / "json").mkdir(exist_ok=True)
        read = xltool.read(workbook, templates=TEMPLATES)
        (folder / "json" / f"{unit}.json").write_text(json.dumps(read.data, default=float, ensure_ascii=False), encoding="utf-8")
    xltool.merge([folder / "workbooks"], output=folder / "data" / "summary.xlsx", roster=roster, templates=TEMPLATES)
    (folder / "csv").mkdir()
    for path in (folder / "data" / "summary-data").glob("*.csv"):
        shutil.copy(path, folder / "csv")
    return folder


def this_year(folder: Path, templates: Path = TEMPLATES) -> Path:
    roster = folder / "roster.csv"
    folder.mkdir(parents=True, exist_ok=True)
    roster.write_text(ROSTER, encoding="utf-8")
    return xltool.init(folder / "round", template="given", templates=templates, roster=roster)


def sent(folder: Path, unit: str) -> dict[str, Any]:
    (path,) = (folder / "outbox" / unit).glob("*.xlsx")
    return dict(xltool.read(path, templates=folder / "templates").data)


SOURCES: dict[str, Callable[[Path], Path]] = {
    "a folder of workbooks": lambda folder: folder / "workbooks",
    "a folder of JSON documents": lambda folder: folder / "json",
    "a folder of data files": lambda folder: folder / "data",
    "a file of the data": lambda folder: folder / "data" / "summary-data" / "summary-forms.parquet",
    "a data file of its rows": lambda folder: folder / "data" / "summary-data" / "summary-targets.parquet",
    "data files in CSV": lambda folder: folder / "csv",
}


@pytest.mark.parametrize("source", SOURCES)
def test_rows_are_filled_in_from_last_year_whatever_holds_it(source: str, tmp_path: Path) -> None:
    before = SOURCES[source](last_year(tmp_path / "last"))
    folder = this_year(tmp_path)
    made = xltool.distribute(folder, previous=before)
    assert made.coverage is not None
    outcomes = {line.row.unit: (line.row.outcome.value, line.left_out) for line in made.coverage.lines}
    is_known_to_be_missing = "data" in source  # the data set lists who was to send
    assert outcomes == {"A": ("filled", ()), "B": ("filled", ()), "C": ("missing" if is_known_to_be_missing else "new-unit", ())}
    data = sent(folder, "A")
    assert data["targets"] == [{**row, "done": None, "state": "未完成"} for row in TARGETS], "targets are given, results open"
    assert data["unit"] == {"name": "园林局", "code": "0320401", "budget": Decimal("120.5"), "grade": "良"}, "the roster goes first"
    assert (data["amount"], data["currency"], data["year"]) == (None, "人民币", 2026)
    assert [row["code"] for row in sent(folder, "B")["targets"]] == ["T01"]
    assert sent(folder, "C")["targets"] == []


def distributed(tmp_path: Path, targets: list[dict[str, Any]] | None = None, templates: Path = TEMPLATES) -> tuple[Path, Distributed]:
    folder = this_year(tmp_path, templates)
    return folder, xltool.distribute(folder, previous=last_year(tmp_path / "last", targets) / "data")


def left_out(made: Distributed, unit: str = "A") -> tuple[str, ...]:
    assert made.coverage is not None
    (line,) = (line for line in made.coverage.lines if line.row.unit == unit)
    return line.left_out


def test_from_the_campaign_of_last_year(tmp_path: Path) -> None:
    """A round that was itself filled in from the year before: results are typed, collected, and carried on without them."""
    last = this_year(tmp_path / "last")
    made = xltool.distribute(last, previous=last_year(tmp_path / "before") / "json")
    for path in made.written:
        if path.parent.name in "AB":
            results = {f"D{row}": row for row in ((8, 9, 10) if path.parent.name == "A" else (8,))}
            shutil.copy(path, last / "inbox" / f"{path.parent.name}.xlsx")
            changed(last / "inbox" / f"{path.parent.name}.xlsx", results)
    assert xltool.collect(last).n_erroneous == 0
    folder = this_year(tmp_path / "next")
    assert xltool.distribute(folder, previous=last).n_prefilled == 2
    assert [(row["code"], row["target"], row["done"]) for row in sent(folder, "A")["targets"]] == [
        ("T01", 95, None),
        ("T02", Decimal("80.5"), None),
        ("201", None, None),
    ]


def test_rows_that_fit_nowhere_are_listed_with_their_keys(tmp_path: Path) -> None:
    rows = [*TARGETS, {**TARGETS[0], "name": "again"}, {"name": "no code", "done": 1}]
    folder = this_year(tmp_path)
    made = xltool.distribute(folder, previous=last_year(tmp_path / "last", rows) / "json")
    assert left_out(made) == ("targets[3] (T01)", "targets[4] ()")
    assert [row["code"] for row in sent(folder, "A")["targets"]] == ["T01", "T02", "201"]


def test_what_was_given_comes_back_as_it_was_and_a_change_is_found(tmp_path: Path) -> None:
    folder, made = distributed(tmp_path)
    path = next(path for path in made.written if path.parent.name == "A")
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert [sheet[f"{column}8"].protection.locked for column in "ABCDE"] == [True, True, True, False, False]
    assert sheet["B10"].value == "=1+1", "a text stays a text"
    assert sheet["B10"].data_type == "s"
    (file,) = xltool.check([path], templates=TEMPLATES).files
    assert {(finding.rule, finding.field) for finding in file.findings} == {("schema.required", f"targets[{row}].done") for row in range(3)}
    altered = changed(path, {"C8": 10, "D8": 96, "D9": 81, "D10": 4})
    (file,) = xltool.check([altered], templates=TEMPLATES).files
    assert {finding.field: finding.value for finding in file.findings if finding.rule == "given.changed"} == {
        "targets[0].target": {"found": 10, "expected": 95}
    }
    assert sent(folder, "A")["targets"][0] == {"code": "T01", "name": "道路清扫", "target": 95, "done": 96, "state": "未完成"}


def test_later_runs_fill_in_the_same(tmp_path: Path) -> None:
    folder, _ = distributed(tmp_path)
    before = sent(folder, "A")
    shutil.rmtree(tmp_path / "last")
    shutil.rmtree(folder / "outbox")
    xltool.distribute(folder)
    assert sent(folder, "A") == before
    assert xltool.distribute(folder).written == ()


def renamed(folder: Path) -> Path:
    """The form of this year: a column and a table have other names, and a code list gives the rows."""
    shutil.copytree(FORM, folder)
    template, schema = folder / "templates" / "given.yaml", folder / "rules" / "given.schema.json"
    text = template.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"').replace("        capacity: 12\n", "")
    text = text.replace("table: targets", "table: lines").replace("{code: A, name: B, target: C,", "{code: A, name: B, aim: C,")
    text = text.replace("targets.code, targets.name, targets.target", "lines.aim")
    columns = {"code": "code", "name": "name", "target": "aim", "done": "done", "state": "state"}
    text += "renamed:\n" + "".join(f"  targets.{old}: lines.{new}\n" for old, new in columns.items())
    template.write_text(text, encoding="utf-8")
    data = json.loads(schema.read_text(encoding="utf-8"))
    lines = data["properties"]["lines"] = data["properties"].pop("targets")
    del lines["x-key"]
    lines["x-rows"] = {"list": "indicators", "key": "code", "name": "name"}
    own = lines["items"]["properties"]
    own["code"], own["name"] = {"title": "指标编码", "type": "string"}, {"title": "指标名称", "type": "string"}
    own["aim"] = own.pop("target")
    own["done"]["type"] = ["number", "null"]
    own["unit"] = {"title": "单位", "const": "%"}
    data["x-rules"] = [rule for rule in data["x-rules"] if rule["id"] != "G2"]
    text = template.read_text(encoding="utf-8").replace("state: E}", "state: E, unit: G}")
    template.write_text(text, encoding="utf-8")
    schema.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (folder / "rules" / "codes" / "indicators.csv").write_text(
        "level,value,parent,name\n1,T03,,新增\n1,T02,,垃圾分类\n1,T01,,道路清扫\n", encoding="utf-8"
    )
    return folder / "templates"


def test_fixed_rows_take_what_has_their_key_and_hold_defaults_and_constants(tmp_path: Path) -> None:
    rows = [*TARGETS[:2], {**TARGETS[2], "target": 7}]
    folder, made = distributed(tmp_path, rows, templates=renamed(tmp_path / "form"))
    assert left_out(made) == ("lines[2] (201)",)
    lines = sent(folder, "A")["lines"]
    assert [(row["code"], row["name"], row["aim"]) for row in lines] == [
        ("T03", "新增", None),
        ("T02", "垃圾分类", Decimal("80.5")),
        ("T01", "道路清扫", 95),
    ]
    assert {(row["done"], row["state"], row["unit"]) for row in lines} == {(None, "未完成", "%")}
    path = next(path for path in made.written if path.parent.name == "A")
    assert [finding.rule for finding in xltool.check([path], templates=folder / "templates").files[0].findings] == []
    altered = changed(path, {"C8": 5, "G9": "元", "A10": "T09"})
    (file,) = xltool.check([altered], templates=folder / "templates").files
    assert {finding.field: finding.value for finding in file.findings if finding.rule == "given.changed"} == {
        "lines[0].aim": {"found": 5, "expected": None},
        "lines[1].unit": {"found": "元", "expected": "%"},
    }


def test_what_would_be_locked_and_wrong_is_not_carried(tmp_path: Path) -> None:
    shutil.copytree(FORM, tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "given.schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace('"优", "良", "中", null', '"甲", "乙", null'), encoding="utf-8")
    _, made = distributed(tmp_path, templates=tmp_path / "form" / "templates")
    assert left_out(made) == ("unit.grade",)


def test_data_of_another_form_are_refused_by_name(tmp_path: Path) -> None:
    minimal = FORM.parent / "minimal"
    xltool.build(minimal / "templates" / "minimal.yaml", tmp_path / "m.xlsx", data={"unit": "园林局", "total": 0})
    xltool.merge([tmp_path / "m.xlsx"], output=tmp_path / "data" / "summary.xlsx", templates=minimal / "templates")
    with pytest.raises(
        UsageError, match=r"holds no data of the form given: summary-data/summary-forms.parquet \(of another form \(minimal\)\)"
    ):
        xltool.distribute(this_year(tmp_path), previous=tmp_path / "data")


def test_a_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    data = last_year(tmp_path / "last") / "data"
    (data / "summary-data" / "summary-targets.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(UsageError, match=r"summary-targets.parquet: cannot be read"):
        xltool.distribute(this_year(tmp_path), previous=data)
