"""Read the sheets of an OpenDocument spreadsheet as they are drawn."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass, field

from xltool.base.cells import Area
from xltool.reading.drawn.drawn_ods_styles import OdsStyles, formula_of, validation_of
from xltool.reading.drawn_records import PLAIN, DrawnBook, DrawnLimits, DrawnSheet, Look, Place, StyledCell
from xltool.reading.format import ReceivedFile
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.date_styles import from_iso, from_iso_duration
from xltool.reading.parsing.ranges import rectangles
from xltool.reading.parsing.xml_stream import Attributes, Handler

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "meta-inf/manifest.xml"
_APART = frozenset({"annotation", "shapes", "frame", "custom-shape", "g", "control", "tracked-changes", "dde-links", "forms"})
_CELLS = ("table-cell", "covered-table-cell")
_EPOCH = dt.date(1899, 12, 30)
_CHARACTER = 5.7  # points, of the usual text
_MOST_REPEATED = 200  # blank rows or columns that are alike: more of them are the rest of the sheet


def read_drawn(file: ReceivedFile, limits: DrawnLimits) -> DrawnBook:
    """Read a workbook. Raises Refused."""
    package = file.opened_package
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise Refused("file.encrypted")
    styles = OdsStyles()
    if _STYLES in package:
        with suppress(Refused):  # looks only
            package.parse(_STYLES, _Content(styles, limits), file.limits.depth)
    content = _Content(styles, limits)
    package.parse(_CONTENT, content, file.limits.depth)
    return DrawnBook(sheets=tuple(table.sheet(content.conditions) for table in content.tables), names=content.names)


@dataclass(kw_only=True)
class _Table:
    name: str
    is_hidden: bool
    is_protected: bool
    cells: dict[Place, StyledCell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    ruled: dict[str, list[Place]] = field(default_factory=dict)  # cells by name of their validation
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_cut: bool = False

    def sheet(self, conditions: dict[str, str]) -> DrawnSheet:
        rules = (validation_of(conditions.get(name, ""), tuple(rectangles(places))) for name, places in self.ruled.items())
        return DrawnSheet(
            name=self.name,
            is_hidden=self.is_hidden,
            is_protected=self.is_protected,
            cells=self.cells,
            merges=tuple(self.merges),
            validations=tuple(rule for rule in rules if rule is not None),
            widths=self.widths,
            heights=self.heights,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            is_cut=self.is_cut,
        )


class _Content(Handler):
    namespaces = "urn:oasis:names:tc:opendocument:"
    extensions = frozenset()

    def __init__(self, styles: OdsStyles, limits: DrawnLimits) -> None:
        super().__init__()
        self._styles = styles
        self._limits = limits
        self.tables: list[_Table] = []
        self.conditions: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self._table: _Table | None = None
        self._row, self._column, self._n_rows = 0, 0, 1
        self._column_looks: list[str] = []
        self._row_look = ""
        self._attributes: Attributes = {}
        self._paragraphs: list[list[str]] = []
        self._line: list[tuple[int, int, StyledCell, Attributes]] = []  # first and last column
        self._apart = 0

    # --- elements -----------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""
        if self._apart or name in _APART:
            self._apart += name in _APART
            self.collecting = None
        elif name in _CELLS:
            self._attributes, self._paragraphs = dict(attributes), []
        elif name == "p":
            self._paragraphs.append([])
            self.collecting = self._paragraphs[-1]
        elif self.collecting is not None:
            self._text(name, attributes)
        elif name == "table-row":
            self._start_row(attributes)
        elif name == "table-column":
            self._start_column(attributes)
        elif name == "table":
            self._start_table(attributes)
        elif name == "content-validation":
            self.conditions[attributes.get("table:name", "")] = attributes.get("table:condition", "")
        elif name in ("named-range", "named-expression"):
            source = attributes.get("table:cell-range-address") or attributes.get("table:expression", "")
            self.names[attributes.get("table:name", "")] = formula_of(f"[{source}]").strip("[]")
        else:
            self._styles.start(name, attributes)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if self._apart:
            self._apart -= name in _APART
        elif name == "p":
            self.collecting = None
        elif name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self._table = None
        else:
            self._styles.end(name)

    def _text(self, name: str, attributes: Attributes) -> None:
        if self.collecting is None:
            return
        if name == "s":
            self.collecting.append(" " * min(_count(attributes.get("text:c")), 1_000))
        elif name in ("tab", "line-break"):
            self.collecting.append("\t" if name == "tab" else "\n")

    def _start_table(self, attributes: Attributes) -> None:
        self._table = _Table(
            name=attributes.get("table:name", ""),
            is_hidden=attributes.get("table:style-name", "") in self._styles.hidden_tables,
            is_protected=attributes.get("table:protected") == "true",
        )
        if not re.match(r"'\w+:.*'#", self._table.name):
            self.tables.append(self._table)
        self._row, self._column_looks = 0, []

    def _start_column(self, attributes: Attributes) -> None:
        room = self._limits.n_columns - len(self._column_looks)
        repeats = min(_count(attributes.get("table:number-columns-repeated")), room)
        size = self._styles.sizes.get(f"table-column {attributes.get('table:style-name')}")
        for column in range(len(self._column_looks) + 1, len(self._column_looks) + repeats + 1):
            if self._table is not None and size is not None:
                self._table.widths[column] = size / _CHARACTER
            if self._table is not None and attributes.get("table:visibility", "visible") != "visible":
                self._table.hidden_columns.add(column)
        self._column_looks += [attributes.get("table:default-cell-style-name", "")] * repeats

    def _start_row(self, attributes: Attributes) -> None:
        self._n_rows = _count(attributes.get("table:number-rows-repeated"))
        self._row_look = attributes.get("table:default-cell-style-name", "")
        self._column = 0
        self._line = []
        size = self._styles.sizes.get(f"table-row {attributes.get('table:style-name')}")
        if self._table is None:
            return
        for row in range(self._row + 1, min(self._row + self._n_rows, self._limits.n_rows) + 1):
            if size is not None:
                self._table.heights[row] = size
            if attributes.get("table:visibility", "visible") != "visible":
                self._table.hidden_rows.add(row)

    # --- cells --------------------------------------------------------------------------------------------------------

    def _end_cell(self) -> None:
        attribute = self._attributes.get
        repeats = _count(attribute("table:number-columns-repeated"))
        first, self._column = self._column + 1, self._column + repeats
        if first > self._limits.n_columns or (repeats > _MOST_REPEATED and not self._paragraphs):
            return
        formula = attribute("table:formula")
        look = self._look(first)
        cell = StyledCell(value=self._value(), formula=formula_of(formula) if formula else "", has_formula=formula is not None, look=look)
        if cell.value is not None or cell.has_formula or look is not PLAIN or "table:content-validation-name" in self._attributes:
            self._line.append((first, min(self._column, self._limits.n_columns), cell, self._attributes))

    def _look(self, column: int) -> Look:
        of_column = self._column_looks[column - 1] if column <= len(self._column_looks) else ""
        name = self._attributes.get("table:style-name") or self._row_look or of_column
        return self._styles.looks.get(name, self._styles.looks.get("Default", PLAIN))

    def _value(self) -> str | float | bool | None:
        attribute = self._attributes.get
        kind, text = attribute("office:value-type"), "\n".join("".join(runs) for runs in self._paragraphs)
        if kind in ("float", "percentage", "currency"):
            with suppress(ValueError):
                return float(attribute("office:value", ""))
        if kind == "date":
            return _day_number(attribute("office:date-value", text))
        if kind == "time":
            value = from_iso_duration(attribute("office:time-value", text))
            return (value.hour * 60 + value.minute) / 1440 if isinstance(value, dt.time) else str(value)
        if kind == "boolean":
            return attribute("office:boolean-value") == "true"
        return text or attribute("office:string-value") or None

    def _end_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._n_rows
        table = self._table
        if table is None or not self._line:
            return
        last = min(self._row, self._limits.n_rows)
        table.is_cut = table.is_cut or last < self._row
        if self._n_rows > _MOST_REPEATED and all(cell.is_blank and cell.look.is_locked for *_, cell, _ in self._line):
            return
        for row in range(first, last + 1):
            for left, right, cell, attributes in self._line:
                self._put(table, row, left, right, cell, attributes)
            if len(table.cells) > self._limits.n_cells:
                table.is_cut = True
                return

    def _put(self, table: _Table, row: int, left: int, right: int, cell: StyledCell, attributes: Attributes) -> None:
        for column in range(left, right + 1):
            table.cells[row, column] = cell
            if "table:content-validation-name" in attributes:
                table.ruled.setdefault(attributes["table:content-validation-name"], []).append((row, column))
        n_columns, n_rows = _count(attributes.get("table:number-columns-spanned")), _count(attributes.get("table:number-rows-spanned"))
        if (n_columns > 1 or n_rows > 1) and len(table.merges) < self._limits.n_merges:
            bottom, last = min(row + n_rows - 1, self._limits.n_rows), min(left + n_columns - 1, self._limits.n_columns)
            table.merges.append(Area(row, left, bottom, last))


def _day_number(text: str) -> float | str:
    moment = from_iso(text)
    if isinstance(moment, dt.datetime):
        return (moment.date() - _EPOCH).days + (moment.hour * 60 + moment.minute) / 1440
    return float((moment - _EPOCH).days) if isinstance(moment, dt.date) else text


def _count(text: str | None) -> int:
    return max(1, int(text)) if text is not None and text.isdecimal() and len(text) <= 10 else 1  # noqa: PLR2004 - digits
