"""Draw the check sheet (填报检查): what is wrong first, then what is still to be filled in, with what to do and links; then what is in order.

What is known of each rule stands in hidden columns beside, in a fixed order; the lines that are seen take it from there, sorted by rank.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, column_letters, quote_sheet
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Severity
from xltool.base.formula_text import quote
from xltool.base.messages import Lang
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
from xltool.workbook.shown_ids import shown_id
from xltool.workbook.styles import GOOD_INK, TODO_FILL, TODO_INK, TONES, Styles

HEAD_ROW = 3
_FIRST = HEAD_ROW + 1
#: Columns that are seen.
_STATE, _SEVERITY, _SENTENCE, _COUNT, _PLACE, _ID = range(1, 7)
_WIDTHS = (15, 8, 84, 8, 18, 9)
_NAMED_WIDTH = 36  # of the column of places, where rows have names
#: Hidden columns: of each rule how often it is violated, its rank, its id and what it asks for; of each line the rank that it shows.
_COUNTS, _RANKS, _IDS, _REQUIREMENTS, _RANK = 8, 9, 10, 11, 12
_LONGEST_NAME = 80  # characters of a cell and the name of its row
_FEWEST_LINES, _MOST_LINES = 2, 4  # of a line of the sheet
#: A rank is the number of its state, of the rule, and of the severity: 100,000, 10 and 1 apart.
_PER_STATE, _PER_RULE = 100_000, 10
#: States of rules, from the top of the sheet down: what is wrong, doubtful, still to be filled in, by the way, not decided, in order.
_ORDER = ("error", "warning", "todo", "info", "skipped", "fine")


class CheckSheet:
    """Draws the check sheet, and yields what its formulas hold for a document."""

    def __init__(self, sheet: Worksheet, definition: Definition, helpers: HelperSheet, styles: Styles) -> None:
        self.sheet = sheet
        self.definition = definition
        self.helpers = helpers
        self.styles = styles
        self.lang: Lang = definition.template.language
        self.status = StatusLine(lang=self.lang, n_later=count_later(definition), waiting=helpers.waiting)
        self.name = quote_sheet(CHECK_SHEET.say(self.lang))
        self.names: dict[str, str] = {}
        self.ids = definition.rules.ids
        self.last = HEAD_ROW + len(self.ids)
        self.sentences = {rule_id: rule_sentence(definition, rule_id) for rule_id in self.ids}

    def draw(self) -> None:
        """Draw everything on the sheet; `names` then holds the defined names of counts."""
        self._columns()
        name = CHECK_SHEET.say(self.lang)
        self.sheet.set_row(0, 28)
        self.sheet.merge_range(0, 0, 0, len(_WIDTHS) - 1, name, self.styles("title"))
        self.sheet.set_row(1, 24)
        self._status()
        self.sheet.set_row(HEAD_ROW - 1, 20)
        for column, head in enumerate(form_messages.CHECK_HEADS):
            self.sheet.write_string(HEAD_ROW - 1, column, head.say(self.lang), self.styles("heading"))
        lines = max((count_lines(sentence, _WIDTHS[_SENTENCE - 1]) for sentence in self.sentences.values()), default=0)
        height = min(max(lines, _FEWEST_LINES), _MOST_LINES) * 15 + 4
        self.names |= self._line_names()
        for row, rule_id in enumerate(self.ids, start=_FIRST):
            self._rule(row, rule_id)
            self._line(row)
            self.sheet.set_row(row - 1, height)
        self.sheet.autofilter(HEAD_ROW - 1, 0, self.last - 1, len(_WIDTHS) - 1)
        self._colours(self.last)
        self._print_setup(self.last)

    def _status(self) -> None:
        """Write the status line with a link to the instructions: no formula, for formulas of this sheet are counted on receipt."""
        last = len(_WIDTHS)
        self.status.draw(self.sheet, StatusParts(Area(2, 1, 2, last - 1)), self.styles, align="center")
        guide = GUIDE_SHEET.say(self.lang)
        self.sheet.write_url(1, last - 1, f"internal:{quote_sheet(guide)}!A1", self.styles("jump"), guide)

    def _columns(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        if self.definition.schema.has_fixed_rows:
            self.sheet.set_column(_PLACE - 1, _PLACE - 1, _NAMED_WIDTH)
        self.sheet.set_column(_COUNTS - 1, _RANK - 1, None, None, {"hidden": True})

    # --- what each rule says ------------------------------------------------------------------------------------------

    def _rule(self, row: int, rule_id: str) -> None:
        """Write into the hidden columns how often a rule is violated, where its line stands, and what it asks for."""
        self._formula(row, _COUNTS, self.helpers.count(rule_id))
        self._formula(row, _RANKS, f"{self._number(rule_id)}+{self._state(rule_id, a1(row, _COUNTS))}")
        self.sheet.write_string(row - 1, _IDS - 1, shown_id(rule_id))
        self.sheet.write_string(row - 1, _REQUIREMENTS - 1, self.sentences[rule_id])
        self.names[check_name(rule_id)] = f"={self.name}!{a1(row, _COUNTS, absolute=True)}"

    def _number(self, rule_id: str) -> int:
        """Return the part of a rank that never changes."""
        return (self.ids.index(rule_id) + 1) * _PER_RULE + SEVERITIES.index(self._worst(rule_id))

    def _worst(self, rule_id: str) -> Severity:
        return min((rule.severity for rule in self.definition.rules.by_id(rule_id)), key=SEVERITIES.index)

    def _state(self, rule_id: str, count: str) -> str:
        """Return formula text: the number of the state of a rule."""
        skip, waiting = self.helpers.skip_of(rule_id), self.helpers.waiting_of(rule_id)
        otherwise = f"IF({skip}>0,{_number_of('skipped')},{_number_of('fine')})" if skip else _number_of("fine")
        violated = _number_of(self._worst(rule_id))
        violated = f"IF({waiting}={count},{_number_of('todo')},{violated})" if waiting else violated
        return f"IF({count}>0,{violated},{otherwise})"

    def _formula(self, row: int, column: int, formula: str) -> None:
        self.sheet.write_formula(row - 1, column - 1, f"={formula}", None, "")

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _line(self, row: int) -> None:
        """Write a line of the sheet: that of the rule whose rank is the next. Its cells say the names of their formulas."""
        self._formula(row, _RANK, f"SMALL({self._all(_RANKS)},{row - HEAD_ROW})")
        looks = {
            _STATE: self.styles("center"),
            _SEVERITY: self.styles("center"),
            _SENTENCE: self.styles("cell", indent=1),
            _COUNT: self.styles("number"),
            _ID: self.styles("center", font_size=8, font_color="#595959"),
        }
        for column, look in looks.items():
            self.sheet.write_formula(row - 1, column - 1, f"={_line_name(column)}", look, "")
        jump = f'HYPERLINK("#"&{_TARGET},{_line_name(_PLACE)})'
        formula = f'=IF({a1(row, _COUNT)}=0,"",{jump})'
        self.sheet.write_formula(row - 1, _PLACE - 1, formula, self.styles("link", align="center"), "")

    def _all(self, column: int) -> str:
        return f"{a1(_FIRST, column, absolute=True)}:{a1(self.last, column, absolute=True)}"

    def _line_names(self) -> dict[str, str]:
        """Return the names of what the cells of a line show, each relative to the row at hand (as `named_formulas`)."""
        rank = f"{self.name}!${column_letters(_RANK)}1"
        rule = f"INT(MOD({rank},{_PER_STATE})/{_PER_RULE})"
        count = f"{self.name}!${column_letters(_COUNT)}1"
        place = f"INDEX({self.helpers.places},{rule})"
        start = f'FIND("!",{place})'
        others = quote(form_messages.MORE_PLACES.as_is(self.lang)).replace("{count}", f'"&{count}&"')
        severities = (SEVERITY_NAMES[severity].say(self.lang) for severity in SEVERITIES)
        formulas = {
            _line_name(_STATE): _chosen(f"INT({rank}/{_PER_STATE})", (self._word(state) for state in _ORDER)),
            _line_name(_SEVERITY): _chosen(f"MOD({rank},{_PER_RULE})+1", severities),
            _line_name(_SENTENCE): f"IF({count}=0,INDEX({self._here(_REQUIREMENTS)},{rule}),INDEX({self.helpers.sentences},{rule}))",
            _line_name(_COUNT): f"INDEX({self._here(_COUNTS)},{rule})",
            _TARGET: f'LEFT({place},FIND(" ",{place}&" ",{start})-1)',
            _line_name(_PLACE): f'MID({place},{start}+1,{_LONGEST_NAME})&IF({count}>1,{others},"")',
            _line_name(_ID): f'INDEX({self._here(_IDS)},{rule})&""',  # a blank is not to be 0
        }
        return {name: f"={formula}" for name, formula in formulas.items()}

    def _here(self, column: int) -> str:
        return f"{self.name}!{self._all(column)}"

    def _word(self, state: str) -> str:
        return {**form_messages.STATES, **SEVERITY_NAMES}[state].say(self.lang)

    def _colours(self, last: int) -> None:
        """Colour each line by its state."""
        cells, first = (HEAD_ROW, 0, last - 1, len(_WIDTHS) - 1), HEAD_ROW + 1
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
        ranks: dict[str, int] = {}
        for row, rule_id in enumerate(self.ids, start=_FIRST):
            count = self._count_value(rule_id, contents)
            ranks[rule_id] = self._number(rule_id) + int(_number_of(self._state_value(rule_id, count, contents)))
            yield row, _COUNTS, count
            yield row, _RANKS, ranks[rule_id]
        for row, rule_id in enumerate(sorted(self.ids, key=ranks.__getitem__), start=_FIRST):
            yield row, _RANK, ranks[rule_id]
            yield from ((row, column, value) for column, value in self._line_values(rule_id, contents).items())

    def _line_values(self, rule_id: str, contents: Contents) -> dict[int, Any]:
        """Return what a line shows of a rule."""
        count = self._count_value(rule_id, contents)
        more = form_messages.MORE_PLACES.say(self.lang, count=count) if count > 1 else ""
        place = self.helpers.first_value(rule_id, contents).partition("'!")[2][:_LONGEST_NAME]
        return {
            _STATE: self._word(self._state_value(rule_id, count, contents)),
            _SEVERITY: SEVERITY_NAMES[self._worst(rule_id)].say(self.lang),
            _SENTENCE: self.helpers.said_value(rule_id, contents) if count else self.sentences[rule_id],
            _COUNT: count,
            _PLACE: f"{place}{more}" if count else "",
            _ID: shown_id(rule_id),
        }

    def _count_value(self, rule_id: str, contents: Contents) -> int:
        return sum(contents.counts[rule_id, severity] for severity in self._severities(rule_id))

    def _severities(self, rule_id: str) -> set[Severity]:
        return {rule.severity for rule in self.definition.rules.by_id(rule_id)}

    def _state_value(self, rule_id: str, count: int, contents: Contents) -> str:
        if count:
            return "todo" if self._waiting(rule_id, self._severities(rule_id), contents) == count else self._worst(rule_id)
        rules = (rule for rule in self.definition.rules.by_id(rule_id) if isinstance(rule, Rule) and rule.each is None)
        return "skipped" if any(contents.evaluation.verdicts[rule.key].skipped for rule in rules) else "fine"

    def _waiting(self, rule_id: str, severities: Collection[Severity], contents: Contents) -> int:
        """Count the violations that wait; warnings do so only as long as something is to be filled in."""
        counts = contents.once("waiting", lambda: waiting_counts(contents.evaluation, self.definition))
        is_open = self.helpers.waiting.progress(contents).todo > 0
        return sum(counts.get((rule_id, severity), 0) for severity in severities if severity == "error" or is_open)


#: The name of where the link of a line leads.
_TARGET = "xltool.line.target"


def _line_name(column: int) -> str:
    """Return the name of the formula of a column that is seen."""
    return f"xltool.line.{column_letters(column)}"


def _number_of(state: str) -> str:
    """Return the part of a rank that says the state."""
    return str((_ORDER.index(state) + 1) * _PER_STATE)


def _chosen(number: str, words: Iterable[str]) -> str:
    return f"CHOOSE({number},{','.join(map(quote, words))})"
