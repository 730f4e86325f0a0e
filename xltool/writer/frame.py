"""What all workbooks of a form have in common: where everything is, and the sheets that look the same for every document.

Those sheets are drawn once. The check sheet and the hidden one hold other values for each document; the others are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.cells import a1, quote_sheet
from xltool.layout import Layout, place
from xltool.sheets import CHECK_SHEET, CODES_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.template import Definition
from xltool.writer.book import Book, Sheet, Texts
from xltool.writer.check_sheet import CheckSheet
from xltool.writer.codes_sheet import CodeRanges
from xltool.writer.deflated import assemble, constant
from xltool.writer.drawn import DrawnSheet, SharedText
from xltool.writer.form_sheet import PROTECTION
from xltool.writer.guide_sheet import GuideSheet
from xltool.writer.helpers import Contents, HelperSheet, lay_out
from xltool.writer.styles import Look, Styles
from xltool.writer.texts import write_text

#: Version of the hidden sheet's own layout, for readers of later days.
FORMAT_VERSION = "1"
#: What the hidden sheet says of the workbook, from its first row on; the form's own part, and whose workbook it is.
FORM_KEYS, ISSUE_KEYS = ("format", "template", "version", "digest"), ("campaign", "unit", "project", "signature")
_MOST_FRAMES = 8  # kept at a time; each takes some megabytes


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One form, with one password for the protection of its sheets."""

    layout: Layout
    helpers: HelperSheet
    names: Mapping[str, str]  # defined name → what it refers to
    texts: Texts  # of the sheets below
    looks: tuple[Look, ...]  # of their formats
    checks: CheckSheet
    check_sheet: Sheet
    check_xml: DrawnSheet
    guide_sheet: Sheet
    codes_sheet: Sheet
    hidden_sheet: Sheet
    hidden_xml: DrawnSheet

    def add_sheets(self, book: Book, contents: Contents, issue: Mapping[str, str]) -> None:
        """Put the sheets into a workbook, with what they hold for its document and for whom it is made, by key."""
        book.add_like(self.check_sheet).finished = self.check_xml.holding(_by_row(self.checks.values(contents)))
        book.add_like(self.guide_sheet)
        book.add_like(self.codes_sheet)
        hidden = book.add_like(self.hidden_sheet)
        identity = {row: {2: text} for row, text in _issue_texts(hidden, issue)}
        hidden.finished = self.hidden_xml.holding(identity | _by_row(self.helpers.values(contents)))


def _by_row(values: Iterable[tuple[int, int, Any]]) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = {}
    for row, column, value in values:
        found.setdefault(row, {})[column] = value
    return found


def _issue_texts(sheet: Sheet, issue: Mapping[str, str]) -> Iterator[tuple[int, SharedText]]:
    """The row of each text that is not blank."""
    for row, key in enumerate(ISSUE_KEYS, start=len(FORM_KEYS) + 1):
        write_text(sheet, row - 1, 1, issue[key])
        if sheet.table[row - 1]:
            yield row, SharedText(sheet.table[row - 1][1].string)


# --- drawing ----------------------------------------------------------------------------------------------------------

_FRAMES: dict[tuple[str, str, str], Frame] = {}


def frame_of(definition: Definition, password: str) -> Frame:
    """The frame of a definition, drawn once per process; the latest few are kept."""
    key = str(definition.path), definition.digest, password
    frame = _FRAMES.get(key)
    if frame is None:
        frame = _FRAMES[key] = draw_frame(definition, password)
        for oldest in list(_FRAMES)[:-_MOST_FRAMES]:
            _FRAMES.pop(oldest, None)
    return frame


def draw_frame(definition: Definition, password: str) -> Frame:
    """Draw the sheets, as they stand in a workbook behind those of the form."""
    lang = definition.template.language
    book = Book()
    styles = Styles(book)
    layout, codes = place(definition.template, definition.schema), CodeRanges(definition.schema)
    helpers = lay_out(definition, layout, codes)
    book.add_worksheet(layout.sheets[0].name)  # the first sheet is the one that opens
    check_sheet, guide_sheet = book.add_worksheet(CHECK_SHEET.say(lang)), book.add_worksheet(GUIDE_SHEET.say(lang))
    codes_sheet, hidden_sheet = book.add_worksheet(CODES_SHEET), book.add_worksheet(HIDDEN_SHEET)
    checks = CheckSheet(check_sheet, definition, helpers, styles)
    checks.draw()
    GuideSheet(guide_sheet, definition, styles).draw()
    codes.draw(codes_sheet)
    _draw_helpers(hidden_sheet, definition, helpers)
    for sheet, allowed in ((check_sheet, PROTECTION), (guide_sheet, PROTECTION), (codes_sheet, None), (hidden_sheet, None)):
        sheet.protect(password, allowed)
    for sheet in (guide_sheet, codes_sheet):
        sheet.finished = assemble([constant(book.xml_of(sheet).encode())])
    return Frame(
        layout=layout,
        helpers=helpers,
        names={**_field_names(layout), **codes.names(), **_helper_names(helpers), **checks.names},
        texts=book.texts(),
        looks=tuple(styles.looks()),
        checks=checks,
        check_sheet=check_sheet,
        check_xml=DrawnSheet.of(book.xml_of(check_sheet)),
        guide_sheet=guide_sheet,
        codes_sheet=codes_sheet,
        hidden_sheet=hidden_sheet,
        hidden_xml=DrawnSheet.of(book.xml_of(hidden_sheet)),
    )


def _draw_helpers(sheet: Sheet, definition: Definition, helpers: HelperSheet) -> None:
    """The identity of the form, headings, and all formulas."""
    for row, key in enumerate((*FORM_KEYS, *ISSUE_KEYS)):
        sheet.write_string(row, 0, key)
    for row, text in enumerate((FORMAT_VERSION, definition.id, definition.version, definition.digest)):
        write_text(sheet, row, 1, text)
    for column, heading in helpers.grid.headings.items():
        sheet.write_string(0, column - 1, heading)
    for cell in helpers.grid.cells():
        sheet.write_formula(cell.row - 1, cell.column - 1, f"={cell.formula}", None, cell.value)
    sheet.very_hidden()


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


def _helper_names(helpers: HelperSheet) -> dict[str, str]:
    """The names of the identity and of what other sheets read."""
    keys = enumerate((*FORM_KEYS, *ISSUE_KEYS), start=1)
    names = {f"xltool.{key}": f"={HIDDEN_SHEET}!{a1(row, 2, absolute=True)}" for row, key in keys}
    return names | {name: f"={HIDDEN_SHEET}!{reference}" for name, reference in helpers.names.items()}
