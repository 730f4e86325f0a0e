"""A page break: what follows is printed on a new page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import Block, BlockKind, BlockReader, SheetBuilder


class PageBreakBlock(Block):
    """A page break; it takes no row."""


def _parse(_data: Mapping[str, Any], pointer: str, _reader: BlockReader) -> PageBreakBlock:
    return PageBreakBlock(pointer=pointer)


def _place(block: PageBreakBlock, sheet: SheetBuilder) -> None:
    sheet.page_break(block.pointer)


BLOCK = BlockKind(
    name="page-break",
    doc=Text(zh="分页：其后的区块印在新的一页", en="a page break: what follows is printed on a new page"),
    record=PageBreakBlock,
    required=(),
    one_of=(),
    properties={},
    parse=_parse,
    place=_place,
)
