"""A form is rendered once and then filled in: what other readers find in a workbook is what they find in one drawn afresh."""

from __future__ import annotations

import copy
import dataclasses
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from tests.workbook.full_render import full_render
from xltool.base.document import Document
from xltool.base.findings import SEVERITIES, Finding
from xltool.base.messages import Text
from xltool.base.paths import put
from xltool.base.states import SubmissionState
from xltool.checking import marked_return as annotating
from xltool.checking.check import check
from xltool.checking.check_report import FileReport
from xltool.form.complete_document import complete
from xltool.form.layout import place
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.blank_form import cached_blank_form
from xltool.workbook.fast.deflate_blocks import Constant, assemble, constant
from xltool.workbook.form_copy import Issue
from xltool.workbook.marks import Marks

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"
ODD_TEXTS = (
    "=1+1", "+1", "@SUM(A1)", "<b>&amp;</b>", "]]>", "_x0041_", "_x000D_\r\n", "一行\n二行", "tab\there", "\x01\x1f", "  spaces  ",
    "<r><t>x</t></r>", "\uffff", "#N/A", "#REF!", "TRUE", "1,234.5", "＝５０", "≥5场", "'", '"', "𠮷", "0", "x" * 400,
)  # fmt: skip
ISSUE = Issue(unit="U<1>", project="_x0041_ &", campaign="=1", signature="5e" * 32, password="locked")  # noqa: S106 - of a test
Documents = dict[str, dict[str, Any]]


# --- what other readers find ------------------------------------------------------------------------------------------


def as_openpyxl_reads(content: bytes) -> dict[str, Any]:
    """Everything on every sheet that openpyxl knows of."""
    return {tab.title: dict(_traits(tab)) for tab in openpyxl.load_workbook(io.BytesIO(content)).worksheets}


def _traits(tab: Worksheet) -> Iterator[tuple[str, Any]]:
    for row in tab.iter_rows():
        for cell in row:
            if cell.value is not None or cell.has_style or cell.comment:
                note = cell.comment and (cell.comment.text, cell.comment.author, cell.comment.width, cell.comment.height)
                look = (repr(cell.font), repr(cell.fill), repr(cell.border), repr(cell.alignment), repr(cell.protection))
                yield cell.coordinate, (cell.value, cell.data_type, cell.number_format, look, note, repr(cell.hyperlink))
    yield "heights", {row: (size.height, size.hidden) for row, size in tab.row_dimensions.items()}
    yield "widths", {column: size.width for column, size in tab.column_dimensions.items()}
    yield "merged", sorted(map(str, tab.merged_cells.ranges))
    yield "validations", [repr(found) for found in tab.data_validations.dataValidation]
    rules = [(rule.priority, str(cells.sqref), rule) for cells in tab.conditional_formatting for rule in cells.rules]
    yield "colours", [(area, rule.formula, rule.stopIfTrue, repr(rule.dxf)) for _, area, rule in sorted(rules, key=lambda found: found[:2])]
    yield "protection", repr(tab.protection)
    yield (
        "view",
        (
            tab.sheet_state,
            tab.freeze_panes,
            tab.auto_filter.ref,
            repr(tab.sheet_view),
            repr(tab.page_setup),
            str(tab.oddFooter and tab.oddFooter.center.text),
        ),
    )


