"""The sheets that list: projects, rows of the summarised table, findings, submissions."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.cells import quote_sheet
from xltool.dataset.origins import amounts
from xltool.files import INSIDE
from xltool.finding import SEVERITY_NAMES
from xltool.schema import Field
from xltool.summary import words
from xltool.summary.book import Book, decimals_of
from xltool.summary.cells import Link
from xltool.summary.figures import Figures, Row
from xltool.summary.listing import Heading, Listing, Record, Records, write_listing
from xltool.summary.rule_stats import RuleStats

#: Links on one sheet, and characters in a link; Excel takes 65,530 and 2,079.
MAX_LINKS, MAX_URL = 60_000, 2_000
_TONES = {
    "accepted": "good", "rejected": "warning", "unreadable": "error", "foreign": "error", "unlisted": "error",
    "duplicate": "faint", "missing": "error",
}  # fmt: skip


@dataclass(frozen=True)
class Lists:
    """Writes the lists of one summary."""

    book: Book
    figures: Figures
    folder: Path  # of the summary workbook, from which links to files start
    files: dict[str, str]  # table of the data set → name of the file that holds all of it
    title: Callable[[str], str]  # name of a sheet → its title

    def write(self, sheet: Worksheet, name: str, note: str, cells: list[tuple[Heading, Callable[[Row], Any]]],
              tone: Callable[[Row], tuple[str, str]], rows: Sequence[Row] | None = None, **options: Any) -> Listing:  # fmt: skip
        """A list of rows, those of a table of the data set unless others are given.

        Each column has a heading and how its value comes from a row; `tone` gives colour and column.
        """
        n_rows = self.figures.count(name) if rows is None else len(rows)
        values = [value for _, value in cells]
        found = (Record([value(row) for value in values], *tone(row)) for row in (self.figures.rows(name) if rows is None else rows))
        noted = self.book.say(words.LISTED, n=n_rows) + note if n_rows else note
        records = Records(found, n_rows, self.files[name])
        return write_listing(self.book, sheet, self.title(sheet.name), noted, [heading for heading, _ in cells], records, **options)

    def _who(self, most: float = 24) -> list[tuple[Heading, Callable[[Row], Any]]]:
        say = self.book.say
        return [
            (Heading(key="number", text=say(words.DEPARTMENT_NUMBER), style="faint", least=6, most=6), self.figures.number),
            (Heading(key="department", text=say(words.DEPARTMENT), most=most), self._department),
            (Heading(key="unit", text=say(words.UNIT), most=most), lambda row: row["unit_name"]),
        ]

    def _department(self, row: Row) -> str:
        return row["department"] or self.book.say(words.UNKNOWN)

    def _state(self, row: Row) -> str:
        return self.book.say(words.STATES[row["status"]])

    def _counts(self) -> list[tuple[Heading, Callable[[Row], Any]]]:
        say = self.book.say
        return [
            (Heading(key="state", text=say(words.STATE), style="center", least=10), self._state),
            (Heading(key="errors", text=say(words.ERRORS), style="count", least=6), lambda row: row["errors"]),
            (Heading(key="warnings", text=say(words.WARNINGS), style="count", least=6), lambda row: row["warnings"]),
        ]

    def _file(self, most: float, links: _Links) -> tuple[Heading, Callable[[Row], Any]]:
        return Heading(key="file", text=self.book.say(words.FILE), style="link", most=most), lambda row: links.to_file(row["file"])

    @property
    def _project_path(self) -> str | None:
        definition = self.figures.merged.definition
        return definition.template.identity.project if definition else None

    def _project(self, most: float = 26) -> list[tuple[Heading, Callable[[Row], Any]]]:
        path = self._project_path
        if path is None:
            return []
        column = self.figures.column(path)
        return [(Heading(key="project", text=self._title(path), most=most), lambda row: row[column])]

    def _title(self, path: str) -> str:
        field = self.figures.field(path)
        return field.title if field else path

    # --- projects -----------------------------------------------------------------------------------------------------

    def projects(self, sheet: Worksheet, note: str, origins: Listing) -> Listing:
        """One row a form that counts; each leads to its amounts in the list of origins."""
        details = [self._field(path) for path in self.figures.spec.details]
        total = self.figures.spec.total
        amounts = [self._amount(path) for path in ([total] if total else []) + [field.path for field in self.figures.sources]]
        links = _Links(self.folder, self.figures.merged.base)
        where = [*self._trace(origins, links), self._file(20, links)]
        cells = [*self._who(14), *self._project(18), *details, *amounts, *self._row_numbers(), *self._counts()[:1], *where]
        return self.write(sheet, "forms", note, cells, _amber)

    def _trace(self, origins: Listing, links: _Links) -> list[tuple[Heading, Callable[[Row], Any]]]:
        """Where the amounts of a form are listed with their cells."""
        if not origins.n_records:
            return []
        places: dict[tuple[Any, ...], int] = {}
        shown = islice(self.figures.values("origins", "file", "unit"), origins.n_shown)
        for row, key in enumerate(shown, start=origins.first_row):
            places.setdefault(key, row)
        heading = Heading(key="trace", text=self.book.say(words.TRACE), style="link", least=12, most=20)
        return [(heading, lambda row: links.to_row(origins.sheet.name, places.get(self.figures.form_key(row)), self._row_of))]

    def _row_of(self, sheet: str, row: int) -> str:
        return self.book.say(words.TRACE_TO, sheet=sheet, row=row)

    # --- origins ------------------------------------------------------------------------------------------------------

    def origins(self, sheet: Worksheet, note: str) -> Listing:
        """One row an amount that enters a total, linked to the cell that it was read from."""
        say = self.book.say
        links = _Links(self.folder, self.figures.merged.base)
        fields = amounts(self.figures.merged.definition) if self.figures.count("origins") else []
        decimals = max(map(decimals_of, fields), default=2)
        cells: list[tuple[Heading, Callable[[Row], Any]]] = [
            *self._who(20),
            (Heading(key="project", text=say(words.PROJECT), most=24), lambda row: row["project"]),
            (Heading(key="label", text=say(words.AMOUNT_ITEM), most=30), lambda row: row["label"]),
            (Heading(key="value", text=say(words.VALUE_AMOUNT), style="money", least=12, decimals=decimals), lambda row: row["value"]),
            (Heading(key="money_unit", text=say(words.MONEY_UNIT), style="center", least=7), lambda row: row["money_unit"]),
            (Heading(key="state", text=say(words.STATE), style="center", least=10), self._state),
            (Heading(key="file", text=say(words.FILE), most=32), lambda row: row["file"] and Path(row["file"]).name),
            (Heading(key="sheet", text=say(words.SHEET), most=16), lambda row: row["sheet"]),
            (Heading(key="cell", text=say(words.CELL), style="link", least=8), lambda row: links.to_cell(row["file"], row["sheet"], row["cell"])),
        ]
        return self.write(sheet, "origins", note, cells, _amber)

    def _field(self, path: str) -> tuple[Heading, Callable[[Row], Any]]:
        column = self.figures.column(path)
        return Heading(key=path, text=self._title(path), style="center", least=8, most=12), lambda row: row[column]

    def _amount(self, path: str) -> tuple[Heading, Callable[[Row], Any]]:
        field, column = self.figures.field(path), self.figures.column(path)
        label = f"{field.title}\n（{field.unit}）" if field and field.unit else self._title(path)
        decimals = decimals_of(field) if field else 2
        heading = Heading(key=path, text=label, style="money", least=11, total=True, decimals=decimals)
        return heading, lambda row: row[column]

    def _row_numbers(self) -> list[tuple[Heading, Callable[[Row], Any]]]:
        figures, say = self.figures, self.book.say
        if figures.table is None:
            return []
        counts = figures.rows_by_form
        cells: list[tuple[Heading, Callable[[Row], Any]]] = [
            (Heading(key="rows", text=say(words.N_ROWS), style="count", least=7, total=True), lambda row: counts[figures.form_key(row)])
        ]
        if figures.spec.quantity:
            heading = Heading(key="quantitative", text=say(words.QUANTITATIVE), style="count", least=7, total=True)
            cells.append((heading, lambda row: counts[*figures.form_key(row), "quantitative"]))
        return cells

    # --- rows ---------------------------------------------------------------------------------------------------------

    def rows(self, sheet: Worksheet, note: str) -> Listing:
        """One row a row of the summarised table."""
        figures, say, links = self.figures, self.book.say, _Links(self.folder, self.figures.merged.base)
        table = figures.table
        columns = table.columns if table else ()
        cells = [*self._who(), *self._row_project(), (Heading(key="row", text=say(words.ROW), style="count", least=5), lambda row: row["row"])]
        cells += [self._row_field(field) for field in columns]
        if figures.spec.quantity:
            kinds = {kind: say(text) for kind, text in words.KINDS.items()}
            cells.append((Heading(key="kind", text=say(words.KIND), style="center", least=8), lambda row: kinds.get(figures.kind(row) or "")))
        if figures.categories:
            heading = Heading(key="category", text=say(words.CATEGORY_NUMBER), style="faint", least=6, most=6)
            cells.append((heading, figures.category_number))
        cells.append((Heading(key="state", text=say(words.STATE), style="center", least=10), self._state))
        cells.append((Heading(key="origin", text=say(words.ORIGIN), style="link", most=20), lambda row: links.to_place(row["file"], row["origin"])))
        return self.write(sheet, figures.table_name, note, cells, _amber)

    def _row_project(self) -> list[tuple[Heading, Callable[[Row], Any]]]:
        """The project of the form in which a row stands."""
        path = self._project_path
        if path is None:
            return []
        found = self.figures.values("forms", "file", "unit", self.figures.column(path))
        names = {(file, unit): name for file, unit, name in found}
        return [(heading, lambda row: names.get(self.figures.form_key(row))) for heading, _ in self._project()]

    def _row_field(self, field: Field) -> tuple[Heading, Callable[[Row], Any]]:
        column = self.figures.table_column(field.name)
        if field.kind in ("money", "percent"):
            heading = Heading(key=column, text=field.label, style="money", least=11, decimals=decimals_of(field))
        elif field.kind == "integer":
            heading = Heading(key=column, text=field.label, style="count", least=8)
        else:
            heading = Heading(key=column, text=field.label, least=9, most=34)
        return heading, lambda row: row[column]

    # --- findings -----------------------------------------------------------------------------------------------------

    def findings(self, sheet: Worksheet, note: str) -> Listing:
        """Every finding, linked to its file and cell."""
        say = self.book.say
        links = _Links(self.folder, self.figures.merged.base)
        severities = {severity: say(text) for severity, text in SEVERITY_NAMES.items()}
        message = "message_zh" if self.book.lang == "zh" else "message_en"
        cells: list[tuple[Heading, Callable[[Row], Any]]] = [
            *self._who(),
            (Heading(key="file", text=say(words.FILE), most=30), lambda row: row["file"] and Path(row["file"]).name),
            (Heading(key="status", text=say(words.STATE), style="center", least=10), self._state),
            (Heading(key="severity", text=say(words.SEVERITY), style="center", least=8), lambda row: severities[row["severity"]]),
            (Heading(key="rule", text=say(words.RULE), style="center", least=7, most=18), lambda row: row["rule"]),
            (Heading(key="message", text=say(words.MESSAGE), least=20, most=46), lambda row: row[message]),
            (Heading(key="value", text=say(words.VALUE), least=12, most=34), lambda row: _shortened(row["value"])),
            (Heading(key="sheet", text=say(words.SHEET), most=14), lambda row: row["sheet"]),
            (Heading(key="cell", text=say(words.CELL), style="link", least=8), lambda row: links.to_cell(row["file"], row["sheet"], row["cell"])),
            (Heading(key="field", text=say(words.FIELD), most=30), lambda row: self._label(row["field"])),
        ]
        tone = lambda row: (row["severity"], "severity")  # noqa: E731 - one line, used once
        return self.write(sheet, "findings", note, cells, tone, if_empty=words.NO_FINDINGS)

    def rules(self, sheet: Worksheet, note: str, stats: RuleStats, findings: Listing, submissions: Listing) -> Listing:
        """Every rule that somebody breaks."""
        cells, rows = stats.cells(findings, submissions), stats.rows()
        tone = lambda row: (row["stat"].severity, "severity")  # noqa: E731 - one line, used once
        return self.write(sheet, "findings", note, cells, tone, rows, if_empty=words.NO_FINDINGS)

    def _label(self, path: str | None) -> str | None:
        """A field as the form calls it; its path when the form has no such field."""
        definition = self.figures.merged.definition
        if path is None or definition is None:
            return path
        table, _, place = path.partition("[")
        if table in definition.schema.tables and place:
            row, _, name = place.partition("].")
            column = definition.schema.tables[table].column(name)
            title = definition.schema.tables[table].title
            return self.book.say(words.TABLE_FIELD, table=title, row=int(row) + 1, column=column.title if column else name)
        found = definition.schema.field(path)
        return found.title if found else definition.schema.titles.get(path, path)

    # --- submissions --------------------------------------------------------------------------------------------------

    def submissions(self, sheet: Worksheet, note: str) -> Listing:
        """Every file, and everything that the roster expects and nobody has sent."""
        say = self.book.say
        cells: list[tuple[Heading, Callable[[Row], Any]]] = [
            *self._who(),
            (Heading(key="id", text=say(words.UNIT_ID), style="center", least=10), lambda row: row["unit"]),
            (Heading(key="level", text=say(words.LEVEL), style="center", least=7), lambda row: row["level"]),
            (Heading(key="project", text=say(words.PROJECT), most=28), lambda row: row["project"]),
            (Heading(key="year", text=say(words.YEAR), style="center", least=7), lambda row: row["year"]),
            *self._counts(),
            self._file(36, _Links(self.folder, self.figures.merged.base)),
            (Heading(key="replaced", text=say(words.REPLACED_BY), most=24), lambda row: row["replaced_by"] and Path(row["replaced_by"]).name),
        ]
        tone = lambda row: (_TONES.get(row["status"], ""), "state")  # noqa: E731 - one line, used once
        return self.write(sheet, "submissions", note, cells, tone)


def _amber(row: Row) -> tuple[str, str]:
    return ("warning" if row["status"] == "rejected" else "", "state")


#: Characters of a value that the list of findings shows; the Parquet file has it whole.
_VALUE_SHOWN = 40


def _shortened(text: str | None) -> str | None:
    return text if text is None or len(text) <= _VALUE_SHOWN else text[:_VALUE_SHOWN] + "…"


#: Characters of file names that stand for something else in a link.
_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in '%# "<>[]^`{}'}


class _Links:
    """Links from the summary to files, as many as a sheet may have."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        self.folder = folder
        self.base = base or Path()
        self.n_made = 0
        self._last = ("", "")  # the file that was linked last, and its path: the rows of a file stand together

    def to_file(self, file: str | None) -> Link | str | None:
        """A link to a file, showing its name; plain text where there can be none."""
        return file and self._link(self._relative(file), "", Path(file).name)

    def to_cell(self, file: str | None, sheet: str | None, cell: str | None) -> Link | str | None:
        """A link to a cell of a file, showing the cell; plain text where there can be none."""
        if not file or not sheet or not cell:
            return cell
        return self._link(self._relative(file), f"{quote_sheet(sheet)}!{cell}", cell)

    def to_place(self, file: str | None, place: str | None) -> Link | str | None:
        """A link to `sheet!A1` of a file, showing that."""
        sheet, _, cell = (place or "").rpartition("!")
        if not file or not sheet or not place:
            return place
        return self._link(self._relative(file), f"{quote_sheet(sheet)}!{cell}", place)

    def to_row(self, sheet: str, row: int | None, name: Callable[[str, int], str]) -> Link | str | None:
        """A link to a row of another sheet; nothing when the sheet does not show it."""
        return self._link("", f"{quote_sheet(sheet)}!A{row}", name(sheet, row)) if row else None

    def _relative(self, file: str) -> str:
        """A file's path from the folder of the summary, escaped as links are; of a member of a zip or mail the zip's or mail's."""
        if self._last[0] != file:
            self._last = (file, self._find(file))
        return self._last[1]

    def _find(self, file: str) -> str:
        named = self.base / file.partition(INSIDE)[0]
        try:
            path = os.path.relpath(named, self.folder).replace("/", "\\")  # as Excel spells it
        except ValueError:  # on another drive
            path = f"file:///{named.resolve()}"
        return path.translate(_ESCAPES)

    def _link(self, target: str, place: str, shown: str) -> Link | str:
        if self.n_made >= MAX_LINKS or len(target) + len(place) > MAX_URL or "\ufffd" in target + place:
            return shown
        self.n_made += 1
        return Link(shown, target, place)
