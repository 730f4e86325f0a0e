"""Write an empty roster as a workbook: heads in Chinese and English, what each column holds, a sample line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from xltool.form.roster_columns import ROSTER_COLUMNS, RosterColumn
from xltool.form.roster_sample import SAMPLE

#: The sheet, and the lines that are formatted as text: ids with zeros in front stay what was typed.
SHEET = "单位名录 roster"
_LINES = 2_000
_WIDTHS = {"id": 16, "name": 44, "level": 14, "department": 30, "aliases": 22, "email": 28, "projects": 30, "project_aliases": 30}
_FURTHER_WIDTH = 20  # characters
_REQUIRED = "必填 required"
_FURTHER = "本表预填用 The form is filled in from this column"
_SPLIT = "多个值用“；”隔开 Several values: separate them with ;"


def head_of(column: RosterColumn) -> str:
    """Return the head of a column in both languages: 单位名称 (name)."""
    return f"{column.title} ({column.key})"


def blank_roster(further: Sequence[str] = ()) -> bytes:
    """Return the workbook of an empty roster; `further` are heads of columns that a form is filled in from."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for index, column in enumerate(ROSTER_COLUMNS):
            sheet.set_column(index, index, _WIDTHS[column.key], text)
        if further:
            sheet.set_column(len(ROSTER_COLUMNS), len(ROSTER_COLUMNS) + len(further) - 1, _FURTHER_WIDTH, text)
        _write_heads(book, sheet, further)
        sample = book.add_format({"num_format": "@", "italic": True, "font_color": "#7F7F7F", "text_wrap": True, "valign": "top"})
        for index, column in enumerate(ROSTER_COLUMNS):
            sheet.write_string(1, index, SAMPLE[column.key], sample)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, _LINES, len(ROSTER_COLUMNS) + len(further) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return file.getvalue()


def _write_heads(book: Any, sheet: Any, further: Sequence[str]) -> None:
    look = {"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "vcenter"}
    required, optional = book.add_format({**look, "font_color": "#C00000"}), book.add_format(look)
    for index, column in enumerate(ROSTER_COLUMNS):
        sheet.write_string(0, index, head_of(column), required if column.is_required else optional)
        notes = [_REQUIRED] * column.is_required + [f"{column.hint.zh}\n{column.hint.en}"] + [_SPLIT] * column.holds_several
        sheet.write_comment(0, index, "\n".join(notes), {"x_scale": 2, "y_scale": 1.5})
    for index, head in enumerate(further, start=len(ROSTER_COLUMNS)):
        sheet.write_string(0, index, head, optional)
        sheet.write_comment(0, index, _FURTHER, {"x_scale": 2})
    sheet.set_row(0, 32)
