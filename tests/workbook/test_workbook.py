"""The built workbook: what a clerk, Excel and other programs find in it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.referees import require_libreoffice, require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from xltool.form.complete_document import complete
from xltool.form.layout import place
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import Issue


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return xltool.build("project-performance-target", tmp_path_factory.mktemp("form") / "form.xlsx")


@pytest.fixture(scope="module")
def book(form: Path) -> Any:
    return openpyxl.load_workbook(form)


def named_cells(book: Any, name: str) -> tuple[Worksheet, str]:
    sheet, cells = next(iter(book.defined_names[name].destinations))
    return book[sheet], cells.replace("$", "")


def test_sheets_and_their_states(book: Any) -> None:
    assert {sheet.title: sheet.sheet_state for sheet in book} == {
        "绩效目标表": "visible",
        "填报检查": "visible",
        "填报说明": "visible",
        "_codes": "veryHidden",
        "_xltool": "veryHidden",
    }
    assert all(sheet.protection.sheet for sheet in book)


def test_the_structure_is_locked(book: Any, definition: Definition) -> None:
    assert book.security.lockStructure
    assert book.security.workbookPassword is None
    content = build_workbook(definition, complete(definition.schema, {}), Issue(password="geheim"))  # noqa: S106 - of a test
    with_password = openpyxl.load_workbook(io.BytesIO(content))
    assert with_password.security.lockStructure
    assert with_password.security.workbookPassword == with_password["绩效目标表"].protection.password


def test_every_field_has_its_name_and_is_unlocked(book: Any, definition: Definition) -> None:
    for field in definition.schema.all_fields():
        sheet, cells = named_cells(book, field.path)
        first = cells.partition(":")[0]
        assert not sheet[first].protection.locked, field.path


def test_labels_and_formulas_are_locked(book: Any) -> None:
    form = book["绩效目标表"]
    assert form["A2"].value == "江苏省常州市项目预算绩效目标表"
    for cell in ("A1", "A2", "A4", "D4", "A36", "F37"):
        assert form[cell].protection.locked, cell


def test_every_rule_has_its_count(book: Any, definition: Definition) -> None:
    for rule_id in definition.rules.ids:
        sheet, cell = named_cells(book, f"check.{rule_id}")
        assert sheet.title == "填报检查"
        assert sheet[cell].value.startswith("=")


def test_validations_are_few_and_lists_refer_to_ranges(book: Any) -> None:
    """One per field or column, never one per row: hundreds of validations corrupt files in some programs."""
    found = [validation for sheet in book for validation in sheet.data_validations.dataValidation]
    n_fields = 24 + 3 + 5  # single fields, columns of expenditure, columns of indicators
    assert len(found) <= n_fields
    lists = [validation.formula1 for validation in found if validation.type == "list"]
    assert len(lists) == 4
    assert not [formula for formula in lists if formula.startswith('"')]


def test_the_second_level_is_offered_by_one_cascading_validation(book: Any) -> None:
    sheet, cells = named_cells(book, "indicators.level2")
    validations = [v for v in sheet.data_validations.dataValidation if v.sqref and cells == str(v.sqref)]
    assert len(validations) == 1
    assert "codes.indicators.level2" in validations[0].formula1


def test_there_is_room_for_at_least_a_hundred_indicators(book: Any) -> None:
    _, cells = named_cells(book, "indicators.level1")
    first, _, last = cells.partition(":")
    assert int(last[1:]) - int(first[1:]) + 1 >= 100


def test_the_hidden_sheet_says_what_the_workbook_is(tmp_path: Path, definition: Definition) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", unit="CZ-CG")
    hidden = openpyxl.load_workbook(path)["_xltool"]
    said = {hidden.cell(row, 1).value: hidden.cell(row, 2).value for row in range(1, 8)}
    assert said["template"] == "project-performance-target"
    assert said["version"] == "2022.1"
    assert said["digest"] == definition.digest
    assert said["unit"] == "CZ-CG"


def test_the_print_set_up_is_a4_one_page_wide(book: Any) -> None:
    for sheet in book.worksheets[:3]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))


def test_rows_can_be_filtered_and_sorted_although_the_form_is_locked(book: Any) -> None:
    form = book["绩效目标表"]
    assert form.protection.autoFilter is False  # False: not forbidden
    assert form.protection.sort is False
    assert form.auto_filter.ref.startswith("A36:E")


def test_nothing_newer_than_excel_2010_and_nothing_volatile(form: Path) -> None:
    with zipfile.ZipFile(form) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    for word in ("_xlfn", "OFFSET(", "INDIRECT(", "TODAY(", "NOW(", "RAND"):
        assert not any(word in part for part in parts), word


def test_text_that_looks_like_a_formula_stays_text(published: dict[str, Any], tmp_path: Path) -> None:
    published["project"]["name"] = "=1+1"
    published["expenditure"][0]["item"] = "@SUM(A1)"
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    book = openpyxl.load_workbook(path)
    for field in ("project.name", "expenditure.item", "indicators.full_year"):
        sheet, cells = named_cells(book, field)
        first = sheet[cells] if ":" not in cells else sheet[cells.partition(":")[0]]
        assert first.data_type == "s"
    assert xltool.read(path).data == published


def test_the_same_definition_and_data_give_the_same_content(published: dict[str, Any], tmp_path: Path) -> None:
    first, second = (xltool.build("project-performance-target", tmp_path / name, data=published) for name in ("a.xlsx", "b.xlsx"))
    assert members(first) == members(second)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("filled", [False, True])
def test_the_open_xml_validator_finds_no_error(filled: bool, published: dict[str, Any], tmp_path: Path) -> None:
    require_ooxml()
    data = published if filled else None
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=data)
    assert ooxml_errors(path) == []


@pytest.mark.parametrize("filled", [False, True])
def test_values_are_right_before_any_recalculation(filled: bool, published: dict[str, Any], tmp_path: Path) -> None:
    """In Protected View nothing is calculated: what the file carries must be what LibreOffice would calculate."""
    require_libreoffice()
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published if filled else None)
    again = tmp_path / "again.xlsx"
    with LibreOffice() as office, office.open(path) as workbook:
        workbook.recalculate()
        workbook.save_as(again)
    formulas = openpyxl.load_workbook(path)
    carried, calculated = (openpyxl.load_workbook(p, data_only=True) for p in (path, again))
    differences = [
        (sheet.title, cell.coordinate, before, after)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
        and not same(before := carried[sheet.title][cell.coordinate].value, after := calculated[sheet.title][cell.coordinate].value)
    ]
    assert differences == []


def same(before: Any, after: Any) -> bool:
    if hasattr(after, "toordinal"):  # a serial number to which LibreOffice gave a date format
        after = float(after.toordinal() - 693594)
    return (before in (None, "") and after in (None, "")) or before == after


def hundred_rows(published: dict[str, Any]) -> dict[str, Any]:
    """The real form with 100 indicators, most rules broken somewhere."""
    rows = published["indicators"]
    again = [rows[index % len(rows)] for index in range(100)]
    return published | {"indicators": [{**row, "level3": f"第{index}项{row['level3']}"} for index, row in enumerate(again)]}


def test_a_form_with_a_hundred_rows_is_small(published: dict[str, Any], tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=hundred_rows(published))
    assert path.stat().st_size < 200 * 1024


def test_a_form_with_a_hundred_rows_recalculates(published: dict[str, Any], definition: Definition, tmp_path: Path) -> None:
    """Every count by LibreOffice's own calculation is the one of Python."""
    require_libreoffice()
    data = hundred_rows(published)
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=data)
    state = evaluate(definition, data)
    counts = {rule.id: 0 for rule in definition.rules.rules}
    for rule in definition.rules.rules:
        counts[rule.id] += state.count(rule)
    with LibreOffice() as office, office.open(path) as workbook:
        workbook.recalculate()
        shown = workbook.values([f"check.{rule_id}" for rule_id in counts])
    assert shown == {f"check.{rule_id}": count for rule_id, count in counts.items()}
    assert sum(count > 0 for count in counts.values()) > 10


