"""Documents (填报数据): the JSON value of one completed form, with the origin of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from xltool.base.cells import Location
from xltool.base.findings import Finding
from xltool.base.frames import frame_of
from xltool.base.messages import Text
from xltool.base.notebook import html_block, html_table
from xltool.base.paths import OBJECT, in_row, join, parent_of, pointer, value_at
from xltool.base.short_repr import short_repr

if TYPE_CHECKING:
    import pandas as pd

_FIELD_COLUMNS = (Text(zh="栏目", en="field"), Text(zh="内容", en="value"), Text(zh="单元格", en="cell"))


class Origins(Mapping[str, Location]):
    """The cells that values came from, by field path.

    Plain numbers by sheet: to pickle hundreds of locations with each document would be slow, and most are never asked for.
    """

    def __init__(self, places: Mapping[str, Mapping[str, tuple[int, int]]] | None = None) -> None:
        given = (places or {}).items()
        self._rows = {sheet: {path: row for path, (row, _) in cells.items()} for sheet, cells in given}
        self._columns = {sheet: {path: column for path, (_, column) in cells.items()} for sheet, cells in given}

    @classmethod
    def of(cls, origins: Mapping[str, Location]) -> Origins:
        """Convert any mapping of paths to cells."""
        if isinstance(origins, cls):
            return origins
        made = cls()
        for path, place in origins.items():
            made.put(path, *place)
        return made

    def put(self, path: str, sheet: str, row: int, column: int) -> None:
        """Note where a value came from."""
        self._rows.setdefault(sheet, {})[path] = row
        self._columns.setdefault(sheet, {})[path] = column

    def put_row(self, path: str, sheet: str, row: int, columns: Mapping[str, int]) -> None:
        """Note that the values of a row, whose path this is, stand in these columns."""
        rows, numbers = self._rows.setdefault(sheet, {}), self._columns.setdefault(sheet, {})
        for name, column in columns.items():
            key = f"{path}.{name}"
            rows[key] = row
            numbers[key] = column

    def places(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Return sheet → path → row and column."""
        return {
            sheet: dict(zip(rows, zip(rows.values(), self._columns[sheet].values(), strict=True), strict=True))
            for sheet, rows in self._rows.items()
        }

    def __getitem__(self, path: str) -> Location:
        for sheet, rows in self._rows.items():
            row = rows.get(path)
            if row is not None:
                return Location(sheet, row, self._columns[sheet][path])
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._rows.values())

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))


@dataclass(frozen=True, kw_only=True)
class Document:
    """One completed form.

    `data` has the shape of the JSON Schema: objects, tables as lists of rows (only rows that hold something), numbers as
    `int` or exact `Decimal`, blanks as None; a cell that could not be read as its field's kind keeps its text.
    `origins` maps concrete field paths (`income.total`, `indicators[3].level1`) to cells, and table paths to the heading.
    """

    __repr__ = short_repr

    data: Mapping[str, Any]
    origins: Mapping[str, Location] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)  # concrete path → what the cell holds, where another value was read from it
    template: str | None = None  # template id
    version: str | None = None  # template version
    unit: str | None = None  # id of the unit for which the workbook was issued
    project: str | None = None  # the unit's project for which it was issued
    campaign: str | None = None  # the campaign for which it was issued
    signature: str | None = None  # as the workbook carries it, not verified
    program: str | None = None  # what saved the file, as far as the file says
    misplaced: tuple[str, ...] = ()  # rows whose values stand in other columns than their own, "indicators[3]"; not to be judged
    missing_rows: tuple[str, ...] = ()  # fixed rows that the sheet has not, "lines[3]": nothing is known of their cells
    missing_fields: tuple[str, ...] = ()  # fields, tables and columns on sheets or in blocks that are missing: nothing is known of them
    findings: tuple[Finding, ...] = ()  # what the reader noticed

    def get(self, path: str) -> Any:
        """Return the value at a concrete field path, `income.total` or `indicators[3].level1`; None when there is none."""
        return value_at(self.data, path)

    def rows(self, table: str) -> list[Mapping[str, Any]]:
        """Return the rows of a table; [] when it has none."""
        rows = value_at(self.data, table)
        return rows if isinstance(rows, list) else []

    def location(self, path: str) -> Location | None:
        """Return the cell of a concrete field path; that of its table when a row or column has no cell of its own."""
        while path:
            place = self.origins.get(path)
            if place is not None:
                return place
            path = parent_of(path)
        return None

    def to_frame(self, table: str | None = None) -> pd.DataFrame:
        """Return a table of the form as a pandas frame, one row each; without one every single value: `field`, `value`, `sheet`, `cell`.

        Numbers stay `int` and `Decimal`, blanks None. Rows of tables are among the single values too, as `indicators[3].level1`.
        """
        if table is not None:
            rows = self.rows(table)
            names = list(dict.fromkeys(name for row in rows for name in row))
            return frame_of(names, ([row.get(name) for name in names] for row in rows))
        places = ((path, value, self.origins.get(path)) for path, value in leaves(self.data))
        cells = ((path, value, place and place.sheet, place and place.cell) for path, value, place in places)
        return frame_of(("field", "value", "sheet", "cell"), cells)

    def _repr_html_(self) -> str:
        """Show the values that are filled in, with their cells, in a notebook."""
        about = " · ".join(part for part in (self.template, self.version, self.unit, self.project) if part)
        filled = ((path, value, self.origins.get(path)) for path, value in leaves(self.data) if value is not None)
        return html_block(about or "—", html_table(_FIELD_COLUMNS, filled))

    @cached_property
    def pointers(self) -> dict[str, str]:
        """`{JSON pointer: "sheet!A1"}` of every value read."""
        return {pointer(path): str(place) for path, place in self.origins.items() if not isinstance(self.get(path), list)}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the single values of a JSON value with their concrete paths; a list of choices is one value."""
    if isinstance(value, OBJECT):
        for key, inner in value.items():
            yield from leaves(inner, join(path, key))
    elif isinstance(value, list) and value and all(isinstance(item, OBJECT) for item in value):
        for index, inner in enumerate(value):
            yield from leaves(inner, in_row(path, index))
    else:
        yield path, value
