"""Total rows of tables, above and below: what is drawn, what comes back, what is found when the table grew or a sum was altered."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from xltool.base.findings import Finding
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

FORM = Path(__file__).parents[1] / "definitions" / "clean" / "totals"
TEMPLATE = FORM / "templates" / "totals.yaml"
DOCUMENT = load_document(FORM / "document.json")
#: Rows on the sheet: the totals, and the first row of each table.
BELOW, ABOVE, STAFF, ITEMS = 11, 13, 5, 14


def built(folder: Path, data: dict[str, Any] | None = None) -> Path:
    return xltool.build(TEMPLATE, folder / "form.xlsx", data=DOCUMENT if data is None else data)


def altered(path: Path, change: Callable[[Worksheet], Any], *, without_names: bool = False) -> Path:
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    if without_names:
        book.defined_names.clear()
    book.save(path)
    return path


def findings(path: Path) -> list[Finding]:
    (file,) = xltool.check([path], templates=TEMPLATE.parent).files
    return list(file.findings)


def read(path: Path) -> Any:
    return xltool.read(path, templates=TEMPLATE.parent).data


def test_totals_stand_above_or_below_with_label_sums_and_gaps(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path), data_only=True)["Costs"]
    assert [cell.value for cell in sheet[BELOW]] == [None, "All staff", 52, "—", 1165.6, 1, None]
    assert [cell.value for cell in sheet[ABOVE]] == ["Total", None, 330.6, 130.35, 0.394283121597, "—", None]
    assert all(cell.protection.locked for row in (BELOW, ABOVE) for cell in sheet[row])
    assert "A13:B13" in {str(area) for area in sheet.merged_cells.ranges}


def test_a_filter_sorts_the_rows_and_leaves_the_total_where_it_is(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(built(tmp_path))["Costs"]
    assert sheet.auto_filter.ref == f"A{ABOVE}:F{ITEMS + 29}", "its first row is a head, which is never sorted"


def test_the_print_area_ends_with_the_rows_in_use(tmp_path: Path) -> None:
    names = zipfile.ZipFile(built(tmp_path)).read("xl/workbook.xml").decode()
    area = names.partition('<definedName name="xltool.print.items">')[2].partition("<")[0]
    assert area.startswith(f"'Costs'!$A$1:INDEX('Costs'!$G$1:$G${ITEMS + 29},{ITEMS - 1}+MAX(5,")
    first = area.partition("*(ROW(_xltool!$")[2].partition("$")[2].partition(":")[0]
    assert area.endswith(f"-{int(first) - 1})))))"), "the first row in use counts as one"


def test_sums_read_what_is_computed_and_are_read_by_it() -> None:
    definition = load_definition(TEMPLATE)
    data = copy.deepcopy(DOCUMENT)
    data["staff"].append({"name": "Cy", "hours": 10, "rate": Decimal(10), "cost": None, "share": None})
    state = evaluate(definition, data)
    assert state.data["staff_total"] == {"hours": 62, "cost": Decimal("1265.6"), "share": 1}
    assert state.data["staff"][2]["share"] == Decimal("0.079013906448")


def test_a_total_of_no_rows_is_none() -> None:
    data = evaluate(load_definition(TEMPLATE), {"unit": "Parks"}).data
    assert data["items_total"] == {"plan": 0, "done": 0, "ratio": 0}


def test_what_comes_back_is_the_document(tmp_path: Path) -> None:
    path = built(tmp_path)
    assert read(path) == DOCUMENT
    assert findings(path) == []


@pytest.mark.parametrize("without_names", [False, True], ids=["names", "no names"])
@pytest.mark.parametrize("row", [4, STAFF + 1, BELOW, ITEMS + 1], ids=["above all", "in a table", "before a total", "in the last table"])
def test_a_total_that_moved_is_found(row: int, tmp_path: Path, *, without_names: bool) -> None:
    def grow(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()
        sheet.insert_rows(row, 2)
        moved = BELOW + 2 if row <= BELOW else BELOW
        assert sheet[f"B{moved}"].value == "All staff"
        sheet[f"E{moved}"] = 99

    path = altered(built(tmp_path), grow, without_names=without_names)
    assert read(path) == DOCUMENT
    (finding,) = [finding for finding in findings(path) if finding.rule == "formula.overwritten" and finding.field]
    assert (finding.field, finding.value) == ("staff_total.cost", {"found": 99, "computed": Decimal("1165.6")})


def test_rows_that_a_clerk_inserted_and_filled_in_count(tmp_path: Path) -> None:
    def grow(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()
        sheet.insert_rows(STAFF + 1)
        sheet[f"B{STAFF + 1}"], sheet[f"C{STAFF + 1}"], sheet[f"D{STAFF + 1}"] = "Cy", 10, 10

    data = read(altered(built(tmp_path), grow))
    assert [row["name"] for row in data["staff"]] == ["Ann", "Cy", "Bob"]
    assert data["staff_total"]["cost"] == Decimal("1265.6")


def test_rows_that_a_clerk_deleted_do_not_count(tmp_path: Path) -> None:
    def shrink(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()
        sheet.delete_rows(STAFF)

    data = read(altered(built(tmp_path), shrink))
    assert [row["name"] for row in data["staff"]] == ["Bob"]
    assert data["staff_total"] == {"hours": 12, "cost": Decimal("345.6"), "share": 1}


def test_a_row_that_says_total_too_is_a_row(tmp_path: Path) -> None:
    data = copy.deepcopy(DOCUMENT)
    data["staff"][1]["name"] = "All staff"
    path = altered(built(tmp_path, data), lambda sheet: sheet.insert_rows(4))
    assert [row["name"] for row in read(path)["staff"]] == ["Ann", "All staff"]


def test_an_altered_label_of_a_total_is_named(tmp_path: Path) -> None:
    path = altered(built(tmp_path), lambda sheet: sheet.__setitem__(f"B{BELOW}", "Sum"))
    assert [(finding.rule, str(finding.location)) for finding in findings(path)] == [("label.changed", f"Costs!B{BELOW}")]


def test_rules_over_totals_and_rows_point_at_their_cells(tmp_path: Path) -> None:
    data = copy.deepcopy(DOCUMENT)
    data["items"][0]["done"] = Decimal(500)
    data["items"][1]["plan"] = Decimal(190)
    assert [(finding.rule, str(finding.location)) for finding in findings(built(tmp_path, data))] == [
        ("T1", f"Costs!D{ABOVE}"),
        ("T2", f"Costs!C{ITEMS + 1}"),
    ]


def test_a_limit_of_a_total_is_live_and_judged(tmp_path: Path) -> None:
    data = copy.deepcopy(DOCUMENT)
    data["items"][2]["plan"] = Decimal(2000000)
    path = built(tmp_path, data)
    assert ("schema.maximum", "items_total.plan") in {(finding.rule, finding.field) for finding in findings(path)}
    assert openpyxl.load_workbook(path, data_only=True).worksheets[1]["A1"].value is not None


def test_other_columns_of_the_total_row_are_no_inputs(tmp_path: Path) -> None:
    path = altered(built(tmp_path), lambda sheet: sheet.__setitem__(f"G{ABOVE}", "mine"))
    assert [(finding.rule, str(finding.location)) for finding in findings(path)] == [("content.stray", f"Costs!G{ABOVE}")]


def test_headings_and_a_total_above_are_printed_on_every_page(tmp_path: Path) -> None:
    names = zipfile.ZipFile(built(tmp_path)).read("xl/workbook.xml").decode()
    assert f'<definedName name="_xlnm.Print_Titles" localSheetId="0">\'Costs\'!${ABOVE - 1}:${ABOVE}<' in names