def test_blank_rows_at_the_end_are_not_printed(form: Path) -> None:
    """The print area ends at the last used row, where the program can calculate it."""
    with zipfile.ZipFile(form) as archive:
        names = archive.read("xl/workbook.xml").decode()
    assert '<definedName name="_xlnm.Print_Area" localSheetId="0">xltool.print.indicators<' in names
    assert "<definedName name=\"xltool.print.indicators\">'绩效目标表'!$A$1:INDEX(" in names


def test_digits_in_text_inputs_are_no_error_of_excel(form: Path, definition: Definition) -> None:
    """Without this, every phone number and year has a green triangle that offers to convert it to a number."""
    with zipfile.ZipFile(form) as archive:
        drawn = archive.read("xl/worksheets/sheet1.xml").decode()
    (ignored,) = re.findall(r'<ignoredErrors><ignoredError sqref="([^"]*)" numberStoredAsText="1"/></ignoredErrors>', drawn)
    layout = place(definition.template, definition.schema)
    assert {layout.inputs["project.phone"][1].area.a1, layout.tables["indicators"][1].column_area("full_year").a1} <= {*ignored.split()}
    assert layout.inputs["income.total"][1].area.a1 not in ignored.split()


def test_the_instructions_say_what_each_kind_takes(book: Any, definition: Definition) -> None:
    guide = book["填报说明"]
    requirements = {row[0].value: row[2].value for row in guide.iter_rows(min_row=1, max_col=3)}
    for field in definition.schema.fields.values():
        assert field.kind.guide.zh in requirements[field.label], field.path
