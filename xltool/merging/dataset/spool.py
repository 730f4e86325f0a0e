"""Spool a table of the merged data set: it grows piece by piece, and is read back so, however long it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from xltool.merging.dataset.arrow_arrays import array_of
from xltool.merging.dataset.arrow_columns import decoded, fit_decimals, kind_of, plain
from xltool.merging.dataset.spooled_blocks import SpooledBlocks

if TYPE_CHECKING:
    import pandas as pd

Arrange = Callable[[Iterable[str]], list[str]]


class DataTable(ABC):
    """Rows of one table of a data set, read some at a time however many there are."""

    n_rows: int

    @property
    @abstractmethod
    def schema(self) -> pa.Schema:
        """Columns and types that hold all rows."""

    @abstractmethod
    def pieces(self, *columns: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows, some at a time; of all columns or of these. Texts may be encoded (see `arrow_columns`)."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows, some at a time, in the types of the schema."""
        for piece in self.pieces():
            yield pa.record_batch(list(map(decoded, piece.columns)), schema=self.schema)

    def values(self, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as plain values; what is not there is None."""
        for piece in self.pieces(*columns):
            yield from zip(*map(plain, piece.columns), strict=True)

    def frame(self) -> pd.DataFrame:
        """Return all rows as a frame, Arrow-backed."""
        import pandas as pd

        table = pa.Table.from_batches(self.batches(), self.schema).combine_chunks()
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame


class Spool(DataTable):
    """Rows of one table, compressed and spooled.

    Pieces may differ: a decimal column gets the places of the piece that has most, and a column of counts that a piece has
    not is 0 there. `arrange` puts the names of all columns in order.
    """

    def __init__(self, arrange: Arrange = list) -> None:
        self.n_rows = 0
        self._arrange = arrange
        self._types: dict[str, pa.DataType] = {}
        self._blocks = SpooledBlocks()

    def append(self, piece: pa.RecordBatch) -> None:
        """Add rows."""
        for field in piece.schema:
            kind = kind_of(field)
            self._types[field.name] = _wider(self._types.get(field.name, kind), kind)
        self.n_rows += piece.num_rows
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, piece.schema) as writer:
            writer.write_batch(piece)
        self._blocks.append(sink.getvalue().to_pybytes())

    @property
    def schema(self) -> pa.Schema:
        """Columns and types that hold the rows of all pieces."""
        return pa.schema([(name, self._types[name]) for name in self._arrange(self._types)])

    def pieces(self, *columns: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows, some at a time; of all columns or of these. Texts are encoded (see `arrow_columns`)."""
        schema = self.schema
        fields = [schema.field(name) for name in columns or schema.names]
        for block in self._blocks:
            piece = pa.ipc.open_stream(block).read_next_batch()
            yield pa.record_batch([_fitted(piece, field) for field in fields], names=[field.name for field in fields])


def _wider(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    return max(one, other, key=lambda kind: kind.scale) if pa.types.is_decimal(one) else one


def _fitted(piece: pa.RecordBatch, field: pa.Field) -> pa.Array:
    if field.name not in piece.schema.names:
        return array_of([0] * piece.num_rows, field.type)
    column = piece.column(field.name)
    return column if kind_of(column) == field.type else fit_decimals(column.to_pylist(), field.type)
