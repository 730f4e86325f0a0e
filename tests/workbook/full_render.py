"""A workbook drawn afresh by xlsxwriter alone: no sheet that was drawn before, no compressed piece, no packing of ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from xltool.form.layout import place
from xltool.form.sheet_names import CHECK_SHEET, CODES_SHEET, FINDINGS_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.workbook.cell_texts import cached
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.fast.cached_book import CachedBook, CachedWorksheet
from xltool.workbook.form_copy import Issue
from xltool.workbook.given_cells import draw_given, given_cells, write_given
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, in_numbered_row
from xltool.workbook.helper_sheet.helper_records import HelperGrid
from xltool.workbook.helper_sheet.lay_out import lay_out
from xltool.workbook.helper_sheet.named_formulas import formula_name, is_named
from xltool.workbook.marks import Marks
from xltool.workbook.sheets.check_sheet import CheckSheet
from xltool.workbook.sheets.codes_sheet import draw_codes
from xltool.workbook.sheets.filled_form import FilledForm
from xltool.workbook.sheets.findings_sheet import FindingsSheet
from xltool.workbook.sheets.form_sheet import draw_form
from xltool.workbook.sheets.guide_sheet import GuideSheet
from xltool.workbook.sheets.hidden_sheet import draw_hidden, write_issue
from xltool.workbook.sheets.page_setup import PROTECTION
from xltool.workbook.styles import Styles


def full_render(
    definition: Definition,
    data: Mapping[str, Any],
    issue: Issue,
    marks: Marks | None = None,
    entries: Mapping[str, Any] | None = None,
) -> bytes:
    """The sheets of a workbook with their values; without defined names, which stand on no sheet."""
    book, lang = CachedBook(), definition.template.language
    styles = Styles(book)
    lookups = [value.lookup for value in definition.rules.computed if value.lookup is not None]
    layout, codes = place(definition.template, definition.schema), CodeRanges(definition.schema, lookups)
    helpers = lay_out(definition, layout, codes)
    contents = helpers.grid.contents(evaluate(definition, data), entries)
    for form_layout in layout.sheets:
        form = draw_form(_added(book, form_layout.name, issue), form_layout, definition, helpers, styles)
        form.sheet.values = _by_row(form.values(contents))
        FilledForm(form.sheet, form, data if entries is None else entries, styles, issue, marks).fill()
        _put(form.sheet, form.values(contents))
    if marks is not None:
        sheet = _added(book, FINDINGS_SHEET.say(marks.lang), issue)
        FindingsSheet(sheet, definition.schema, layout, marks, styles).draw()
    checks = CheckSheet(_added(book, CHECK_SHEET.say(lang), issue), definition, helpers, styles)
    checks.draw()
    _put(checks.sheet, checks.values(contents))
    guide = GuideSheet(_added(book, GUIDE_SHEET.say(lang), issue), definition, layout, styles)
    guide.draw()
    guide.tell(guide.sheet, issue.notice, styles)
    code_sheet, given = _added(book, CODES_SHEET, issue, None), given_cells(definition.schema, layout, len(list(codes)))
    draw_codes(code_sheet, codes)
    draw_given(code_sheet, given)
    write_given(code_sheet, given, data if entries is None else entries)
    hidden = _added(book, HIDDEN_SHEET, issue, None)
    draw_hidden(hidden, definition, helpers)
    _draw_formulas(hidden, helpers.grid)
    write_issue(hidden, issue)
    _put(hidden, helpers.grid.values(contents))
    return _zipped(book.parts)


def _added(book: CachedBook, name: str, issue: Issue, allowed: Mapping[str, bool] | None = PROTECTION) -> CachedWorksheet:
    sheet: CachedWorksheet = book.add_worksheet(name)
    sheet.protect(issue.password, allowed)
    return sheet


def _draw_formulas(sheet: CachedWorksheet, grid: HelperGrid) -> None:
    """Write each formula that has no name out in its cell; the workbook writes one and shares it."""
    for cell in grid.cells:
        sheet.write_formula(cell.row - 1, cell.column - 1, f"={in_numbered_row(cell.formula, cell.row)}", None, cell.value)
    for column in (column for number, column in grid.filled.items() if number not in grid.inner):
        for row in range(FIRST_ROW, column.last_row + 1):
            formula = formula_name(column.column) if is_named(column) else in_numbered_row(column.formula, row)
            sheet.write_formula(row - 1, column.column - 1, f"={formula}", None, column.blank)


def _by_row(values: Iterable[tuple[int, int, Any]]) -> dict[int, dict[int, Any]]:
    rows: dict[int, dict[int, Any]] = {}
    for row, column, value in values:
        rows.setdefault(row, {})[column] = value
    return rows


def _put(sheet: CachedWorksheet, values: Iterable[tuple[int, int, Any]]) -> None:
    """What formulas yield."""
    for row, column, value in values:
        cells = sheet.table[row - 1]
        cells[column - 1] = cells[column - 1]._replace(value=cached(value))


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(
                name, part.replace(' t="e"', ' t="str"') if isinstance(part, str) else part
            )  # a text that looks like an error is one
    return content.getvalue()
