"""The title of the sheet or of the form, over the whole width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, SheetBuilder


@dataclass(frozen=True, kw_only=True)
class TitleBlock(Block):
    """The title of the sheet, else that of the form, from the schema."""

    columns: Columns
    height: float  # of the row, in points


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> TitleBlock:
    columns = reader.columns(data["columns"], f"{pointer}/columns")
    return TitleBlock(columns=columns, height=data.get("height", 30), pointer=pointer)


def _place(block: TitleBlock, sheet: SheetBuilder) -> None:
    sheet.label(block.columns, sheet.title(), "title", block.pointer)
    sheet.next_row(block.height)


BLOCK = BlockKind(
    name="title",
    doc=Text(zh="工作表的标题；没有时为表格标题，取自模式", en="the title of the sheet; if it has none, that of the form, from the schema"),
    record=TitleBlock,
    required=("columns",),
    one_of=(),
    properties={"columns": COLUMNS, "height": HEIGHT},
    parse=_parse,
    place=_place,
)
