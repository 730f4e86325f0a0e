"""Write the sheets that list: projects, origins, rows of the summarised table, findings, submissions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.findings import SEVERITY_NAMES
from xltool.base.paths import FieldPath
from xltool.base.states import SubmissionState
from xltool.form.kind import SummaryStyle
from xltool.form.schema import Field
from xltool.merging.dataset.amount_origins import amounts
from xltool.merging.dataset.arrow_arrays import TEXT, WHOLE
from xltool.merging.dataset.arrow_columns import each, each_row
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.links import Linker
from xltool.merging.summary.listing import write_listing
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import Heading, ListCellsOf, ListColumn, Listing, ListRows
from xltool.merging.summary.summary_book import SummaryBook, decimals_of

_TONES = {
    "accepted": "good", "rejected": "warning", "unreadable": "error", "foreign": "error", "unlisted": "error",
    "duplicate": "faint", "waiting": "warning", "held": "warning", "missing": "error",
}  # fmt: skip


#: How the column of a field looks in the list of rows.
_LOOKS: dict[SummaryStyle, dict[str, Any]] = {
    "money": {"style": "money", "least": 11},
    "share": {"style": "share", "least": 9},
    "count": {"style": "count", "least": 8},
    "text": {"least": 9, "most": 34},
}


@dataclass(frozen=True)
class Lists:
    """Writes the lists of one summary."""

    book: SummaryBook
    figures: Figures
    folder: Path  # of the summary workbook, from which links to files start
    files: dict[str, str]  # table of the data set → name of the file that holds all of it
    title: Callable[[str], str]  # name of a sheet → its title

    def write(
        self, sheet: Worksheet, name: str, note: str, columns: Sequence[ListColumn], page: pa.RecordBatch | None = None, **options: Any
    ) -> Listing:
        """Write a list of rows, those of a table of the data set unless others are given."""
        pages = self.figures.pages(name) if page is None else iter([page])
        n_rows = self.figures.count(name) if page is None else len(page)
        found = ([cells(rows) for _, cells in columns] for rows in pages)
        noted = self.book.say(messages.LISTED, n=n_rows) + note if n_rows else note
        records = ListRows(found, n_rows, self.files[name])
        return write_listing(self.book, sheet, self.title(sheet.name), noted, [heading for heading, _ in columns], records, **options)

    def _who(self, most: float = 24) -> list[ListColumn]:
        say, numbers = self.book.say, self.figures.numbers
        return [
            (
                Heading(key="number", text=say(messages.DEPARTMENT_NUMBER), style="faint", least=6, most=6),
                lambda page: ListCells(each(page["department"], numbers.get, WHOLE)),
            ),
            (
                Heading(key="department", text=say(messages.DEPARTMENT), most=most),
                lambda page: ListCells(each(page["department"], self._department)),
            ),
            (Heading(key="unit", text=say(messages.UNIT), most=most), _as_is("unit_name")),
        ]

    def _department(self, name: str | None) -> str:
        return name or self.book.say(messages.UNKNOWN)

    def _state(self, tone: Callable[[str], str] | None = None) -> ListColumn:
        """Return the state of submissions, in colour if there is one."""
        heading = Heading(key="state", text=self.book.say(messages.STATE), style="center", least=10)
        names = {state: self.book.say(state.text) for state in SubmissionState}
        return heading, lambda page: ListCells(each(page["status"], names.__getitem__), each(page["status"], tone) if tone else None)

    def _counts(self) -> list[ListColumn]:
        say = self.book.say
        return [
            (Heading(key="errors", text=say(messages.ERRORS), style="count", least=6), _as_is("errors")),
            (Heading(key="warnings", text=say(messages.WARNINGS), style="count", least=6), _as_is("warnings")),
        ]

    def _file(self, most: float, links: Linker) -> ListColumn:
        return Heading(key="file", text=self.book.say(messages.FILE), style="link", most=most), lambda page: links.to_file(page["file"])

    def _cell(self) -> ListColumn:
        """Return the column of the cell of a file, linked."""
        links = self._links()
        heading = Heading(key="cell", text=self.book.say(messages.CELL), style="link", least=8)
        return heading, lambda page: links.to_cell(page["file"], page["sheet"], page["cell"])

    def _links(self) -> Linker:
        return Linker(self.folder, self.figures.merged.base)

    @property
    def _project_path(self) -> str | None:
        definition = self.figures.merged.definition
        return definition.template.identity.project if definition else None

    def _project(self, most: float = 26) -> list[ListColumn]:
        path = self._project_path
        return [] if path is None else [(Heading(key="project", text=self._title(path), most=most), _as_is(self.figures.column(path)))]

    def _title(self, path: str) -> str:
        field = self.figures.field(path)
        return field.title if field else path

    # --- projects -----------------------------------------------------------------------------------------------------

    def projects(self, sheet: Worksheet, note: str, origins: Listing) -> Listing:
        """List one row a form that counts; each leads to its amounts in the list of origins."""
        details = [self._field(path) for path in self.figures.spec.details]
        total = self.figures.spec.total
        amounts = [self._amount(path) for path in ([total] if total else []) + [field.path for field in self.figures.sources]]
        links = self._links()
        where = [*self._trace(origins, links), self._file(20, links)]
        columns = [*self._who(14), *self._project(18), *details, *amounts, *self._row_numbers(), self._state(_amber), *where]
        return self.write(sheet, "forms", note, columns)

    def _trace(self, origins: Listing, links: Linker) -> list[ListColumn]:
        """Return the column that leads to where the amounts of a form are listed with their cells."""
        if not origins.n_records:
            return []
        places: dict[tuple[Any, ...], int] = {}
        forms = islice(self.figures.values("origins", "file", "unit"), origins.n_shown)
        for row, form in enumerate(forms, start=origins.first_row):
            places.setdefault(form, row)
        heading = Heading(key="trace", text=self.book.say(messages.TRACE), style="link", least=12, most=20)
        name = partial(self._row_of, origins.sheet.name)
        return [(heading, lambda page: links.to_row(origins.sheet.name, of_form(page, places.get, WHOLE), name))]

    def _row_of(self, sheet: str, row: int) -> str:
        return self.book.say(messages.TRACE_TO, sheet=sheet, row=row)

    # --- origins ------------------------------------------------------------------------------------------------------

    def origins(self, sheet: Worksheet, note: str) -> Listing:
        """List one row an amount that enters a total, linked to the cell that it was read from."""
        say = self.book.say
        fields = amounts(self.figures.merged.definition) if self.figures.count("origins") else []
        decimals = max(map(decimals_of, fields), default=2)
        columns: list[ListColumn] = [
            *self._who(20),
            (Heading(key="project", text=say(messages.PROJECT), most=24), _as_is("project")),
            (Heading(key="label", text=say(messages.AMOUNT_ITEM), most=30), _as_is("label")),
            (Heading(key="value", text=say(messages.VALUE_AMOUNT), style="money", least=12, decimals=decimals), _as_is("value")),
            (Heading(key="money_unit", text=say(messages.MONEY_UNIT), style="center", least=7), _as_is("money_unit")),
            self._state(_amber),
            (Heading(key="file", text=say(messages.FILE), most=32), _name_of("file")),
            (Heading(key="sheet", text=say(messages.SHEET), most=16), _as_is("sheet")),
            self._cell(),
        ]
        return self.write(sheet, "origins", note, columns)

    def _field(self, path: str) -> ListColumn:
        field = self.figures.field(path)
        style = "share" if field is not None and field.kind.summary_style == "share" else "center"
        return Heading(key=path, text=self._title(path), style=style, least=8, most=12), _as_is(self.figures.column(path))

    def _amount(self, path: str) -> ListColumn:
        field = self.figures.field(path)
        label = f"{field.title}\n（{field.unit}）" if field and field.unit else self._title(path)
        decimals = decimals_of(field) if field else 2
        heading = Heading(key=path, text=label, style="money", least=11, total=True, decimals=decimals)
        return heading, _as_is(self.figures.column(path))

    def _row_numbers(self) -> list[ListColumn]:
        figures, say = self.figures, self.book.say
        if figures.table is None:
            return []
        counts = figures.rows_by_form
        columns: list[ListColumn] = [
            (
                Heading(key="rows", text=say(messages.N_ROWS), style="count", least=7, total=True),
                lambda page: ListCells(of_form(page, counts.__getitem__, WHOLE)),
            )
        ]
        if figures.spec.quantity:
            heading = Heading(key="quantitative", text=say(messages.QUANTITATIVE), style="count", least=7, total=True)
            columns.append((heading, lambda page: ListCells(of_form(page, lambda form: counts[*form, "quantitative"], WHOLE))))
        return columns

    # --- rows ---------------------------------------------------------------------------------------------------------

    def rows(self, sheet: Worksheet, note: str) -> Listing:
        """List the rows of the summarised table."""
        figures, say, links = self.figures, self.book.say, self._links()
        table = figures.table
        columns = [*self._who(), *self._row_project(), (Heading(key="row", text=say(messages.ROW), style="count", least=5), _as_is("row"))]
        columns += [self._row_field(field) for field in (table.columns if table else ())]
        if figures.spec.quantity:
            columns.append(self._kind())
        if figures.categories:
            columns.append(self._category())
        columns.append(self._state(_amber))
        heading = Heading(key="origin", text=say(messages.ORIGIN), style="link", most=20)
        columns.append((heading, lambda page: links.to_place(page["file"], page["origin"])))
        return self.write(sheet, figures.table_name, note, columns)

    def _row_project(self) -> list[ListColumn]:
        """Return the project of the form in which a row stands."""
        path = self._project_path
        if path is None:
            return []
        forms = self.figures.values("forms", "file", "unit", self.figures.column(path))
        names = {(file, unit): name for file, unit, name in forms}
        return [(heading, lambda page: ListCells(of_form(page, names.get))) for heading, _ in self._project()]

    def _row_field(self, field: Field) -> ListColumn:
        column = self.figures.table_column(field.name)
        style = field.kind.summary_style
        decimals = decimals_of(field) if style == "money" else None
        return Heading(key=column, text=field.label, decimals=decimals, **_LOOKS[style]), _as_is(column)

    def _kind(self) -> ListColumn:
        heading = Heading(key="kind", text=self.book.say(messages.KIND), style="center", least=8)
        kinds = {kind: self.book.say(text) for kind, text in messages.KINDS.items()}
        return heading, lambda page: ListCells(each(column_of(page, self.figures.kind_column), kinds.get))

    def _category(self) -> ListColumn:
        figures = self.figures
        heading = Heading(key="category", text=self.book.say(messages.CATEGORY_NUMBER), style="faint", least=6, most=6)
        columns = figures.category_columns
        return heading, lambda page: ListCells(each_row(figures.category_number, *(column_of(page, name) for name in columns), kind=WHOLE))

    # --- findings -----------------------------------------------------------------------------------------------------

    def findings(self, sheet: Worksheet, note: str) -> Listing:
        """List every finding, linked to its file and cell."""
        say = self.book.say
        message = f"message_{self.book.lang}"
        columns: list[ListColumn] = [
            *self._who(),
            (Heading(key="file", text=say(messages.FILE), most=30), _name_of("file")),
            self._state(),
            self._severity(),
            (Heading(key="rule", text=say(messages.RULE), style="center", least=7, most=18), _as_is("rule")),
            (Heading(key="message", text=say(messages.MESSAGE), least=20, most=46), _as_is(message)),
            (Heading(key="value", text=say(messages.VALUE), least=12, most=34), lambda page: ListCells(self._values(page))),
            (Heading(key="sheet", text=say(messages.SHEET), most=14), _as_is("sheet")),
            self._cell(),
            (Heading(key="field", text=say(messages.FIELD), most=30), lambda page: ListCells(each(page["field"], self._label))),
        ]
        return self.write(sheet, "findings", note, columns, if_empty=messages.NO_FINDINGS)

    def _severity(self) -> ListColumn:
        heading = Heading(key="severity", text=self.book.say(messages.SEVERITY), style="center", least=8)
        names = {severity: self.book.say(text) for severity, text in SEVERITY_NAMES.items()}
        return heading, lambda page: ListCells(each(page["severity"], names.__getitem__), tones=page["severity"])

    def rules(self, sheet: Worksheet, note: str, columns: Sequence[ListColumn], page: pa.RecordBatch) -> Listing:
        """List every rule that somebody breaks: its id, its severity, then the other columns."""
        rule, *others = columns
        return self.write(sheet, "findings", note, [rule, self._severity(), *others], page, if_empty=messages.NO_FINDINGS)

    def _values(self, page: pa.RecordBatch) -> pa.Array:
        """Return the values of findings as people see them; only shares look otherwise than in the data set."""
        definition = self.figures.merged.definition
        fields = definition.schema.all_fields() if definition else ()
        shares = {field.path: field.kind for field in fields if field.kind.summary_style == "share"}
        if not shares:
            return each(page["value"], _shortened)

        def value(path: str | None, text: str | None) -> str | None:
            kind = shares.get(definition.schema.declared(path or "")) if definition else None
            return _shortened(kind.show(kind.read(text).value) if kind and text else text)

        return each_row(value, page["field"], page["value"])

    def _label(self, path: str | None) -> str | None:
        """Return a field as the form calls it; its path when the form has no such field."""
        definition = self.figures.merged.definition
        if path is None or definition is None:
            return path
        place = FieldPath.parse(path)
        if place.row is not None and place.table in definition.schema.tables:
            table = definition.schema.tables[place.table]
            column = table.column(place.column)
            title = column.title if column else place.column
            name = definition.schema.row_name(path)
            if name:
                return self.book.say(messages.NAMED_ROW_FIELD, table=table.title, row=name, column=title)
            return self.book.say(messages.TABLE_FIELD, table=table.title, row=place.row + 1, column=title)
        return definition.schema.title_of(path)

    # --- submissions --------------------------------------------------------------------------------------------------

    def submissions(self, sheet: Worksheet, note: str) -> Listing:
        """List every file, and everything that the roster expects and nobody has sent."""
        say = self.book.say
        columns: list[ListColumn] = [
            *self._who(),
            (Heading(key="id", text=say(messages.UNIT_ID), style="center", least=10), _as_is("unit")),
            (Heading(key="level", text=say(messages.LEVEL), style="center", least=7), _as_is("level")),
            (Heading(key="project", text=say(messages.PROJECT), most=28), _as_is("project")),
            (Heading(key="year", text=say(messages.YEAR), style="center", least=7), _as_is("year")),
            self._state(_TONES.__getitem__),
            *self._counts(),
            self._file(36, self._links()),
            (Heading(key="replaced", text=say(messages.REPLACED_BY), most=24), _name_of("replaced_by")),
        ]
        return self.write(sheet, "submissions", note, columns)


def _amber(state: str) -> str:
    return "warning" if state == "rejected" else ""


def _as_is(name: str) -> ListCellsOf:
    """Return a column as it stands in the table."""
    return lambda page: ListCells(page[name])


def _name_of(name: str) -> ListCellsOf:
    """Return a column of files, without their folders."""
    return lambda page: ListCells(each(page[name], lambda file: file and Path(file).name))


def column_of(page: pa.RecordBatch, name: str | None) -> pa.Array:
    """Return a column of a page, blanks where there is none."""
    return page[name] if name in page.schema.names else pa.nulls(len(page), TEXT)


def of_form(page: pa.RecordBatch, function: Callable[[tuple[Any, ...]], Any], kind: pa.DataType = TEXT) -> pa.Array:
    """Map the form (file and unit) of each row through a function."""
    return each_row(lambda *form: function(form), page["file"], page["unit"], kind=kind)


#: Characters of a value that the list of findings shows; the Parquet file has it whole.
_VALUE_SHOWN = 40


def _shortened(text: str | None) -> str | None:
    return text if text is None or len(text) <= _VALUE_SHOWN else text[:_VALUE_SHOWN] + "…"
