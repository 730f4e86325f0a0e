"""What senders type where a code, a choice, a condition or a checked kind is asked for: read where it plainly says one thing, else said clearly."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.checking.check_report import FileReport

CLEAN = Path(__file__).parents[2] / "definitions" / "clean"

#: What is done → form, cells of its first sheet, the findings (rule and field) besides those of the clean document, and parts of their messages.
CASES: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]], tuple[str, ...]]] = {
    "a code that lost its zeros as a number": ("lookups", {"A5": 123}, [("schema.enum", "lines[0].code")], ("是否为“00123”",)),
    "a code in full-width letters": ("lookups", {"A5": "Ａ０１"}, [("R63", "lines[0].code")], ("Ａ０１→A01",)),
    "a code in small letters, one with spaces": (
        "lookups",
        {"A5": "a01", "A6": " A02 "},
        [("R63", "lines[0].code"), ("R63", "lines[1].code")],
        ("a01→A01", "已去掉首尾的空格或换行：“A02”"),
    ),
    "a code that may be one of two": ("lookups", {"A5": "Ｂ10"}, [("schema.enum", "lines[0].code")], ()),
    "a code and its name in one cell": ("lookups", {"A5": "A01 复印纸"}, [("schema.enum", "lines[0].code")], ("是否为“A01”",)),
    "a name for a code, and over the formula": (
        "lookups",
        {"A5": "复印纸", "B5": "复印纸"},
        [("formula.overwritten", "lines[0].name"), ("schema.enum", "lines[0].code")],
        (),
    ),
    "a row pasted one column to the right": (
        "lookups",
        {"A5": None, "B5": "A01", "C5": "复印纸", "D5": "箱", "E5": 185.5},
        [
            ("formula.overwritten", "lines[0].measure"),
            ("formula.overwritten", "lines[0].name"),
            ("formula.overwritten", "lines[0].price"),
            ("schema.required", "lines[0].code"),
        ],
        ("A01", "复印纸", "箱"),
    ),
    "a price of their own": ("lookups", {"D5": 100}, [("formula.overwritten", "lines[0].price")], ("应为“185.5”",)),
    "a choice above that was changed": ("cascades", {"B4": "浙江省"}, [("schema.enum", "city")], ("是否为“杭州市”",)),
    "a choice above that was cleared": ("cascades", {"B4": None}, [("schema.required", "region")], ()),
    "a whole address in one cell": ("cascades", {"D4": "江苏省常州市"}, [("schema.enum", "city")], ("是否为“常州市”",)),
    "an answer that is none of the choices": ("applies", {"F3": True}, [("schema.enum", "joint")], ()),
    "a dash in cells that do not apply": (
        "applies",
        {"C9": "-", "D9": "无"},
        [("value.not-applicable", "goods[1].country"), ("value.not-applicable", "goods[1].licence")],
        (),
    ),
    "an amount with its unit": ("applies", {"B4": "120万"}, [("value.type", "amount")], ("单位“万元”已在栏目名称中",)),
    "a credit code as a number": ("more-kinds", {"E1": 91320411012345678}, [("value.digits-lost", "credit")], ("文本格式",)),
    "an identification number as a number": ("more-kinds", {"B8": 110105194912310022}, [("value.digits-lost", "people[0].person")], ()),
    "a postcode that lost its zero": ("more-kinds", {"H2": 13000}, [("schema.minLength", "postcode")], ()),
    "a postcode in full-width digits": ("more-kinds", {"H2": "０１３０００"}, [("R63", "postcode")], ("→013000",)),
    "an identification number in full-width digits": (
        "more-kinds",
        {"B9": "００００００２００００２２９００１０"},
        [("R63", "people[1].person")],
        ("→000000200002290010",),
    ),
    "a small x": ("more-kinds", {"B8": "11010519491231002x"}, [("R63", "people[0].person")], ("→11010519491231002X",)),
    "a time of the spreadsheet, and a fraction of a day": ("more-kinds", {"D3": dt.time(8, 30), "F3": 17.25 / 24}, [], ()),
    "a web address without its beginning": ("more-kinds", {"D2": "www.example.com"}, [("value.type", "site")], ("https://",)),
    "two e-mail addresses": ("more-kinds", {"D8": "a@b.com;c@d.com"}, [("value.type", "people[0].mail")], ()),
    "yes in other words": ("more-kinds", {"I8": "是", "I9": "n"}, [("R63", "people[0].party")], ("是→Y", "I9")),
    "other ticks": ("more-kinds", {"D4": "√研究 √其他", "J8": "■甲 □乙 ■丙"}, [], ()),
    "choices without boxes": ("more-kinds", {"J8": "甲、乙"}, [("value.type", "people[0].skills")], ("打勾",)),
    "a box that the form has not": ("more-kinds", {"J8": "☑甲☑乙☑丙☑丁"}, [("value.type", "people[0].skills")], ()),
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The clean document of each form in its workbook."""
    folder = tmp_path_factory.mktemp("forms")
    names = dict.fromkeys(form for form, *_ in CASES.values())
    templates = {name: CLEAN / name / "templates" / f"{name}.yaml" for name in names}
    return {
        name: xltool.build(template, folder / f"{name}.xlsx", data=CLEAN / name / "document.json").read_bytes()
        for name, template in templates.items()
    }


def sent(form: str, content: bytes, cells: dict[str, Any], folder: Path) -> FileReport:
    """Type into cells of the first sheet, and check what comes back."""
    book = openpyxl.load_workbook(BytesIO(content))
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(folder / "sent.xlsx")
    (report,) = xltool.check([folder / "sent.xlsx"], templates=CLEAN / form / "templates").files
    return report


@pytest.mark.parametrize("case", CASES)
def test_each_is_read_or_said(case: str, forms: dict[str, bytes], tmp_path: Path) -> None:
    form, cells, expected, parts = CASES[case]
    report = sent(form, forms[form], cells, tmp_path)
    assert sorted((finding.rule, str(finding.field)) for finding in report.findings) == expected
    said = "\n".join(finding.message.zh for finding in report.findings)
    assert all(part in said for part in parts), said
