"""A grid: objects one below the other, their properties side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Area
from xltool.base.messages import Text
from xltool.base.paths import join
from xltool.form.block import COLUMNS, HEIGHT, Block, BlockKind, BlockReader, Columns, Crossing, FieldCell, SheetBuilder
from xltool.form.heads import HEAD_HEIGHT, HEADS, Head, parse_heads, place_heads
from xltool.form.text_columns import TEXTS, TextColumn, parse_texts
from xltool.form.total_row import GAP, TOTAL, TotalRow, column_pointer, parse_total, place_total

#: How the columns of the labels and of the numbers are called among those of the properties, whose names are words.
_LABELS, _NUMBERS = "", "#"
_NUMBER = Text(zh="序号", en="No.")


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One object of a grid."""

    object: str  # path
    names: tuple[str, ...]  # of its single fields
    pointer: str  # place in the YAML file


@dataclass(frozen=True, kw_only=True)
class GridBlock(Block):
    """Objects one below the other, a column for each of their properties."""

    rows: tuple[GridRow, ...]
    labels: Columns  # of the titles of the objects
    corner: str  # the heading over them
    columns: Mapping[str, Columns]  # name of the property → its sheet columns
    gap: str  # what stands where an object has no such property
    number: Columns | None  # of the numbers of the rows
    heads: tuple[Head, ...]
    total: TotalRow | None
    texts: tuple[TextColumn, ...]
    height: float  # of each row, in points


def _parse(data: Mapping[str, Any], pointer: str, reader: BlockReader) -> GridBlock:
    rows = tuple(_rows(data["rows"], f"{pointer}/rows", reader))
    addends = {name: tuple(join(row.object, name) for row in rows if name in row.names) for name in data["columns"]}
    total = parse_total(data.get("total"), addends, f"{pointer}/total", reader)
    if all(row.names for row in rows):
        _report_unused({name: paths for name, paths in addends.items() if total is None or name not in total.names}, pointer, reader)
    columns = {name: reader.columns(text, column_pointer(pointer, name)) for name, text in data["columns"].items()}
    number, gap = data.get("number"), data.get("gap", GAP)
    objects = [*(row.object for row in rows), *([total.object] if total else [])]
    return GridBlock(
        rows=rows,
        labels=reader.columns(data["labels"], f"{pointer}/labels"),
        corner=data.get("corner", ""),
        columns=columns,
        gap=gap,
        number=reader.columns(number, f"{pointer}/number") if number is not None else None,
        heads=parse_heads(data.get("heads", ()), columns, f"{pointer}/heads", reader),
        total=total,
        texts=tuple(parse_texts(data.get("texts", ()), objects, gap, f"{pointer}/texts", reader)),
        height=data.get("height", 20),
        pointer=pointer,
    )


def _rows(paths: Sequence[str], pointer: str, reader: BlockReader) -> Iterator[GridRow]:
    """Yield a row for each object; one that has a row already is reported."""
    for index, path in enumerate(paths):
        where = f"{pointer}/{index}"
        if path in paths[:index]:
            reader.report(Text(zh=f"“{path}”已有一行", en=f"{path!r} already has a row"), where)
        else:
            yield GridRow(object=path, names=reader.known_members(path, where), pointer=where)


def _report_unused(addends: Mapping[str, tuple[str, ...]], pointer: str, reader: BlockReader) -> None:
    """Report columns of properties that no object has."""
    for name, paths in addends.items():
        if not paths:
            zh, en = f"各行的对象都没有属性“{name}”", f"no object of the grid has the property {name!r}"
            reader.report(Text(zh=zh, en=en), column_pointer(pointer, name), key=True)


def _place(block: GridBlock, sheet: SheetBuilder) -> None:
    first = sheet.row
    _place_headings(block, sheet)
    sheet.next_row(max(block.height, HEAD_HEIGHT))
    _place_total(block, "above", sheet)
    heading_row = sheet.row - 1
    for number, row in enumerate(block.rows, start=1):
        _place_row(block, row, number, sheet)
        sheet.next_row(block.height)
    _place_total(block, "below", sheet)
    sheet.listed(first, heading_row)


