"""Mark what is wrong in a design workbook at its cells, and list it on a sheet of its own."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xltool.base.cells import a1, quote_sheet
from xltool.base.display import visible
from xltool.base.messages import Lang, Text
from xltool.rules.design_language import DOUBT_FILL, FAULT_FILL, SHEETS
from xltool.rules.design_sheets import CellProblem

_HEADS = (Text(zh="单元格", en="Cell"), Text(zh="内容", en="Content"), Text(zh="问题", en="Problem"))
_MOST_SHOWN = 200  # characters of a cell in the list


def marked_design(path: Path, problems: Sequence[CellProblem], lang: Lang) -> bytes:
    """Return the workbook with a colour and a comment at each cell where something is wrong."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not keep: the marked workbook is to correct by
        book = load_workbook(path)
        by_cell: dict[tuple[str, int, int], list[CellProblem]] = {}
        for problem in problems:
            by_cell.setdefault((problem.sheet, *problem.place), []).append(problem)
        for (name, row, column), found in by_cell.items():
            if name in book.sheetnames:
                _mark(book[name].cell(row, column), found, lang)
        _list(book, problems, lang)
        file = io.BytesIO()
        book.save(file)
    return file.getvalue()


def _mark(cell: Any, problems: Sequence[CellProblem], lang: Lang) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if isinstance(cell, MergedCell):
        return
    colour = DOUBT_FILL if all(problem.is_warning for problem in problems) else FAULT_FILL
    cell.fill = PatternFill("solid", start_color=f"FF{colour[1:]}")
    text = "\n".join(visible(problem.message.as_is(lang)) for problem in problems)
    cell.comment = Comment(text, "xltool", width=360, height=90)


def _list(book: Any, problems: Sequence[CellProblem], lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font

    name = SHEETS["problems"].as_is(lang)
    if name in book.sheetnames:
        del book[name]
    sheet = book.create_sheet(name, 0)
    sheet.append([head.as_is(lang) for head in _HEADS])
    for number, problem in enumerate(problems, start=2):
        place = a1(*problem.place)
        sheet.append([f"{problem.sheet}!{place}", "", ""])
        for column, text in ((2, problem.content[:_MOST_SHOWN]), (3, problem.message.as_is(lang))):
            cell = sheet.cell(number, column)
            cell.value = visible(text)
            cell.data_type = "s"  # a content that begins with = must not become a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).hyperlink = f"#{quote_sheet(problem.sheet)}!{place}"
        sheet.cell(number, 1).font = Font(color="FF0563C1", underline="single")
    for letter, width in (("A", 18), ("B", 40), ("C", 80)):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    book.active = 0
