"""A repeated block: the same blocks for each object of an array."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from xltool.base.cells import parse_columns
from xltool.base.messages import Text
from xltool.base.paths import in_row
from xltool.form.block import Block, BlockKind, BlockReader, SheetBuilder
from xltool.form.repeated import MOST_BLOCKS, Arrangement, numbered_pointer, of_block

#: Keys under which sheet columns stand.
_COLUMN_KEYS = frozenset({"label", "input", "at", "columns", "labels", "number", "remark", "room"})
_COLUMNS = re.compile("[A-Za-z]{1,3}(:[A-Za-z]{1,3})?")


@dataclass(frozen=True, kw_only=True)
class RepeatBlock(Block):
    """The blocks of each object that the form has room for."""

    of: str  # path of the array
    arrange: Arrangement
    fold: bool  # whether blocks below each other that are not in use are folded
    first: int  # number (0-based) of the first object; on a sheet each that of the only one
    objects: tuple[tuple[Block, ...], ...]


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> RepeatBlock:
    most, allowed = data["most"], reader.known_repeat(data["of"], f"{pointer}/of")
    if allowed is not None and most < allowed:
        zh = f"区块数 {most} 小于模式允许的项数（maxItems {allowed}）"
        en = f"there are {most} blocks, fewer than the objects that the schema allows (maxItems {allowed})"
        reader.report(Text(zh=zh, en=en), f"{pointer}/most")
    arrange: Arrangement = data.get("arrange", "below")
    if "fold" in data and arrange != "below":
        zh, en = "只有上下排列（below）的区块才能折叠，请删去 fold", "only blocks below each other are folded; take “fold” away"
        reader.report(Text(zh=zh, en=en), f"{pointer}/fold", key=True)
    width = _width(data["blocks"]) if arrange == "beside" else 0
    numbers = (data["only"],) if "only" in data else tuple(range(most))
    return RepeatBlock(
        of=data["of"],
        arrange=arrange,
        fold=data.get("fold", True),
        first=numbers[0],
        objects=tuple(tuple(_blocks(data, number, pointer, reader.shifted(number * width))) for number in numbers),
        pointer=pointer,
    )


def _blocks(data: Mapping[str, Any], number: int, pointer: str, reader: BlockReader) -> Iterator[Block]:
    for index, block in enumerate(of_block(data["blocks"], data["of"], number)):
        yield reader.block(block, numbered_pointer(f"{pointer}/blocks", number) + f"/{index}")


def _width(blocks: Any) -> int:
    """Return how many sheet columns some blocks take, from the first to the last."""
    columns = [pair for text in _texts(blocks, "") if (pair := parse_columns(text)) is not None]
    return max(last for _, last in columns) - min(first for first, _ in columns) + 1 if columns else 1


def _texts(data: Any, key: str) -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _texts(value, key if key == "columns" else name)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item, "")
    elif isinstance(data, str) and key in _COLUMN_KEYS and _COLUMNS.fullmatch(data):
        yield data


def _place(block: RepeatBlock, sheet: SheetBuilder) -> None:
    top = sheet.row
    for index, blocks in enumerate(block.objects, start=block.first):
        if block.arrange == "beside":
            sheet.row = top
        can_fold, has_sheet = block.fold and block.arrange == "below", block.arrange == "sheets"
        sheet.repeated(in_row(block.of, index), blocks, can_fold=can_fold, has_sheet=has_sheet)


BLOCK = BlockKind(
    name="repeat",
    doc=Text(
        zh="数组 `of` 的每个对象各占一组相同的区块，至多 `most` 组；组内可以有表",
        en="the same blocks for each object of the array `of`, at most `most` of them; there may be tables in them",
    ),
    record=RepeatBlock,
    required=("of", "most", "blocks"),
    one_of=(),
    properties={
        "of": {"type": "string", "description": "Path of the array of objects in the schema."},
        "most": {"type": "integer", "minimum": 1, "maximum": MOST_BLOCKS, "description": "How many objects the form has room for."},
        "arrange": {
            "enum": list(get_args(Arrangement)),
            "description": "One below the other (default), side by side, or each on a sheet of its own.",
        },
        "fold": {
            "type": "boolean",
            "description": "Whether blocks below each other are folded while they are not in use, but for the next one; true if left out.",
        },
        "blocks": {
            "type": "array",
            "minItems": 1,
            "items": {
                "$ref": "#/$defs/block",
                "properties": {"row": {"not": {}, "description": "only for blocks of a sheet"}, "block": {"not": {"const": "repeat"}}},
            },
            "description": "The blocks of one object; their paths begin with `of`, and {number} in a text is the number of the object.",
        },
    },
    parse=_parse,
    place=_place,
)
