"""Read the sheets of an Open XML workbook as they are drawn, Strict Open XML too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltool.base.cells import Area
from xltool.base.dates import EPOCH_1904
from xltool.reading.drawn.drawn_styles import DrawnStyles, ThemeColours, look_at
from xltool.reading.drawn.shifted_formula import shifted
from xltool.reading.drawn_records import PLAIN, DrawnBook, DrawnLimits, DrawnSheet, EntryRule, Look, Place, StyledCell
from xltool.reading.format import ReceivedFile
from xltool.reading.formats.xlsx import XlsxBook
from xltool.reading.guard.limits import Limits
from xltool.reading.parsing.date_styles import from_iso
from xltool.reading.parsing.open_xml_cells import integer, place_at
from xltool.reading.parsing.ranges import areas_of
from xltool.reading.parsing.shared_texts import Texts, unescape
from xltool.reading.parsing.xml_stream import Attributes, Handler, Stop

_TRUE = frozenset({"1", "true", "on"})


def read_drawn(file: ReceivedFile, limits: DrawnLimits) -> DrawnBook:
    """Read a workbook. Raises Refused."""
    book = XlsxBook(file.opened_package, file.limits)
    looks = _looks(book, file.limits)
    sheets = []
    for name in book.sheet_names:
        if "worksheet" not in book.part(name).lower() and "sheet" not in book.part(name).lower():
            continue
        handler = _Sheet(book.texts, looks, limits)
        file.opened_package.parse(book.part(name), handler, file.limits.depth)
        sheets.append(handler.sheet(name, is_hidden=name in book.hidden_sheets, shift=EPOCH_1904 if book.date1904 else 0))
    return DrawnBook(sheets=tuple(sheets), names=book.defined_names)


def _looks(book: XlsxBook, limits: Limits) -> list[Look]:
    theme, styles = book.part_of_type("theme"), book.part_of_type("styles")
    colours = ThemeColours()
    if theme is not None:
        book.package.parse(theme, colours, limits.depth)
    handler = DrawnStyles(colours.colours)
    if styles is not None:
        book.package.parse(styles, handler, limits.depth)
    return handler.looks


class _Sheet(Handler):
    """Collects what is drawn on a sheet."""

    extensions = frozenset({"extLst"})

    def __init__(self, texts: Sequence[str], looks: Sequence[Look], limits: DrawnLimits) -> None:
        super().__init__()
        self._texts = texts
        self._looks = looks
        self._limits = limits
        self._cells: dict[Place, StyledCell] = {}
        self._numbers: list[Place] = []  # of cells that hold a number
        self._merges: list[Area] = []
        self._validations: list[EntryRule] = []
        self._shared: dict[str, tuple[Place, str]] = {}
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._usual = (8.43, 15.0)
        self._is_protected = False
        self._is_cut = False
        self._row, self._column = 0, 0
        self._is_far = False  # the row stands below all that is read
        self._place: Place = (0, 0)
        self._look = PLAIN
        self._kind = ""
        self._pieces: dict[str, list[str]] = {}
        self._formula: Attributes | None = None
        self._inline = Texts()
        self._rule: dict[str, str] | None = None
        self._rule_pieces: list[str] = []

    # --- what comes ---------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "f") and self._pieces is not None:
            self.collecting = self._pieces.setdefault(name, [])
            if name == "f":
                self._formula = dict(attributes)
        elif name in ("t", "rPh"):
            self._inline.start(name, attributes)
            self.collecting = self._inline.collecting
        elif name == "row":
            self._start_row(attributes)
        else:
            self._start_other(name, attributes)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if name == "c":
            self._end_cell()
        elif name in ("v", "f", "t", "rPh"):
            self.collecting = None
            if name in ("t", "rPh"):
                self._inline.end(name)
        elif name in ("formula1", "formula2") and self._rule is not None:
            self._rule[name] = "".join(self._rule_pieces)
            self.collecting = None
        elif name == "dataValidation":
            self._end_rule()

    def start_foreign(self, name: str, attributes: Attributes) -> None:
        """Handle validations that name other sheets: Excel keeps them in an extension of 2009."""
        local = name.rpartition("}")[2]
        if local == "dataValidation":
            self._rule = dict(attributes)
        elif local in ("formula1", "formula2", "sqref"):
            self._rule_pieces = self.collecting = []

    def end_foreign(self, name: str) -> None:
        """Handle the end of such an element."""
        local = name.rpartition("}")[2]
        if local in ("formula1", "formula2", "sqref") and self._rule is not None:
            self._rule[local] = "".join(self._rule_pieces).strip()
            self.collecting = None
        elif local == "dataValidation":
            self._end_rule()

    def _start_other(self, name: str, attributes: Attributes) -> None:
        if name == "mergeCell":
            self._merge(attributes)
        elif name == "col":
            self._columns(attributes)
        elif name == "dataValidation":
            self._rule = dict(attributes)
        elif name in ("formula1", "formula2"):
            self._rule_pieces = self.collecting = []
        elif name == "sheetProtection":
            self._is_protected = attributes.get("sheet", "0").lower() in _TRUE
        elif name == "sheetFormatPr":
            self._usual = (_number(attributes.get("defaultColWidth"), 8.43), _number(attributes.get("defaultRowHeight"), 15.0))

    # --- rows and cells -----------------------------------------------------------------------------------------------

    def _start_row(self, attributes: Attributes) -> None:
        self._row, self._column = integer(attributes.get("r")) or self._row + 1, 0
        self._is_far = self._row > self._limits.n_rows
        if self._is_far:
            self._is_cut = True
            return
        if "ht" in attributes:
            self._heights[self._row] = _number(attributes["ht"], 15.0)
        if attributes.get("hidden", "0").lower() in _TRUE:
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        if self._is_far:
            return
        reference = attributes.get("r")
        self._place = place_at(reference) if reference else (self._row, self._column + 1)
        self._column = self._place[1]
        self._look = look_at(self._looks, integer(attributes.get("s") or "0"))
        self._kind = attributes.get("t", "n")
        self._pieces, self._formula = {}, None

    def _end_cell(self) -> None:
        if self._is_far or self._column > self._limits.n_columns:
            return
        if len(self._cells) >= self._limits.n_cells:
            self._is_cut = True
            raise Stop
        formula, has_formula = self._formula_text()
        value = self._value("".join(self._pieces.get("v", ())))
        if value is None and not has_formula and self._look is PLAIN:
            return
        if isinstance(value, float):
            self._numbers.append(self._place)
        self._cells[self._place] = StyledCell(value=value, formula=formula, has_formula=has_formula, look=self._look)

    def _formula_text(self) -> tuple[str, bool]:
        if self._formula is None:
            return "", False
        text, group = unescape("".join(self._pieces.get("f", ()))), self._formula.get("si")
        if self._formula.get("t") == "shared" and group is not None:
            if text:
                self._shared[group] = (self._place, text)
            elif group in self._shared:
                (row, column), first = self._shared[group]
                text = shifted(first, self._place[0] - row, self._place[1] - column)
        return text.removeprefix("="), True

    def _value(self, text: str) -> str | float | bool | None:
        if self._kind == "inlineStr":
            return self._inline.take() or None
        if not text:
            return None
        if self._kind == "s":
            number = integer(text)
            return self._texts[number] if number is not None and 0 <= number < len(self._texts) else None
        if self._kind == "b":
            return text.strip() in _TRUE
        if self._kind in ("str", "e"):
            return unescape(text)
        if self._kind == "d":
            return str(from_iso(text))
        return _number(text, None)

    # --- beside cells -------------------------------------------------------------------------------------------------

    def _merge(self, attributes: Attributes) -> None:
        for area in areas_of(attributes.get("ref", "")):
            if area.bottom <= self._limits.n_rows and area.right <= self._limits.n_columns and len(self._merges) < self._limits.n_merges:
                self._merges.append(area)

    def _columns(self, attributes: Attributes) -> None:
        first, last = integer(attributes.get("min")) or 1, integer(attributes.get("max")) or 1
        for column in range(first, min(last, self._limits.n_columns) + 1):
            if "width" in attributes:
                self._widths[column] = _number(attributes["width"], 8.43)
            if attributes.get("hidden", "0").lower() in _TRUE:
                self._hidden_columns.add(column)

    def _end_rule(self) -> None:
        rule, self._rule = self._rule, None
        if rule is None or len(self._validations) >= self._limits.n_validations:
            return
        areas = tuple(areas_of(rule.get("sqref", "")))
        if areas and rule.get("type", "none") != "none":
            self._validations.append(
                EntryRule(
                    areas=areas,
                    kind=rule["type"],
                    operator=rule.get("operator", "between"),
                    first=rule.get("formula1", ""),
                    second=rule.get("formula2", ""),
                    prompt=rule.get("prompt", ""),
                )
            )

    def sheet(self, name: str, *, is_hidden: bool, shift: int) -> DrawnSheet:
        """Return the sheet; `shift` days are added to numbers that dates show."""
        if shift:
            for place in self._numbers:
                self._cells[place] = _shifted_date(self._cells[place], shift)
        return DrawnSheet(
            name=name,
            is_hidden=is_hidden,
            is_protected=self._is_protected,
            cells=self._cells,
            merges=tuple(self._merges),
            validations=tuple(self._validations),
            widths=self._widths,
            heights=self._heights,
            usual_width=self._usual[0],
            usual_height=self._usual[1],
            hidden_rows=frozenset(self._hidden_rows),
            hidden_columns=frozenset(self._hidden_columns),
            is_cut=self._is_cut,
        )


def _shifted_date(cell: StyledCell, shift: int) -> StyledCell:
    is_date = any(letter in cell.look.number_format.lower() for letter in "yd")
    return replace(cell, value=cell.value + shift) if is_date and isinstance(cell.value, float) else cell


def _number(text: str | None, usual: float | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return usual  # type: ignore[return-value]  # None only where the caller says so
