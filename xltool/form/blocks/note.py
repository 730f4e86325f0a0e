"""A line of fixed text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, SheetBuilder

_CAPACITY = re.compile(r"\{capacity:([^}]*)\}")


@dataclass(frozen=True, kw_only=True)
class NoteBlock(Block):
    """A line of fixed text."""

    columns: Columns
    text: str  # `{capacity:table}` is replaced by the capacity of a table on the same sheet
    height: float  # of the row, in points


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> NoteBlock:
    columns = reader.columns(data["columns"], f"{pointer}/columns")
    for table in _CAPACITY.findall(data["text"]):
        reader.known_table(table, f"{pointer}/text")
    return NoteBlock(columns=columns, text=data["text"], height=data.get("height", 20), pointer=pointer)


def _place(block: NoteBlock, sheet: SheetBuilder) -> None:
    sheet.label(block.columns, block.text, "note", block.pointer)
    sheet.next_row(block.height)


BLOCK = BlockKind(
    name="note",
    doc=Text(
        zh="固定文字；`{capacity:items}` 是表 `items` 的容量",
        en="fixed text; `{capacity:items}` is the capacity of the table `items`",
    ),
    record=NoteBlock,
    required=("columns", "text"),
    one_of=(),
    properties={"columns": COLUMNS, "height": HEIGHT, "text": {"type": "string", "minLength": 1}},
    parse=_parse,
    place=_place,
)
