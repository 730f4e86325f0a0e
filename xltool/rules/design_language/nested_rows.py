"""Settings as rows of keyword, part and value, and tables whose columns are keywords or parts of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xltool.rules.design_language.cell_shape import ANYTHING, CellShape, Shapes


def setting_rows(data: Mapping[str, Any], shapes: Shapes) -> Iterator[tuple[str, str, Any, CellShape]]:
    """Yield keyword, part, value and its shape; an object has a row for each of its members."""
    for name, value in data.items():
        shape = shapes.get(name, ANYTHING)
        if isinstance(value, dict) and value and (shape.parts or shape.has_texts):
            for part, member in value.items():
                yield name, part, member, shapes.get(f"{name}.{part}", _member(shape))
        else:
            yield name, "", value, shape


def _member(shape: CellShape) -> CellShape:
    """Return the shape of a member that an object may have under any name: in the language of definitions these are texts."""
    return CellShape(types=frozenset({"string"}), words=(), parts=(), doc=shape.doc)


def part_shape(name: str, part: str, shapes: Shapes) -> CellShape:
    """Return the shape of a value by keyword and part."""
    return shapes.get(f"{name}.{part}", _member(shapes[name])) if part else shapes[name]


def flat(data: Mapping[str, Any], shapes: Shapes) -> dict[str, Any]:
    """Return the keywords of a row, an object of known members as `message.zh` and so on."""
    cells: dict[str, Any] = {}
    for name, value in data.items():
        parts = shapes[name].parts if name in shapes else ()
        if parts and isinstance(value, dict) and value and all(part in parts for part in value):
            cells |= {f"{name}.{part}": member for part, member in value.items()}
        else:
            cells[name] = value
    return cells


def nested(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a row whose keywords may have parts: the inverse of `flat`."""
    data: dict[str, Any] = {}
    for name, value in cells.items():
        keyword, _, part = name.partition(".")
        if part:
            data.setdefault(keyword, {})[part] = value
        else:
            data[keyword] = value
    return data
