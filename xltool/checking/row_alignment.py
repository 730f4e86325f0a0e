"""Align the rows of two versions of a table: rows have no names, so the ones most alike are taken to be the same.

Equal rows are aligned by `difflib.SequenceMatcher` (the longest equal stretches stay together); between two such stretches each
row is paired with the one most like it, in order, if at least half of the two is alike. Texts, which name a row, count
somewhat more than its amounts and choices: a row all of whose amounts were corrected is still the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, TypeAlias

#: Two rows are one that was changed when at least so much of them is alike.
_ALIKE = 0.5
#: What the texts of a row count for, of 1; its other cells have the rest.
_NAMES = 0.6
#: Most pairs of rows that are weighed; more of them, in one stretch, are paired as they stand.
_MOST_PAIRS = 100_000

Key: TypeAlias = tuple[Any, ...]  # the values of a row
Pair: TypeAlias = tuple[int | None, int | None]  # old row, new row


def align(before: Sequence[Key], after: Sequence[Key], naming: Sequence[bool]) -> Iterator[Pair]:
    """Align rows: yield pairs that belong together, in order, None where a row has no counterpart. `naming` marks texts that name a row."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(range(low, high), range(new_low, new_high), strict=True)
        else:
            for old, new in _pair_alike(before[low:high], after[new_low:new_high], naming):
                yield None if old is None else low + old, None if new is None else new_low + new


def _pair_alike(before: Sequence[Key], after: Sequence[Key], naming: Sequence[bool]) -> Iterator[Pair]:
    """Pair rows, in order, for the greatest likeness in all; a row that is like none stands alone."""
    if len(before) * len(after) > _MOST_PAIRS:
        yield from _as_they_stand(len(before), len(after))
        return
    likeness = [[_likeness(old, new, naming) for new in after] for old in before]
    best = _best(likeness, len(after))
    old = new = 0
    while old < len(before) and new < len(after):
        here = likeness[old][new]
        if here >= _ALIKE and best[old][new] == here + best[old + 1][new + 1]:
            yield old, new
            old, new = old + 1, new + 1
        elif best[old][new] == best[old + 1][new]:
            yield old, None
            old += 1
        else:
            yield None, new
            new += 1
    yield from ((row, None) for row in range(old, len(before)))
    yield from ((None, row) for row in range(new, len(after)))


def _best(likeness: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """Compute the greatest likeness that the rows from each place on can have in all."""
    best = [[0.0] * (width + 1) for _ in range(len(likeness) + 1)]
    for old in range(len(likeness) - 1, -1, -1):
        for new in range(width - 1, -1, -1):
            here = likeness[old][new]
            together = here + best[old + 1][new + 1] if here >= _ALIKE else 0.0
            best[old][new] = max(best[old + 1][new], best[old][new + 1], together)
    return best


def _as_they_stand(n_old: int, n_new: int) -> Iterator[Pair]:
    for row in range(max(n_old, n_new)):
        yield row if row < n_old else None, row if row < n_new else None


def _likeness(old: Key, new: Key, naming: Sequence[bool]) -> float:
    """Measure how much of two rows is alike, 0 to 1, over the cells that one of them fills."""
    names: list[float] = []
    others: list[float] = []
    for before, after, is_name in zip(old, new, naming, strict=True):
        if before is not None or after is not None:
            (names if is_name else others).append(_cell_likeness(before, after))
    if not names or not others:
        return _mean(names or others)
    return _NAMES * _mean(names) + (1 - _NAMES) * _mean(others)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 1.0


def _cell_likeness(old: Any, new: Any) -> float:
    """Compare texts by the pairs of neighbouring characters that they share (Dice); anything else is equal or not."""
    if old == new:
        return 1.0
    if not isinstance(old, str) or not isinstance(new, str):
        return 0.0
    before, after = _neighbours(old), _neighbours(new)
    return 2 * len(before & after) / (len(before) + len(after))


@lru_cache(maxsize=16_384)
def _neighbours(text: str) -> frozenset[str]:
    return frozenset({text[index : index + 2] for index in range(max(len(text) - 1, 1))})
