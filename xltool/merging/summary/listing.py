"""Write a sheet that lists records: title, note, totals of what the filter shows, headings, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.dataset.arrow_arrays import REAL, TEXT, WHOLE, array_of, scalar_of
from xltool.merging.dataset.arrow_columns import each, kind_of, plain
from xltool.merging.fast.long_rows import LongRows
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.live_cells import ListCells, printable
from xltool.merging.summary.sheet_records import Heading, Listing, ListRows
from xltool.merging.summary.summary_book import (
    LONG_SHOWN,
    NOTE_ROW,
    SummaryBook,
    line_count,
    row_height,
    text_width,
    write,
    write_formula,
    write_title,
)

#: Rows that decide how wide a column of texts is; numbers count in every row, since they cannot be wrapped.
_SAMPLE = 500
_NUMBERS = ("money", "count")


def write_listing(
    book: SummaryBook, sheet: Worksheet, title: str, note: str, headings: Sequence[Heading], records: ListRows,
    *, if_empty: Text = messages.EMPTY, whole_up_to: int = 0,
) -> Listing:  # fmt: skip
    """Fill a sheet with a list, whole where it has no more records than that or than any list may have.

    ListRows are written as they come; how wide the columns are and what they add up to is known, and written, at the end.
    """
    has_totals = any(heading.total for heading in headings)
    heading_row = NOTE_ROW + (2 if has_totals else 1)
    most = book.max_rows if records.number <= max(book.long_list, whole_up_to) else min(book.max_rows, LONG_SHOWN + heading_row)
    listing = Listing(sheet, headings, heading_row + 1, min(records.number, max(most - heading_row, 0)), records.number)
    if not listing.is_whole:
        note = book.say(messages.CUT, n=records.number, shown=listing.n_shown, file=records.all_in) + note
    columns = _write_records(book, listing, records.found)
    write_title(book, sheet, title, note, [column.width for column in columns])
    _write_headings(book, sheet, heading_row, columns)
    if not listing.n_shown:
        write(sheet, listing.first_row, 1, book.say(if_empty), book.style("plain"))
    if has_totals:
        _write_totals(book, listing, {column.heading.key: column.total for column in columns if column.heading.total}, heading_row - 1)
    _finish(sheet, heading_row, heading_row + listing.n_shown, len(headings))
    return listing


class _Column:
    """What is learned of a column while its values pass by."""

    def __init__(self, heading: Heading, sample: Iterable[pa.Array]) -> None:
        self.heading = heading
        self.is_number = heading.style in _NUMBERS
        self.total = Decimal(0)
        self._longest = 0 if self.is_number else max((text_width(_shown(value)) for value in _different(sample)), default=0)

    def add(self, values: pa.Array) -> None:
        """Take in numbers that count in the total."""
        if self.heading.total:
            self.total = sum((Decimal(value) for value in values.to_pylist() if value is not None), self.total)

    def show(self, values: pa.Array) -> None:
        """Take in numbers that the sheet shows."""
        if self.is_number:
            lengths = (len(_spelled(self.heading, value)) for value in _different([values]) if value is not None)
            self._longest = max(self._longest, *lengths, 0)

    def lines(self, values: pa.Array) -> pa.Array | None:
        """Count the lines that the text in each cell takes; None for a column of numbers, which take one."""
        if self.is_number or kind_of(values) != TEXT:
            return None
        width = self.width
        return each(values, lambda text: line_count(printable(text), width) if text else 1, WHOLE)

    @property
    def width(self) -> float:
        """As wide as what stands in the column, within the heading's bounds; numbers are never cut."""
        heading = self.heading
        if heading.style in ("percent", "share"):
            return heading.least
        if not self.is_number:
            return min(max(self._longest + 2, heading.least), heading.most)
        total = len(_spelled(heading, self.total)) if heading.total else 0
        return max(self._longest + 2, total + 2, heading.least)


def _different(arrays: Iterable[pa.Array]) -> Iterator[Any]:
    """Return the values of arrays, each once in an array."""
    return (value for array in arrays for value in plain(array.unique()))


def _spelled(heading: Heading, value: Any) -> str:
    """Spell a number as it is shown, with at most as many decimals as there are."""
    if heading.style == "count":
        return f"{value:,}"
    whole, _, decimals = f"{value:,.{heading.decimals or 0}f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _shown(value: Any) -> str:
    return "" if value is None else printable(str(value))


