"""Lines of a roster's file as texts: CSV however it was saved, and the sheets of an .xlsx file as they look."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltool.base.dates import number_of_moment
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.normalise import text_from_number
from xltool.base.number_formats import MORE_DIGITS, shown_number
from xltool.base.sources import Source, content_of, name_of
from xltool.base.system_errors import reason_of
from xltool.form.roster_line import RosterLine, at_line

#: What may part the values of a CSV file, in the order in which it is tried.
_DELIMITERS = (",", "\t", ";")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's "Unicode text"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_DIGITS = re.compile(r"[A-Za-z\u3400-\u9fff\-_/ ]")


def readings_of(source: Source) -> Iterator[list[RosterLine]]:
    """Yield the ways in which a file (path, bytes or stream) can be read, at least one: a CSV by each delimiter; of a workbook only the first sheet.

    Raises UsageError when it cannot be read at all.
    """
    path = Path(name_of(source))
    try:
        content = content_of(source)
    except OSError as error:
        reason = reason_of(error)
        raise _not_opened(path, reason.zh, reason.en) from error
    if _is_workbook(path, content):
        yield list(_rows(path, content))
    else:
        yield from _delimited(path, content)


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook, or is called one."""
    with path.open("rb") as file:
        return _is_workbook(path, file.read(len(_OLE)))


def _is_workbook(path: Path, content: bytes) -> bool:
    return content.startswith((_ZIP, _OLE)) or path.suffix.lower() == ".xlsx"


def _not_opened(path: Path, zh: str, en: str = "") -> UsageError:
    return UsageError(Text(zh=f"{path}：名录无法打开（{zh}）", en=f"{path}: the roster cannot be opened ({en or zh})"))


# --- CSV --------------------------------------------------------------------------------------------------------------


def _delimited(path: Path, content: bytes) -> Iterator[list[RosterLine]]:
    text = _decoded(path, content)
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            yield [RosterLine(number=reader.line_num, row=row, texts=texts) for row, texts in enumerate(reader, start=1)]
        except csv.Error as error:
            zh, en = "不是合法的 CSV，请检查该行的引号", f"the roster is not valid CSV ({error})"
            raise UsageError(at_line(path, reader.line_num, zh, en)) from error


def _decoded(path: Path, content: bytes) -> str:
    """Decode what people save from Excel: UTF-8 with or without BOM, UTF-16, else GB18030."""
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(at_line(path, 1, "编码既非 UTF-8 也非 GB18030", "the roster is neither UTF-8 nor GB18030"))


# --- workbooks --------------------------------------------------------------------------------------------------------


def _refuse_other(path: Path, content: bytes) -> None:
    """Refuse what is not an .xlsx file, whatever it is called: only of that is known how numbers look."""
    what = None
    if content.startswith(_OLE):
        what = Text(zh="是 .xls 或加密的工作簿", en="it is an .xls or an encrypted workbook")
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
        if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
            what = Text(zh="不是 .xlsx 工作簿", en="it is not an .xlsx workbook")
    if what is not None:
        zh = f"{what.zh}，请另存为不加密的 .xlsx 或 .csv"
        raise _not_opened(path, zh, f"{what.en}; save it as .xlsx without a password, or as .csv")


@dataclass(frozen=True)
class _Look:
    """What a cell says beside its value."""

    code: str  # number format
    error: str = ""  # "#N/A"


def _rows(path: Path, content: bytes) -> Iterator[RosterLine]:
    """Yield the rows of the first sheet. Values come from one library, formats and errors from another."""
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_other(path, content)
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        looks = _looks(content)
    except (CalamineError, OSError, IndexError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _not_opened(path, "文件已损坏，或不是工作簿", str(error)) from error
    for number, row in enumerate(rows, start=1):
        texts = [_text(value, looks.get((number, column))) for column, value in enumerate(row, start=1)]
        yield RosterLine(
            number=number,
            row=number,
            texts=[text if isinstance(text, str) else "?" for text in texts],
            problems={index: text for index, text in enumerate(texts) if isinstance(text, Text)},
            values={index: value for index, value in enumerate(row) if not isinstance(value, str | bool)},
        )


def _looks(content: bytes) -> dict[tuple[int, int], _Look]:
    """Return how numbers, dates and errors of the first sheet look, by row and column (1-based)."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not keep, which nobody asks for
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        cells = (cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None)
        return {
            (cell.row, cell.column): _Look(cell.number_format, str(cell.value) if cell.data_type == "e" else "")
            for cell in cells
            if cell.data_type == "e" or not isinstance(cell.value, str)
        }
    finally:
        book.close()


def _text(value: Any, look: _Look | None) -> str | Text:
    """Return what a cell shows, or why that is not what was typed."""
    if look is not None and look.error:
        zh, en = f"公式的结果是错误 {look.error}，请改正", f"the formula in the cell gives {look.error}; correct it"
        return Text(zh=zh, en=en)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, look)
    if isinstance(value, dt.date):
        shown = shown_number(number_of_moment(value, date1904=False), look.code, value) if look is not None else None
        return shown or _changed("?", f"{value:%Y-%m-%d}")
    return value if isinstance(value, str) else str(value)


def _number(value: float, look: _Look | None) -> str | Text:
    """Return a number as it shows where that is the same with zeros or letters before it (001, A001)."""
    plain = text_from_number(value)
    if abs(value) >= MORE_DIGITS:
        zh = f"{value:.0f} 有 16 位以上，按数字保存时末尾几位已丢失；请把该列设为文本格式后重新填写"
        en = f"{value:.0f} has 16 digits or more and lost the last ones when it was saved as a number; format the column as text and type it again"
        return Text(zh=zh, en=en)
    shown = shown_number(value, look.code) if look is not None else None
    if shown is None or shown == plain:
        return plain
    digits = _NOT_DIGITS.sub("", shown)
    return shown if digits.lstrip("0") == plain.lstrip("0") else _changed(shown, plain)


def _changed(shown: str, held: str) -> Text:
    zh = f"单元格显示为“{shown}”，存的却是 {held}；请把该列设为文本格式后重新填写"
    return Text(zh=zh, en=f"a cell shows “{shown}” but holds {held}; format the column as text and type it again")
