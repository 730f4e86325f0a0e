"""分类统计: what the definition, or the kinds of the fields, want to know by category, department or month, one table below the other."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figure_grid import grid_widths, write_figures
from xltool.merging.summary.measure_figures import MeasureFigures
from xltool.merging.summary.sheet_records import FigureGrid
from xltool.merging.summary.summary_book import NOTE_ROW, row_height, write, write_title
from xltool.merging.summary.summary_sheet import Summary, SummarySheet

#: Rows between two tables, the title of the next among them.
_GAP = 3


def _tabs(summary: Summary) -> Mapping[str, str]:
    return {"": summary.book.say(messages.BREAKDOWNS)} if summary.grouped else {}


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    sheet, book = tabs[""], summary.book
    tables = [(table, list(table.figures())) for table in (MeasureFigures(summary, grouped) for grouped in summary.grouped)]
    widths = [grid_widths(table.lines, figures) for table, figures in tables]
    together = [max(own[at] for own in widths if at < len(own)) for at in range(max(map(len, widths)))]
    for column, width in enumerate(together):
        sheet.set_column(column, column, width)
    write_title(book, sheet, summary.title(sheet.name), summary.scope() + book.say(messages.NOT_PRINTED), together)
    sheet.freeze_panes(NOTE_ROW, 0)
    sheet.repeat_rows(0, NOTE_ROW - 1)
    row = NOTE_ROW + 1
    for table, figures in tables:
        write(sheet, row, 1, table.title, book.style("section"))
        sheet.set_row(row - 1, row_height(1) + 6)
        grid = FigureGrid(sheet, table.lines, figures, together[: len(figures) + 2], row + 1)
        write_figures(book, grid, table.by)
        summary.grids[table.name] = grid
        row = grid.total_row + _GAP


SHEET = SummarySheet(
    name="breakdowns",
    usual_name=Text(zh="分类统计", en="By group"),
    doc=Text(
        zh="按类别、部门、月份的合计、个数、平均、占比（`measures`），逐表排列；都是公式",
        en="sums, counts, means and shares by category, department and month (`measures`), one table below the other; all live formulas",
    ),
    place=50,
    turn=75,
    tabs=_tabs,
    write=_write,
)
