"""The list that tells an officer which forms were filled in from last year's data, which not and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltool.base.files import write_changed
from xltool.base.messages import Lang, Text
from xltool.campaign.issue.list_workbook import ListSheet, list_workbook
from xltool.campaign.issue.outbox_names import COVERAGE_LIST
from xltool.campaign.prefill_records import Coverage, PrefillOutcome

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
    unused = ([item.source, item.reason.say(lang)] for item in coverage.unused)
    sheets = (
        ListSheet(name=_SHEETS[0], heads=_FORM_HEADS, rows=_form_rows(coverage, lang)),
        ListSheet(name=_SHEETS[1], heads=_UNUSED_HEADS, rows=unused),
    )
    path = outbox / COVERAGE_LIST.say(lang)
    write_changed(path, list_workbook(sheets, lang))
    return path


def _form_rows(coverage: Coverage, lang: Lang) -> Iterator[list[str]]:
    for line in coverage.lines:
        row = line.row
        is_filled = _YES if row.outcome == PrefillOutcome.FILLED else _NO
        left_out = "; ".join(line.left_out)
        words = (is_filled.say(lang), row.outcome.text.say(lang))
        yield [row.unit, line.unit_name, row.project, *words, row.source, row.detail, left_out]
