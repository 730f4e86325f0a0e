"""Rows of cells in a block, and a field in such a row: how the template writes its label and its input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from xltool.form.block import COLUMNS, HEIGHT, BlockReader, FieldCell

C = TypeVar("C")


@dataclass(frozen=True, kw_only=True)
class CellRow(Generic[C]):
    """Cells side by side: fields, and what else a kind of block has."""

    cells: tuple[FieldCell | C, ...]
    height: float  # in points


def read_rows(
    data: Mapping[str, Any],
    pointer: str,
    reader: BlockReader,
    other: Callable[[Mapping[str, Any], str, BlockReader], C],
    height: float,
) -> tuple[CellRow[C], ...]:
    """Parse the rows of a block; a cell that names no field is read by `other`, a row without a height is `height` points high."""

    def cell(data: Mapping[str, Any], pointer: str) -> FieldCell | C:
        return read_field(data, pointer, reader) if "field" in data else other(data, pointer, reader)

    def row(data: Mapping[str, Any], pointer: str) -> CellRow[C]:
        cells = (cell(part, f"{pointer}/fields/{index}") for index, part in enumerate(data["fields"]))
        return CellRow(cells=tuple(cells), height=data.get("height", height))

    return tuple(row(part, f"{pointer}/rows/{index}") for index, part in enumerate(data["rows"]))


def read_field(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> FieldCell:
    """Parse a field with its label: `A`, or `{at: A, text: …}` where it says something else than the field's title."""
    label, text, where = data.get("label"), "", f"{pointer}/label"
    if isinstance(label, Mapping):
        label, text, where = label["at"], label["text"], f"{where}/at"
    return FieldCell(
        field=reader.known_field(data["field"], f"{pointer}/field"),
        label=reader.columns(label, where) if label is not None else None,
        text=text,
        input=reader.columns(data["input"], f"{pointer}/input"),
        format=data.get("format", ""),
        centered=data.get("centered", False),
        pointer=pointer,
    )


_LABEL_SHAPE = {
    **COLUMNS,
    "type": ["string", "object"],
    "additionalProperties": False,
    "required": ["at", "text"],
    "properties": {"at": COLUMNS, "text": {"type": "string", "minLength": 1, "description": "What the label says."}},
    "description": "Columns of the label, whose text is the title of the field, or `{at: A, text: Other words}`; left out, the field has none.",
}
FIELD_SHAPE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["field", "input"],
    "properties": {
        "field": {"type": "string", "description": "Path of the field in the schema."},
        "label": _LABEL_SHAPE,
        "input": COLUMNS,
        "format": {"type": "string", "description": "Excel number format."},
        "centered": {"type": "boolean"},
    },
}


def rows_shape(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of rows of such cells."""
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": ["fields"],
        "properties": {"height": HEIGHT, "fields": {"type": "array", "minItems": 1, "items": cell}},
    }
    return {"type": "array", "minItems": 1, "items": row}
