"""The columns that lists of the summary share: who sent what, in which state, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.findings import SEVERITY_NAMES
from xltool.base.states import SubmissionState
from xltool.form.kind import SummaryStyle
from xltool.form.schema import Field
from xltool.merging.dataset.arrow_arrays import TEXT, WHOLE
from xltool.merging.dataset.arrow_columns import each, each_row
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.grouped import Grouped
from xltool.merging.summary.links import Linker
from xltool.merging.summary.listing import write_listing
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import Heading, ListCellsOf, ListColumn, Listing, ListRows
from xltool.merging.summary.summary_book import decimals_of
from xltool.merging.summary.summary_sheet import SummaryPart

#: How the column of a field looks in a list.
_LOOKS: dict[SummaryStyle, dict[str, Any]] = {
    "money": {"style": "money", "least": 11},
    "share": {"style": "share", "least": 9},
    "count": {"style": "count", "least": 8},
    "text": {"least": 9, "most": 34},
}


@dataclass(frozen=True)
class ListColumns(SummaryPart):
    """Makes the columns of the lists of one summary, and writes them."""

    def write(
        self, sheet: Worksheet, name: str, note: str, columns: Sequence[ListColumn], pages: Iterator[pa.RecordBatch] | None = None,
        n_rows: int | None = None, **options: Any,
    ) -> Listing:  # fmt: skip
        """Write a list of the rows of a table of the data set; `pages` are these in another order, or other ones (`n_rows`)."""
        n_rows = self.figures.count(name) if n_rows is None else n_rows
        found = ([cells(rows) for _, cells in columns] for rows in pages or self.figures.pages(name))
        noted = (self.book.say(messages.LISTED, n=n_rows) + note if n_rows else note) + self.book.say(messages.NOT_PRINTED)
        records = ListRows(found, n_rows, self.summary.files[name])
        return write_listing(
            self.book, sheet, self.summary.title(sheet.name), noted, [heading for heading, _ in columns], records, **options
        )

    def who(self, most: float = 24) -> list[ListColumn]:
        """Return the columns of who sent it: number and name of the department, name of the unit."""
        say, numbers = self.book.say, self.figures.numbers
        return [
            (
                Heading(key="number", text=say(messages.DEPARTMENT_NUMBER), style="faint", least=6, most=6),
                lambda page: ListCells(each(page["department"], numbers.get, WHOLE)),
            ),
            (
                Heading(key="department", text=say(messages.DEPARTMENT), most=most),
                lambda page: ListCells(each(page["department"], self.department)),
            ),
            (Heading(key="unit", text=say(messages.UNIT), most=most), as_is("unit_name")),
        ]

    def department(self, name: str | None) -> str:
        """Return what a department is called."""
        return name or self.book.say(messages.UNKNOWN)

    def state(self, tone: Callable[[str], str] | None = None) -> ListColumn:
        """Return the state of submissions, in colour if there is one."""
        heading = Heading(key="state", text=self.book.say(messages.STATE), style="center", least=10)
        names = {state: self.book.say(state.text) for state in SubmissionState}
        return heading, lambda page: ListCells(each(page["status"], names.__getitem__), each(page["status"], tone) if tone else None)

    def counts(self) -> list[ListColumn]:
        """Return the columns of the numbers of errors and warnings."""
        say = self.book.say
        return [
            (Heading(key="errors", text=say(messages.ERRORS), style="count", least=6), as_is("errors")),
            (Heading(key="warnings", text=say(messages.WARNINGS), style="count", least=6), as_is("warnings")),
        ]

    def file(self, most: float, links: Linker) -> ListColumn:
        """Return the column of the file, linked."""
        return Heading(key="file", text=self.book.say(messages.FILE), style="link", most=most), lambda page: links.to_file(page["file"])

    def cell(self) -> ListColumn:
        """Return the column of the cell of a file, linked."""
        links = self.links()
        heading = Heading(key="cell", text=self.book.say(messages.CELL), style="link", least=8)
        return heading, lambda page: links.to_cell(page["file"], page["sheet"], page["cell"])

    def links(self) -> Linker:
        """Return what makes the links of one sheet."""
        return Linker(self.summary.folder, self.figures.merged.base)

    @property
    def project_path(self) -> str | None:
        """The field with the name of the project; None where a form has none."""
        definition = self.figures.merged.definition
        return definition.template.identity.project if definition else None

    def project(self, most: float = 26) -> list[ListColumn]:
        """Return the column of the project, if a form names one."""
        path = self.project_path
        return [] if path is None else [(Heading(key="project", text=self.title(path), most=most), as_is(self.figures.column(path)))]

    def title(self, path: str) -> str:
        """Return the title of a single field."""
        field = self.figures.field(path)
        return field.title if field else path

    def of_field(self, field: Field, column: str) -> ListColumn:
        """Return the column of a field, as its kind looks."""
        style = field.kind.summary_style
        decimals = decimals_of(field) if style == "money" else None
        return Heading(key=column, text=field.label, decimals=decimals, **_LOOKS[style]), as_is(column)

    def group_numbers(self, table: str) -> list[ListColumn]:
        """Return the columns of the numbers of the groups to which the rows of a table, or the forms, belong; formulas count by them."""
        return [
            self._group_number(grouped) for grouped in self.summary.grouped if grouped.grouping.table == table and grouped.grouping.by_field
        ]

    def _group_number(self, grouped: Grouped) -> ListColumn:
        grouping = grouped.grouping
        by = grouping.by_field.title if grouping.by_field else ""
        heading = Heading(key=grouped.key, text=self.book.say(messages.GROUP_NUMBER, by=by), style="faint", least=6, most=8)
        if grouping.is_of_form:
            return heading, lambda page: ListCells(of_form(page, lambda form: grouped.number_of(grouped.of_forms.get(form)), WHOLE))
        column = self.figures.column_in(grouping.table, grouping.by_name)
        return heading, lambda page: ListCells(each(page[column], grouped.number_of, WHOLE))

    def severity(self) -> ListColumn:
        """Return the column of the severity, in colour."""
        heading = Heading(key="severity", text=self.book.say(messages.SEVERITY), style="center", least=8)
        names = {severity: self.book.say(text) for severity, text in SEVERITY_NAMES.items()}
        return heading, lambda page: ListCells(each(page["severity"], names.__getitem__), tones=page["severity"])


def amber(state: str) -> str:
    """Return the colour of a state in lists of what counts: of that alone which must be corrected."""
    return "warning" if state == "rejected" else ""


def as_is(name: str) -> ListCellsOf:
    """Return a column as it stands in the table."""
    return lambda page: ListCells(page[name])


def name_of(name: str) -> ListCellsOf:
    """Return a column of files, without their folders."""
    return lambda page: ListCells(each(page[name], lambda file: file and Path(file).name))


def column_of(page: pa.RecordBatch, name: str | None) -> pa.Array:
    """Return a column of a page, blanks where there is none."""
    return page[name] if name in page.schema.names else pa.nulls(len(page), TEXT)


def of_form(page: pa.RecordBatch, function: Callable[[tuple[Any, ...]], Any], kind: pa.DataType = TEXT) -> pa.Array:
    """Map the form (file and unit) of each row through a function."""
    return each_row(lambda *form: function(form), page["file"], page["unit"], kind=kind)
