"""A drawn sheet of the form: what those who fill it in must know of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, quote_sheet
from xltool.base.messages import Lang
from xltool.base.paths import defined_name, parent_of, value_at
from xltool.form.block import TableArea
from xltool.form.layout import Input, ObjectArea, SheetLayout
from xltool.form.schema import Field, Schema
from xltool.form.sheet_setup import PageValues
from xltool.workbook import form_messages
from xltool.workbook.drawn_looks import input_changes
from xltool.workbook.form_copy import Issue
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import Contents, HelperSheet
from xltool.workbook.own_looks import own_format
from xltool.workbook.sheets.status_line import StatusLine

_BLANK_ROWS = 5  # rows of an empty table that are printed
#: A text of such a kind, or of so many characters, begins at the top of its cell: where it has no room, its end is missing and not its beginning.
_LONG_PROSE, _LONG_LINE = ("long", "paragraphs"), 200
_LONG_LIST = 20  # rows, of which some may be on another page than their headings


@dataclass(frozen=True, kw_only=True)
class DrawnForm:
    """One sheet of the form as nobody has filled it in."""

    sheet: Worksheet
    layout: SheetLayout
    schema: Schema
    lang: Lang
    unit_field: str  # path of the field with the name of the unit
    helpers: HelperSheet
    status: StatusLine
    heights: Mapping[int, float]  # of rows, in points
    n_later: int  # checks that are made when the form comes back
    bears_notice: bool  # whether the notice of a campaign stands below its title
    priorities: Mapping[str, int]  # path → the first of the priorities that are kept free above its live colours

    @property
    def title(self) -> str:
        """The title of the sheet, else that of the form."""
        return self.layout.sheet.title or self.schema.title

    @property
    def has_own_lines(self) -> bool:
        """Whether the page header or footer differs from copy to copy."""
        setup = self.layout.sheet.setup
        return setup.header.is_of_copy or setup.footer.is_of_copy

    def page_values(self, unit: str, issue: Issue) -> PageValues:
        """Return what the page header and footer may tell of the copy for a unit."""
        code = form_messages.FINGERPRINT.say(self.lang, code=issue.fingerprint) if issue.fingerprint else ""
        return PageValues(self.title, unit, issue.notice.campaign, code)

    def takes_unit(self, name: str, issue: Issue) -> bool:
        """Return whether the name of a unit stands in the page header and footer just as it is."""
        setup, values = self.layout.sheet.setup, self.page_values(name, issue)
        return not self.has_own_lines or (setup.header.takes(values) and setup.footer.takes(values))

    def width_of(self, area: Area) -> float:
        """Return the width of some cells, in characters."""
        return self.layout.width_of(area)

    def look_of(self, input_: Input) -> dict[str, Any]:
        """Return how the cell of a single field differs from other inputs, by its field and as it is drawn."""
        return input_look(self.schema.fields[input_.path], input_) | self._drawn(input_.area)

    def column_look(self, field: Field, table: TableArea, name: str) -> dict[str, Any]:
        """Return how the cells of a column of a table differ from other inputs; what is drawn up to the edge is open at its right."""
        look = input_look(field) | self._drawn(table.cell_area(name, table.first_row))
        return look | ({"right": 0} if is_open_at_right(table, name) else {})

    def _drawn(self, area: Area) -> dict[str, Any]:
        return input_changes(self.layout.look_of(area)) if self.layout.looks else {}

    def severity_of(self, path: str) -> str | None:
        """Return formula text: the severity of an input, in the row at hand; None where no rule points."""
        mark = defined_name(f"mark.{path}")
        if mark not in self.helpers.names:
            return None
        table = next((table for table in self.layout.tables if table.path == parent_of(path)), None)
        return mark if table is None else f"INDEX({mark},ROW()-{table.first_row - 1})"

    def print_area(self) -> tuple[str, str | None]:
        """Return the area to print: up to the last used row of a table that ends the sheet, so that no blank rows are printed; fixed rows are.

        With it comes the path of that table; None when the whole sheet is printed. Of a sheet that a block has for itself nothing is printed
        while the block is not in use, but for the first.
        """
        area, path = self._printed()
        block = self.layout.own_block
        if not block or block in self._always_printed:
            return area, path
        blank = f"{quote_sheet(self.layout.name)}!{a1(1, self.layout.last_column + 2, absolute=True)}"  # nothing is printed of a blank cell
        return f"=IF({self.helpers.block_use(block)}=1,{area[1:]},{blank})", block

    @property
    def _always_printed(self) -> Collection[str]:
        """The blocks that are asked for in any case, and the first of each array."""
        repeats = self.schema.repeats.values()
        return {block for repeat in repeats for block in repeat.blocks[: max(1, repeat.least)]}

    def _printed(self) -> tuple[str, str | None]:
        last_column = self.layout.last_printed_column
        sheet = quote_sheet(self.layout.name)
        if (up_to_blocks := self._up_to_blocks(sheet, last_column)) is not None:
            return up_to_blocks
        last = self.layout.tables[-1] if self.layout.tables else None
        if last is None or last.last_row < self.layout.last_row or self.schema.tables[last.path].fixed is not None:
            return f"={sheet}!{Area(1, 1, self.layout.last_row, last_column).absolute}", None
        used = self.helpers.used_range(last.path)
        rows = f"{last.first_row - 1}+MAX({min(_BLANK_ROWS, last.capacity)},SUMPRODUCT(MAX({used}*(ROW({used})-{FIRST_ROW - 1}))))"
        corner = f"{a1(1, last_column, absolute=True)}:{a1(last.last_row, last_column, absolute=True)}"
        return f"={sheet}!$A$1:INDEX({sheet}!{corner},{rows})", last.path

    def print_titles(self) -> str | None:
        """Return the rows to print on every page: those that the template names, else the headings of the last list if it is long; None for none."""
        if (named := self.layout.sheet.setup.repeat_rows) is not None:
            return f"={quote_sheet(self.layout.name)}!${named[0]}:${named[1]}"
        last = self.layout.lists[-1] if self.layout.lists else None
        is_in_block = last is not None and any(one.area.top <= last.first_row <= one.area.bottom for one in self.layout.objects[1:])
        if last is None or is_in_block or last.last_row - last.heading_row < _LONG_LIST:
            return None
        return f"={quote_sheet(self.layout.name)}!${last.first_row}:${last.heading_row}"

    def _up_to_blocks(self, sheet: str, last_column: int) -> tuple[str, str] | None:
        """Return the area up to the last block in use of a repeated one, with the path of the array; None where the blocks do not end the sheet."""
        array = parent_of(self.layout.objects[-1].path) if self.layout.objects else ""
        blocks = [one for one in self.layout.objects if parent_of(one.path) == array]
        rows = self._extent([one.area.bottom for one in blocks], blocks, self.layout.last_row)
        columns = self._extent([one.area.right for one in blocks], blocks, last_column)
        if rows == str(self.layout.last_row) and columns == str(last_column):
            return None
        whole = f"{sheet}!{Area(1, 1, self.layout.last_row, last_column).absolute}"
        return f"={sheet}!$A$1:INDEX({whole},{rows},{columns})", array

    def _extent(self, ends: Sequence[int], blocks: Sequence[ObjectArea], last: int) -> str:
        """Return formula text: the last row or column that is printed, where blocks with these ends follow each other up to the last one."""
        if not ends or ends[-1] != last or ends[0] == last:
            return str(last)
        further = (f"{end}*{self.helpers.block_use(one.path)}" for end, one in zip(ends[1:], blocks[1:], strict=True))
        return f"MAX({ends[0]},{','.join(further)})"

    @cached_property
    def folds(self) -> Mapping[int, str]:
        """Row that can be folded → the block of a repeated one that it belongs to; the first block stays open."""
        return {row: one.path for one in self.layout.objects if not one.path.endswith("[0]") for row in one.folded_rows}

    def fold_of(self, row: int, closed: Collection[str]) -> dict[str, Any] | None:
        """Return how a row is set: grouped if it can be folded, and hidden in a block that is `closed`."""
        block = self.folds.get(row)
        return None if block is None else {"level": 1, "hidden": block in closed}

    def values(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and value of the formulas that hold something for a document."""
        if self.layout.status is not None:
            yield (
                self.layout.status.top,
                self.layout.status.left,
                self.status.sentence(self.helpers.waiting.progress(contents)),
            )
            yield from self.status.links(self.layout.status_parts)
        yield from self._computed(contents)
        for table in self.layout.tables:
            if table.remark is not None and defined_name(f"xltool.remark.{table.path}") in self.helpers.names:
                for index, text in self.helpers.messages(table.path, contents).items():
                    if index < table.capacity:
                        yield table.first_row + index, table.remark[0], text

    def _computed(self, contents: Contents) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and value of the computed fields."""
        data = contents.evaluation.data
        for input_ in self.layout.inputs:
            if self.schema.fields[input_.path].is_computed:
                yield input_.area.top, input_.area.left, _shown(value_at(data, input_.path))
        for table in self.layout.tables:
            computed = [column for column in self.schema.tables[table.path].columns if column.is_computed]
            for index, row in enumerate((value_at(data, table.path) or ())[: table.capacity]) if computed else ():
                for column in computed:
                    yield table.first_row + index, table.columns[column.name], _shown(row.get(column.name))


def _shown(value: Any) -> Any:
    """Return what a cell of a computed field yields."""
    return "" if value is None else value if isinstance(value, str) else float(value)


def style_of(field: Field, input_: Input | None = None) -> str:
    """Return the style of a field's cell: that of an input, or of a value that is locked: computed, given, or a fixed row's own.

    An input to which the form gives a look has lines and fill from there.
    """
    if input_ is not None and input_.cell.look:
        return "drawn_locked" if field.is_locked else "drawn_input"
    if field.is_fixed:
        return "fixed"
    return "locked" if field.is_locked else "input"


def is_open_at_right(table: TableArea, name: str) -> bool:
    """Return whether a column is drawn up to the edge of the form."""
    return bool(table.edge) and table.last_column(name) == table.last_input_column


def input_look(field: Field, input_: Input | None = None) -> dict[str, Any]:
    """Return how the cell of an input differs from other inputs; without `input_` it stands in a table."""
    centered = {"align": "center"} if input_ and input_.cell.centered else {}
    top = {"valign": "top"} if field.kind.prose in _LONG_PROSE or (field.max_length or 0) >= _LONG_LINE else {}
    own = own_format(input_.cell.look) if input_ else {}
    return _number_format(field, input_.cell.format if input_ else "") | centered | top | own


def _number_format(field: Field, override: str) -> dict[str, Any]:
    if override:
        return {"num_format": override}
    look = {"num_format": field.kind.number_format(field.precision)}
    return look | {"align": field.kind.align} if field.kind.align else look


def colour_cells(sheet: Worksheet, cells: str, criteria: str, format_: Format, **ranges: str) -> None:
    """Add a conditional format that ends the search for others."""
    rule = {"type": "formula", "criteria": criteria, "format": format_, "stop_if_true": True, **ranges}
    sheet.conditional_format(cells, rule)
