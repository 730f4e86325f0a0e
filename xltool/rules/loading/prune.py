"""Remove the parts of a file that have the wrong shape, so that the rest can be checked too."""

from __future__ import annotations

import copy
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from typing import Any

from xltool.rules.loading.source import SourceFile, Span, pointer_of

Steps = tuple[str | int, ...]
#: More rounds than this never help: each takes out what the last one left without a part that it needs.
_MOST_ROUNDS = 12


def pruned(source: SourceFile, errors_of: Callable[[Any], Iterable[Steps]], emptied: Container[str] = ()) -> tuple[SourceFile, set[Steps]]:
    """Return a copy of a source without the values that `errors_of` reports, and where these stood; places stay right.

    What stands in an object that is called as one of `emptied` is named elsewhere: it becomes an empty object instead. What stays faulty
    at the top is left to the caller. The problems of the copy are those of the source.
    """
    rest = _copied(source)
    rest.parts = {pointer: replace(part, source=_copied(part.source)) for pointer, part in source.parts.items()}
    gone: set[Steps] = set()
    for _ in range(_MOST_ROUNDS):
        faulty = {steps for steps in errors_of(rest.data) if steps}
        for steps in sorted(faulty, key=_order, reverse=True):
            _remove(rest, steps, is_emptied=len(steps) > 1 and steps[-2] in emptied)
        gone |= faulty
        if not faulty:
            break
    return rest, gone


def _copied(source: SourceFile) -> SourceFile:
    """Return a copy of a source whose places can be moved; its problems are those of the source."""
    source.find_places()
    rest = SourceFile(source.path, source.text, copy.deepcopy(source.data), dict(source.values), dict(source.keys))
    rest.problems, rest.repeats = source.problems, source.repeats
    return rest


def _order(steps: Steps) -> list[tuple[int, int, str]]:
    return [(0, step, "") if isinstance(step, int) else (1, 0, step) for step in steps]


def _remove(source: SourceFile, steps: Steps, *, is_emptied: bool) -> None:
    *parents, last = steps
    file, pointer = source.place(pointer_of(steps))
    if file is source:
        source.left_aside = (*source.left_aside, source.span(pointer))
    node = source.data
    for step in parents:
        node = node[step]
    if is_emptied:
        node[last] = {}
        return
    del node[last]
    if isinstance(last, int):
        prefix = pointer.rpartition("/")[0] + "/"
        file.values = _shifted(file.values, prefix, last)
        file.keys = _shifted(file.keys, prefix, last)


def _shifted(places: dict[str, Span], prefix: str, index: int) -> dict[str, Span]:
    """Return places by pointer after item `index` of the list at `prefix` is gone."""
    moved: dict[str, Span] = {}
    for pointer, span in places.items():
        if not pointer.startswith(prefix):
            moved[pointer] = span
            continue
        item, slash, rest = pointer[len(prefix) :].partition("/")
        if int(item) != index:
            moved[f"{prefix}{int(item) - (int(item) > index)}{slash}{rest}"] = span
    return moved
