"""A rule over a whole table names the row that it means, where one row breaks it and the others do not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from openpyxl import load_workbook

import xltool
from tests.definitions.test_faulty import MINIMAL
from xltool.base.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.referees.libreoffice import LibreOffice

ROWS = [("plain", 1), ("plain", 2), ("special", 900), ("plain", 3)]
FIRST = 5  # row of the first item on the sheet
#: Rule → the row of the finding, 0-based.
RULES: dict[str, int] = {
    "MAX(items[amount])<=100": 2,
    "SUMPRODUCT((items[amount]>100)*1)=0": 2,
    'COUNTIF(items[name], "special")=0': 2,
    'COUNTIF(items[name], "nothing")>=1': 0,  # no row is meant: the first stands for the table
    "SUM(items[amount])=0": 0,  # every row breaks it
}


def definition(formula: str, folder: Path) -> Path:
    """Return the template of a form whose only rule is X1."""
    shutil.copytree(MINIMAL, folder / "forms")
    schema = folder / "forms/rules/minimal.schema.json"
    node: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
    column = "name" if "name" in formula else "amount"
    rule = {"id": "X1", "severity": "error", "at": f"items.{column}", "formula": formula, "message": {"zh": "有误", "en": "wrong"}}
    node["x-rules"] = [rule]
    schema.write_text(json.dumps(node, ensure_ascii=False), encoding="utf-8")
    return folder / "forms/templates/minimal.yaml"


def document(rows: list[tuple[str, int]]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((MINIMAL / "document.json").read_text(encoding="utf-8"))
    first = data["items"][0]
    data["items"] = [{**first, "name": name, "amount": amount} for name, amount in rows]
    return data


def finding(formula: str, folder: Path, rows: list[tuple[str, int]]) -> Finding:
    template = definition(formula, folder)
    path = xltool.build(str(template), folder / "form.xlsx", data=document(rows))
    (found,) = (one for one in xltool.check([path], templates=template.parent).files[0].findings if one.rule == "X1")
    return found


@pytest.mark.parametrize("formula", RULES)
def test_the_row_that_is_meant(formula: str, tmp_path: Path) -> None:
    found = finding(formula, tmp_path, ROWS)
    assert found.field is not None
    assert found.field.startswith(f"items[{RULES[formula]}].")


def test_a_table_of_one_row(tmp_path: Path) -> None:
    assert finding("MAX(items[amount])<=100", tmp_path, [("plain", 900)]).field == "items[0].amount"


@pytest.mark.parametrize("formula", RULES)
def test_colour_message_and_link_of_the_workbook_lead_to_the_same_row(formula: str, office: LibreOffice, tmp_path: Path) -> None:
    """Filled in live, with a blank row above, and as written before any recalculation."""
    template = definition(formula, tmp_path)
    column = "name" if "name" in formula else "amount"
    names = [f"mark.items.{column}", "xltool.remark.items", "check.X1"]
    typed = {(f"items.{column}", row): cells[column == "amount"] for row, cells in enumerate(ROWS, start=1)}
    with office.open(xltool.build(str(template), tmp_path / "blank.xlsx")) as book:
        book.fill(typed)
        book.recalculate()
        live = book.values(names)
        saved = book.save_as(tmp_path / "filled.xlsx")
    expected = RULES[formula] + 1
    assert live["check.X1"] == 1
    assert numbers(cast("list[Any]", live[names[0]])) == [expected]
    assert numbers("wrong" in str(text) for text in cast("list[Any]", live["xltool.remark.items"])) == [expected]
    assert link(saved) == f"{'A' if column == 'name' else 'D'}{FIRST + expected}"


@pytest.mark.parametrize("formula", RULES)
def test_a_form_that_is_filled_in_already_shows_the_same_before_any_recalculation(formula: str, tmp_path: Path) -> None:
    template = definition(formula, tmp_path)
    path = xltool.build(str(template), tmp_path / "form.xlsx", data=document(ROWS))
    column = "name" if "name" in formula else "amount"
    assert numbers(named(path, f"mark.items.{column}")) == [RULES[formula]]
    assert numbers("wrong" in str(text) for text in named(path, "xltool.remark.items")) == [RULES[formula]]
    assert link(path) == f"{'A' if column == 'name' else 'D'}{FIRST + RULES[formula]}"


def numbers(values: Iterable[Any]) -> list[int]:
    """Return the places of all that is not 0, False or blank."""
    return [index for index, value in enumerate(values) if value]


def named(path: Path, name: str) -> list[Any]:
    """Return the stored values of the cells of a defined name."""
    book = load_workbook(path, data_only=True)
    ((sheet, cells),) = book.defined_names[name].destinations
    return [row[0].value for row in book[sheet][cells]]


def link(path: Path) -> Any:
    """Return the text of the link to the first place where X1 is violated."""
    rows = load_workbook(path, data_only=True)["Checks"].iter_rows(values_only=True)
    return next(row[4] for row in rows if row[5] == "X1")


def test_the_message_of_the_row_names_the_gravest_problem_whatever_it_is_about(office: LibreOffice, tmp_path: Path) -> None:
    """R24 (error, amounts in the wrong unit) is of the whole form, R26 (warning, an amount without its half year) of the row."""
    wrong = {
        "income.total": 276.68,
        ("expenditure.item", 1): "设备购置",
        ("expenditure.full_year", 1): 2766800,
    }
    with office.open(xltool.build("project-performance-target", tmp_path / "blank.xlsx")) as book:
        book.fill(wrong)
        book.recalculate()
        live = book.values(["check.R24", "check.R26", "xltool.remark.expenditure"])
        saved = book.save_as(tmp_path / "filled.xlsx")
    assert (live["check.R24"], live["check.R26"]) == (1, 1)
    message = str(cast("list[Any]", live["xltool.remark.expenditure"])[1])
    assert message.startswith("支出合计 2,766,800.00，资金总额 276.68，相差一万倍")
    assert message.endswith("；共 2 项问题")
    (marked,) = xltool.annotate(xltool.check([saved]), tmp_path / "marked")
    assert str(named(marked, "xltool.remark.expenditure")[0]).startswith("支出合计 2,766,800.00")
