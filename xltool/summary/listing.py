"""A sheet that lists records: title, note, totals of what the filter shows, headings, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1
from xltool.summary import words
from xltool.summary.book import Book, display_width, line_count, reference, row_height, write, write_formula
from xltool.summary.cells import Link, Live, printable
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


@dataclass(frozen=True)
class Record:
    """One row of a list: a value for each column; `tone` colours the cell named by `toned`."""

    values: Sequence[Any]
    tone: str = ""
    toned: str = ""


@dataclass(frozen=True)
class Records:
    """What a list lists."""

    found: Iterator[Record]  # as they are asked for: there may be too many for memory
    number: int
    all_in: str  # the file that holds every record when the sheet cannot


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
    book: Book, sheet: Worksheet, title: str, note: str, headings: Sequence[Heading], records: Records,
    *, if_empty: Text = words.EMPTY,
) -> Listing:  # fmt: skip
    """Fill a sheet with a list.

    Records are written as they come; how wide the columns are and what they add up to is known, and written, at the end.
    """
    has_totals = any(heading.total for heading in headings)
    heading_row = NOTE_ROW + (2 if has_totals else 1)
    listing = Listing(sheet, headings, heading_row + 1, min(records.number, max(book.max_rows - heading_row, 0)), records.number)
    if not listing.is_whole:
        note = book.say(words.CUT, n=records.number, shown=listing.n_shown, file=records.all_in) + note
    columns = _write_records(book, listing, records.found)
    write_title(book, sheet, title, note, len(headings))
    _write_headings(book, sheet, heading_row, columns)
    if not listing.n_shown:
        write(sheet, listing.first_row, 1, book.say(if_empty), book.style("plain"))
    if has_totals:
        _write_totals(book, listing, {column.heading.key: column.total for column in columns if column.heading.total}, heading_row - 1)
    _finish(sheet, heading_row, heading_row + listing.n_shown, len(headings))
    return listing


def write_title(book: Book, sheet: Worksheet, title: str, note: str, n_columns: int) -> None:
    """The two lines above a table."""
    write(sheet, TITLE_ROW, 1, title, book.style("title"))
    sheet.set_row(TITLE_ROW - 1, _TITLE_HEIGHT)
    sheet.merge_range(NOTE_ROW - 1, 0, NOTE_ROW - 1, max(n_columns - 1, 1), "", book.style("note"))
    write(sheet, NOTE_ROW, 1, note, book.style("note"))
    sheet.set_row(NOTE_ROW - 1, _NOTE_HEIGHT)


class _Column:
    """What is learned of a column while its values pass by."""

    def __init__(self, heading: Heading, sample: Iterable[Any]) -> None:
        self.heading = heading
        self.is_number = heading.style in _NUMBERS
        self.total = Decimal(0)
        self._longest = 0 if self.is_number else max((display_width(_shown(value)) for value in sample), default=0)

    def learn(self, value: Any, *, is_shown: bool) -> None:
        """Take in a number."""
        if value is None:
            return
        if self.heading.total:
            self.total += Decimal(value)
        if is_shown:
            self._longest = max(self._longest, len(_spelled(self.heading, value)))

    @property
    def width(self) -> float:
        """As wide as what stands in the column, within the heading's bounds; numbers are never cut."""
        heading = self.heading
        if heading.style == "percent":
            return heading.least
        if not self.is_number:
            return min(max(self._longest + 2, heading.least), heading.most)
        total = len(_spelled(heading, self.total)) if heading.total else 0
        return max(self._longest + 2, total + 2, heading.least)


def _spelled(heading: Heading, value: Any) -> str:
    """A number as it is shown, with at most as many decimals as there are."""
    if heading.style == "count":
        return f"{_plain(value):,}"
    whole, _, decimals = f"{value:,.{heading.decimals or 0}f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return printable(value.text if isinstance(value, Link) else str(_plain(value)))


def _plain(value: Any) -> Any:
    """What a cell shows when it has been calculated."""
    return value.value if isinstance(value, Live) else value


def _write_headings(book: Book, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> None:
    for number, column in enumerate(columns, start=1):
        sheet.set_column(number - 1, number - 1, column.width)
        write(sheet, row, number, column.heading.text, book.style("heading"))
    lines = max(line_count(column.heading.text, column.width - 1) for column in columns)
    sheet.set_row(row - 1, row_height(lines) + 6)


def _write_records(book: Book, listing: Listing, records: Iterator[Record]) -> list[_Column]:
    """Write the records that the sheet has room for; all of them count where columns are added up."""
    sample = list(islice(records, min(_SAMPLE, listing.n_shown)))
    columns = [_Column(heading, [record.values[at] for record in sample]) for at, heading in enumerate(listing.headings)]
    numbers = [(at, column) for at, column in enumerate(columns) if column.is_number]
    widths = [None if column.is_number else column.width for column in columns]
    rows = book.long_rows(listing.sheet, listing.first_row, len(columns))
    styles = _Styles(book, listing.headings)
    wanted = listing.n_records if any(column.heading.total for column in columns) else listing.n_shown
    for place, record in enumerate(islice(chain(sample, records), wanted)):
        is_shown = place < listing.n_shown
        for at, column in numbers:
            column.learn(record.values[at], is_shown=is_shown)
        if is_shown:
            rows.append(record.values, styles.of(record), row_height(_lines(record, widths)))
    return columns


def _lines(record: Record, widths: Sequence[float | None]) -> int:
    """Lines that the longest text of a record takes."""
    lines = 1
    for value, width in zip(record.values, widths, strict=True):
        text = value.text if isinstance(value, Link) else value
        if width is not None and isinstance(text, str) and (len(text) * 2 > width or "\n" in text):
            lines = max(lines, line_count(printable(text), width))
    return lines


class _Styles:
    """The cell formats of records: they differ by colour, and where a cell is a link."""

    def __init__(self, book: Book, headings: Sequence[Heading]) -> None:
        self._book = book
        self._headings = headings
        self._known: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._links = [at for at, heading in enumerate(headings) if heading.style == "link"]

    def of(self, record: Record) -> list[int]:
        """The number of a cell format for each value."""
        key = (record.tone, record.toned)
        if key not in self._known:
            self._known[key] = [self._numbers(heading, record) for heading in self._headings]
        plain = [number for number, _ in self._known[key]]
        for at in self._links:
            if isinstance(record.values[at], Link):
                plain[at] = self._known[key][at][1]
        return plain

    def _numbers(self, heading: Heading, record: Record) -> tuple[int, int]:
        tone = record.tone if record.toned == heading.key else ""
        plain, link = (self._book.number(_format(self._book, heading, is_link=is_link, tone=tone)) for is_link in (False, True))
        return plain, link


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
