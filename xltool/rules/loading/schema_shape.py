"""Check that a file is a JSON Schema with our vocabulary, and keep what can be used of one that is not quite."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs

from xltool.base.messages import Text
from xltool.form.kinds import KINDS
from xltool.rules.loading.prune import Steps, pruned
from xltool.rules.loading.schema_walk import local_target
from xltool.rules.loading.shape import STANDARD, ShapeError, load_meta_schema, report_shape, shape_errors
from xltool.rules.loading.source import SourceFile, pointer_of

#: Keywords without which the fields of a form are the same.
_APART = frozenset({"x-rules", "x-checks", "x-constraints", "x-ids", "x-unit", "multipleOf"})


def sound_schema(source: SourceFile) -> SourceFile | None:
    """Return a source that holds a JSON Schema 2020-12 with our vocabulary, without rules and checks of the wrong shape.

    Errors of shape are reported at their places. None when so much is wrong that the fields are unknown.
    """
    if not isinstance(source.data, dict):
        source.report(Text(zh="模式应为 JSON 对象", en="a schema must be a JSON object"))
        return None
    standard = shape_errors(source.data, STANDARD)
    ours = [error for error in _own_errors(source.data) if error.steps not in {other.steps for other in standard}]
    report_shape(source, standard + ours)
    standard += list(_report_references(source, source.data, ()))
    if standard or not all(map(_is_apart, ours)):
        return None
    return pruned(source, lambda data: (error.steps for error in _own_errors(data) if _is_apart(error))) if ours else source


def vocabulary() -> dict[str, Any]:
    """Return the published schema of our keywords, with the kinds of fields that there are."""
    return _vocabulary(tuple(KINDS))


@lru_cache(maxsize=2)
def _vocabulary(kinds: tuple[str, ...]) -> dict[str, Any]:
    meta = copy.deepcopy(load_meta_schema("schema-vocabulary.schema.json"))
    meta["$defs"]["subschema"]["properties"]["x-kind"]["enum"] = list(kinds)
    return meta


def _own_errors(data: Any) -> list[ShapeError]:
    return shape_errors(data, vocabulary())


def _is_apart(error: ShapeError) -> bool:
    """Return whether the fields of the form are the same with or without the faulty part."""
    return error.keyword == "false" or not _APART.isdisjoint(error.steps)


def _report_references(source: SourceFile, node: Any, steps: Steps) -> Iterator[ShapeError]:
    """Report references without a target and invalid patterns, wherever they stand."""
    if isinstance(node, dict):
        ref, pattern = node.get("$ref"), node.get("pattern")
        if isinstance(ref, str) and local_target(source.data, ref) is None:
            zh, en = (
                f"找不到引用 {ref}；只能引用本文件（#/$defs/…）",
                f"reference {ref} not found; only references within this file are supported (#/$defs/…)",
            )
            yield _report(source, (*steps, "$ref"), Text(zh=zh, en=en))
        if isinstance(pattern, str) and (reason := _pattern_fault(pattern)):
            zh, en = f"不是合法的正则表达式：{reason}", f"invalid regular expression: {reason}"
            yield _report(source, (*steps, "pattern"), Text(zh=zh, en=en))
    for step, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if not (steps == () and str(step).startswith("x-")):
            yield from _report_references(source, child, (*steps, step))


def _report(source: SourceFile, steps: Steps, message: Text) -> ShapeError:
    source.report(message, pointer_of(steps))
    return ShapeError(steps, "", message)


def _pattern_fault(pattern: str) -> str:
    """Return why the validator does not take a pattern; "" when it does."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError as error:
        return str(error).partition("\n")[0]
    return ""
