"""Draw the check sheet (填报检查): what is wrong first, then what is still to be filled in, with what to do and links; then what is in order.

What each rule says stands in hidden columns beside, in a fixed order; the lines that are seen take it from there, sorted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
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
#: Hidden columns: what of a rule is seen, in the order of the seen columns; its requirement and its rank; and which rule a line shows.
_SOURCE, _REQUIREMENT, _RANK, _SHOWN = 8, 14, 15, 16
_LONGEST_NAME = 80  # characters of a cell and the name of its row
_FEWEST_LINES, _MOST_LINES = 2, 4  # of a line of the sheet
#: Ranks: what is wrong, what is doubtful, what is still to be filled in, what is said by the way, what is not decided, what is in order.
_RANKS: Mapping[Severity, int] = {"error": 100_000, "warning": 200_000, "info": 400_000}
_TODO, _UNDECIDED, _FINE = 300_000, 500_000, 600_000


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
        self.ids = definition.rules.ids
        self.last = HEAD_ROW + len(self.ids)
        self.sentences = {rule_id: rule_sentence(definition, rule_id, self.lang) for rule_id in self.ids}

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
        self.sheet.set_column(_SOURCE - 1, _SHOWN - 1, None, None, {"hidden": True})

    # --- what each rule says ------------------------------------------------------------------------------------------

    def _rule(self, row: int, rule_id: str) -> None:
        """Write what is seen of a rule into the hidden columns, and where its line stands."""
        count, worst = a1(row, _source(_COUNT)), self._worst(rule_id)
        self._formula(row, _source(_STATE), self._state(rule_id, worst, count))
        self._text(row, _source(_SEVERITY), SEVERITY_NAMES[worst].say(self.lang))
        self._text(row, _REQUIREMENT, self.sentences[rule_id])
        self._formula(row, _source(_SENTENCE), f"IF({count}=0,{a1(row, _REQUIREMENT)},{self.helpers.said_of(rule_id)})")
        self._formula(row, _source(_COUNT), self.helpers.count(rule_id))
        self._formula(row, _source(_PLACE), f'IF({count}=0,"",{self.helpers.first_place(rule_id)})')
        self._text(row, _source(_ID), shown_id(rule_id))
        skip = self.helpers.skip_of(rule_id)
        otherwise = f"IF({skip}>0,{_UNDECIDED},{_FINE})" if skip else str(_FINE)
        wrong, state = str(_RANKS[worst]), a1(row, _source(_STATE))
        if self.helpers.waiting_of(rule_id):
            wrong = f"IF({state}={quote(form_messages.STATES['todo'].say(self.lang))},{_TODO},{wrong})"
        self._formula(row, _RANK, f"{row - HEAD_ROW}+IF({count}>0,{wrong},{otherwise})")
        name = f"={quote_sheet(CHECK_SHEET.say(self.lang))}!{a1(row, _source(_COUNT), absolute=True)}"
        self.names[check_name(rule_id)] = name

    def _worst(self, rule_id: str) -> Severity:
        return min((rule.severity for rule in self.definition.rules.by_id(rule_id)), key=SEVERITIES.index)

    def _state(self, rule_id: str, severity: Severity, count: str) -> str:
        words = {key: text.say(self.lang) for key, text in form_messages.STATES.items()}
        skip, waiting = self.helpers.skip_of(rule_id), self.helpers.waiting_of(rule_id)
        otherwise = f"IF({skip}>0,{quote(words['skipped'])},{quote(words['fine'])})" if skip else quote(words["fine"])
        violated = quote(SEVERITY_NAMES[severity].say(self.lang))
        violated = f"IF({waiting}={count},{quote(words['todo'])},{violated})" if waiting else violated
        return f"IF({count}>0,{violated},{otherwise})"

    def _formula(self, row: int, column: int, formula: str) -> None:
        self.sheet.write_formula(row - 1, column - 1, f"={formula}", None, "")

    def _text(self, row: int, column: int, text: str) -> None:
        self.sheet.write_string(row - 1, column - 1, text)

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _line(self, row: int) -> None:
        """Write a line of the sheet: that of the rule whose rank is the next."""
        ranks = f"{a1(_FIRST, _RANK, absolute=True)}:{a1(self.last, _RANK, absolute=True)}"
        self._formula(row, _SHOWN, f"MATCH(SMALL({ranks},{row - HEAD_ROW}),{ranks},0)")
        looks = {
            _STATE: self.styles("center"),
            _SEVERITY: self.styles("center"),
            _SENTENCE: self.styles("cell", indent=1),
            _COUNT: self.styles("number"),
            _ID: self.styles("center", font_size=8, font_color="#595959"),
        }
        for column, look in looks.items():
            behind = '&""' if column == _ID else ""  # a blank is not to be 0
            self.sheet.write_formula(row - 1, column - 1, f"={self._shown(row, column)}{behind}", look, "")
        self.sheet.write_formula(row - 1, _PLACE - 1, f"={self._link(row)}", self.styles("link", align="center"), "")

    def _shown(self, row: int, column: int) -> str:
        letters = column_letters(_source(column))
        return f"INDEX(${letters}${_FIRST}:${letters}${self.last},{a1(row, _SHOWN)})"

    def _link(self, row: int) -> str:
        """Return formula text: a link to the first offending cell, with how many they are; it is blank while there is none.

        The name of a row stands behind its cell.
        """
        place, count = self._shown(row, _PLACE), a1(row, _COUNT)
        others = quote(form_messages.MORE_PLACES.as_is(self.lang)).replace("{count}", f'"&{count}&"')
        more = f'IF({count}>1,{others},"")'
        start = f'FIND("!",{place})'
        jump = f'HYPERLINK("#"&LEFT({place},FIND(" ",{place}&" ",{start})-1),MID({place},{start}+1,{_LONGEST_NAME})&{more})'
        return f'IF({count}=0,"",{jump})'

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
        rules = [self._rule_values(index, rule_id, contents) for index, rule_id in enumerate(self.ids, start=1)]
        for row, values in enumerate(rules, start=_FIRST):
            yield from ((row, column, values[column]) for column in values if column not in (_source(_SEVERITY), _source(_ID)))
        ordered = sorted(range(len(rules)), key=lambda index: rules[index][_RANK])
        for row, index in enumerate(ordered, start=_FIRST):
            yield row, _SHOWN, index + 1
            for column in (_STATE, _SEVERITY, _SENTENCE, _COUNT, _ID):
                yield row, column, rules[index][_source(column)]
            yield row, _PLACE, self._place_value(rules[index])

    def _rule_values(self, index: int, rule_id: str, contents: Contents) -> dict[int, Any]:
        """Return what stands in the hidden columns of a rule."""
        severities = {rule.severity for rule in self.definition.rules.by_id(rule_id)}
        count = sum(contents.counts[rule_id, severity] for severity in severities)
        worst, state = self._worst(rule_id), self._state_value(rule_id, severities, count, contents)
        return {
            _source(_STATE): state,
            _source(_SEVERITY): SEVERITY_NAMES[worst].say(self.lang),
            _source(_SENTENCE): self.helpers.said_value(rule_id, contents) if count else self.sentences[rule_id],
            _source(_COUNT): count,
            _source(_PLACE): self.helpers.first_value(rule_id, contents) if count else "",
            _source(_ID): shown_id(rule_id),
            _RANK: index + self._rank(state, worst),
        }

    def _place_value(self, values: dict[int, Any]) -> str:
        """Return what the link shows."""
        count = values[_source(_COUNT)]
        more = form_messages.MORE_PLACES.say(self.lang, count=count) if count > 1 else ""
        place = values[_source(_PLACE)].partition("'!")[2][:_LONGEST_NAME]
        return f"{place}{more}" if count else ""

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

    def _rank(self, state: str, severity: Severity) -> int:
        """Return how far down a rule stands that is in a state."""
        ranks = {"todo": _TODO, "skipped": _UNDECIDED, "fine": _FINE}
        return next((ranks[key] for key, word in form_messages.STATES.items() if word.say(self.lang) == state), _RANKS[severity])


def _source(column: int) -> int:
    """Return the hidden column that holds what a seen column shows."""
    return _SOURCE + column - 1
