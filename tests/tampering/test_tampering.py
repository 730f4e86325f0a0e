"""Every kind of damage is named at its cell; values come from the right cells all the same; what does not matter is not told."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from tests.formats.packages import FORM, HIDDEN, Parts, add, before_end, cell, text_cell
from tests.formats.test_open_xml import prefixed
from tests.tampering.support import (
    CHECKS,
    SHEET,
    Case,
    altered,
    as_excel_inserts,
    both,
    by_openpyxl,
    named,
    on_form,
    point,
    sub,
)
from xltool.base.document import Document
from xltool.base.paths import put, value_at

CHECK_PART = "xl/worksheets/sheet2.xml"
BOOK = "xl/workbook.xml"
TABLE = range(37, 75)  # the indicators


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return xltool.read(altered(tmp_path_factory.mktemp("good") / "good.xlsx"))


def found(*names: str) -> frozenset[tuple[str, str | None]]:
    """`found("label.changed A8", "layout.moved")`."""
    return frozenset((rule, where or None) for rule, _, where in (name.partition(" ") for name in names))


# --- what is done to the sheet ----------------------------------------------------------------------------------------


def values_of(sheet: Worksheet, row: int) -> list[Any]:
    return [sheet.cell(row, column).value for column in range(1, 6)]


def write(sheet: Worksheet, row: int, values: list[Any], first: int = 1) -> None:
    for column, value in enumerate(values, start=first):
        put_in(sheet.cell(row, column), value)


def put_in(cell: Any, value: Any) -> None:
    """A value into a cell; openpyxl would take `=3个` for a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def shift(rows: range, by: int) -> Any:
    def alter(sheet: Worksheet) -> None:
        for row in rows:
            for area in [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == row]:
                sheet.unmerge_cells(str(area))
            values = values_of(sheet, row)
            write(sheet, row, [None] * 5)
            write(sheet, row, values[max(0, -by) :], max(1, 1 + by))

    return on_form(alter)


def sort(sheet: Worksheet) -> None:
    rows = sorted((values_of(sheet, row) for row in TABLE), key=lambda values: str(values[2]))
    for row, values in zip(TABLE, rows, strict=True):
        write(sheet, row, values)


def gap(sheet: Worksheet) -> None:
    for row in reversed(TABLE):
        write(sheet, row + 1, values_of(sheet, row))
    write(sheet, TABLE[0], [None] * 5)


def swap_columns(sheet: Worksheet) -> None:
    for row in (36, *TABLE):
        write(sheet, row, [sheet.cell(row, 5).value, sheet.cell(row, 4).value], first=4)


def swap_labels(sheet: Worksheet) -> None:
    sheet["A8"].value, sheet["A9"].value = sheet["A9"].value, sheet["A8"].value


def drag(field: str, source: str, target: str, *, keep: bool = False) -> Any:
    """An input cut and pasted elsewhere: Excel lets its name follow."""

    def alter(parts: Parts) -> None:
        content = re.search(rf'<c r="{source}"[^>]*>(.*?)</c>', parts[FORM].decode())
        assert content is not None
        row = re.sub(r"\D", "", source)
        sub(FORM, rf'(<row r="{row}".*?)</row>', rf'\g<1><c r="{target}">{content[1]}</c></row>', count=1)(parts)
        if not keep:
            cell(source, "")(parts)
        letters, number = re.sub(r"\d", "", target), re.sub(r"\D", "", target)
        point(field, f"'{SHEET}'!${letters}${number}")(parts)

    return alter


def extra_sheet(state: str = "visible", value: object = "合计") -> Any:
    def alter(book: Any) -> None:
        sheet = book.create_sheet("Sheet1")
        sheet["B2"] = value
        sheet.sheet_state = state

    return by_openpyxl(alter)


def only_the_form(book: Any) -> None:
    for name in book.sheetnames:
        if name != SHEET:
            del book[name]
    for name in list(book.defined_names):
        del book.defined_names[name]


def other_check_sheet(book: Any) -> None:
    del book[CHECKS]
    sheet = book.create_sheet(CHECKS, 1)
    sheet["A1"] = "全部通过"


def decoy(book: Any) -> None:
    book[SHEET].title = "Sheet9"
    book.create_sheet(SHEET, 0)


def hide(first: int, last: int) -> Any:
    def alter(sheet: Worksheet) -> None:
        for row in range(first, last + 1):
            sheet.row_dimensions[row].hidden = True

    return on_form(alter)


