"""Blocks with a common label to their left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, Block, BlockKind, BlockReader, Columns, SheetBuilder


@dataclass(frozen=True, kw_only=True)
class GroupBlock(Block):
    """Blocks that share a label cell to their left, merged over all their rows."""

    columns: Columns
    text: str  # the label; "" takes the schema's title of `of`
    of: str  # path of the object whose title is the label
    blocks: tuple[Block, ...]


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> GroupBlock:
    of = reader.known_object(data["of"], f"{pointer}/of") if data.get("of") else ""
    blocks = tuple(reader.block(block, f"{pointer}/blocks/{index}") for index, block in enumerate(data["blocks"]))
    columns = reader.columns(data["columns"], f"{pointer}/columns")
    return GroupBlock(columns=columns, text=data.get("text", ""), of=of, blocks=blocks, pointer=pointer)


def _place(block: GroupBlock, sheet: SheetBuilder) -> None:
    first = sheet.row
    for inner in block.blocks:
        sheet.block(inner)
    sheet.label_from(first, block.columns, block.text or sheet.object_title(block.of), block.pointer)


BLOCK = BlockKind(
    name="group",
    doc=Text(
        zh="其他区块左侧的共用标签，高度与这些区块相同",
        en="a label cell to the left of other blocks, as high as all of them",
    ),
    record=GroupBlock,
    required=("columns", "blocks"),
    one_of=("text", "of"),
    properties={
        "columns": COLUMNS,
        "text": {"type": "string", "description": "The label, when the schema has none.", "minLength": 1},
        "of": {"type": "string", "description": "Path of the object whose title is the label."},
        "blocks": {
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/$defs/block", "properties": {"row": {"not": {}, "description": "only for blocks of a sheet"}}},
        },
    },
    parse=_parse,
    place=_place,
)
