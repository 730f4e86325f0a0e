"""Draw the blocks of a template: labels where they stand, inputs as `{field}`, the columns of tables under their heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from xltool.base.cells import parse_area, parse_columns
from xltool.base.messages import Lang
from xltool.form.own_look import OwnLook, look_of
from xltool.rules.design_language import GAP, SPECIAL_CELLS, USUAL_HEIGHT, CellLook, Drawing, DrawnCell, FormNames, kept_height

#: First and last sheet column, 1-based.
Span = tuple[int, int]


class Canvas:
    """A drawing that is filled from the top."""

    def __init__(self, names: FormNames, lang: Lang) -> None:
        self.drawing = Drawing()
        self.names, self.lang = names, lang
        self.row = 2  # the first row is that of the heads of the margin

    def put(self, columns: Any, text: str, look: CellLook = "plain", *, rows: int = 1) -> None:
        """Draw a text on the row at hand, over further rows below where asked for. One that would be read as a field is left to the margin."""
        cell = self._cell(columns, text, look, rows=rows)
        if cell is not None and cell.is_text:
            self.drawing.add(cell)

    def put_input(self, columns: Any, path: str, look: CellLook = "input", **style: Any) -> None:
        """Draw a field on the row at hand."""
        cell = self._cell(columns, f"{{{path}}}", look, **style)
        if cell is not None:
            self.drawing.add(cell)

    def _cell(self, columns: Any, text: str, look: CellLook, *, rows: int = 1, **style: Any) -> DrawnCell | None:
        """Return a cell; None for a blank text, and for columns that cannot be read."""
        span = parse_columns(columns) if isinstance(columns, str) else columns
        if span is None or not text.strip():
            return None
        last = self.row + rows - 1
        return DrawnCell(row=self.row, column=span[0], last_row=last, last_column=span[1], text=text, look=look, **style)

    def put_special(self, columns: Any, key: str) -> None:
        """Draw what a program puts there: the title, the status line."""
        self.put_input(columns, f"#{SPECIAL_CELLS[key].as_is(self.lang)}", "label")

    def next_row(self, height: Any = None) -> None:
        """Go on with the next row."""
        if height is not None and kept_height(height) != USUAL_HEIGHT:
            self.drawing.heights[self.row] = kept_height(height)
        self.row += 1


def paint_fields(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw rows of fields and texts; places to sign are drawn likewise."""
    for row in block["rows"]:
        for entry in row["fields"]:
            if "field" in entry:
                _paint_field(entry, canvas)
            elif "room" in entry:
                canvas.put(entry["label"], entry["text"], "label")
                canvas.put_special(entry["room"], "room")
            else:
                canvas.put(entry["at"], entry["text"], "heading" if entry.get("style") == "heading" else "plain")
        canvas.next_row(row.get("height"))


def _paint_field(entry: Mapping[str, Any], canvas: Canvas) -> None:
    path, label = entry["field"], entry.get("label")
    if isinstance(label, dict):
        canvas.put(label["at"], label["text"], "label")
    elif label is not None:
        canvas.put(label, canvas.names.title(path), "label")
    style = {"format": entry["format"]} if entry.get("format") else {}
    canvas.put_input(entry["input"], path, centered=bool(entry.get("centered")), **style)


