"""Status of a campaign as a workbook: one sheet lists the forms, one the other files received."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from xltool.base.messages import Lang, Text
from xltool.base.states import SubmissionState
from xltool.campaign.status_records import Status
from xltool.campaign.views.status_columns import FORM_COLUMNS, OTHER_COLUMNS, StatusColumn, as_text, columns_with_content
from xltool.campaign.views.status_messages import WORDS, dates, totals
from xltool.campaign.views.view import View

_TONES = {
    SubmissionState.ACCEPTED: "good", SubmissionState.REJECTED: "warning", SubmissionState.WAITING: "warning",
    SubmissionState.MISSING: "error",
}  # fmt: skip


def status_workbook(status: Status, lang: Lang) -> bytes:
    """Return the bytes of the workbook."""
    from xltool.merging.summary import SummaryBook

    book = SummaryBook(lang=lang)
    counts = "  ".join(f"{word} {number}" for _, word, number in totals(status, lang))
    note = f"{dates(status, lang)}\n{counts}"
    write_status_list(book, status, WORDS["title"], note, FORM_COLUMNS, status.forms, [_TONES[form.state] for form in status.forms])
    if status.others:
        write_status_list(
            book, status, WORDS["other_files"], dates(status, lang), OTHER_COLUMNS, status.others, ["error"] * len(status.others)
        )
    content = io.BytesIO()
    book.close(f"{status.title}  {WORDS['title'].say(lang)}", content)
    return content.getvalue()


def write_status_list(
    book: Any, status: Status, name: Text, note: str, columns: Sequence[StatusColumn[Any]], rows: Sequence[Any], tones: Sequence[str]
) -> None:
    """Write one sheet; a column in which nothing stands is left out unless it is kept."""
    from xltool.merging.summary import Heading, ListRows, write_listing

    filled = columns_with_content(columns, rows, book.lang)
    columns = [column for column in columns if column.is_kept or column in filled]
    headings = [
        Heading(key=column.key, text=book.say(column.heading), style=column.style, least=column.widths[0], most=column.widths[1])
        for column in columns
    ]
    records = ListRows(iter([[_cells(column, rows, tones, book.lang) for column in columns]]), len(rows), all_in="JSON")
    title = f"{status.title}  {book.say(name)}"
    write_listing(book, book.add_sheet(name), title, note, headings, records, if_empty=WORDS["no_units"])


def _cells(column: StatusColumn[Any], rows: Sequence[Any], tones: Sequence[str], lang: Lang) -> Any:
    """Return the cells of one column: counts as numbers, all else as texts; the state is coloured."""
    from xltool.merging.dataset import TEXT, WHOLE, array_of
    from xltool.merging.summary import ListCells

    contents = [column.value(row, lang) for row in rows]
    colours = array_of(tones, TEXT) if column.key == "state" else None
    if column.style == "count":
        return ListCells(array_of(contents, WHOLE), colours)
    return ListCells(array_of([as_text(content, lang) or None for content in contents], TEXT), colours)


STATUS_WORKBOOK = View[Status](
    name="xlsx", doc=Text(zh="工作簿，可在 Excel 中筛选", en="a workbook to filter in Excel"), render=status_workbook
)
