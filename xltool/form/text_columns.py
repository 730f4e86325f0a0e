"""Columns of fixed texts in a grid: a text for each row, watched as labels are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import pointer_token
from xltool.form.block import COLUMNS, BlockReader, Columns, Crossing, SheetBuilder

_TEXT = {"type": "string", "minLength": 1}
#: Subschema of `texts` in a block.
TEXTS = {
    "type": "array",
    "minItems": 1,
    "description": "Columns of fixed texts.",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["at"],
        "properties": {
            "at": COLUMNS,
            "head": {**_TEXT, "description": "The heading of the column; left out, it has none."},
            "rows": {
                "type": "object",
                "additionalProperties": _TEXT,
                "description": "Path of a row's object, or of that of the total, and the text in that row.",
            },
            "else": {**_TEXT, "description": "The text in all other rows; left out, that of `gap`."},
        },
    },
}


@dataclass(frozen=True, kw_only=True)
class TextColumn:
    """A column of fixed texts."""

    at: Columns
    head: str  # "" for none
    rows: Mapping[str, str]  # path of an object → the text in its row
    other: str  # the text in all other rows
    pointer: str  # place in the YAML file

    def place(self, path: str, row_pointer: str, sheet: SheetBuilder) -> None:
        """Place the text of an object's row on the row at hand."""
        crossing = Crossing(row=row_pointer, column=self.pointer)
        sheet.crossed(self.at, self.rows.get(path, self.other), "text", crossing)


def parse_texts(
    data: Sequence[Mapping[str, Any]], rows: Sequence[str], gap: str, pointer: str, reader: BlockReader
) -> Iterator[TextColumn]:
    """Parse `texts` of a grid whose rows are those objects, the total's among them; report texts for other rows."""
    for index, entry in enumerate(data):
        where = f"{pointer}/{index}"
        texts = entry.get("rows", {})
        for path in texts:
            if path not in rows:
                zh, en = f"“{path}”不是此表的行", f"{path!r} is not a row of this grid"
                reader.report(Text(zh=zh, en=en), f"{where}/rows/{pointer_token(path)}", key=True)
        at = reader.columns(entry["at"], f"{where}/at")
        yield TextColumn(at=at, head=entry.get("head", ""), rows=texts, other=entry.get("else", gap), pointer=where)
