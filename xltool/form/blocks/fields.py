"""Rows of label and input cells, and of fixed texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, FieldCell, SheetBuilder
from xltool.form.field_cells import FIELD_SHAPE, read_field

#: `style` of a fixed text → style of its label.
_STYLES: Mapping[str, Literal["text", "heading"]] = {"plain": "text", "heading": "heading"}


@dataclass(frozen=True, kw_only=True)
class TextCell:
    """A fixed text in a row."""

    text: str
    at: Columns
    style: Literal["text", "heading"]
    pointer: str


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One row of fields and fixed texts side by side."""

    cells: tuple[FieldCell | TextCell, ...]
    height: float


@dataclass(frozen=True, kw_only=True)
class FieldsBlock(Block):
    """Rows of label/value pairs and fixed texts."""

    rows: tuple[FieldRow, ...]


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldsBlock:
    rows = tuple(_row(row, f"{pointer}/rows/{index}", reader) for index, row in enumerate(data["rows"]))
    return FieldsBlock(rows=rows, pointer=pointer)


def _row(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldRow:
    cells = tuple(_cell(cell, f"{pointer}/fields/{index}", reader) for index, cell in enumerate(data["fields"]))
    return FieldRow(cells=cells, height=data.get("height", 20))


def _cell(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldCell | TextCell:
    if "text" in data:
        at = reader.columns(data["at"], f"{pointer}/at")
        return TextCell(text=data["text"], at=at, style=_STYLES[data.get("style", "plain")], pointer=pointer)
    return read_field(data, pointer, reader)


def _place(block: FieldsBlock, sheet: SheetBuilder) -> None:
    for row in block.rows:
        for cell in row.cells:
            if isinstance(cell, TextCell):
                sheet.label(cell.at, cell.text, cell.style, cell.pointer)
            else:
                sheet.field(cell)
        sheet.next_row(row.height)


_TEXT_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text", "at"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "description": "A fixed text, watched as labels are."},
        "at": COLUMNS,
        "style": {"enum": list(_STYLES), "description": "How it looks; `plain` if not given."},
    },
}
#: A cell with `text` is a fixed text, any other a field.
_CELL_SHAPE = {"if": {"type": "object", "required": ["text"]}, "then": _TEXT_SHAPE, "else": FIELD_SHAPE}
_ROW_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["fields"],
    "properties": {"height": HEIGHT, "fields": {"type": "array", "minItems": 1, "items": _CELL_SHAPE}},
}

BLOCK = BlockKind(
    name="fields",
    doc=Text(zh="若干行标签、填写格与固定文字", en="rows of labels, input cells and fixed texts"),
    record=FieldsBlock,
    required=("rows",),
    one_of=(),
    properties={"rows": {"type": "array", "minItems": 1, "items": _ROW_SHAPE}},
    parse=_parse,
    place=_place,
)