def _place_headings(block: GridBlock, sheet: SheetBuilder) -> None:
    """Place the headings, the lowest of which are on the row at hand in the end."""
    own = {_LABELS: block.labels, **({_NUMBERS: block.number} if block.number else {})}
    texts = {text.pointer: text.at for text in block.texts}
    tops = place_heads(block.heads, {**block.columns, **own, **texts}, sheet)

    def heading(name: str, columns: Columns, text: str, pointer: str) -> None:
        sheet.label_in(Area(tops[name], columns[0], sheet.row, columns[1]), text, "heading", pointer)

    if block.number is not None:
        heading(_NUMBERS, block.number, sheet.say(_NUMBER), f"{block.pointer}/number")
    heading(_LABELS, block.labels, block.corner, f"{block.pointer}/labels")
    for name, columns in block.columns.items():
        first = next((row.object for row in block.rows if name in row.names), block.total.object if block.total else "")
        heading(name, columns, sheet.heading_of(join(first, name)), column_pointer(block.pointer, name))
    for text in block.texts:
        heading(text.pointer, text.at, text.head, text.pointer)


def _place_row(block: GridBlock, row: GridRow, number: int, sheet: SheetBuilder) -> None:
    if block.number is not None:
        sheet.crossed(block.number, str(number), "label", Crossing(row=row.pointer, column=f"{block.pointer}/number"))
    sheet.label(block.labels, sheet.object_title(row.object), "label", row.pointer)
    for name, columns in block.columns.items():
        crossing = Crossing(row=row.pointer, column=column_pointer(block.pointer, name))
        if name in row.names:
            where = f"{row.pointer}/{name}"
            sheet.field(FieldCell(field=join(row.object, name), label=None, input=columns, crossing=crossing, pointer=where))
        else:
            sheet.crossed(columns, block.gap, "gap", crossing)
    for text in block.texts:
        text.place(row.object, row.pointer, sheet)


def _place_total(block: GridBlock, place: str, sheet: SheetBuilder) -> None:
    """Place the total of the grid if it belongs there; its label reaches over the number beside it."""
    total = block.total
    if total is None or total.place != place:
        return
    label, number = block.labels, block.number
    if number is not None and number[1] + 1 == label[0]:
        label = number[0], label[1]
    elif number is not None:
        crossing = Crossing(row=total.label_pointer, column=f"{block.pointer}/number")
        sheet.crossed(number, block.gap, "gap", crossing)
    place_total(total, block.columns, label, block.pointer, sheet, block.gap)
    for text in block.texts:
        text.place(total.object, total.label_pointer, sheet)
    sheet.next_row(block.height)


BLOCK = BlockKind(
    name="grid",
    doc=Text(
        zh="若干对象逐行排列，各属性为列；没有该属性之处写 `gap`",
        en="a row for each of some objects, a column for each property; `gap` stands where an object has no such property",
    ),
    record=GridBlock,
    required=("rows", "labels", "columns"),
    one_of=(),
    properties={
        "rows": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "Paths of objects in the schema; their titles are the labels of the rows.",
        },
        "labels": {**COLUMNS, "description": "Columns of the labels of the rows."},
        "corner": {"type": "string", "minLength": 1, "description": "The heading over the labels of the rows."},
        "columns": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": COLUMNS,
            "description": "Names of properties and their sheet columns; the titles of the properties are the headings.",
        },
        "gap": {"type": "string", "minLength": 1, "description": "What stands where an object has no such property; — if left out."},
        "heads": HEADS,
        "number": {**COLUMNS, "description": "Columns of the numbers of the rows; left out, the rows have none."},
        "total": TOTAL,
        "texts": TEXTS,
        "height": HEIGHT,
    },
    parse=_parse,
    place=_place,
)
