"""A sheet that lists records: title, note, totals of what the filter shows, headings, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1
from xltool.summary import words
from xltool.summary.book import Book, Link, display_width, printable, reference, write, write_formula
from xltool.text import Text

#: Rows that decide how wide a column is.
_SAMPLE = 500
TITLE_ROW, NOTE_ROW = 1, 2
_NOTE_HEIGHT, _HEADING_LINE = 30, 15


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column of a list."""

    key: str
    text: str
    style: str = "text"
    least: int = 6  # width in characters
    most: int = 24
    total: bool = False  # whether its numbers are added up above the headings
    decimals: int | None = None  # of amounts


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row of a list: a value for each column; `tone` colours it, or the one cell named by `toned`."""

    values: Sequence[Any]
    tone: str = ""
    toned: str = ""


@dataclass(frozen=True)
class Listing:
    """Where a list stands."""

    sheet: Worksheet
    headings: Sequence[Heading]
    first_row: int
    n_shown: int
    n_records: int

    @property
    def is_whole(self) -> bool:
        """Whether every record is on the sheet."""
        return self.n_shown == self.n_records

    def range(self, key: str) -> str | None:
        """The cells of a column for a formula; None when there are none, or not all, on the sheet."""
        if not self.n_shown or not self.is_whole:
            return None
        column = next(number for number, heading in enumerate(self.headings, start=1) if heading.key == key)
        last = a1(self.first_row + self.n_shown - 1, column, absolute=True)
        return reference(self.sheet, a1(self.first_row, column, absolute=True), last)


def write_listing(
    book: Book, sheet: Worksheet, title: str, note: str, headings: Sequence[Heading], records: Sequence[Record],
    *, all_in: str, if_empty: Text = words.EMPTY,
) -> Listing:  # fmt: skip
    """Fill a sheet with a list. `all_in` names the file that holds every record when the sheet cannot."""
    has_totals = any(heading.total for heading in headings)
    heading_row = NOTE_ROW + (2 if has_totals else 1)
    first_row = heading_row + 1
    room = max(book.max_rows - heading_row, 0)
    shown = records if len(records) <= room else records[:room]
    listing = Listing(sheet, headings, first_row, len(shown), len(records))
    if not listing.is_whole:
        note = book.say(words.CUT, n=len(records), shown=len(shown), file=all_in) + note
    _head(book, sheet, title, note, headings, shown, heading_row)
    for row, record in enumerate(shown, start=first_row):
        _record(book, sheet, row, headings, record)
    if not shown:
        write(sheet, first_row, 1, book.say(if_empty), book.style("note"))
    if has_totals:
        _totals(book, listing, records, heading_row - 1)
    _finish(sheet, heading_row, first_row + len(shown) - 1, len(headings))
    return listing


def _head(
    book: Book, sheet: Worksheet, title: str, note: str, headings: Sequence[Heading], shown: Sequence[Record], row: int
) -> None:
    write_title(book, sheet, title, note, len(headings))
    lines = 1
    for column, heading in enumerate(headings, start=1):
        width = _width(heading, [record.values[column - 1] for record in shown[:_SAMPLE]])
        sheet.set_column(column - 1, column - 1, width)
        write(sheet, row, column, heading.text, book.style("heading"))
        lines = max(lines, -(-display_width(heading.text) // max(int(width) - 2, 1)))
    sheet.set_row(row - 1, 8 + _HEADING_LINE * lines)


def write_title(book: Book, sheet: Worksheet, title: str, note: str, n_columns: int) -> None:
    """The two lines above a table."""
    write(sheet, TITLE_ROW, 1, title, book.style("title"))
    sheet.set_row(TITLE_ROW - 1, 28)
    sheet.merge_range(NOTE_ROW - 1, 0, NOTE_ROW - 1, max(n_columns - 1, 1), "", book.style("note"))
    write(sheet, NOTE_ROW, 1, note, book.style("note"))
    sheet.set_row(NOTE_ROW - 1, _NOTE_HEIGHT)


def _width(heading: Heading, values: Sequence[Any]) -> float:
    shown = max((display_width(_shown(value, heading)) for value in values), default=0)
    wanted = max(shown, min(display_width(heading.text), heading.least)) + 2
    return min(max(wanted, heading.least), heading.most)


def _shown(value: Any, heading: Heading) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and heading.style == "money":
        return f"{value:,.2f}"
    return printable(getattr(value, "text", None) or str(value))


def _record(book: Book, sheet: Worksheet, row: int, headings: Sequence[Heading], record: Record) -> None:
    for column, (heading, value) in enumerate(zip(headings, record.values, strict=True), start=1):
        tone = record.tone if record.toned in ("", heading.key) else ""
        style = "text" if heading.style == "link" and not isinstance(value, Link) else heading.style
        write(sheet, row, column, value, book.style(style, tone=tone, decimals=heading.decimals))


def _totals(book: Book, listing: Listing, records: Sequence[Record], row: int) -> None:
    """The sums of what the filter shows; plain numbers over all records where the sheet does not hold them all."""
    first = next(index for index, heading in enumerate(listing.headings) if heading.total)
    label = book.style("text", total=True)
    for column, heading in enumerate(listing.headings, start=1):
        if not heading.total:
            write(listing.sheet, row, column, book.say(words.FILTERED_TOTAL) if column == 1 else None, label)
            continue
        style = book.style(heading.style, total=True, decimals=heading.decimals)
        numbers = (record.values[column - 1] for record in records)
        value = float(sum((Decimal(number) for number in numbers if number is not None), Decimal(0)))
        cells = listing.range(heading.key)
        write_formula(listing.sheet, row, column, f"=SUBTOTAL(9,{cells})" if cells else None, value, style)
    if first > 1:
        listing.sheet.merge_range(row - 1, 0, row - 1, first - 1, book.say(words.FILTERED_TOTAL), label)


def _finish(sheet: Worksheet, heading_row: int, last_row: int, n_columns: int) -> None:
    sheet.autofilter(heading_row - 1, 0, max(last_row, heading_row) - 1, n_columns - 1)
    sheet.freeze_panes(heading_row, 0)
    sheet.repeat_rows(heading_row - 1)
