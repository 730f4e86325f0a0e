"""数据来源: a row a number that enters a total, linked to the cell that it was read from."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.dataset.amount_origins import traced_numbers
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.list_columns import ListColumns, amber, as_is, name_of
from xltool.merging.summary.number_order import ORIGINS, NumberOrder
from xltool.merging.summary.sheet_records import Heading, ListColumn
from xltool.merging.summary.summary_book import decimals_of
from xltool.merging.summary.summary_sheet import Parts, Summary, SummarySheet

#: Numbers that are listed one by one where they are the parts of totals: three hundred forms of five hundred numbers have as many.
_MOST_PARTS = 200_000


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    say, lists = summary.book.say, ListColumns(summary)
    traced = traced_numbers(summary.merged.definition) if summary.figures.count(ORIGINS) else []
    decimals = max((decimals_of(number.field) for number in traced), default=2)
    columns: list[ListColumn] = [
        *lists.who(20),
        (Heading(key="project", text=say(messages.PROJECT), most=24), as_is("project")),
        (Heading(key="label", text=say(messages.AMOUNT_ITEM), most=30), as_is("label")),
        (Heading(key="value", text=say(messages.VALUE_AMOUNT), style="money", least=12, decimals=decimals), as_is("value")),
        (Heading(key="money_unit", text=say(messages.MONEY_UNIT), style="center", least=7), as_is("money_unit")),
        lists.state(amber),
        (Heading(key="file", text=say(messages.FILE), most=32), name_of("file")),
        (Heading(key="sheet", text=say(messages.SHEET), most=16), as_is("sheet")),
        lists.cell(),
    ]
    if not summary.figures.spec.same_layout:
        note = summary.scope() + say(messages.ORIGINS_NOTE)
        summary.listings[ORIGINS] = lists.write(tabs[""], ORIGINS, note, columns)
        return
    order = NumberOrder(summary.merged)
    note = summary.scope() + say(messages.PARTS_NOTE)
    listing = lists.write(tabs[""], ORIGINS, note, columns, order.pages(), whole_up_to=_MOST_PARTS)
    summary.listings[ORIGINS] = listing
    if listing.is_whole:
        summary.parts.update({key: Parts(*listing.rows_of("value", *span)) for key, span in order.spans().items()})


SHEET = SummarySheet(
    name="origins",
    usual_name=Text(zh="数据来源", en="Origins"),
    doc=Text(
        zh="计入合计的每一个数，及其文件、工作表、单元格（可点击）；有原表版式时逐格排列",
        en="a row a number that enters a total, with file, sheet and cell; the cell is a link. Where the form's own layout is shown, "
        "number by number, else form by form",
    ),
    place=70,
    turn=20,
    tabs=lambda summary: {"": summary.book.say(messages.ORIGINS)},
    write=_write,
)
