"""The record of a block kind: what the template says of such a block, how it is parsed and how it is placed on the sheet.

No attribute has a default, so that a half-made kind cannot be written down. The protocols are all that a block sees of the
loader and of the layout; both live in modules above.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from xltool.base.cells import Area
from xltool.base.messages import Text
from xltool.form.look import DrawnLook
from xltool.form.own_look import OwnLook

Columns: TypeAlias = tuple[int, int]  # first and last column, 1-based, both included
LabelStyle = Literal["title", "group", "label", "heading", "note", "remark", "text", "gap", "sign", "room"]

#: Subschemas that several kinds share.
ROW = {
    "type": "integer",
    "minimum": 1,
    "maximum": 1048576,
    "description": "Row where the block starts, 1-based; left out, it follows the block before it.",
}
COLUMNS = {
    "type": "string",
    "pattern": "^[A-Za-z]{1,3}(:[A-Za-z]{1,3})?$",
    "description": "A sheet column, `B`, or several, `B:D`.",
}
HEIGHT = {"type": "number", "exclusiveMinimum": 0, "maximum": 409, "description": "Row height in points."}


@dataclass(frozen=True, kw_only=True)
class LookedArea:
    """Cells that have a look: of a block, whose rows count from 1 and of whose lists all rows are one; or placed on a sheet."""

    area: Area
    look: DrawnLook
    pointer: str = dataclasses.field(default="", compare=False)  # place in the YAML file


@dataclass(frozen=True, kw_only=True)
class Block:
    """What every block of a template has in common."""

    pointer: str = dataclasses.field(compare=False)  # place in the YAML file, for error messages
    looks: tuple[LookedArea, ...] = ()  # of cells that do not look as usual


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """The labels between which a cell of a grid or of a total row stands, each by its place in the YAML file."""

    row: str
    column: str


@dataclass(frozen=True, kw_only=True)
class FieldCell:
    """A field in a row: its label (if it has a cell of its own) and its input."""

    field: str  # path
    label: Columns | None
    input: Columns
    text: str = ""  # what the label says; "" for the title of the field
    format: str = ""  # number format that replaces the one of the field's kind
    centered: bool = False
    look: OwnLook = ()
    crossing: Crossing | None = dataclasses.field(default=None, compare=False)  # where it has no label of its own
    pointer: str = dataclasses.field(default="", compare=False)  # place in the YAML file


@dataclass(frozen=True)
class TableArea:
    """Where a table is filled in: its headings, a total if it stands above, then `capacity` rows."""

    path: str
    heading_row: int  # the lowest of the heading rows
    capacity: int
    columns: Mapping[str, int]  # column name → sheet column, the first of several
    remark: Columns | None  # first and last sheet column of the messages of rows
    pointer: str = dataclasses.field(default="", compare=False)
    #: Column name → row where its heading begins; "" is the remark.
    heading_tops: Mapping[str, int] = dataclasses.field(default_factory=dict)
    #: Name of a column over several sheet columns → the last of them.
    last_columns: Mapping[str, int] = dataclasses.field(default_factory=dict)
    show_once: tuple[str, ...] = ()  # columns whose values are pale where they repeat those of the row above
    rows_above: int = 0  # rows between the headings and the first row that takes data
    edge: int = 0  # the last sheet column up to which the last column is drawn; 0 where it ends by itself
    unit_above: str = ""  # the unit in brackets that the label of a group says, and the headings need not

    @property
    def first_row(self) -> int:
        """The first row that takes data."""
        return self.heading_row + self.rows_above + 1

    @property
    def last_row(self) -> int:
        """The last row that takes data."""
        return self.heading_row + self.rows_above + self.capacity

    @property
    def rows(self) -> range:
        """The rows that take data."""
        return range(self.first_row, self.last_row + 1)

    def column_area(self, name: str) -> Area:
        """Return the data cells of one column; of one over several sheet columns the first ones, which hold the values."""
        column = self.columns[name]
        return Area(self.first_row, column, self.last_row, column)

    def column_span(self, name: str) -> Area:
        """Return all cells of the rows of one column."""
        return Area(self.first_row, self.columns[name], self.last_row, self.last_column(name))

    def cell_area(self, name: str, row: int) -> Area:
        """Return the cells of one column in a row, merged where there are several."""
        return Area(row, self.columns[name], row, self.last_column(name))

    def last_column(self, name: str) -> int:
        """Return the last sheet column of one column."""
        return self.last_columns.get(name, self.columns[name])

    def merged_cells(self) -> Iterator[Area]:
        """Yield what is merged in the rows: the cells of columns over several, and those of the remarks."""
        columns = [(self.columns[name], last) for name, last in self.last_columns.items()]
        columns += [self.remark] if self.remark and self.remark[0] < self.remark[1] else []
        yield from (Area(row, left, row, right) for left, right in columns for row in self.rows)

    def heading_area(self, name: str) -> Area:
        """Return the cells of a column's own heading, below the heads over it; "" is that of the remark, which there must be."""
        left, right = (self.columns[name], self.last_column(name)) if name else self.remark or (0, 0)
        if self.edge and right == self.last_input_column:
            right = self.edge
        return Area(self.heading_tops.get(name, self.heading_row), left, self.heading_row, right)

    @property
    def last_input_column(self) -> int:
        """The last sheet column that takes data."""
        return max(map(self.last_column, self.columns))

    def edge_area(self, last_row: int) -> Area | None:
        """Return the cells right of the last column that are drawn as part of it, from the first row with data on; None for none."""
        return Area(self.heading_row + 1, self.last_input_column + 1, last_row, self.edge) if self.edge else None

    @property
    def columns_in_use(self) -> Columns:
        """The first and the last sheet column, remarks included."""
        columns = [*self.columns.values(), *self.last_columns.values(), *(self.remark or ())]
        return min(columns), max(columns)

    def areas(self) -> tuple[Area, ...]:
        """Return all cells of the table, headings and remarks included; a total above is not among them."""
        left, right = self.columns_in_use
        if not self.rows_above:
            return (Area(self.heading_row, left, self.last_row, right), *self.raised_headings())
        lowest = Area(self.heading_row, left, self.heading_row, right)
        return (lowest, Area(self.first_row, left, self.last_row, right), *self.raised_headings())

    def raised_headings(self) -> tuple[Area, ...]:
        """Return the parts of headings above the lowest heading row."""
        areas = (self.heading_area(name) for name in self.heading_tops)
        return tuple(Area(area.top, area.left, area.bottom - 1, area.right) for area in areas if area.top < area.bottom)


