"""Cells wherever they are: texts, inputs and boxes of a form that somebody has drawn, each with a look of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Area, column_letters, parse_area
from xltool.base.messages import Text
from xltool.base.paths import pointer_token
from xltool.form.block import HEIGHT, Block, BlockKind, BlockReader, Crossing, FieldCell, LabelStyle, SheetBuilder
from xltool.form.labels_around import labels_of
from xltool.form.own_look import LOOK_SHAPE, OwnLook, look_of

_USUAL_HEIGHT = 15.0  # points, of a row whose height is not said
#: `style` of a text → style of its label; what names a field is a label.
_STYLES: Mapping[str, LabelStyle] = {"title": "title", "heading": "heading", "plain": "text"}


@dataclass(frozen=True, kw_only=True)
class PlacedText:
    """A fixed text, or a box in which nothing stands. Its rows are counted from the first of the block."""

    area: Area
    text: str
    style: LabelStyle
    look: OwnLook
    pointer: str


@dataclass(frozen=True, kw_only=True)
class PlacedField:
    """Where a field is filled in. Its rows are counted from the first of the block."""

    area: Area
    cell: FieldCell


@dataclass(frozen=True, kw_only=True)
class CellsBlock(Block):
    """Texts and inputs at their cells."""

    texts: tuple[PlacedText, ...]
    fields: tuple[PlacedField, ...]
    n_rows: int
    heights: Mapping[int, float]  # row → points


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> CellsBlock:
    cells = _Cells(data, pointer, reader)
    return CellsBlock(
        texts=tuple(cells.texts()),
        fields=tuple(cells.fields()),
        n_rows=data["rows"],
        heights={int(row): height for row, height in data.get("heights", {}).items()},
        pointer=pointer,
    )


@dataclass(frozen=True)
class _Written:
    """A cell as the template writes it."""

    part: Mapping[str, Any]
    area: Area
    pointer: str


class _Cells:
    """The cells of one block; those that are texts may name fields."""

    def __init__(self, data: Mapping[str, Any], pointer: str, reader: BlockReader) -> None:
        self._pointer, self._reader = pointer, reader
        self._looks = {name: look_of(look) for name, look in data.get("styles", {}).items()}
        written = [
            _Written(part, self._area(part["at"], f"{pointer}/cells/{at}/at"), f"{pointer}/cells/{at}")
            for at, part in enumerate(data["cells"])
        ]
        self._inputs = {cell.pointer: cell for cell in written if "field" in cell.part}
        self._texts = {cell.pointer: cell for cell in written if "field" not in cell.part}
        named = {cell.pointer: cell.area for cell in self._texts.values() if cell.part.get("text")}
        self._labels = labels_of({where: cell.area for where, cell in self._inputs.items()}, named) | dict(
            self._told(data.get("labels", {}), named)
        )

    def _told(self, labels: Mapping[str, str], named: Mapping[str, Area]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield what the template says itself of the texts that name a field; report a cell in which no text begins."""
        first = {(area.top, area.left): where for where, area in named.items()}
        for field, said in labels.items():
            where = next((where for where, cell in self._inputs.items() if cell.part["field"] == field), None)
            pointer = f"{self._pointer}/labels/{pointer_token(field)}"
            if where is None:
                zh, en = f"本块没有填写“{field}”的格", f"no cell of this block takes {field!r}"
                self._reader.report_missing(Text(zh=zh, en=en), pointer, f"{self._pointer}/cells", key=True)
                continue
            areas = [(cell, self._area(cell, pointer)) for cell in said.split()]
            texts = [first.get((area.top, area.left)) for _, area in areas]
            for (cell, _), text in zip(areas, texts, strict=True):
                if text is None:
                    zh, en = f"没有从 {cell} 开始的文字", f"no text begins in {cell}"
                    self._reader.report_missing(Text(zh=zh, en=en), pointer, f"{self._pointer}/cells")
            yield where, tuple(text for text in texts if text is not None)

    def texts(self) -> Iterator[PlacedText]:
        """Yield the texts; one that names a single field is its label and stands for it."""
        owners = {labels[0]: where for where, labels in self._labels.items() if len(labels) == 1}
        crossing = {label for labels in self._labels.values() if len(labels) > 1 for label in labels}
        for where, cell in self._texts.items():
            style = _STYLES[cell.part.get("style", "plain")]
            named: LabelStyle = "label" if where in owners else "heading" if where in crossing else style
            text = cell.part.get("text", "")
            yield PlacedText(
                area=cell.area,
                text=text,
                style=named if text or style == "title" else "gap",
                look=self._look(cell),
                pointer=owners.get(where, where),
            )

    def fields(self) -> Iterator[PlacedField]:
        """Yield the inputs."""
        owners = {labels[0]: where for where, labels in self._labels.items() if len(labels) == 1}
        for where, cell in self._inputs.items():
            area, labels = cell.area, self._labels.get(where, ())
            crossing = [owners.get(label, label) for label in labels] if len(labels) > 1 else []
            placed = FieldCell(
                field=self._reader.known_field(cell.part["field"], f"{where}/field"),
                label=(area.left, area.right) if len(labels) == 1 else None,
                input=(area.left, area.right),
                format=cell.part.get("format", ""),
                crossing=Crossing(row=crossing[0], column=crossing[1]) if crossing else None,
                look=self._look(cell),
                pointer=where,
            )
            yield PlacedField(area=area, cell=placed)

    def _look(self, cell: _Written) -> OwnLook:
        name = cell.part.get("look")
        if name is None:
            return ()
        if name not in self._looks:
            zh, en = f"本块的 styles 中没有“{name}”", f"no style of this block is called {name!r}"
            self._reader.report_missing(Text(zh=zh, en=en), f"{cell.pointer}/look", f"{self._pointer}/styles")
        return self._looks.get(name, ())

    def _area(self, text: str, pointer: str) -> Area:
        area = parse_area(str(text).upper())
        if area is None:
            zh, en = f"“{text}”不是单元格，应写作 B3 或 B3:D4", f"invalid cells {text!r}; write B3 or B3:D4"
            self._reader.report(Text(zh=zh, en=en), pointer)
            return Area(1, 1, 1, 1)
        left, right = self._reader.columns(f"{column_letters(area.left)}:{column_letters(area.right)}", pointer)
        return Area(area.top, left, area.bottom, right)


