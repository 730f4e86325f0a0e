"""A field in a row of a block: how the template writes its label and its input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.form.block import COLUMNS, BlockReader, FieldCell


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
