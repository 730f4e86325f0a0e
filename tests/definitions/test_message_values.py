"""Messages that hold values, on the form `purchase`: in findings, beside the row, on the check sheet, live and in Python."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xltool
from xltool.base.errors import DefinitionError
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

TEMPLATES = Path(__file__).parent / "clean" / "purchase" / "templates"
#: Document → what the workbook says: what the check sheet says first, the messages of the two rows.
CASES: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "a total, a share, a calculated number, a day": (
        {
            "unit": "办公室",
            "ordered": "2022-03-05",
            "budget": 10,
            "items": [{"name": "纸", "quantity": 3, "price": 2.5}, {"name": "笔", "quantity": 90, "price": 0.13}],
        },
        ("合计 19.20 超过预算 10.00，多 9.20", "", "笔占 60.94%，超过六成（11.7 元，下单 2022-03-05）"),
    ),
    "a blank and a text that looks like a formula": (
        {"unit": "办公室", "budget": 0.1, "items": [{"name": '=1+"1"', "quantity": 2, "price": 0.25}]},
        ("合计 0.50 超过预算 0.10，多 0.40", '=1+"1"占 100.00%，超过六成（0.5 元，下单 ）', ""),
    ),
    "a name that is missing": (
        {"unit": "办公室", "budget": 1000, "items": [{"quantity": 1, "price": 9}, {"name": "笔", "quantity": 1, "price": 1}]},
        ("占 90.00%，超过六成（9 元，下单 ）", "“品名”未填写，请填写；共 2 项问题", ""),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_says_the_values(name: str, office: LibreOffice, tmp_path: Path) -> None:
    data, expected = CASES[name]
    path = xltool.build(TEMPLATES / "purchase.yaml", tmp_path / "form.xlsx", data=data)
    book = openpyxl.load_workbook(path, data_only=True)
    cells = ("填报检查!C4", "采购单!G7", "采购单!G8")
    cached = tuple(book[cell.partition("!")[0]][cell.partition("!")[2]].value or "" for cell in cells)
    assert cached == expected, "before any recalculation"
    with office.open(path) as live:
        live.enter([("items.price", 1, 5), ("items.price", 1, data["items"][1]["price"] if data["items"][1:] else None)], read=[])
        shown = live.values(list(cells))
    assert tuple(shown[cell] or "" for cell in cells) == expected


#: What is typed into the cell of an amount → what a message quotes of it.
TYPED = {"  276  .68 ": "276 .68", "100\n200": "100⏎200", "3\t5": "3⇥5", "约" * 70: "约" * 60}


def test_the_check_sheet_and_the_findings_quote_alike_what_cannot_be_read(office: LibreOffice, tmp_path: Path) -> None:
    path = xltool.build(TEMPLATES / "purchase.yaml", tmp_path / "form.xlsx")
    sheet, cell = next(iter(openpyxl.load_workbook(path).defined_names["budget"].destinations))
    with office.open(path) as live:
        sentences = [f"填报检查!C{row}" for row in range(4, 10)]
        shown = live.enter([("budget", None, typed) for typed in TYPED], read=sentences)
    for number, (typed, quoted) in enumerate(TYPED.items()):
        book = openpyxl.load_workbook(path)
        book[sheet][cell.replace("$", "")] = typed
        book.save(tmp_path / "sent.xlsx")
        found = xltool.check([tmp_path / "sent.xlsx"], templates=TEMPLATES).files[0].findings
        message = next(finding.message.zh for finding in found if finding.field == "budget" and "无法识别" in finding.message.zh)
        assert f"“{quoted}”" in message
        assert message in shown[number].values()


def test_findings_say_the_values_in_both_languages(tmp_path: Path) -> None:
    data, _ = CASES["a total, a share, a calculated number, a day"]
    path = xltool.build(TEMPLATES / "purchase.yaml", tmp_path / "form.xlsx", data=data)
    found = {finding.rule: finding.message for finding in xltool.check([path], templates=TEMPLATES).files[0].findings}
    assert found["P1"].zh == "合计 19.20 超过预算 10.00，多 9.20"
    assert found["P1"].en == "The total 19.20 exceeds the budget 10.00 by 9.20"
    assert found["P2"].en == "笔 is 60.94% of the total, above six tenths (11.7 yuan, ordered 2022-03-05)"


def test_a_faulty_formula_in_a_message_is_reported_at_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "form"
    for kind, name in (("templates", "purchase.yaml"), ("rules", "purchase.schema.json")):
        text = (TEMPLATES.parent / kind / name).read_text(encoding="utf-8")
        (folder / kind).mkdir(parents=True)
        for old, new in (("{=total-budget}", "{=total-budgit}"), ("{[@share]}", "{[@shore]}"), ("{ordered}", "{orderd}")):
            text = text.replace(old, new, 1)
        (folder / kind / name).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_definition(folder / "templates" / "purchase.yaml")
    said = [
        (problem.message.en.partition(";")[0], problem.source[problem.column - 1 :][: problem.width]) for problem in caught.value.problems
    ]
    assert ("unknown field 'budgit'", "budgit") in said
    assert ("table 'items' has no column 'shore'", "[@shore]") in said
    assert any("cannot fill in {orderd}" in message and shown == "orderd" for message, shown in said)


@pytest.mark.parametrize("column", ["self", "lang", "values", "text"])
def test_a_column_may_be_called_as_the_program_calls_things(column: str, tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES.parent, tmp_path / "form")
    for path in (tmp_path / "form").rglob("purchase.*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\bname\b(?=\"|\}|\]|: B)", column, text), encoding="utf-8")
    templates = tmp_path / "form" / "templates"
    items = [{column: "纸", "quantity": 3, "price": 2.5}, {column: "笔", "quantity": 90, "price": 0.13}]
    data = {"unit": "办公室", "ordered": "2022-03-05", "budget": 10, "items": items}
    path = xltool.build(templates / "purchase.yaml", tmp_path / "form.xlsx", data=data)
    found = {finding.rule: finding.message.zh for finding in xltool.check([path], templates=templates).files[0].findings}
    assert found["P2"].startswith("笔占 60.94%")
