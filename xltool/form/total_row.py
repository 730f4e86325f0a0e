"""Total rows (合计行) of tables and grids: a locked row of sums, each a field of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from xltool.base.messages import Text
from xltool.base.paths import join, pointer_token
from xltool.form.block import BlockReader, Columns, Crossing, FieldCell, SheetBuilder

#: Names of columns → paths of the fields or of the column that are added up.
Addends: TypeAlias = Mapping[str, tuple[str, ...]]

#: What stands in a cell of a total row or a grid that has no value.
GAP = "—"
#: Subschema of `total` in a block.
TOTAL = {
    "type": "object",
    "additionalProperties": False,
    "required": ["field"],
    "description": "A locked row of sums.",
    "properties": {
        "field": {"type": "string", "description": "Path of the object that holds the sums, under the names of the columns."},
        "label": {"type": "string", "minLength": 1, "description": "What stands before the sums; left out, the title of the object."},
        "columns": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"type": "string"},
            "description": "The columns that are added up; left out, all for which the object has a property.",
        },
        "place": {"enum": ["above", "below"], "description": "Below the last row (default), or between the headings and the first row."},
    },
}


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    """A row of sums."""

    object: str  # path of the object that holds them
    label: str  # "" for the title of the object
    names: tuple[str, ...]  # the columns in which it has a value
    place: Literal["above", "below"]
    pointer: str  # place in the YAML file

    @property
    def label_pointer(self) -> str:
        """The place of its label in the YAML file."""
        return f"{self.pointer}/label"


def parse_total(data: Mapping[str, Any] | None, addends: Addends, pointer: str, reader: BlockReader) -> TotalRow | None:
    """Parse `total` of a table or grid with those columns; report what cannot be added up and what has no value. None for none."""
    if data is None:
        return None
    path, listed = data["field"], data.get("columns")
    members = reader.known_members(path, f"{pointer}/field")
    names = tuple(name for name in addends if name in members)
    if listed is not None and members:
        _report_columns(path, listed, addends, members, pointer, reader)
    for name in names:
        where = f"{pointer}/columns/{listed.index(name)}" if listed and name in listed else f"{pointer}/field"
        if reader.has_formula(join(path, name)):
            continue
        if not addends[name] or (listed is not None and name not in listed):
            _report_without_value(join(path, name), pointer, reader)
        elif not all(map(reader.is_number, (join(path, name), *addends[name]))):
            zh, en = f"列“{name}”不是数值，不能相加", f"the column {name!r} does not hold numbers and cannot be added up"
            reader.report(Text(zh=zh, en=en), where)
    return TotalRow(object=path, label=data.get("label", ""), names=names, place=data.get("place", "below"), pointer=pointer)


def _report_columns(
    path: str, listed: Sequence[str], addends: Addends, members: tuple[str, ...], pointer: str, reader: BlockReader
) -> None:
    """Report columns that there are not, and those for which the object has no property."""
    among = f"{pointer.removesuffix('/total')}/columns"  # of the table or grid
    for index, name in enumerate(listed):
        if name not in addends:
            reader.report_column(name, addends, f"{pointer}/columns/{index}", among)
        elif name not in members:
            zh, en = f"合计所在的对象“{path}”没有属性“{name}”", f"the object {path!r} of the total has no property {name!r}"
            reader.report(Text(zh=zh, en=en), f"{pointer}/columns/{index}")


def _report_without_value(path: str, pointer: str, reader: BlockReader) -> None:
    zh = f"合计行中“{path}”没有值：请写入 columns，或在模式中给出 x-value"
    en = f"{path!r} in the total row has no value; add it to columns, or give it an x-value in the schema"
    reader.report_missing(Text(zh=zh, en=en), f"{pointer}/columns", pointer, key=True)


def report_without_room(total: TotalRow, reader: BlockReader) -> None:
    """Report a total with sums in all columns."""
    zh, en = (
        "每一列都有合计，“合计”二字无处可写：请空出一列",
        "every column has a sum, so that the label of the total has no place; leave one column out",
    )
    reader.report(Text(zh=zh, en=en), total.pointer, key=True)


def column_pointer(pointer: str, name: str) -> str:
    """Return the place in the YAML file of a column of a block; its heading has it too."""
    return f"{pointer}/columns/{pointer_token(name)}"


def place_total(total: TotalRow, columns: Mapping[str, Columns], label: Columns, pointer: str, sheet: SheetBuilder, gap: str = GAP) -> None:
    """Place a total on the row at hand: its label, a value in each column that has one; other cells of the row say `gap`."""
    text = total.label or sheet.object_title(total.object)
    sheet.label(label, text, "label", total.label_pointer)
    for name, own in columns.items():
        crossing = Crossing(row=total.label_pointer, column=column_pointer(pointer, name))
        if name in total.names:
            where = f"{total.pointer}/columns/{name}"
            sheet.field(FieldCell(field=join(total.object, name), label=None, input=own, crossing=crossing, pointer=where))
        elif own[1] < label[0] or label[1] < own[0]:
            sheet.crossed(own, gap, "gap", crossing)
