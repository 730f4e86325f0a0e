"""Read a layout sheet as a drawing: cells with their looks, merged areas, measures, and the lines in the margin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from xltool.base.cells import Area
from xltool.base.messages import Text
from xltool.base.suggestions import did_you_mean
from xltool.form.blocks import BLOCKS
from xltool.form.look import AS_USUAL
from xltool.rules.design_language.design_words import keyword_named, value_named, value_word
from xltool.rules.design_language.drawing import END, NOT_DRAWN, SPECIAL_CELLS, BlockLine, Drawing, DrawnCell
from xltool.rules.design_language.find_blocks import WITH_BOXES
from xltool.rules.design_language.found_block import kept_height, tidy
from xltool.rules.design_language.keyword_shapes import block_keywords, block_shapes_of
from xltool.rules.design_language.usual_looks import CellLook
from xltool.rules.design_sheets.cell_look import cell_look
from xltool.rules.design_sheets.look_of_cell import look_of_cell
from xltool.rules.design_sheets.open_design import DesignSheet, Place
from xltool.rules.design_sheets.sheet_tables import ProblemList, cell_value

#: What Excel adds to a width for the edges of the cell (ECMA-376 18.3.1.13, at the usual font).
_EDGE = 0.7109375
_BLOCKS = {"block": None, **dict.fromkeys(block_keywords())}


def read_layout(sheet: DesignSheet, problems: ProblemList) -> Drawing:
    """Return the drawing of a layout sheet; what cannot be read is reported."""
    margin = _margin(sheet)
    edge = min(margin, default=10**6)
    drawing = Drawing()
    has_heads = bool(margin)
    drawing.lines = _lines(sheet, margin, problems)
    for place, content in sorted(sheet.contents.items()):
        if place[1] < edge and not (has_heads and place[0] == 1):
            cell = _cell(sheet, place, str(content))
            _report_slips(sheet, place, cell, problems, may_be_tall=_keeps_boxes(place[0], drawing.lines))
            drawing.add(cell)
    drawing.heights = {row: kept_height(height) for row, height in sheet.heights.items() if not (has_heads and row == 1)}
    drawing.widths = {column: tidy(round(max(0.0, width - _EDGE), 1)) for column, width in sheet.widths.items() if column < edge}
    covered = {cell for first, last in sheet.merged.items() for cell in Area(*first, *last).cells() if cell != first}
    for place in sheet.boxes:
        if place[1] < edge and place not in covered and not (has_heads and place[0] == 1):
            drawing.boxes[place] = _box(sheet, place)
    return drawing


def _margin(sheet: DesignSheet) -> dict[int, str]:
    """Return the columns of the margin: from the head that says block on, each with its keyword. None where there is no margin."""
    heads = sheet.row(1)
    first = next((column for column, content in sorted(heads.items()) if keyword_named(str(content), ["block"])), None)
    if first is None:
        return {}
    named = {column: keyword_named(str(content), _BLOCKS) for column, content in heads.items() if column >= first}
    return {column: keyword for column, keyword in named.items() if keyword is not None}


def _lines(sheet: DesignSheet, margin: Mapping[int, str], problems: ProblemList) -> dict[int, BlockLine]:
    lines: dict[int, BlockLine] = {}
    edge = min(margin, default=0)
    for row in sorted({row for row, column in sheet.contents if column in margin and row > 1}):
        contents = {margin[column]: column for column in margin if (row, column) in sheet.contents}
        if "block" not in contents:
            first = next(iter(contents.values()))
            zh, en = "这一行没有写“块”，请在“块”列选择", "no block is named in this row; choose one in the column “Block”"
            problems.report(sheet, (row, first), Text(zh=zh, en=en))
            continue
        written = str(sheet.contents[row, edge]).strip()
        block = value_named(written, (*BLOCKS, END))
        if block is None:
            near = did_you_mean(written, [word for name in BLOCKS for word in (name, value_word(name, "zh"))])
            zh, en = f"没有叫“{written}”的块{near.zh}", f"unknown block {written!r}{near.en}"
            problems.report(sheet, (row, edge), Text(zh=zh, en=en))
            continue
        lines[row] = BlockLine(row=row, block=block, keywords=_keywords(sheet, row, block, contents, problems), columns=contents)
    return lines


def _keywords(sheet: DesignSheet, row: int, block: str, contents: Mapping[str, int], problems: ProblemList) -> dict[str, Any]:
    shapes = block_shapes_of(block) if block in BLOCKS else {}
    keywords: dict[str, Any] = {}
    for keyword, column in contents.items():
        if keyword == "block":
            continue
        if keyword not in shapes:
            zh, en = f"块“{value_word(block, 'zh')}”没有这一项，请清空", f"a block {block!r} has no such keyword; clear the cell"
            problems.report(sheet, (row, column), Text(zh=zh, en=en))
            continue
        if sheet.contents[row, column] == NOT_DRAWN:
            keywords[keyword] = None
            continue
        found = cell_value(sheet, (row, column), shapes[keyword], problems)
        if found is not None:
            keywords[keyword] = found[0]
    return keywords


def _cell(sheet: DesignSheet, place: Place, content: str) -> DrawnCell:
    last = sheet.merged.get(place, place)
    look = sheet.looks.get(place)
    text = _kept(content)
    return DrawnCell(
        row=place[0],
        column=place[1],
        last_row=last[0],
        last_column=last[1],
        text=text,
        look=_look(look),
        format=_format(look),
        centered=bool(look is not None and look.alignment.horizontal == "center"),
        drawn=cell_look(look) if look is not None else AS_USUAL,
        own_look=look_of_cell(look, sheet.cell(*last)) if look is not None else (),
    )


def _keeps_boxes(row: int, lines: Mapping[int, BlockLine]) -> bool:
    """Return whether a row belongs to a block that keeps what is drawn, where an input may take several rows."""
    first = max((line for line in lines if line <= row), default=None)
    return first is not None and lines[first].block in WITH_BOXES


def _box(sheet: DesignSheet, place: Place) -> DrawnCell:
    last = sheet.merged.get(place, place)
    look = look_of_cell(sheet.boxes[place], sheet.cell(*last))
    return DrawnCell(row=place[0], column=place[1], last_row=last[0], last_column=last[1], text="", own_look=look)


def _kept(content: str) -> str:
    return content.strip() if content.strip()[:1] in "{｛" else content


def _report_slips(sheet: DesignSheet, place: Place, cell: DrawnCell, problems: ProblemList, *, may_be_tall: bool) -> None:
    plain = unicodedata.normalize("NFKC", cell.text).strip()
    if place in sheet.formulas:
        zh, en = (
            "版面上不写公式；请写文字或 {字段}，公式写在字段的“计算公式”中",
            "no formulas on a layout; write a text or {field}, and the formula beside the field",
        )
        problems.report(sheet, place, Text(zh=zh, en=en))
    elif plain.startswith("{#") and not cell.special:
        near = did_you_mean(plain.strip("{#}"), [word for text in SPECIAL_CELLS.values() for word in (text.zh, text.en)])
        zh, en = f"不认识的记号 {plain}{near.zh}", f"unknown sign {plain}{near.en}"
        problems.report(sheet, place, Text(zh=zh, en=en))
    elif re.fullmatch(r"\{[^{}]*|[^{}]*\}", plain) and len(plain) > 1 and " " not in plain:
        zh, en = "花括号不成对；输入格写成 {字段}", "a brace is missing; an input is written {field}"
        problems.report(sheet, place, Text(zh=zh, en=en))
    elif cell.field and cell.last_row > cell.row and not may_be_tall:
        zh, en = "输入格只能占一行；请取消跨行合并，把这一行加高", "an input takes one row; split the rows and make this one higher"
        problems.report(sheet, place, Text(zh=zh, en=en))


def _look(cell: Any) -> CellLook:
    if cell is not None and cell.font is not None and cell.font.b:
        return "heading"
    return "plain"


def _format(cell: Any) -> str:
    code = getattr(cell, "number_format", "") or ""
    return "" if code.casefold() in ("general", "@") else code
