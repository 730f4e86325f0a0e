"""The columns of a table as they stand on a received sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltool.form.block import TableArea
from xltool.form.schema import Field, Table
from xltool.reading.cell_reading import CellReader, CellReading
from xltool.reading.parsing.grid import Grid


class TableColumns(NamedTuple):
    """The columns of a table that were found, each with its sheet column."""

    area: TableArea
    typed: Sequence[tuple[Field, int]]
    computed: Sequence[tuple[Field, int]]
    blank: Mapping[str, None]  # a row in which nothing stands

    @classmethod
    def of(cls, table: Table, area: TableArea) -> TableColumns:
        """Return the columns of a table that stand in an area of a sheet."""
        placed = [(field, area.columns[field.name]) for field in table.columns if field.name in area.columns]
        typed = [(field, column) for field, column in placed if field.is_typed]
        computed = [(field, column) for field, column in placed if field.is_computed]
        return cls(area, typed, computed, dict.fromkeys(field.name for field in table.columns))

    def readings(self, cells: CellReader, grid: Grid, row: int) -> list[CellReading]:
        """Read what was typed in a row."""
        contents = grid.contents(row, [column for _, column in self.typed])
        return [cells.look(field, content) for (field, _), content in zip(self.typed, contents, strict=True)]
