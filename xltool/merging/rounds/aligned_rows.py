"""Read tables of several data sets as one: the same columns in the same types, whichever version of the form the rows are of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from typing import Any

import pyarrow as pa

from xltool.base.normalise import as_text
from xltool.merging.dataset.arrow_arrays import REAL, TEXT, WHOLE, WIDE, array_of
from xltool.merging.dataset.arrow_columns import DIGITS, MOST_DECIMALS, each, encoded, fit_decimals, kind_of
from xltool.merging.dataset.spool import DataTable
from xltool.merging.rounds.aligned_columns import LEAD, AlignedColumn

#: The column that holds paths of fields, in the tables of findings and of amounts.
_PATHS = "field"
_LEAD_TYPES: Mapping[str, pa.DataType] = {"campaign": TEXT, "year": WHOLE, "version": TEXT}


@dataclass(frozen=True, kw_only=True)
class TablePart:
    """The rows of one campaign in a table of several."""

    campaign: str
    year: int | None
    version: str
    rows: DataTable | None  # None where the campaign's form has no such table
    columns: Mapping[str, AlignedColumn]  # name in `rows` → its place among all
    path_now: Callable[[str], str] | None = None  # where the column `field` holds paths: one of this version → of the latest one

    @cached_property
    def types(self) -> dict[str, pa.DataType]:
        """Name among all → the type that holds the values of this campaign."""
        if self.rows is None:
            return {}
        schema = self.rows.schema
        return {column.name: _moved_type(schema.field(own).type, column.power) for own, column in self.columns.items()}

    @cached_property
    def sources(self) -> dict[str, str]:
        """Name among all → name in `rows`."""
        return {column.name: own for own, column in self.columns.items()}

    @property
    def lead(self) -> Mapping[str, str | int | None]:
        """What stands in the first columns of every row."""
        return {"campaign": self.campaign, "year": self.year, "version": self.version}


class AlignedRows(DataTable):
    """A table of several campaigns, one after the other, in one schema."""

    def __init__(self, parts: Sequence[TablePart], schema: pa.Schema) -> None:
        self.parts = parts
        self.n_rows = sum(part.rows.n_rows for part in parts if part.rows is not None)
        self._schema = schema

    @property
    def schema(self) -> pa.Schema:
        """Columns and types that hold the rows of all campaigns."""
        return self._schema

    def pieces(self, *columns: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows, some at a time; of all columns or of these. What a version does not have is null."""
        fields = [self._schema.field(name) for name in columns or self._schema.names]
        for part in self.parts:
            if part.rows is not None:
                needed = [part.sources[field.name] for field in fields if field.name in part.sources]
                for piece in part.rows.pieces(*(needed or part.rows.schema.names[:1])):
                    yield pa.record_batch([_aligned(piece, field, part) for field in fields], names=[field.name for field in fields])

    def of_part(self, place: int) -> AlignedRows:
        """Return the rows of one campaign alone, in the columns and types of all."""
        return AlignedRows([self.parts[place]], self._schema)


def common_schema(parts: Sequence[TablePart], arrange: Callable[[Iterable[str]], list[str]]) -> pa.Schema:
    """Return the columns and types that hold the rows of all parts; columns stand in the order of the first parts."""
    types: dict[str, list[pa.DataType]] = {}
    for part in parts:
        for name, kind in part.types.items():
            types.setdefault(name, []).append(kind)
    common = {name: reduce(_common_type, own) for name, own in types.items()}
    return pa.schema([*_LEAD_TYPES.items(), *((name, common[name]) for name in arrange(common))])


# --- types ------------------------------------------------------------------------------------------------------------


def _moved_type(kind: pa.DataType, power: int) -> pa.DataType:
    """Return the type of numbers that are multiplied by a power of ten: an exact one has as many places more as are needed."""
    if not power or (kind != WHOLE and not pa.types.is_decimal(kind)):
        return kind
    places = max(0, (kind.scale if pa.types.is_decimal(kind) else 0) - power)
    return pa.decimal128(DIGITS, min(places, MOST_DECIMALS)) if places or pa.types.is_decimal(kind) else kind


def _common_type(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """Return the type that holds the values of both: of exact numbers an exact one, of anything else and numbers texts."""
    if one == other:
        return one
    if TEXT in (one, other) or pa.types.is_boolean(one) or pa.types.is_boolean(other):
        return TEXT
    if REAL in (one, other):
        return REAL
    return pa.decimal128(DIGITS, max(kind.scale if pa.types.is_decimal(kind) else 0 for kind in (one, other)))


# --- values -----------------------------------------------------------------------------------------------------------


def _aligned(piece: pa.RecordBatch, field: pa.Field, part: TablePart) -> pa.Array:
    """Return a column of the common schema for some rows of one campaign."""
    if field.name in LEAD:
        return array_of([part.lead[field.name]] * len(piece), field.type)
    own = part.sources.get(field.name)
    if own is None:
        return array_of([None] * len(piece), field.type)
    values, power, path_now = piece.column(own), part.columns[own].power, part.path_now
    if field.name == _PATHS and path_now is not None:
        return encoded(each(values, lambda path: path and path_now(path)))
    if power:
        values = _multiplied(values, power)
    return values if kind_of(values) == field.type else _converted(values, field.type)


def _multiplied(values: pa.Array, power: int) -> pa.Array:
    """Multiply numbers by a power of ten, exact ones exactly."""
    kind = _moved_type(kind_of(values), power)
    if kind == REAL:
        return each(values, lambda value: None if value is None else value * 10.0**power, REAL)
    numbers = [None if value is None else Decimal(value).scaleb(power, WIDE) for value in values.to_pylist()]
    return fit_decimals(numbers, kind) if pa.types.is_decimal(kind) else array_of([None if n is None else int(n) for n in numbers], kind)


def _converted(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Convert values to the type that holds those of all versions."""
    if kind == TEXT:
        return encoded(each(values, _spelled, TEXT))
    if kind == REAL:
        return each(values, lambda value: None if value is None else float(value), REAL)
    return fit_decimals([None if value is None else Decimal(value) for value in values.to_pylist()], kind)


def _spelled(value: Any) -> str | None:
    """Spell a number as the text of a text field would."""
    return as_text(value)
