"""报送情况: every file, and everything that is expected and nobody has sent."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.list_columns import ListColumns, as_is, name_of
from xltool.merging.summary.sheet_records import Heading, ListColumn
from xltool.merging.summary.summary_sheet import Summary, SummarySheet

_TONES = {
    "accepted": "good", "rejected": "warning", "unreadable": "error", "foreign": "error", "unlisted": "error",
    "duplicate": "faint", "waiting": "warning", "held": "warning", "missing": "error",
}  # fmt: skip


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    say, lists = summary.book.say, ListColumns(summary)
    columns: list[ListColumn] = [
        *lists.who(),
        (Heading(key="id", text=say(messages.UNIT_ID), style="center", least=10), as_is("unit")),
        (Heading(key="level", text=say(messages.LEVEL), style="center", least=7), as_is("level")),
        (Heading(key="project", text=say(messages.PROJECT), most=28), as_is("project")),
        (Heading(key="year", text=say(messages.YEAR), style="center", least=7), as_is("year")),
        lists.state(_TONES.__getitem__),
        *lists.counts(),
        lists.file(36, lists.links()),
        (Heading(key="replaced", text=say(messages.REPLACED_BY), most=24), name_of("replaced_by")),
    ]
    summary.listings["submissions"] = lists.write(tabs[""], "submissions", summary.received(), columns)


SHEET = SummarySheet(
    name="submissions",
    usual_name=Text(zh="报送情况", en="Submissions"),
    doc=Text(zh="每一份文件，以及应报未报的", en="every file, and everything that the roster expects and nobody has sent"),
    place=130,
    turn=10,
    tabs=lambda summary: {"": summary.book.say(messages.SUBMISSIONS)},
    write=_write,
)
