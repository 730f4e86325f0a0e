"""Lay out a completed form for print: the layout of the template, the values of a document, without rows that nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Area
from xltool.base.display import display_width
from xltool.base.normalise import as_text, clean_line
from xltool.base.number_formats import shown_number
from xltool.base.paths import value_at
from xltool.form.block import TableArea
from xltool.form.complete_document import complete
from xltool.form.layout import SheetLayout, heading_labels, place
from xltool.form.schema import Field, Schema
from xltool.form.sheet_setup import PageValues
from xltool.publishing.page_lines import printed_line
from xltool.publishing.printed_form import Align, Band, CellRole, PrintedCell, PrintedForm, PrintedSheet
from xltool.rules.definition import Definition

_ROLES: Mapping[str, CellRole] = {
    "title": "title", "group": "group", "label": "label", "heading": "heading", "note": "note", "remark": "note", "text": "text",
    "gap": "gap", "sign": "sign", "room": "room",
}  # fmt: skip
_ALIGNED: Mapping[CellRole, Align] = {"note": "left", "room": "left", "sign": "right"}
_WORD = re.compile(r"[!-~，。]+")  # what no program breaks into lines
_LONGEST_WORD = 22  # characters for which a column is made wider; a longer one is broken
_PADDING = 2  # characters beside a word
_SHORT_TEXTS: frozenset[CellRole] = frozenset({"label", "heading", "group"})
_SHORT = 10  # characters of a label that is not broken


@dataclass(frozen=True, kw_only=True)
class PrintWishes:
    """What is wished for besides the form itself."""

    campaign: str = ""  # its title, for page headers
    stamp: str = ""  # what stands on each page, such as the date of the data


@dataclass(frozen=True, kw_only=True)
class OwnerNames:
    """Whose form it is."""

    department: str
    unit: str
    project: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell where the layout has it, rows and columns from 1."""

    area: Area
    role: CellRole
    text: str
    align: Align


def print_form(definition: Definition, data: Mapping[str, Any], names: OwnerNames, wishes: PrintWishes) -> PrintedForm:
    """Lay out a document. Rows and blocks of tables that nobody uses are left out, and sheets on which nothing is filled in."""
    schema = definition.schema
    whole = complete(schema, data)
    layouts = place(definition.template, schema).sheets
    printers = [_SheetPrinter(layout, schema, whole) for layout in layouts]
    used = [printer for printer in printers if printer.is_used] or printers[:1]
    return PrintedForm(
        title=schema.title,
        language=definition.template.language,
        department=names.department,
        unit=names.unit,
        project=names.project,
        sheets=tuple(printer.sheet(names, wishes) for printer in used),
    )


