"""Match rows by key: whatever order they come in, a row is the one that its key names, and nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.normalise import as_text, clean_line


@dataclass(frozen=True, kw_only=True)
class MatchedRows:
    """Rows given, by the rows wanted; all numbers are 0-based places in the two lists, in their order."""

    found: Mapping[int, int]  # row wanted → the first row given that has its key
    repeated: Mapping[int, int]  # row given whose key one before it has → the row wanted
    unknown: tuple[int, ...]  # rows given whose key no row wanted has
    unkeyed: tuple[int, ...]  # rows given without a key
    missing: tuple[int, ...]  # rows wanted whose key no row given has

    @property
    def is_in_order(self) -> bool:
        """Whether the rows that were found follow each other as they are wanted."""
        given = list(self.found.values())
        return given == sorted(given)


def match_rows(wanted: Sequence[Any], given: Sequence[Any]) -> MatchedRows:
    """Match rows by their keys: `wanted` are the keys of one list of rows, each once, `given` those of another; None stands for none.

    Keys are alike when they read alike: `201` and 201 are, and so are texts that differ in stray spaces. Takes linear time.
    """
    places = {key: row for row, key in reversed(list(enumerate(map(row_key, wanted)))) if key}
    found: dict[int, int] = {}
    repeated: dict[int, int] = {}
    unknown: list[int] = []
    unkeyed: list[int] = []
    for row, key in enumerate(map(row_key, given)):
        place = places.get(key)
        if not key:
            unkeyed.append(row)
        elif place is None:
            unknown.append(row)
        elif place in found:
            repeated[row] = place
        else:
            found[place] = row
    return MatchedRows(
        found={row: found[row] for row in sorted(found)},
        repeated=repeated,
        unknown=tuple(unknown),
        unkeyed=tuple(unkeyed),
        missing=tuple(row for row in range(len(wanted)) if row not in found),
    )


def row_key(value: Any) -> str:
    """Return a key as it is compared; "" for none."""
    return clean_line(as_text(value) or "")
