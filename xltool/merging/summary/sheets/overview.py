"""汇总: what each department sent, its money by source, its share of quantitative rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.base.messages import Text, listed
from xltool.base.paths import parent_of
from xltool.base.states import SubmissionState
from xltool.form.schema import Field
from xltool.merging.dataset.merged import FORMS
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.amount_figures import amount_figures
from xltool.merging.summary.figure_grid import grid_widths, write_grid
from xltool.merging.summary.figures import OTHERS
from xltool.merging.summary.on_paper import READABLE, pages_down, scale_of
from xltool.merging.summary.sheet_records import FIRST_FIGURE, Department, Figure, FigureGrid, Listing, count_rows
from xltool.merging.summary.summary_book import PAGE_PIXELS, SummaryBook, line_count, pixels, row_height
from xltool.merging.summary.summary_sheet import Summary, SummarySheet

#: States of forms that were sent, as in the status of a campaign.
SENT = (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.WAITING)
#: Characters that are well read on the width of a page; the height of title, note, headings and totals in points.
_PAGE_WIDTH, _HEAD_POINTS = 140, 190
_CENT = 0.0000005  # half of the last of six decimals: beyond what floating point adds


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    book, figures, sheet = summary.book, summary.figures, tabs[""]
    is_there = figures.count("submissions")
    note = summary.received() + summary.scope() + book.say(messages.SENT_COUNTS) if is_there else book.say(messages.NOTHING)
    columns = list(Overview(summary).columns())
    unused = _unused(columns, grid_widths(summary.all_lines, columns))
    if unused:
        note += book.say(messages.UNUSED_HIDDEN, names=book.say(listed(list(dict.fromkeys(figure.text for figure in unused)))))
    grid = _write_on_pages(summary, sheet, note, columns, unused)
    if grid.lines:
        _stand_out(book, grid)
        if figures.sources and figures.field(figures.spec.total):
            _show_difference(book, grid, figures.spec.total or "")
    summary.grids["overview"] = grid


def _unused(columns: Sequence[Figure], widths: Sequence[float]) -> list[Figure]:
    """Return the amounts that no form has, where all columns together are too wide to be read on a page."""
    if PAGE_PIXELS / sum(map(pixels, widths)) >= READABLE:
        return []
    amounts = [figure for figure in columns if figure.style == "money"]
    unused = [figure for figure in amounts if not figure.value(None)]
    return unused if len(unused) < len(amounts) else unused[1:]


def _write_on_pages(summary: Summary, sheet: Worksheet, note: str, columns: Sequence[Figure], unused: Sequence[Figure]) -> FigureGrid:
    """Write the grid; what is still too wide goes to further pages. Offers it to be printed."""
    lines = summary.all_lines
    widths = grid_widths(lines, columns)
    hidden = {at for at, figure in enumerate(columns, start=FIRST_FIGURE) if figure in unused}
    shown = [width for at, width in enumerate(widths, start=1) if at not in hidden]
    fits = PAGE_PIXELS / sum(map(pixels, shown)) >= READABLE
    grid = write_grid(summary.book, sheet, summary.title(sheet.name), note, lines, columns, None if fits else _PAGE_WIDTH)
    for at in hidden:
        sheet.set_column(at - 1, at - 1, widths[at - 1], None, {"hidden": True})
    points = _HEAD_POINTS + sum(row_height(line_count(line.name or "", widths[1])) for line in lines)
    n_wide = 1 + len(grid.page_starts)
    scale = scale_of(shown) if fits else 1.0
    summary.book.may_print(sheet, rank=20, n_pages=n_wide * pages_down(points, scale))
    return grid


def _stand_out(book: SummaryBook, grid: FigureGrid) -> None:
    """Colour departments of which somebody has not sent, or must correct."""
    for key, tone in (("rejected", "warning"), ("missing", "error")):
        column = grid.column(key) - 1
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": book.mark(tone)}
        grid.sheet.conditional_format(grid.first_row - 1, column, grid.total_row - 2, column, rule)


def _show_difference(book: SummaryBook, grid: FigureGrid, total: str) -> None:
    """Colour sources that do not add up to the declared total; the lines of accepted forms always do."""
    declared, added = a1(grid.first_row, grid.column(total)), a1(grid.first_row, grid.column("sources"))
    column = grid.column("sources") - 1
    rule = {"type": "formula", "criteria": f"=ABS({declared}-{added})>{_CENT}", "format": book.mark("error")}
    grid.sheet.conditional_format(grid.first_row - 1, column, grid.total_row - 1, column, rule)


class Overview:
    """The columns of the first sheet."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.book = summary.book
        self.figures = summary.figures
        self.submissions = summary.listings["submissions"]
        self.projects = summary.listings[FORMS]
        self.rows = summary.listings[self.figures.table.path] if self.figures.table else None
        units = {field.unit for field in self._amounts()}
        self.unit = units.pop() if len(units) == 1 else ""

    def columns(self) -> Iterator[Figure]:
        """Yield every column, from left to right."""
        yield from self._states()
        yield from self._money()
        if self.rows is not None:
            yield from self._rows(self.rows)

    def _amounts(self) -> list[Field]:
        total = self.figures.field(self.figures.spec.total)
        return [*self.figures.sources, *([total] if total else [])]

    # --- submissions --------------------------------------------------------------------------------------------------

    def _states(self) -> Iterator[Figure]:
        say, shown = self.book.say, self._shown_states()
        group = say(messages.SUBMITTED)
        yield Figure(key="units", group=group, text=say(messages.UNITS), formula=lambda *_: None, value=self._n_units)
        yield Figure(
            key="sent",
            group=group,
            text=say(messages.SENT),
            formula=lambda at, _: "=" + "+".join(at(state) for state in SENT if state in shown),
            value=lambda department: self.figures.n_submissions(SENT, department),
        )
        for state in shown:
            yield self._state(state, state.heading, (state,))
        if self.figures.n_submissions(OTHERS):
            yield self._state("others", messages.OTHER_FILES, OTHERS)

    def _shown_states(self) -> list[SubmissionState]:
        """Return the states that have a column: those of forms; what awaits confirmation only where something does."""
        is_waiting = self.figures.n_submissions((SubmissionState.WAITING,)) > 0
        waiting = [SubmissionState.WAITING] if is_waiting else []
        return [SubmissionState.ACCEPTED, SubmissionState.REJECTED, *waiting, SubmissionState.MISSING]

    def _n_units(self, department: Department | None) -> int:
        return department.n_units if department else sum(each.n_units for each in self.figures.departments)

    def _state(self, key: str, text: Text, states: tuple[SubmissionState, ...]) -> Figure:
        return Figure(
            key=key,
            group=self.book.say(messages.SUBMITTED),
            text=self.book.say(text),
            formula=lambda _, number: self._count_states(number, states),
            value=lambda department: self.figures.n_submissions(states, department),
        )

    def _count_states(self, number: str, states: Iterable[SubmissionState]) -> str | None:
        numbers, states_column = self.submissions.range("number"), self.submissions.range("state")
        if numbers is None:
            return None
        names = (self.book.say(state.text) for state in states)
        return "=" + "+".join(f'COUNTIFS({numbers},{number},{states_column},"{name}")' for name in names)

    # --- money --------------------------------------------------------------------------------------------------------

    def _money(self) -> Iterator[Figure]:
        plan = self.figures.plan
        if plan is not None and plan.is_implied:
            yield from amount_figures(self.summary, plan.amounts)
            return
        total = self.figures.field(self.figures.spec.total)
        if total is not None:
            yield self._amount(total, total.title)
        parts: list[str] = []
        for parent, members in groupby(self.figures.sources, key=lambda field: parent_of(field.path)):
            fields = list(members)
            within = self.figures.subgroup_title(parent)
            for field in fields:
                yield self._amount(field, self.figures.label(field))
            if within:
                yield self._sum(f"sum:{parent}", messages.SUBTOTAL, [field.path for field in fields], within)
                parts.append(f"sum:{parent}")
            else:
                parts += [field.path for field in fields]
        if self.figures.sources:
            paths = [field.path for field in self.figures.sources]
            yield self._sum("sources", messages.SOURCES_TOTAL, paths, parts=parts)

    def _money_group(self) -> str:
        return self.book.say(messages.MONEY, unit=self.unit) if self.unit else self.book.say(messages.MONEY_PLAIN)

    def _amount(self, field: Field, text: str) -> Figure:
        return Figure(
            key=field.path,
            group=self._money_group(),
            text=text if self.unit or not field.unit else f"{text}{field.unit_aside}",
            style="money",
            width=11.5,
            formula=lambda _, number: self._sum_if(field.path, number),
            value=lambda department: float(self.figures.money(field.path, department)),
        )

    def _sum_if(self, path: str, number: str) -> str | None:
        amounts, numbers = self.projects.range(path), self.projects.range("number")
        return f"=SUMIFS({amounts},{numbers},{number})" if amounts else None

    def _sum(self, key: str, text: Text, paths: list[str], group: str = "", parts: list[str] | None = None) -> Figure:
        def value(department: Department | None) -> float:
            return float(sum((self.figures.money(path, department) for path in paths), Decimal(0)))

        return Figure(
            key=key,
            group=self._money_group(),
            text=self.book.say(text, group=group),
            style="money",
            width=11.5,
            formula=lambda at, _: f"=SUM({','.join(at(part) for part in parts or paths)})",
            value=value,
        )

    # --- rows of the table --------------------------------------------------------------------------------------------

    def _rows(self, rows: Listing) -> Iterator[Figure]:
        say = self.book.say
        group = say(messages.ROWS_GROUP)
        yield Figure(
            key="rows", group=group, text=say(messages.N_ROWS), width=8,
            formula=lambda _, number: count_rows(rows, number), value=self.figures.n_rows,
        )  # fmt: skip
        if not self.figures.spec.quantity:
            return
        kind = say(messages.KINDS["quantitative"])
        yield Figure(
            key="quantitative", group=group, text=say(messages.QUANTITATIVE), width=8,
            formula=lambda _, number: count_rows(rows, number, kind=f'"{kind}"'),
            value=lambda department: self.figures.n_rows(department, "quantitative"),
        )  # fmt: skip
        yield Figure(
            key="share", group=group, text=say(messages.SHARE), style="percent", adds_up=False,
            formula=lambda at, _: f'=IF({at("rows")}=0,"",{at("quantitative")}/{at("rows")})', value=self._share,
        )  # fmt: skip

    def _share(self, department: Department | None) -> float | str:
        n_rows = self.figures.n_rows(department)
        return self.figures.n_rows(department, "quantitative") / n_rows if n_rows else ""


SHEET = SummarySheet(
    name="overview",
    usual_name=Text(zh="汇总", en="Summary"),
    doc=Text(
        zh="每个部门一行：单位数、各状态的报送、其他来件（只送了其他来件的，合为末行）、金额；有来源的附小计，有指标值的附定量占比；都是公式",
        en="a line a department: units (of the roster, where there is one), submissions by state, other files (unreadable, of another form, "
        "not on the roster, held back; of departments that sent nothing else, on a last line), amounts, with sources their subtotals, "
        "with quantities the share of quantitative rows; all live formulas",
    ),
    place=10,
    turn=60,
    tabs=lambda summary: {"": summary.book.say(messages.OVERVIEW)},
    write=_write,
)
