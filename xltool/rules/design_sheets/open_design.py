"""Open a design workbook: what its cells hold, how the drawn sheets look. Bounded, as it may come from anywhere."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from xltool.base.cells import a1, column_number
from xltool.base.errors import UsageError, not_found
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of
from xltool.rules.design_language.cell_shape import CellContent

#: Row and column, 1-based.
Place: TypeAlias = tuple[int, int]

_MOST_BYTES = 20 * 2**20
_MOST_INFLATED = 100 * 2**20
_MOST_PARTS = 2_000
_MOST_ROWS, _MOST_COLUMNS = 20_000, 300
#: How LibreOffice writes truth values.
_TRUTHS = {"=TRUE()": True, "=FALSE()": False}
_ROUNDED = 0.4  # points by which programs round a height
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_USUAL = re.compile(rb'<(?:\w+:)?sheetFormatPr\b[^>]*\bdefaultRowHeight="([\d.]+)"')
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')


@dataclass(kw_only=True)
class DesignSheet:
    """One sheet, as somebody saved it."""

    name: str
    contents: dict[Place, CellContent] = field(default_factory=dict)  # formulas begin with =
    formulas: set[Place] = field(default_factory=set)
    merged: dict[Place, Place] = field(default_factory=dict)  # first → last cell
    heights: dict[int, float] = field(default_factory=dict)  # row → points, where somebody set it
    widths: dict[int, float] = field(default_factory=dict)  # column → characters, where somebody set it
    looks: dict[Place, Any] = field(default_factory=dict)  # the cells of openpyxl, for their styles
    boxes: dict[Place, Any] = field(default_factory=dict)  # likewise, those in which nothing stands and that have lines or a fill
    cell: Callable[[int, int], Any] = field(default=lambda _row, _column: None)  # any other cell of openpyxl

    def address(self, place: Place) -> str:
        """Return how a cell is named in messages."""
        return f"{self.name}!{a1(*place)}"

    def row(self, number: int) -> dict[int, CellContent]:
        """Return what stands in a row, by column."""
        return {column: content for (row, column), content in self.contents.items() if row == number}


def sheets_of_design(path: Path) -> list[DesignSheet]:
    """Return the sheets of a workbook. Raises UsageError for any other file, and for one that is too large to be a design."""
    content = _content(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep, which nobody asks for
            from openpyxl import load_workbook

            book = load_workbook(io.BytesIO(content))
        raw = _raw_sheets(content)
        return [_sheet(sheet, raw.get(index, b"")) for index, sheet in enumerate(book.worksheets)]
    except UsageError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise _not_a_design(path, "文件已损坏，或不是工作簿", "the file is damaged, or is not a workbook") from error


def _not_a_design(path: Path, zh: str, en: str) -> UsageError:
    return UsageError(Text(zh=f"{path}：{zh}", en=f"{path}: {en}"))


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise not_found(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _not_a_design(path, "文件过大，不是设计表", "the file is too large for a design workbook")
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except OSError as error:
        reason = reason_of(error)
        raise _not_a_design(path, f"无法打开（{reason.zh}）", f"cannot be opened ({reason.en})") from error
    except zipfile.BadZipFile as error:
        zh, en = "不是 .xlsx 工作簿；请另存为不加密的 .xlsx", "not an .xlsx workbook; save it as .xlsx without a password"
        raise _not_a_design(path, zh, en) from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_INFLATED:
        raise _not_a_design(path, "内容过多，不是设计表", "it holds too much for a design workbook")
    return content


def _raw_sheets(content: bytes) -> dict[int, bytes]:
    """Return the XML of the sheets, in the order of the workbook: openpyxl does not keep whether a height was set by somebody."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        workbook = archive.read("xl/workbook.xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
        targets = {}
        for match in re.finditer(rb"<(?:\w+:)?Relationship\b([^>]*)>", relations):
            attributes = dict(_ATTRIBUTE.findall(match[1]))
            targets[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode()
        sheets = [re.search(rb'\w+:id="([^"]*)"', match[1]) for match in re.finditer(rb"<(?:\w+:)?sheet\b([^>]*)>", workbook)]
        names = [targets.get(found[1] if found else b"", "") for found in sheets]
        return {index: _read(archive, name) for index, name in enumerate(names)}


def _read(archive: zipfile.ZipFile, target: str) -> bytes:
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    try:
        return archive.read(name)
    except KeyError:
        return b""


def _attributes(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[Mapping[bytes, bytes]]:
    for match in pattern.finditer(xml):
        yield dict(_ATTRIBUTE.findall(match[1]))


def _is_set(attributes: Mapping[bytes, bytes], name: bytes) -> bool:
    return attributes.get(name, b"") in (b"1", b"true")


def _sheet(sheet: Any, xml: bytes) -> DesignSheet:
    found = DesignSheet(name=sheet.title)
    for row in sheet.iter_rows(max_row=min(sheet.max_row, _MOST_ROWS), max_col=min(sheet.max_column, _MOST_COLUMNS)):
        for cell in row:
            content = _cell_content(cell.value)
            if content is not None:
                found.contents[cell.row, cell.column] = content
                found.looks[cell.row, cell.column] = cell
            elif cell.has_style and _is_drawn(cell):
                found.boxes[cell.row, cell.column] = cell
            if cell.data_type == "f":
                found.formulas.add((cell.row, cell.column))
    found.merged = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    found.cell = sheet.cell
    usual = _USUAL.search(xml)
    for attributes in _attributes(_ROW, xml):
        if _is_set(attributes, b"customHeight") and b"ht" in attributes and b"r" in attributes:
            height = float(attributes[b"ht"])
            if usual is None or abs(height - float(usual[1])) > _ROUNDED:
                found.heights[int(attributes[b"r"])] = height
    for attributes in _attributes(_COLUMN, xml):
        if _is_set(attributes, b"customWidth"):
            columns = range(int(attributes[b"min"]), min(int(attributes[b"max"]), column_number("ZZ")) + 1)
            found.widths |= dict.fromkeys(columns, 0.0 if _is_set(attributes, b"hidden") else float(attributes[b"width"]))
    return found


def _is_drawn(cell: Any) -> bool:
    border = cell.border
    return cell.fill.patternType == "solid" or any(side.style for side in (border.left, border.right, border.top, border.bottom))


def _cell_content(value: Any) -> CellContent:
    """Return what a cell holds; None for a blank, also one of spaces only."""
    if value is None or isinstance(value, bool | int | float | dt.date | dt.time):
        return value
    if isinstance(value, str) and value.upper() in _TRUTHS:
        return _TRUTHS[value.upper()]
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip("\u200b\ufeff") if value.strip() else None
    if hasattr(value, "text"):  # an array formula
        return str(value.text)
    return str(value)
