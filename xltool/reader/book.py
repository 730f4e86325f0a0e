"""An open workbook, whatever program saved it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, Protocol

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from xltool.catalogue import READER_RULES
from xltool.finding import Finding
from xltool.reader.archive import BROKEN, damaged, too_many
from xltool.reader.biff import Cells, biff12_errors, read_biff, read_biff12
from xltool.reader.grid import Grid
from xltool.reader.limits import Limits
from xltool.reader.ole import workbook_stream
from xltool.reader.ooxml import OoxmlBook, Package, main_part
from xltool.reader.sniff import OLE_HEAD
from xltool.reader.xml import Refused
from xltool.text import Text

__all__ = ["Book", "Grid", "open_book"]

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT = Text("内容有误", "its content is wrong")
_SHEETS = Text("工作表", "sheets")
_OTHERS: tuple[tuple[str, Text], ...] = (
    ("word/", Text("Word 文档", "a Word document")),
    ("ppt/", Text("PowerPoint 演示文稿", "a PowerPoint presentation")),
    ("index/", Text("Apple Numbers 表格", "an Apple Numbers document")),
    ("content.xml", Text("其他 OpenDocument 文档", "another OpenDocument document")),
)
_ARCHIVE = Text("ZIP 压缩包，请解压后发送其中的表格", "a ZIP archive; send the workbooks in it")
#: Parts that hold no cells and are not handed to python-calamine.
_LEFT_OUT = ("xl/media/", "xl/embeddings/", "pictures/", "thumbnails/", "object ")


class Book(Protocol):
    """An open workbook."""

    sheet_names: list[str]
    date1904: bool  # whether day numbers count from 1904
    part_names: list[str]  # of the package, in lower case; [] when it is none

    def grid(self, name: str, n_rows: int | None = None) -> Grid:
        """The cells of a sheet, its first `n_rows` rows or as many as the limits allow."""


def open_book(path: Path, limits: Limits | None = None) -> Book | Finding:
    """Open a file that the guard let through; a finding when it is no workbook."""
    limits = limits or Limits()
    try:
        return _open(path, limits)
    except Refused as refused:
        return refused.finding
    except PasswordError:
        return READER_RULES["file.encrypted"].finding()
    except (CalamineError, *BROKEN):
        return damaged(_CONTENT)


def _open(path: Path, limits: Limits) -> Book | Finding:
    with path.open("rb") as file:
        is_ole = file.read(len(OLE_HEAD)) == OLE_HEAD
    if is_ole:
        extras = read_biff(workbook_stream(path))
        return CalamineBook(path.read_bytes(), limits, errors=extras.errors, date1904=extras.date1904)
    package = Package(path)
    main = main_part(package, limits.depth) or ""
    if "mimetype" in package and package.read("mimetype").strip().startswith(_ODS):
        return CalamineBook(_plain(package), limits, part_names=package.names)
    if main.endswith(".bin") or "xl/workbook.bin" in package:
        return _open_xlsb(package, main or "xl/workbook.bin", limits)
    other = next((what for start, what in _OTHERS if any(name.startswith(start) for name in package.names)), None)
    if not main.startswith(("word/", "ppt/")) and (main or "xl/workbook.xml" in package):
        return OoxmlBook(package, limits)
    return READER_RULES["file.not-a-workbook"].finding(reason=other or _ARCHIVE)


def _open_xlsb(package: Package, main: str, limits: Limits) -> CalamineBook:
    date1904 = read_biff12(package.read(main))
    sheets = [name for name in package.names if name.startswith("xl/worksheets/") and name.endswith(".bin")]
    book = CalamineBook(_plain(package), limits, part_names=package.names, date1904=date1904)
    return book


def _plain(package: Package) -> bytes:
    """The package anew, nothing compressed: what python-calamine reads is what was measured."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        for name in package.names:
            if not name.startswith(_LEFT_OUT):
                archive.writestr(package.original(name), package.read(name))
    return plain.getvalue()
