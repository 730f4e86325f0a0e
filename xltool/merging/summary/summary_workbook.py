"""Compose the summary workbook of the registered sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, overload

from xltool.base.cells import MAX_ROWS
from xltool.base.files import Output, writing_whole
from xltool.base.messages import Lang
from xltool.merging.dataset.exporters import data_base, data_files
from xltool.merging.dataset.merged import Merged
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.sheets import SHEETS
from xltool.merging.summary.summary_book import SummaryBook
from xltool.merging.summary.summary_sheet import Summary, SummarySheet
from xltool.merging.summary.words import words_of

#: Records of a list beyond which the summary lists the first ones and names the file that holds all: a workbook of all rows of
#: thousands of forms takes a minute to open.
LONG_LIST = 10_000
#: Where a summary in a stream would lie: links start from the current folder.
_NOWHERE = Path("summary.xlsx")


@overload
def write_summary(merged: Merged, path: Path | str, lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> Path: ...
@overload
def write_summary(merged: Merged, path: IO[bytes], lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> IO[bytes]: ...
@overload
def write_summary(merged: Merged, path: Output, lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> Path | IO[bytes]: ...
def write_summary(merged: Merged, path: Output, lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> Path | IO[bytes]:
    """Write the summary workbook, to a path or into a binary stream. Links to the workbooks it speaks of are relative to its folder.

    In a stream lists are whole, for no data lie beside it.
    `max_rows` is how many rows a sheet may have: a list that is longer is cut, says so, and what counts it is then a
    number instead of a formula. Raises UsageError when the file cannot be written; what stood there before stays.
    """
    with writing_whole(path) as file:
        if isinstance(path, Path | str):
            _build(merged, Path(path), lang, max_rows, file, long_list=LONG_LIST)
            return Path(path)
        _build(merged, _NOWHERE, lang, max_rows, file, long_list=max_rows)
    return path


def write_summary_beside(
    merged: Merged, path: Path, lang: Lang, beside: Sequence[SummarySheet], files: Mapping[str, str], file: IO[bytes], *, is_whole: bool
) -> None:
    """Write the summary workbook that is to stand at `path` into a file, with further sheets.

    `files` hold all rows of the tables; `is_whole`: there are none, and lists are as long as they are.
    """
    _build(merged, path, lang, MAX_ROWS, file, long_list=MAX_ROWS if is_whole else LONG_LIST, beside=beside, files=files)


def build_summary(merged: Merged, path: Path, lang: Lang = "zh", *, max_rows: int = MAX_ROWS) -> bytes:
    """Build the summary workbook that is to stand at `path`; the same data gives the same bytes."""
    file = io.BytesIO()
    _build(merged, path, lang, max_rows, file, long_list=LONG_LIST)
    return file.getvalue()


def _build(
    merged: Merged, path: Path, lang: Lang, max_rows: int, file: IO[bytes],
    *, long_list: int, beside: Sequence[SummarySheet] = (), files: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Write the workbook to a file. Tabs stand in one order and are written in another: figures are formulas over lists."""
    figures = Figures(merged)
    book = SummaryBook(lang=lang, max_rows=max_rows, long_list=long_list, words=words_of(figures, lang))
    if files is None:
        files = {name: paths[0].relative_to(path.parent).as_posix() for name, paths in data_files(data_base(path), merged).items()}
    summary = Summary(book, figures, path.resolve().parent, files)
    sheets = sorted([*SHEETS.values(), *beside], key=lambda sheet: sheet.place)
    tabs = {sheet.name: {key: book.add_sheet(tab) for key, tab in sheet.tabs(summary).items()} for sheet in sheets}
    for sheet in sorted(sheets, key=lambda sheet: sheet.turn):
        if tabs[sheet.name]:
            sheet.write(summary, tabs[sheet.name])
    first = book.workbook.worksheets()[0]
    first.activate()
    book.close(summary.title(first.name), file)
