"""How the workbooks would be sent out by a plain script: drawn with xlsxwriter, or a finished one filled in with openpyxl.

Only the form sheet: its texts, locked and unlocked cells, dropdowns of the choices that fit into one. No check sheet, no
guide, no codes, no rules, no names, no helper columns.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.analyst import FIELDS, SHEET, TABLES
from benchmarks.forms import FORM, Forms, department, unit_name

_INPUTS = set(FIELDS.values()) | {
    (row, column)
    for first, last, left, columns in TABLES.values()
    for row in range(first, last + 1)
    for column in range(left, left + len(columns))
}
_FILLED = ("project.unit", "project.department")
_LONGEST_LIST = 255  # characters of a dropdown that is spelled out


@dataclass(frozen=True)
class _Drawing:
    """The form sheet of an empty workbook, as a script would have it in its constants."""

    texts: dict[tuple[int, int], Any]
    choices: dict[tuple[int, int], list[str]]
    widths: tuple[float, ...]


def _template(scratch: Path) -> Path:
    """An empty workbook of ours."""
    import xltool

    return xltool.build(FORM, scratch / "template.xlsx")


def _drawing(template: Path) -> _Drawing:
    from python_calamine import CalamineWorkbook

    from xltool.rules.load import load_definition

    rows = CalamineWorkbook.from_path(str(template)).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    cells = {(row, column): value for row, values in enumerate(rows, 1) for column, value in enumerate(values, 1) if value != ""}
    fields = load_definition(FORM).schema.fields
    choices = {place: [str(choice) for choice in fields[path].choices] for path, place in FIELDS.items()}
    return _Drawing(
        {place: value for place, value in cells.items() if place not in _INPUTS},
        {place: list_ for place, list_ in choices.items() if list_ and len(",".join(list_)) <= _LONGEST_LIST},
        (11, 17, 35, 15, 15, 10, 15),
    )


def xlsxwriter_plain(scratch: Path, n: int) -> Callable[[], object]:
    """Draw the form sheet anew for each unit."""
    drawing = _drawing(_template(scratch))

    def write() -> None:
        for number in range(n):
            _draw(drawing, number, scratch / f"{number}.xlsx")

    return write


def _draw(drawing: _Drawing, number: int, path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    label = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#F2F2F2"})
    entry = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#FFFFE0", "locked": False})
    sheet = book.add_worksheet(SHEET)
    for column, width in enumerate(drawing.widths):
        sheet.set_column(column, column, width)
    for (row, column), text in drawing.texts.items():
        sheet.write(row - 1, column - 1, text, label)
    for row, column in _INPUTS:
        sheet.write_blank(row - 1, column - 1, None, entry)
    for path_, value in zip(_FILLED, (unit_name(number), department(number)), strict=True):
        sheet.write_string(FIELDS[path_][0] - 1, FIELDS[path_][1] - 1, value, entry)
    for (row, column), choices in drawing.choices.items():
        sheet.data_validation(row - 1, column - 1, row - 1, column - 1, {"validate": "list", "source": choices})
    sheet.freeze_panes(3, 0)
    sheet.protect("secret")
    book.close()


def openpyxl_fill(scratch: Path, n: int) -> Callable[[], object]:
    """Load a finished workbook once, then fill in and save for each unit."""
    import openpyxl

    template = _template(scratch)

    def write() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(template)
        sheet = book[SHEET]
        for number in range(n):
            for path, value in zip(_FILLED, (unit_name(number), department(number)), strict=True):
                sheet.cell(*FIELDS[path], value)
            book.save(scratch / f"{number}.xlsx")

    return write


def only_bytes(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Write as many bytes to as many files."""
    import xltool

    campaign = Forms(Path(folder)).campaign(1, scratch / "campaign")
    content = xltool.distribute(campaign).written[0].read_bytes()

    def write() -> None:
        for number in range(n):
            (scratch / f"{number}.xlsx").write_bytes(content)

    return write
