"""Say of each block of a repeated one whether it is in use: while nothing is typed in it, nothing is asked for there.

The first blocks of an array with `minItems` always are. `Schema.unused_blocks` says the same of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xltool.base.cells import a1
from xltool.form.schema import Schema, Table
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns


class BlockUse:
    """The cells that are 1 for a block in use, else 0, one below the other."""

    def __init__(self, grid: HelperGrid, inputs: InputColumns, schema: Schema) -> None:
        self.grid = grid
        self.inputs = inputs
        self.schema = schema
        self.column = grid.take("block") if schema.repeats else 0
        blocks = (block for repeat in schema.repeats.values() for block in repeat.blocks)
        self.rows = {block: row for row, block in enumerate(blocks, start=FIRST_ROW)}
        for block, row in self.rows.items():
            inputs.add_block(block, a1(row, self.column, absolute=True))

    def write(self) -> None:
        """Write the cells, once all inputs can be asked for."""
        for repeat in self.schema.repeats.values():
            for index, block in enumerate(repeat.blocks):
                formula = "1" if index < repeat.least else f"IF(OR({','.join(self._terms(block))}),1,0)"
                self.grid.put(self.rows[block], self.column, formula, _is_used(block), mostly=int(index < repeat.least))

    def _terms(self, block: str) -> Iterator[str]:
        fields, tables = self.schema.in_block(block)
        yield from (f'{self.inputs.scalar(field.path)}<>""' for field in fields if field.is_typed)
        for table in tables:
            yield from self._terms_of(table)

    def _terms_of(self, table: Table) -> Iterator[str]:
        if table.fixed is None:
            yield f"SUM({self.inputs.used(table.path)})>0"
            return
        for column in table.typed_columns:
            yield f'SUMPRODUCT(({self.inputs.column(column.path)}<>"")*1)>0'


def _is_used(block: str) -> Callable[[Contents], int]:
    return lambda contents: int(block not in contents.evaluation.inputs.unused)
