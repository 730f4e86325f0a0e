"""Draw the blank form: all that the workbooks of a form have in common. It is cached, since drawing takes most of the time.

In the workbook of a document, inputs and formulas hold other values; the rest is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from xltool.base.cells import Area, a1, quote_sheet
from xltool.base.paths import defined_name, without_rows
from xltool.form.layout import Layout, SheetLayout, place
from xltool.form.schema import Schema
from xltool.form.sheet_names import CHECK_SHEET, CODES_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.rules.definition import Definition
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.fast.cached_book import CachedBook, CachedWorksheet, SharedStrings
from xltool.workbook.fast.cached_sheet import CachedSheet, MoreRow
from xltool.workbook.form_copy import Issue
from xltool.workbook.given_cells import GivenCells, draw_given, given_cells, write_given
from xltool.workbook.helper_sheet.helper_records import Contents, HelperSheet
from xltool.workbook.helper_sheet.helper_rows import helper_rows
from xltool.workbook.helper_sheet.lay_out import lay_out
from xltool.workbook.sheets.check_sheet import CheckSheet
from xltool.workbook.sheets.codes_sheet import draw_codes
from xltool.workbook.sheets.drawn_form import DrawnForm
from xltool.workbook.sheets.form_sheet import draw_form
from xltool.workbook.sheets.guide_sheet import GuideSheet
from xltool.workbook.sheets.hidden_sheet import draw_hidden, hidden_names, write_issue
from xltool.workbook.sheets.page_setup import PROTECTION
from xltool.workbook.sheets.row_height import row_height, text_size
from xltool.workbook.styles import DrawnLook, Styles

_CACHE_SIZE = 4  # blank forms; each takes some 15 MiB for a form like the built-in one


class BlankSheet(NamedTuple):
    """A drawn sheet, and its XML."""

    sheet: CachedWorksheet
    xml: CachedSheet

    def add_to(self, book: CachedBook) -> CachedWorksheet:
        """Add the same sheet to another workbook, to be changed there."""
        return book.add_cached(self.sheet, self.xml)


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """One form, with one password for the protection of its sheets."""

    layout: Layout
    helpers: HelperSheet
    names: Mapping[str, str]  # defined name → what it refers to
    given: GivenCells | None  # where the copies keep what their locked cells were sent out with
    shared_strings: SharedStrings  # of all sheets
    looks: tuple[DrawnLook, ...]  # of their formats
    forms: tuple[tuple[DrawnForm, BlankSheet], ...]
    checks: tuple[CheckSheet, BlankSheet]
    guide: tuple[GuideSheet, BlankSheet]
    codes: BlankSheet
    hidden: BlankSheet

    def has_room(self, path: str, text: str, issue: Issue) -> bool:
        """Return whether a text fits where a field stands, in its row and in page headers and footers; true for what is not an input."""
        if path not in self._inputs:
            return True
        if not all(form.takes_unit(text, issue) for form, _ in self.forms if form.unit_field == path):
            return False
        form, area = self._inputs[path]
        width = form.width_of(area)
        return row_height(text, width) <= form.heights[area.top] and text_size(text, width) is None

    @cached_property
    def _inputs(self) -> dict[str, tuple[DrawnForm, Area]]:
        return {input_.path: (form, input_.area) for form, _ in self.forms for input_ in form.layout.inputs}

    def add_forms(self, book: CachedBook, contents: Contents) -> Iterator[tuple[CachedWorksheet, DrawnForm]]:
        """Add the form's sheets with what their formulas yield, and yield them: the values of the document are still missing."""
        for form, blank in self.forms:
            sheet = blank.add_to(book)
            sheet.values = _by_row(form.values(contents))
            yield sheet, form

    def add_others(self, book: CachedBook, contents: Contents, issue: Issue, styles: Styles) -> None:
        """Add the other sheets; `issue` says for whom the workbook is made."""
        checks, check_sheet = self.checks
        check_sheet.add_to(book).values = _by_row(checks.values(contents))
        guide, guide_sheet = self.guide
        guide.tell(guide_sheet.add_to(book), issue.notice, styles)
        write_given(self.codes.add_to(book), self.given, contents.entries)
        hidden = self.hidden.add_to(book)
        hidden.values = _by_row(self.helpers.grid.values(contents))
        write_issue(hidden, issue)


def _by_row(values: Iterable[tuple[int, int, Any]]) -> dict[int, dict[int, Any]]:
    rows: dict[int, dict[int, Any]] = {}
    for row, column, value in values:
        rows.setdefault(row, {})[column] = value
    return rows


# --- drawing ----------------------------------------------------------------------------------------------------------

_CACHE: dict[tuple[str, str, str, str], BlankForm] = {}


def cached_blank_form(definition: Definition, password: str) -> BlankForm:
    """Return the blank form of a definition, rendered once per process; the cache holds those used last."""
    key = str(definition.path), definition.template.version, definition.digest, password
    blank = _CACHE.pop(key, None) or draw_blank_form(definition, password)
    _CACHE[key] = blank
    for oldest in list(_CACHE)[:-_CACHE_SIZE]:
        _CACHE.pop(oldest, None)
    return blank


