"""Heads (多级表头): headings over several columns of a table or grid, to any depth.

A head says over which columns it stands. One whose columns lie within those of another stands below it, whether it is written inside
the other or beside it; so an entry need not be nested. A column that fewer heads cover has a heading that is as much higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypeAlias

from xltool.base.cells import Area
from xltool.base.messages import Text

Span: TypeAlias = tuple[int, int]  # first and last sheet column, 1-based, both included

#: Height of a row of heads in points: one line. The workbook makes it higher where a text needs it.
HEAD_HEIGHT = 24.0
#: Subschema of `heads` in a block. A head may hold heads.
HEADS = {
    "type": "array",
    "minItems": 1,
    "items": {"$ref": "#/$defs/head"},
    "description": "Headings over several columns, above those of the columns.",
}
#: `$defs/head` of the template's meta-schema.
HEAD_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["over", "text"],
    "properties": {
        "over": {
            "type": ["array", "string"],
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "string", "minLength": 1},
            "pattern": "^[A-Za-z]{1,3}(:[A-Za-z]{1,3})?$",
            "description": "The first and the last column, `[m1, m3]`, one, `[m1]`, or sheet columns, `E:G`.",
        },
        "text": {"type": "string", "minLength": 1},
        "heads": {**HEADS, "description": "Heads below this one, over some of its columns."},
    },
}


class HeadReader(Protocol):
    """What heads need of the loader; a `BlockReader` has it."""

    def columns(self, text: str, pointer: str) -> Span:
        """Parse `B` or `B:D`."""
        ...

    def report(self, message: Text, pointer: str) -> None:
        """Report an error at a value."""
        ...

    def report_column(self, name: str, known: Iterable[str], pointer: str, among: str) -> None:
        """Report a column that is not among the known ones, unless it may be among the parts of the wrong shape of the value at `among`."""
        ...


class HeadSheet(Protocol):
    """What heads need of the layout; a `SheetBuilder` has it."""

    row: int  # the next free row, 1-based

    def next_row(self, height: float) -> None:
        """End a row, which is so many points high."""
        ...

    def label_in(self, area: Area, text: str, style: Literal["heading"], pointer: str) -> None:
        """Place a heading on some cells."""
        ...


@dataclass(frozen=True, kw_only=True)
class Head:
    """A heading over columns."""

    columns: Span  # sheet columns
    text: str
    level: int  # number of heads above it
    pointer: str  # place in the YAML file

    def covers(self, columns: Span) -> bool:
        """Return whether columns lie within its own."""
        return self.columns[0] <= columns[0] and columns[1] <= self.columns[1]

    def meets(self, columns: Span) -> bool:
        """Return whether it shares a column with others."""
        return self.columns[0] <= columns[1] and columns[0] <= self.columns[1]


def parse_heads(data: Sequence[Mapping[str, Any]], columns: Mapping[str, Span], pointer: str, reader: HeadReader) -> tuple[Head, ...]:
    """Parse `heads` over columns known by name; report unknown columns, heads beside their parents and heads that cross each other."""
    heads: list[Head] = []
    for head in _flat(data, columns, pointer, reader, None):
        if not _crosses(head, heads, reader):
            heads.append(head)
    levels = (sum(_is_above(other, rank, head, index) for rank, other in enumerate(heads)) for index, head in enumerate(heads))
    return tuple(replace(head, level=level) for head, level in zip(heads, levels, strict=True))


def _flat(
    data: Sequence[Mapping[str, Any]], columns: Mapping[str, Span], pointer: str, reader: HeadReader, parent: Head | None
) -> Iterator[Head]:
    """Yield every head before those inside it; one without known columns or beyond its parent is reported and left out."""
    for index, entry in enumerate(data):
        where = f"{pointer}/{index}"
        over = _over(entry["over"], columns, f"{where}/over", reader)
        if over is None:
            continue
        head = Head(columns=over, text=entry["text"], level=0, pointer=where)
        if parent is not None and not parent.covers(over):
            zh, en = (
                f"“{head.text}”超出了其上级表头“{parent.text}”",
                f"the head {head.text!r} reaches beyond {parent.text!r}, in which it stands",
            )
            reader.report(Text(zh=zh, en=en), f"{where}/over")
            continue
        yield head
        yield from _flat(entry.get("heads", ()), columns, f"{where}/heads", reader, head)


def _over(over: Sequence[str] | str, columns: Mapping[str, Span], pointer: str, reader: HeadReader) -> Span | None:
    """Return the sheet columns that a head names, None when it names an unknown column."""
    if isinstance(over, str):
        return reader.columns(over, pointer)
    among = f"{pointer.partition('/heads')[0]}/columns"
    for index, name in enumerate(over):
        if name not in columns:
            reader.report_column(name, columns, f"{pointer}/{index}", among)
    named = [columns[name] for name in over if name in columns]
    return (min(first for first, _ in named), max(last for _, last in named)) if len(named) == len(over) else None


def _is_above(other: Head, rank: int, head: Head, index: int) -> bool:
    """Return whether a head stands above another; of two over the same columns the first is above."""
    return other.covers(head.columns) and (not head.covers(other.columns) or rank < index)


def _crosses(head: Head, before: Sequence[Head], reader: HeadReader) -> bool:
    """Return whether a head shares some columns with another, and each has more; report it."""
    others = (other for other in before if other.meets(head.columns))
    crossed = next((other for other in others if not other.covers(head.columns) and not head.covers(other.columns)), None)
    if crossed is not None:
        zh, en = f"表头“{head.text}”与“{crossed.text}”交叉", f"the heads {head.text!r} and {crossed.text!r} cross"
        reader.report(Text(zh=f"{zh}，应一个在另一个之内", en=f"{en}; one must lie within the other"), f"{head.pointer}/over")
    return crossed is not None


def place_heads(heads: Sequence[Head], columns: Mapping[str, Span], sheet: HeadSheet) -> dict[str, int]:
    """Place heads from the row at hand on, which then is the row of the columns' own headings.

    Returns the row where each column's own heading begins: right below the lowest head over it.
    """
    top = sheet.row
    for head in heads:
        row = top + head.level
        sheet.label_in(Area(row, head.columns[0], row, head.columns[1]), head.text, "heading", head.pointer)
    for _ in range(max((head.level + 1 for head in heads), default=0)):
        sheet.next_row(HEAD_HEIGHT)
    return {name: top + max((head.level + 1 for head in heads if head.meets(own)), default=0) for name, own in columns.items()}
