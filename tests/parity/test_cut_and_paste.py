"""Cutting and pasting on the form bends no formula of the helper sheet: what is seen where is what counts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.entries import Entry, EntryForm, entry_form
from tests.referees.libreoffice import LockedCellError
from xltool.base.cells import column_letters
from xltool.form.block import TableArea
from xltool.form.layout import place

if TYPE_CHECKING:
    from tests.parity.cases import Case
    from tests.referees.libreoffice import LibreOffice, Workbook

TYPED_LIST = Path(__file__).parents[2] / "benchmarks" / "definitions" / "asset-list"
_HELPERS = "_xltool!D14:CZ14"
_SECOND_SHEET = re.compile(r":\$\w+\.")
_ENTRIES: list[Entry] = [
    ("items.no", 0, 1),
    ("items.quantity", 0, 3),
    ("items.price", 0, 2.5),
    ("items.amount", 0, 7.5),
    ("items.name", 1, "desk"),
    ("items.quantity", 1, -4),
    ("items.amount", 2, "x"),
]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> EntryForm:
    """A list in which everything is typed, its first column in the first of the sheet: locked cells can be neither cut nor pasted over."""
    return entry_form("asset-list", tmp_path_factory.mktemp("asset-list"), rows=8, source=TYPED_LIST)


#: What is cut, by column and row of the table, and where it is pasted.
MOVES = {
    "down its column": ("quantity", "quantity", 0, 0, ("quantity", 4)),
    "into another column": ("quantity", "quantity", 1, 1, ("price", 1)),
    "over a value": ("quantity", "quantity", 0, 0, ("quantity", 1)),
    "the first column": ("no", "no", 0, 0, ("no", 6)),
    "a whole row": ("no", "reason", 0, 0, ("no", 5)),
    "a whole column": ("quantity", "quantity", 0, 7, ("price", 0)),
    "several rows": ("no", "reason", 0, 2, ("no", 3)),
    "all rows, to make room above": ("no", "reason", 0, 6, ("no", 1)),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_was_moved_counts_where_it_is(move: str, form: EntryForm, office: LibreOffice, tmp_path: Path) -> None:
    first, last, top, bottom, (column, row) = MOVES[move]
    area = place(form.form.definition.template, form.form.definition.schema).tables["items"][1]
    with office.open(form.form.write(tmp_path)) as book:
        book.enter(_ENTRIES, read=["check.schema.required"])
        formulas = _formulas(book)
        book.move(f"{_cell(area, first, top)}:{_cell(area, last, bottom).partition('!')[2]}", _cell(area, column, row))
        assert _formulas(book) == formulas
        shown = book.values(form.read)
        case = _case(book, area)
    python = form.in_python(case)
    assert {name: shown[name] for name in form.read} == {name: python[name] for name in form.read}


def test_locked_cells_are_neither_cut_nor_pasted_over(form: EntryForm, office: LibreOffice, tmp_path: Path) -> None:
    area = place(form.form.definition.template, form.form.definition.schema).tables["items"][1]
    with office.open(form.form.write(tmp_path)) as book:
        book.enter(_ENTRIES, read=["check.schema.required"])
        quantity = _cell(area, "quantity", 0)
        with pytest.raises(LockedCellError):
            book.move(quantity, _cell(area, "quantity", -1))
        with pytest.raises(LockedCellError):
            book.move(_cell(area, "quantity", -1), quantity)


def _cell(area: TableArea, column: str, row: int) -> str:
    return f"采购清单!{column_letters(area.columns[column])}{area.first_row + row}"


def _formulas(book: Workbook) -> list[str]:
    """Return the formulas of the first row; after a move the office names the sheet at both ends of a range."""
    formulas = book.formulas(_HELPERS)
    assert isinstance(formulas, list)
    return [_SECOND_SHEET.sub(":", formula) for formula in formulas]


def _case(book: Workbook, area: TableArea) -> Case:
    """Return what stands in the form, by the places of the template."""
    case: Case = {}
    for name in area.columns:
        cells = book.values([f"{_cell(area, name, 0)}:{_cell(area, name, area.capacity - 1).partition('!')[2]}"])
        (values,) = cells.values()
        assert isinstance(values, list)
        case[f"items.{name}"] = [None if value == "" else value for value in values]
    return case
