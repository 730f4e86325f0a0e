"""What was found on a drawn form: fields, tables, formulas, what is left out, and how sure each guess is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xltool.base.cells import Area
from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.reading.drawn_records import DrawnBook

#: A guess that is less sure than this is asked about.
SURE = 0.6


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a form says of the values of a field, beside its kind."""

    __repr__ = short_repr

    options: tuple[str, ...] = ()  # that may be chosen
    limits: tuple[tuple[str, float], ...] = ()  # keywords of JSON Schema and their numbers: minimum, maxLength …
    unit: str = ""
    sample: str = ""  # what stands in it already


@dataclass(frozen=True, kw_only=True)
class FoundField:
    """A field: a label and where its value goes."""

    __repr__ = short_repr

    sheet: str
    label: str
    label_cell: str  # "" where no label was found
    input: Area
    kind: str  # a name of the registry of kinds
    inline: bool  # the blank stands within the text of the label's cell
    confidence: float  # 0 to 1
    reason: Text
    given: Given = Given()
    id: str = ""  # the name of its property


@dataclass(frozen=True, kw_only=True)
class FoundColumn:
    """A column of a table."""

    __repr__ = short_repr

    label: str
    kind: str
    range: Area  # its cells in all rows of the table, without totals
    is_computed: bool = False
    given: Given = Given()
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundTable:
    """A table, or a grid of fixed rows and columns."""

    __repr__ = short_repr

    sheet: str
    heading_rows: tuple[int, ...]
    first_row: int
    last_row: int  # without totals
    columns: tuple[FoundColumn, ...]
    confidence: float
    reason: Text
    rows: tuple[int, ...] = ()  # the first sheet row of each of its rows
    row_labels: tuple[str, ...] = ()  # of fixed rows
    heads: tuple[tuple[Area, str], ...] = ()  # headings above the lowest
    is_filled: bool = False  # somebody has filled it in
    total_rows: tuple[int, ...] = ()
    title: str = ""
    id: str = ""

    @property
    def area(self) -> Area:
        """All cells of its rows."""
        left = min(column.range.left for column in self.columns)
        return Area(self.first_row, left, self.last_row, max(column.range.right for column in self.columns))


@dataclass(frozen=True, kw_only=True)
class TableCell:
    """A cell of a table whose rows are fixed, or of a total row: a field of its own."""

    __repr__ = short_repr

    path: str
    sheet: str
    area: Area
    row: str  # what its row is called
    column: FoundColumn
    has_formula: bool


@dataclass(frozen=True, kw_only=True)
class FoundRule:
    """A formula of the form, and what it is in the language of rules."""

    __repr__ = short_repr

    sheet: str
    cell: str
    formula: str  # as it stands in the form, without `=`
    rule: str  # "" where it cannot be said in that language


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What is drawn but is not filled in by the unit."""

    __repr__ = short_repr

    sheet: str
    cell: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the officer should look at."""

    __repr__ = short_repr

    sheet: str
    cell: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """All that was found in a drawn form."""

    __repr__ = short_repr

    name: str  # of the file
    book: DrawnBook
    fields: Sequence[FoundField]
    tables: Sequence[FoundTable]
    computed: Sequence[FoundField]  # formulas outside tables that have a label
    table_cells: Sequence[TableCell]  # of tables whose rows are fixed, and of total rows
    rules: Sequence[FoundRule]
    left_out: Sequence[LeftOut]
    questions: Sequence[Question]
