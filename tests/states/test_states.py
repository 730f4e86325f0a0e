"""What is still to be filled in differs from what is wrong: on every built-in form, live in LibreOffice and in Python alike."""

from __future__ import annotations

import re
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import openpyxl
import pytest

import xltool
from tests.parity.comparison import Form
from tests.referees.libreoffice import LibreOffice
from tests.shelf.examples import FORMS, definition_of, document, right
from xltool.base.cells import Area, a1
from xltool.base.paths import defined_name
from xltool.base.states import SubmissionState
from xltool.form.layout import is_required, place
from xltool.form.sheet_names import CHECK_SHEET, GUIDE_SHEET, check_name
from xltool.form.status_parts import status_parts
from xltool.form.unit_once import unit_at_end
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.rules.waiting import awaited, completeness_of
from xltool.workbook.helper_sheet.plan_records import NOT_ASKED, TO_FILL_IN

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"
#: Only a text can be like this.
NONSENSE = "？！"


@cache
def form_of(name: str) -> Form:
    return Form(definition_of(name))


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return form_of(request.param)


@cache
def built(name: str) -> Path:
    """A blank workbook of a form, built once."""
    return xltool.build(name, Path(tempfile.mkdtemp(prefix="states-")) / "form.xlsx")


def required_fields(form: Form) -> list[str]:
    """The single fields that a blank form asks for in any case."""
    schema = form.definition.schema
    unused = schema.unused_blocks(form.blank)
    found = (field for field in schema.fields.values() if field.required and not field.is_locked and field.default is None)
    return [field.path for field in found if schema.block_of(field.path) not in unused]


