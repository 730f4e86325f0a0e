"""The charts that fit a form: amounts by department, states, kinds of quantities, categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltool.base.cells import a1
from xltool.base.states import SubmissionState
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.amount_figures import figure_key
from xltool.merging.summary.chart_tables import FIRST_COLUMN, MOST_BARS, NAME_COLUMN, ChartBar, ChartTable, cell_of, largest, left_of
from xltool.merging.summary.grouped import REST
from xltool.merging.summary.live_cells import LiveCell
from xltool.merging.summary.measure_figures import MeasureFigures
from xltool.merging.summary.sheet_records import Category, Department, FigureGrid, Listing, count_rows
from xltool.merging.summary.summary_sheet import SummaryPart
from xltool.merging.summary_plan import Addend

#: Characters that a name has in a chart.
_NAME_LENGTH = 24
#: Tables of figures by group that have a chart.
_MOST_GROUPINGS = 8
#: States that are shown also when nothing is in them.
_ALWAYS = (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.MISSING)
#: States that say nothing of how things are now: what a later submission replaced.
_SUPERSEDED = (SubmissionState.DUPLICATE,)
_STATE_TONES: dict[SubmissionState, str] = {
    SubmissionState.ACCEPTED: "#70AD47",
    SubmissionState.REJECTED: "#FFD966",
    SubmissionState.UNREADABLE: "#C00000",
    SubmissionState.FOREIGN: "#7F7F7F",
    SubmissionState.UNLISTED: "#A6A6A6",
    SubmissionState.WAITING: "#9DC3E6",
    SubmissionState.HELD: "#BDD7EE",
    SubmissionState.MISSING: "#F4968C",
}
_DECIMALS = 6  # of sums of amounts: beyond these is what floating point adds


@dataclass(frozen=True)
class FormCharts(SummaryPart):
    """What the charts of one summary show."""

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
        for grouped in self.summary.grouped[:_MOST_GROUPINGS]:
            yield self.groups(MeasureFigures(self.summary, grouped))

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
        say, addends = self.book.say, self._sources()

        def all_of(department: Department) -> Decimal:
            return sum((self.figures.tally(addend, department).total for addend in addends), Decimal(0))

        holding = [department for department in self.figures.departments if all_of(department)] if addends else []
        named = sorted(largest(holding, all_of), key=all_of, reverse=True)
        left = [department for department in holding if department not in named]
        units = {addend.field.unit for addend in addends}
        unit = units.pop() if len(units) == 1 else ""
        title, most = messages.CHART_MONEY, messages.CHART_MONEY_MOST
        if self._is_implied:
            title, most = messages.CHART_AMOUNT, messages.CHART_AMOUNT_MOST
        amount = addends[0].field.title if addends else ""
        return ChartTable(
            title=say(most, n=len(named), left=len(left), amount=amount) if left else say(title, amount=amount),
            names_title=say(messages.DEPARTMENT),
            values_title=say(messages.AXIS_MONEY, unit=unit) if unit else say(messages.MONEY_PLAIN),
            series=[self.figures.label(addend.field) for addend in addends],
            bars=[self._money_bar(department, addends) for department in named],
            rest=self._other_money(left, addends, len(named)) if left else None,  # its bar would dwarf all others
            style="money",
            stacked="stacked",
        )

    @property
    def _is_implied(self) -> bool:
        return self.figures.plan is not None and self.figures.plan.is_implied

    def _sources(self) -> list[Addend]:
        """Return the sources that hold money; the total where a form has no sources, and where it says nothing the largest amount."""
        addends = self.figures.plan.amounts if self.figures.plan else []
        if self._is_implied:
            sums = [addend for addend in addends if addend.field.kind.summary_style == "money" and self.figures.tally(addend).total]
            return [max(sums, key=lambda addend: abs(self.figures.tally(addend).total))] if sums else []
        sources = self.figures.spec.sources or (self.figures.spec.total,)
        return [addend for addend in addends if addend.name in sources and self.figures.tally(addend).total]

    def _money_bar(self, department: Department, addends: Sequence[Addend]) -> ChartBar:
        row = self.overview.first_row + department.number - 1
        cells = [
            LiveCell(cell_of(self.overview, figure_key(addend), row), float(self.figures.tally(addend, department).total))
            for addend in addends
        ]
        return ChartBar(name=self.name(department.name), cells=cells)

    def _other_money(self, departments: Sequence[Department], addends: Sequence[Addend], n_shown: int) -> ChartBar:
        """Return the bar of what is left of the total; rounded, for a difference of sums has digits that are nobody's money."""
        cells = []
        for column, addend in enumerate(addends, start=FIRST_COLUMN):
            exact = sum((self.figures.tally(addend, each).total for each in departments), Decimal(0))
            total = cell_of(self.overview, figure_key(addend), self.overview.total_row)(0)[1:]
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

        states = [state for state in SubmissionState if state in _ALWAYS or (counts[state] and state not in _SUPERSEDED)]
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

    # --- groups -------------------------------------------------------------------------------------------------------

    def groups(self, figures: MeasureFigures) -> ChartTable:
        """Chart the sum, else the number, of each group: the largest, of months all in their order."""
        index = _charted(figures)
        grid = self.summary.grids[figures.name]

        def amount(line: Department) -> float:
            value = figures.value(index, line)
            return value if isinstance(value, float | int) else 0.0

        lines = [line for line in figures.lines if line.number != REST or amount(line)]
        shown = lines if figures.grouped.is_by_month else sorted(largest(lines, lambda line: abs(amount(line))), key=amount, reverse=True)
        bars = [ChartBar(name=self.name(line.name), cells=[self._group_cell(grid, figures, index, line)]) for line in shown]
        style = figures.style(index)
        return ChartTable(
            title=figures.title,
            names_title=figures.by,
            values_title=figures.measured(index),
            series=[figures.measured(index)],
            bars=bars if any(map(amount, lines)) else (),
            style=style,
            labelled=style == "count" and not figures.grouped.is_by_month,
            upright=figures.grouped.is_by_month,
        )

    def _group_cell(self, grid: FigureGrid, figures: MeasureFigures, index: int, line: Department) -> LiveCell:
        row = grid.first_row + figures.lines.index(line)
        return LiveCell(cell_of(grid, str(index), row), figures.value(index, line))


def _charted(figures: MeasureFigures) -> int:
    """Return the place of the measure that a chart shows: a sum if there is one, else a number."""
    names = [kind.name for kind, _, _ in figures.grouped.grouping.measures]
    return next((names.index(name) for name in ("sum", "count", "mean") if name in names), 0)
