"""Build a workbook: formats, messages of one language, texts made fit for cells."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import MAX_ROWS
from xltool.base.display import display_width
from xltool.base.messages import Lang, Text
from xltool.form.schema import Field
from xltool.merging.fast.long_rows import LongRows, put_together
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.live_cells import LiveCell, printable
from xltool.merging.summary.on_paper import PrintOffer, set_print_areas
from xltool.workbook.cell_texts import write_text
from xltool.workbook.fast import FastWorksheet
from xltool.workbook.styles import (
    BODY_FONT,
    ERROR_FILL,
    ERROR_INK,
    HEAD_FILL,
    INFO_FILL,
    LABEL_FILL,
    LINE,
    TITLE_FONT,
    WARNING_FILL,
    WARNING_INK,
)

#: Rows of the two lines above a table, and their heights in points.
TITLE_ROW, NOTE_ROW = 1, 2
_TITLE_HEIGHT, _NOTE_HEIGHT = 28, 32
#: Rows that are listed of a list that is too long to be.
LONG_SHOWN = 1_000
#: Pixels of the widest digit, and of the room beside it, in a cell: in Excel 7 and 5, more where another font takes the place of the usual one.
_DIGIT_PIXELS, _PADDING_PIXELS = 9.6, 5
#: Pixels between the margins of a page, A4 landscape.
PAGE_PIXELS = 1_040
#: The time at which every summary says it was made: the same data must give the same bytes.
CREATED = dt.datetime(2000, 1, 1)
#: Room that lines which end at words take beyond their letters.
_RAGGED = 1.1
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")

_BASE: dict[str, Any] = {"font_name": BODY_FONT, "font_size": 10, "valign": "vcenter"}
_BOXED: dict[str, Any] = {**_BASE, "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
_TOTAL: dict[str, Any] = {"bold": True, "bg_color": LABEL_FILL, "top": 1, "top_color": LINE}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_name": TITLE_FONT, "font_size": 16},
    "note": {**_BASE, "font_color": "#595959", "text_wrap": True, "valign": "top"},
    "sentence": {**_BASE, "text_wrap": True, "valign": "top"},
    "plain": dict(_BASE),
    "section": {**_BASE, "bold": True, "font_size": 11},
    "heading": {**_BOXED, "bg_color": HEAD_FILL, "bold": True, "align": "center"},
    "text": {**_BOXED, "align": "left"},
    "center": {**_BOXED, "align": "center"},
    "faint": {**_BOXED, "align": "center", "font_color": "#8C8C8C"},
    "link": {**_BOXED, "align": "left", "font_color": "#0563C1", "underline": 1},
    "count": {**_BOXED, "align": "center", "num_format": "#,##0"},
    "money": {**_BOXED, "align": "right", "num_format": '#,##0.00;-#,##0.00;"–"'},
    "share": {**_BOXED, "align": "right", "num_format": "0.00%"},
    "percent": {**_BOXED, "align": "center", "num_format": "0%"},
    "tally": {**_BOXED, "align": "center", "num_format": "#,##0;-#,##0;"},
}
#: Fill and ink of what stands out.
TONES = {
    "error": (ERROR_FILL, ERROR_INK),
    "warning": (WARNING_FILL, WARNING_INK),
    "info": (INFO_FILL, "#1F4E79"),
    "good": ("#E2EFDA", "#006100"),
    "faint": ("#EDEDED", "#595959"),
}


@dataclass
class SummaryBook:
    """One summary workbook."""

    lang: Lang
    max_rows: int = MAX_ROWS  # rows that a sheet can hold; fewer in tests
    long_list: int = MAX_ROWS  # records of a list beyond which only the first `LONG_SHOWN` are listed
    words: Mapping[str, str] = field(default_factory=dict)  # what the form calls things, for messages: "noun", "forms", "sources"
    buffer: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook = xlsxwriter.Workbook(self.buffer, options)
        self._lists: dict[int, LongRows] = {}  # by number of the sheet
        self._print_offers: list[PrintOffer] = []
        self._formats: dict[tuple[str, tuple[tuple[str, Any], ...]], Format] = {}

    def say(self, text: Text, **values: object) -> str:
        """Say a sentence in the language of the workbook; the words of the form are known."""
        return text.say(self.lang, **{**self.words, **values})

    def style(self, name: str, *, tone: str = "", total: bool = False, decimals: int | None = None) -> Format:
        """Return a cell format: a named style, toned, or as it looks in a row of totals."""
        changes: dict[str, Any] = dict(_TOTAL) if total else {}
        if tone:
            changes |= dict(zip(("bg_color", "font_color"), TONES[tone], strict=True))
        if decimals is not None:
            changes["num_format"] = money_format(decimals)
        return self._format(name, changes)

    def _format(self, name: str, changes: dict[str, Any]) -> Format:
        key = (name, tuple(sorted(changes.items())))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({**_STYLES[name], **changes})
        return self._formats[key]

    def mark(self, tone: str) -> Format:
        """Make a conditional format."""
        fill, ink = TONES[tone]
        return self.workbook.add_format({"bg_color": fill, "font_color": ink})

    def add_sheet(self, name: Text | str) -> Worksheet:
        """Add a sheet, set up to be printed on A4 landscape, as wide as the page."""
        unique = sheet_name(name if isinstance(name, str) else self.say(name), [sheet.name for sheet in self.workbook.worksheets()])
        sheet = self.workbook.add_worksheet(unique, FastWorksheet)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f'&L&"{BODY_FONT}"&9&A&R&"{BODY_FONT}"&9{self.say(messages.PAGE)}')
        return sheet

    def number(self, style: Format) -> int:
        """Return the number of a cell format in the finished workbook."""
        return int(style._get_xf_index())  # noqa: SLF001 - given out when a cell first has the format; there is no public way to ask

    def long_rows(self, sheet: Worksheet, first_row: int, n_columns: int) -> LongRows:
        """Begin the rows of a list on a sheet, to be written one after another."""
        number = self.workbook.worksheets().index(sheet) + 1
        self._lists[number] = LongRows(first_row, n_columns)
        return self._lists[number]

    def may_print(self, sheet: Worksheet, *, rank: int, n_pages: int) -> None:
        """Offer a sheet to be printed. Where any is offered, only those print for which there is room."""
        self._print_offers.append(PrintOffer(sheet=sheet, rank=rank, n_pages=n_pages))

    def close(self, title: str, file: IO[bytes]) -> None:
        """Write the finished workbook to a file."""
        set_print_areas(self.workbook.worksheets(), self._print_offers)
        self.workbook.set_properties({"title": printable(title), "created": CREATED})
        self.workbook.set_calc_mode("auto")
        self.workbook.close()
        put_together(self.buffer.getvalue(), self._lists, file)


def sheet_name(title: str, taken: list[str]) -> str:
    """Choose a legal name for a sheet that no other sheet has."""
    name = _NOT_IN_NAMES.sub("", printable(title))[:31].strip() or "Sheet"
    others = {other.casefold() for other in taken}
    number, candidate = 1, name
    while candidate.casefold() in others:
        number += 1
        candidate = f"{name[: 30 - len(str(number))]} {number}"
    return candidate


def money_format(decimals: int) -> str:
    """Return a number format that shows two decimals and, where there are, more: up to `decimals`; zero is a dash."""
    digits = "#,##0" if decimals <= 0 else "#,##0." + "0" * min(decimals, 2) + "#" * max(decimals - 2, 0)
    return f'{digits};-{digits};"–"'


def decimals_of(field_: Field) -> int:
    """Return how many decimals of an amount are shown."""
    return 2 if field_.precision is None else field_.precision


def text_width(text: str) -> int:
    """Return the columns that the longest line of a text takes."""
    return max(map(display_width, text.split("\n")))


def line_count(text: str, width: float) -> int:
    """Count the lines that a text takes in a cell of a width in characters; wrapping at words takes a little more than the letters."""
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    widths = (display_width(line) for line in text.split("\n"))
    return sum(1 if taken <= width else math.ceil(taken * _RAGGED / width) for taken in widths)


def row_height(lines: int) -> float:
    """Return the height of a row of so many lines, in points; Excel's limit is 409."""
    return min(5 + 14 * lines, 409)


