"""The charts that fit a form: amounts by department, states, kinds of quantities, categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltool.base.cells import a1
from xltool.base.states import SubmissionState
from xltool.form.schema import Field
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.chart_tables import FIRST_COLUMN, MOST_BARS, NAME_COLUMN, ChartBar, ChartTable, cell_of, largest, left_of
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.live_cells import LiveCell
from xltool.merging.summary.sheet_records import Category, Department, FigureGrid, Listing, count_rows
from xltool.merging.summary.summary_book import SummaryBook
from xltool.merging.summary.summary_sheet import Summary

#: Characters that a name has in a chart.
_NAME_LENGTH = 24
#: States that are shown also when nothing is in them.
_ALWAYS = (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.MISSING)
_STATE_TONES: dict[SubmissionState, str] = {
    SubmissionState.ACCEPTED: "#70AD47",
    SubmissionState.REJECTED: "#FFD966",
    SubmissionState.UNREADABLE: "#C00000",
    SubmissionState.FOREIGN: "#7F7F7F",
    SubmissionState.UNLISTED: "#A6A6A6",
    SubmissionState.DUPLICATE: "#D9D9D9",
    SubmissionState.WAITING: "#9DC3E6",
    SubmissionState.HELD: "#BDD7EE",
    SubmissionState.MISSING: "#F4968C",
}
_DECIMALS = 6  # of sums of amounts: beyond these is what floating point adds


@dataclass(frozen=True)
class FormCharts:
    """What the charts of one summary show."""

    summary: Summary

    @property
    def book(self) -> SummaryBook:
        """The workbook."""
        return self.summary.book

    @property
    def figures(self) -> Figures:
        """The figures of the data set."""
        return self.summary.figures

    @property
    def overview(self) -> FigureGrid:
        """The figures by department."""
        return self.summary.grids["overview"]

    def tables(self) -> Iterator[ChartTable]:
        """Yield the table behind each chart."""
        yield self.money()
        yield self.states()
        if self.figures.table is not None and self.figures.spec.quantity:
            yield self.kinds(self.summary.listings[self.figures.table.path])
        if "spread" in self.summary.grids:
            yield self.types(self.summary.grids["spread"])

    def name(self, text: str | None) -> str:
        """Shorten a name to what a chart has room for."""
        label = text or self.book.say(messages.UNKNOWN)
        return label if len(label) <= _NAME_LENGTH else f"{label[: _NAME_LENGTH - 1]}…"

    def others(self, n: int) -> str:
        """Return the name of the bar of the rest."""
        return self.book.say(messages.OTHERS, n=n)

    # --- money --------------------------------------------------------------------------------------------------------

    def money(self) -> ChartTable:
        """Chart money by department and source, the most first."""
        say, fields = self.book.say, self._sources()

        def all_of(department: Department) -> Decimal:
            return sum((self.figures.money(field.path, department) for field in fields), Decimal(0))

        holding = [department for department in self.figures.departments if all_of(department)] if fields else []
        named = sorted(largest(holding, all_of), key=all_of, reverse=True)
        left = [department for department in holding if department not in named]
        units = {field.unit for field in fields}
        unit = units.pop() if len(units) == 1 else ""
        return ChartTable(
            title=say(messages.CHART_MONEY_MOST, n=len(named), left=len(left)) if left else say(messages.CHART_MONEY),
            names_title=say(messages.DEPARTMENT),
            values_title=say(messages.AXIS_MONEY, unit=unit) if unit else say(messages.MONEY_PLAIN),
            series=[self.figures.label(field) for field in fields],
            bars=[self._money_bar(department, fields) for department in named],
            rest=self._other_money(left, fields, len(named)) if left else None,  # its bar would dwarf all others
            style="money",
            stacked="stacked",
        )

    def _sources(self) -> list[Field]:
        """Return the sources that hold money; the total where a form has no sources."""
        total = self.figures.field(self.figures.spec.total)
        fields = self.figures.sources or ([total] if total else [])
        return [field for field in fields if self.figures.money(field.path)]

    def _money_bar(self, department: Department, fields: Sequence[Field]) -> ChartBar:
        cells = [
            LiveCell(
                cell_of(self.overview, field.path, self.overview.first_row + department.number - 1),
                float(self.figures.money(field.path, department)),
            )
            for field in fields
        ]
        return ChartBar(name=self.name(department.name), cells=cells)

    def _other_money(self, departments: Sequence[Department], fields: Sequence[Field], n_shown: int) -> ChartBar:
        """Return the bar of what is left of the total; rounded, for a difference of sums has digits that are nobody's money."""
        cells = []
        for column, field in enumerate(fields, start=FIRST_COLUMN):
            exact = sum((self.figures.money(field.path, each) for each in departments), Decimal(0))
            total = cell_of(self.overview, field.path, self.overview.total_row)(0)[1:]
            cells.append(LiveCell(left_of(total, column, n_shown, f"=ROUND({{}},{_DECIMALS})"), float(round(exact, _DECIMALS))))
        return ChartBar(name=self.others(len(departments)), cells=cells)

    # --- submissions --------------------------------------------------------------------------------------------------

    def states(self) -> ChartTable:
        """Chart how many submissions are in each state."""
        say = self.book.say
        counts = {state: self.figures.n_submissions([state]) for state in SubmissionState}
        cells = self.summary.listings["submissions"].range("state")

        def count(row: int) -> str | None:
            return f"=COUNTIFS({cells},{a1(row, NAME_COLUMN)})" if cells else None

        states = [state for state in SubmissionState if counts[state] or state in _ALWAYS]
        bars = [ChartBar(name=say(state.text), cells=[LiveCell(count, counts[state])], tone=_STATE_TONES[state]) for state in states]
        return ChartTable(
            title=say(messages.CHART_STATES),
            names_title=say(messages.STATE),
            values_title=say(messages.AXIS_STATES),
            series=[say(messages.SUBMITTED)],
            bars=bars if self.figures.count("submissions") else (),
            labelled=True,
        )

    # --- rows of the table --------------------------------------------------------------------------------------------

    def kinds(self, rows: Listing) -> ChartTable:
        """Chart what share of the rows is quantitative, qualitative and so on: in all, then by department, least quantitative first."""
        figures, say = self.figures, self.book.say
        kinds = [kind for kind in messages.KINDS if figures.n_rows(kind=kind)]
        having = [department for department in figures.departments if figures.n_rows(department)]

        def quantitative(department: Department) -> float:
            return figures.n_rows(department, "quantitative") / figures.n_rows(department)

        ordered = sorted(having, key=quantitative)
        named, left = ordered[:MOST_BARS], ordered[MOST_BARS:]
        bars = [ChartBar(name=say(messages.TOTAL), cells=[self._kind(rows, kind) for kind in kinds])] if having else []
        bars += [ChartBar(name=self.name(each.name), cells=[self._kind(rows, kind, each) for kind in kinds]) for each in named]
        if left:
            cells = [
                LiveCell(left_of(None, column, len(named), "={}"), sum(figures.n_rows(each, kind) for each in left))
                for column, kind in enumerate(kinds, start=FIRST_COLUMN)
            ]
            bars.append(ChartBar(name=self.others(len(left)), cells=cells))
        return ChartTable(
            title=say(messages.CHART_KINDS),
            names_title=say(messages.DEPARTMENT),
            values_title=say(messages.AXIS_KINDS),
            series=[say(messages.KINDS[kind]) for kind in kinds],
            bars=bars,
            stacked="percent_stacked",
            labelled=True,
        )

    def _kind(self, rows: Listing, kind: str, department: Department | None = None) -> LiveCell:
        criterion = f'"{self.book.say(messages.KINDS[kind])}"'
        formula = count_rows(rows, str(department.number) if department else "", kind=criterion)
        return LiveCell(lambda _: formula, self.figures.n_rows(department, kind))

    def types(self, spread: FigureGrid) -> ChartTable:
        """Chart how many rows each category has."""
        figures, say = self.figures, self.book.say

        def count(category: Category) -> int:
            return figures.n_rows(category=category.number)

        named = largest(figures.categories, count)
        bars = [
            ChartBar(
                name=self.name(each.value), cells=[LiveCell(cell_of(spread, f"category:{each.number}", spread.total_row), count(each))]
            )
            for each in named
        ]
        left = figures.n_rows() - sum(map(count, named))
        if left:
            total = cell_of(spread, "all", spread.total_row)(0)[1:]
            bars.append(ChartBar(name=say(messages.OTHER), cells=[LiveCell(left_of(total, FIRST_COLUMN, len(named), "={}"), left)]))
        return ChartTable(
            title=say(messages.CHART_SPREAD),
            names_title=say(messages.AXIS_TYPES),
            values_title=say(messages.AXIS_ROWS),
            series=[say(messages.N_ROWS)],
            bars=bars if figures.n_rows() else (),
            labelled=True,
        )
