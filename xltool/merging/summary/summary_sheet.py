"""A sheet of the summary as a record, and what all sheets of one summary share: its figures, its workbook, and what has been written so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.merging.dataset.merged import Merged
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.grouped import Grouped
from xltool.merging.summary.sheet_records import Department, FigureGrid, Listing
from xltool.merging.summary.summary_book import SummaryBook


@dataclass(frozen=True)
class Parts:
    """The rows of a list that hold what is added up."""

    values: str  # the numbers, as a range of a formula: 'Origins'!$H$5:$H$304
    rows: str  # the whole rows, as a place of a link: 'Origins'!A5:L304


@dataclass(frozen=True)
class Summary:
    """One summary on its way. Lists and grids are put in by the sheets that write them, for the formulas of the sheets after them."""

    book: SummaryBook
    figures: Figures
    folder: Path  # of the summary workbook, from which links to files start
    files: Mapping[str, str]  # table of the data set → name of the file that holds all of it
    listings: dict[str, Listing] = field(default_factory=dict)  # table of the data set → where its rows are listed
    grids: dict[str, FigureGrid] = field(default_factory=dict)  # name of the sheet → its figures
    parts: dict[str, Parts] = field(default_factory=dict)  # key of a number → where the numbers are listed that it is the total of

    @property
    def merged(self) -> Merged:
        """The data set."""
        return self.figures.merged

    @cached_property
    def grouped(self) -> list[Grouped]:
        """The tables of figures by group, in the order of the definition."""
        groupings = self.figures.plan.groupings if self.figures.plan else ()
        return [Grouped(self.merged, self.figures.departments, grouping) for grouping in groupings]

    def title(self, sheet: str) -> str:
        """Return the title of a sheet: form, year, name of the sheet."""
        definition = self.merged.definition
        form = definition.schema.title if definition else self.book.say(messages.NO_FORM)
        years = self.figures.years
        year = self.book.say(messages.YEARS, years=years[0]) if len(years) == 1 else ""
        return self.book.say(messages.TITLE, form=form, year=year, sheet=sheet)

    @cached_property
    def all_lines(self) -> list[Department]:
        """The lines by department of what also counts other files: the departments, and a last line for files of none of them."""
        rest = self.figures.other_files
        if rest is None:
            return self.figures.departments
        are_named = any(name is not None and number == rest.number for name, number in self.figures.numbers.items())
        return [*self.figures.departments, replace(rest, name=self.book.say(messages.OTHER_LINE)) if are_named else rest]

    def received(self) -> str:
        """Say how many submissions are in each state."""
        counts = {state: self.figures.n_submissions([state]) for state in SubmissionState}
        rare = (SubmissionState.FOREIGN, SubmissionState.UNLISTED, SubmissionState.WAITING, SubmissionState.HELD)
        others = [(state.text, counts[state]) for state in rare if counts[state]]
        named = "".join(self.book.say(messages.OTHERS_RECEIVED, state=self.book.say(state), n=n) for state, n in others)
        n_files = sum(counts.values()) - counts[SubmissionState.MISSING]
        return self.book.say(messages.RECEIVED, files=n_files, others=named, **counts)

    def scope(self) -> str:
        """Say which submissions the amounts and rows come from."""
        scope = self.book.say(messages.WITH_REJECTED if self.merged.include_rejected else messages.ACCEPTED_ONLY)
        return scope + (self.book.say(messages.SOME_EXCLUDED, n=len(self.merged.excluded)) if self.merged.excluded else "")


@dataclass(frozen=True)
class SummaryPart:
    """What is made for some sheets of one summary."""

    summary: Summary

    @property
    def book(self) -> SummaryBook:
        """The workbook."""
        return self.summary.book

    @property
    def figures(self) -> Figures:
        """The figures of the data set."""
        return self.summary.figures


@dataclass(frozen=True, kw_only=True, eq=False)
class SummarySheet:
    """One sheet of the summary, or several of one kind. Every attribute is needed."""

    name: str
    usual_name: Text  # what its tab says in the summary of the built-in form, for the documents
    doc: Text  # what it holds, for the documents
    place: int  # where its tab stands among the others
    turn: int  # when it is written: after the sheets that its formulas read
    tabs: Callable[[Summary], Mapping[str, str]]  # key of each sheet → what its tab says; {} where there is nothing to show
    write: Callable[[Summary, Mapping[str, Worksheet]], None]  # fills them