def paint_cells(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw cells wherever they are, each with its look; what reaches beyond the rows of the block is left to the margin."""
    looks = {name: look_of(look) for name, look in block.get("styles", {}).items()}
    top, last = canvas.row, canvas.row + block["rows"] - 1
    for entry in block["cells"]:
        cell = _placed_cell(entry, top, looks, canvas)
        if cell is not None and cell.last_row <= last:
            (canvas.drawing.cells if cell.text else canvas.drawing.boxes)[cell.row, cell.column] = cell
    for row in range(1, block["rows"] + 1):
        canvas.next_row(block.get("heights", {}).get(str(row)))


def _placed_cell(entry: Mapping[str, Any], top: int, looks: Mapping[str, OwnLook], canvas: Canvas) -> DrawnCell | None:
    area, field = parse_area(entry["at"]), entry.get("field")
    if area is None:
        return None
    special = f"{{#{SPECIAL_CELLS['title'].as_is(canvas.lang)}}}" if entry.get("style") == "title" else ""
    cell = DrawnCell(
        row=top + area.top - 1,
        column=area.left,
        last_row=top + area.bottom - 1,
        last_column=area.right,
        text=f"{{{field}}}" if field else special or entry.get("text", ""),
        format=entry.get("format", ""),
        own_look=looks.get(entry.get("look", ""), ()),
    )
    return None if "text" in entry and not cell.is_text else cell


def paint_title(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw the title."""
    canvas.put_special(block["columns"], "title")
    canvas.next_row(block.get("height"))


def paint_status(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw the status line."""
    canvas.put_special(block["columns"], "status")
    canvas.next_row(block.get("height"))


def paint_note(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw a note."""
    canvas.put(block["columns"], block["text"])
    canvas.next_row(block.get("height"))


def paint_page_break(_block: Mapping[str, Any], canvas: Canvas) -> None:
    """Leave a row for a page break, which only the margin says."""
    canvas.next_row()


def paint_table(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw a table: heads, headings, a row of fields, a total."""
    columns = _spans(block["columns"])
    table, total = block["table"], block.get("total")
    _paint_heads(block.get("heads", ()), {name: (span, canvas.names.title(f"{table}.{name}")) for name, span in columns.items()}, canvas)
    if total and total.get("place") == "above":
        _paint_total(total, columns, canvas)
    for name, span in columns.items():
        canvas.put_input(span, f"{table}.{name}")
    if "remark" in block:
        canvas.put_special(block["remark"], "remark")
    canvas.next_row(block.get("height"))
    if total and total.get("place") != "above":
        _paint_total(total, columns, canvas)


def _spans(columns: Mapping[str, Any]) -> dict[str, Span]:
    spans = {name: parse_columns(text) for name, text in columns.items() if isinstance(text, str)}
    return {name: span for name, span in sorted(spans.items(), key=lambda item: item[1] or (0, 0)) if span is not None}


def _paint_heads(heads: Any, columns: Mapping[str, tuple[Span, str]], canvas: Canvas) -> None:
    """Draw heads over headings; a column that fewer heads cover has a heading that is as much higher."""
    spans = list(_head_spans(heads, {name: span for name, (span, _) in columns.items()}))
    depths = [sum(_holds(other, span) for other, _ in spans[:index]) for index, (span, _) in enumerate(spans)]
    levels = max(depths, default=-1) + 1
    top = canvas.row
    for (span, text), depth in zip(spans, depths, strict=True):
        canvas.row = top + depth
        canvas.put(span, text, "heading")
    for span, text in columns.values():
        covered = sum(_holds(other, span) for other, _ in spans)
        canvas.row = top + covered
        canvas.put(span, text, "heading", rows=levels - covered + 1)
    canvas.row = top + levels
    canvas.next_row()


def _head_spans(heads: Any, columns: Mapping[str, Span]) -> Iterator[tuple[Span, str]]:
    """Yield the columns and the text of each head, those that hold others first."""
    found: list[tuple[Span, str]] = []
    pending = list(heads)
    while pending:
        head = pending.pop(0)
        over = head["over"]
        if isinstance(over, str):
            span = parse_columns(over)
        else:
            named = [columns[name] for name in over if name in columns]
            span = (min(first for first, _ in named), max(last for _, last in named)) if named else None
        if span is not None:
            found.append((span, head["text"]))
        pending += head.get("heads", ())
    yield from sorted(found, key=lambda item: item[0][0] - item[0][1])


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _paint_total(total: Mapping[str, Any], columns: Mapping[str, Span], canvas: Canvas) -> None:
    members = canvas.names.members.get(total["field"], ())
    added = [name for name in columns if name in members]
    first = min((columns[name][0] for name in added), default=0)
    before = [span for span in columns.values() if span[1] < first]
    if before:
        span = (min(first for first, _ in before), max(last for _, last in before))
        canvas.put(span, total.get("label") or canvas.names.title(total["field"]), "heading")
    for name in added:
        canvas.put_input(columns[name], f"{total['field']}.{name}", "label")
    canvas.next_row()


def paint_grid(block: Mapping[str, Any], canvas: Canvas) -> None:
    """Draw a grid: headings, a row for each object, the total as a row whose label is a heading."""
    columns, names, total = _spans(block["columns"]), canvas.names, block.get("total")
    titles = {name: (span, _property_title(name, block, names)) for name, span in columns.items()}
    extra = {"#labels": (parse_columns(block["labels"]) or (1, 1), block.get("corner", ""))}
    extra |= {f"#{index}": (parse_columns(text["at"]) or (1, 1), text.get("head", "")) for index, text in enumerate(block.get("texts", ()))}
    _paint_heads(block.get("heads", ()), {**titles, **{key: value for key, value in extra.items() if value[1]}}, canvas)
    above = total is not None and total.get("place") == "above"
    if total is not None and above:
        _paint_grid_row(block, total["field"], total.get("label", ""), columns, canvas, total)
    for path in block["rows"]:
        _paint_grid_row(block, path, "", columns, canvas, None)
    if total is not None and not above:
        _paint_grid_row(block, total["field"], total.get("label", ""), columns, canvas, total)


def _property_title(name: str, block: Mapping[str, Any], names: FormNames) -> str:
    titled = (names.titles.get(f"{path}.{name}") for path in block["rows"])
    return next((title for title in titled if title), name)


def _paint_grid_row(
    block: Mapping[str, Any], path: str, label: str, columns: Mapping[str, Span], canvas: Canvas, total: Mapping[str, Any] | None
) -> None:
    gap = block.get("gap", GAP)
    canvas.put(block["labels"], label or canvas.names.title(path), "heading" if total is not None else "label")
    if "number" in block and total is None:
        canvas.put_special(block["number"], "number")
    members = canvas.names.members.get(path, ())
    for name, span in columns.items():
        if name in members:
            canvas.put_input(span, f"{path}.{name}")
        else:
            canvas.put(span, gap)
    for text in block.get("texts", ()):
        canvas.put(text["at"], text.get("rows", {}).get(path, text.get("else", gap)))
    canvas.next_row(block.get("height"))


#: How each kind of block is drawn that holds no others.
PAINTERS: Mapping[str, Callable[[Mapping[str, Any], Canvas], None]] = {
    "cells": paint_cells,
    "fields": paint_fields,
    "grid": paint_grid,
    "note": paint_note,
    "page-break": paint_page_break,
    "signature": paint_fields,
    "status": paint_status,
    "table": paint_table,
    "title": paint_title,
}
