"""Forms that come near the limits of spreadsheet programs: many tables with required columns, and rules with long formulas."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

import pytest

from tests.parity.comparison import Form
from tests.parity.entries import EntryForm
from xltool.base.formula_text import DEEPEST_FORMULA, LONGEST_FORMULA, LONGEST_VALIDATION, depth_of
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.code_ranges import CodeRanges

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

MINIMAL = Path(__file__).parents[1] / "definitions" / "clean" / "minimal" / "templates" / "minimal.yaml"
TABLES, REQUIRED, ENTRIES = 12, 4, 60

#: The check of an identity card (GB 11643): 17 digits with their weights, and the character that they give.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CARDS = (
    "11010519491231002X",
    "440524188001010014",
    "110105194912310021",
    "11010519491231002",
    "１１０１０５１９４９１２３１００２Ｘ",
    "无",
)


def _card_rule(reference: str) -> str:
    total = "+".join(f"VALUE(MID({reference},{place},1))*{weight}" for place, weight in enumerate(WEIGHTS, start=1))
    return f'MID("10X98765432",MOD({total},11)+1,1)=UPPER(RIGHT({reference},1))'


def _write(folder: Path, properties: Mapping[str, Any], blocks: str, rules: list[dict[str, Any]]) -> Definition:
    (folder / "templates").mkdir()
    (folder / "rules").mkdir()
    who = {"unit": {"title": "单位", "type": "string", "maxLength": 50}, "year": {"title": "年度", "type": "integer"}}
    schema = {"title": "限度", "type": "object", "properties": {**who, **properties}, "required": [*who, *properties], "x-rules": rules}
    (folder / "rules" / "limits.schema.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    head = 'id: limits\nversion: "1"\nidentity: {unit: unit, year: year}\nsheets:\n  - name: 表\n    blocks:\n      - {block: status, columns: "A:F"}\n'
    head += '      - block: fields\n        rows:\n          - {fields: [{field: unit, label: A, input: "B:C"}, {field: year, label: D, input: E}]}\n'
    (folder / "templates" / "limits.yaml").write_text(head + blocks, encoding="utf-8")
    return load_definition(folder / "templates" / "limits.yaml")


def _table_block(table: str, columns: Mapping[str, str], capacity: int) -> str:
    places = ", ".join(f"{name}: {letter}" for name, letter in columns.items())
    return f"      - block: table\n        table: {table}\n        columns: {{{places}}}\n        remark: F\n        capacity: {capacity}\n"


def many_tables(folder: Path) -> EntryForm:
    """Twelve tables with four required columns each."""
    column = {"type": "number", "x-kind": "money", "minimum": 0}
    names = [f"part{number}" for number in range(TABLES)]
    columns = {f"sum{number}": letter for number, letter in zip(range(REQUIRED), "ABCD", strict=True)}
    properties = {
        name: {
            "title": name,
            "type": "array",
            "items": {"type": "object", "required": list(columns), "properties": {key: column | {"title": key} for key in columns}},
        }
        for name in names
    }
    blocks = "".join(_table_block(name, columns, 5) for name in names)
    return EntryForm(Form(_write(folder, properties, blocks, [])), [])


def identity_cards(folder: Path) -> EntryForm:
    """An identity card as a field and as a column of a table, checked by a rule with 17 `VALUE(MID())`."""
    card = {"title": "身份证号", "type": ["string", "null"], "maxLength": 30}
    people = {"title": "人员", "type": "array", "items": {"type": "object", "required": [], "properties": {"card": card}}}
    message = {"zh": "身份证号有误", "en": "not an identity card"}
    rules: list[dict[str, Any]] = [
        {"id": "L1", "severity": "error", "formula": _card_rule("card"), "at": "card", "message": message},
        {"id": "L2", "severity": "error", "formula": _card_rule("[@card]"), "at": "[@card]", "each": "people", "message": message},
    ]
    fields = '      - block: fields\n        rows:\n          - {fields: [{field: card, label: A, input: "B:D"}]}\n'
    definition = _write(folder, {"card": card, "people": people}, fields + _table_block("people", {"card": "A"}, 6), rules)
    return EntryForm(Form(definition), [{"card": card, "people": [{"card": card}]} for card in CARDS])


FORMS = {"many tables": many_tables, "identity cards": identity_cards}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, tmp_path: Path) -> EntryForm:
    return FORMS[request.param](tmp_path)


def formulas_of(path: Path, element: str) -> Iterator[str]:
    """All texts of an element in the worksheets."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                xml = package.read(name).decode("utf-8")
                yield from map(unescape, re.findall(rf"<{element}(?: [^>]*[^/>])?>([^<]*)</{element}>", xml))


def test_no_formula_is_longer_or_deeper_than_excel_allows(form: EntryForm, tmp_path: Path) -> None:
    path = form.form.write(tmp_path)
    formulas = list(formulas_of(path, "f"))
    assert formulas
    assert max(map(len, formulas)) <= LONGEST_FORMULA
    assert max(map(depth_of, formulas)) <= DEEPEST_FORMULA
    assert all(len(formula) <= LONGEST_VALIDATION for formula in (*formulas_of(path, "formula1"), *formulas_of(path, "formula2")))


def test_no_cell_shows_an_error(form: EntryForm, office: LibreOffice, tmp_path: Path) -> None:
    with office.open(form.form.write(tmp_path)) as book:
        book.recalculate()
        assert book.errors() == []


def test_libreoffice_and_python_agree_after_every_entry(form: EntryForm, office: LibreOffice) -> None:
    wrong = list(form.disagreements(office, list(form.entries(ENTRIES))))
    assert not wrong, "\n".join(wrong[:20])


def test_the_source_of_a_nested_dropdown_stays_short_when_names_are_long() -> None:
    schema = load_definition(MINIMAL).schema
    table = schema.tables["items"]
    columns = tuple(replace(column, path=f"items.{column.name}{'x' * 60}") for column in table.columns)
    long = replace(schema, tables={"items": replace(table, columns=columns)})
    nested = next(column for column in columns if column.cascade)
    assert 60 < len(CodeRanges(long).dropdown(nested, "$B7")) <= LONGEST_VALIDATION
