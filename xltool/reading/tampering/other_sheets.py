"""Report what was altered about the workbook as a whole: its other sheets, and what the program that saved it has lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from xltool.base.display import visible
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.paths import defined_name
from xltool.base.reader_rules import READER_RULES
from xltool.form.sheet_names import (
    CHECK_FORMULAS,
    CHECK_HEAD_ROW,
    CHECK_SHEET,
    CODES_SHEET,
    EARLIER_CHECK_FORMULAS,
    GUIDE_SHEET,
    HIDDEN_SHEET,
    check_name,
)
from xltool.reading.book import Book, Feature
from xltool.reading.parsing.grid import Place
from xltool.reading.parsing.ranges import place_of
from xltool.reading.tampering.expected_form import ReceivedSheet
from xltool.reading.tampering.overwritten_formulas import overwritten
from xltool.reading.tampering.own_sheets import OWN_SHEETS
from xltool.rules.definition import Definition

_MOST = 20  # extra sheets that are looked at
_ROWS = 200  # of one, and columns
_PROTECTED = Text(zh="工作表保护", en="the protection of the sheets")
_DROPDOWNS = Text(zh="下拉选项和填写限制", en="dropdowns and limits of entry")
_NAMES = Text(zh="栏目的名称", en="the names of the fields")
_FORMULAS = Text(zh="公式", en="formulas")


def sheet_set_findings(
    book: Book, definition: Definition, sheets: Sequence[ReceivedSheet], copies: AbstractSet[str], *, is_issued: bool
) -> Iterator[Finding]:
    """Report sheets under other names, additional sheets and deleted sheets. `copies` of the form have findings of their own."""
    used = {sheet.grid.name for sheet in sheets} | copies
    for sheet in sheets:
        if sheet.grid.name != sheet.expected.layout.name and sheet.grid.name not in copies:
            yield READER_RULES["sheet.renamed"].finding(sheet=sheet.expected.layout.name, name=visible(sheet.grid.name))
    extra = [name for name in book.sheet_names if name not in used | OWN_SHEETS]
    for name in extra[:_MOST]:
        if next(book.grid(name, _ROWS, _ROWS).filled(), None) is not None:
            rule = "content.hidden-sheet" if name in book.hidden_sheets else "sheet.extra"
            yield READER_RULES[rule].finding(value=name, sheet=visible(name))
    lang = definition.template.language
    gone = [name for name in (CHECK_SHEET.say(lang), GUIDE_SHEET.say(lang), CODES_SHEET) if name not in book.sheet_names]
    if gone and is_issued:
        yield READER_RULES["sheet.removed"].finding(sheets=Text(zh="".join(f"“{name}”" for name in gone), en=", ".join(gone)))


class DroppedFeatures:
    """Tells apart what a program loses that does not support it, and what a person removes.

    A person unprotects the sheets that show; a program that knows no protection writes none, on hidden sheets neither.
    """

    def __init__(self, book: Book, definition: Definition, sheets: Sequence[ReceivedSheet]) -> None:
        self.book = book
        self.definition = definition
        self.sheets = [sheet for sheet in sheets if sheet.traits.is_whole]

    def findings(self, *, is_issued: bool, is_told: bool = False) -> Iterator[Finding]:
        """Report them. `is_issued`: the workbook itself says of which form it is; `is_told`: another finding names what is lost."""
        lost = self.lost if is_issued else ()  # a form copied into another workbook has none of it to begin with
        if lost and not is_told:
            features = Text(zh="、".join(what.zh for what in lost), en=", ".join(what.en for what in lost))
            yield READER_RULES["file.features-lost"].finding(what=features)
        if is_issued and _PROTECTED not in lost:
            for name in self._open_sheets:
                yield READER_RULES["protection.removed"].finding(value=name, sheet=visible(name))

    @property
    def has_only_values(self) -> bool:
        """Whether the program has kept nothing but values: a formula in such a file is not the sender's."""
        return {_PROTECTED, _DROPDOWNS, _NAMES} <= set(self.lost)

    @property
    def _open_sheets(self) -> list[str]:
        is_told = Feature.PROTECTION in self.book.tells
        return [sheet.grid.name for sheet in self.sheets if is_told and not sheet.traits.is_protected]

    @cached_property
    def lost(self) -> tuple[Text, ...]:
        """What is gone."""
        return tuple(self._dropped())

    def _dropped(self) -> Iterator[Text]:
        if self._open_sheets and not self._others_protected():
            yield _PROTECTED
        tells = self.book.tells
        has_validations = any(sheet.traits.validations for sheet in self.sheets)
        if Feature.VALIDATIONS in tells and self.sheets and not has_validations and self._limits_entries():
            yield _DROPDOWNS
        if Feature.NAMES in tells and not any(defined_name(path) in self.book.defined_names for path in self.definition.schema.fields):
            yield _NAMES
        has_formulas = any(sheet.traits.formulas for sheet in self.sheets)
        if Feature.FORMULAS in tells and not has_formulas and any(sheet.expected.status for sheet in self.sheets):
            yield _FORMULAS

    def _limits_entries(self) -> bool:
        """Return whether the form as it is written limits what is entered: one of texts of any length has nothing to lose."""
        typed = [field for field in self.definition.schema.all_fields() if not field.is_locked]
        return any(field.kind.validation.style in ("list", "range") or field.max_length is not None for field in typed)

    def _others_protected(self) -> bool:
        """Return whether any sheet of ours beside the form, or of the form, is protected."""
        if any(sheet.traits.is_protected for sheet in self.sheets):
            return True
        beside = [name for name in self.book.sheet_names if name in OWN_SHEETS and name != HIDDEN_SHEET]
        return any(map(self.book.is_protected, beside))


def check_sheet_findings(book: Book, definition: Definition) -> Iterator[Finding]:
    """Report overwritten formulas of the check sheet. They are counted; only when some are missing is the sheet read."""
    name = CHECK_SHEET.say(definition.template.language)
    if name not in book.sheet_names or Feature.FORMULAS not in book.tells:
        return
    n_rules = _n_listed(book, definition)
    expected = set(_check_formulas(n_rules, CHECK_FORMULAS))
    if book.n_formulas(name) < len(expected):
        traits = book.grid(name).traits
        present = set(map(place_of, traits.formulas)) if traits else expected
        if not any(column > max(EARLIER_CHECK_FORMULAS) for _, column in present):
            expected = set(_check_formulas(n_rules, EARLIER_CHECK_FORMULAS))
        yield from overwritten(name, expected - present)


def _n_listed(book: Book, definition: Definition) -> int:
    """Return how many rules the check sheet lists: those that were there when the workbook was made, as far as its names tell."""
    ids = definition.rules.ids
    return sum(check_name(rule) in book.defined_names for rule in ids) or len(ids)


def _check_formulas(n_rules: int, columns: Sequence[int]) -> Iterator[Place]:
    yield CHECK_HEAD_ROW - 1, 1
    for row in range(CHECK_HEAD_ROW + 1, CHECK_HEAD_ROW + 1 + n_rules):
        yield from ((row, column) for column in columns)
