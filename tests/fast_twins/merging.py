"""Long rows beside xlsxwriter: the rows of a list, written as the XML of their sheet while they pass by, or cell by cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import xlsxwriter

from tests.fast_twins import Twin
from xltool.base.messages import Text
from xltool.merging.dataset.arrow_arrays import REAL, WHOLE, array_of
from xltool.merging.summary.live_cells import Links, ListCells, printable
from xltool.merging.summary.summary_book import SummaryBook
from xltool.workbook.cell_texts import write_text

#: Of a row: text, whole number, amount, file that is linked ("" for this workbook), cell in it.
HEADING = "Heading"  # a list always has one
Row = tuple[str | None, int | None, Decimal | None, str | None, str | None]


def _lists() -> Iterator[list[Row]]:
    yield [
        ("甲", 1, Decimal("0.5"), "a.xlsx", "'表'!A1"),
        (None, None, None, None, None),
        ("<&>\r\n ", -2, Decimal(7), "", "'List'!A1"),
    ]
    yield [("=1+1", 0, Decimal("12345678.123456"), "b.xlsx", ""), ("行" * 40_000, 2**40, Decimal("-0.01"), "a.xlsx", "'表'!B2")]
    yield [(f"row {number}", number, Decimal(number) / 7, None, None) for number in range(1_500)]


def _fast(rows: list[Row]) -> Any:
    book, file = SummaryBook(lang="en"), io.BytesIO()
    sheet = book.add_sheet(Text(zh="表", en="List"))
    sheet.write_string(0, 0, HEADING)
    texts, numbers, amounts, targets, places = (list(column) for column in zip(*rows, strict=True))
    linked = Links(array_of(targets), array_of(places))
    columns = [
        ListCells(array_of(texts)),
        ListCells(array_of(numbers, WHOLE)),
        ListCells(array_of([None if amount is None else float(amount) for amount in amounts], REAL)),
        ListCells(array_of(["link" if target is not None else None for target in targets]), links=linked),
        ListCells(array_of([number or 0 for number in numbers], WHOLE), formula=lambda row: f"=B{row}*1"),
    ]
    style = str(book.number(book.style("text")))
    book.long_rows(sheet, 2, len(columns)).append(columns, [style] * len(columns), array_of([15] * len(rows), REAL))
    book.close("List", file)
    return _read_back(file)


def _plain(rows: list[Row]) -> Any:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, style = book.add_worksheet("List"), book.add_format()
    sheet.write_string(0, 0, HEADING)
    for row, (text, number, amount, target, place) in enumerate(rows, start=1):
        if text is not None:
            write_text(sheet, row, 0, printable(text), style)
        for column, value in ((1, number), (2, amount)):
            if value is not None:
                sheet.write_number(row, column, float(value), style)
        if target is not None:
            url = f"external:{target}{f'#{place}' if place else ''}" if target else f"internal:{place}"
            sheet.write_url(row, 3, url, style, "link")
        sheet.write_formula(row, 4, f"=B{row + 1}*1", style, number or 0)
    book.close()
    return _read_back(file)


def _read_back(file: io.BytesIO) -> Any:
    """Return every cell as openpyxl reads it: what it holds, what a formula comes to, where it leads."""
    formulas, values = (openpyxl.load_workbook(file, data_only=flag).worksheets[0] for flag in (False, True))
    return [
        (cell.coordinate, cell.value, values[cell.coordinate].value, cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location))
        for line in formulas.iter_rows()
        for cell in line
        if cell.value is not None
    ]


TWINS = (
    Twin(
        name="long rows and rows written by xlsxwriter",
        modules=("xltool.merging.fast.long_rows",),
        samples=_lists,
        fast=_fast,
        plain=_plain,
        declines=False,
    ),
)
