"""简报: one page of sentences and figures to be read, printed and pasted: who has sent, how much, the largest, what stands out, who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1, quote_sheet
from xltool.base.messages import Text, listed
from xltool.base.states import SubmissionState
from xltool.merging.dataset.judged_amounts import STANDS_OUT
from xltool.merging.stand_out import FormAmounts
from xltool.merging.summary import report_messages as messages
from xltool.merging.summary.amount_figures import amount_title, figure_key
from xltool.merging.summary.rule_stats import RuleStats
from xltool.merging.summary.summary_book import SummaryBook, decimals_of, line_count, row_height, write, write_formula, write_title
from xltool.merging.summary.summary_sheet import Summary, SummaryPart, SummarySheet
from xltool.merging.summary_plan import Addend

#: Widths of the columns, in characters: together a page of A4 upright.
_WIDTHS = (6, 30, 30, 18, 10)
#: What is named at most: sums, the largest forms, forms that stand out, missing units, problems.
_MOST_SUMS, _LARGEST, _MOST_OUT, _MOST_MISSING, _MOST_PROBLEMS = 6, 10, 10, 40, 5
_HERE = "\0"  # where an amount stands in a sentence
_NAMED_ABOVE = ("R65", STANDS_OUT)  # who has not sent, and amounts that stand out
_SENT = (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.WAITING)


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    sheet, report = tabs[""], _Report(summary)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    write_title(summary.book, sheet, summary.title(sheet.name), summary.scope(), _WIDTHS)
    lines = _Lines(summary.book, sheet, row=3)
    report.sent(lines)
    report.money(lines)
    report.standing_out(lines)
    report.excluded(lines)
    report.missing(lines)
    report.problems(lines)
    sheet.print_area(0, 0, lines.row - 2, len(_WIDTHS) - 1)
    summary.book.may_print(sheet, rank=10, n_pages=1)
    lines.row += 1
    lines.sentence(summary.book.say(messages.ON_PAPER), "note")  # not on paper itself


@dataclass
class _Lines:
    """Writes one line below the other."""

    book: SummaryBook
    sheet: Worksheet
    row: int

    def section(self, title: Text) -> None:
        """Begin a section."""
        write(self.sheet, self.row + 1, 1, self.book.say(title), self.book.style("section"))
        self.sheet.set_row(self.row, row_height(1) + 4)
        self.row += 2

    def sentence(self, text: str, style_name: str = "sentence", formula: str | None = None) -> None:
        """Write a sentence over the whole width, with room for all its lines; one with figures in it may be a formula."""
        style = self.book.style(style_name)
        self.sheet.merge_range(self.row - 1, 0, self.row - 1, len(_WIDTHS) - 1, "", style)
        write_formula(self.sheet, self.row, 1, formula, text, style)
        self.sheet.set_row(self.row - 1, row_height(line_count(text, sum(_WIDTHS))))
        self.row += 1

    def cells(self, values: Sequence[Any], styles: Sequence[str]) -> None:
        """Write one line of a table."""
        for column, (value, style) in enumerate(zip(values, styles, strict=True), start=1):
            write(self.sheet, self.row, column, value, self.book.style(style))
        lines = [line_count(value, width) for value, width in zip(values, _WIDTHS, strict=True) if isinstance(value, str)]
        self.sheet.set_row(self.row - 1, row_height(max([1, *lines])))
        self.row += 1


class _Report(SummaryPart):
    """What the page says."""

    def _say(self, text: Text, **values: object) -> str:
        return self.book.say(text, **values)

    def sent(self, lines: _Lines) -> None:
        """Say how many forms are due, sent and accepted."""
        states = {state: self.figures.n_submissions([state]) for state in SubmissionState}
        n_sent = sum(states[state] for state in _SENT)
        n_due = n_sent + states[SubmissionState.MISSING]
        lines.section(messages.SENT)
        if not n_due:
            lines.sentence(self._say(messages.NOTHING))
            return
        accepted = states[SubmissionState.ACCEPTED]
        rates = {"sent_rate": f"{n_sent / n_due:.1%}", "accepted_rate": f"{accepted / n_due:.1%}"}
        lines.sentence(self._say(messages.SENT_SENTENCE, due=n_due, sent=n_sent, **states, **rates))

    # --- money ----------------------------------------------------------------------------------------------------------

    def money(self, lines: _Lines) -> None:
        """Show the sums of the first sheet, live, and the largest forms."""
        plan, grid = self.figures.plan, self.summary.grids["overview"]
        keys = {figure.key for figure in grid.figures}
        known = [addend for addend in (plan.amounts if plan else ()) if figure_key(addend) in keys]
        sums = (self._that_come_to_something(known) or known)[:_MOST_SUMS]
        if not sums or not self.figures.count("forms"):
            return
        lines.section(messages.SUMS)
        cells = [f"{quote_sheet(grid.sheet.name)}!{a1(grid.total_row, grid.column(figure_key(addend)), absolute=True)}" for addend in sums]
        self._sum_sentence(lines, sums[0], cells[0])
        for addend, cell in zip(sums, cells, strict=True):
            self._sum(lines, addend, cell)
        money = [addend for addend in sums if addend.field.kind.summary_style == "money" and not addend.table]
        if money:
            self._largest(lines, money[0])

    def _that_come_to_something(self, sums: Sequence[Addend]) -> list[Addend]:
        return [addend for addend in sums if self.figures.tally(addend).total]

    def _sum_sentence(self, lines: _Lines, addend: Addend, cell: str) -> None:
        """Say what the first sum comes to, as a formula: it stays right where the lists are changed."""
        if addend.field.kind.summary_style != "money":
            return
        decimals = min(decimals_of(addend.field), 2)
        said = f"{self.figures.tally(addend).total.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,}"
        texts = {
            "n": self.figures.count("forms"),
            "title": amount_title(self.summary, addend, with_unit=False),
            "unit": addend.field.unit or "",
        }
        head, tail = (part.replace('"', '""') for part in self._say(messages.SUM_SENTENCE, amount=_HERE, **texts).split(_HERE))
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        formula = f'="{head}"&TEXT({cell},"{pattern}")&"{tail}"'
        lines.sentence(self._say(messages.SUM_SENTENCE, amount=said, **texts), formula=formula)

    def _sum(self, lines: _Lines, addend: Addend, cell: str) -> None:
        style = addend.field.kind.summary_style
        decimals = min(decimals_of(addend.field), 2) if style == "money" else None
        value = addend.measure.value(self.figures.tally(addend), self.figures.tally(addend))
        book, row = self.book, lines.row
        lines.sheet.merge_range(row - 1, 0, row - 1, 2, "", book.style("text"))
        write(lines.sheet, row, 1, amount_title(self.summary, addend, with_unit=False), book.style("text"))
        write_formula(lines.sheet, row, 4, f"={cell}", value, book.style(style, decimals=decimals, total=True))
        write(lines.sheet, row, 5, addend.field.unit or None, book.style("center"))
        lines.sheet.set_row(row - 1, row_height(1))
        lines.row += 1

    def _largest(self, lines: _Lines, addend: Addend) -> None:
        """List the forms with most, and their share of the total."""
        path, total = addend.name, self.figures.tally(addend).total
        holding = [form for form in self.merged_amounts if form.values.get(path)]
        largest = sorted(holding, key=lambda form: -form.values[path])[:_LARGEST]
        if not largest or not total:
            return
        share = sum((form.values[path] for form in largest), Decimal(0)) / total
        lines.section(messages.LARGEST)
        texts = {"n": len(largest), "amount": addend.field.title, "share": f"{share:.1%}"}
        lines.sentence(self._say(messages.LARGEST_SENTENCE, **texts))
        heads = (messages.NUMBER, messages.UNIT, messages.PROJECT)
        lines.cells([*map(self._say, heads), addend.field.label, self._say(messages.SHARE)], ["heading"] * 5)
        for number, form in enumerate(largest, start=1):
            values = [
                number,
                form.unit_name or form.unit or "",
                form.project or "",
                float(form.values[path]),
                float(form.values[path] / total),
            ]
            lines.cells(values, ("center", "text", "text", "money", "share"))

    @property
    def merged_amounts(self) -> Sequence[FormAmounts]:
        """The amounts of the forms that count."""
        return self.figures.merged.amounts

    def standing_out(self, lines: _Lines) -> None:
        """Name the forms with an amount that stands out; they count all the same."""
        found = self.figures.merged.stand_outs
        if not found:
            return
        lines.section(messages.OUT)
        lines.sentence(self._say(messages.OUT_SENTENCE, n=len(found)))
        in_order = sorted(found, key=lambda one: -max(one.found.times, 1 / one.found.times))
        self._forms(lines, [(one.form, one.message) for one in in_order])

    def excluded(self, lines: _Lines) -> None:
        """Name the forms that the officer left out of the totals, who decided it and why."""
        found = self.figures.merged.excluded
        if not found:
            return
        lines.section(messages.EXCLUDED)
        lines.sentence(self._say(messages.EXCLUDED_SENTENCE, n=len(found)))
        self._forms(lines, [(form, exclusion.message) for form, exclusion in found])

    def _forms(self, lines: _Lines, forms: Sequence[tuple[FormAmounts, Text]]) -> None:
        """Name forms, each with its message, as many as a page has room for."""
        for form, message in forms[:_MOST_OUT]:
            owner = " ".join(filter(None, (form.unit_name or form.unit, form.project)))
            lines.sentence(self._say(messages.OUT_LINE, owner=owner, message=self._say(message)))
        if len(forms) > _MOST_OUT:
            lines.sentence(self._say(messages.OUT_MORE, n=len(forms) - _MOST_OUT))

    # --- who and what -----------------------------------------------------------------------------------------------------

    def missing(self, lines: _Lines) -> None:
        """Name who has not sent."""
        rows = self.figures.values("submissions", "status", "unit_name", "unit")
        names = list(dict.fromkeys(name or unit for status, name, unit in rows if status == SubmissionState.MISSING))
        if names:
            lines.section(messages.MISSING)
            more = self._say(messages.MISSING_MORE, n=len(names)) if len(names) > _MOST_MISSING else ""
            lines.sentence(self._say(messages.MISSING_SENTENCE, n=len(names), names=self._say(listed(names[:_MOST_MISSING])) + more))

    def problems(self, lines: _Lines) -> None:
        """Name the commonest problems."""
        stats = [stat for stat in RuleStats(self.figures, self.book).stats if stat.severity != "info" and stat.rule not in _NAMED_ABOVE]
        commonest = sorted(stats, key=lambda stat: -stat.n_submissions)[:_MOST_PROBLEMS]
        if commonest:
            lines.section(messages.PROBLEMS)
        for number, stat in enumerate(commonest, start=1):
            lines.sentence(self._say(messages.PROBLEM, at=number, sentence=stat.sentence, n=stat.n_submissions, rule=stat.rule))


def _tab(summary: Summary) -> Iterator[tuple[str, str]]:
    yield "", summary.book.say(messages.REPORT)


SHEET = SummarySheet(
    name="report",
    usual_name=Text(zh="简报", en="Report"),
    doc=Text(
        zh="一页 A4：应报、已报、通过及比例，合计，最大的十份，明显偏离的金额，未报单位，最常见的问题；句子可直接粘贴",
        en="a page of A4: forms due, sent and accepted with their rates, the totals (live), the ten largest, amounts that stand out, who is "
        "missing, the commonest problems, in sentences that can be pasted",
    ),
    place=5,
    turn=65,
    tabs=lambda summary: dict(_tab(summary)),
    write=_write,
)
