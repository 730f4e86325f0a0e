"""Figures by group: a line for each group, a column for each measure; formulas over the list in which the groups have numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from xltool.form.kind import SummaryStyle
from xltool.form.measures import Cells
from xltool.merging.dataset.merged import FORMS
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.grouped import Grouped
from xltool.merging.summary.sheet_records import At, Department, Figure
from xltool.merging.summary.summary_book import decimals_of
from xltool.merging.summary.summary_sheet import Summary

_WIDTHS = {"money": 13.0, "count": 9.0, "share": 9.0, "text": 9.0}


@dataclass(frozen=True)
class MeasureFigures:
    """One table of figures by group."""

    summary: Summary
    grouped: Grouped

    @property
    def name(self) -> str:
        """The name of its grid among those of the summary."""
        return f"by:{self.grouped.grouping.table}:{self.grouped.grouping.by}"

    @property
    def by(self) -> str:
        """What the groups are of: the title of the field, or departments."""
        field = self.grouped.grouping.by_field
        return field.title if field else self.summary.book.say(messages.DEPARTMENT)

    @property
    def of(self) -> str:
        """What is grouped: what a row of the table is called, or a form."""
        table, plan = self.grouped.grouping.table, self.summary.figures.plan
        if table and plan:
            return next((one.noun for one in plan.tables if one.path == table), "") or plan.row_table(table).noun
        return self.summary.book.words["forms"]

    @property
    def title(self) -> str:
        """The line above the table."""
        text = messages.BREAKDOWN_MONTHS if self.grouped.is_by_month else messages.BREAKDOWN
        return self.summary.book.say(text, of=self.of, by=self.by)

    @cached_property
    def lines(self) -> list[Department]:
        """A line for each group."""
        say = self.summary.book.say
        return [
            Department(group.number, group.name if isinstance(group.name, str) else say(group.name), 0) for group in self.grouped.groups
        ]

    def figures(self) -> Iterator[Figure]:
        """Yield a column for each measure."""
        for index, (kind, _, field) in enumerate(self.grouped.grouping.measures):
            style = self.style(index)
            yield Figure(
                key=str(index),
                group=self.measured(index),
                text=self.summary.book.say(kind.heading),
                style=style,
                width=_WIDTHS[style],
                decimals=decimals_of(field) if field and style == "money" else None,
                formula=partial(self._formula, index),
                value=partial(self.value, index),
                adds_up=kind.adds_up,
            )

    def style(self, index: int) -> SummaryStyle:
        """Return how the figures of a measure look."""
        kind, _, field = self.grouped.grouping.measures[index]
        return kind.style(field.kind if field else None)

    def measured(self, index: int) -> str:
        """Return what a measure is of, with its unit; where it is of the field that makes the groups, the forms or rows themselves."""
        _, name, field = self.grouped.grouping.measures[index]
        return self.of if field is None or name == self.grouped.grouping.by_name else field.label

    def _formula(self, index: int, _: At, number: str) -> str | None:
        """Return the formula of a figure, for the group whose number stands in a cell, or for all."""
        kind, name, field = self.grouped.grouping.measures[index]
        listing = self.summary.listings.get(self.grouped.grouping.table or FORMS)
        values = listing.range(self.grouped.column(name) if self.grouped.grouping.table or not name else name) if listing else None
        numbers = listing.range(self.grouped.key) if listing else None
        if values is None or numbers is None:
            return None
        tests = f"{numbers},{number}" if number else ""
        return f"={kind.formula(Cells(values=values, tests=tests, of_numbers=field is not None and field.is_number))}"

    def value(self, index: int, line: Department | None) -> float | str:
        """Return a figure of one group, or of all."""
        kind, _, _ = self.grouped.grouping.measures[index]
        group = next(group for group in self.grouped.groups if group.number == line.number) if line else None
        return kind.value(self.grouped.tally(index, group), self.grouped.tally(index))
