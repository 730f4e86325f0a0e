"""A marked return holds what the sender typed, never what was read from it; verdicts are those of what was read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.annotate.support import TEMPLATE, seed, send
from tests.roundtrip.programs import openpyxl_fill
from xltool.base.dates import counts_days
from xltool.checking.check_report import FileReport
from xltool.checking.marked_return import annotate
from xltool.checking.upgrade import upgrade
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition

KINDS = Path(__file__).parents[2] / "definitions" / "clean" / "kinds"
#: Path of the built-in form → what is typed, and what is read from it.
TYPED: dict[str, tuple[Any, Any]] = {
    "income.total": ("２７６．６８", "276.68"),
    "income.other": ("1,234", "1234"),
    "project.name": ("  常州市  绿化 ", "常州市 绿化"),
    "project.phone": (85682222, "85682222"),
    "year": ("２０２２", "2022"),
}


@pytest.fixture
def kinds(tmp_path: Path) -> Definition:
    shutil.copytree(KINDS, tmp_path / "kinds")
    return load_definition(tmp_path / "kinds" / "templates" / "kinds.yaml")


def cells_of(path: Path, names: Iterator[str]) -> dict[str, list[Any]]:
    book = openpyxl.load_workbook(path)
    areas: dict[str, list[Any]] = {}
    for name in names:
        ((sheet, reference),) = book.defined_names[name].destinations
        area = book[sheet][reference]
        values = [row[0].value for row in area] if isinstance(area, tuple) else [area.value]
        areas[name] = [value.replace("_x000D_", "\r") if isinstance(value, str) else value for value in values]  # openpyxl keeps the escape
    return areas


def returned(path: Path, folder: Path, templates: Path | None = None) -> tuple[FileReport, Path]:
    report = xltool.check([path], templates=templates).files[0]
    (made,) = annotate(report, folder)
    return report, made


def test_what_is_typed_stands_in_the_return_and_what_is_read_in_the_document(tmp_path: Path) -> None:
    form = xltool.build(TEMPLATE, tmp_path / "form.xlsx")
    sent = openpyxl_fill(form, {path: typed for path, (typed, _) in TYPED.items()}, tmp_path / "sent.xlsx")
    report, made = returned(sent, tmp_path / "returns")
    assert {path: str(report.document.get(path)) for path in TYPED} == {path: read for path, (_, read) in TYPED.items()}
    assert {path: cells[0] for path, cells in cells_of(made, iter(TYPED)).items()} == {path: typed for path, (typed, _) in TYPED.items()}


def test_every_kind_as_people_type_it(kinds: Definition, tmp_path: Path) -> None:
    """Every example and oddity of every kind, in a single field or a row: the cells of the return are those of the file."""
    templates = tmp_path / "kinds" / "templates"
    form = xltool.build(str(kinds.path), tmp_path / "form.xlsx")
    columns = list(kinds.schema.tables["rows"].columns)
    for number in range(3):
        values = {field.path: typed(field, number) for field in kinds.schema.fields.values()}
        values |= {column.path: [typed(column, number + row) for row in range(8)] for column in columns}
        sent = openpyxl_fill(form, values, tmp_path / f"sent{number}.xlsx")
        report, made = returned(sent, tmp_path / "returns", templates)
        assert report.document.typed
        names = [field.path for field in kinds.schema.all_fields()]
        assert cells_of(made, iter(names)) == cells_of(sent, iter(names))
        again = xltool.check([made], templates=templates).files[0]
        assert again.document.data == report.document.data
        assert again.document.typed == report.document.typed


def typed(field: Field, number: int) -> Any:
    """One of the entries of a kind that a cell can hold as it is."""
    entries = [entry for entry in (*field.kind.examples, *field.kind.oddities) if isinstance(entry, str | int | float) and entry != ""]
    if (
        field.kind.format_tells == "days"
    ):  # without a date format such a number is returned as the text that was read: the workbook sees no formats
        entries = [entry for entry in entries if isinstance(entry, str) or not counts_days(entry)]
    return entries[number % len(entries)]


def test_verdicts_in_the_return_are_those_of_what_was_read(tmp_path: Path) -> None:
    """The workbook shows before any recalculation what Python found: `２７６．６８` counts as 276.68 in sums."""
    form = xltool.build(TEMPLATE, tmp_path / "form.xlsx")
    sent = openpyxl_fill(form, {path: typed for path, (typed, _) in TYPED.items()}, tmp_path / "sent.xlsx")
    report, made = returned(sent, tmp_path / "returns")
    rules = {finding.rule for finding in report.findings}
    book = openpyxl.load_workbook(made, data_only=True)
    for rule in ("R22", "value.type", "R20"):
        ((sheet, cell),) = book.defined_names[f"check.{rule}"].destinations
        assert bool(book[sheet][cell].value) == (rule in rules), rule


def test_an_upgrade_carries_what_was_typed(tmp_path: Path) -> None:
    row = {"level1": "产出指标", "level2": " 数量指标 ", "level3": "植树", "half_year": "＞１场", "full_year": "≥2场"}
    sent = openpyxl_fill(
        send(tmp_path / "blank.xlsx", {}),
        {"income.other": "２７６．６８", "indicators.full_year": ["", *row.values()]},
        tmp_path / "sent.xlsx",
    )
    made = upgrade(sent, tmp_path / "new.xlsx").path
    cells = cells_of(made, iter(["income.other", "indicators.full_year"]))
    assert cells["income.other"] == ["２７６．６８"]
    assert cells["indicators.full_year"][:5] == list(row.values())
    now, before = xltool.read(made), xltool.read(sent)  # the newest version computes the totals
    assert [now.get(path) for path in ("income.other", "indicators")] == [before.get(path) for path in ("income.other", "indicators")]


def test_rows_without_room_are_listed_as_they_were_typed(tmp_path: Path) -> None:
    row = {"level1": "产出指标", "level2": "数量指标", "level3": "植树", "half_year": "≥1场", "full_year": "≥2场"}
    sent = send(tmp_path / "sent.xlsx", seed(indicators=[row] * 120))
    book = openpyxl.load_workbook(sent)
    book["绩效目标表"]["C157"] = "植树 ５ 场次  "
    book.save(sent)
    report, made = returned(sent, tmp_path / "returns")
    assert report.document.rows("indicators")[-1]["level3"] == "植树 ５ 场次"
    assert "植树 ５ 场次  " in [cell.value for row in openpyxl.load_workbook(made)["问题清单"].iter_rows() for cell in row]


def test_html_tags_are_named_and_not_said_to_be_gone(tmp_path: Path) -> None:
    form = xltool.build(TEMPLATE, tmp_path / "form.xlsx")
    sent = openpyxl_fill(form, {"project.name": "<p>绿化</p>"}, tmp_path / "sent.xlsx")
    report, made = returned(sent, tmp_path / "returns")
    (finding,) = (finding for finding in report.findings if finding.rule == "R15")
    assert finding.message.as_is("zh") == "含网页标签 <p>、</p>，请删除"
    assert cells_of(made, iter(["project.name"])) == {"project.name": ["<p>绿化</p>"]}
