"""Draw the check sheet (填报检查): every rule with its state, its count, its sentence and a link to the first offending cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, quote_sheet
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Severity
from xltool.base.formula_text import quote
from xltool.base.messages import Lang
from xltool.base.paths import parent_of
from xltool.form.sheet_names import CHECK_SHEET, GUIDE_SHEET, check_name
from xltool.form.sheet_setup import setup_beside
from xltool.form.status_parts import StatusParts
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Rule
from xltool.rules.waiting import waiting_counts
from xltool.workbook import form_messages
from xltool.workbook.helper_sheet.helper_records import Contents, HelperSheet
from xltool.workbook.sheets.page_setup import set_up_page
from xltool.workbook.sheets.row_height import count_lines
from xltool.workbook.sheets.rule_sentence import count_later, rule_sentence
from xltool.workbook.sheets.status_line import StatusLine
from xltool.workbook.styles import GOOD_INK, TODO_FILL, TODO_INK, TONES, Styles

HEAD_ROW = 3
_WIDTHS = (15, 8, 18, 8, 64, 11)
_NAMED_WIDTH = 28  # of the last column, where rows have names
_LONGEST_NAME = 80  # characters of a cell and the name of its row


class CheckSheet:
    """Draws the check sheet, and yields what its formulas hold for a document."""

    def __init__(self, sheet: Worksheet, definition: Definition, helpers: HelperSheet, styles: Styles) -> None:
        self.sheet = sheet
        self.definition = definition
        self.helpers = helpers
        self.styles = styles
        self.lang: Lang = definition.template.language
        self.status = StatusLine(lang=self.lang, n_later=count_later(definition), waiting=helpers.waiting)
        self.names: dict[str, str] = {}

    def draw(self) -> None:
        """Draw everything on the sheet; `names` then holds the defined names of counts."""
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        if self.definition.schema.has_fixed_rows:
            self.sheet.set_column(len(_WIDTHS) - 1, len(_WIDTHS) - 1, _NAMED_WIDTH)
        name = CHECK_SHEET.say(self.lang)
        self.sheet.set_row(0, 28)
        self.sheet.merge_range(0, 0, 0, len(_WIDTHS) - 1, name, self.styles("title"))
        self.sheet.set_row(1, 24)
        self._status()
        self.sheet.set_row(HEAD_ROW - 1, 20)
        for column, head in enumerate(form_messages.CHECK_HEADS):
            self.sheet.write_string(HEAD_ROW - 1, column, head.say(self.lang), self.styles("heading"))
        ids = self.definition.rules.ids
        for row, rule_id in enumerate(ids, start=HEAD_ROW + 1):
            self._rule(row, rule_id)
        last = HEAD_ROW + len(ids)
        self.sheet.autofilter(HEAD_ROW - 1, 0, last - 1, len(_WIDTHS) - 1)
        self._colours(last)
        self._print_setup(last)

    def _status(self) -> None:
        """Write the status line with a link to the instructions: no formula, for formulas of this sheet are counted on receipt."""
        last = len(_WIDTHS)
        self.status.draw(self.sheet, StatusParts(Area(2, 1, 2, last - 1)), self.styles, align="center")
        guide = GUIDE_SHEET.say(self.lang)
        self.sheet.write_url(1, last - 1, f"internal:{quote_sheet(guide)}!A1", self.styles("jump"), guide)

    def _reference(self, row: int, column: int) -> str:
        return f"={quote_sheet(CHECK_SHEET.say(self.lang))}!{a1(row, column, absolute=True)}"

    def _rule(self, row: int, rule_id: str) -> None:
        worst = min((rule.severity for rule in self.definition.rules.by_id(rule_id)), key=SEVERITIES.index)
        cell = a1(row, 4)
        self._state(row, rule_id, worst, cell)
        self.sheet.write_string(row - 1, 1, SEVERITY_NAMES[worst].say(self.lang), self.styles("center"))
        self.sheet.write_string(row - 1, 2, rule_id, self.styles("center"))
        self.sheet.write_formula(row - 1, 3, f"={self.helpers.count(rule_id)}", self.styles("number"), "")
        sentence = rule_sentence(self.definition, rule_id, self.lang)
        said = self.helpers.said_of(rule_id)
        if said is None:
            self.sheet.write_string(row - 1, 4, sentence, self.styles("cell", indent=1))
        else:
            self.sheet.write_formula(row - 1, 4, f"=IF({cell}=0,{quote(sentence)},{said})", self.styles("cell", indent=1), sentence)
        self.sheet.set_row(row - 1, count_lines(sentence, _WIDTHS[4]) * 15 + 4)
        self._link(row, rule_id, cell)
        self.names[check_name(rule_id)] = self._reference(row, 4)

    def _state(self, row: int, rule_id: str, severity: Severity, cell: str) -> None:
        """Write the state: 待填 while all violations wait for what is blank, else the severity; 通过, or not to be decided."""
        words = {key: text.say(self.lang) for key, text in form_messages.STATES.items()}
        skip, waiting = self.helpers.skip_of(rule_id), self.helpers.waiting_of(rule_id)
        otherwise = f"IF({skip}>0,{quote(words['skipped'])},{quote(words['fine'])})" if skip else quote(words["fine"])
        violated = quote(SEVERITY_NAMES[severity].say(self.lang))
        violated = f"IF({waiting}={cell},{quote(words['todo'])},{violated})" if waiting else violated
        self.sheet.write_formula(row - 1, 0, f"=IF({cell}>0,{violated},{otherwise})", self.styles("center"), "")

    def _link(self, row: int, rule_id: str, cell: str) -> None:
        """Write a link to the first offending cell; it is blank while there is none."""
        place = self.helpers.first_place(rule_id)
        if self._has_named_rows(rule_id):  # the name of the row stands behind the cell
            cells = f'LEFT({place},FIND(" ",{place}&" ",FIND("!",{place}))-1)'
            jump = f'HYPERLINK("#"&{cells},MID({place},FIND("!",{place})+1,{_LONGEST_NAME}))'
        else:
            jump = f'HYPERLINK("#"&{place},MID({place},FIND("!",{place})+1,20))'
        self.sheet.write_formula(row - 1, 5, f'=IF({cell}=0,"",{jump})', self.styles("link", align="center"), "")

    def _has_named_rows(self, rule_id: str) -> bool:
        """Return whether a rule points into a table whose rows have names."""
        tables = {parent_of(rule.at) for rule in self.definition.rules.by_id(rule_id)}
        return any(path in tables and table.fixed is not None for path, table in self.definition.schema.tables.items())

    def _colours(self, last: int) -> None:
        """Colour each line by its state."""
        cells, first = (HEAD_ROW, 0, last - 1, len(_WIDTHS) - 2), HEAD_ROW + 1
        words = {SEVERITY_NAMES[severity].say(self.lang): TONES[severity] for severity in SEVERITIES}
        words[form_messages.STATES["todo"].say(self.lang)] = TODO_FILL, TODO_INK
        for word, tone in words.items():
            rule = {"type": "formula", "criteria": f"=$A{first}={quote(word)}", "format": self.styles.mark(*tone)}
            self.sheet.conditional_format(*cells, rule)
        fine = {
            "type": "formula",
            "criteria": f"=$A{first}={quote(form_messages.STATES['fine'].say(self.lang))}",
            "format": self.styles.ink(GOOD_INK),
        }
        self.sheet.conditional_format(HEAD_ROW, 0, last - 1, 0, fine)

    def _print_setup(self, last: int) -> None:
        set_up_page(self.sheet, setup_beside(self.definition.template.sheets[0].setup))
        self.sheet.print_area(0, 0, last - 1, len(_WIDTHS) - 1)
        self.sheet.repeat_rows(HEAD_ROW - 1)
        self.sheet.freeze_panes(HEAD_ROW, 0)

    # --- values -------------------------------------------------------------------------------------------------------

    def values(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and value of all formulas."""
        yield 2, 1, self.status.sentence(self.helpers.waiting.progress(contents))
        for row, rule_id in enumerate(self.definition.rules.ids, start=HEAD_ROW + 1):
            severities = {rule.severity for rule in self.definition.rules.by_id(rule_id)}
            count = sum(contents.counts[rule_id, severity] for severity in severities)
            yield row, 1, self._state_value(rule_id, severities, count, contents)
            yield row, 4, count
            said = self.helpers.said_value(rule_id, contents) if count else None
            if said is not None:
                yield row, 5, said
            yield row, 6, self.helpers.first_value(rule_id, contents).partition("'!")[2][:_LONGEST_NAME] if count else ""

    def _state_value(self, rule_id: str, severities: Collection[Severity], count: int, contents: Contents) -> str:
        if count:
            worst = min(severities, key=SEVERITIES.index)
            is_todo = self._waiting(rule_id, severities, contents) == count
            return (form_messages.STATES["todo"] if is_todo else SEVERITY_NAMES[worst]).say(self.lang)
        rules = (rule for rule in self.definition.rules.by_id(rule_id) if isinstance(rule, Rule) and rule.each is None)
        skipped = any(contents.evaluation.verdicts[rule.key].skipped for rule in rules)
        return form_messages.STATES["skipped" if skipped else "fine"].say(self.lang)

    def _waiting(self, rule_id: str, severities: Collection[Severity], contents: Contents) -> int:
        """Count the violations that wait; warnings do so only as long as something is to be filled in."""
        counts = contents.once("waiting", lambda: waiting_counts(contents.evaluation, self.definition))
        is_open = self.helpers.waiting.progress(contents).todo > 0
        return sum(counts.get((rule_id, severity), 0) for severity in severities if severity == "error" or is_open)
