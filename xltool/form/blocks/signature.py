"""Places to sign and to stamp: labels with room beside them, to be filled in on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, Block, BlockKind, BlockReader, Columns, SheetBuilder
from xltool.form.field_cells import FIELD_SHAPE, CellRow, read_rows, rows_shape


@dataclass(frozen=True, kw_only=True)
class SigningPlace:
    """A label with room for a signature, a date or a stamp."""

    text: str
    label: Columns
    room: Columns
    pointer: str


@dataclass(frozen=True, kw_only=True)
class SignatureBlock(Block):
    """Rows of places to sign."""

    rows: tuple[CellRow[SigningPlace], ...]


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> SignatureBlock:
    return SignatureBlock(rows=read_rows(data, pointer, reader, _signing_place, 32), pointer=pointer)


def _signing_place(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> SigningPlace:
    label, room = (reader.columns(data[key], f"{pointer}/{key}") for key in ("label", "room"))
    return SigningPlace(text=data["text"], label=label, room=room, pointer=pointer)


def _place(block: SignatureBlock, sheet: SheetBuilder) -> None:
    for row in block.rows:
        for cell in row.cells:
            if isinstance(cell, SigningPlace):
                sheet.label(cell.label, cell.text, "sign", cell.pointer)
                sheet.label(cell.room, "", "room", cell.pointer)
            else:
                sheet.field(cell)
        sheet.next_row(row.height)


_PLACE_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text", "label", "room"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "description": "Who signs, or what is written there on paper."},
        "label": {**COLUMNS, "description": "Columns of the text."},
        "room": {**COLUMNS, "description": "Columns that stay blank, over a line to sign on."},
    },
}
#: A cell with `field` or `input` is a field, any other a place to sign.
_CELL_SHAPE = {
    "if": {"type": "object", "anyOf": [{"required": ["field"]}, {"required": ["input"]}]},
    "then": FIELD_SHAPE,
    "else": _PLACE_SHAPE,
}

BLOCK = BlockKind(
    name="signature",
    doc=Text(
        zh="签章区：标签及其旁在纸上签字、盖章的空白；写明字段的填入数据",
        en="places to sign and to stamp on paper: labels with room beside them; data only where fields are named",
    ),
    record=SignatureBlock,
    required=("rows",),
    one_of=(),
    properties={"rows": rows_shape(_CELL_SHAPE)},
    parse=_parse,
    place=_place,
)
