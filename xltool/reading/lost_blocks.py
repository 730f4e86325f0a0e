"""A block of a repeated one of which nothing can be found is one finding, not one for each of its fields and labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from xltool.base.findings import Finding
from xltool.base.reader_rules import READER_RULES
from xltool.form.layout import Label, ObjectArea, SheetLayout
from xltool.form.schema import Schema


@dataclass(frozen=True, kw_only=True)
class LostBlocks:
    """The blocks of a sheet of which neither a field nor a table was found."""

    blocks: tuple[ObjectArea, ...]
    schema: Schema

    @classmethod
    def of(cls, layout: SheetLayout, schema: Schema, found: Collection[str]) -> LostBlocks:
        """Tell them by the paths of what was `found`."""
        blocks = tuple(one for one in layout.objects if not any(schema.block_of(path) == one.path for path in found))
        return cls(blocks=blocks, schema=schema)

    def holds(self, label: Label) -> bool:
        """Return whether a label stands in one of them."""
        return any(_holds(one, label) for one in self.blocks)

    def findings(self, of_fields: Iterable[Finding], sheet: str) -> Iterator[Finding]:
        """Yield one finding for each, and those `of_fields` that lie in none of them."""
        paths = {one.path for one in self.blocks}
        for path in sorted(paths, key=len):
            yield READER_RULES["field.not-found"].finding(value=sheet, label=self.schema.block_name(path))
        yield from (finding for finding in of_fields if self.schema.block_of(finding.field or "") not in paths)


def in_lost_blocks(layout: SheetLayout, labels: Iterable[Label], found: Collection[Label]) -> frozenset[Label]:
    """Return the labels of blocks whose heading is gone, where that of another block was `found`: the like of them are those of other blocks."""
    with_heading = [one for one in layout.objects if any(_holds(one, label) for label in found)]
    lost = [one for one in layout.objects if one not in with_heading] if with_heading else []
    return frozenset(label for label in labels for one in lost if _holds(one, label))


def _holds(block: ObjectArea, label: Label) -> bool:
    area, row, column = block.area, label.area.top, label.area.left
    return area.top <= row <= area.bottom and area.left <= column <= area.right
