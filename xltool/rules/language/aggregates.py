"""Excel's functions over cells and whole columns: sums, counts, criteria. Values are those of `semantics`; a blank is None."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from xltool.base.normalise import lower
from xltool.rules.language.semantics import (
    ExcelError,
    finite,
    has_wildcards,
    is_caseless,
    number_equal,
    number_less,
    unescaped,
    wildcard_parts,
)


def total(values: Iterable[float | None]) -> float:
    """SUM: blanks are left out; #NUM! where it is too large."""
    try:
        return finite(math.fsum(value for value in values if value is not None))
    except OverflowError as error:
        raise ExcelError("#NUM!") from error


def smallest(values: Iterable[float | None]) -> float:
    """MIN: blanks are left out; 0 when nothing is left."""
    return min((value for value in values if value is not None), default=0.0)


def largest(values: Iterable[float | None]) -> float:
    """MAX: blanks are left out; 0 when nothing is left."""
    return max((value for value in values if value is not None), default=0.0)


def count_filled(values: Iterable[object]) -> float:
    """COUNT and COUNTA over values of one type: how many are not blank."""
    return float(sum(value is not None for value in values))


def count_blank(values: Iterable[object]) -> float:
    """COUNTBLANK: how many are blank."""
    return float(sum(value is None for value in values))


Criterion = Callable[[object], bool]


def number_criterion(operator: str, operand: float) -> Criterion:
    """Return a criterion over a column of numbers; a blank meets only `<>`."""
    tests: dict[str, Callable[[float], bool]] = {
        "": lambda value: number_equal(value, operand),
        "=": lambda value: number_equal(value, operand),
        "<>": lambda value: not number_equal(value, operand),
        "<": lambda value: number_less(value, operand),
        ">": lambda value: number_less(operand, value),
        "<=": lambda value: not number_less(operand, value),
        ">=": lambda value: not number_less(value, operand),
    }
    test = tests[operator]
    return lambda value: operator == "<>" if value is None else test(value)  # type: ignore[arg-type]  # floats by type check


@lru_cache(maxsize=1024)
def text_criterion(operator: str, pattern: str) -> Criterion:
    """Return a criterion over a column of texts: `*` and `?` are wildcards, `~` escapes them, case does not count."""
    if is_caseless(pattern) and not has_wildcards(pattern):
        return lambda value: ((value or "") == pattern) == (operator != "<>")
    wildcards = {"*": ".*", "?": "."}
    source = "".join(wildcards.get(part) or re.escape(unescaped(part)) for part in wildcard_parts(lower(pattern)))
    match = re.compile(source, re.DOTALL).fullmatch
    return lambda value: (match(lower(value or "")) is not None) == (operator != "<>")  # type: ignore[arg-type]  # texts by type check


def count_rows(*criteria: tuple[Sequence[object], Criterion]) -> float:
    """COUNTIFS: the rows in which every column meets its criterion."""
    return float(sum(map(all, _met(criteria))))


def sum_rows(values: Sequence[float | None], *criteria: tuple[Sequence[object], Criterion]) -> float:
    """SUMIFS: the sum over the rows in which every column meets its criterion."""
    return total(value for value, met in zip(values, _met(criteria), strict=True) if all(met))


def _met(criteria: Iterable[tuple[Sequence[object], Criterion]]) -> Iterator[tuple[bool, ...]]:
    """Row by row, which criteria are met. Values that a column has in many rows are looked at once."""
    met = []
    for column, test in criteria:
        meets = {value: test(value) for value in set(column)}
        met.append([meets[value] for value in column])
    return zip(*met, strict=True)


def tally(*columns: tuple[Sequence[Any], Callable[[Any], Hashable]]) -> Counter[tuple[Hashable, ...]]:
    """Return how many rows have which keys: from columns and the function that makes keys of their values."""
    return Counter(zip(*(map(key, column) for column, key in columns), strict=True))
