"""Lay out a template: where each label, field and table sits. Pure geometry; rows and columns are 1-based."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from xltool.base.cells import Area, Location
from xltool.base.messages import Lang, Text
from xltool.base.normalise import clean_line, label_line
from xltool.base.paths import split_name
from xltool.form.beside import beside_print, open_table, reach_edge
from xltool.form.block import Block, Columns, Crossing, FieldCell, LabelStyle, LookedArea, TableArea
from xltool.form.blocks import kind_of_block
from xltool.form.look import DrawnLook
from xltool.form.own_look import OwnLook
from xltool.form.placed_looks import look_at, placed_looks
from xltool.form.room import room_height
from xltool.form.schema import Field, Schema, Table
from xltool.form.sheet_setup import SheetSetup, setup_beside
from xltool.form.status_parts import StatusParts, status_parts
from xltool.form.template import Template, TemplateSheet
from xltool.form.total_row import column_pointer
from xltool.form.unit_once import unit_at_end

_USUAL_HEIGHT = 15.0  # points, of a row in which no block stands
_USUAL_WIDTH = 9.0  # of a sheet column, in characters, where the template does not say it


@dataclass(frozen=True)
class Label:
    """Fixed text on the form."""

    area: Area
    text: str
    style: LabelStyle
    pointer: str = field(default="", compare=False)
    crossing: Crossing | None = field(default=None, compare=False)  # where its text alone does not say where it belongs
    is_required: bool = field(default=False, compare=False)  # whether what it names must be filled in, which a star behind it says
    look: OwnLook = field(default=(), compare=False)

    @cached_property
    def line(self) -> str:
        """The text as one clean line without a star, as a reader compares it."""
        return label_line(self.text)

    @property
    def star(self) -> str:
        """The star behind the text; "" where it has one of its own, and at what need not be filled in."""
        return "*" if self.is_required and not clean_line(self.text).endswith(("*", "＊")) else ""


@dataclass(frozen=True)
class Input:
    """Where a single field is filled in."""

    path: str
    area: Area
    cell: FieldCell


@dataclass(frozen=True)
class HeadedRows:
    """The rows of a table or grid."""

    first_row: int  # of its headings
    heading_row: int  # the last of its headings; a total above the rows counts as one
    last_row: int


@dataclass(frozen=True)
class ObjectArea:
    """Where one object of a repeated block stands."""

    path: str  # "projects[0]"
    area: Area
    can_fold: bool  # whether its rows are its own and may be folded
    has_sheet: bool = False  # whether it is the only one of its sheet

    @property
    def folded_rows(self) -> range:
        """The rows that are folded while neither the object nor the one before it is in use: all but the first."""
        return range(self.area.top + 1, self.area.bottom + 1) if self.can_fold else range(0)


@dataclass(frozen=True)
class SheetLayout:
    """One sheet with everything on it."""

    sheet: TemplateSheet
    labels: tuple[Label, ...]
    inputs: tuple[Input, ...]
    tables: tuple[TableArea, ...]
    status: Area | None
    heights: Mapping[int, float]  # row → height in points
    status_pointer: str = field(default="", compare=False)
    lists: tuple[HeadedRows, ...] = ()  # tables and grids, from the top
    objects: tuple[ObjectArea, ...] = ()
    breaks: Mapping[int, str] = field(default_factory=dict, compare=False)  # row that begins a page → place of the break in the YAML file
    further_statuses: tuple[str, ...] = field(default=(), compare=False)  # places of status lines beside the one, in the YAML file
    hidden_column: int | None = None  # of the messages of rows, the first of those in which they stand
    open_table: TableArea | None = None  # that ends the sheet, and of which only the rows in use are printed
    looks: tuple[LookedArea, ...] = ()  # of cells that do not look as usual; where several hold a cell, the last counts

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.sheet.name

    @property
    def last_row(self) -> int:
        """The last row in use."""
        return max(self.heights)

    @property
    def last_column(self) -> int:
        """The last column in use."""
        return max(area.right for area, _, _ in self.areas())

    @property
    def last_printed_column(self) -> int:
        """The last column of what is printed: the messages of rows are not, where nothing else stands in their columns."""
        own = [area.right for area, path, _ in self.areas() if path not in {table.path for table in self.tables}]
        return max([*own, *(table.last_input_column for table in self.tables)])

    @property
    def growing_rows(self) -> frozenset[int]:
        """The rows whose height can be that of their text, since no text in them stands in several cells."""
        return frozenset(row for table in self.tables if not self._is_merged(table) for row in table.rows)

    def _is_merged(self, table: TableArea) -> bool:
        """Return whether a column of a table is over several columns that are seen."""
        spans = (range(table.columns[name], last + 1) for name, last in table.last_columns.items())
        return any(sum(not self.is_hidden(column) for column in span) > 1 for span in spans)

    def is_hidden(self, column: int) -> bool:
        """Return whether a column is hidden from the beginning."""
        return self.sheet.widths.get(column) == 0

    def width_of(self, area: Area) -> float:
        """Return the width of some cells, in characters."""
        return sum(map(self.width_of_column, range(area.left, area.right + 1)))

    def width_of_column(self, column: int) -> float:
        """Return the width of a column, in characters."""
        return self.sheet.widths.get(column, _USUAL_WIDTH)

    def look_of(self, area: Area) -> DrawnLook:
        """Return how a cell looks, or merged ones, as far as that is not as usual."""
        return look_at(area, self.looks)

    @cached_property
    def status_parts(self) -> StatusParts | None:
        """The parts of the line that says how far the form is filled in; None without one."""
        return status_parts(self.status, self.width_of) if self.status else None

    def areas(self) -> Iterator[tuple[Area, str, str]]:
        """Yield every occupied area, with a name for messages and its place in the YAML file."""
        for label in self.labels:
            yield label.area, label.text or label.area.a1, label.pointer
        for input_ in self.inputs:
            yield input_.area, input_.path, input_.cell.pointer
        for table in self.tables:
            for area in table.areas():
                yield area, table.path, table.pointer
        if self.status:
            yield self.status, "status", self.status_pointer
        picture = self.sheet.picture
        if picture and picture.cells:
            yield picture.cells, picture.file, picture.pointer

    @property
    def own_block(self) -> str:
        """The path of the object of a repeated block that has the sheet for itself; "" where none has."""
        return next((one.path for one in self.objects if one.has_sheet), "")

    @property
    def picture_room(self) -> Area | None:
        """The cells in which the picture stands: its own, else those of the title; None without a picture, or without a title for it."""
        if self.sheet.picture is None:
            return None
        title = next((label.area for label in self.labels if label.style == "title"), None)
        return self.sheet.picture.cells or title


@dataclass(frozen=True)
class Layout:
    """All sheets of the form."""

    sheets: tuple[SheetLayout, ...]

    @property
    def setup_beside(self) -> SheetSetup:
        """How the sheets beside the form are printed: as goes with its first sheet."""
        return setup_beside(self.sheets[0].sheet.setup)

    @cached_property
    def inputs(self) -> dict[str, tuple[SheetLayout, Input]]:
        """Field path → its sheet and place."""
        return {input_.path: (sheet, input_) for sheet in self.sheets for input_ in sheet.inputs}

    @cached_property
    def tables(self) -> dict[str, tuple[SheetLayout, TableArea]]:
        """Table path → its sheet and place."""
        return {table.path: (sheet, table) for sheet in self.sheets for table in sheet.tables}

    def location(self, path: str) -> Location | None:
        """Return the cell of a single field, or the heading cell of a table or column (`table.column`)."""
        if path in self.inputs:
            sheet, input_ = self.inputs[path]
            return Location(sheet.name, input_.area.top, input_.area.left)
        table, column = (path, "") if path in self.tables else split_name(path)
        if table not in self.tables:
            return None
        sheet, area = self.tables[table]
        return Location(sheet.name, area.heading_row, area.columns.get(column, area.columns_in_use[0]))


def place(template: Template, schema: Schema) -> Layout:
    """Lay out a template: blocks follow each other from the top, a group's label spans the rows of its blocks."""
    return Layout(tuple(_SheetBuilder(sheet, schema, template.language).build() for sheet in template.sheets))


