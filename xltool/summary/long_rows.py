"""The rows of a long list, written as the XML of its sheet while they pass by, and put into the finished workbook.

xlsxwriter makes all of the workbook but these rows: it would hold every cell in memory, or want the lines above the list
(widths of columns, sums) before the list has been seen.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from xltool.cells import a1, column_letters
from xltool.dataset.blocks import Blocks
from xltool.summary.cells import Link, Live, printable
from xltool.writer.texts import cached

#: Characters of XML that wait together.
_BLOCK = 1 << 18
_PIXEL = 0.75  # in points; Excel's rows are whole pixels high
_TEXTS = 8_192  # texts whose XML is remembered: names of departments and units, types
_LINK_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_UNUSUAL = re.compile(r"[&<>\r]|_x[0-9a-fA-F]{4}_|^\s|\s$")


class LongRows:
    """Rows of one sheet, each below the one before, and where their links lead."""

    def __init__(self, first_row: int, n_columns: int) -> None:
        self.next_row = first_row
        self._letters = [column_letters(column) for column in range(1, n_columns + 1)]
        self._blocks = Blocks()
        self._waiting: list[str] = []
        self._n_waiting = 0
        self._links = io.BytesIO()
        self._targets: dict[str, int] = {}

    def append(self, values: Sequence[Any], styles: Sequence[int], height: float) -> None:
        """Write one row: a value and the number of a cell format for each column."""
        row = self.next_row
        cells = [
            self._cell(f"{letter}{row}", value, style)
            for letter, value, style in zip(self._letters, values, styles, strict=True)
        ]
        xml = f'<row r="{row}" ht="{round(height / _PIXEL) * _PIXEL:g}" customHeight="1">{"".join(cells)}</row>'
        self._waiting.append(xml)
        self._n_waiting += len(xml)
        if self._n_waiting >= _BLOCK:
            self._flush()
        self.next_row += 1

    def _flush(self) -> None:
        self._blocks.append("".join(self._waiting).encode())
        self._waiting, self._n_waiting = [], 0

    def _cell(self, at: str, value: Any, style: int) -> str:
        if isinstance(value, str):
            return f'<c r="{at}" s="{style}" t="inlineStr">{_text(value)}</c>' if value else f'<c r="{at}" s="{style}"/>'
        if value is None:
            return f'<c r="{at}" s="{style}"/>'
        if isinstance(value, Link):
            self._link(at, value)
            return f'<c r="{at}" s="{style}" t="inlineStr">{_text(value.text)}</c>'
        formula = ""
        if isinstance(value, Live):
            formula, value = value.formula(self.next_row) or "", value.value
            formula = f"<f>{escape(formula.removeprefix('='))}</f>" if formula else ""
        return f'<c r="{at}" s="{style}">{formula}<v>{float(value):.16G}</v></c>'

    def _link(self, at: str, link: Link) -> None:
        """Links to one file share a relation."""
        to = ""
        if link.target:
            to += f' r:id="rId{self._targets.setdefault(link.target, len(self._targets) + 1)}"'
        if link.place:
            to += f" location={quoteattr(link.place)}"
        self._links.write(f'<hyperlink ref="{at}"{to}/>'.encode())

    # --- into the workbook --------------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """Bytes of rows and links."""
        return self._blocks.n_bytes + self._n_waiting * 4 + self._links.tell()

    def sheet(self, plain: bytes) -> Iterator[bytes]:
        """The XML of the sheet with the rows and links in it."""
        if self._waiting:
            self._flush()
        last = a1(max(self.next_row - 1, 1), len(self._letters)).encode()
        head, end, tail = plain.partition(b"</sheetData>")
        yield _DIMENSION.sub(b'<dimension ref="A1:' + last + b'"/>', head, count=1)
        yield from self._blocks
        yield end
        links = self._links.getvalue()
        before, after, rest = tail.partition(b"<pageMargins")  # links stand before what is about printing
        yield from (before, b"<hyperlinks>", links, b"</hyperlinks>", after, rest) if links else (tail,)

    def relations(self) -> bytes:
        """The part that names the files to which the links lead; empty when there are none."""
        found = "".join(
            f'<Relationship Id="rId{number}" Type="{_LINK_KIND}/hyperlink" Target={quoteattr(target)} TargetMode="External"/>'
            for target, number in self._targets.items()
        )
        return f"{_RELATIONS}{found}</Relationships>".encode() if found else b""


@lru_cache(maxsize=_TEXTS)
def _text(text: str) -> str:
    text = printable(text)
    if not _UNUSUAL.search(text):
        return f"<is><t>{text}</t></is>"
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<is><t{space}>{escape(cached(text))}</t></is>"


def put_together(skeleton: bytes, lists: Mapping[int, LongRows], file: IO[bytes]) -> None:
    """Write a workbook to a file, with long rows in those of its sheets (1-based) that have some."""
    by_name = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in lists.items()}
    with zipfile.ZipFile(io.BytesIO(skeleton)) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for info in given.infolist():
            content = given.read(info)
            rows = by_name.get(info.filename)
            if rows is None:
                made.writestr(info, content)
                continue
            member = zipfile.ZipInfo(info.filename, info.date_time)
            member.compress_type, member.file_size = zipfile.ZIP_DEFLATED, len(content) + rows.size  # tells whether it needs ZIP64
            with made.open(member, "w") as sheet:
                for piece in rows.sheet(content):
                    sheet.write(piece)
            if relations := rows.relations():
                made.writestr(zipfile.ZipInfo(_relations_of(info.filename), info.date_time), relations, zipfile.ZIP_DEFLATED)


def _relations_of(name: str) -> str:
    folder, _, sheet = name.rpartition("/")
    return f"{folder}/_rels/{sheet}.rels"