def _place(block: CellsBlock, sheet: SheetBuilder) -> None:
    above = sheet.row - 1
    for text in block.texts:
        said = sheet.title() if text.style == "title" else text.text
        sheet.label_in(_below(text.area, above), said, text.style, text.pointer, text.look)
    for field in block.fields:
        sheet.field_in(field.cell, _below(field.area, above))
    for row in range(1, block.n_rows + 1):
        sheet.next_row(block.heights.get(row, _USUAL_HEIGHT))


def _below(area: Area, above: int) -> Area:
    return Area(area.top + above, area.left, area.bottom + above, area.right)


_CELLS = {
    "type": "string",
    "pattern": "^[A-Za-z]{1,3}[1-9][0-9]{0,6}(:[A-Za-z]{1,3}[1-9][0-9]{0,6})?$",
    "description": "A cell, `B3`, or several that are merged, `B3:D4`; rows count from the first of the block.",
}
_NAMING = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": "^[A-Za-z]{1,3}[1-9][0-9]{0,6}( [A-Za-z]{1,3}[1-9][0-9]{0,6})?$"},
    "description": "Field → first cell of the text that names it, `A3`, or of those of its row and its column, `A3 C2`; "
    "left out, those beside and above it name it.",
}
_CELL = {
    "type": "object",
    "additionalProperties": False,
    "required": ["at"],
    "properties": {
        "at": _CELLS,
        "text": {"type": "string", "minLength": 1, "description": "A fixed text; without it and `field` the cells are an empty box."},
        "style": {
            "enum": list(_STYLES),
            "description": "What a text is that names no field; `plain` if not given. A title says that of the sheet.",
        },
        "field": {"type": "string", "description": "Path of the field that is filled in here."},
        "format": {"type": "string", "description": "Excel number format of the field."},
        "look": {"type": "string", "description": "Name of one of the styles."},
    },
    "not": {"required": ["text", "field"]},
}
_ROW_HEIGHTS = {
    "type": "object",
    "propertyNames": {"pattern": "^[1-9][0-9]{0,3}$"},
    "additionalProperties": HEIGHT,
    "description": "Row of the block → height in points; 15 where it is not said.",
}
BLOCK = BlockKind(
    name="cells",
    doc=Text(
        zh="按原样绘制的表：文字、填写格与空框各在其单元格，`styles` 为其外观",
        en="a form as somebody has drawn it: texts, inputs and boxes at their cells, with the `styles` that they have",
    ),
    record=CellsBlock,
    required=("rows", "cells"),
    one_of=(),
    properties={
        "rows": {"type": "integer", "minimum": 1, "maximum": 3000, "description": "How many rows the block takes."},
        "heights": _ROW_HEIGHTS,
        "cells": {"type": "array", "minItems": 1, "items": _CELL},
        "labels": _NAMING,
        "styles": {
            "type": "object",
            "additionalProperties": LOOK_SHAPE,
            "description": "Name → the whole look of the cells that name it.",
        },
    },
    parse=_parse,
    place=_place,
)