def draw_blank_form(definition: Definition, password: str) -> BlankForm:
    """Draw all sheets that a form always has."""
    return _Drawing(definition, password).draw()


class _Drawing:
    def __init__(self, definition: Definition, password: str) -> None:
        self.definition = definition
        self.password = password
        self.layout = place(definition.template, definition.schema)
        lookups = [value.lookup for value in definition.rules.computed if value.lookup is not None]
        self.codes = CodeRanges(definition.schema, lookups)
        self.helpers = lay_out(definition, self.layout, self.codes)
        self.given = given_cells(definition.schema, self.layout, len(list(self.codes)))
        self.book = CachedBook()
        self.styles = Styles(self.book)

    def draw(self) -> BlankForm:
        forms = [self._form(layout) for layout in self.layout.sheets]
        checks = self._checks()
        guide, codes, hidden = self._guide(), self._codes(), self._hidden()
        names = {**_field_names(self.layout, self.definition.schema), **self.codes.names(), **hidden_names(self.helpers), **checks.names}
        for form in forms:
            names |= _print_names(form)
        shared_strings = self.book.shared_strings()  # draws the workbook: before, formats have no numbers
        blank = BlankForm(
            layout=self.layout,
            helpers=self.helpers,
            names=names,
            given=self.given,
            shared_strings=shared_strings,
            looks=tuple(self.styles.looks()),
            forms=tuple((form, self._blank(form.sheet)) for form in forms),
            checks=(checks, self._blank(checks.sheet)),
            guide=(guide, self._blank(guide.sheet)),
            codes=self._blank(codes),
            hidden=self._blank(hidden, helper_rows(self.helpers.grid)),
        )
        self.book.release()
        return blank

    def _blank(self, sheet: CachedWorksheet, more_rows: Iterable[MoreRow] = ()) -> BlankSheet:
        return BlankSheet(sheet, CachedSheet.parse(self.book.xml_of(sheet), more_rows))

    def _sheet(self, name: str, allowed: Mapping[str, bool] | None) -> CachedWorksheet:
        """Add a sheet, protected; `allowed` is what protection permits."""
        sheet: CachedWorksheet = self.book.add_worksheet(name)
        sheet.protect(self.password, allowed)
        return sheet

    def _form(self, layout: SheetLayout) -> DrawnForm:
        sheet = self._sheet(layout.name, PROTECTION)
        return draw_form(sheet, layout, self.definition, self.helpers, self.styles)

    def _checks(self) -> CheckSheet:
        sheet = self._sheet(CHECK_SHEET.say(self.definition.template.language), PROTECTION)
        checks = CheckSheet(sheet, self.definition, self.helpers, self.styles)
        checks.draw()
        return checks

    def _guide(self) -> GuideSheet:
        sheet = self._sheet(GUIDE_SHEET.say(self.definition.template.language), PROTECTION)
        guide = GuideSheet(sheet, self.definition, self.layout, self.styles)
        guide.draw()
        return guide

    def _codes(self) -> CachedWorksheet:
        sheet = self._sheet(CODES_SHEET, None)
        draw_codes(sheet, self.codes)
        draw_given(sheet, self.given)
        return sheet

    def _hidden(self) -> CachedWorksheet:
        sheet = self._sheet(HIDDEN_SHEET, None)
        draw_hidden(sheet, self.definition, self.helpers)
        return sheet


# --- defined names ----------------------------------------------------------------------------------------------------


def _field_names(layout: Layout, schema: Schema) -> dict[str, str]:
    """Return the names of all inputs, which equal their paths; blocks of repeated ones count from 1, and without number all are meant."""
    names: dict[str, str] = {}
    everywhere: dict[str, list[str]] = {}
    for sheet in layout.sheets:
        prefix = quote_sheet(sheet.name)
        for input_ in sheet.inputs:
            names[defined_name(input_.path)] = f"={prefix}!{a1(input_.area.top, input_.area.left, absolute=True)}"
        for table in sheet.tables:
            for name in table.columns:
                names[defined_name(f"{table.path}.{name}")] = f"={prefix}!{table.column_area(name).absolute}"
    for field in schema.all_fields() if schema.repeats else ():
        if schema.block_of(field.path) and (name := defined_name(field.path)) in names:
            everywhere.setdefault(without_rows(field.path), []).append(names[name][1:])
    return names | {name: f"={','.join(cells)}" for name, cells in everywhere.items()}


def _print_names(form: DrawnForm) -> dict[str, str]:
    """Return the names of what is printed. A calculated area has a name of its own: ExcelJS opens no print area that is a formula."""
    area, path = form.print_area()
    sheet, own = quote_sheet(form.layout.name), defined_name(f"xltool.print.{path}")
    names = {f"{sheet}!_xlnm.Print_Area": area if path is None else f"={own}"}
    if path is not None:
        names[own] = area
    titles = form.print_titles()
    return names if titles is None else {**names, f"{sheet}!_xlnm.Print_Titles": titles}
