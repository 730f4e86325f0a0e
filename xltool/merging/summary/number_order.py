"""Put the numbers that enter totals in the order of the form: all of one cell together, so that a total is the sum of a range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from xltool.form.measures import GroupTally
from xltool.merging.dataset.amount_origins import TracedNumber, traced_numbers
from xltool.merging.dataset.arrow_arrays import WHOLE
from xltool.merging.dataset.arrow_columns import decoded, each, encoded
from xltool.merging.dataset.merged import Merged

ORIGINS = "origins"
#: Rows that are put in order at a time, and rows of a page.
_TOGETHER, _PAGE = 100_000, 1_000


@dataclass(frozen=True)
class NumberOrder:
    """The numbers of a merged data set, cell by cell of the form."""

    merged: Merged

    @cached_property
    def traced(self) -> Mapping[str, TracedNumber]:
        """Every number that is added up, by its key; of repeated blocks that of the first."""
        found: dict[str, TracedNumber] = {}
        for number in traced_numbers(self.merged.definition):
            found.setdefault(number.key, number)
        return found

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """Concrete path → key."""
        return {number.path: number.key for number in traced_numbers(self.merged.definition)}

    @cached_property
    def tallies(self) -> Mapping[str, GroupTally]:
        """What is counted of each number over all forms, by key."""
        tallies = {key: GroupTally() for key in self.traced}
        for path, value in self.merged.spools[ORIGINS].values("field", "value"):
            tallies[self._keys[path]].add(value)
        return tallies

    def spans(self) -> dict[str, tuple[int, int]]:
        """Return for each key with numbers its first and its last place in this order, from 0."""
        spans, start = {}, 0
        for key, tally in self.tallies.items():
            if tally.n_filled:
                spans[key] = (start, start + tally.n_filled - 1)
                start += tally.n_filled
        return spans

    def pages(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in this order, some at a time. They are put in order some thousands at a time, read anew for each."""
        for keys in self._chunks():
            yield from self._in_order({key: place for place, key in enumerate(keys)})

    def _chunks(self) -> Iterator[list[str]]:
        """Yield keys whose numbers are put in order together."""
        chunk: list[str] = []
        counts = Counter({key: tally.n_filled for key, tally in self.tallies.items()})
        for key in self.tallies:
            if chunk and sum(counts[other] for other in chunk) + counts[key] > _TOGETHER:
                yield chunk
                chunk = []
            chunk.append(key)
        if chunk:
            yield chunk

    def _in_order(self, places: Mapping[str, int]) -> Iterator[pa.RecordBatch]:
        found: list[pa.RecordBatch] = []
        orders: list[pa.Array] = []
        for piece in self.merged.spools[ORIGINS].pieces():
            order = each(piece["field"], lambda path: places.get(self._keys[path]), WHOLE)
            found.append(_chosen(piece, order.is_valid()))
            orders.append(order.drop_null())
        if not found:
            return
        columns = [pa.chunked_array([piece[at] for piece in found]).combine_chunks() for at in range(found[0].num_columns)]
        sequence = pc.array_sort_indices(pa.chunked_array(orders).combine_chunks())  # stable: forms stay in their order
        for start in range(0, len(sequence), _PAGE):
            rows = sequence.slice(start, _PAGE)
            yield _page([column.take(rows) for column in columns], found[0].schema.names)


def _chosen(piece: pa.RecordBatch, mask: pa.Array) -> pa.RecordBatch:
    return pa.record_batch([decoded(column).filter(mask) for column in piece.columns], names=piece.schema.names)


def _page(columns: Sequence[pa.Array], names: Sequence[str]) -> pa.RecordBatch:
    return pa.record_batch([encoded(column) if pa.types.is_string(column.type) else column for column in columns], names=names)
