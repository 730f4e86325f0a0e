"""A sheet that lists records: title, note, totals of what the filter shows, headings, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1
from xltool.summary import words
from xltool.summary.book import (
    Book,
    Link,
    Live,
    display_width,
    line_count,
    printable,
    reference,
    row_height,
    write,
    write_formula,
)
from xltool.text import Text

#: Rows that decide how wide a column of texts is; numbers count in every row, since they cannot be wrapped.
_SAMPLE = 500
TITLE_ROW, NOTE_ROW = 1, 2
_TITLE_HEIGHT, _NOTE_HEIGHT = 28, 32
_NUMBERS = ("money", "count")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column of a list."""

    key: str
    text: str
    style: str = "text"
    least: float = 6  # width in characters
    most: float = 22
    total: bool = False  # whether its numbers are added up above the headings
    decimals: int | None = None  # of amounts


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row of a list: a value for each column; `tone` colours the cell named by `toned`."""

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
    room = max(book.max_rows - heading_row, 0)
    shown = records if len(records) <= room else records[:room]
    listing = Listing(sheet, headings, heading_row + 1, len(shown), len(records))
    if not listing.is_whole:
        note = book.say(words.CUT, n=len(records), shown=len(shown), file=all_in) + note
    totals = {heading.key: _total(records, column) for column, heading in enumerate(headings) if heading.total}
    widths = [_width(heading, _column(shown, column), totals) for column, heading in enumerate(headings)]
    write_title(book, sheet, title, note, len(headings))
    _write_headings(book, sheet, heading_row, headings, widths)
    _write_records(book, listing, shown, widths)
    if not shown:
        write(sheet, listing.first_row, 1, book.say(if_empty), book.style("plain"))
    if has_totals:
        _write_totals(book, listing, totals, heading_row - 1)
    _finish(sheet, heading_row, heading_row + len(shown), len(headings))
    return listing


def write_title(book: Book, sheet: Worksheet, title: str, note: str, n_columns: int) -> None:
    """The two lines above a table."""
    write(sheet, TITLE_ROW, 1, title, book.style("title"))
    sheet.set_row(TITLE_ROW - 1, _TITLE_HEIGHT)
    sheet.merge_range(NOTE_ROW - 1, 0, NOTE_ROW - 1, max(n_columns - 1, 1), "", book.style("note"))
    write(sheet, NOTE_ROW, 1, note, book.style("note"))
    sheet.set_row(NOTE_ROW - 1, _NOTE_HEIGHT)


def _column(records: Sequence[Record], column: int) -> list[Any]:
    return [record.values[column] for record in records]


def _total(records: Sequence[Record], column: int) -> Decimal:
    numbers = (record.values[column] for record in records)
    return sum((Decimal(number) for number in numbers if number is not None), Decimal(0))


def _width(heading: Heading, values: list[Any], totals: dict[str, Decimal]) -> float:
    """As wide as what stands in the column, within the heading's bounds; numbers are never cut."""
    if heading.style in _NUMBERS:
        wanted = max(map(len, _spelled(heading, [*values, totals.get(heading.key)])), default=0) + 2
        return max(wanted, heading.least)
    if heading.style == "percent":
        return heading.least
    shown = max((display_width(_shown(value)) for value in values[:_SAMPLE]), default=0) + 2
    return min(max(shown, heading.least), heading.most)


def _spelled(heading: Heading, values: Iterable[Any]) -> Iterable[str]:
    """Numbers as they are shown, at most as many decimals as there are."""
    for value in values:
        if value is not None and heading.style == "count":
            yield f"{_plain(value):,}"
        elif value is not None:
            whole, _, decimals = f"{value:,.{heading.decimals or 0}f}".partition(".")
            yield f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value.text if isinstance(value, Link) else str(_plain(value))


def _plain(value: Any) -> Any:
    """What a cell shows when it has been calculated."""
    return value.value if isinstance(value, Live) else value


def _write_headings(book: Book, sheet: Worksheet, row: int, headings: Sequence[Heading], widths: Sequence[float]) -> None:
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        sheet.set_column(column - 1, column - 1, width)
        write(sheet, row, column, heading.text, book.style("heading"))
    lines = max(line_count(heading.text, width - 1) for heading, width in zip(headings, widths, strict=True))
    sheet.set_row(row - 1, row_height(lines) + 6)


def _write_records(book: Book, listing: Listing, records: Sequence[Record], widths: Sequence[float]) -> None:
    columns = list(zip(listing.headings, widths, strict=True))
    formats: dict[tuple[int, bool, str], Format] = {}
    for row, record in enumerate(records, start=listing.first_row):
        lines = 1
        for column, ((heading, width), value) in enumerate(zip(columns, record.values, strict=True), start=1):
            key = (column, isinstance(value, Link), record.tone if record.toned == heading.key else "")
            if key not in formats:
                formats[key] = _format(book, heading, is_link=key[1], tone=key[2])
            write(listing.sheet, row, column, value, formats[key])
            if isinstance(value, str | Link):
                lines = max(lines, line_count(printable(_shown(value)), width))
        listing.sheet.set_row(row - 1, row_height(lines))


def _format(book: Book, heading: Heading, *, is_link: bool, tone: str) -> Format:
    style = "text" if heading.style == "link" and not is_link else heading.style
    return book.style(style, tone=tone, decimals=heading.decimals)


def _write_totals(book: Book, listing: Listing, totals: dict[str, Decimal], row: int) -> None:
    """The sums of what the filter shows; plain numbers over all records where the sheet does not hold them all."""
    first = next(index for index, heading in enumerate(listing.headings) if heading.total)
    label = book.style("text", total=True)
    for column, heading in enumerate(listing.headings, start=1):
        if heading.key not in totals:
            write(listing.sheet, row, column, book.say(words.FILTERED_TOTAL) if column == 1 else None, label)
            continue
        style = book.style(heading.style, total=True, decimals=heading.decimals)
        cells = listing.range(heading.key)
        write_formula(listing.sheet, row, column, f"=SUBTOTAL(9,{cells})" if cells else None, float(totals[heading.key]), style)
    if first > 1:
        listing.sheet.merge_range(row - 1, 0, row - 1, first - 1, book.say(words.FILTERED_TOTAL), label)
    listing.sheet.set_row(row - 1, row_height(1))


def _finish(sheet: Worksheet, heading_row: int, last_row: int, n_columns: int) -> None:
    sheet.autofilter(heading_row - 1, 0, last_row - 1, n_columns - 1)
    sheet.freeze_panes(heading_row, 0)
    sheet.repeat_rows(heading_row - 1)