def overlaps(sheet: SheetLayout) -> Iterator[tuple[str, str, str]]:
    """Yield areas that share a cell: place in the YAML file and name of the later one, name of the earlier one."""
    placed: list[tuple[Area, str]] = []
    for area, name, pointer in sorted(sheet.areas(), key=lambda item: (item[0].top, item[0].left)):
        clash = next((other for other_area, other in placed if other_area.overlaps(area)), None)
        if clash is not None:
            yield pointer, name, clash
        placed.append((area, name))


class _SheetBuilder:
    """Fills one sheet row by row (see `SheetBuilder`)."""

    def __init__(self, sheet: TemplateSheet, schema: Schema, lang: Lang) -> None:
        self.sheet = sheet
        self.schema = schema
        self.lang = lang
        self.row = 1
        self.labels: list[Label] = []
        self.inputs: list[Input] = []
        self.tables: list[TableArea] = []
        self.status_area: Area | None = None
        self.status_pointer = ""
        self.further_statuses: list[str] = []
        self.heights: dict[int, float] = {}
        self.lists: list[HeadedRows] = []
        self.objects: list[ObjectArea] = []
        self.breaks: dict[int, str] = {}
        self.looks: list[LookedArea] = []

    def build(self) -> SheetLayout:
        """Place all blocks."""
        for placed in self.sheet.blocks:
            self.row = placed.row or self.row
            self.block(placed.block)
        cells = self.sheet.picture.cells if self.sheet.picture else None
        for row in range(cells.top, cells.bottom + 1) if cells else ():
            self.heights.setdefault(row, _USUAL_HEIGHT)
        return _as_printed(
            SheetLayout(
                self.sheet,
                tuple(map(self._with_capacities, self._starred())),
                tuple(self.inputs),
                tuple(self.tables),
                self.status_area,
                self.heights,
                self.status_pointer,
                tuple(self.lists),
                tuple(self.objects),
                self.breaks,
                tuple(self.further_statuses),
                looks=tuple(self.looks),
            ),
            self.schema,
        )

    def _starred(self) -> Iterator[Label]:
        """Yield the labels, those of required fields as such; of a grid the heading, else the row, in which all fields are required."""
        fields = [(input_, field_) for input_ in self.inputs if (field_ := self.schema.field(input_.path)) and not field_.is_locked]
        own = {input_.cell.pointer for input_, field_ in fields if input_.cell.label is not None and is_required(field_)}
        crossed = [(input_.cell.crossing, is_required(field_)) for input_, field_ in fields if input_.cell.crossing is not None]
        columns = _all_required((crossing.column, required) for crossing, required in crossed)
        rows = _all_required((crossing.row, required) for crossing, required in crossed if crossing.column not in columns)
        for label in self.labels:
            is_own = label.style == "label" and label.pointer in own
            is_of_grid = label.style in ("label", "heading") and label.crossing is None and label.pointer in columns | rows
            yield replace(label, is_required=True) if is_own or is_of_grid else label

    def _with_capacities(self, label: Label) -> Label:
        """Put the capacities of tables into a note, once all of them are placed."""
        text = label.text
        for table in self.tables if label.style == "note" else ():
            text = text.replace(f"{{capacity:{table.path}}}", str(table.capacity))
        return replace(label, text=text)

    # --- what blocks use ----------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        top, n_tables, n_looks = self.row, len(self.tables), len(self.looks)
        kind_of_block(block).place(block, self)
        self.looks[n_looks:n_looks] = placed_looks(block.looks, top, self.tables[n_tables:])

    def next_row(self, height: float) -> None:
        self.heights[self.row] = height
        self.row += 1

    def label(self, columns: Columns, text: str, style: LabelStyle, pointer: str) -> None:
        self.label_in(self._span(columns), text, style, pointer)

    def label_in(self, area: Area, text: str, style: LabelStyle, pointer: str, look: OwnLook = ()) -> None:
        self.labels.append(Label(area, text, style, pointer, look=look))

    def crossed(self, columns: Columns, text: str, style: LabelStyle, crossing: Crossing) -> None:
        self.labels.append(Label(self._span(columns), text, style, crossing.row, crossing))

    def label_from(self, first_row: int, columns: Columns, text: str, pointer: str) -> None:
        area = Area(first_row, columns[0], self.row - 1, columns[1])
        if (unit := unit_at_end(text)) is not None:
            self._say_unit_once(first_row, unit)
        self.labels.append(Label(area, text, "group", pointer))

    def _say_unit_once(self, first_row: int, unit: str) -> None:
        """Leave the unit that the label of a group says out of the labels and headings in its rows."""
        self.labels = [
            replace(label, text=label.text.removesuffix(unit)) if label.area.top >= first_row else label for label in self.labels
        ]
        self.tables = [replace(table, unit_above=unit) if table.heading_row >= first_row else table for table in self.tables]

    def field(self, cell: FieldCell) -> None:
        field_ = self.schema.field(cell.field)
        if cell.label is not None:
            self.label(cell.label, cell.text or (field_.label if field_ else cell.field), "label", cell.pointer)
        self.inputs.append(Input(cell.field, self._span(cell.input), cell))

    def field_in(self, cell: FieldCell, area: Area) -> None:
        self.inputs.append(Input(cell.field, area, cell))

    def status(self, columns: Columns, pointer: str) -> None:
        if self.status_area is not None:
            self.further_statuses.append(pointer)
        self.status_area, self.status_pointer = self._span(columns), pointer

    def table(self, area: TableArea) -> None:
        self.tables.append(area)

    def listed(self, first_row: int, heading_row: int) -> None:
        self.lists.append(HeadedRows(first_row, heading_row, self.row - 1))

    def repeated(self, path: str, blocks: tuple[Block, ...], *, can_fold: bool, has_sheet: bool) -> None:
        top, before = self.row, (len(self.labels), len(self.inputs), len(self.tables))
        for block in blocks:
            self.block(block)
        areas = [label.area for label in self.labels[before[0] :]] + [input_.area for input_ in self.inputs[before[1] :]]
        areas += [area for table in self.tables[before[2] :] for area in table.areas()]
        if not areas:
            return  # page breaks alone
        left, right = min(area.left for area in areas), max(area.right for area in areas)
        self.objects.append(ObjectArea(path, Area(top, left, self.row - 1, right), can_fold, has_sheet))

    def title(self) -> str:
        return self.sheet.title or self.schema.title

    def page_break(self, pointer: str) -> None:
        self.breaks.setdefault(self.row, pointer)

    def object_title(self, path: str) -> str:
        return self.schema.titles.get(path, path)

    def heading_of(self, path: str) -> str:
        field_ = self.schema.field(path)
        return field_.heading if field_ else path

    def say(self, text: Text) -> str:
        return text.say(self.lang)

    def _span(self, columns: Columns) -> Area:
        return Area(self.row, columns[0], self.row, columns[1])


