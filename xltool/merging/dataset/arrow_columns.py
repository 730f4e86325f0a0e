"""Make and map the columns of the merged tables, in exact types for the kinds of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xltool.base.normalise import as_text
from xltool.base.value_types import Type
from xltool.form.kind import ColumnType, Kind
from xltool.form.schema import Field
from xltool.merging.dataset.arrow_arrays import LONG_TEXT, REAL, TEXT, WHOLE, WIDE, YES_NO, array_of, scalar_of, texts_of, whole_numbers

#: Digits of a decimal column, and the most of them behind the point.
DIGITS, MOST_DECIMALS = 38, 18
_WHOLE_LIMIT = 2**63
#: Rows that are joined at a time: what fits into the caches of a processor.
_TOGETHER = 1_024


@dataclass(frozen=True)
class ArrowColumn:
    """One column of a table, whole."""

    name: str
    values: pa.Array


def text_column(name: str, values: Iterable[str | None]) -> ArrowColumn:
    """Make a column of texts; surrogates become question marks."""
    given = list(values)
    try:
        texts = array_of(given, TEXT)
    except UnicodeEncodeError:
        texts = array_of([text and text.encode("utf-8", "replace").decode() for text in given], TEXT)
    return ArrowColumn(name, encoded(texts))


def whole_column(name: str, values: Iterable[int | None]) -> ArrowColumn:
    """Make a column of whole numbers."""
    return ArrowColumn(name, array_of(values, WHOLE))


def field_columns(field: Field, name: str, values: Sequence[Any]) -> list[ArrowColumn]:
    """Return the column of a field and those of its parts that the data set keeps, `.op .number .unit .kind` of a quantity.

    A value that could not be read as its field's kind is NA in a column of numbers; its finding keeps what stood there.
    """
    kind = field.kind
    column = _COLUMNS[kind.column](field, name, values)
    return [column, *(_part_column(kind, index, column) for index, part in enumerate(kind.parts) if part.in_data)]


def _part_column(kind: Kind, index: int, whole: ArrowColumn) -> ArrowColumn:
    part = kind.parts[index]
    values = each(whole.values, lambda value: kind.split(value)[index], _PART_TYPES[part.type])
    return ArrowColumn(f"{whole.name}.{part.name}", encoded(values) if part.type == "text" else values)


def _whole_numbers(field: Field, name: str, values: Sequence[Any]) -> ArrowColumn:  # noqa: ARG001 - like the others
    return whole_column(name, map(_whole, values))


def _decimals(field: Field, name: str, values: Sequence[Any]) -> ArrowColumn:
    return decimal_column(name, values, field.precision or 0)


def _texts(field: Field, name: str, values: Sequence[Any]) -> ArrowColumn:  # noqa: ARG001 - like the others
    return text_column(name, map(as_text, values))


_COLUMNS: dict[ColumnType, Callable[[Field, str, Sequence[Any]], ArrowColumn]] = {
    "whole": _whole_numbers,
    "decimal": _decimals,
    "text": _texts,
}
_PART_TYPES: dict[Type, pa.DataType] = {"text": TEXT, "number": REAL, "boolean": YES_NO}


def as_decimal(value: Any) -> Decimal | None:
    """Convert a number to an exact decimal; None for blanks and for what is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def _whole(value: Any) -> int | None:
    number = as_decimal(value)
    if number is None or number != number.to_integral_value() or abs(number) >= _WHOLE_LIMIT:
        return None
    return int(number)


def decimal_column(name: str, values: Sequence[Any], places: int) -> ArrowColumn:
    """Make a column of decimals with so many places, or more where a value needs them."""
    numbers = list(map(as_decimal, values))
    try:
        return ArrowColumn(name, array_of(numbers, pa.decimal128(DIGITS, min(places, MOST_DECIMALS))))
    except pa.ArrowInvalid:  # one has more places, or more digits than there can be
        places = max([places, *(_places(number) for number in numbers if number is not None)])
        return ArrowColumn(name, fit_decimals(numbers, pa.decimal128(DIGITS, min(places, MOST_DECIMALS))))


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize(WIDE).as_tuple().exponent))


def _fitted(number: Decimal | None, scale: int) -> Decimal | None:
    """Round a number to `scale` places; None for one that 38 digits do not hold."""
    if number is None or number.adjusted() >= DIGITS - scale:
        return None
    return number.quantize(Decimal(1).scaleb(-scale), context=WIDE)


def fit_decimals(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Make a column of decimals of other places."""
    return array_of([_fitted(value, kind.scale) for value in values], kind)


def table_of(columns: Iterable[ArrowColumn]) -> pa.RecordBatch:
    """Make rows of a table from columns of equal length."""
    given = list(columns)
    return pa.record_batch([column.values for column in given], names=[column.name for column in given])


# --- many values at a time --------------------------------------------------------------------------------------------


# Columns of texts are dictionary-encoded: most texts stand in many rows, and whatever is made of them is then made once. Null
# is one of the distinct values.


def kind_of(values: pa.Array | pa.Field) -> pa.DataType:
    """Return the type of values, encoded or not."""
    return values.type.value_type if pa.types.is_dictionary(values.type) else values.type


def encoded(values: pa.Array) -> pa.DictionaryArray:
    """Dictionary-encode a column (Arrow): the distinct values plus an index per row."""
    return values if pa.types.is_dictionary(values.type) else values.dictionary_encode(null_encoding="encode")


def decoded(values: pa.Array) -> pa.Array:
    """Decode a column: one value per row."""
    return values.dictionary.take(values.indices) if pa.types.is_dictionary(values.type) else values


def plain(values: pa.Array) -> list[Any]:
    """Return the values of a column; texts straight from their buffers, which is several times as fast as one by one."""
    if pa.types.is_dictionary(values.type):
        distinct = plain(values.dictionary)
        return [distinct[place] for place in whole_numbers(values.indices)]
    if pa.types.is_string(values.type):
        return texts_of(values)
    return values.to_pylist()  # type: ignore[no-any-return]


def each(values: pa.Array, function: Callable[[Any], Any], kind: pa.DataType = TEXT) -> pa.Array:
    """Map a column through a function (None where there is no value); it is called once for each distinct value."""
    distinct = encoded(values)
    return array_of(map(function, plain(distinct.dictionary)), kind).take(distinct.indices)


def each_row(function: Callable[..., Any], *columns: pa.Array, kind: pa.DataType = TEXT) -> pa.Array:
    """Map the values of several columns through a function, row by row."""
    return array_of(map(function, *map(plain, columns)), kind)


def joined(parts: Sequence[pa.Array | str]) -> Iterator[pa.Buffer]:
    """Join texts side by side in every row and the rows one behind the other, some rows at a time. A text instead of an array stands in every row."""
    n_rows = max(len(part) for part in parts if not isinstance(part, str))
    for start in range(0, n_rows, _TOGETHER):
        some = [_long(part if isinstance(part, str) else part.slice(start, _TOGETHER)) for part in parts]
        rows = pc.binary_join_element_wise(*some, _long(""))
        yield pc.binary_join(pa.ListArray.from_arrays(array_of([0, len(rows)], pa.int32()), rows), _long(""))[0].as_buffer()


def _long(part: pa.Array | str) -> pa.Array | pa.Scalar:
    return scalar_of(part, LONG_TEXT) if isinstance(part, str) else part.cast(LONG_TEXT)