def shown(form: Form, office: LibreOffice, folder: Path, entries: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What the workbook shows once somebody has typed something, everything calculated anew."""
    with office.open(form.write(folder)) as book:
        book.fill(entries)
        book.recalculate()
        return book.values(names)


def flat(marks: dict[str, Any]) -> set[float]:
    return {number for value in marks.values() for number in (value if isinstance(value, list) else [value])}


# --- the blank form ---------------------------------------------------------------------------------------------------


def test_a_blank_form_shows_nothing_wrong_and_its_fields_turn_wrong_only_when_they_are(
    form: Form, office: LibreOffice, tmp_path: Path
) -> None:
    """The office opens each form once, which takes seconds for one with a thousand rows."""
    schema = form.definition.schema
    paths = required_fields(form)
    refused = [path for path in paths if "type" in schema.fields[path].kind.live_checks or schema.fields[path].choices]
    with office.open(form.write(tmp_path)) as book:
        book.recalculate()
        marks = book.values(form.marks)
        counts = book.values(["xltool.todo", "xltool.filled", "xltool.required", "xltool.errors"])
        sentences = set(book.values(statuses(form)).values())
        book.fill({defined_name(path): NONSENSE for path in refused})
        book.recalculate()
        wrong = book.values([f"mark.{defined_name(path)}" for path in refused])
    assert flat(marks) <= {0, TO_FILL_IN, NOT_ASKED}, "no error, no warning, no info is coloured"
    assert {marks[f"mark.{defined_name(path)}"] for path in paths} == {TO_FILL_IN}
    assert {name for name, mark in wrong.items() if mark == TO_FILL_IN} == set(), "what is filled in is no more to be filled in"
    assert 3 in wrong.values()
    _assert_counts(form, counts, sentences)


def _assert_counts(form: Form, counts: dict[str, Any], sentences: set[Any]) -> None:
    python = completeness_of(form.definition, evaluate(form.definition, form.blank), form.demands)
    assert (counts["xltool.todo"], counts["xltool.filled"]) == (python.todo, python.filled)
    assert counts["xltool.required"] == counts["xltool.todo"] + counts["xltool.filled"]
    assert counts["xltool.errors"] > 0, "what Python finds is counted as ever"
    (sentence,) = sentences
    zero = "errors 0 · warnings 0" if form.definition.template.language == "en" else "错误 0 · 提醒 0"
    assert zero in sentence
    assert str(python.todo) in sentence


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_right_has_nothing_to_fill_in(name: str) -> None:
    form = form_of(name)
    for example in right(name):
        state = evaluate(form.definition, form.document({}) | document(name, example))
        found = completeness_of(form.definition, state, form.demands)
        assert (found.todo, found.errors) == (0, 0), example
        assert found.filled == found.required > 0


def test_the_published_form_of_2022_begins_with_seventeen_things_to_fill_in(tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(path, data_only=True)
    assert book["绩效目标表"]["A1"].value == "已填 0/17 · 待填 17 · 错误 0 · 提醒 0 —— 尚未填完，请接着填写带 * 的栏"
    states = {row[5].value: row[0].value for row in book["填报检查"].iter_rows(min_row=4)}
    assert (states["R03"], states["R32"], states["R34"], states["R25"]) == ("待填", "待填", "待填", "通过")
    (file,) = xltool.check([path]).files
    assert sum(finding.severity == "error" for finding in file.findings) == 17, "findings of what comes back stay errors"
    assert file.status == SubmissionState.REJECTED


#: The id of a date that is none.
TYPE_ID = next(
    one.id for one in definition_of("project-performance-target").rules.constraints if (one.at, one.keyword) == ("project.start", "type")
)

# --- what waits, and what does not ------------------------------------------------------------------------------------

#: Which states ranks of 100,000 and more stand for, from the top of the check sheet down.
STATES = {1: "错误", 2: "提醒", 3: "待填", 4: "参考", 5: "待填写后判断", 6: "通过"}

TARGET: dict[str, tuple[dict[str, Any], str, str]] = {
    "a sum while its parts are blank": ({"income.total": 100}, "R22", "待填"),
    "a sum once a part differs": ({"income.total": 100, "income.other": 99}, "R22", "错误"),
    "a sum that is right": ({"income.total": 100, "income.other": 100}, "R22", "通过"),
    "spending while the table is blank": ({"income.total": 100}, "R23", "待填"),
    "spending once a row differs": ({"income.total": 100, "expenditure.item": ["项"], "expenditure.full_year": [99]}, "R23", "错误"),
    "indicators while there are none": ({}, "R32", "待填"),
    "indicators of another kind only": ({"indicators.level1": ["效益指标"]}, "R32", "错误"),
    "a required column in a row that is begun": ({"expenditure.item": ["项"]}, "R03", "待填"),
    "a required field with the wrong thing": ({"project.start": "下周"}, TYPE_ID, "错误"),
    "a warning while nothing is there": ({}, "R35", "待填"),
    "a warning once something is": ({"indicators.level1": ["产出指标"], "indicators.level2": ["数量指标"]}, "R35", "提醒"),
}


@pytest.mark.parametrize("case", TARGET)
def test_a_rule_waits_as_long_as_what_it_needs_is_blank(case: str, office: LibreOffice, tmp_path: Path) -> None:
    entries, rule_id, state = TARGET[case]
    form = form_of("project-performance-target")
    names = states(form)
    found = shown(form, office, tmp_path, entries, [names[rule_id], check_name(rule_id)])
    assert STATES[int(found[names[rule_id]]) // 100_000] == state
    assert (found[check_name(rule_id)] > 0) == (state != "通过"), "the count is what Python finds"


def test_what_is_filled_in_where_it_does_not_apply_never_waits() -> None:
    definition = load_definition(CLEAN / "applies" / "templates" / "applies.yaml")
    assert "value.not-applicable" in definition.rules.ids
    assert "value.not-applicable" not in {rule_id for rule_id, _ in awaited(definition)}


# --- labels -----------------------------------------------------------------------------------------------------------


def starred_texts(path: Path) -> set[str]:
    """The texts that end with a red star."""
    shared = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
    runs = (re.findall(r"<r>.*?</r>", item, re.DOTALL) for item in re.findall(r"<si>(.*?)</si>", shared, re.DOTALL))
    starred = [item for item in runs if item and ">*</t>" in item[-1]]
    assert all('<color rgb="FFC00000"/>' in item[-1] for item in starred)
    return {unescape(re.sub("<[^>]*>", "", "".join(item[:-1]))) for item in starred}


@pytest.mark.parametrize("name", FORMS)
def test_a_red_star_stands_behind_the_labels_of_what_is_required(name: str) -> None:
    definition = form_of(name).definition
    layout = place(definition.template, definition.schema)
    inputs = [(definition.schema.fields[path], input_.cell) for path, (_, input_) in layout.inputs.items()]
    named = [(field, cell.text or field.label) for field, cell in inputs if cell.label is not None]
    named += [(column, column.label) for path in layout.tables for column in definition.schema.tables[path].columns]
    wanted = {text for field, text in named if is_required(field) and not field.is_locked}
    free = {text for field, text in named if not is_required(field) or field.is_locked}
    wanted, free, found = (
        {text.replace("\n", "").removesuffix(unit_at_end(text) or "").rstrip() for text in texts}  # a group may say the unit of its labels
        for texts in (wanted, free, starred_texts(built(name)))
    )
    assert wanted <= found
    assert found.isdisjoint(free - wanted)


@pytest.mark.parametrize("star", ["", "*", " *", "＊"])
def test_a_label_reads_the_same_with_and_without_its_star(star: str, tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(path)
    cell = book["绩效目标表"]["A4"]
    assert cell.value == "项目名称*"
    cell.value = f"项目名称{star}"
    book.save(path)
    (file,) = xltool.check([path]).files
    assert not [finding.rule for finding in file.findings if finding.rule.startswith(("label.", "form.", "field."))]


# --- the way to the other sheets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_the_status_line_leads_to_the_check_sheet_and_the_instructions(name: str) -> None:
    definition, book = form_of(name).definition, zipfile.ZipFile(built(name))
    lang = definition.template.language
    sheets = place(definition.template, definition.schema).sheets
    for number, sheet in enumerate(sheets, start=1):
        if sheet.status is not None:
            (row,) = re.findall(rf'<row r="{sheet.status.top}".*?</row>', book.read(f"xl/worksheets/sheet{number}.xml").decode(), re.DOTALL)
            targets = re.findall(r"<f>HYPERLINK\(&quot;#&quot;&amp;&quot;(.*?)&quot;|<f>HYPERLINK\(\"#\"&amp;\"(.*?)\"", row)
            assert ["".join(target) for target in targets] == [f"'{one.say(lang)}'!A1" for one in (CHECK_SHEET, GUIDE_SHEET)]
    checks = book.read(f"xl/worksheets/sheet{len(sheets) + 1}.xml").decode()
    assert re.search(rf'<hyperlink ref="F2" location="\'{GUIDE_SHEET.say(lang)}\'!A1"', checks)


@pytest.mark.parametrize(
    ("widths", "parts"),
    [
        ([100, 12, 12, 9], ["A1", "B1", "C1", "D1:D1"]),
        ([50, 50, 6, 6, 12], ["A1:B1", "C1:D1", "E1"]),
        ([50, 12, 12], ["A1", "B1", "C1"]),
        ([20, 12, 12], ["A1", "B1", "C1"]),
        ([62, 40], ["A1", "B1"]),
        ([90], ["A1"]),
    ],
)
def test_the_status_line_is_divided_at_columns(widths: list[float], parts: list[str]) -> None:
    line = Area(1, 1, 1, len(widths))
    found = status_parts(line, lambda area: sum(widths[area.left - 1 : area.right]))
    assert [area.a1 for area in found.areas] == [part.replace("D1:D1", "D1") for part in parts]


# --- where the words stand --------------------------------------------------------------------------------------------


def statuses(form: Form) -> list[str]:
    layout = place(form.definition.template, form.definition.schema)
    lang = form.definition.template.language
    on_form = [f"{sheet.name}!{a1(sheet.status.top, sheet.status.left)}" for sheet in layout.sheets if sheet.status]
    return [*on_form, f"{CHECK_SHEET.say(lang)}!A2"]


def states(form: Form) -> dict[str, str]:
    """The cells with the rank of each rule on the check sheet, in a fixed order: the lines that are seen are sorted by it."""
    sheet = CHECK_SHEET.say(form.definition.template.language)
    return {rule_id: f"{sheet}!I{row}" for row, rule_id in enumerate(form.definition.rules.ids, start=4)}
