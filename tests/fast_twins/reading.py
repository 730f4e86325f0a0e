"""Scanning by regular expressions beside parsing: sheets, defined names and shared texts of Open XML workbooks.

`tests/formats/test_scan.py` tries the same over what programs write, over generated sheets and over mutations.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.fast_twins import Twin
from tests.formats.packages import good_parts
from xltool.reading.fast.scan import scan_names, scan_texts
from xltool.reading.formats.xlsx import _Workbook
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.date_styles import Style
from xltool.reading.parsing.grid import Grid
from xltool.reading.parsing.open_xml_sheet import SheetPart
from xltool.reading.parsing.shared_texts import _SharedTexts, unescape
from xltool.reading.parsing.xml_stream import parse

LIMITS = Limits()
CORNER = 8, 2  # rows and columns of the identity on the hidden sheet
WORKBOOK, TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
#: Written otherwise than programs do: with a comment in it.
COMMENT = b"<!-- by hand -->"


class _Book:
    """A workbook that has the shared texts of a form."""

    date1904 = False
    pictures: frozenset[int] = frozenset()

    @property
    def styles(self) -> list[Style]:
        return [Style(is_struck=number % 2 == 1) for number in range(200)]

    @property
    def texts(self) -> list[str]:
        return _parsed_texts(good_parts()[TEXTS])


class _Part:
    """A package of one part."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def parse(self, name: str, handler: Any, depth: int) -> int | None:
        return parse(io.BytesIO(self.content), name, handler, depth)

    def open(self, name: str) -> io.BytesIO:  # noqa: ARG002 - as a package opens a part
        return io.BytesIO(self.content)


def _sheet_part(content: bytes) -> SheetPart:
    package: Any = _Part(content)
    return SheetPart(sheet="表", source=_Book(), package=package, part="sheet.xml", limits=LIMITS, n_rows=LIMITS.n_rows)


def _corner_part(content: bytes) -> SheetPart:
    return replace(_sheet_part(content), n_rows=CORNER[0], n_columns=CORNER[1])


def _seen(grid: Grid | None) -> Any:
    if grid is None:
        return None
    assert grid.traits is not None
    traits = replace(grid.traits, merges=sorted(grid.traits.merges))  # their order means nothing
    return grid.n_rows, [(place, grid.cell(*place)) for place in grid.filled()], grid.far, traits, set(grid.struck)


def _sheets() -> Iterator[bytes]:
    sheets = [content for name, content in sorted(good_parts().items()) if name.startswith("xl/worksheets/sheet")]
    yield from sheets
    yield sheets[0].replace(b"<sheetData>", COMMENT + b"<sheetData>")


def _corners() -> Iterator[bytes]:
    """Sheets, also with their cells in another order, with a comment, with a blank row, and cut off."""
    for content in _sheets():
        yield content
        yield content.replace(b"</sheetData>", b"")
    hidden = next(content for content in _sheets() if b'<c r="B8"' in content and b"xltool.row." in content)
    yield hidden.replace(b"</row>", b'<c r="A2"><v>1</v></c></row>', 1)
    yield hidden.replace(b"<sheetData>", b'<sheetData><row r="1"/>')
    yield hidden.replace(b'<c r="B2"', b'<c r="B3"', 1)
    yield hidden.replace(b'<c r="C', COMMENT + b'<c r="C', 1)


def _texts_of(grid: Grid | None) -> Any:
    return None if grid is None else {place: grid.cell(*place) for place in grid.filled()}


def _corner_parsed(content: bytes) -> Any:
    try:
        return _texts_of(_corner_part(content).parsed())
    except Refused as refused:
        return refused.rule


def _corner_scanned(content: bytes) -> Any:
    try:
        return _texts_of(_corner_part(content).corner(CORNER[1]))
    except Refused as refused:
        return refused.rule


def _workbooks() -> Iterator[bytes]:
    content = good_parts()[WORKBOOK]
    yield from (content, content.replace(b"<definedNames>", COMMENT + b"<definedNames>"))


def _all_texts() -> Iterator[bytes]:
    content = good_parts()[TEXTS]
    yield from (content, content.replace(b"<si>", COMMENT + b"<si>", 1))
    yield content.replace(b"<si><t>", b"<si><r><t>", 1).replace(b"</t></si>", b"</t></r><r><t>_x0041_</t></r></si>", 1)


def _parsed_names(content: bytes) -> dict[str, str]:
    handler = _Workbook()
    parse(io.BytesIO(content), WORKBOOK, handler, LIMITS.depth)
    return {name: "".join(runs) for name, runs in handler.names.items()}


def _scanned_names(content: bytes) -> dict[str, str] | None:
    scanned = scan_names(content)
    return None if scanned is None else scanned.names


def _parsed_texts(content: bytes) -> list[str]:
    handler = _SharedTexts()
    parse(io.BytesIO(content), TEXTS, handler, LIMITS.depth)
    return handler.texts


def _scanned_texts(content: bytes) -> list[str] | None:
    scanned = scan_texts(content, lambda markup: _parsed_texts(f"<sst><si>{markup}</si></sst>".encode())[0])
    return None if scanned is None else [unescape(text) for text in scanned]


SCAN = ("xltool.reading.fast.scan",)
TWINS = (
    Twin(
        name="sheets scanned and parsed",
        modules=SCAN,
        samples=_sheets,
        fast=lambda content: _seen(_sheet_part(content).scanned(content)),
        plain=lambda content: _seen(_sheet_part(content).parsed()),
        declines=True,
    ),
    Twin(
        name="the corner of a sheet scanned and parsed",
        modules=SCAN,
        samples=_corners,
        fast=_corner_scanned,
        plain=_corner_parsed,
        declines=True,
    ),
    Twin(
        name="defined names scanned and parsed", modules=SCAN, samples=_workbooks, fast=_scanned_names, plain=_parsed_names, declines=True
    ),
    Twin(name="shared texts scanned and parsed", modules=SCAN, samples=_all_texts, fast=_scanned_texts, plain=_parsed_texts, declines=True),
)
