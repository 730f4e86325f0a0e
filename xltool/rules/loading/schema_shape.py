"""Check that a file is a JSON Schema with our vocabulary, and keep what can be used of one that is not quite."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import jsonschema_rs

from xltool.base.messages import Text
from xltool.base.suggestions import did_you_mean, nearest
from xltool.form.kinds import KINDS
from xltool.form.personal import PERSONAL
from xltool.rules.loading.find_unsound import find_unsound, meant_keyword
from xltool.rules.loading.prune import Steps, pruned
from xltool.rules.loading.schema_keywords import SCHEMA_KEYWORDS
from xltool.rules.loading.schema_size import is_too_large
from xltool.rules.loading.schema_walk import local_target
from xltool.rules.loading.shape import STANDARD, ShapeError, load_meta_schema, report_shape, shape_errors
from xltool.rules.loading.source import SourceFile, pointer_of

#: Objects whose members are named elsewhere, so that one of the wrong shape is better known to be there than not.
_NAMED = ("properties", "$defs")
#: Lists of rules and checks; what stands in an entry for what is missing, and its keys without which nothing can be judged.
_ENTRIES = ("x-rules", "x-checks")
_STAND_INS: Mapping[str, Any] = {"id": "x.", "severity": "error", "message": {"zh": "…", "en": "…"}}
_ASKED = ("each", "at", "formula", "cases", "check", "fields", "options")


_NO_FIELDS = Text(
    zh="模式没有 properties，即没有任何栏目；请在其中写出各栏",
    en='the schema has no "properties" and so no fields; describe the fields there',
)


def sound_schema(source: SourceFile, repeats: Mapping[str, int], *, is_layout_whole: bool = True) -> SourceFile | None:
    """Return a source that holds a JSON Schema 2020-12 with our vocabulary, without the parts of the wrong shape.

    Errors of shape are reported at their places; what is not known of the form because of them is noted in the source returned. None
    when it is not an object, or describes more fields than any form has. `repeats` are the arrays that the layout repeats as blocks,
    `is_layout_whole` tells whether all of it is known.
    """
    if not isinstance(source.data, dict):
        source.report(Text(zh="模式应为 JSON 对象", en="a schema must be a JSON object"))
        return None
    if not any(meant_keyword(keyword) == "properties" for keyword in source.data):
        source.report(_NO_FIELDS)
    errors = list(_shape_errors(source.data))
    report_shape(source, errors)
    wrong = {error.steps for error in errors} | set(_report_references(source, source.data, ()))
    rest, left_aside = source, set[Steps]()
    if wrong:
        rest, left_aside = pruned(replace(source, data=_with_stand_ins(source.data, errors)), _faults, _NAMED)
    rest.repeats = repeats
    if is_too_large(rest):
        return None
    rest.unsound = find_unsound(rest, left_aside, is_layout_whole=is_layout_whole)
    return rest


def vocabulary() -> dict[str, Any]:
    """Return the published schema of our keywords, with the kinds of fields and of personal data that there are."""
    return _vocabulary(tuple(KINDS), tuple(PERSONAL))


@lru_cache(maxsize=2)
def _vocabulary(kinds: tuple[str, ...], personal: tuple[str, ...]) -> dict[str, Any]:
    meta = copy.deepcopy(load_meta_schema("schema-vocabulary.schema.json"))
    meta["$defs"]["subschema"]["properties"]["x-kind"]["enum"] = list(kinds)
    meta["$defs"]["subschema"]["properties"]["x-personal"]["enum"] = list(personal)
    return meta


def _shape_errors(data: Any) -> Iterator[ShapeError]:
    """Yield where a schema has the wrong shape, by our vocabulary where the standard has nothing to say of the same place."""
    standard = shape_errors(data, STANDARD)
    yield from standard
    for error in shape_errors(data, vocabulary()):
        is_said = any(error.steps == other.steps[: len(error.steps)] for other in standard if error.steps)
        if not is_said and not _is_plain_word(error):
            yield error


def _is_plain_word(error: ShapeError) -> bool:
    """Return whether an error is about a misspelt keyword of JSON Schema itself, which is reported among the keywords."""
    return error.is_key and len(error.steps) == 1 and not str(error.steps[0]).startswith("x-")


def _with_stand_ins(data: dict[str, Any], errors: Iterable[ShapeError]) -> dict[str, Any]:
    """Return a schema in whose rules and checks something stands for what is said of a violation, where that has the wrong shape or is missing.

    So what is wrong with their formulas and fields is found as well.
    """
    data = copy.deepcopy(data)
    faulty = {error.steps[:3] for error in errors}
    for name in _ENTRIES:
        entries = data.get(name)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            for key, value in _STAND_INS.items() if isinstance(entry, dict) else ():
                if key not in entry or (name, index, key) in faulty:
                    entry[key] = f"{value}{index}" if key == "id" else value
    return data


def _faults(data: Any) -> Iterator[Steps]:
    """Yield the places of what is to be left aside; a rule or check as a whole where it is not known of what it is asked, or what."""
    yield from (error.steps[:2] if _is_asked(error.steps) else error.steps for error in _shape_errors(data))
    yield from (steps for steps, _ in _false_references(data, data, ()))


def _is_asked(steps: Steps) -> bool:
    """Return whether a part of a rule or check says of what it is asked, and what; one that is misspelt may do so."""
    return len(steps) > 2 and steps[0] in _ENTRIES and (steps[2] in _ASKED or bool(nearest(str(steps[2]), _ASKED)))  # noqa: PLR2004 - list, entry, key


def _report_references(source: SourceFile, node: Any, steps: Steps) -> Iterator[Steps]:
    """Report references without a target and invalid patterns, wherever they stand; yield their places."""
    for place, message in _false_references(source.data, node, steps):
        if place[-1] != "$ref" or not _is_reported(source.data, place):
            source.report(message, pointer_of(place))
        yield place


def _is_reported(root: dict[str, Any], place: Steps) -> bool:
    """Return whether what is wrong with a reference is reported elsewhere.

    It leads to another file (`shared_parts`), or its target is wrong itself: its shape, that of `$defs`, or how it is spelled.
    """
    if any(name not in SCHEMA_KEYWORDS and meant_keyword(name) == "$defs" for name in root):
        return True
    node: Any = root
    for step in place:
        node = node[step]
    definitions = root.get("$defs", {})
    return not isinstance(definitions, dict) or not str(node).startswith("#") or str(node).removeprefix("#/$defs/") in definitions


def _false_references(root: Any, node: Any, steps: Steps) -> Iterator[tuple[Steps, Text]]:
    if isinstance(node, dict):
        ref, pattern = node.get("$ref"), node.get("pattern")
        if isinstance(ref, str) and local_target(root, ref) is None:
            yield (*steps, "$ref"), _not_found(root, ref)
        if isinstance(pattern, str) and (reason := _pattern_fault(pattern)):
            yield (*steps, "pattern"), Text(zh=f"不是合法的正则表达式：{reason}", en=f"invalid regular expression: {reason}")
    for step, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if not (steps == () and str(step).startswith("x-")):
            yield from _false_references(root, child, (*steps, step))


def _not_found(root: Any, ref: str) -> Text:
    definitions = root.get("$defs", {}) if isinstance(root, dict) else {}
    offer = did_you_mean(ref, (f"#/$defs/{name}" for name in definitions) if isinstance(definitions, dict) else ())
    zh, en = f"找不到引用 {ref}{offer.zh}", f"reference {ref} not found{offer.en}"
    if offer.en:
        return Text(zh=zh, en=en)
    return Text(
        zh=f"{zh}；请引用本文件（#/$defs/…）或共用部分（parts/文件#/$defs/…）",
        en=f"{en}; refer to this file (#/$defs/…) or to a shared part (parts/FILE#/$defs/…)",
    )


def _pattern_fault(pattern: str) -> str:
    """Return why the validator does not take a pattern; "" when it does."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError as error:
        return str(error).partition("\n")[0]
    return ""
