"""An XLSForm becomes a design workbook; what has no counterpart is listed with its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.xlsforms.twelve_forms import FORMS, fields_of, write_xlsform
from xltool.base.errors import UsageError
from xltool.base.messages import Lang
from xltool.designing.xlsform.odk_expression import NoCounterpartError, SurveyQuestion, in_rule_language
from xltool.rules.definition import Definition

_QUESTIONS = {
    "a": SurveyQuestion(path="a", kind="number"),
    "t": SurveyQuestion(path="group.t"),
    "day": SurveyQuestion(path="day", kind="date"),
    "one": SurveyQuestion(path="one", kind="one", choices={"y": "Yes"}),
    "some": SurveyQuestion(path="some", kind="several", choices={"y": "Yes"}),
    "price": SurveyQuestion(path="items.price", list_of="items", kind="number"),
    "count": SurveyQuestion(path="items.count", list_of="items", kind="number"),
}
_SAME = [
    ("${a} > 5 and ${t} != ''", "a", 'AND(a>5, group.t<>"")'),
    (". >= 0", "a", "a>=0"),
    ("not(${one} = 'y') or selected(${one}, 'y')", "a", 'OR(NOT(one="Yes"), one="Yes")'),
    ("selected(${some}, 'y')", "a", 'ISNUMBER(FIND("；Yes；", "；"&some&"；"))'),
    ("${price} * ${count}", "count", "[@price]*[@count]"),
    ("sum(${price})", "a", "SUM(items[price])"),
    ("${a} + ${price}", "count", "a+[@price]"),
    ("${day} <= '2024-05-01'", "a", "day.first<=DATE(2024,5,1)"),
    ("${a} div 2 - 7 mod 3", "a", "a/2-MOD(7, 3)"),
    ("-(${a} + 1) * 2", "a", "-(a+1)*2"),
    ("position(..)", "count", "[#]"),
    ("concat(${t}, ' \"x\"')", "a", 'group.t&" ""x"""'),
    ("${a} = '3'", "a", "a=3"),
    ("${t} = 3", "a", 'group.t="3"'),
]


@pytest.mark.parametrize(("expression", "own", "formula"), _SAME)
def test_expressions_say_the_same(expression: str, own: str, formula: str) -> None:
    assert in_rule_language(expression, _QUESTIONS, own) == formula


@pytest.mark.parametrize(
    ("expression", "named"),
    [("today() > 1", "today()"), ("${none} = 1", "${none}"), ("${a} > ", "…"), ("${a} ; 1", "; 1"), ("(" * 60 + "1" + ")" * 60, "((…))")],
)
def test_what_has_no_counterpart_is_named(expression: str, named: str) -> None:
    with pytest.raises(NoCounterpartError) as caught:
        in_rule_language(expression, _QUESTIONS, "a")
    assert named in str(caught.value)


def _converted(name: str, folder: Path, lang: Lang = "en") -> tuple[Definition, tuple[str, ...]]:
    source = write_xlsform(name, folder / f"{name}.xlsx")
    result = xltool.design(source, folder / f"{name}-design.xlsx", lang=lang)
    return xltool.load_definition(result.path), result.warnings


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Definition, tuple[str, ...]]]:
    folder = tmp_path_factory.mktemp("xlsforms")
    return {name: _converted(name, folder) for name in FORMS}


def test_nine_fields_of_ten_are_there(converted: dict[str, tuple[Definition, tuple[str, ...]]]) -> None:
    missing, n_fields = [], 0
    for name, (definition, _) in converted.items():
        own = {field.path.rpartition(".")[2].rstrip("_") for field in definition.schema.all_fields()}
        missing += [f"{name}: {field}" for field in fields_of(name) if field.rstrip("_") not in own]
        n_fields += len(fields_of(name))
    assert missing == ["household: place", "visit: photo", "bare: cv"]
    assert len(missing) <= n_fields / 10


