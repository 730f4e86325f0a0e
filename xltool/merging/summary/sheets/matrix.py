"""部门×栏目: every number of the form by department."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.dataset.merged import FORMS
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.amount_figures import amount_figures
from xltool.merging.summary.figure_grid import write_grid
from xltool.merging.summary.summary_sheet import Summary, SummarySheet

#: Characters that are well read on the width of a page.
_PAGE_WIDTH = 140


def _tabs(summary: Summary) -> Mapping[str, str]:
    plan = summary.figures.plan
    return {"": summary.book.say(messages.MATRIX)} if plan and plan.matrix else {}


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    plan, book, sheet = summary.figures.plan, summary.book, tabs[""]
    assert plan is not None  # noqa: S101 - else there is no tab
    numbers = [*plan.numbers, *plan.column_numbers]
    note = summary.scope() + book.say(messages.MATRIX_NOTE) + book.say(messages.NOT_PRINTED)
    if len(numbers) > len(plan.matrix):
        note += book.say(messages.MATRIX_CUT, n=len(numbers), shown=len(plan.matrix), file=summary.files[FORMS])
    figures = list(amount_figures(summary, plan.matrix))
    summary.grids["matrix"] = write_grid(book, sheet, summary.title(sheet.name), note, summary.figures.departments, figures, _PAGE_WIDTH)


SHEET = SummarySheet(
    name="matrix",
    usual_name=Text(zh="部门×栏目", en="Departments by field"),
    doc=Text(
        zh="有原表版式时，每个数按部门的合计，比率为平均",
        en="where the form's own layout is shown: every number by department, of rates the mean",
    ),
    place=40,
    turn=72,
    tabs=_tabs,
    write=_write,
)
