"""Templates (模板): the layout of a form as its YAML file says it. Everything is frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from xltool.base.messages import Lang

Columns: TypeAlias = tuple[int, int]  # first and last column, 1-based, both included


@dataclass(frozen=True, kw_only=True)
class TitleBlock:
    """The title of the form, from the schema, over the whole width."""

    columns: Columns
    height: float  # of the row, in points


@dataclass(frozen=True, kw_only=True)
class StatusBlock:
    """The line that says how many problems are open and whether the form can be sent."""

    columns: Columns
    height: float


@dataclass(frozen=True, kw_only=True)
class NoteBlock:
    """A line of fixed text."""

    columns: Columns
    text: str  # `{capacity:table}` is replaced by the capacity of a table
    height: float


@dataclass(frozen=True, kw_only=True)
class FieldCell:
    """A field in a row: its label (if it has a cell of its own) and its input."""

    field: str  # path
    label: Columns | None
    input: Columns
    format: str = ""  # number format that replaces the one of the field's kind
    centered: bool = False
    pointer: str = dataclasses.field(default="", compare=False)  # place in the YAML file, for error messages


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One row of fields side by side."""

    cells: tuple[FieldCell, ...]
    height: float


@dataclass(frozen=True, kw_only=True)
class FieldsBlock:
    """Rows of label/value pairs."""

    rows: tuple[FieldRow, ...]


@dataclass(frozen=True, kw_only=True)
class TableBlock:
    """A table: a heading row and room for `capacity` rows."""

    table: str  # path
    columns: Mapping[str, Columns]  # column name → its sheet column
    capacity: int
    remark: Columns | None  # where each row shows its first problem
    height: float  # of each row, in points
    pointer: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class GroupBlock:
    """Blocks that share a label cell to their left, merged over all their rows."""

    columns: Columns
    text: str  # the label; "" takes the schema's title of `of`
    of: str  # path of the object whose title is the label
    blocks: tuple[Block, ...]


Block: TypeAlias = TitleBlock | StatusBlock | NoteBlock | FieldsBlock | TableBlock | GroupBlock


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A block and where it starts: on the row given, or below the block before it."""

    block: Block
    row: int | None  # 1-based
    pointer: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of the form."""

    name: str
    widths: Mapping[int, float]  # column (1-based) → width in characters
    landscape: bool
    freeze: int  # how many rows at the top stay in view
    blocks: tuple[Placed, ...]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The fields that tell one submission from another."""

    unit: str  # name of the unit that fills in the form
    project: str | None = None  # name of the project, where a unit sends several forms
    year: str | None = None


@dataclass(frozen=True, kw_only=True)
class SummarySpec:
    """Which fields the summary workbook adds up."""

    total: str | None = None  # the amount that shows a project's size
    sources: tuple[str, ...] = ()  # amounts by source, in the order of the columns
    table: str | None = None  # the table whose rows are listed, "indicators"
    category: str | None = None  # its column by which rows are counted, "level2"
    quantity: str | None = None  # its column of quantities, "full_year"
    department: str | None = None  # the department that a form names, for units that no roster lists
    details: tuple[str, ...] = ()  # single fields that the list of projects shows beside the amounts


@dataclass(frozen=True, kw_only=True)
class Template:
    """The layout of one form."""

    id: str
    version: str
    language: Lang
    sheets: tuple[Sheet, ...]
    identity: Identity
    summary: SummarySpec
    prefill: Mapping[str, str] = dataclasses.field(default_factory=dict)  # column of the roster → path of the field it fills in
    renamed: Mapping[str, str] = dataclasses.field(default_factory=dict)  # path in an older version → path now


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, those inside groups included."""
    for block in blocks:
        yield block
        if isinstance(block, GroupBlock):
            yield from walk_blocks(block.blocks)
