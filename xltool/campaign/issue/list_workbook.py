"""Write lists for officers as a workbook: heads that stay, filters, and room to read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from xltool.base.messages import Lang, Text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4 = 9


@dataclass(frozen=True, kw_only=True)
class ListSheet:
    """One sheet of a list."""

    name: Text
    heads: tuple[tuple[Text, int], ...]  # with the width of the column in characters
    rows: Iterable[Sequence[str | int]]
    title: str = ""  # above the heads; a list with a title is printed, on as many sheets of A4 as it needs


def list_workbook(sheets: Sequence[ListSheet], lang: Lang) -> bytes:
    """Return a workbook with these sheets; the same lists are the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # else each would hold the time at which it was written
    for sheet in sheets:
        _write(book, sheet, lang)
    book.close()
    return buffer.getvalue()


def _write(book: Workbook, content: ListSheet, lang: Lang) -> None:
    sheet = book.add_worksheet(content.name.say(lang))
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2", "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    head_row = 2 if content.title else 0
    for column, (text, width) in enumerate(content.heads):
        sheet.set_column(column, column, width)
        sheet.write_string(head_row, column, text.say(lang), head)
    row = head_row
    for row, values in enumerate(content.rows, start=head_row + 1):
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value, cell)
            else:
                sheet.write_string(row, column, value, cell)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.autofilter(head_row, 0, max(row, head_row + 1), len(content.heads) - 1)
    if content.title:
        sheet.write_string(0, 0, content.title, book.add_format({"bold": True, "font_size": 14}))
        _print(sheet, head_row)


def _print(sheet: Worksheet, head_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)
