"""Put the sheets on several campaigns into a workbook: of their own, or beside those of the summary of the last one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Lang
from xltool.merging.dataset.merged import Merged
from xltool.merging.rounds.pages import PAGES
from xltool.merging.rounds.partitions import rounds_files
from xltool.merging.rounds.round_record import Round
from xltool.merging.rounds.rounds_page import RoundsPage
from xltool.merging.rounds.rounds_view import RoundsView
from xltool.merging.summary.summary_book import SummaryBook
from xltool.merging.summary.summary_sheet import Summary, SummarySheet


def write_rounds_workbook(rounds: Sequence[Round], dataset: Merged, base: Path, lang: Lang, file: IO[bytes]) -> None:
    """Write a workbook of these sheets alone; `base` is what the names of the data files begin with."""
    book = SummaryBook(lang=lang)
    view = RoundsView(book, rounds, dataset, rounds_files(base, dataset))
    sheets = {page.name: book.add_sheet(page.title) for page in PAGES.values() if page.applies(view)}
    for page in sorted(PAGES.values(), key=lambda page: page.turn):
        if page.name in sheets:
            page.write(view, sheets[page.name])
    first = book.workbook.worksheets()[0]
    first.activate()
    book.close(view.title(first.name), file)


def sheets_beside(rounds: Sequence[Round], dataset: Merged, base: Path) -> list[SummarySheet]:
    """Return the sheets as ones of the summary of the last campaign."""
    views: dict[int, RoundsView] = {}

    def view_of(summary: Summary) -> RoundsView:
        return views.setdefault(id(summary.book), RoundsView(summary.book, rounds, dataset, rounds_files(base, dataset)))

    return [_beside(page, view_of) for page in PAGES.values()]


def _beside(page: RoundsPage, view_of: Callable[[Summary], RoundsView]) -> SummarySheet:
    def tabs(summary: Summary) -> Mapping[str, str]:
        return {"": summary.book.say(page.title)} if page.applies(view_of(summary)) else {}

    def write(summary: Summary, sheets: Mapping[str, Worksheet]) -> None:
        page.write(view_of(summary), sheets[""])

    return SummarySheet(
        name=page.name, usual_name=page.title, doc=page.doc, place=page.place, turn=page.turn, tabs=tabs, write=write
    )  # fmt: skip