class _SheetPrinter:
    def __init__(self, layout: SheetLayout, schema: Schema, data: Mapping[str, Any]) -> None:
        self.layout = layout
        self.schema = schema
        self.data = data
        self.unused = schema.unused_blocks(data)

    # --- what is printed ----------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        """Whether something is filled in, or there is nothing to fill in."""
        if self.layout.own_block in self.unused and self.layout.own_block:
            return False
        if not self.layout.inputs and not self.layout.tables:
            return True
        values = [value_at(self.data, input_.path) for input_ in self.layout.inputs]
        return any(value not in (None, "", []) for value in values) or any(self._used_rows(table) for table in self.layout.tables)

    def sheet(self, names: OwnerNames, wishes: PrintWishes) -> PrintedSheet:
        layout, setup = self.layout, self.layout.sheet.setup
        title = layout.sheet.title or self.schema.title
        values = PageValues(title=title, unit=names.unit, campaign=wishes.campaign)
        columns = [column for column in range(1, layout.last_printed_column + 1) if layout.sheet.widths.get(column, 1)]
        bands = tuple(self._bands(columns))
        widths = [layout.width_of(Area(1, column, 1, column)) for column in columns]
        return PrintedSheet(
            name=layout.name,
            title=title,
            paper=setup.paper,
            is_landscape=setup.landscape,
            header=printed_line(setup.header, values, wishes.stamp),
            footer=printed_line(setup.footer, values),
            widths=_wide_enough(widths, bands),
            bands=bands,
            picture=layout.sheet.picture,
        )

    def _used_rows(self, table: TableArea) -> Sequence[Mapping[str, Any]]:
        return (value_at(self.data, table.path) or ())[: table.capacity]

    def _kept_rows(self) -> list[int]:
        """Return the rows that are printed: of a table those in use, at least one; no block that is not in use, no status line."""
        dropped: set[int] = set()
        for table in self.layout.tables:
            dropped |= set(table.rows[max(1, len(self._used_rows(table))) :])
        for table in self.layout.tables:  # one beside it may use more rows
            dropped -= set(table.rows[: max(1, len(self._used_rows(table)))])
        objects = {path: set(range(area.top, area.bottom + 1)) for path, area in ((one.path, one.area) for one in self.layout.objects)}
        used = {row for path, rows in objects.items() if path not in self.unused for row in rows}
        dropped |= {row for path, rows in objects.items() if path in self.unused for row in rows} - used
        if self.layout.status:
            dropped.add(self.layout.status.top)
        held = {row for area in self._areas() for row in range(area.top, area.bottom + 1)}
        return [row for row in sorted(self.layout.heights) if row not in dropped and row in held]

    def _areas(self) -> Iterator[Area]:
        yield from (cell.area for cell in self._cells())

    def _cells(self) -> Iterator[_Placed]:
        for label in self.layout.labels:
            role = _ROLES[label.style]
            yield _Placed(label.area, role, label.text, _ALIGNED.get(role, "center"))
        for input_ in self.layout.inputs:
            field = self.schema.fields[input_.path]
            align: Align = "center" if input_.cell.centered else _align(field)
            yield _Placed(input_.area, "value", _shown(field, value_at(self.data, input_.path), input_.cell.format), align)
        for table in self.layout.tables:
            yield from self._table(table)

    def _table(self, table: TableArea) -> Iterator[_Placed]:
        for label in heading_labels(table, self.schema):
            yield _Placed(label.area, "heading", label.text, "center")
        rows = list(self._used_rows(table)) or [{}]
        repeats = _Repeats(rows, table.show_once or _levels(table, self.schema))
        for name in table.columns:
            field = self.schema.tables[table.path].column(name)
            assert field is not None  # noqa: S101 - the loader has checked the columns
            right = table.edge if table.edge and table.last_column(name) == table.last_input_column else table.last_column(name)
            for index, row in enumerate(rows):
                if repeats.is_repeated(name, index):
                    continue
                top = table.first_row + index
                area = Area(top, table.columns[name], top + repeats.length(name, index) - 1, right)
                yield _Placed(area, "value", _shown(field, row.get(name), ""), _align(field, in_table=True))

    # --- bands --------------------------------------------------------------------------------------------------------

    def _bands(self, columns: Sequence[int]) -> Iterator[Band]:
        rows = self._kept_rows()
        breaks = self._breaks(rows)
        grid = _Grid(list(self._parts(rows, breaks)), columns)
        cells: dict[int, list[PrintedCell]] = {}
        for band, cell in grid.clipped(self._cells()):
            cells.setdefault(band, []).append(cell)
        for number, (own, n_heads) in enumerate(grid.bands):
            yield Band(
                heights=tuple(self.layout.heights[row] for row in own),
                n_heads=n_heads,
                cells=tuple(sorted(cells.get(number, ()), key=lambda cell: (cell.row, cell.column))),
                begins_page=own[0] in breaks,
            )

    def _breaks(self, rows: Sequence[int]) -> set[int]:
        """Return the printed rows that begin a page; where the row of a break is left out, the next one does."""
        following = (next((row for row in rows if row >= broken), None) for broken in self.layout.breaks)
        return {row for row in following if row is not None and row != rows[0]}

    def _parts(self, rows: Sequence[int], breaks: set[int]) -> Iterator[tuple[list[int], int]]:
        """Yield the printed rows of each band, and how many of them are headings."""
        lists = self._lists()
        part: list[int] = []
        until = n_heads = 0
        for row in rows:
            headed = next((one for one in lists if one[0] <= row <= one[2]), None) if row > until else None
            if part and (headed is not None or row in breaks or (until and row > until)):
                yield part, n_heads
                part, n_heads, until = [], 0, until if row <= until else 0
            if headed is not None:
                until = headed[2]
                n_heads = sum(headed[0] <= one <= headed[1] for one in rows)
            part.append(row)
        if part:
            yield part, n_heads

    def _lists(self) -> list[tuple[int, int, int]]:
        """Return first row, last heading row and last row of the tables, without those beside another."""
        found: list[tuple[int, int, int]] = []
        for one in sorted(self.layout.lists, key=lambda rows: rows.first_row):
            if not found or one.first_row > found[-1][2]:
                found.append((one.first_row, one.heading_row, one.last_row))
        return found


