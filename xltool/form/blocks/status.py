"""The status line: how many problems are open, and whether the form can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, SheetBuilder


@dataclass(frozen=True, kw_only=True)
class StatusBlock(Block):
    """The status line."""

    columns: Columns
    height: float  # of the row, in points


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> StatusBlock:
    columns = reader.columns(data["columns"], f"{pointer}/columns")
    return StatusBlock(columns=columns, height=data.get("height", 22), pointer=pointer)


def _place(block: StatusBlock, sheet: SheetBuilder) -> None:
    sheet.status(block.columns, block.pointer)
    sheet.next_row(block.height)


BLOCK = BlockKind(
    name="status",
    doc=Text(
        zh="状态行：还有多少个问题，能否报送",
        en="the line that counts open problems and says whether the form can be sent",
    ),
    record=StatusBlock,
    required=("columns",),
    one_of=(),
    properties={"columns": COLUMNS, "height": HEIGHT},
    parse=_parse,
    place=_place,
)
