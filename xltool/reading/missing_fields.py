"""Tell which fields stand where a received form has nothing: on a sheet that is missing, in a block of which nothing was found.

That they are blank is not known: the missing sheet or block is one finding, and nothing is asked for there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.form.layout import SheetLayout
from xltool.form.schema import Schema
from xltool.reading.block_numbers import BlockNumbers
from xltool.reading.locate import Located
from xltool.reading.lost_blocks import LostBlocks


@dataclass
class MissingFields:
    """The fields and tables of a form that a received workbook does not have, gathered sheet by sheet."""

    schema: Schema
    blocks: BlockNumbers
    _paths: list[str] = field(default_factory=list)

    def of_sheet(self, layout: SheetLayout) -> None:
        """Note all that stands on a sheet which the workbook does not have."""
        self._paths += (input_.path for input_ in layout.inputs)
        self._paths += (table.path for table in layout.tables)

    def of_lost_blocks(self, layout: SheetLayout, located: Located) -> None:
        """Note all that stands in the blocks of a sheet of which nothing was found."""
        lost = LostBlocks.of(layout, self.schema, {*located.inputs, *located.tables})
        for block in lost.blocks:
            fields, tables = self.schema.in_block(block.path)
            self._paths += [*(one.path for one in fields), *(one.path for one in tables)]

    def in_document(self) -> Iterator[str]:
        """Yield their paths in the document, tables also with each of their columns, once all sheets have been read."""
        for path in self._paths:
            target = self._target(path)
            if target is not None:
                yield target
                table = self.schema.tables.get(path)
                yield from (f"{target}.{column.name}" for column in (table.columns if table is not None else ()))

    def _target(self, path: str) -> str | None:
        """Return where the document has a path; None in a block that it does not hold or that another one stands for."""
        block = self.schema.block_of(path)
        if not block:
            return path
        array, _, number = block[:-1].rpartition("[")
        return path if self.blocks.count(array) <= int(number) < self.schema.repeats[array].least else None