class _Repeats:
    """Which cells of a table repeat that of the row above, from the widest group to the narrowest."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], show_once: Sequence[str]) -> None:
        self._begins: dict[str, list[bool]] = {}
        begins = [index == 0 for index in range(len(rows))]
        for name in show_once:
            begins = [
                before or rows[index].get(name) != rows[index - 1].get(name) or rows[index].get(name) is None
                for index, before in enumerate(begins)
            ]
            self._begins[name] = begins

    def is_repeated(self, name: str, index: int) -> bool:
        return name in self._begins and not self._begins[name][index]

    def length(self, name: str, index: int) -> int:
        """Return how many rows a value stands for."""
        begins = self._begins.get(name)
        if begins is None:
            return 1
        return next((at for at in range(index + 1, len(begins)) if begins[at]), len(begins)) - index


class _Grid:
    """The rows that are printed, in parts: the headings of each band, and the rows below them; and the columns."""

    def __init__(self, bands: Sequence[tuple[Sequence[int], int]], columns: Sequence[int]) -> None:
        self.bands = bands
        self._columns = {column: index for index, column in enumerate(columns)}
        self._parts = {row: (number, index >= n_heads) for number, (rows, n_heads) in enumerate(bands) for index, row in enumerate(rows)}

    def clipped(self, cells: Iterable[_Placed]) -> Iterator[tuple[int, PrintedCell]]:
        """Yield the cells by the number of their band. One that reaches over several parts is parted; its text stands in the longest part."""
        tops = {row: index for rows, _ in self.bands for index, row in enumerate(rows)}
        for cell in cells:
            columns = [index for column, index in self._columns.items() if cell.area.left <= column <= cell.area.right]
            kept = [row for row in range(cell.area.top, cell.area.bottom + 1) if row in self._parts]
            parts: dict[tuple[int, bool], list[int]] = {}
            for row in kept:
                parts.setdefault(self._parts[row], []).append(row)
            longest = max(parts, key=lambda part: (part[1], len(parts[part])), default=None)
            for part, rows in parts.items() if columns else ():
                yield (
                    part[0],
                    PrintedCell(
                        row=tops[rows[0]],
                        column=columns[0],
                        rows=len(rows),
                        columns=len(columns),
                        role=cell.role,
                        text=cell.text if part == longest else "",
                        align=cell.align,
                        is_open_above=rows[0] != kept[0],
                        is_open_below=rows[-1] != kept[-1],
                    ),
                )


def _levels(table: TableArea, schema: Schema) -> list[str]:
    """Return the first columns of a table that select among the codes of a later one: levels, which stand once for the rows below them."""
    columns = schema.tables[table.path].columns
    parents = {path for column in columns if column.cascade for path in column.cascade.parents}
    in_order = sorted(table.columns, key=table.columns.__getitem__)
    n_levels = next((index for index, name in enumerate(in_order) if f"{table.path}.{name}" not in parents), len(in_order))
    return in_order[:n_levels]


def _align(field: Field, *, in_table: bool = False) -> Align:
    if field.is_number:
        return "right"
    return "center" if in_table and field.kind.prose == "none" else "left"


def _shown(field: Field, value: Any, code: str) -> str:
    """Return a value as the form shows it: a number by its number format, options with their boxes, anything else as its kind does."""
    if field.kind.options:
        return as_text(field.written(value)) or ""
    if value is None or value == "":
        return ""
    if field.is_number and not isinstance(value, str):
        shown = shown_number(float(value), code or field.kind.number_format(field.precision))
        return shown if shown is not None else field.kind.show(value)
    return field.kind.show(value)


def _wide_enough(widths: Sequence[float], bands: Iterable[Band]) -> tuple[float, ...]:
    """Return the widths of columns, none so narrow that a word or a number has to be broken."""
    wide = list(widths)
    for cell in (cell for band in bands for cell in band.cells if cell.columns == 1 and cell.text):
        longest = max((display_width(word) for word in _WORD.findall(cell.text)), default=0)
        if cell.role in _SHORT_TEXTS and display_width(cell.text) <= _SHORT:
            longest = display_width(cell.text)
        wide[cell.column] = max(wide[cell.column], min(longest, _LONGEST_WORD) + _PADDING)
    return tuple(wide)


def names_of(definition: Definition, data: Mapping[str, Any], department: str = "", unit: str = "") -> OwnerNames:
    """Return whose form a document is, as it says itself where nothing else is known."""
    identity, summary = definition.template.identity, definition.template.summary

    def line(path: str | None) -> str:
        return clean_line(as_text(value_at(data, path)) or "") if path else ""

    return OwnerNames(department=department or line(summary.department), unit=unit or line(identity.unit), project=line(identity.project))