def as_calamine_reads(content: bytes) -> dict[str, Any]:
    """The values of every sheet, those of formulas as the file carries them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: dict(enumerate(rows, start=1)) for name, rows in sheets.items()}


def same(
    definition: Definition,
    data: Mapping[str, Any],
    issue: Issue,
    marks: Marks | None = None,
    entries: Mapping[str, Any] | None = None,
) -> bytes:
    """The workbook, found to be what a full render is."""
    content = build_workbook(definition, data, issue, marks, entries)
    drawn_afresh = full_render(definition, data, issue, marks, entries)
    assert differences(as_calamine_reads(content), as_calamine_reads(drawn_afresh)) == []
    assert differences(as_openpyxl_reads(content), as_openpyxl_reads(drawn_afresh)) == []
    return content


def differences(one: Mapping[str, Mapping[Any, Any]], other: Mapping[str, Mapping[Any, Any]]) -> list[Any]:
    """Where two readings differ, and how: the first few."""
    assert list(one) == list(other)
    places = [(sheet, place) for sheet in one for place in {**one[sheet], **other[sheet]}]
    found = ((sheet, place, one[sheet].get(place), other[sheet].get(place)) for sheet, place in places)
    return [difference for difference in found if difference[2] != difference[3]][:3]


# --- the real form ----------------------------------------------------------------------------------------------------


def odd(published: dict[str, Any]) -> dict[str, Any]:
    """The published form with an odd text in every field."""
    data, texts = copy.deepcopy(published), iter(ODD_TEXTS * 100)
    for part in (data["project"], data["goals"], *data["indicators"], *data["expenditure"]):
        part |= {name: next(texts) for name, value in part.items() if not isinstance(value, dict)}
    return data


def overfull(definition: Definition, published: dict[str, Any], more: int) -> dict[str, Any]:
    """As many rows as each table has room for, and some more."""
    data = copy.deepcopy(published)
    for path, (_, area) in place(definition.template, definition.schema).tables.items():
        rows = data[path]
        data[path] = [dict(rows[index % len(rows)]) for index in range(area.capacity + more)]
    return data


@pytest.fixture
def documents(definition: Definition, published: dict[str, Any], corrected: dict[str, Any]) -> Documents:
    found = {
        "blank": {},
        "published": published,
        "corrected": corrected,
        "odd": odd(published),
        "full": overfull(definition, published, 0),
        "overfull": overfull(definition, published, 7),
        "without tables": {**published, "indicators": [], "expenditure": []},
    }
    return {name: complete(definition.schema, data) for name, data in found.items()}


@pytest.mark.parametrize("name", ["blank", "published", "corrected", "odd", "full", "overfull", "without tables"])
def test_workbook_is_what_a_full_render_is(name: str, documents: Documents, definition: Definition) -> None:
    same(definition, documents[name], ISSUE)


def test_documents_leave_nothing_behind(documents: Documents, definition: Definition) -> None:
    first = [build_workbook(definition, data, ISSUE) for data in documents.values()]
    assert [build_workbook(definition, data, ISSUE) for data in documents.values()] == first


def report_of(definition: Definition, data: dict[str, Any], folder: Path) -> FileReport:
    """What a check finds in a workbook that holds a document."""
    path = folder / "received.xlsx"
    path.write_bytes(build_workbook(definition, complete(definition.schema, data)))
    return check([path]).files[0]


def as_marked(report: FileReport) -> bytes:
    """A marked return, found to be what a full render is."""
    assert report.definition is not None
    with patch.object(annotating, "build_workbook", same):
        return annotating.marked_workbook(report, report.definition, "locked")


def test_marked_return_is_what_a_full_render_is(published: dict[str, Any], definition: Definition, tmp_path: Path) -> None:
    as_marked(report_of(definition, published, tmp_path))


@pytest.mark.parametrize("name", ["blank", "odd", "overfull"])
def test_marked_return_of_unusual_forms_is_what_a_full_render_is(
    name: str, documents: Documents, definition: Definition, published: dict[str, Any], tmp_path: Path
) -> None:
    report = report_of(definition, published, tmp_path)
    content = as_marked(dataclasses.replace(report, document=Document(data=documents[name])))
    require_ooxml()
    path = tmp_path / "marked.xlsx"
    path.write_bytes(content)
    assert ooxml_errors(path) == []


def test_marked_return_without_findings_opens_with_the_form(corrected: dict[str, Any], definition: Definition, tmp_path: Path) -> None:
    report = dataclasses.replace(report_of(definition, corrected, tmp_path), findings=())
    book = openpyxl.load_workbook(io.BytesIO(as_marked(report)))
    assert [tab.title for tab in book if tab.sheet_view.tabSelected] == [book.sheetnames[0]]


def test_marked_return_with_findings_opens_with_their_list(published: dict[str, Any], definition: Definition, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_marked(report_of(definition, published, tmp_path))))
    assert [tab.title for tab in book if tab.sheet_view.tabSelected] == ["问题清单"]


# --- any form, any document -------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(ODD_TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NUMBERS = st.decimals(-1_000_000, 1_000_000, places=2) | st.integers(-1_000, 100_000)
VALUES = st.none() | TEXTS | NUMBERS


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Anything that may stand in a field; mostly something of its kind."""
    return (st.sampled_from(field.choices) if field.choices else NUMBERS if field.is_number else TEXTS) | VALUES


