"""A made-up block in one file, as somebody would add it: a line to sign on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, SheetBuilder


@dataclass(frozen=True, kw_only=True)
class WitnessBlock(Block):
    """A label for the name of whoever signs, and a blank line below it."""

    columns: Columns
    who: str
    height: float


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> WitnessBlock:
    columns = reader.columns(data["columns"], f"{pointer}/columns")
    return WitnessBlock(columns=columns, who=data["who"], height=data.get("height", 30), pointer=pointer)


def _place(block: WitnessBlock, sheet: SheetBuilder) -> None:
    sheet.label(block.columns, f"{block.who}（签字）：", "label", block.pointer)
    sheet.next_row(block.height)
    sheet.next_row(block.height)


BLOCK = BlockKind(
    name="witness",
    doc=Text(zh="签字栏", en="a line to sign on"),
    record=WitnessBlock,
    required=("columns", "who"),
    one_of=(),
    properties={"columns": COLUMNS, "who": {"type": "string"}, "height": HEIGHT},
    parse=_parse,
    place=_place,
)
