"""Write the layout of a drawn sheet: everything at its cells with the look that it has, tables that people list things in as tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from xltool.adopt.adopted import Adoption, FoundField, FoundTable
from xltool.adopt.split_texts import pieces_of
from xltool.base.cells import Area, a1, column_letters
from xltool.base.number_formats import shown_number
from xltool.form.kinds import KINDS
from xltool.form.labels_around import labels_of
from xltool.reading.drawn_records import BOTTOM, LEFT, RIGHT, TOP, DrawnSheet, Look, Place, StyledCell
from xltool.rules.design_language import USUAL_HEIGHT, kept_height, numbered_looks

_EDGE = 0.7109375  # characters that a width counts for the edges of a cell (ECMA-376 18.3.1.13)
_LEAST_WIDTH, _HIDDEN_HEIGHT = 0.3, 1
_TITLE_ROWS, _TITLE_SIZE = 4, 13.0  # rows from the top and points of a title
_NUMBER_FORMAT = re.compile(r"[#0,.]*[#0](?:\.0+)?%?")
_MOST_ROWS, _MOST_COLUMNS = 3_000, 250


@dataclass(kw_only=True)
class _Entry:
    """A cell of the layout."""

    area: Area
    look: tuple[tuple[str, Any], ...]
    text: str = ""
    field: str = ""
    format: str = ""
    style: str = ""


@dataclass(kw_only=True)
class SheetPlan:
    """What a sheet becomes: its part of the template, its title, the boxes whose blanks have no room of their own."""

    sheet: dict[str, Any]
    title: str = ""
    whole_texts: dict[str, str] = field(default_factory=dict)  # field that takes a whole text with blanks in it → the text
    joined: dict[str, str] = field(default_factory=dict)  # field that has no place of its own → the field that takes its text


def plan_sheet(adoption: Adoption, sheet: DrawnSheet, open_tables: Sequence[FoundTable], unit_at_end: str) -> SheetPlan:
    """Return what a sheet becomes. `unit_at_end` is a field that the form lacks and that gets a row below it; "" for none."""
    return _SheetPlanner(adoption, sheet, open_tables).plan(unit_at_end)


class _SheetPlanner:
    def __init__(self, adoption: Adoption, sheet: DrawnSheet, open_tables: Sequence[FoundTable]) -> None:
        self._adoption, self._sheet = adoption, sheet
        self._tables = sorted((table for table in open_tables if table.sheet == sheet.name), key=lambda table: table.heading_rows[0])
        self._merged = {(area.top, area.left): area for area in sheet.merges}
        self._taken: set[Place] = set()
        self._labels: dict[str, str] = {}  # field → first cell of its label, where somebody knows it
        self._plan = SheetPlan(sheet={})
        here = [found for found in adoption.fields if found.sheet == sheet.name]
        n_at = Counter(_by_place(found) for found in here)
        #: Fields whose blank stands within a text, or beside another in the same cells.
        self._shared = {found.id for found in here if found.inline or n_at[_by_place(found)] > 1}

    def plan(self, unit_at_end: str) -> SheetPlan:
        for table in self._tables:
            self._take(_whole(table))
        entries = [*self._inputs(), *self._inlines()]
        entries += self._fixed()
        entries = [entry for entry in entries if entry.area.top <= _MOST_ROWS and entry.area.right <= _MOST_COLUMNS]
        self._find_title(entries)
        blocks = list(self._blocks(sorted(entries, key=lambda entry: (entry.area.top, entry.area.left))))
        if unit_at_end:
            blocks.append({"block": "fields", "rows": [{"fields": [{"field": unit_at_end, "label": "A", "input": "B"}]}]})
        last = max([entry.area.right for entry in entries] + [_whole(table).right for table in self._tables], default=1)
        title = {"title": self._plan.title} if self._plan.title else {}
        self._plan.sheet = {"name": self._sheet.name, **title, "widths": self._widths(last), "blocks": blocks}
        return self._plan

    def _take(self, area: Area) -> None:
        self._taken.update(area.cells())

    # --- inputs -------------------------------------------------------------------------------------------------------

    def _inputs(self) -> Iterator[_Entry]:
        """Yield the fields that have cells of their own, and the cells of fixed rows."""
        name = self._sheet.name
        for found in [*self._adoption.fields, *self._adoption.computed]:
            if found.sheet == name and found.id not in self._shared:
                self._labels[found.id] = found.label_cell
                yield self._input(found.id, self._whole_area(found.input), found.kind)
        for cell in self._adoption.table_cells:
            if cell.sheet == name:
                yield self._input(cell.path, cell.area, cell.column.kind)

    def _whole_area(self, area: Area) -> Area:
        """Return an area that cuts no merged cells."""
        touched = [other for other in self._sheet.merges if other.overlaps(area)]
        areas = [area, *touched]
        return Area(min(a.top for a in areas), min(a.left for a in areas), max(a.bottom for a in areas), max(a.right for a in areas))

    def _input(self, path: str, area: Area, kind: str) -> _Entry:
        self._take(area)
        code = self._sheet.cell(area.top, area.left).look.number_format
        is_number = KINDS[kind].json_types[0] in ("number", "integer")
        return _Entry(area=area, look=self._look(area), field=path, format=code if is_number and _NUMBER_FORMAT.fullmatch(code) else "")

    def _inlines(self) -> Iterator[_Entry]:
        """Yield the pieces of boxes with blanks in their texts; where these have no room, one field takes the whole text."""
        own = [found for found in self._adoption.fields if found.id in self._shared]
        for _, group in groupby(sorted(own, key=_by_place), key=_by_place):
            fields = list(group)
            area = self._whole_area(fields[0].input)
            text = next((self._sheet.cell(*place).text for place in area.cells() if self._sheet.cell(*place).text), "")
            look = self._look(area)
            pieces = pieces_of(fields, text, self._sheet, self._free(area))
            self._take(area)
            if pieces is None:
                self._plan.whole_texts[fields[0].id] = text
                self._plan.joined |= {found.id: fields[0].id for found in fields[1:]}
                yield _Entry(area=area, look=look, field=fields[0].id)
                continue
            for piece in pieces:
                self._take(piece.area)
                lines = _lines_of_piece(dict(look).get("lines", ""), piece.area, area)
                yield _Entry(area=piece.area, look=_with_lines(look, lines), text=piece.text, field=piece.field)

    def _free(self, area: Area) -> Area | None:
        place = (area.top, area.right + 1)
        if not area.is_one_cell or place in self._taken or place in self._merged or not self._sheet.cell(*place).is_blank:
            return None
        return Area(*place, *place)

    # --- texts and boxes ----------------------------------------------------------------------------------------------

    def _fixed(self) -> Iterator[_Entry]:
        """Yield texts, and boxes in which nothing stands."""
        covered = {place for area in self._sheet.merges for place in _some_cells(area)}
        for place, cell in self._sheet.cells.items():
            area = self._merged.get(place) or (None if place in covered else Area(*place, *place))
            if area is None or place in self._taken or any(cell in self._taken for cell in _some_cells(area)):
                continue
            text = _shown(cell)
            if text or cell.look.borders or cell.look.fill:
                yield _Entry(area=area, look=self._look(area), text=text)

    def _find_title(self, entries: Sequence[_Entry]) -> None:
        """Take for the title of the sheet a large or bold text alone in one of the first rows."""
        in_row: dict[int, list[_Entry]] = {}
        for entry in entries:
            if entry.text or entry.field:
                in_row.setdefault(entry.area.top, []).append(entry)
        alone = [row[0] for number, row in sorted(in_row.items()) if number <= _TITLE_ROWS and len(row) == 1 and row[0].text]
        large = [entry for entry in alone if dict(entry.look).get("size", 0) >= _TITLE_SIZE or dict(entry.look).get("bold")]
        if large:
            title = max(large, key=lambda entry: dict(entry.look).get("size", 0))
            self._plan.title, title.style, title.text = " ".join(title.text.split()), "title", ""

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _blocks(self, entries: Sequence[_Entry]) -> Iterator[dict[str, Any]]:
        start = 1
        for table in self._tables:
            yield from self._cells_block([entry for entry in entries if start <= entry.area.top < table.heading_rows[0]])
            yield self._table_block(table)
            start = table.last_row + 1
        yield from self._cells_block([entry for entry in entries if entry.area.top >= start])

    def _cells_block(self, entries: Sequence[_Entry]) -> Iterator[dict[str, Any]]:
        if not entries:
            return
        first, last = entries[0].area.top, max(entry.area.bottom for entry in entries)
        heights = {str(row - first + 1): height for row in range(first, last + 1) if (height := self._height(row)) != USUAL_HEIGHT}
        looks = numbered_looks(entry.look for entry in entries)
        block: dict[str, Any] = {"block": "cells", "row": first, "rows": last - first + 1}
        block |= {"heights": heights} if heights else {}
        block["cells"] = [_written(entry, first, looks) for entry in entries]
        labels = self._told_labels(entries, first)
        block |= {"labels": labels} if labels else {}
        yield block | ({"styles": {name: dict(look) for look, name in looks.items()}} if looks else {})

    def _told_labels(self, entries: Sequence[_Entry], first: int) -> dict[str, str]:
        """Return the labels of fields that other texts than those around them name."""
        inputs = {entry.field: entry.area for entry in entries if entry.field}
        texts = {a1(entry.area.top, entry.area.left): entry.area for entry in entries if entry.text}
        guessed: Mapping[str, tuple[str, ...]] = labels_of(inputs, texts)  # fields and cells have no key in common
        found: dict[str, str] = {}
        for path, cell in self._labels.items():
            if path in inputs and cell in texts and guessed.get(path) != (cell,) and cell not in found.values():
                found[path] = cell
        return {path: a1(texts[cell].top - first + 1, texts[cell].left) for path, cell in found.items()}

    def _table_block(self, table: FoundTable) -> dict[str, Any]:
        columns = {column.id: _columns(column.range) for column in table.columns}
        heads = [{"over": _columns(area), "text": text} for area, text in table.heads]
        block: dict[str, Any] = {"block": "table", "row": table.heading_rows[0], "table": table.id, "columns": columns}
        block |= {"capacity": len(table.rows), "height": self._height(table.first_row)}
        return block | ({"heads": heads} if heads else {})

    # --- measures and looks -------------------------------------------------------------------------------------------

    def _height(self, row: int) -> float | int:
        return _HIDDEN_HEIGHT if row in self._sheet.hidden_rows else kept_height(max(1.0, self._sheet.height(row)))

    def _widths(self, last: int) -> dict[str, float]:
        hidden = self._sheet.hidden_columns
        measured = {column: max(_LEAST_WIDTH, round(self._sheet.width(column) - _EDGE, 1)) for column in range(1, last + 1)}
        shown = {column: _LEAST_WIDTH if column in hidden else width for column, width in measured.items()}
        runs = [list(run) for _, run in groupby(shown, key=lambda column: shown[column])]
        return {_columns(Area(1, run[0], 1, run[-1])): shown[run[0]] for run in runs}

    def _look(self, area: Area) -> tuple[tuple[str, Any], ...]:
        sheet = self._sheet
        first, last = sheet.cell(area.top, area.left).look, sheet.cell(area.bottom, area.right).look
        sides = {side for side in first.borders if side in (LEFT, TOP)} | {side for side in last.borders if side in (RIGHT, BOTTOM)}
        return _own_look(first, "".join(side for side in "ltrb" if side in sides))


def _own_look(look: Look, lines: str) -> tuple[tuple[str, Any], ...]:
    size = round(look.size, 1)
    said = {
        "lines": lines,
        "fill": look.fill.upper(),
        "color": look.colour.upper() if look.colour.upper() != "#000000" else "",
        "bold": look.is_bold,
        "underline": look.is_underlined,
        "size": int(size) if size.is_integer() else size,
        "align": look.align if look.align in ("left", "center", "right") else "",
        "wrap": look.wraps,
    }
    return tuple(sorted((keyword, value) for keyword, value in said.items() if value))


def _with_lines(look: tuple[tuple[str, Any], ...], lines: str) -> tuple[tuple[str, Any], ...]:
    rest = {keyword: value for keyword, value in look if keyword not in ("lines", "align")}
    return tuple(sorted((rest | ({"lines": lines} if lines else {})).items()))


def _lines_of_piece(lines: str, piece: Area, whole: Area) -> str:
    """Return the lines of a piece of a box: those of the box, without one between it and the piece beside."""
    inner = {"l"} if piece.left > whole.left else set()
    inner |= {"r"} if piece.right < whole.right else set()
    return "".join(side for side in lines if side not in inner)


def _whole(table: FoundTable) -> Area:
    left, right = min(column.range.left for column in table.columns), max(column.range.right for column in table.columns)
    return Area(table.heading_rows[0], left, table.last_row, right)


def _columns(area: Area) -> str:
    first, last = column_letters(area.left), column_letters(area.right)
    return first if first == last else f"{first}:{last}"


def _by_place(found: FoundField) -> tuple[int, int]:
    return found.input.top, found.input.left


def _some_cells(area: Area) -> Iterator[Place]:
    bottom, right = min(area.bottom, _MOST_ROWS), min(area.right, _MOST_COLUMNS + 6)
    return ((row, column) for row in range(area.top, bottom + 1) for column in range(area.left, right + 1))


def _shown(cell: StyledCell) -> str:
    """Return what a cell shows."""
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return shown_number(value, cell.look.number_format) or f"{value:.15g}"
    return value.replace("\r\n", "\n") if value and value.strip() else ""


def _written(entry: _Entry, first: int, looks: Mapping[tuple[tuple[str, Any], ...], str]) -> dict[str, Any]:
    area = Area(entry.area.top - first + 1, entry.area.left, entry.area.bottom - first + 1, entry.area.right)
    written: dict[str, Any] = {"at": area.a1}
    if entry.style:
        written["style"] = entry.style
    elif entry.field:
        written |= {"field": entry.field} | ({"format": entry.format} if entry.format else {})
    elif entry.text:
        written |= {"text": entry.text} | ({"style": "heading"} if dict(entry.look).get("bold") else {})
    return written | ({"look": looks[entry.look]} if entry.look else {})
