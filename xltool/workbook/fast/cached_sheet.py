"""Cache the XML of a drawn sheet, and put the values of each document into it: the fast twin of drawing the sheet anew.

The XML is split into rows. Blocks of rows without changes are copied compressed; the other rows are assembled from the pieces between
their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from xltool.base.cells import column_number
from xltool.workbook.cell_texts import cached_xml
from xltool.workbook.fast.deflate_blocks import Constant, Deflated, assemble, constant

#: Row → column → what is there; both are 1-based.
CellMap: TypeAlias = Mapping[int, Mapping[int, Any]]
#: Placeholder → what stands there in a row.
Fills: TypeAlias = tuple[tuple[str, str], ...]
#: Number of a row, its XML with placeholders, what is filled in. Rows that are alike one after the other share one text.
MoreRow: TypeAlias = tuple[int, str, Fills]
_ROW = re.compile(r'(<row r="(\d+)"[^>/]*)(?:/>|>(.*?)</row>)', re.DOTALL)
_PATTERN = re.compile(r'(<row r="[^"]+"[^>/]*)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'((<c r="([A-Z]+)[^"]+"[^>/]*?)(?: t="\w+")?(?:/>|>(<f(?: [^>/]*)?(?:/>|>.*?</f>))?<v>.*?</v></c>))', re.DOTALL)
_SPANS = re.compile(r'spans="([^"]*)"')
_DIMENSION = re.compile(r"<dimension [^>]*/>")  # optional, and wrong once rows are added
_TAB_COLOUR = re.compile(r"<tabColor [^>]*/>")
_SELECTED = ' tabSelected="1"'
_PAGE_LINES = re.compile(
    "(<pageSetup [^>]*/>)(?:<headerFooter>.*?</headerFooter>)?", re.DOTALL
)  # ECMA-376 Part 1, 18.3.1.99: in this order
_VALIDATIONS = re.compile("<dataValidations .*?</dataValidations>", re.DOTALL)
_BLOCK_SIZE = 0x4000  # characters of rows that are compressed together
_RULES_START = '<conditionalFormatting sqref="{area}">'


@dataclass(frozen=True, kw_only=True)
class SheetChanges:
    """How a sheet of one document differs from the cached one. All but the values is XML."""

    values: CellMap  # what formulas yield
    cells: CellMap  # whole cells, also such as the cached row lacks
    row_starts: Mapping[int, str]
    rules: Mapping[str, str]  # area → rules of a conditional format, to stand before the cached ones
    page_lines: str = ""  # the element of the page header and footer, to stand in the place of the cached one
    validations: str = ""  # the element of the entry validations, to stand in the place of the cached one
    drawing: str = ""  # the element that leads to notes
    is_selected: bool = False  # whether the workbook opens with it
    has_plain_tab: bool = False  # whether its tab has no colour

    def __bool__(self) -> bool:
        return any(vars(self).values())


def _with_value(start: str, formula: str, value: Any) -> str:
    """Return a cell with what its formula yields, from the parts that stay when that changes."""
    kind = ' t="str"' if value and isinstance(value, str) else ""
    return f"{start}{kind}>{formula}<v>{cached_xml(value)}</v></c>"


@lru_cache(maxsize=64)
def _places(letters: tuple[str, ...]) -> Mapping[int, int]:
    """Return column → place of its cell among the pieces of a row; the rows of a table are alike."""
    return {column_number(column): place for place, column in enumerate(letters, start=1)}


@dataclass(frozen=True)
class _Pattern:
    """The XML of a row, or of rows that are alike but for what is filled in; it is parsed once, and mostly never."""

    xml: str

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The element's start, its cells, its end."""
        start, cells = self.parsed
        return f"{start}>", *(cell[0] for cell in cells), "</row>"

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Column → place of its cell among the pieces."""
        return _places(tuple([cell[2] for cell in self.parsed[1]]))

    @cached_property
    def parsed(self) -> tuple[str, list[tuple[str, str, str, str]]]:
        """The element's start; of each cell its XML, its start, its column, its formula ("" for none)."""
        match = _PATTERN.fullmatch(self.xml)
        assert match is not None  # noqa: S101 - a row is written by xlsxwriter, or as it writes rows
        return match[1], _CELL.findall(match[2] or "")


@dataclass(frozen=True)
class _Row:
    number: int
    pattern: _Pattern
    fills: Fills = ()

    @property
    def xml(self) -> str:
        return self._filled(self.pattern.xml)

    def _filled(self, xml: str) -> str:
        for placeholder, text in self.fills:
            xml = xml.replace(placeholder, text)
        return xml

    def differs(self, changes: SheetChanges) -> bool:
        return self.number in changes.values or self.number in changes.cells or self.number in changes.row_starts

    def with_changes(self, changes: SheetChanges) -> str:
        pieces, cells = list(self.pattern.pieces), self.pattern.parsed[1]
        pieces[0] = changes.row_starts.get(self.number, pieces[0])
        places = self.pattern.places
        for column, value in changes.values.get(self.number, {}).items():
            place = places[column]
            _, start, _, formula = cells[place - 1]
            pieces[place] = _with_value(start, formula, value)
        cells_changed = changes.cells.get(self.number, {})
        for column in sorted(cells_changed, reverse=True):  # a cell more moves only those to its right
            place = places.get(column) or 1 + sum(known < column for known in places)
            pieces[place : place + (column in places)] = [cells_changed[column]]
        return self._filled("".join(pieces))


def _joined(row: _Row, further: _Row) -> _Row:
    """Return a drawn row with the cells of another behind its own."""
    return _Row(row.number, _Pattern(row.xml.removesuffix("</row>") + further.xml.partition(">")[2]))


