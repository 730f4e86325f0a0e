"""A sheet that is drawn once for a form, and holds other values for each document.

Its XML is kept in rows. Those that hold what was drawn are copied compressed; those of a document are put together from the
pieces between the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from xltool.cells import a1, column_number
from xltool.writer.deflated import Constant, Deflated, assemble, constant
from xltool.writer.texts import cached

_ROW = re.compile(r'(<row r="(\d+)"[^>/]*)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'(<c r="([A-Z]+)\d+"[^>/]*?)(?: t="\w+")?(?:/>|>(<f>.*?</f>)?<v>.*?</v></c>)', re.DOTALL)


class SharedText(NamedTuple):
    """A text in a cell, by its place in the table of shared texts."""

    place: int


class _Formula(NamedTuple):
    """The cell of a formula but for its value and the type of that."""

    place: int  # among the pieces of its row
    start: str
    text: str

    def yielding(self, value: Any) -> str:
        if isinstance(value, str):
            kind = ' t="str"' if value else ""
            return f"{self.start}{kind}>{self.text}<v>{escape(cached(value))}</v></c>"
        return f"{self.start}>{self.text}<v>{value}</v></c>"


@dataclass(frozen=True)
class _Row:
    number: int
    pieces: tuple[str, ...]  # the element's start, its cells, its end
    formulas: Mapping[int, _Formula]  # by column

    def holding(self, values: Mapping[int, Any]) -> str:
        """The row with other values; a text has a cell of its own, behind all others."""
        pieces = list(self.pieces)
        for column, value in values.items():
            if isinstance(value, SharedText):
                pieces.insert(-1, f'<c r="{a1(self.number, column)}" t="s"><v>{value.place}</v></c>')
            else:
                formula = self.formulas[column]
                pieces[formula.place] = formula.yielding(value)
        return "".join(pieces)


@dataclass(frozen=True)
class DrawnSheet:
    """The XML of a sheet, ready for the values of a document."""

    head: str
    rows: tuple[_Row, ...]
    tail: str

    @classmethod
    def of(cls, xml: str) -> DrawnSheet:
        """A sheet as it was drawn."""
        head, _, rest = xml.partition("<sheetData>")
        rows, _, tail = rest.partition("</sheetData>")
        return cls(f"{head}<sheetData>", tuple(map(_row, _ROW.finditer(rows))), f"</sheetData>{tail}")

    def holding(self, values: Mapping[int, Mapping[int, Any]]) -> Deflated:
        """The sheet with other values in some cells, by row and column: what formulas yield, and texts where nothing is drawn."""
        return assemble(self._parts(values))

    def _parts(self, values: Mapping[int, Mapping[int, Any]]) -> Iterator[Constant | bytes]:
        """A row as drawn is a constant, which may refer to the row before: only where that is as drawn too."""
        head, rows, tail = self._constants
        yield head
        changed: list[str] = []
        refers_back = True
        for row, as_drawn in zip(self.rows, rows, strict=True):
            held = values.get(row.number)
            if held or not refers_back:
                changed.append(row.holding(held or {}))
                refers_back = not held
                continue
            if changed:
                yield "".join(changed).encode()
                changed = []
            yield as_drawn
        if changed:
            yield "".join(changed).encode()
        yield tail

    @cached_property
    def _constants(self) -> tuple[Constant, list[Constant], Constant]:
        before, rows = self.head.encode(), []
        for row in self.rows:
            text = row.holding({}).encode()
            rows.append(constant(text, before))
            before = text
        return constant(self.head.encode()), rows, constant(self.tail.encode())


def _row(found: re.Match[str]) -> _Row:
    start, number, cells = found[1], int(found[2]), list(_CELL.finditer(found[3] or ""))
    formulas = {
        column_number(cell[2]): _Formula(place, cell[1], cell[3]) for place, cell in enumerate(cells, start=1) if cell[3]
    }
    return _Row(number, (f"{start}>", *(cell[0] for cell in cells), "</row>"), formulas)