_LISTED = {
    "household": ["A2: no counterpart: 'start'", "A3: no counterpart: 'today'", "A10: no counterpart: 'geopoint'"],
    "visit": ["A5: day and time", "A10: no counterpart: 'image'"],
    "regions": ["D3: no counterpart: choices that depend", "A6: a ranking becomes"],
    "formulas": ["D16: no counterpart: today() - ${a}", "D17: no counterpart: pulldata("],
    "bare": ["A5: no counterpart: 'phonenumber'", "A6: a barcode", "A7: no counterpart: 'file'"],
}


@pytest.mark.parametrize("name", FORMS)
def test_the_rest_is_listed_with_its_cell(name: str, converted: dict[str, tuple[Definition, tuple[str, ...]]]) -> None:
    warnings = converted[name][1]
    expected = _LISTED.get(name, [])
    assert [(said, line) for said, line in zip(warnings, expected, strict=True) if not said.startswith(f"survey!{line}")] == []


def test_groups_repeats_choices_and_conditions_are_those_of_the_form(converted: dict[str, tuple[Definition, tuple[str, ...]]]) -> None:
    school, stock = converted["school"][0].schema, converted["stock"][0].schema
    assert school.resolved["properties"]["school"]["title"] == "The school"
    assert school.resolved["properties"]["building"]["x-applies-if"] == 'school.level<>"No school"'
    assert school.fields["school.level"].default == "Primary"
    assert school.fields["school.pupils"].is_computed
    assert stock.tables["items"].max_items == 30
    assert [column.name for column in stock.tables["items"].columns] == ["item", "count", "price", "value"]
    assert list(converted["inspection"][0].schema.repeats) == ["rooms"]
    assert "rooms[0].faults" in converted["inspection"][0].schema.tables
    assert converted["clinic"][0].schema.resolved["properties"]["mother"]["properties"]["card"]["pattern"] == "^[A-Z]{2}[0-9]{6}$"


@pytest.mark.parametrize(("lang", "title", "message"), [("en", "Staff", "At least one"), ("zh", "人数", "至少一人")])
def test_labels_are_those_of_the_language(lang: Lang, title: str, message: str, tmp_path: Path) -> None:
    definition, warnings = _converted("two languages", tmp_path, lang)
    field = definition.schema.field("staff")
    assert (field.title if field else "", warnings) == (title, ())
    assert message in definition.rules.rules[0].message.as_is(lang)


def test_a_form_is_filled_in_and_checked_as_the_xlsform_says(tmp_path: Path) -> None:
    """More children than people, and an area that is asked for only of those who own land."""
    source = write_xlsform("household", tmp_path / "household.xlsx")
    design = xltool.design(source, tmp_path / "design.xlsx", lang="en").path
    document = {"unit": "North", "head_name": "Li", "members": 3, "children": 5, "has_land": "No", "land_area": 2}
    form = xltool.build(design, tmp_path / "form.xlsx", data=document)
    (report,) = xltool.check([form], templates=design).files
    said = {finding.field: finding.message.as_is("en") for finding in report.findings}
    assert said["children"] == "Not more than people"
    assert "land_area" in said
    assert "members" not in said


def test_an_xlsform_is_no_definition_by_itself(tmp_path: Path) -> None:
    source = write_xlsform("bare", tmp_path / "bare.xlsx")
    with pytest.raises(UsageError, match=r"Make a design workbook of it first"):
        xltool.design(source, tmp_path / "folder", lang="en")
    with pytest.raises(UsageError, match=r"xltool design bare\.xlsx -o"):
        xltool.build(source, tmp_path / "form.xlsx")


def test_a_survey_without_questions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMS, "none", {"survey": "type | name | label\nnote | hello | Hello\nend_group | |"})
    with pytest.raises(UsageError, match="no question"):
        xltool.design(write_xlsform("none", tmp_path / "none.xlsx"), tmp_path / "design.xlsx")
