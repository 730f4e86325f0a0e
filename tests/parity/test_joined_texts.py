"""Texts of a row are cleaned together: each comes out as it would alone, whatever stands beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.cases import Case, Cell
from tests.parity.comparison import Form
from tests.parity.entries import entry_form
from xltool.base.normalise import LONGEST_LINE, SPACES, clean_line, spell_number
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

_ROWS = 6
_SPACE = "\u2003"
#: Rows of the list: what stands in each, and the rules that are violated there.
_ROW: dict[str, Cell] = {
    "level1": "\u3000通用设备",
    "level2": "计算机设备\u00a0",
    "level3": f"{_SPACE}台式计算机{_SPACE}",
    "name": "甲\u2009\t乙",
    "spec": "\n",
    "measure": "\u3000台",
    "quantity": "１，２３４",
    "price": "\u30002．5",
    "funds": "财政拨款",
    "planned": "２０２６－０１－１５",
    "mode": "公开招标\r\n",
    "import_goods": "\u3000是",
    "reason": "理\u3000由",
}
CHANGES: dict[str, tuple[dict[str, Cell], set[str]]] = {
    "all in need of cleaning": ({}, set()),
    "a reason of spaces is none": ({"reason": "\u3000\u2003"}, {"check.A04"}),
    "a number that is none beside those that are": ({"quantity": "１２x"}, {"check.value.type"}),
    "an option that is none beside those that are": ({"measure": "\u3000条"}, {"check.schema.enum"}),
    "a long text beside the others": ({"reason": "字" * LONGEST_LINE + "\u3000"}, {"check.schema.maxLength"}),
    "as many characters as are cleaned": ({"reason": "理由" + "\u3000" * (LONGEST_LINE - 2)}, set()),
    "one more is cleaned of plain spaces alone": ({"reason": "理由" + "\u3000" * (LONGEST_LINE - 1)}, {"check.schema.maxLength"}),
    "plain spaces in any number": ({"reason": "理由" + " " * LONGEST_LINE}, set()),
    "a number behind more spaces than are cleaned": ({"price": "\u3000" * LONGEST_LINE + "2.5"}, {"check.value.type"}),
}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return entry_form("asset-list", tmp_path_factory.mktemp("asset-list"), rows=_ROWS).form


def _case(form: Form, rows: list[dict[str, Cell]]) -> Case:
    case: Case = dict.fromkeys(form.inputs)
    case |= {"year": 2026, "unit": "甲", "credit_code": "11320400467123456X"}
    for name in _ROW:
        cells = [row[name] for row in rows]
        case[f"items.{name}"] = [*cells, *[None] * (_ROWS - len(cells))]
    return case


@pytest.mark.parametrize("change", CHANGES)
def test_a_text_is_read_as_it_would_be_alone(change: str, form: Form, office: LibreOffice, tmp_path: Path) -> None:
    changed, violated = CHANGES[change]
    case = _case(form, [_ROW | changed, _ROW])
    shown = form.in_office(office, form.write(tmp_path), [case])
    assert list(form.disagreements([case], shown, 0)) == []
    assert {name for name, count in shown[0].items() if name.startswith("check.") and count} == violated


def test_more_texts_than_one_cell_holds_are_cleaned_in_groups(office: LibreOffice, tmp_path: Path) -> None:
    form = _wide_form(tmp_path)
    clean, unclean = "五个字的词"[:5], "\u3000五个字的词\u2003"
    who: Case = {"unit": "甲", "year": 2026}
    case: Case = who | {f"rows.text{number}": [unclean if number != 7 else unclean + "x", clean] for number in range(_WIDE)}
    shown = form.in_office(office, form.write(tmp_path), [case])
    assert shown[0]["check.schema.maxLength"] == 1
    assert list(form.disagreements([case], shown, 0)) == []


_WIDE = 20


def _wide_form(folder: Path) -> Form:
    columns = {f"text{number}": chr(ord("A") + number) for number in range(_WIDE)}
    texts = {name: {"title": name, "type": "string", "maxLength": 5} for name in columns}
    table = {"title": "rows", "type": "array", "items": {"type": "object", "properties": texts}}
    who = {"unit": {"title": "单位", "type": "string"}, "year": {"title": "年度", "type": "integer"}}
    for name in ("templates", "rules"):
        (folder / name).mkdir()
    schema = {"title": "宽表", "type": "object", "properties": {**who, "rows": table}}
    (folder / "rules" / "wide.schema.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    blocks = [
        {
            "block": "fields",
            "rows": [{"fields": [{"field": "unit", "label": "A", "input": "B:C"}, {"field": "year", "label": "D", "input": "E"}]}],
        },
        {"block": "table", "table": "rows", "columns": columns, "remark": "V", "capacity": 2},
    ]
    template = {"id": "wide", "version": "1", "identity": {"unit": "unit", "year": "year"}, "sheets": [{"name": "表", "blocks": blocks}]}
    path = folder / "templates" / "wide.yaml"
    path.write_text(json.dumps(template, ensure_ascii=False), encoding="utf-8")
    return Form(load_definition(path))


def test_every_space_is_one_character_that_becomes_one() -> None:
    assert {(len(space), len(plain)) for space, plain in SPACES.items()} == {(1, 1)}


@pytest.mark.parametrize("space", ["\u3000", "\t", "\u00a0"])
def test_a_text_of_more_characters_keeps_its_spaces(space: str) -> None:
    inside = f"甲{space}"
    assert clean_line(inside + "乙" * (LONGEST_LINE - 2)) == "甲 " + "乙" * (LONGEST_LINE - 2)
    assert clean_line(f"  {inside}  {'乙' * LONGEST_LINE} ") == f"{inside} {'乙' * LONGEST_LINE}"
    assert spell_number("１" * (LONGEST_LINE + 1)) == "１" * (LONGEST_LINE + 1)
