"""The list that tells an officer which forms were filled in from last year's data, which not and why."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.base.files import write_changed
from xltool.base.messages import Lang, Text
from xltool.campaign.issue.outbox_names import COVERAGE_LIST
from xltool.campaign.prefill_records import Coverage, PrefillOutcome

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_SHEETS = (Text(zh="预填情况", en="Forms"), Text(zh="未用的上年数据", en="Data not used"))
_FORM_HEADS = (
    (Text(zh="单位编码", en="Unit"), 14),
    (Text(zh="单位名称", en="Name"), 34),
    (Text(zh="项目", en="Project"), 34),
    (Text(zh="是否预填", en="Pre-filled"), 12),
    (Text(zh="情况", en="Outcome"), 34),
    (Text(zh="上年数据", en="Last year's data"), 50),
    (Text(zh="说明", en="Details"), 50),
    (Text(zh="本表没有位置的内容", en="Content without a place in the form"), 50),
)
_UNUSED_HEADS = ((Text(zh="文件", en="File"), 60), (Text(zh="原因", en="Reason"), 60))
_YES, _NO = Text(zh="是", en="yes"), Text(zh="否", en="no")


def write_coverage_list(outbox: Path, coverage: Coverage, lang: Lang) -> Path:
    """Write the list into the outbox, where it does not lie there already, and return its path. Raises UsageError."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # the same list is the same file
    _sheet(book, _SHEETS[0].say(lang), _FORM_HEADS, _form_rows(coverage, lang), lang)
    _sheet(book, _SHEETS[1].say(lang), _UNUSED_HEADS, ([item.source, item.reason.say(lang)] for item in coverage.unused), lang)
    book.close()
    path = outbox / COVERAGE_LIST.say(lang)
    write_changed(path, buffer.getvalue())
    return path


def _form_rows(coverage: Coverage, lang: Lang) -> Iterator[list[str]]:
    for line in coverage.lines:
        row = line.row
        is_filled = _YES if row.outcome == PrefillOutcome.FILLED else _NO
        left_out = "; ".join(line.left_out)
        words = (is_filled.say(lang), row.outcome.text.say(lang))
        yield [row.unit, line.unit_name, row.project, *words, row.source, row.detail, left_out]


def _sheet(book: Workbook, name: str, heads: Sequence[tuple[Text, int]], rows: Iterator[list[str]], lang: Lang) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2", "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for column, (text, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text.say(lang), head)
    n_rows = 0
    for n_rows, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            sheet.write_string(n_rows, column, value, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(n_rows, 1), len(heads) - 1)
