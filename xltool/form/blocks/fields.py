"""Rows of label and input cells, and of fixed texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, Block, BlockKind, BlockReader, Columns, SheetBuilder
from xltool.form.field_cells import FIELD_SHAPE, CellRow, read_rows, rows_shape

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
class FieldsBlock(Block):
    """Rows of label/value pairs and fixed texts."""

    rows: tuple[CellRow[TextCell], ...]


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldsBlock:
    return FieldsBlock(rows=read_rows(data, pointer, reader, _text, 20), pointer=pointer)


def _text(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> TextCell:
    at = reader.columns(data["at"], f"{pointer}/at")
    return TextCell(text=data["text"], at=at, style=_STYLES[data.get("style", "plain")], pointer=pointer)


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
#: A cell with `text` or `at` is a fixed text, any other a field.
_CELL_SHAPE = {"if": {"type": "object", "anyOf": [{"required": ["text"]}, {"required": ["at"]}]}, "then": _TEXT_SHAPE, "else": FIELD_SHAPE}

BLOCK = BlockKind(
    name="fields",
    doc=Text(zh="若干行标签、填写格与固定文字", en="rows of labels, input cells and fixed texts"),
    record=FieldsBlock,
    required=("rows",),
    one_of=(),
    properties={"rows": rows_shape(_CELL_SHAPE)},
    parse=_parse,
    place=_place,
)
