"""Compose the summary workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import IO

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import MAX_ROWS
from xltool.base.files import writing_whole
from xltool.base.messages import Lang
from xltool.base.states import SubmissionState
from xltool.merging.dataset.exporters import data_files
from xltool.merging.dataset.merged import Merged
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.chart_sheet import MOST_BARS, ChartTables, write_charts
from xltool.merging.summary.distribution import write_distribution
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.lists import Lists
from xltool.merging.summary.overview import write_overview
from xltool.merging.summary.rule_stats import RuleStats
from xltool.merging.summary.sheet_records import FigureGrid, Listing
from xltool.merging.summary.summary_book import SummaryBook


def write_summary(merged: Merged, path: Path | str, lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> Path:
    """Write the summary workbook. Links to the workbooks it speaks of are relative to its folder.

    `max_rows` is how many rows a sheet may have: a list that is longer is cut, says so, and what counts it is then a
    number instead of a formula. Raises UsageError when the file cannot be written; what stood there before stays.
    """
    with writing_whole(path) as file:
        _Builder(merged, Path(path), lang, max_rows).build(file)
    return Path(path)


def build_summary(merged: Merged, path: Path, lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> bytes:
    """Build the summary workbook that is to stand at `path`; the same data gives the same bytes."""
    file = io.BytesIO()
    _Builder(merged, path, lang, max_rows).build(file)
    return file.getvalue()


class _Builder:
    def __init__(self, merged: Merged, path: Path, lang: Lang, max_rows: int) -> None:
        self.merged = merged
        self.figures = Figures(merged)
        self.book = SummaryBook(lang=lang, max_rows=max_rows, noun=self.figures.noun)
        names = {name: files[0].name for name, files in data_files(path.with_suffix(""), merged).items()}
        self.lists = Lists(self.book, self.figures, path.resolve().parent, names, self.title)

    def build(self, file: IO[bytes]) -> None:
        """Write the workbook to a file. Lists first: the figures are formulas over them. The sheets stand in the order in which they are added."""
        book, figures = self.book, self.figures
        has_spread = figures.table is not None and figures.spec.category is not None
        overview = book.add_sheet(messages.OVERVIEW)
        charts = book.add_sheet(messages.CHARTS) if figures.count("submissions") else None
        projects_sheet, origins_sheet = book.add_sheet(messages.PROJECTS), book.add_sheet(messages.ORIGINS)
        rows_sheet = book.add_sheet(messages.ROWS) if figures.table else None
        spread_sheet = book.add_sheet(messages.SPREAD) if has_spread else None
        findings_sheet = book.add_sheet(messages.FINDINGS)
        rule_sheets = [book.add_sheet(name) for name in (messages.RULE_STATS, messages.RULE_SPREAD)] if figures.count("findings") else []
        submissions = self.lists.submissions(book.add_sheet(messages.SUBMISSIONS), self.received())
        origins = self.lists.origins(origins_sheet, self.scope() + book.say(messages.ORIGINS_NOTE))
        projects = self.lists.projects(projects_sheet, self.scope(), origins)
        rows = self.lists.rows(rows_sheet, self.scope()) if rows_sheet else None
        self.findings(findings_sheet, rule_sheets, submissions)
        note = (
            self.received() + self.scope() + book.say(messages.SENT_COUNTS) if figures.count("submissions") else book.say(messages.NOTHING)
        )
        grid = write_overview(book, overview, self.title(overview.name), note, figures, submissions, projects, rows)
        spread = self.spread(spread_sheet, rows) if spread_sheet and rows else None
        if charts:
            tables = ChartTables(book, figures, grid, submissions, rows, spread)
            write_charts(charts, self.title(charts.name), self.scope() + book.say(messages.CHARTS_NOTE, n=MOST_BARS), tables)
        overview.activate()
        book.close(self.title(overview.name), file)

    def findings(self, sheet: Worksheet, rule_sheets: Sequence[Worksheet], submissions: Listing) -> None:
        """Write all findings, then by rule, then by rule and department."""
        left_out = self.merged.spools["findings"].n_rows - self.figures.count("findings")
        named = self.book.say(messages.WITHOUT_REPLACED, n=left_out, file=self.lists.files["findings"]) if left_out else ""
        findings = self.lists.findings(sheet, named)
        stats = RuleStats(self.figures, self.book)
        if rule_sheets:
            by_rule, by_department = rule_sheets
            self.lists.rules(by_rule, self.book.say(messages.RULE_NOTE), stats.columns(findings, submissions), stats.page())
            stats.write_spread(by_department, self.title(by_department.name), findings)

    def spread(self, sheet: Worksheet, rows: Listing) -> FigureGrid:
        """Write the rows by department and category."""
        return write_distribution(self.book, sheet, self.title(sheet.name), self.scope(), self.figures, rows)

    def title(self, sheet: str) -> str:
        """Return the title of a sheet: form, year, name of the sheet."""
        definition = self.merged.definition
        form = definition.schema.title if definition else self.book.say(messages.NO_FORM)
        year = self.book.say(messages.YEARS, years=self._years[0]) if len(self._years) == 1 else ""
        return self.book.say(messages.TITLE, form=form, year=year, sheet=sheet)

    @cached_property
    def _years(self) -> list[str]:
        return sorted({year for (year,) in self.figures.values("submissions", "year") if year})

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
        return self.book.say(messages.WITH_REJECTED if self.merged.include_rejected else messages.ACCEPTED_ONLY)