class BlockReader(Protocol):
    """What the loader offers to a block that is parsed; every method reports what is wrong at its place in the YAML file."""

    def columns(self, text: str, pointer: str) -> Columns:
        """Parse `B` or `B:D`."""
        ...

    def known_field(self, path: str, pointer: str) -> str:
        """Return the path of a single field; report one that the schema has not."""
        ...

    def known_table(self, path: str, pointer: str) -> tuple[str, ...] | None:
        """Return the columns of a table; report one that the schema has not and return None."""
        ...

    def known_repeat(self, path: str, pointer: str) -> int | None:
        """Return the most objects that an array may have, None for any number; report an array that the schema has not."""
        ...

    def row_counts(self, path: str) -> tuple[int | None, int | None]:
        """Return how many rows a code list gives to a table, None where people add them; and the most that it may have, None for any number."""
        ...

    def known_object(self, path: str, pointer: str) -> str:
        """Return the path of an object that groups fields; report one that the schema has not."""
        ...

    def known_members(self, path: str, pointer: str) -> tuple[str, ...]:
        """Return the names of the single fields of an object; report an object that the schema has not."""
        ...

    def is_number(self, path: str) -> bool:
        """Return whether the values of a field or column can be added up; True for one that the schema has not."""
        ...

    def has_formula(self, path: str) -> bool:
        """Return whether the schema says how the value of a field is computed."""
        ...

    def report(self, message: Text, pointer: str, *, key: bool = False) -> None:
        """Report an error at a value, or at its key."""
        ...

    def report_column(self, name: str, known: Iterable[str], pointer: str, among: str, *, key: bool = False) -> None:
        """Report a column that is not among the known ones, unless it may be among the parts of the wrong shape of the value at `among`."""
        ...

    def report_missing(self, message: Text, pointer: str, among: str, *, key: bool = False) -> None:
        """Report what is missing, unless it may be among the parts of the wrong shape of the value at the pointer `among`."""
        ...

    def block(self, data: Mapping[str, Any], pointer: str) -> Block:
        """Parse a block within a block."""
        ...

    def shifted(self, columns: int) -> BlockReader:
        """Return a reader of the same that moves everything some columns to the right."""
        ...


