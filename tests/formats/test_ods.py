"""OpenDocument spreadsheets, put together by hand: what programs add of their own, and what only looks like a sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import IO

import pytest

from tests.hostile.tricks import archive
from xltool.base.findings import Finding
from xltool.reading.book import Book
from xltool.reading.open_book import open_book
from xltool.reading.parsing.package import Package

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    + "".join(f' xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text", "draw", "style"))
    + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>'
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def text(value: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{value}</text:p></table:table-cell>'


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def table(name: str, *rows: str) -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def opened(body: str, folder: Path) -> Book:
    path = folder / "form.ods"
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    path.write_bytes(archive(("mimetype", mimetype), ("content.xml", (_HEAD + body + _TAIL).encode())))
    book = open_book(path)
    assert not isinstance(book, Finding), book.message.en
    return book


def cells(book: Book, sheet: str = "S") -> dict[tuple[int, int], object]:
    grid = book.grid(sheet)
    return {place: grid.cell(*place) for place in grid.filled()}


OURS = row(text("a"), text("b"))
EXPECTED = {(1, 1): "a", (1, 2): "b"}
OTHER = '<table:table-row><table:table-cell office:value-type="string"><text:p>wrong</text:p></table:table-cell></table:table-row>'

UNSEEN = {
    "nothing else": table("S", OURS),
    "rows of another namespace": table(
        "S", "<loext:table-row><loext:table-cell><loext:p>x</loext:p></loext:table-cell></loext:table-row>", OURS
    ),
    "rows in an element of another namespace": table("S", f"<loext:x>{OTHER}</loext:x>", OURS),
    "a table of another namespace": f'<loext:table table:name="T">{OTHER}</loext:table>' + table("S", OURS),
    "conditional formats of LibreOffice": table(
        "S",
        OURS,
        '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="S.A1"/></calcext:conditional-formats>',
    ),
    "a table in a cell": table("S", row(text("a"), text("b").replace("</table:table-cell>", table("sub", OTHER) + "</table:table-cell>"))),
    "what another document said, by DDE": table("S", OURS)
    + f"<table:dde-links><table:dde-link><office:dde-source/><table:table>{OTHER}</table:table></table:dde-link></table:dde-links>",
    "what another file said": table("S", OURS)
    + f'<table:table table:name="\'file:///tmp/other.ods\'#$Sheet1" table:style-name="ta_extref"><table:table-source/>{OTHER}</table:table>',
    "what was there before it was changed": f"<table:tracked-changes><table:cell-content-change><table:previous>{OTHER}</table:previous>"
    f"</table:cell-content-change></table:tracked-changes>{table('S', OURS)}",
    "a note": table(
        "S", row(text("a"), text("b").replace("<text:p>", "<office:annotation><text:p>note</text:p></office:annotation><text:p>"))
    ),
    "a text in a box": table(
        "S", f"<table:shapes><draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame></table:shapes>{OURS}"
    ),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_only_the_cells_of_sheets_are_read(name: str, tmp_path: Path) -> None:
    book = opened(UNSEEN[name], tmp_path)
    assert cells(book) == EXPECTED
    assert book.sheet_names == ["S"]


def test_a_text_within_an_element_of_another_namespace_is_text(tmp_path: Path) -> None:
    """Within a paragraph, elements that are not known are transparent (OpenDocument 1.3, part 3, 3.17)."""
    book = opened(table("S", row(text("a<loext:x>b</loext:x>c"))), tmp_path)
    assert cells(book) == {(1, 1): "abc"}


def test_two_sheets_of_one_name(tmp_path: Path) -> None:
    """No program writes two; the first is read, and nothing of the second is mixed with it."""
    book = opened(table("S", OURS) + table("S", OTHER), tmp_path)
    assert book.sheet_names == ["S"]
    assert cells(book) == EXPECTED


def test_times_and_day_0(tmp_path: Path) -> None:
    values = (
        '"date" office:date-value="2022-03-05"',
        '"date" office:date-value="1899-12-30T12:30:00"',
        '"time" office:time-value="PT12H30M00S"',
    )
    book = opened(table("S", row(*(f"<table:table-cell office:value-type={value}/>" for value in values))), tmp_path)
    assert list(cells(book).values()) == [dt.date(2022, 3, 5), dt.time(12, 30), dt.time(12, 30)]


def test_repeated_cells_are_multiplied_as_far_as_they_are_asked_for(tmp_path: Path) -> None:
    many = text("x", ' table:number-columns-repeated="16384"')
    book = opened(table("S", f'<table:table-row table:number-rows-repeated="1048576">{many}</table:table-row>'), tmp_path)
    grid = book.grid("S", 2, 3)
    assert list(grid.filled()) == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert book.grid("S", 2).far == (1_048_576, 16_384)


def test_the_content_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sheets are asked for, and however often."""
    opened_parts: list[str] = []
    open_part = Package.open

    def counting(package: Package, name: str) -> IO[bytes]:
        opened_parts.append(name)
        return open_part(package, name)

    monkeypatch.setattr(Package, "open", counting)
    book = opened("".join(table(f"S{number}", OURS) for number in range(50)), tmp_path)
    for name in book.sheet_names * 2:
        assert cells(book, name) == EXPECTED
    assert opened_parts.count("content.xml") == 1


def test_a_named_style_that_is_struck_through(tmp_path: Path) -> None:
    """It stands in a part of its own, and cells have it or a style made from it; damage in that part does no harm."""
    crossed = '<style:style style:family="table-cell" style:name="Old"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    own = '<style:style style:family="table-cell" style:name="ce1" style:parent-style-name="Old"/>'
    body = own + table("S", row(*(text("a", f' table:style-name="{name}"') for name in ("Old", "ce1", "Default"))))
    for styles, struck in ((_HEAD + crossed + _TAIL, {(1, 1), (1, 2)}), ("<broken", set())):
        path = tmp_path / "form.ods"
        mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
        parts = (("content.xml", (_HEAD + body + _TAIL).encode()), ("styles.xml", styles.encode()))
        path.write_bytes(archive(("mimetype", mimetype), *parts))
        book = open_book(path)
        assert not isinstance(book, Finding)
        assert set(book.grid("S").struck) == struck
