"""What all workbooks of a form have in common: where everything is, and the sheets as nobody has filled them in.

They are drawn once. In the workbook of a document the form and what it calculates hold other values; the rest is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from xltool.base.cells import Area, a1, quote_sheet
from xltool.form.layout import Layout, SheetLayout, place
from xltool.form.sheet_names import CHECK_SHEET, CODES_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.rules.definition import Definition
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.fast.cached_book import CachedBook, CachedWorksheet, SharedStrings
from xltool.workbook.fast.cached_sheet import CachedSheet
from xltool.workbook.helper_sheet.helper_records import Contents, HelperSheet
from xltool.workbook.helper_sheet.lay_out import lay_out
from xltool.workbook.sheets.check_sheet import CheckSheet
from xltool.workbook.sheets.codes_sheet import draw_codes
from xltool.workbook.sheets.drawn_form import DrawnForm
from xltool.workbook.sheets.form_sheet import draw_form
from xltool.workbook.sheets.guide_sheet import GuideSheet
from xltool.workbook.sheets.hidden_sheet import draw_hidden, hidden_names, write_issue
from xltool.workbook.sheets.page_setup import PROTECTION
from xltool.workbook.sheets.row_height import row_height
from xltool.workbook.styles import Look, Styles

_CACHE_SIZE = 4  # kept at a time; each takes some 15 MiB for a form like the built-in one


class Drawn(NamedTuple):
    """A sheet as it was drawn, and its XML."""

    sheet: CachedWorksheet
    xml: CachedSheet

    def add_to(self, book: CachedBook) -> CachedWorksheet:
        """The same sheet in another workbook, to be changed."""
        return book.add_drawn(self.sheet, self.xml)


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """One form, with one password for the protection of its sheets."""

    layout: Layout
    helpers: HelperSheet
    names: Mapping[str, str]  # defined name → what it refers to
    texts: SharedStrings  # of all sheets
    looks: tuple[Look, ...]  # of their formats
    forms: tuple[tuple[DrawnForm, Drawn], ...]
    checks: tuple[CheckSheet, Drawn]
    guide: Drawn
    codes: Drawn
    hidden: Drawn

    def has_room(self, path: str, text: str) -> bool:
        """Whether a text in the input of a field makes no row higher; true for what is no input."""
        found = self._inputs.get(path)
        if found is None:
            return True
        form, area = found
        return row_height(text, form.width_of(area)) <= form.heights[area.top]

    @cached_property
    def _inputs(self) -> dict[str, tuple[DrawnForm, Area]]:
        return {input_.path: (form, input_.area) for form, _ in self.forms for input_ in form.layout.inputs}

    def add_forms(self, book: CachedBook, contents: Contents) -> Iterator[tuple[CachedWorksheet, DrawnForm]]:
        """Put the form's sheets into a workbook, as yet without the values of the document, but with what formulas yield."""
        for form, drawn in self.forms:
            sheet = drawn.add_to(book)
            sheet.values = _by_row(form.values(contents))
            yield sheet, form

    def add_others(self, book: CachedBook, contents: Contents, issue: Mapping[str, str]) -> None:
        """Put the other sheets into a workbook; `issue` says for whom it is made, by key."""
        checks, drawn_checks = self.checks
        drawn_checks.add_to(book).values = _by_row(checks.values(contents))
        self.guide.add_to(book)
        self.codes.add_to(book)
        hidden = self.hidden.add_to(book)
        hidden.values = _by_row(self.helpers.grid.values(contents))
        write_issue(hidden, issue)


def _by_row(values: Iterable[tuple[int, int, Any]]) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = {}
    for row, column, value in values:
        found.setdefault(row, {})[column] = value
    return found


# --- drawing ----------------------------------------------------------------------------------------------------------

_CACHE: dict[tuple[str, str, str], BlankForm] = {}


def cached_blank_form(definition: Definition, password: str) -> BlankForm:
    """The frame of a definition, drawn once per process; those asked for last are kept."""
    key = str(definition.path), definition.digest, password
    frame = _CACHE.pop(key, None) or draw_blank_form(definition, password)
    _CACHE[key] = frame
    for oldest in list(_CACHE)[:-_CACHE_SIZE]:
        _CACHE.pop(oldest, None)
    return frame


def draw_blank_form(definition: Definition, password: str) -> BlankForm:
    """Draw all sheets that a form always has."""
    return _Drawing(definition, password).frame()


class _Drawing:
    def __init__(self, definition: Definition, password: str) -> None:
        self.definition = definition
        self.password = password
        self.layout = place(definition.template, definition.schema)
        self.codes = CodeRanges(definition.schema)
        self.helpers = lay_out(definition, self.layout, self.codes)
        self.book = CachedBook()
        self.styles = Styles(self.book)

    def frame(self) -> BlankForm:
        forms = [self._form(layout) for layout in self.layout.sheets]
        checks = self._checks()
        guide, codes, hidden = self._guide(), self._codes(), self._hidden()
        names = {**_field_names(self.layout), **self.codes.names(), **hidden_names(self.helpers), **checks.names}
        for form in forms:
            names |= print_names(form)
        texts = self.book.texts()  # the workbook is drawn now; before, formats had no numbers
        frame = BlankForm(
            layout=self.layout,
            helpers=self.helpers,
            names=names,
            texts=texts,
            looks=tuple(self.styles.looks()),
            forms=tuple((form, self._drawn(form.sheet)) for form in forms),
            checks=(checks, self._drawn(checks.sheet)),
            guide=self._drawn(guide),
            codes=self._drawn(codes),
            hidden=self._drawn(hidden),
        )
        self.book.forget()
        return frame

    def _drawn(self, sheet: CachedWorksheet) -> Drawn:
        return Drawn(sheet, CachedSheet.of(self.book.xml_of(sheet)))

    def _sheet(self, name: str, allowed: Mapping[str, bool] | None) -> CachedWorksheet:
        """A new sheet, protected; `allowed` is what may be done on it all the same."""
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

    def _guide(self) -> CachedWorksheet:
        sheet = self._sheet(GUIDE_SHEET.say(self.definition.template.language), PROTECTION)
        GuideSheet(sheet, self.definition, self.styles).draw()
        return sheet

    def _codes(self) -> CachedWorksheet:
        sheet = self._sheet(CODES_SHEET, None)
        draw_codes(sheet, self.codes)
        return sheet

    def _hidden(self) -> CachedWorksheet:
        sheet = self._sheet(HIDDEN_SHEET, None)
        draw_hidden(sheet, self.definition, self.helpers)
        return sheet


# --- defined names ----------------------------------------------------------------------------------------------------


def _field_names(layout: Layout) -> dict[str, str]:
    """The names of all inputs: equal to their paths."""
    names: dict[str, str] = {}
    for sheet in layout.sheets:
        prefix = quote_sheet(sheet.name)
        for input_ in sheet.inputs:
            names[input_.path] = f"={prefix}!{a1(input_.area.top, input_.area.left, absolute=True)}"
        for table in sheet.tables:
            for name in table.columns:
                names[f"{table.path}.{name}"] = f"={prefix}!{table.column_area(name).absolute}"
    return names


def print_names(form: DrawnForm) -> dict[str, str]:
    """A calculated area has a name of its own: ExcelJS opens no workbook whose print area is itself a formula."""
    area, table = form.print_area()
    local = f"{quote_sheet(form.layout.name)}!_xlnm.Print_Area"
    return {local: area} if table is None else {f"xltool.print.{table}": area, local: f"=xltool.print.{table}"}