def _as_printed(sheet: SheetLayout, schema: Schema) -> SheetLayout:
    """Return a sheet that prints well: room for texts, messages beside it, tables that reach its edge, group labels without unused rows."""
    sheet = replace(sheet, heights=_with_room(sheet, schema))
    beside = beside_print(sheet.tables, sheet.sheet.widths, sheet.last_printed_column, _USUAL_WIDTH)
    if beside.hidden_column is not None:
        tables = tuple(
            reach_edge(table, _rows_of(sheet, table), sheet.last_printed_column, _others(sheet, table)) for table in beside.tables
        )
        own = replace(sheet.sheet, widths=beside.widths)
        sheet = replace(sheet, sheet=own, tables=tables, hidden_column=beside.hidden_column)
    last = open_table(sheet.tables, sheet.last_row, lambda table: _is_content(table, schema.tables.get(table.path), sheet.sheet.widths))
    if last is None:
        return sheet
    labels = tuple(
        replace(label, area=replace(label.area, bottom=last.first_row))
        if label.style == "group" and label.area.bottom == last.last_row
        else label
        for label in sheet.labels
    )
    return replace(sheet, labels=labels, open_table=last)


def _with_room(sheet: SheetLayout, schema: Schema) -> dict[int, float]:
    """Return the heights of the rows with room for the texts of single fields, and of columns of tables whose rows do not grow."""
    heights = dict(sheet.heights)
    for input_ in sheet.inputs:
        if input_.cell.look:
            continue  # what somebody has drawn is as high as it was drawn
        field_ = schema.field(input_.path)
        heights[input_.area.top] = max(heights[input_.area.top], _room(field_, sheet.width_of(input_.area)))
    for table in sheet.tables:
        needed = max((_room(field_, sheet.width_of(area)) for field_, area in fixed_rooms(sheet, table, schema)), default=0.0)
        heights |= {row: max(heights[row], needed) for row in table.rows}
    return heights