@st.composite
def filled(draw: st.DrawFn, definition: Definition) -> dict[str, Any]:
    """A document with some fields filled in and some rows."""
    data: dict[str, Any] = {}
    for path, field in definition.schema.fields.items():
        put(data, path, draw(value_of(field)))
    for path, table in definition.schema.tables.items():
        row = st.fixed_dictionaries({column.name: value_of(column) for column in table.columns})
        put(data, path, draw(st.lists(row, max_size=5)))
    return complete(definition.schema, data)


@st.composite
def marked(draw: st.DrawFn, definition: Definition) -> Marks:
    """Findings anywhere on the form."""
    layout = place(definition.template, definition.schema)
    cells = list(definition.schema.fields)
    for path, table in definition.schema.tables.items():
        rows = range(min(8, layout.tables[path][1].capacity))
        cells += [f"{path}[{row}].{column.name}" for row in rows for column in table.columns]
    words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
    found = [
        Finding(rule="R1", severity=draw(st.sampled_from(SEVERITIES)), field=path, message=Text(zh=draw(words), en="x"))
        for path in draw(st.lists(st.sampled_from(cells), unique=True, max_size=6))
    ]
    at = {finding.field or "": (finding,) for finding in found}
    lasting = {path: findings[0].severity for path, findings in at.items() if draw(st.booleans())}
    return Marks(lang="zh", source="a.xlsx", status=SubmissionState.REJECTED, findings=tuple(found), at=at, lasting=lasting)


FORMS: dict[str, Callable[[], Definition]] = {
    name: partial(lambda name: load_definition(next((CLEAN / name).rglob("*.yaml"))), name) for name in ("kinds", "two-sheets", "minimal")
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=8)
@given(chance=st.data())
def test_any_workbook_is_what_a_full_render_is(form: str, chance: st.DataObject) -> None:
    definition = FORMS[form]()
    marks = chance.draw(st.none() | marked(definition))
    same(definition, chance.draw(filled(definition)), ISSUE, marks)


# --- pieces -----------------------------------------------------------------------------------------------------------

PIECES = st.lists(st.tuples(st.binary(max_size=3_000), st.sampled_from(["constant", "after the one before", "fresh"])), max_size=9)


@given(PIECES)
def test_part_of_constants_and_fresh_pieces_inflates_to_what_was_meant(pieces: list[tuple[bytes, str]]) -> None:
    parts: list[Constant | bytes] = []
    before = b""
    for content, kind in pieces:
        known = before if kind == "after the one before" else b""
        parts.append(content if kind == "fresh" else constant(content, known))
        before = content
    made, whole = assemble(parts), b"".join(content for content, _ in pieces)
    assert (zlib.decompress(made.data, -15), made.size, made.crc) == (whole, len(whole), zlib.crc32(whole))


def test_frame_is_drawn_once_for_each_password(definition: Definition) -> None:
    assert cached_blank_form(definition, "a") is cached_blank_form(definition, "a")
    assert cached_blank_form(definition, "a") is not cached_blank_form(definition, "b")
    for number in range(20):
        cached_blank_form(load_definition(next((CLEAN / "minimal").rglob("*.yaml"))), str(number))  # frames are given up again
    assert zipfile.ZipFile(io.BytesIO(build_workbook(definition, {}, Issue(password="a")))).testzip() is None  # noqa: S106 - of a test


def test_numbers_are_written_as_they_are(definition: Definition) -> None:
    data = complete(definition.schema, {"year": 2022, "income": {"total": Decimal("1234567.89")}})
    values = as_calamine_reads(build_workbook(definition, data))
    assert any(1234567.89 in row for row in values["绩效目标表"].values())