def write(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write one cell (1-based row and column): text is text whatever it begins with, None is blank."""
    at = (row - 1, column - 1)
    match value:
        case None | "":
            sheet.write_blank(*at, None, style)
        case LiveCell(formula, result):
            write_formula(sheet, row, column, formula(row), result, style)
        case str():
            write_text(sheet, *at, printable(value), style)
        case _:
            sheet.write_number(*at, value, style)


def write_formula(sheet: Worksheet, row: int, column: int, formula: str | None, value: float | str, style: Format) -> None:
    """Write a formula with the value that it has (1-based row and column); without a formula, the value."""
    if formula is None:
        write(sheet, row, column, value, style)
    else:
        sheet.write_formula(row - 1, column - 1, formula, style, value)


def write_title(book: SummaryBook, sheet: Worksheet, title: str, note: str, widths: Sequence[float]) -> None:
    """Write the title and the note above columns of such widths, in characters; the note has room for all its lines."""
    write(sheet, TITLE_ROW, 1, title, book.style("title"))
    write_note(book, sheet, note, 1, widths)


def write_note(book: SummaryBook, sheet: Worksheet, note: str, first: int, widths: Sequence[float]) -> None:
    """Write the note over columns of such widths from the first on, 1-based, and give it and the title their heights."""
    last = first + max(len(widths), 2) - 2
    sheet.set_row(TITLE_ROW - 1, _TITLE_HEIGHT)
    sheet.merge_range(NOTE_ROW - 1, first - 1, NOTE_ROW - 1, last, "", book.style("note"))
    write(sheet, NOTE_ROW, first, note, book.style("note"))
    sheet.set_row(NOTE_ROW - 1, max(_NOTE_HEIGHT, row_height(line_count(note, sum(widths)))))


def pixels(width: float) -> int:
    """Return the width of a column of so many characters at most, in pixels of which 96 are an inch."""
    return int(width * _DIGIT_PIXELS + _PADDING_PIXELS)