def _room(field_: Field | None, width: float) -> float:
    return room_height(field_.kind.prose, field_.max_length, width) if field_ is not None and takes_text(field_) else 0.0


def takes_text(field_: Field) -> bool:
    """Return whether people type a text of any length into a field."""
    return field_.is_typed and field_.kind.rule_type == "text" and not field_.choices


def fixed_rooms(sheet: SheetLayout, table: TableArea, schema: Schema) -> Iterator[tuple[Field, Area]]:
    """Yield the columns of a table whose rows do not grow with them, with the cells of the first row: those over several columns that are seen."""
    if table.rows[0] in sheet.growing_rows or table.path not in schema.tables:
        return
    for name in table.last_columns:
        field_ = schema.tables[table.path].column(name)
        if field_ is not None:
            yield field_, table.cell_area(name, table.first_row)


def _is_content(area: TableArea, table: Table | None, widths: Mapping[int, float]) -> bool:
    """Return whether the rows of a table hold something before they are filled in; formulas are content, also where they show nothing.

    In hidden columns they are not. Of a table that a faulty schema lacks nothing is known: it is left as it stands.
    """
    if table is None or table.fixed is not None:
        return True
    computed = (area.columns[column.name] for column in table.columns if column.is_computed and column.name in area.columns)
    return any(widths.get(column) != 0 for column in computed)