class SheetBuilder(Protocol):
    """What the layout offers to a block that is placed: it fills the sheet row by row, from the top."""

    row: int  # the next free row, 1-based

    def next_row(self, height: float) -> None:
        """End a row, which is so many points high."""
        ...

    def label(self, columns: Columns, text: str, style: LabelStyle, pointer: str) -> None:
        """Place fixed text on the row at hand."""
        ...

    def label_in(self, area: Area, text: str, style: LabelStyle, pointer: str, look: OwnLook = ()) -> None:
        """Place fixed text on some cells; it may be blank."""
        ...

    def crossed(self, columns: Columns, text: str, style: LabelStyle, crossing: Crossing) -> None:
        """Place fixed text in a cell of a grid on the row at hand; it may be blank."""
        ...

    def label_from(self, first_row: int, columns: Columns, text: str, pointer: str) -> None:
        """Place the label of a group, from a row to the last one that is filled."""
        ...

    def field(self, cell: FieldCell) -> None:
        """Place a field's label and input on the row at hand."""
        ...

    def field_in(self, cell: FieldCell, area: Area) -> None:
        """Place the input of a field on some cells; its label is placed apart."""
        ...

    def status(self, columns: Columns, pointer: str) -> None:
        """Place the status line on the row at hand."""
        ...

    def table(self, area: TableArea) -> None:
        """Place a table; the heads over its columns are placed before."""
        ...

    def listed(self, first_row: int, heading_row: int) -> None:
        """Note that the rows from the first to the heading row are the headings of a list, which ends above the row at hand."""
        ...

    def repeated(self, path: str, blocks: tuple[Block, ...], *, can_fold: bool, has_sheet: bool) -> None:
        """Place the blocks of one object of a repeated block; it may have the sheet for itself."""
        ...

    def page_break(self, pointer: str) -> None:
        """Begin a new page with the row at hand."""
        ...

    def title(self) -> str:
        """Return the title of the sheet, else that of the form."""
        ...

    def object_title(self, path: str) -> str:
        """Return the title of an object that groups fields."""
        ...

    def heading_of(self, path: str) -> str:
        """Return the heading of the column in which a field stands, with its unit."""
        ...

    def say(self, text: Text) -> str:
        """Return a text in the language of the form."""
        ...

    def block(self, block: Block) -> None:
        """Place a block within a block."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class BlockKind:
    """One kind of block, whole. Every attribute is needed."""

    name: str  # as `block:` writes it
    doc: Text  # what it draws, for the documents and for editors
    record: type[Block]  # what it is parsed into
    required: tuple[str, ...]  # its keys that must be there
    one_of: tuple[str, ...]  # its keys of which one must be there; () for none
    properties: Mapping[str, Any]  # key → subschema, besides `block`, `row` and `looks`
    parse: Callable[[Mapping[str, Any], str, BlockReader], Any]  # data of the right shape, its pointer → the record
    place: Callable[[Any, SheetBuilder], None]  # the record → what it draws

    def __post_init__(self) -> None:
        """Refuse a kind that demands keys which it does not know."""
        unknown = {*self.required, *self.one_of} - self.properties.keys()
        if unknown:
            raise ValueError(f"the block {self.name!r} demands keys that it does not describe: {', '.join(sorted(unknown))}")

    def shape(self) -> dict[str, Any]:
        """Return the JSON Schema of such a block."""
        return {
            "type": "object",
            "additionalProperties": False,
            "description": f"{self.doc.en[:1].upper()}{self.doc.en[1:]}.",
            "required": ["block", *self.required],
            "properties": {"block": {"const": self.name}, "row": ROW, **self.properties, "looks": {"$ref": "#/$defs/looks"}},
            **({"anyOf": [{"required": [key]} for key in self.one_of]} if self.one_of else {}),
        }
