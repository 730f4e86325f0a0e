"""A table: a heading row and room for a number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import join
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, SheetBuilder, TableArea
from xltool.form.heads import HEAD_HEIGHT, HEADS, Head, parse_heads, place_heads
from xltool.form.total_row import TOTAL, TotalRow, column_pointer, parse_total, place_total, report_without_room

#: Height of a table's heading row in points where no heads stand over it: two lines.
HEADING_HEIGHT = 36.0


@dataclass(frozen=True, kw_only=True)
class TableBlock(Block):
    """A table: a heading row and room for `capacity` rows."""

    table: str  # path
    columns: Mapping[str, Columns]  # column name → its sheet columns
    capacity: int
    remark: Columns | None  # where each row shows its first problem
    height: float  # of each row, in points
    heads: tuple[Head, ...]
    total: TotalRow | None
    show_once: tuple[str, ...]  # columns in which a value is pale where it repeats that of the row above


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> TableBlock:
    columns = reader.known_table(data["table"], f"{pointer}/table")
    if columns is not None:
        _report_columns(data, columns, pointer, reader)
    remark = data.get("remark")
    places = {name: reader.columns(text, column_pointer(pointer, name)) for name, text in data["columns"].items()}
    addends = {name: (join(data["table"], name),) for name in places}
    total = parse_total(data.get("total"), addends, f"{pointer}/total", reader)
    if total is not None and _label_columns(total, places) is None:
        report_without_room(total, reader)
    return TableBlock(
        table=data["table"],
        columns=places,
        capacity=_capacity(data, pointer, reader),
        remark=reader.columns(remark, f"{pointer}/remark") if remark is not None else None,
        height=data.get("height", 20),
        heads=parse_heads(data.get("heads", ()), places, f"{pointer}/heads", reader),
        total=total,
        show_once=tuple(data.get("show_once", ())),
        pointer=pointer,
    )


def _capacity(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> int:
    """Return the number of rows: that of the code list which gives the rows, else the one that is written."""
    (fixed, most), written = reader.row_counts(data["table"]), data.get("capacity")
    if fixed is None and written is None:
        zh, en = "缺少键“capacity”，请补上可填的行数", "missing key 'capacity'; add how many rows can be filled in"
        reader.report_missing(Text(zh=zh, en=en), pointer, pointer)
    elif fixed and written not in (None, fixed):
        zh = f"代码表给出 {fixed} 行，容量写的是 {written}；请删去 capacity"
        en = f"the code list gives {fixed} rows, not {written}; leave the capacity out"
        reader.report(Text(zh=zh, en=en), f"{pointer}/capacity")
    return fixed or written or most or 1


def _report_columns(data: Mapping[str, Any], columns: tuple[str, ...], pointer: str, reader: BlockReader) -> None:
    """Report columns that the table has not, and those that have no place."""
    for name in data["columns"]:
        if name not in columns:
            reader.report_column(name, columns, column_pointer(pointer, name), pointer, key=True)
    for name in sorted({*columns} - {*data["columns"]}):
        message = Text(zh=f"模板没有给列“{name}”安排位置", en=f"the template does not place the column {name!r}")
        reader.report_missing(message, f"{pointer}/columns", f"{pointer}/columns", key=True)
    show_once = data.get("show_once", ())
    for index, name in enumerate(show_once):
        if name not in columns:
            reader.report_column(name, columns, f"{pointer}/show_once/{index}", pointer)
        elif name in show_once[:index]:
            message = Text(zh=f"列“{name}”写了两次", en=f"the column {name!r} is written twice")
            reader.report(message, f"{pointer}/show_once/{index}")


def _label_columns(total: TotalRow, columns: Mapping[str, Columns]) -> Columns | None:
    """Return where the label of a total stands: in the first columns side by side without a sum; None when all have one."""
    free = sorted(own for name, own in columns.items() if name not in total.names)
    if not free:
        return None
    left, right = free[0]
    for first, last in free[1:]:
        right = last if first == right + 1 else right
    return left, right


def _place(block: TableBlock, sheet: SheetBuilder) -> None:
    first = sheet.row
    remark = {"": block.remark} if block.remark else {}
    tops = place_heads(block.heads, {**block.columns, **remark}, sheet)
    area = TableArea(
        path=block.table,
        heading_row=sheet.row,
        capacity=block.capacity,
        columns={name: first for name, (first, _) in block.columns.items()},
        remark=block.remark,
        pointer=block.pointer,
        heading_tops=tops,
        rows_above=int(block.total is not None and block.total.place == "above"),
        last_columns={name: last for name, (first, last) in block.columns.items() if last > first},
        show_once=block.show_once,
    )
    sheet.table(area)
    sheet.next_row(max(block.height, HEAD_HEIGHT if block.heads else HEADING_HEIGHT))
    _place_total(block, "above", sheet)
    for _ in range(block.capacity):
        sheet.next_row(block.height)
    _place_total(block, "below", sheet)
    sheet.listed(first, area.first_row - 1)


def _place_total(block: TableBlock, place: str, sheet: SheetBuilder) -> None:
    """Place the total of the table if it belongs there."""
    total = block.total
    if total is not None and total.place == place:
        label = _label_columns(total, block.columns)
        if label is not None:
            place_total(total, block.columns, label, block.pointer, sheet)
        sheet.next_row(block.height)


BLOCK = BlockKind(
    name="table",
    doc=Text(
        zh="表头（可用 `heads` 分多级），其下可填 `capacity` 行", en="headings, in several rows with `heads`, then room for `capacity` rows"
    ),
    record=TableBlock,
    required=("table", "columns"),
    one_of=(),
    properties={
        "table": {"type": "string", "description": "Path of the table in the schema."},
        "columns": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {**COLUMNS, "description": "A sheet column, `B`, or several, `B:D`, which are merged in each row."},
        },
        "capacity": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100000,
            "description": "How many rows can be filled in; left out where a code list gives the rows.",
        },
        "remark": {**COLUMNS, "description": "Where each row shows its first problem."},
        "height": HEIGHT,
        "heads": HEADS,
        "total": TOTAL,
        "show_once": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "Columns, from the widest group to the narrowest, whose values are pale where they repeat those of the row above.",
        },
    },
    parse=_parse,
    place=_place,
)