def _rows_of(sheet: SheetLayout, table: TableArea) -> range:
    """Return the rows of a table, with headings and totals."""
    return next(range(rows.first_row, rows.last_row + 1) for rows in sheet.lists if rows.first_row <= table.heading_row <= rows.last_row)


def _others(sheet: SheetLayout, table: TableArea) -> list[Area]:
    return [area for area, path, _ in sheet.areas() if path != table.path]


def heading_labels(area: TableArea, schema: Schema) -> Iterator[Label]:
    """Yield the labels of a table's columns, without the heads over them."""
    table = schema.tables[area.path]
    for name in area.columns:
        field_ = table.column(name)
        text = (field_.label if field_ else name).removesuffix(area.unit_above)
        required = field_ is not None and not field_.is_locked and is_required(field_)
        yield Label(area.heading_area(name), text, "heading", column_pointer(area.pointer, name), is_required=required)


def is_required(field_: Field) -> bool:
    """Return whether a field must be filled in wherever it is asked for."""
    return field_.required or field_.required_where_asked


def _all_required(fields: Iterable[tuple[str, bool]]) -> set[str]:
    """Return the labels of which all fields are required."""
    labels: dict[str, bool] = {}
    for label, required in fields:
        labels[label] = labels.get(label, True) and required
    return {label for label, required in labels.items() if required}
