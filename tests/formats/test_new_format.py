"""A made-up format in one file, with no other change: it is recognised, opened and read as any other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import DATA, TEMPLATE
from xltool.reading import formats
from xltool.reading.book import Book
from xltool.reading.guard import Limits
from xltool.reading.open_book import open_book
from xltool.reading.read_workbook import read_workbook

FILE = '''
"""A line for each cell: its sheet, row, column and value, with tabs between."""

from xltool.base.messages import Text
from xltool.reading.book import Book
from xltool.reading.format import Format
from xltool.reading.parsing.grid import grid_of, number_in

_HEAD = b"cells by lines\\n"


class LinesBook(Book):
    tells = frozenset()

    def __init__(self, text):
        self.cells = [line.split("\\t") for line in text.splitlines()[1:]]
        self.sheet_names = list(dict.fromkeys(sheet for sheet, *_ in self.cells))

    def grid(self, name, n_rows=None, n_columns=None):
        cells = ((int(row), int(column), number_in(value.replace("\\\\n", "\\n"))) for sheet, row, column, value in self.cells if sheet == name)
        return grid_of(name, [cell for cell in cells if cell[0] <= (n_rows or cell[0]) and cell[1] <= (n_columns or cell[1])])


FORMAT = Format(
    name="lines",
    suffixes=(".lines",),
    doc=Text("逐行记录单元格", "cells by lines"),
    rank=50,
    recognise=lambda file: file.head.startswith(_HEAD),
    open=lambda file: LinesBook(file.path.read_text(encoding="utf-8")),
    tells=LinesBook.tells,
)
'''


@pytest.fixture
def new_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of the formats has one more file."""
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "lines.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(folder)])
    monkeypatch.setattr(formats, "FORMATS", formats.load_formats())
    yield
    sys.modules.pop("xltool.reading.formats.lines")


def lines_of(book: Book) -> str:
    lines = ["cells by lines"]
    for name in book.sheet_names:
        grid = book.grid(name)
        lines += ["\t".join((name, *map(str, place), str(grid.cell(*place)).replace("\n", "\\n"))) for place in grid.filled()]
    return "\n".join(lines)


def test_a_format_is_one_file(new_format: None, tmp_path: Path) -> None:  # noqa: ARG001 - the fixture is the change
    assert "lines" in formats.FORMATS
    workbook = Path(xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=DATA))
    book = open_book(workbook)
    assert isinstance(book, Book)
    copy = tmp_path / "form.lines"
    copy.write_text(lines_of(book), encoding="utf-8")
    here = Limits(isolated=False)
    original, read = read_workbook(workbook, limits=here), read_workbook(copy, limits=here)
    assert read.document.data == original.document.data
    assert read.definition == original.definition
    assert not [finding for finding in read.document.findings if finding.severity != "info"]


def test_without_that_file_nobody_knows_the_format(tmp_path: Path) -> None:
    path = tmp_path / "form.lines"
    path.write_text("cells by lines\n表\t1\t1\t甲", encoding="utf-8")
    assert [finding.rule for finding in read_workbook(path).document.findings] == ["file.not-a-workbook"]