def filtered(sheet: Worksheet) -> None:
    sheet.auto_filter.add_filter_column(0, ["产出指标"])
    for row in range(40, 43):
        sheet.row_dimensions[row].hidden = True


def flat(first: int, last: int, height: str = "0") -> Any:
    """Rows that are drawn so low that nobody sees them; openpyxl would write no height of 0."""

    def alter(parts: Parts) -> None:
        for row in range(first, last + 1):
            sub(FORM, rf'(<row r="{row}"[^>]* ht=)"[^"]*"', rf'\g<1>"{height}"')(parts)

    return alter


def narrow(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].width = 0.05


def hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def merge_rows(sheet: Worksheet) -> None:
    sheet.merge_cells("A37:A39")


def beyond(sheet: Worksheet) -> None:
    write(sheet, 157, ["产出指标", "数量指标", "多出的指标", "≥1个", "≥2个"])


def no_conditional_formats(parts: Parts) -> None:
    sub(FORM, r"<conditionalFormatting.*</conditionalFormatting>", "")(parts)


def picture(parts: Parts) -> None:
    drawing = (
        b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:oneCellAnchor><xdr:from><xdr:col>7</xdr:col>'
        b"<xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from></xdr:oneCellAnchor></xdr:wsDr>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    add("xl/drawings/drawing1.xml", drawing)(parts)
    add("xl/worksheets/_rels/sheet1.xml.rels", rels.encode())(parts)
    before_end(FORM, "worksheet", '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>')(
        parts
    )


def identity(key: str, value: str) -> Any:
    row = ["format", "template", "version", "digest", "campaign", "unit", "signature"].index(key) + 1
    return cell(f"B{row}", f"<is><t>{value}</t></is>", 't="inlineStr"', part=HIDDEN)


def forged_results(parts: Parts) -> None:
    """Every count 0, every state fine, the line at the top says that all is well."""
    text = re.sub(r"(<c r=\"D\d+\"[^>]*><f>[^<]*</f><v>)\d+(</v>)", r"\g<1>0\g<2>", parts[CHECK_PART].decode())
    parts[CHECK_PART] = text.encode()
    sub(FORM, r'(<c r="A1"[^>]*><f>[^<]*</f><v>)[^<]*', r"\g<1>错误 0 项，提醒 0 项 —— 可以报送")(parts)


PROTECTION = r"<sheetProtection[^>]*/>"
NO_PROTECTION_AT_ALL = both(*(sub(f"xl/worksheets/sheet{number}.xml", PROTECTION, "") for number in range(1, 6)))
NO_VALIDATIONS = sub(FORM, r"<dataValidations.*</dataValidations>", "")
NO_NAMES = sub(BOOK, r"<definedNames>.*</definedNames>", "")


CASES: dict[str, Case] = {
    # dropdowns and limits
    "validation of part of a column pasted over": Case(sub(FORM, 'sqref="C37:C156"', 'sqref="C61:C156"'), found("validation.removed C37")),
    "validation of one field cleared": Case(
        sub(FORM, '<dataValidation [^>]*sqref="E11:G11".*?</dataValidation>', ""), found("validation.removed E11")
    ),
    "a dropdown pasted over numbers": Case(
        both(sub(FORM, 'sqref="E21:E32"', 'sqref="E27:E32"'), sub(FORM, 'sqref="B5:C5"( |>)', r'sqref="B5:C5 E21:E26"\1')),
        found("validation.removed E21"),
    ),
    "a block of several columns pasted over": Case(
        both(*(sub(FORM, f'sqref="{letter}37:{letter}156"', f'sqref="{letter}50:{letter}156"') for letter in "CDE")),
        found("validation.removed C37"),
    ),
    "all validations gone": Case(NO_VALIDATIONS, found("file.features-lost")),
    # protection
    "protection of the form taken off": Case(sub(FORM, PROTECTION, ""), found("protection.removed")),
    "protection and validations dropped by a program": Case(both(NO_PROTECTION_AT_ALL, NO_VALIDATIONS), found("file.features-lost")),
    # formulas
    "the line at the top overwritten": Case(text_cell("A1", "可以报送"), found("formula.overwritten A1")),
    "remarks overwritten": Case(both(text_cell("H21", "x"), text_cell("H22", "x"), cell("H24", "")), found("formula.overwritten H21")),
    "counts on the check sheet overwritten": Case(
        both(*(cell(f"D{row}", "<v>0</v>", part=CHECK_PART) for row in (4, 5, 6))), found("formula.overwritten D4")
    ),
    "another check sheet": Case(by_openpyxl(other_check_sheet), found("formula.overwritten A2")),
    "a formula typed into an input": Case(
        cell("E11", "<f>SUM(E13:E19)</f><v>276.68</v>"), found("formula.entered E11"), {"income.total": 276.68}
    ),
    "formulas pasted into a column": Case(
        both(*(cell(f"E{row}", f"<f>D{row}*2</f><v>5</v>") for row in (22, 23))), found("formula.entered E22")
    ),
    "results of checks forged": Case(forged_results, why="what the workbook says of its checks is never read"),
    # inputs moved, names
    "an input dragged away": Case(
        drag("income.fiscal.general", "E13", "I13"), found("input.moved I13"), cells={"income.fiscal.general": "I13"}
    ),
    "an input dragged away and typed anew": Case(
        drag("income.fiscal.general", "E13", "I13", keep=True), found("input.doubtful E13", "content.stray I13")
    ),
    "a name leads to another input": Case(point("income.total", f"'{SHEET}'!$E$12"), found("names.changed")),
    "a name leads nowhere": Case(point("income.total", "#REF!"), found("names.changed")),
    "a name deleted": Case(sub(BOOK, '<definedName name="income.total">[^<]*</definedName>', ""), found("names.changed")),
    "all names deleted": Case(NO_NAMES, found("file.features-lost")),
    # rows and columns
    "a row inserted": Case(
        as_excel_inserts(row=8), found("layout.moved"), cells={"income.total": "E12", "year": "B3", "project.name": "B4"}
    ),
    "a row inserted by a script": Case(on_form(lambda sheet: sheet.insert_rows(8)), found("layout.moved"), cells={"income.total": "E12"}),
    "a row inserted at the top": Case(as_excel_inserts(row=1), found("layout.moved"), cells={"income.total": "E12", "year": "B4"}),
    "a row inserted below the year": Case(as_excel_inserts(row=4), found("layout.moved"), cells={"project.name": "B5", "year": "B3"}),
    "a column inserted": Case(as_excel_inserts(column=2), found("layout.moved"), cells={"income.total": "F11", "project.name": "C4"}),
    "a column inserted at the left": Case(as_excel_inserts(column=1), found("layout.moved"), cells={"income.total": "F11"}),
    "a column inserted between labels and inputs by a script": Case(
        on_form(lambda sheet: sheet.insert_cols(2)),  # the hidden column stays where it was
        found("layout.moved", "content.hidden H7"),
        cells={"income.total": "F11", "project.name": "C4"},
    ),
    "a column inserted by a script": Case(
        on_form(lambda sheet: sheet.insert_cols(1)), found("layout.moved", "content.hidden H7"), cells={"income.total": "F11"}
    ),
    "a row inserted into a table": Case(as_excel_inserts(row=40), found("layout.moved"), cells={"indicators[3].level1": "A41"}),
    "a row inserted into a table above others": Case(
        as_excel_inserts(row=21), found("layout.moved"), cells={"expenditure[0].item": "C22", "indicators[0].level1": "A38"}
    ),
    "a row of the form deleted": Case(
        on_form(lambda sheet: sheet.delete_rows(15)),
        found("layout.moved", "field.not-found"),
        {"income.special_account": None},
        {"income.state_capital": "E15", "income.total": "E11"},
    ),
    "two columns swapped": Case(
        on_form(swap_columns), found("layout.moved", "input.doubtful E37", "input.doubtful D37"), cells={"indicators[0].full_year": "D37"}
    ),
    "a row shifted to the right": Case(shift(range(40, 41), 1), found("R67 B40")),
    "rows shifted to the right": Case(shift(range(40, 46), 1), found("R67 B40")),
    "a row shifted to the left": Case(shift(range(50, 51), -1), found("R67 A50")),
    "the whole table shifted": Case(shift(TABLE, 2), found("R67 C37")),
    "the table sorted": Case(on_form(sort), why="sorting is allowed"),
    "values pasted one row below": Case(on_form(gap), why="blank rows do not count", cells={"indicators[0].level1": "A38"}),
    "rows beyond the capacity": Case(on_form(beyond), found("table.overflow A157")),
    # labels
    "a label changed": Case(text_cell("A8", "必要性"), found("label.changed A8")),
    "a label deleted": Case(cell("A8", ""), found("label.changed A8")),
    "a label changed and rows inserted": Case(
        both(as_excel_inserts(row=6), text_cell("A9", "必要性")), found("label.changed A9", "layout.moved")
    ),
    "a heading changed": Case(text_cell("D36", "上半年"), found("label.changed D36")),
    "a label and its name gone": Case(both(cell("A8", ""), NO_NAMES), found("label.changed A8", "file.features-lost")),
    "a label's words typed into a table, the label gone": Case(
        both(cell("A8", ""), text_cell("C37", "立项必要性"), NO_NAMES), found("label.changed A8", "file.features-lost")
    ),
    "two labels swapped": Case(on_form(swap_labels), found("layout.moved", "input.doubtful B8", "input.doubtful B9")),
    # sheets
    "the sheet renamed": Case(by_openpyxl(lambda book: setattr(book[SHEET], "title", "Sheet9")), found("sheet.renamed")),
    "a blank sheet under the name of the form": Case(by_openpyxl(decoy), found("sheet.renamed")),
    "the sheets in another order": Case(by_openpyxl(lambda book: book.move_sheet(SHEET, 2)), why="sheets go by their names"),
    "a sheet added": Case(extra_sheet(), found("sheet.extra")),
    "a hidden sheet added": Case(extra_sheet("hidden"), found("content.hidden-sheet")),
    "a blank sheet added": Case(extra_sheet(value=None), why="it says nothing"),
    "the check sheet deleted": Case(by_openpyxl(lambda book: book.remove(book[CHECKS])), found("sheet.removed")),
    "the hidden sheet deleted": Case(by_openpyxl(lambda book: book.remove(book["_xltool"])), found("template.recognised")),
    "only the form's sheet kept": Case(by_openpyxl(only_the_form), found("template.recognised")),
    "the hidden sheet shown": Case(sub(BOOK, '(name="_xltool"[^>]*) state="veryHidden"', r"\1"), why="showing a sheet changes nothing"),
    "very hidden to hidden": Case(sub(BOOK, '"veryHidden"', '"hidden"'), why="some programs know no very hidden sheets"),
    "a code added to the hidden list": Case(
        sub("xl/sharedStrings.xml", "<t>经常性项目</t>", "<t>其他项目</t>"), why="values are checked against our own code lists"
    ),
    "the version changed": Case(identity("version", "1999.1"), found("template.outdated")),
    "the digest changed": Case(identity("digest", "0" * 16), found("template.changed")),
    # hidden and stray content, comments, pictures
    "rows hidden": Case(hide(40, 42), found("content.hidden A40")),
    "a column hidden": Case(on_form(hidden_column), found("content.hidden B3")),
    "rows of height 0": Case(flat(40, 42), found("content.hidden A40")),
    "rows of next to no height": Case(flat(40, 42, "0.25"), found("content.hidden A40")),
    "rows of height 0 in a sheet with a prefix": Case(both(flat(40, 42), prefixed), found("content.hidden A40")),
    "a column of next to no width": Case(on_form(narrow), found("content.hidden B3")),
    "blank rows of height 0": Case(flat(100, 110), why="there is nothing in them"),
    "blank rows hidden": Case(hide(100, 110), why="there is nothing in them"),
    "rows hidden by a filter": Case(on_form(filtered), why="the form allows filters"),
    "typed beside the form": Case(on_form(lambda sheet: sheet.__setitem__("I5", "见附件")), found("content.stray I5")),
    "typed below the form": Case(on_form(lambda sheet: sheet.__setitem__("H300", "见附件")), found("content.stray H300")),
    "typed far away": Case(on_form(lambda sheet: sheet.__setitem__("ZZ5", "见附件")), found("sheet.far-cell ZZ5")),
    "a comment": Case(on_form(lambda sheet: setattr(sheet["E11"], "comment", Comment("请核对", "张三"))), found("comment.present E11")),
    "a picture": Case(picture, found("object.present H5")),
    # merged cells and looks
    "merged over inputs": Case(on_form(merge_rows), found("cell.merged A37")),
    "unmerged": Case(on_form(lambda sheet: sheet.unmerge_cells("B4:C4")), why="the value stays in the first cell"),
    "conditional formats removed": Case(no_conditional_formats, why="colours hold no data"),
}
#: Where other rows come out than went in, and that is right.
OTHER_ROWS = frozenset(name for name in CASES if "shifted" in name) | {
    "the table sorted",
    "merged over inputs",
    "rows beyond the capacity",
    "formulas pasted into a column",
    "two labels swapped",
    "a label's words typed into a table, the label gone",
}


def test_there_are_enough_kinds() -> None:
    assert sum(bool(case.found) for case in CASES.values()) >= 30
    assert all(case.why for case in CASES.values() if not case.found)


@pytest.mark.parametrize("name", CASES)
def test_tampering(name: str, good: Document, tmp_path: Path) -> None:
    case = CASES[name]
    document = xltool.read(altered(tmp_path / "form.xlsx", case.change))
    assert frozenset(named(document)) == case.found
    assert len(named(document)) == len(case.found)
    if name not in OTHER_ROWS:
        expected = copy.deepcopy(dict(good.data))
        for path, value in case.data.items():
            put(expected, path, value)
        assert plain(document.data) == plain(expected)
    for path, wanted in case.cells.items():
        location = document.location(path)
        assert location is not None
        assert (path, location.cell) == (path, wanted)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return float(value) if hasattr(value, "as_tuple") or isinstance(value, int) else value


# --- what comes of it -------------------------------------------------------------------------------------------------


def rules_at(path: Path) -> list[tuple[str, str | None]]:
    findings = xltool.check([path]).files[0].findings
    return sorted(((finding.rule, finding.field) for finding in findings), key=str)


def test_a_forged_check_sheet_changes_no_finding(tmp_path: Path) -> None:
    assert rules_at(altered(tmp_path / "a.xlsx", forged_results)) == rules_at(altered(tmp_path / "b.xlsx"))


def test_a_shifted_table_is_one_finding_not_dozens(tmp_path: Path) -> None:
    rules = rules_at(altered(tmp_path / "form.xlsx", shift(TABLE, 2)))
    assert [rule for rule, field in rules if field and field.startswith("indicators")] == ["R67"]


def test_other_rows_than_the_shifted_ones_are_checked_as_ever(tmp_path: Path) -> None:
    before, after = (
        rules_at(altered(tmp_path / name, *changes)) for name, changes in (("a.xlsx", ()), ("b.xlsx", (shift(range(70, 71), 1),)))
    )
    of_row_0 = [item for item in before if item[1] and item[1].startswith("indicators[0].")]
    assert [item for item in after if item[1] and item[1].startswith("indicators[0].")] == of_row_0


def test_a_forged_code_is_found_by_the_schema(tmp_path: Path) -> None:
    change = both(sub("xl/sharedStrings.xml", "<t>经常性项目</t>", "<t>其他项目</t>"), text_cell("B5", "其他项目"))
    assert ("R07", "project.type") in rules_at(altered(tmp_path / "form.xlsx", change))


def test_swapped_labels_are_read_as_they_stand(good: Document, tmp_path: Path) -> None:
    document = xltool.read(altered(tmp_path / "form.xlsx", on_form(swap_labels)))
    assert document.get("rationale.necessity") == good.get("rationale.feasibility")
    assert {finding.field for finding in document.findings if finding.rule == "input.doubtful"} == {
        "rationale.necessity",
        "rationale.feasibility",
    }


def test_a_field_that_nothing_leads_to_is_named_and_not_missed_twice(tmp_path: Path) -> None:
    path = altered(tmp_path / "form.xlsx", on_form(lambda sheet: sheet.delete_rows(8)))
    rules = [rule for rule, field in rules_at(path) if field == "rationale.necessity"]
    assert rules == ["field.not-found"]


def test_merged_rows_hold_one_value(good: Document, tmp_path: Path) -> None:
    document = xltool.read(altered(tmp_path / "form.xlsx", on_form(merge_rows)))
    assert [row["level1"] for row in document.rows("indicators")[:3]] == [value_at(good.data, "indicators[0].level1"), None, None]


def test_an_outdated_form_is_not_blamed_for_its_structure(tmp_path: Path) -> None:
    document = xltool.read(altered(tmp_path / "form.xlsx", identity("version", "1999.1"), text_cell("A8", "必要性")))
    assert named(document) == [("template.outdated", None)]


def test_every_finding_says_where_and_what_to_do(tmp_path: Path) -> None:
    """No placeholder is left in any sentence."""
    for name, case in CASES.items():
        if case.found:
            for finding in xltool.read(altered(tmp_path / "form.xlsx", case.change)).findings:
                for said in (finding.message.zh, finding.message.en):
                    assert not re.search(r"\{\w+\}|…”", said), (name, said)
