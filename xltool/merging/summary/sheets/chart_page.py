"""图表: the charts and, below them, the small tables from which they draw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.chart_tables import FIRST_COLUMN, MOST_BARS, NAME_COLUMN, ChartTable, Item
from xltool.merging.summary.charts import Plot, chart_height, draw
from xltool.merging.summary.form_charts import FormCharts
from xltool.merging.summary.summary_book import SummaryBook, row_height, write, write_title
from xltool.merging.summary.summary_sheet import Summary, SummarySheet

_CHARTS_ROW, _ROW_PIXELS, _ROW_POINTS, _GAP = 3, 20, 15, 10
#: Print scale in percent at which the charts fit the page in every program (some draw columns a sixth wider), and pixels
#: that then fit on a page below the title.
_SCALE, _PAGE_PIXELS = 72, 860
_N_COLUMNS = 11
_NAME_WIDTH, _WIDTH = 28, 11.5
_LEFT_SHARE = 0.58


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    """Fill the sheet; the figures behind the charts are formulas over the other sheets."""
    sheet, book, charts = tabs[""], summary.book, FormCharts(summary)
    title, note = summary.title(sheet.name), summary.scope() + book.say(messages.CHARTS_NOTE, n=MOST_BARS)
    tables = [table for table in charts.tables() if table.bars]
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, _N_COLUMNS - 1, _WIDTH)
    write_title(book, sheet, title, note, [_NAME_WIDTH, *[_WIDTH] * (_N_COLUMNS - 1)])
    sheet.freeze_panes(_CHARTS_ROW - 1, 0)
    sheet.repeat_rows(0, 1)
    row = _CHARTS_ROW + sum(_band_rows(band) for band in _bands(tables))
    shown = _paginate(sheet, row, [_band_rows(band) for band in _bands(tables)])
    if tables:
        sheet.print_area(0, 0, shown - 1, _N_COLUMNS - 1)
        book.may_print(sheet, rank=40, n_pages=1)
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
    return max(chart_height(table.n_rows) for table in band)


def _band_rows(band: Sequence[ChartTable]) -> int:
    return math.ceil((_height(band) + _GAP) / _ROW_PIXELS) + 1


def _paginate(sheet: Worksheet, tables_row: int, bands: Sequence[int]) -> int:
    """Set page breaks: none within a chart, one before the tables. Not fitted to the width, for then Excel has no breaks.

    Returns the last row of the first page.
    """
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
    return (breaks or [tables_row - 1])[0]


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
    write(sheet, row, NAME_COLUMN, table.title, book.style("plain"))
    write(sheet, row + 1, NAME_COLUMN, table.names_title, heading)
    sheet.set_row(row, row_height(2))
    for column, name in enumerate(table.series, start=FIRST_COLUMN):
        write(sheet, row + 1, column, name, heading)
    rest = [table.rest] if table.rest else []
    for at, bar in enumerate([*table.bars, *rest], start=row + 2):
        write(sheet, at, NAME_COLUMN, bar.name, book.style("text"))
        for column, cell in enumerate(bar.cells, start=FIRST_COLUMN):
            write(sheet, at, column, cell, book.style(table.style))
    return Plot(
        sheet=sheet,
        title=table.title,
        names_title=table.names_title,
        values_title=table.values_title,
        heading_row=row + 1,
        first_row=row + 2,
        last_row=row + 1 + len(table.bars),
        name_column=NAME_COLUMN,
        first_column=FIRST_COLUMN,
        n_series=len(table.series),
        stacked=table.stacked,
        labelled=table.labelled,
        upright=table.upright,
        from_zero=table.from_zero,
        tones=[bar.tone for bar in table.bars] if all(bar.tone for bar in table.bars) else (),
    )


SHEET = SummarySheet(
    name="charts",
    usual_name=Text(zh="图表", en="Charts"),
    doc=Text(
        zh="各部门金额、报送状态；有指标值的附其性质，有类别的附其分布；各分类统计按类别或月份",
        en="amounts by department and source, submissions by state; with quantities their kinds (least quantitative department first), with "
        "a category its values, and each table of figures by category or month",
    ),
    place=30,
    turn=90,
    tabs=lambda summary: {"": summary.book.say(messages.CHARTS)} if summary.figures.count("submissions") else {},
    write=_write,
)
