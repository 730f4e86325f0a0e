"""图表: four charts and, below them, the small tables from which they draw.

A chart of hundreds of bars says nothing: the largest have a bar each, the others are taken together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1, quote_sheet
from xltool.base.states import SubmissionState
from xltool.form.schema import Field
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.charts import Plot, Stacking, chart_height, draw
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.live_cells import LiveCell
from xltool.merging.summary.sheet_records import FIRST_ROW, Category, Department, FigureGrid, Listing, count_rows
from xltool.merging.summary.summary_book import SummaryBook, row_height, write, write_title

#: Bars with a name of their own, and characters that a name has in a chart.
MOST_BARS, _NAME_LENGTH = 20, 24
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
_CHARTS_ROW, _ROW_PIXELS, _ROW_POINTS, _GAP = 3, 20, 15, 10
#: Print scale in percent at which the charts fit the page in every program (some draw columns a sixth wider), and pixels
#: that then fit on a page below the title.
_SCALE, _PAGE_PIXELS = 72, 860
_NAME_COLUMN, _FIRST_COLUMN, _N_COLUMNS = 1, 2, 11
_NAME_WIDTH, _WIDTH = 28, 11.5
_LEFT_SHARE = 0.58

Item = TypeVar("Item")


def largest(items: Sequence[Item], weight: Callable[[Item], Decimal | float]) -> list[Item]:
    """Choose the items with a bar of their own, in their order: all, or the largest when they are too many."""
    if len(items) <= MOST_BARS:
        return list(items)
    chosen = sorted(range(len(items)), key=lambda place: (-weight(items[place]), place))[:MOST_BARS]
    return [items[place] for place in sorted(chosen)]


@dataclass(frozen=True, kw_only=True)
class ChartBar:
    """One row of the table behind a chart: a name and a cell for each series."""

    name: str
    cells: Sequence[LiveCell]
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class ChartTable:
    """The table behind a chart, and what the chart says."""

    title: str
    names_title: str
    values_title: str
    series: Sequence[str]
    bars: Sequence[ChartBar]
    rest: ChartBar | None = None  # what has no bar of its own, below the table and not in the chart
    style: str = "count"
    stacked: Stacking = ""
    labelled: bool = False


def write_charts(sheet: Worksheet, title: str, note: str, charts: ChartTables) -> None:
    """Fill the sheet of charts; the figures behind them are formulas over the other sheets."""
    book = charts.book
    tables = [table for table in charts.tables() if table.bars]
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, _N_COLUMNS - 1, _WIDTH)
    write_title(book, sheet, title, note, _N_COLUMNS)
    sheet.freeze_panes(_CHARTS_ROW - 1, 0)
    sheet.repeat_rows(0, 1)
    row = _CHARTS_ROW + sum(_band_rows(band) for band in _bands(tables))
    _paginate(sheet, row, [_band_rows(band) for band in _bands(tables)])
    plots = []
    for table in tables:
        plots.append(_write_table(book, sheet, row, table))
        row = plots[-1].last_row + (4 if table.rest else 3)
    top = _CHARTS_ROW
    for band in _bands(list(zip(tables, plots, strict=True))):
        _insert(book, sheet, top, band)
        top += _band_rows([table for table, _ in band])


def _bands(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Put charts side by side."""
    return [items[start : start + 2] for start in range(0, len(items), 2)]


def _height(band: Sequence[ChartTable]) -> int:
    return max(chart_height(len(table.bars)) for table in band)


def _band_rows(band: Sequence[ChartTable]) -> int:
    return math.ceil((_height(band) + _GAP) / _ROW_PIXELS) + 1


def _paginate(sheet: Worksheet, tables_row: int, bands: Sequence[int]) -> None:
    """Set page breaks: none within a chart, one before the tables. Not fitted to the width, for then Excel has no breaks."""
    sheet.set_print_scale(_SCALE)
    sheet.center_horizontally()
    for row in range(_CHARTS_ROW, tables_row):
        sheet.set_row(row - 1, _ROW_POINTS)
    breaks, row, used = [], _CHARTS_ROW, 0
    for n_rows in bands:
        if used and (used + n_rows) * _ROW_PIXELS > _PAGE_PIXELS:
            breaks.append(row - 1)
            used = 0
        row, used = row + n_rows, used + n_rows
    sheet.set_h_pagebreaks([*breaks, tables_row - 1])


def _insert(book: SummaryBook, sheet: Worksheet, row: int, band: Sequence[tuple[ChartTable, Plot]]) -> None:
    whole = int(_NAME_WIDTH * 7 + 5) + (_N_COLUMNS - 1) * int(_WIDTH * 7 + 5)
    left_width = int(whole * _LEFT_SHARE) if len(band) > 1 else whole
    height = _height([table for table, _ in band])
    for offset, width, (_, plot) in zip((0, left_width), (left_width - _GAP, whole - left_width), band, strict=False):
        chart = draw(book, plot, width, height)
        place = {"x_offset": offset, "y_offset": 2, "object_position": 2, "description": plot.title}
        sheet.insert_chart(row - 1, 0, chart, place)


