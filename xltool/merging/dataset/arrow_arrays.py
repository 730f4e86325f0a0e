"""Make Arrow arrays and scalars from Python values, without pandas.

`pa.array` and `pa.scalar` import pandas when they are first called, to recognise its objects; so do the functions of
`pyarrow.compute` that are handed a plain value. That takes longer than to merge a few files, and nobody has asked for a frame.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import pyarrow as pa

TEXT: pa.DataType = pa.string()
LONG_TEXT: pa.DataType = pa.large_string()  # may have more than 2 GiB in all
WHOLE: pa.DataType = pa.int64()
REAL: pa.DataType = pa.float64()
YES_NO: pa.DataType = pa.bool_()
_DECIMAL_BYTES = 16
#: Enough digits to move the point of any number that a cell can hold.
WIDE = Context(prec=400)


def array_of(values: Iterable[Any], kind: pa.DataType = TEXT) -> pa.Array:
    """Make an array; None becomes null.

    Raises UnicodeEncodeError for surrogates, ArrowInvalid for decimals that the type does not hold exactly.
    """
    items = list(values)
    blanks = items.count(None)
    validity = pa.py_buffer(_bits([item is not None for item in items])) if blanks else None
    return pa.Array.from_buffers(kind, len(items), [validity, *_BUFFERS[kind.id](items, kind)], blanks)


@lru_cache(maxsize=1_024)
def scalar_of(value: Any, kind: pa.DataType = TEXT) -> pa.Scalar:
    """Make a scalar, as the functions of `pyarrow.compute` take it; None is null."""
    return array_of([value], kind)[0]


def texts_of(values: pa.Array) -> list[str | None]:
    """Return the values of an array of texts."""
    _, offsets, content = values.buffers()
    if offsets is None or not len(values):
        return []
    bounds = memoryview(offsets).cast("i")[values.offset : values.offset + len(values) + 1].tolist()
    view = memoryview(content or b"")
    texts: list[str | None] = [str(view[start:end], "utf-8") for start, end in pairwise(bounds)]
    if values.null_count:
        return [text if is_there else None for text, is_there in zip(texts, values.is_valid().to_pylist(), strict=True)]
    return texts


def whole_numbers(values: pa.Array) -> list[int]:
    """Return the values of an array of 32-bit whole numbers without nulls, such as the indices of a dictionary."""
    _, content = values.buffers()
    return memoryview(content).cast("i")[values.offset : values.offset + len(values)].tolist() if len(values) else []


def _bits(flags: Sequence[object]) -> bytes:
    """Pack flags into bits, the first one lowest (Arrow's order)."""
    digits = "".join("1" if flag else "0" for flag in reversed(flags))
    return int(digits or "0", 2).to_bytes((len(flags) + 7) // 8, "little")


def _texts(items: Sequence[str | None], offsets: str) -> list[pa.Buffer]:
    encoded = [item.encode() if item else b"" for item in items]
    return [pa.py_buffer(array(offsets, accumulate(map(len, encoded), initial=0))), pa.py_buffer(b"".join(encoded))]


def _numbers(items: Sequence[float | None], typecode: str) -> list[pa.Buffer]:
    return [pa.py_buffer(array(typecode, [item or 0 for item in items]))]


def _decimals(items: Sequence[Decimal | None], kind: pa.Decimal128Type) -> list[pa.Buffer]:
    limit = 10**kind.precision
    unscaled = [0 if item is None else _unscaled(item, kind.scale, limit) for item in items]
    return [pa.py_buffer(b"".join(number.to_bytes(_DECIMAL_BYTES, "little", signed=True) for number in unscaled))]


def _unscaled(number: Decimal, scale: int, limit: int) -> int:
    """Return a decimal as a whole number of its last places."""
    scaled = number.scaleb(scale, WIDE)
    whole = int(scaled)
    if whole != scaled or abs(whole) >= limit:
        raise pa.ArrowInvalid(f"{number} does not fit into {scale} places")
    return whole


#: Type → the buffers of values behind the one that says which are null. A type that is not here cannot be made.
_BUFFERS: Mapping[int, Callable[[Sequence[Any], Any], list[pa.Buffer]]] = {
    TEXT.id: lambda items, _: _texts(items, "i"),
    LONG_TEXT.id: lambda items, _: _texts(items, "q"),
    pa.int32().id: lambda items, _: _numbers(items, "i"),
    WHOLE.id: lambda items, _: _numbers(items, "q"),
    REAL.id: lambda items, _: _numbers(items, "d"),
    YES_NO.id: lambda items, _: [pa.py_buffer(_bits(items))],
    pa.decimal128(1).id: _decimals,
}
