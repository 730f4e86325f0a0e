"""Originals that somebody has drawn and filled in: what stands behind a label in its cell is its value, a ticked box is the option behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from xltool.form.layout import Input, Label, SheetLayout
from xltool.form.schema import Schema
from xltool.reading.parsing.grid import Grid, Place

_LEFT_BLANK = re.compile(r"[\s_＿.…:：年月日号時时分/()（）\-]*")
_TICKED = re.compile(r"[☑☒■✓✔√]\s*([^□☐☑☒■✓✔√]+)")
_BOX = re.compile(r"[□☐☑☒■]")
_NEAR = 400  # rows that a label may have moved


def with_blanks_divided(grid: Grid, layout: SheetLayout, schema: Schema) -> Grid:
    """Return the cells of an original as a workbook of ours would have them: labels and inputs in cells of their own, options without boxes."""
    changes: dict[Place, Any] = {}
    for line in _lines(layout):
        changes |= _divided(grid, line)
    changes |= dict(_chosen(grid, layout, schema, changes))
    return grid.with_contents(changes) if changes else grid


def _lines(layout: SheetLayout) -> Iterator[list[tuple[Label, Input]]]:
    """Yield labels with the inputs that touch them from the right, those of a row that touch each other together."""
    own = {label.pointer: label for label in layout.labels if label.style == "label"}
    pairs = [(own[input_.cell.pointer], input_) for input_ in layout.inputs if input_.cell.pointer in own]
    beside = [(label, input_) for label, input_ in pairs if label.area.top == input_.area.top and label.area.right + 1 == input_.area.left]
    beside.sort(key=lambda pair: (pair[0].area.top, pair[0].area.left))
    for _, row in groupby(beside, key=lambda pair: pair[0].area.top):
        line: list[tuple[Label, Input]] = []
        for label, input_ in row:
            if line and line[-1][1].area.right + 1 != label.area.left:
                yield line
                line = []
            line.append((label, input_))
        if line:
            yield line


def _divided(grid: Grid, line: Sequence[tuple[Label, Input]]) -> dict[Place, Any]:
    """Return labels and values in cells of their own, where the first cell of a line holds all of them."""
    for length in range(len(line), 0, -1):
        for start in range(len(line) - length + 1):
            part = line[start : start + length]
            found = _split(grid, part)
            if found:
                rest = [*line[:start], *line[start + length :]]
                return found | (_divided(grid, rest) if rest else {})
    return {}


def _split(grid: Grid, part: Sequence[tuple[Label, Input]]) -> dict[Place, Any]:
    labels = [label.text.strip() for label, _ in part]
    top, column = part[0][0].area.top, part[0][0].area.left
    rows = sorted(range(max(1, top - _NEAR), min(grid.n_rows, top + _NEAR) + 1), key=lambda row: abs(row - top))
    for row in rows:
        content = grid.content(row, column)
        values = _behind_labels(content, labels) if isinstance(content, str) and content.strip() != labels[0] else None
        if values is None or any(grid.content(row, input_.area.left) is not None for _, input_ in part):
            continue
        found: dict[Place, Any] = {}
        for (label, input_), value in zip(part, values, strict=True):
            found[row, label.area.left] = label.text
            text = value.strip(" \t\n\u3000_＿")
            found[row, input_.area.left] = None if _LEFT_BLANK.fullmatch(text) else text
        return found
    return {}


def _behind_labels(content: str, labels: Sequence[str]) -> list[str] | None:
    """Return what stands behind each label up to the next one; None where the text does not begin with the first, or one is not there."""
    rest = content.lstrip()
    if not rest.startswith(labels[0]):
        return None
    rest, values = rest[len(labels[0]) :], list[str]()
    for label in labels[1:]:
        start = rest.find(label)
        if start < 0:
            return None
        values.append(rest[:start].rstrip())
        rest = rest[start + len(label) :]
    return [*values, rest]


def _chosen(grid: Grid, layout: SheetLayout, schema: Schema, changes: dict[Place, Any]) -> Iterator[tuple[Place, Any]]:
    """Yield the option that is ticked, for fields that take one of several; None where none is."""
    for input_ in layout.inputs:
        field = schema.fields[input_.path]
        place = (input_.area.top, input_.area.left)
        content = changes.get(place, grid.content(*place))
        if field.choices and field.kind.json_types[0] != "array" and isinstance(content, str) and _BOX.search(content):
            ticked = [text.strip() for text in _TICKED.findall(content)]
            if len(ticked) <= 1:
                yield place, ticked[0] if ticked else None
