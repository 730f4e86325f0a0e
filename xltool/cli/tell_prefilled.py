"""Tell on the terminal which forms were filled in from last year's data, which not and why."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.base.messages import Text
from xltool.cli.options import complain, say

if TYPE_CHECKING:
    from xltool.campaign.prefill_records import Coverage, CoverageLine, UnusedSource

#: Forms or files of one kind that are named; the list has all.
_MOST = 20


def tell_prefilled(coverage: "Coverage | None", n_prefilled: int, n_all: int, coverage_list: Path | None) -> None:
    """Say how many workbooks are filled in; where last year's data were given, each form under what became of it."""
    if coverage is not None or n_prefilled:
        zh, en = f"用上年数据预填 {n_prefilled} 份，共 {n_all} 份", f"pre-filled with last year's data: {n_prefilled} of {n_all}"
        say(Text(zh=zh, en=en))
    if coverage is not None:
        _tell_forms(coverage)
        _complain_all(coverage.unused)
        say(Text(zh=f"预填清单：{coverage_list}", en=f"list of what was pre-filled: {coverage_list}"))


def _tell_forms(coverage: "Coverage") -> None:
    for outcome in dict.fromkeys(line.row.outcome for line in coverage.lines):
        lines = [line for line in coverage.lines if line.row.outcome == outcome]
        say(Text(zh=f"{outcome.text.zh}：{len(lines)} 份", en=f"{outcome.text.en}: {len(lines)}"))
        for line in islice(lines, _MOST):
            say(_of_form(line))
        _say_more(len(lines) - _MOST)


def _of_form(line: "CoverageLine") -> Text:
    row = line.row
    name = "  " + "  ".join(part for part in (row.unit, line.unit_name, row.project) if part)
    notes_zh, notes_en = [row.source, row.detail], [row.source, row.detail]
    if line.left_out:
        paths = "; ".join(line.left_out)
        notes_zh.append(f"本表没有位置：{paths}")
        notes_en.append(f"no place in the form: {paths}")
    zh, en = ("; ".join(note for note in notes if note) for notes in (notes_zh, notes_en))
    return Text(zh=f"{name}（{zh}）" if zh else name, en=f"{name} ({en})" if en else name)


def _complain_all(unused: Sequence["UnusedSource"]) -> None:
    for item in unused[:_MOST]:
        complain(Text(zh=f"未用：{item.source}（{item.reason.zh}）", en=f"not used: {item.source} ({item.reason.en})"))
    _say_more(len(unused) - _MOST)


def _say_more(n_more: int) -> None:
    if n_more > 0:
        say(Text(zh=f"  另有 {n_more} 份，见预填清单", en=f"  and {n_more} more; see the list"))