def _write_headings(book: SummaryBook, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> None:
    for number, column in enumerate(columns, start=1):
        sheet.set_column(number - 1, number - 1, column.width)
        write(sheet, row, number, column.heading.text, book.style("heading"))
    lines = max(line_count(column.heading.text, column.width - 1) for column in columns)
    sheet.set_row(row - 1, row_height(lines) + 6)


def _write_records(book: SummaryBook, listing: Listing, pages: Iterator[Sequence[ListCells]]) -> list[_Column]:
    """Write the records that the sheet has room for; all of them count where columns are added up."""
    deciding = min(_SAMPLE, listing.n_shown)
    sample = _sample(pages, deciding)
    columns = [_Column(heading, _values(sample, at, deciding)) for at, heading in enumerate(listing.headings)]
    rows = book.long_rows(listing.sheet, listing.first_row, len(columns))
    has_totals, left = any(heading.total for heading in listing.headings), listing.n_shown
    for page in chain(sample, pages):
        if not left and not has_totals:
            break
        for column, cells in zip(columns, page, strict=True):
            column.add(cells.values)
        if n_rows := min(left, len(page[0])):
            _write_page(book, rows, columns, [cells.first(n_rows) for cells in page])
        left -= n_rows
    return columns


def _write_page(book: SummaryBook, rows: LongRows, columns: Sequence[_Column], page: Sequence[ListCells]) -> None:
    for column, cells in zip(columns, page, strict=True):
        column.show(cells.values)
    lines = [found for column, cells in zip(columns, page, strict=True) if (found := column.lines(cells.values)) is not None]
    heights = (
        each(pc.max_element_wise(scalar_of(1, WHOLE), *lines), row_height, REAL)
        if lines
        else array_of([row_height(1)] * len(page[0]), REAL)
    )
    rows.append(page, [_styles(book, column.heading, cells) for column, cells in zip(columns, page, strict=True)], heights)


def _sample(found: Iterator[Sequence[ListCells]], number: int) -> list[Sequence[ListCells]]:
    """Take pages from the front until they hold so many rows."""
    pages: list[Sequence[ListCells]] = []
    while number > 0 and (page := next(found, None)):
        pages.append(page)
        number -= len(page[0])
    return pages


def _values(pages: Iterable[Sequence[ListCells]], at: int, number: int) -> Iterator[pa.Array]:
    """Yield the values of a column in the first rows."""
    for page in pages:
        yield page[at].values[:number]
        number = max(number - len(page[at]), 0)


def _styles(book: SummaryBook, heading: Heading, cells: ListCells) -> pa.Array | str:
    """Return the number of the format of each cell, or of all: they differ by colour, and where a cell is a link."""

    def number(tone: str, *, is_link: bool = False) -> str:
        return str(book.number(_format(book, heading, is_link=is_link, tone=tone)))

    if cells.links:
        return pc.if_else(cells.links.targets.is_valid(), scalar_of(number("", is_link=True)), scalar_of(number("")))
    return number("") if cells.tones is None else each(cells.tones, number)


def _format(book: SummaryBook, heading: Heading, *, is_link: bool, tone: str) -> Format:
    style = "text" if heading.style == "link" and not is_link else heading.style
    return book.style(style, tone=tone, decimals=heading.decimals)


def _write_totals(book: SummaryBook, listing: Listing, totals: dict[str, Decimal], row: int) -> None:
    """Write the sums of what the filter shows; plain numbers over all records where the sheet does not hold them all."""
    first = next(index for index, heading in enumerate(listing.headings) if heading.total)
    label = book.style("text", total=True)
    for column, heading in enumerate(listing.headings, start=1):
        if heading.key not in totals:
            write(listing.sheet, row, column, book.say(messages.FILTERED_TOTAL) if column == 1 else None, label)
            continue
        style = book.style(heading.style, total=True, decimals=heading.decimals)
        cells = listing.range(heading.key)
        write_formula(listing.sheet, row, column, f"=SUBTOTAL(9,{cells})" if cells else None, float(totals[heading.key]), style)
    if first > 1:
        listing.sheet.merge_range(row - 1, 0, row - 1, first - 1, book.say(messages.FILTERED_TOTAL), label)
    listing.sheet.set_row(row - 1, row_height(1))


def _finish(sheet: Worksheet, heading_row: int, last_row: int, n_columns: int) -> None:
    sheet.autofilter(heading_row - 1, 0, last_row - 1, n_columns - 1)
    sheet.freeze_panes(heading_row, 0)
    sheet.repeat_rows(heading_row - 1)
