"""Hold the locked cells of a form to what it was sent out with: that value counts, and a change is reported with both.

Constants stand in the definition. What else was given, from the roster or from earlier data, the copy keeps beside its code lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from xltool.base.document import Origins
from xltool.base.findings import Finding
from xltool.base.messages import BLANK, Text, quoted
from xltool.base.normalise import as_text
from xltool.base.paths import in_row, put, split_name, value_at
from xltool.base.reader_rules import READER_RULES
from xltool.form.fixed_rows import FixedRows
from xltool.form.row_keys import match_rows, row_key
from xltool.form.schema import Field, Schema, Table
from xltool.form.sheet_names import CODES_SHEET, GIVEN_FIRST_ROW, GIVEN_PATH, GIVEN_VALUE, given_head
from xltool.reading.book import Book
from xltool.reading.parsing.formatted import Formatted, plain
from xltool.reading.parsing.grid import Grid
from xltool.rules.definition import Definition

#: The id of a changed constant where `x-constraints` has a sentence on it and the field no id of its own.
_CONST = "schema.const"
_ROW_GONE = Text(
    zh="“{label}”中下发的行“{row}”不见了；已按下发的内容补回，请填写",
    en="the row “{row}” of “{label}” was given by the issuer and is gone; it was put back, please fill it in",
)
_ROW_ADDED = Text(
    zh="“{label}”中的行“{row}”不是下发的行，锁定的单元格中不能填写，已不计入；请核对，不需要的请清除整行",
    en="the row “{row}” of “{label}” was not given by the issuer; what its locked cells hold does not count, please check it, or clear the row",
)


@dataclass(frozen=True, kw_only=True)
class IssuedValues:
    """What a copy was sent out with in its locked cells, as far as it says so."""

    fields: Mapping[str, Any] = field(default_factory=dict)  # path of a single field → what its cell held
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # path of a table's column → what its cells held, row by row


def read_issued(book: Book, schema: Schema) -> IssuedValues:
    """Read what a copy was sent out with; nothing where the form has no such fields or the copy does not say."""
    if CODES_SHEET not in book.sheet_names or not any(one.is_read_only for one in schema.all_fields()):
        return IssuedValues()
    grid = book.grid(CODES_SHEET)
    return IssuedValues(fields=dict(_fields(grid)), columns=_columns(grid, schema))


def _heads(grid: Grid) -> dict[str, int]:
    return {text: places[0][1] for text, places in grid.places().items() if places[0][0] == 1}


def _fields(grid: Grid) -> Iterator[tuple[str, Any]]:
    heads = _heads(grid)
    if GIVEN_PATH in heads and GIVEN_VALUE in heads:
        for row in range(GIVEN_FIRST_ROW, grid.n_rows + 1):
            if path := grid.text(row, heads[GIVEN_PATH]):
                yield path, _content(grid, row, heads[GIVEN_VALUE])


def _columns(grid: Grid, schema: Schema) -> dict[str, list[Any]]:
    heads = _heads(grid)
    paths = (column.path for table in schema.tables.values() for column in table.columns)
    known = {path: heads[given_head(path)] for path in paths if given_head(path) in heads}
    rows = range(GIVEN_FIRST_ROW, grid.n_rows + 1)
    return {path: [_content(grid, row, column) for row in rows] for path, column in known.items()}


def _content(grid: Grid, row: int, column: int) -> Any:
    content = grid.content(row, column)
    return plain(content) if isinstance(content, Formatted) else content


# --- what counts ------------------------------------------------------------------------------------------------------


class GivenValues:
    """The given values of one received form."""

    def __init__(self, definition: Definition, issued: IssuedValues) -> None:
        self.definition = definition
        self.schema = definition.schema
        self.issued = issued

    def restore(self, data: dict[str, Any], typed: dict[str, Any], origins: Origins, first_rows: Mapping[str, int]) -> Iterator[Finding]:
        """Put the given values into a document, and yield a finding for each that was changed.

        `typed` is what stands in cells of which something else was read; `first_rows` are the first rows of the tables on their sheets.
        """
        for path, one in self.schema.fields.items():
            if one.constant is not None:
                yield from self._restored(path, one, one.constant, data, typed, origins)
            elif one.is_read_only and path in self.issued.fields:
                yield from self._restored(path, one, one.read(self.issued.fields[path]).value, data, typed, origins)
        for table in self.schema.tables.values():
            if any(column.is_given for column in table.columns):
                yield from self._rows(table, data, typed, origins, first_rows.get(table.path, 0))

    def _restored(
        self, path: str, one: Field, expected: Any, data: dict[str, Any], typed: dict[str, Any], origins: Origins
    ) -> Iterator[Finding]:  # fmt: skip
        value = value_at(data, path)
        if value == expected:
            return
        found = typed.pop(path, value)
        _put(data, path, copy(expected))
        if path in origins:
            yield self._finding(one, path, origins, found, expected)

    def _finding(self, one: Field, path: str, origins: Origins, found: Any, expected: Any) -> Finding:
        words = {"found": _quoted(one, found), "expected": _quoted(one, expected), "label": one.title}
        value = {"found": found, "expected": expected}
        finding = READER_RULES["given.changed"].finding(field=path, location=origins[path], value=value, **words)
        rule_id = one.ids.get("const", _CONST if _CONST in self.definition.rules.messages else finding.rule)
        if one.constant is None or rule_id == finding.rule:
            return finding
        severity, message = self.definition.rules.messages.get(rule_id, (finding.severity, finding.message))
        shown = {"value": _shown(one, found), **dict.fromkeys(("limit", "wanted"), _shown(one, expected))}
        own = message.filled(label=one.title, **shown)
        return replace(finding, rule=rule_id, severity=severity, message=own)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _rows(self, table: Table, data: dict[str, Any], typed: dict[str, Any], origins: Origins, first_row: int) -> Iterator[Finding]:
        rows: list[dict[str, Any]] = value_at(data, table.path) or []
        given = self._given_rows(table)
        pairs, missing, added = self._aligned(table, given, rows, origins, first_row)
        for number, index in pairs:
            for column in table.columns:
                row = given[number] if number < len(given) else {}
                expected = column.constant if column.constant is not None else row.get(column.name)
                if column.constant is not None or (column.is_read_only and column.path in self.issued.columns):
                    yield from self._restored(in_row(table.path, index, column.name), column, expected, data, typed, origins)
        locked = [column.name for column in table.columns if column.is_read_only and column.path in self.issued.columns]
        for index in added:
            found = dict(rows[index])
            if any(found[name] is not None for name in locked):
                yield self._row_finding(_ROW_ADDED, table, origins, in_row(table.path, index, table.columns[0].name), found, None)
                rows[index].update(dict.fromkeys(locked))
                for name in locked:
                    typed.pop(in_row(table.path, index, name), None)
        for number in missing:
            blank = dict.fromkeys(column.name for column in table.columns)
            rows.append({**blank, **{name: value for name, value in given[number].items() if _is_locked(table, name)}})
            yield self._row_finding(_ROW_GONE, table, origins, table.path, None, given[number])

    def _given_rows(self, table: Table) -> list[dict[str, Any]]:
        """Return what was given of each row, by column."""
        kept = [column for column in table.columns if column.path in self.issued.columns]
        cells_of_rows = zip(*(self.issued.columns[column.path] for column in kept), strict=True)
        rows = [{column.name: column.read(cell).value for column, cell in zip(kept, cells, strict=True)} for cells in cells_of_rows]
        used = [number for number, row in enumerate(rows) if any(value is not None for value in row.values())]
        return rows[: used[-1] + 1] if used else []

    def _aligned(
        self, table: Table, given: list[dict[str, Any]], rows: list[dict[str, Any]], origins: Origins, first_row: int
    ) -> tuple[list[tuple[int, int]], list[int], list[int]]:
        """Pair rows given with rows found: by their keys, then those left over that stand where they were sent out."""
        if table.fixed is not None:
            return _fixed_pairs(table.fixed, given, rows), [], []
        matched = match_rows([_key(table, row) for row in given], [_key(table, row) for row in rows]) if table.key else None
        pairs = list(matched.found.items()) if matched else []
        left = set(range(len(given))) - {number for number, _ in pairs}
        free = set(range(len(rows))) - {index for _, index in pairs}
        for index in sorted(free):
            number = origins[in_row(table.path, index, table.columns[0].name)].row - first_row
            if number in left:
                pairs.append((number, index))
                left.discard(number)
                free.discard(index)
        return pairs, sorted(left), sorted(free)

    def _row_finding(self, message: Text, table: Table, origins: Origins, path: str, found: Any, expected: Any) -> Finding:
        named = found if found is not None else expected
        row = " ".join(text for column in table.columns if _is_locked(table, column.name) and (text := as_text(named.get(column.name))))
        words = {"label": table.title, "found": row, "expected": row}
        finding = READER_RULES["given.changed"].finding(
            field=path, location=origins[path], value={"found": found, "expected": expected}, **words
        )
        return replace(finding, message=message.filled(label=table.title, row=row))


def _fixed_pairs(fixed: FixedRows, given: Sequence[Mapping[str, Any]], rows: Sequence[Any]) -> list[tuple[int, int]]:
    """Pair rows given with fixed rows by their keys; a row that the copy did not have yet with none, a copy that keeps no keys in order.

    The list may have changed since the copy was sent out.
    """
    if not any(fixed.key in row for row in given):
        return [(number, number) for number in range(len(rows))]
    found = match_rows(fixed.keys, [row_key(row.get(fixed.key)) for row in given]).found
    return [(found.get(index, len(given)), index) for index in range(len(rows))]


def _is_locked(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and column.is_given


def _key(table: Table, row: Mapping[str, Any]) -> str | None:
    parts = [row_key(row.get(name)) for name in table.key]
    return " | ".join(parts) if all(parts) else None


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    parent, name = split_name(path)
    holder = value_at(data, parent) if parent else data
    if isinstance(holder, dict):
        holder[name] = value
    else:
        put(data, path, value)


def _quoted(one: Field, value: Any) -> Text:
    return quoted(None if value is None else one.kind.show(value))


def _shown(one: Field, value: Any) -> str | Text:
    return BLANK if value is None else one.kind.show(value)
