"""Rows of label and input cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, FieldCell, SheetBuilder


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One row of fields side by side."""

    cells: tuple[FieldCell, ...]
    height: float


@dataclass(frozen=True, kw_only=True)
class FieldsBlock(Block):
    """Rows of label/value pairs."""

    rows: tuple[FieldRow, ...]


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldsBlock:
    rows = tuple(_row(row, f"{pointer}/rows/{index}", reader) for index, row in enumerate(data["rows"]))
    return FieldsBlock(rows=rows, pointer=pointer)


def _row(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldRow:
    cells = tuple(_cell(cell, f"{pointer}/fields/{index}", reader) for index, cell in enumerate(data["fields"]))
    return FieldRow(cells=cells, height=data.get("height", 20))


def _cell(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldCell:
    label = data.get("label")
    return FieldCell(
        field=reader.known_field(data["field"], f"{pointer}/field"),
        label=reader.columns(label, f"{pointer}/label") if label is not None else None,
        input=reader.columns(data["input"], f"{pointer}/input"),
        format=data.get("format", ""),
        centered=data.get("centered", False),
        pointer=pointer,
    )


def _place(block: FieldsBlock, sheet: SheetBuilder) -> None:
    for row in block.rows:
        for cell in row.cells:
            sheet.field(cell)
        sheet.next_row(row.height)


_CELL_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["field", "input"],
    "properties": {
        "field": {"type": "string", "description": "Path of the field in the schema."},
        "label": {**COLUMNS, "description": "Columns of the label; left out, the field has none."},
        "input": COLUMNS,
        "format": {"type": "string", "description": "Excel number format."},
        "centered": {"type": "boolean"},
    },
}
_ROW_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["fields"],
    "properties": {"height": HEIGHT, "fields": {"type": "array", "minItems": 1, "items": _CELL_SHAPE}},
}

BLOCK = BlockKind(
    name="fields",
    doc=Text(zh="若干行标签与填写格", en="rows of label and input cells"),
    record=FieldsBlock,
    required=("rows",),
    one_of=(),
    properties={"rows": {"type": "array", "minItems": 1, "items": _ROW_SHAPE}},
    parse=_parse,
    place=_place,
)
