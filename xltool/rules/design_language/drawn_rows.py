"""Blocks whose drawing is read row by row: fields, places to sign, titles, notes, the status line, page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from xltool.rules.design_language.drawing import DrawnCell
from xltool.rules.design_language.form_names import FormNames
from xltool.rules.design_language.found_block import FoundBlock, tidy

#: Row → height in points.
Heights = Mapping[int, float]


def find_fields(cells: list[DrawnCell], heights: Heights, names: FormNames) -> FoundBlock:
    """Return a block of fields: each row of the drawing is a row of it."""
    found = FoundBlock(data={"block": "fields"}, row=cells[0].row if cells else 1)
    rows: list[dict[str, Any]] = []
    found.data["rows"] = rows
    for row, in_row in groupby(cells, key=lambda cell: cell.row):
        entries = _entries(list(in_row), names, f"/rows/{len(rows)}/fields", found)
        height = {"height": tidy(heights[row])} if row in heights else {}
        rows.append({**height, "fields": entries})
        found.places[f"/rows/{len(rows) - 1}"] = (row, 1)
    return found


def _entries(cells: Iterable[DrawnCell], names: FormNames, pointer: str, found: FoundBlock) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    pending: DrawnCell | None = None  # a text that may be the label of what stands to its right
    for cell in cells:
        if cell.is_text:
            if pending is not None:
                _put_text(entries, pending, pointer, found)
            pending = cell
            continue
        where = f"{pointer}/{len(entries)}"
        if pending is not None and cell.special == "room":
            entries.append({"text": pending.text, "label": pending.columns, "room": cell.columns})
            found.places[where] = (pending.row, pending.column)
            pending = None
            continue
        label = _label(pending, cell, names) if pending is not None else None
        if pending is not None and label is None:
            _put_text(entries, pending, pointer, found)
            where = f"{pointer}/{len(entries)}"
        entries.append(_entry(cell, label))
        if cell.centered:
            found.said.add((cell.row, cell.column, "align"))
        found.places |= {where: (cell.row, cell.column), **({f"{where}/label": (pending.row, pending.column)} if pending and label else {})}
        pending = None
    if pending is not None:
        _put_text(entries, pending, pointer, found)
    return entries


def _put_text(entries: list[dict[str, Any]], cell: DrawnCell, pointer: str, found: FoundBlock) -> None:
    found.places[f"{pointer}/{len(entries)}"] = (cell.row, cell.column)
    found.said.add((cell.row, cell.column, "bold"))  # a bold text is a heading
    entries.append({"text": cell.text, "at": cell.columns, **({"style": "heading"} if cell.look == "heading" else {})})


def _label(label: DrawnCell, cell: DrawnCell, names: FormNames) -> Any:
    """Return what a text to the left of an input is: its label, or None for a text of its own."""
    path = cell.field
    if label.look == "heading" and not names.is_title(path, label.text):
        return None
    return label.columns if names.is_title(path, label.text) else {"at": label.columns, "text": label.text}


def _entry(cell: DrawnCell, label: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"field": cell.field, **({"label": label} if label is not None else {}), "input": cell.columns}
    if cell.format:
        entry["format"] = tidy_format(cell.format)
    if cell.centered:
        entry["centered"] = True
    return entry


_LITERALS = re.compile(r'(?:\\[^"]|"[^"]*")+')


def tidy_format(code: str) -> str:
    """Return a number format with its texts in quotes, as people write them: programs put a backslash before single characters."""
    return _LITERALS.sub(lambda match: '"' + re.sub(r'\\(.)|"', r"\1", match[0]) + '"', code)


def find_signature(cells: list[DrawnCell], heights: Heights, names: FormNames) -> FoundBlock:
    """Return places to sign, which are drawn as fields are, with a room beside a text."""
    found = find_fields(cells, heights, names)
    found.data["block"] = "signature"
    return found


def find_note(cells: list[DrawnCell], heights: Heights, _names: FormNames) -> FoundBlock:
    """Return a note: the first text."""
    found = _of_one_row("note", cells, heights)
    if cells:
        found.put("text", cells[0].text, cells[0])
    return found


def find_title(cells: list[DrawnCell], heights: Heights, _names: FormNames) -> FoundBlock:
    """Return a title: the first cell."""
    return _of_one_row("title", cells, heights)


def find_status(cells: list[DrawnCell], heights: Heights, _names: FormNames) -> FoundBlock:
    """Return a status line: the first cell."""
    return _of_one_row("status", cells, heights)


def find_page_break(_cells: list[DrawnCell], _heights: Heights, _names: FormNames) -> FoundBlock:
    """Return a page break, of which nothing is drawn."""
    return FoundBlock(data={"block": "page-break"}, row=1)


def _of_one_row(block: str, cells: list[DrawnCell], heights: Heights) -> FoundBlock:
    found = FoundBlock(data={"block": block}, row=cells[0].row if cells else 1)
    if cells:
        found.put("columns", cells[0].columns, cells[0])
        found.put_height(heights.get(cells[0].row))
    return found
