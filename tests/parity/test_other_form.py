"""Parity on a form of every kind of field, optional and required, single and in tables, whose rules exclude each other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.parity import cases as pools
from tests.parity.cases import Case, Cell
from tests.parity.comparison import Form
from xltool.form.kinds import KINDS
from xltool.form.schema import Field
from xltool.rules.load import load_definition
from xltool.rules.ruleset import TEXT_ROOM

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

CLEAN = Path(__file__).parents[1] / "definitions" / "clean" / "kinds"
REQUIRED = ("name", "heads", "money", "share", "colour", "goal")
CASES = 150

ROWS = {"each": "rows"}
MORE = {"each": "more"}
#: id, formula, place, and what else the rule has.
RULES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("F1", "SUM(rows[money])<=money", "money", {"unless": "B1"}),
    ("F2", "COUNTIFS(rows[colour],\"红\",rows[share],\">0.5\")<=1", "rows.share", {}),
    ("F3", "SUMPRODUCT((rows[goal.kind]=\"quantitative\")*(rows[goal.number]>5))<3", "rows", {"unless": ["B2", "C1"]}),
    ("F4", "OR(day=\"\",YEAR(day.first)>=2000)", "day", {}),
    ("F5", "IFERROR(money/heads,0)<=100", "money", {}),
    ("F6", "COUNTA(rows[name])+COUNT(rows[money])-COUNTBLANK(rows[day])>=5", "rows", {}),
    ("F7", "MAX(rows[share])>=MIN(more[share])", "share", {}),
    ("F8", "SUMIF(rows[colour],\"<>绿\",rows[money])<=1000", "rows.money", {"unless": "F1"}),
    ("F9", "SUMIFS(more[money],more[heads],\">=1\")<=SUM(rows[money],100)", "more.money", {}),
    ("FA", "LEN(story)<=3", "story", {}),
    ("FB", "EXACT(name,TRIM(UPPER(name)))", "name", {}),
    ("FC", "ISBLANK(phone)", "phone", {}),
    ("B1", "[@heads]<=heads", "[@heads]", ROWS),
    ("B2", "OR([@day]=\"\",day=\"\",[@day.first]>=day.first)", "[@day]", ROWS | {"unless": ["F4"]}),
    ("B3", "ROUND([@money]*[@share],2)<=ROUND(money/2,2)", "[@money]", ROWS | {"unless": ["B1", "F1"]}),
    ("B4", "SUMPRODUCT((rows[name]=[@name])*1)=1", "[@name]", ROWS),
    ("B5", "NOT(AND([@goal.kind]=\"quantitative\",[@goal.unit]=goal.unit,[@goal.number]>goal.number))", "[@goal]", ROWS),
    ("B6", "ISNUMBER(SEARCH(\"a\",[@name]&[@story]))", "[@story]", ROWS),
    ("B7", "MOD([@heads],2)=0", "[@heads]", ROWS | {"unless": "B1"}),
    ("B8", "IF([@share]>0.5,LEFT([@name])<>\"a\",TRUE)", "[@share]", ROWS),
    ("B9", "[@phone]<>phone", "[@phone]", ROWS),
    ("BA", "VALUE([@name])>=0", "[@name]", ROWS),
    ("BB", "TEXT([@share],\"0%\")<>\"50%\"", "[@share]", ROWS),
    ("BC", "DATE([@day.year],1,1)<=DATE(2023,1,1)", "[@day]", ROWS),
    ("BD", "[@share]*1.1=share+share/10", "[@share]", ROWS),
    ("C1", "[@money]>=SUM(rows[money])/100", "[@money]", MORE | {"unless": "B1"}),
    ("C2", "COUNTIF(rows[heads],[@heads])=0", "[@heads]", MORE | {"unless": ["C1", "F2"]}),
    ("C3", "[@goal.op]=goal.op", "[@goal]", MORE),
)  # fmt: skip


def definition_folder(folder: Path) -> Path:
    """The form of every kind with a second table, required fields and the rules above; returns its template."""
    shutil.copytree(CLEAN, folder, dirs_exist_ok=True)
    template, schema = folder / "templates" / "kinds.yaml", folder / "rules" / "kinds.schema.json"
    second = template.read_text(encoding="utf-8").partition("      - block: table\n")[2].replace("table: rows", "table: more")
    template.write_text(template.read_text(encoding="utf-8") + "      - block: table\n" + second, encoding="utf-8")
    schema.write_text(json.dumps(_schema(json.loads(schema.read_text(encoding="utf-8")))), encoding="utf-8")
    return template


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    pattern = load_definition("project-performance-target").schema.fields["project.start"].pattern
    schema["$defs"]["day"] |= {"pattern": pattern, "x-ids": {"pattern": "value.type"}}
    schema["$defs"]["heads"]["minimum"] = -5
    schema["$defs"]["tools"]["items"] = {"enum": ["锹", "镐", "剪刀", "锹、镐（大）"]}
    schema["$defs"]["share"] |= {"minimum": 0.5, "maximum": 10}
    items = schema["properties"]["rows"]["items"]
    schema["properties"]["more"] = {"title": "其他", "type": "array", "items": {**items, "properties": dict(items["properties"])}}
    for name in REQUIRED:
        required = {**schema["$defs"][name]}
        required["type"] = next(
            type_ for type_ in (required["type"], *required["type"]) if type_ != "null" and len(type_) > 1 and isinstance(type_, str)
        )
        required["enum"] = [value for value in required.get("enum", []) if value is not None] or None
        schema["properties"][name] = items["properties"][name] = {key: value for key, value in required.items() if value is not None}
    schema["x-rules"] = [
        {"id": name, "severity": "error", "formula": formula, "at": at, "message": {"zh": name, "en": name}, **more}
        for name, formula, at, more in RULES
    ]
    return schema


#: What the form's own limits make of a kind's cells, beside what its record names.
_MORE: dict[str, tuple[Cell, ...]] = {
    "text": pools.LINES,
    "paragraphs": tuple(value for value in pools.PARAGRAPHS if not isinstance(value, str) or len(value) < 100),
    "integer": (3, -5, -6, 100001),
    "money": (*pools.NUMBERS, *pools.NUMBER_TEXTS),
    "percent": (0.49995, 0.50005, 0.4999, 0.5001, 10, 10.0001, 9.9999, 0.1 + 0.2, 10.00001, "50%", "1000%", "50.01%"),
    "date": (*pools.DATES, *pools.DATE_TEXTS),
    "choice": ("红", "绿", "蓝 (深)", "蓝  (深)"),
    "choices": (
        "锹",
        "锹；镐",
        "锹、镐",
        "镐,锹\n剪刀",
        "锹、镐（大）",
        "锹、镐（大）；锹",
        "锹、 镐（大）",
        "大锹",
        "锹；锹",
        "剪刀, 镐",
        *(f"{one}{separator}{two}" for separator in pools.SEPARATORS for one, two in (("锹", "锹、镐（大）"), ("锹、镐（大）", "镐"))),
    ),
    "quantity": pools.QUANTITIES,
    "phone": pools.PHONES,
}
POOLS: dict[str, tuple[Cell, ...]] = {
    name: (None, "", *kind.examples, *kind.oddities, *_MORE.get(name, ())) for name, kind in KINDS.items()
}


def case_of(form: Form, number: int) -> Case:
    """A case of this form: plain values of each kind, more or less of them strange."""
    random = Random(f"other/{number}")
    strange = random.choice((0.05, 0.2, 0.6))
    case: Case = {field.path: _cell(field, random, strange) for field in form.definition.schema.fields.values()}
    for table in form.definition.schema.tables.values():
        height = random.randint(0, form.capacity[table.path])
        blank = [random.random() < 0.1 for _ in range(height)]
        for column in table.columns:
            case[column.path] = [None if blank[row] else _cell(column, random, strange) for row in range(height)]
    return case


#: What chance hardly hits, one mutant of a rule after the other (see `mutations`): inputs beside those of `_plain`.
EDGES: tuple[Case, ...] = (
    {"day": "2000年"}, {"day": "1999-12-31", "rows.day": ["1998年"]}, {"rows.day": ["2024年"]},
    {"money": 1005, "heads": 10},
    {"rows.colour": ["红"], "rows.money": [1000]}, {"rows.colour": ["红"], "rows.money": [1000.5]},
    {"more.money": [100.5], "more.heads": [1], "rows.money": [0]}, {"more.money": [100], "more.heads": [1], "rows.money": [0]}, {"more.money": [1], "rows.money": [100.5]},
    {"money": 0.022, "rows.money": [0.01], "rows.share": [2]}, {"money": 0.032, "rows.money": [0.01], "rows.share": [2]},
    {"money": 0.25, "rows.money": [0.13], "rows.share": [1]}, {"money": 0.24, "rows.money": [0.24], "rows.share": [0.5167]},
    {"rows.name": ["甲", "乙", "丙"], "rows.money": [1, 1, 1], "rows.day": ["2022年", None, None]},
    {"rows.name": ["甲", "乙", "丙"], "rows.money": [1, 1, 1], "rows.day": ["2022年", "2022年", None]}, {"rows.name": ["0"]},
    {"money": 2000, "rows.colour": ["红"], "rows.money": [2500]},
    {"phone": "8568222"}, {"phone": "0519-85682222"}, {"phone": "856822"}, {"phone": "0519-856822222"},
)  # fmt: skip


def _plain(form: Form) -> Case:
    """Every field and the first row of every table filled in, with nothing at fault that would hide the edge."""
    fields = form.definition.schema
    case: Case = {field.path: PLAIN[field.kind.name][0] for field in fields.fields.values()}
    return (
        case
        | {column.path: [PLAIN[column.kind.name][0]] for table in fields.tables.values() for column in table.columns}
        | {"money": 2000, "heads": 4}
    )


def sample(form: Form) -> list[Case]:
    """The cases of the tests."""
    return [*(case_of(form, number) for number in range(CASES)), *({**_plain(form), **edge} for edge in EDGES)]


#: Plain values: those that the records name first; of choices those of the form.
PLAIN: dict[str, tuple[Cell, ...]] = {
    name: {"choice": ("红", "绿"), "choices": (None,)}.get(name, kind.examples) for name, kind in KINDS.items()
}


def _cell(field: Field, random: Random, strange: float) -> Cell:
    return random.choice(POOLS[field.kind.name] if random.random() < strange else PLAIN[field.kind.name])


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return Form(load_definition(definition_folder(tmp_path_factory.mktemp("other"))))


def test_every_rule_is_broken_and_kept(form: Form) -> None:
    counts = [form.in_python(case) for case in sample(form)]
    for rule_id in set(form.definition.rules.ids) - {TEXT_ROOM}:  # broken in tests of any form
        assert {count[f"check.{rule_id}"] > 0 for count in counts} == {False, True}, rule_id


def test_libreoffice_agrees(form: Form, office: LibreOffice, tmp_path: Path) -> None:
    cases = sample(form)
    shown = form.in_office(office, form.write(tmp_path), cases)
    found = [str(disagreement) for disagreement in form.disagreements(cases, shown)]
    assert not found, "\n".join(found)