def _write_table(book: SummaryBook, sheet: Worksheet, row: int, table: ChartTable) -> Plot:
    """Write the figures of one chart: a title, headings, one row a bar."""
    heading = book.style("heading")
    write(sheet, row, _NAME_COLUMN, table.title, book.style("plain"))
    write(sheet, row + 1, _NAME_COLUMN, table.names_title, heading)
    sheet.set_row(row, row_height(2))
    for column, name in enumerate(table.series, start=_FIRST_COLUMN):
        write(sheet, row + 1, column, name, heading)
    rest = [table.rest] if table.rest else []
    for at, bar in enumerate([*table.bars, *rest], start=row + 2):
        write(sheet, at, _NAME_COLUMN, bar.name, book.style("text"))
        for column, cell in enumerate(bar.cells, start=_FIRST_COLUMN):
            write(sheet, at, column, cell, book.style(table.style))
    return Plot(
        sheet=sheet,
        title=table.title,
        names_title=table.names_title,
        values_title=table.values_title,
        heading_row=row + 1,
        first_row=row + 2,
        last_row=row + 1 + len(table.bars),
        name_column=_NAME_COLUMN,
        first_column=_FIRST_COLUMN,
        n_series=len(table.series),
        stacked=table.stacked,
        labelled=table.labelled,
        tones=[bar.tone for bar in table.bars] if all(bar.tone for bar in table.bars) else (),
    )


@dataclass(frozen=True)
class ChartTables:
    """What the charts of one summary show."""

    book: SummaryBook
    figures: Figures
    overview: FigureGrid
    submissions: Listing
    rows: Listing | None
    spread: FigureGrid | None

    def tables(self) -> Iterator[ChartTable]:
        """Yield the table behind each chart."""
        yield self.money()
        yield self.states()
        if self.rows is not None and self.figures.spec.quantity:
            yield self.kinds(self.rows)
        if self.spread is not None:
            yield self.types(self.spread)

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
                _cell_of(self.overview, field.path, FIRST_ROW + department.number - 1), float(self.figures.money(field.path, department))
            )
            for field in fields
        ]
        return ChartBar(name=self.name(department.name), cells=cells)

    def _other_money(self, departments: Sequence[Department], fields: Sequence[Field], n_shown: int) -> ChartBar:
        """Return the bar of what is left of the total; rounded, for a difference of sums has digits that are nobody's money."""
        cells = []
        for column, field in enumerate(fields, start=_FIRST_COLUMN):
            exact = sum((self.figures.money(field.path, each) for each in departments), Decimal(0))
            total = _cell_of(self.overview, field.path, self.overview.total_row)(0)[1:]
            cells.append(LiveCell(_left_of(total, column, n_shown, f"=ROUND({{}},{_DECIMALS})"), float(round(exact, _DECIMALS))))
        return ChartBar(name=self.others(len(departments)), cells=cells)

    # --- submissions --------------------------------------------------------------------------------------------------

    def states(self) -> ChartTable:
        """Chart how many submissions are in each state."""
        say = self.book.say
        counts = {state: self.figures.n_submissions([state]) for state in SubmissionState}
        cells = self.submissions.range("state")

        def count(row: int) -> str | None:
            return f"=COUNTIFS({cells},{a1(row, _NAME_COLUMN)})" if cells else None

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
                LiveCell(_left_of(None, column, len(named), "={}"), sum(figures.n_rows(each, kind) for each in left))
                for column, kind in enumerate(kinds, start=_FIRST_COLUMN)
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
                name=self.name(each.value), cells=[LiveCell(_cell_of(spread, f"category:{each.number}", spread.total_row), count(each))]
            )
            for each in named
        ]
        left = figures.n_rows() - sum(map(count, named))
        if left:
            total = _cell_of(spread, "all", spread.total_row)(0)[1:]
            bars.append(ChartBar(name=say(messages.OTHER), cells=[LiveCell(_left_of(total, _FIRST_COLUMN, len(named), "={}"), left)]))
        return ChartTable(
            title=say(messages.CHART_SPREAD),
            names_title=say(messages.AXIS_TYPES),
            values_title=say(messages.AXIS_ROWS),
            series=[say(messages.N_ROWS)],
            bars=bars if figures.n_rows() else (),
            labelled=True,
        )


def _cell_of(grid: FigureGrid, key: str, row: int) -> Callable[[int], str]:
    """Return a formula that shows a figure of another sheet."""
    formula = f"={quote_sheet(grid.sheet.name)}!{a1(row, grid.column(key))}"
    return lambda _: formula


def _left_of(total: str | None, column: int, n_shown: int, shape: str) -> Callable[[int], str]:
    """Return a formula for what the bars above leave of a total; without a total cell, of the bar above those."""

    def formula(row: int) -> str:
        first, last = a1(row - n_shown, column), a1(row - 1, column)
        return shape.format(f"{total or a1(row - n_shown - 1, column)}-SUM({first}:{last})")

    return formula