def _further_rows(rows: Iterable[MoreRow]) -> Iterator[_Row]:
    pattern = _Pattern("")
    for number, xml, fills in rows:
        if xml is not pattern.xml:
            pattern = _Pattern(xml)
        yield _Row(number, pattern, fills)


@dataclass(frozen=True)
class CachedSheet:
    """The XML of a sheet, ready for the changes of a document."""

    head: str
    rows: tuple[_Row, ...]
    tail: str

    @classmethod
    def parse(cls, xml: str, more_rows: Iterable[MoreRow] = ()) -> CachedSheet:
        """Split the XML of a drawn sheet, with more rows below those drawn, and more cells behind those of the last."""
        xml = xml.replace("<sheetData/>", "<sheetData></sheetData>")  # the sheet of code lists is blank in a form that has none
        head, _, rest = xml.partition("<sheetData>")
        drawn, _, tail = rest.partition("</sheetData>")
        rows = {int(row[2]): _Row(int(row[2]), _Pattern(row[0])) for row in _ROW.finditer(drawn)}
        for further in _further_rows(more_rows):
            head = _DIMENSION.sub("", head)
            rows[further.number] = _joined(rows[further.number], further) if further.number in rows else further
        in_order = tuple(rows[number] for number in sorted(rows))
        return cls(f"{head.replace(_SELECTED, '')}<sheetData>", in_order, f"</sheetData>{tail}")

    @cached_property
    def spans(self) -> Mapping[int, str]:
        """The `spans` attribute of each row: the columns in which it has cells."""
        return {row.number: match[1] for row in self.rows if (match := _SPANS.search(row.xml))}

    @cached_property
    def _whole(self) -> Deflated:
        return assemble([constant("".join([self.head, *(row.xml for row in self.rows), self.tail]).encode())])

    def with_changes(self, changes: SheetChanges) -> Deflated:
        """Return the sheet with changes, compressed."""
        return assemble(self._parts(changes)) if changes else self._whole

    def _parts(self, changes: SheetChanges) -> Iterator[Constant | bytes]:
        yield self._head(is_selected=changes.is_selected, has_plain_tab=changes.has_plain_tab)
        yield from self._row_parts(changes)
        yield self._tail(changes).encode() if changes.rules or changes.drawing or changes.page_lines or changes.validations else self._last

    def _row_parts(self, changes: SheetChanges) -> Iterator[Constant | bytes]:
        """Yield blocks of rows without changes as constants. A constant may refer back to the row before, if that is unchanged too."""
        fresh: list[str] = []
        is_after_change = False
        if not {*changes.values, *changes.cells, *changes.row_starts} <= self._numbers:
            raise ValueError(changes)  # a change would be lost: only cached rows can hold one
        for index, block in enumerate(self._blocks):
            is_changed = [row.differs(changes) for row in block]
            if is_after_change or any(is_changed):
                fresh += [row.with_changes(changes) if changed else row.xml for row, changed in zip(block, is_changed, strict=True)]
            else:
                if fresh:
                    yield "".join(fresh).encode()
                    fresh = []
                yield self._block(index)
            is_after_change = is_changed[-1]
        if fresh:
            yield "".join(fresh).encode()

    def _tail(self, changes: SheetChanges) -> str:
        tail = self.tail.replace("</worksheet>", f"{changes.drawing}</worksheet>")
        if changes.page_lines:
            tail = _PAGE_LINES.sub(lambda setup: f"{setup[1]}{changes.page_lines}", tail)
        if changes.validations:
            tail = _VALIDATIONS.sub(lambda _: changes.validations, tail, count=1)
        for area, rules in changes.rules.items():
            start = _RULES_START.format(area=area)
            if start in tail:
                tail = tail.replace(start, start + rules)
            else:
                first = _RULES_START.partition("{")[0]
                tail = tail.replace(first, f"{start}{rules}</conditionalFormatting>{first}", 1)
        return tail

    @cached_property
    def _numbers(self) -> frozenset[int]:
        return frozenset(row.number for row in self.rows)

    def _head(self, *, is_selected: bool, has_plain_tab: bool) -> Constant:
        key = is_selected, has_plain_tab
        if key not in self._heads:
            head = _TAB_COLOUR.sub("", self.head) if has_plain_tab else self.head
            head = head.replace(" workbookViewId=", f"{_SELECTED} workbookViewId=") if is_selected else head
            self._heads[key] = constant(head.encode())
        return self._heads[key]

    @cached_property
    def _heads(self) -> dict[tuple[bool, bool], Constant]:
        return {}

    @cached_property
    def _last(self) -> Constant:
        return constant(self.tail.encode())

    @cached_property
    def _blocks(self) -> tuple[tuple[_Row, ...], ...]:
        """Rows that are compressed together: the more, the smaller they get, and the fewer are copied beside a change."""
        blocks: list[tuple[_Row, ...]] = []
        block: list[_Row] = []
        size = 0
        for row in self.rows:
            block.append(row)
            size += len(row.pattern.xml)
            if size >= _BLOCK_SIZE:
                blocks.append(tuple(block))
                block, size = [], 0
        return (*blocks, tuple(block)) if block else tuple(blocks)

    def _block(self, index: int) -> Constant:
        """Return a block of rows compressed; of a full list none is ever asked for, so that none is compressed in advance."""
        known = self._compressed[index]
        if known is None:
            before = self._blocks[index - 1][-1].xml.encode() if index else b""
            content = "".join([row.xml for row in self._blocks[index]]).encode()
            known = self._compressed[index] = constant(content, before)
        return known

    @cached_property
    def _compressed(self) -> list[Constant | None]:
        return [None] * len(self._blocks)
