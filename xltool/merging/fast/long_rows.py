"""Write the rows of a long list as the XML of its sheet while they pass by: the fast twin of xlsxwriter, cell by cell.

xlsxwriter makes all of the workbook but these rows: it would hold every cell in memory, or want the lines above the list
(widths of columns, sums) before the list has been seen. Rows are written some hundreds at a time, column by column: a text
or number that stands in many cells is spelled once, and Arrow joins the pieces.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from xltool.base.cells import a1, column_letters
from xltool.merging.dataset.arrow_arrays import LONG_TEXT, array_of, scalar_of
from xltool.merging.dataset.arrow_columns import each, joined
from xltool.merging.dataset.spooled_blocks import SpooledBlocks
from xltool.merging.summary.live_cells import Links, ListCells, printable
from xltool.workbook.cell_texts import cached

#: How hard long rows are compressed: a sixth larger than at the usual level 6, in a third of the time.
_LEVEL = 3
_MARGIN = 1.05  # of a size that is nearly too large for a plain zip
_PIXEL = 0.75  # in points; Excel's rows are whole pixels high
_LINK_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_UNUSUAL = re.compile(r"[&<>\r]|_x[0-9a-fA-F]{4}_|^\s|\s$")


class LongRows:
    """Rows of one sheet, each below the one before, and where their links lead."""

    def __init__(self, first_row: int, n_columns: int) -> None:
        self.next_row = first_row
        self._letters = [column_letters(column) for column in range(1, n_columns + 1)]
        self._blocks = SpooledBlocks()
        self._links = io.BytesIO()
        self._targets: dict[str, int] = {}

    def append(self, columns: Sequence[ListCells], styles: Sequence[pa.Array | str], heights: pa.Array) -> None:
        """Write some rows: the cells of each column and the numbers of their formats; the heights of the rows in points."""
        numbers = range(self.next_row, self.next_row + len(heights))
        rows = array_of(map(str, numbers))
        parts = ['<row r="', rows, '" ht="', each(heights, _pixels), '" customHeight="1">']
        for letter, cells, style in zip(self._letters, columns, styles, strict=True):
            parts += [f'<c r="{letter}', rows, '" s="', style, '"', _contents(cells, numbers)]
        for block in joined([*parts, "</row>"]):
            self._blocks.append(block)
        links = [self._hyperlinks(letter, rows, cells.links) for letter, cells in zip(self._letters, columns, strict=True) if cells.links]
        if links:
            self._links.writelines(joined(links))
        self.next_row += len(heights)

    def _hyperlinks(self, letter: str, rows: pa.Array, links: Links) -> pa.Array:
        """Return the links of a column as elements of XML; "" where there is none."""
        files, places = each(links.targets, self._relation), each(links.places, _location)
        parts = (f'<hyperlink ref="{letter}', rows, '"', files, places, "/>", "")
        return pc.coalesce(
            pc.binary_join_element_wise(*(part if isinstance(part, pa.Array) else scalar_of(part) for part in parts)), scalar_of("")
        )

    def _relation(self, target: str | None) -> str | None:
        """Return the relation to a file; links to one file share it."""
        return target and f' r:id="rId{self._targets.setdefault(target, len(self._targets) + 1)}"'

    # --- into the workbook --------------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """Bytes of rows and links."""
        return self._blocks.n_bytes + self._links.tell()

    def sheet(self, plain: bytes) -> Iterator[bytes]:
        """Yield the XML of the sheet with the rows and links in it."""
        last = a1(max(self.next_row - 1, 1), len(self._letters)).encode()
        head, end, tail = plain.partition(b"</sheetData>")
        yield _DIMENSION.sub(b'<dimension ref="A1:' + last + b'"/>', head, count=1)
        yield from self._blocks
        yield end
        links = self._links.getvalue()
        before, after, rest = tail.partition(b"<pageMargins")  # links stand before what is about printing
        yield from (before, b"<hyperlinks>", links, b"</hyperlinks>", after, rest) if links else (tail,)

    def relations(self) -> bytes:
        """Return the part that names the files to which the links lead; empty when there are none."""
        elements = "".join(
            f'<Relationship Id="rId{number}" Type="{_LINK_KIND}/hyperlink" Target={quoteattr(target)} TargetMode="External"/>'
            for target, number in self._targets.items()
        )
        return f"{_RELATIONS}{elements}</Relationships>".encode() if elements else b""


def _pixels(height: float) -> str:
    return f"{round(height / _PIXEL) * _PIXEL:g}"


def _location(place: str | None) -> str | None:
    return place and f" location={quoteattr(place)}"


def _contents(cells: ListCells, rows: Sequence[int]) -> pa.Array:
    """Spell what follows the place and format in the element of each cell, and the end of the element."""
    if cells.formula is None:
        return each(cells.values, _content, LONG_TEXT)
    return array_of([_calculated(cells.formula(row), value) for row, value in zip(rows, cells.values.to_pylist(), strict=True)])


def _content(value: Any) -> str:
    if value is None or value == "":
        return "/>"
    return f' t="inlineStr">{_text(value)}</c>' if isinstance(value, str) else _calculated(None, value)


def _calculated(formula: str | None, value: float | None) -> str:
    """Spell a formula with the number that it has; None: with the empty text."""
    calculation = f"<f>{escape(formula.removeprefix('='))}</f>" if formula else ""
    if value is None:
        return f' t="str">{calculation}<v></v></c>' if formula else "/>"
    return f">{calculation}<v>{float(value):.16G}</v></c>"


def _text(text: str) -> str:
    text = printable(text)
    if not _UNUSUAL.search(text):
        return f"<is><t>{text}</t></is>"
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<is><t{space}>{escape(cached(text))}</t></is>"


def put_together(skeleton: bytes, lists: Mapping[int, LongRows], file: IO[bytes]) -> None:
    """Write a workbook to a file, with long rows in those of its sheets (1-based) that have some."""
    by_name = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in lists.items()}
    with zipfile.ZipFile(io.BytesIO(skeleton)) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:
        for info in given.infolist():
            content = given.read(info)
            rows = by_name.get(info.filename)
            if rows is None:
                made.writestr(info, content)
                continue
            needs_zip64 = (len(content) + rows.size) * _MARGIN > zipfile.ZIP64_LIMIT
            with made.open(info.filename, "w", force_zip64=needs_zip64) as sheet:
                for piece in rows.sheet(content):
                    sheet.write(piece)
            if relations := rows.relations():
                made.writestr(zipfile.ZipInfo(_relations_of(info.filename), info.date_time), relations, zipfile.ZIP_DEFLATED)


def _relations_of(name: str) -> str:
    folder, _, sheet = name.rpartition("/")
    return f"{folder}/_rels/{sheet}.rels"
