"""Check the shape of definition files against the published JSON Schemas in `meta/`, each error explained at its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from xltool.base.messages import Text, listed
from xltool.base.suggestions import did_you_mean, nearest
from xltool.rules.loading.prune import Steps
from xltool.rules.loading.schema_keywords import SCHEMA_KEYWORDS
from xltool.rules.loading.source import SourceFile, pointer_of, yaml_trap

_META = Path(__file__).resolve().parent / "meta"
#: The meta-schema of JSON Schema 2020-12, which both validators know by its name.
STANDARD: Mapping[str, Any] = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
#: JSON Schema's names of types, as people call them.
_TYPES = {
    "object": Text(zh="对象（键: 值）", en="an object (key: value)"),
    "array": Text(zh="列表", en="a list"),
    "string": Text(zh="文本（必要时加引号）", en="a text (in quotes where needed)"),
    "integer": Text(zh="整数", en="an integer"),
    "number": Text(zh="数值", en="a number"),
    "boolean": Text(zh="true 或 false", en="true or false"),
    "null": Text(zh="null", en="null"),
}


@dataclass(frozen=True)
class ShapeError:
    """One place where a file has not the shape that it should have."""

    steps: Steps  # keys and indexes (0-based) down to the value
    keyword: str  # of the meta-schema
    message: Text
    is_key: bool = False  # the key is wrong, not its value
    wants_text: bool = False  # a text is expected, and something else stands there

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value."""
        return pointer_of(self.steps)


@lru_cache(maxsize=4)
def load_meta_schema(name: str) -> dict[str, Any]:
    """Load one of the published schemas of the definition format, from `meta/`."""
    schema: dict[str, Any] = json.loads((_META / name).read_text(encoding="utf-8"))
    return schema


def shape_errors(data: Any, meta: Mapping[str, Any]) -> list[ShapeError]:
    """List where a value does not fit a meta-schema, each error once."""
    if _fits(data, meta):
        return []
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(meta).iter_errors(data)
    return list(dict.fromkeys(shape_error for error in errors for shape_error in _errors(_deepest(error))))


def _misspelt(error: Any) -> str | None:
    """Return the key that was probably meant to be one that is missing; None where there is none."""
    offered, missing = list(error.schema.get("properties", {})), _missing_keys(error)
    strange = (str(key) for key in error.instance if key not in offered)
    return next((key for key in strange if nearest(key, [*offered, *missing]) in missing), None)


def _fits(data: Any, meta: Mapping[str, Any]) -> bool:
    """Return whether a value certainly fits. The fast validator tells in a millisecond; the other one explains what does not fit."""
    try:
        return jsonschema_rs.Draft202012Validator(dict(meta)).is_valid(data)
    except ValueError:  # something that JSON has not, such as a date of YAML
        return False


def report_shape(source: SourceFile, errors: list[ShapeError]) -> None:
    """Note shape errors at their places; where YAML read a plain word as something else, that is the error."""
    for error in errors:
        trap = None if error.is_key else _trap(source, error)
        source.report(trap or error.message, error.pointer, key=error.is_key)


def _trap(source: SourceFile, error: ShapeError) -> Text | None:
    """Return what YAML made of a plain word where a text is expected; None where that is not what is wrong."""
    if not error.wants_text or source.path.suffix == ".json":
        return None
    value = source.data
    for step in error.steps:
        value = value[step]
    start, end = source.values.get(error.pointer, (0, 0))
    return yaml_trap(source.text[start:end], value)


def _deepest(error: Any) -> Any:
    """Return the error inside an `anyOf` or `oneOf` that got furthest, if one got further than the value itself."""
    while error.context:
        best = max(error.context, key=lambda inner: len(inner.absolute_path))
        if len(best.absolute_path) == len(error.absolute_path):
            break
        error = best
    return error


def _errors(error: Any) -> Iterator[ShapeError]:
    steps: Steps = tuple(error.absolute_path)
    if error.validator in ("additionalProperties", "unevaluatedProperties") and isinstance(error.instance, dict):
        offered = list(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in offered:
                yield ShapeError((*steps, key), error.validator, _unknown_key(key, offered), is_key=True)
    elif error.validator in ("not", None):  # `false` and `{"not": {}}`: the key has no business here
        yield ShapeError(steps, "false", _misplaced(str(steps[-1]) if steps else ""), is_key=True)
    elif error.validator == "propertyNames" or "propertyNames" in error.absolute_schema_path:
        key = str(error.instance)
        yield ShapeError((*steps, key), "propertyNames", _bad_key(key, error), is_key=True)
    elif _missing_keys(error) and (misspelt := _misspelt(error)) is not None:
        offered = [*error.schema.get("properties", {}), *_missing_keys(error)]
        yield ShapeError((*steps, misspelt), "additionalProperties", _unknown_key(misspelt, offered), is_key=True)
    else:
        yield ShapeError(steps, str(error.validator), _explain(error), wants_text=_wants_text(error))


def _wants_text(error: Any) -> bool:
    words = error.validator_value if error.validator == "enum" else []
    return "string" in _expected_types(error) or (bool(words) and all(isinstance(word, str) for word in words))


def _unknown_key(key: str, offered: list[str]) -> Text:
    offer, known = did_you_mean(key, offered), listed(offered)
    if not offer.en:
        offer = Text(zh=f"（可用：{known.zh}）", en=f" (known: {known.en})")
    return Text(zh=f"未知的键“{key}”{offer.zh}", en=f"unknown key {key!r}{offer.en}")


def _misplaced(key: str) -> Text:
    if key.startswith("x-"):
        offer = did_you_mean(key, SCHEMA_KEYWORDS) if key not in SCHEMA_KEYWORDS else Text(zh="", en="")
        if offer.en:
            return Text(zh=f"没有扩展关键字“{key}”{offer.zh}", en=f"unknown extension keyword {key!r}{offer.en}")
        zh, en = f"“{key}”不是此处可用的扩展关键字", f"{key!r} is not an extension keyword that is allowed here"
        return Text(zh=f"{zh}，见 docs/vocabulary.md", en=f"{en}; see docs/vocabulary.md")
    return Text(zh=f"键“{key}”不能用在此处", en=f"the key {key!r} is not allowed here")


def _bad_key(key: str, error: Any) -> Text:
    if error.validator == "enum":
        offered = error.validator_value
        return _unknown_key(key, list(map(str, offered)))
    return Text(zh=f"键“{key}”的格式不正确", en=f"invalid key {key!r}")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - what a message can bear


def _shown_plainly(value: Any) -> str:
    """Return a text without quotes, a number without exponent."""
    return format(Decimal(str(value)), "f") if isinstance(value, float) else str(value)


def _expected_types(error: Any) -> list[str]:
    """Return the types that a value may have, when that is what is wrong with it."""
    names: list[str] = []
    for inner in (error, *error.context):
        if inner.validator == "type":
            types = inner.validator_value
            names += [types] if isinstance(types, str) else list(types)
    return names


#: Keyword of the meta-schema → the sentence on a value that violates it; {value} and {expected} are filled in.
_SENTENCES = {
    "const": Text(zh="{value} 应为 {expected}", en="{value} must be {expected}"),
    "pattern": Text(zh="{value} 的格式不正确，应符合 {expected}", en="{value} does not match the required pattern {expected}"),
    "minimum": Text(zh="{value} 应 ≥ {expected}", en="{value} must be ≥ {expected}"),
    "exclusiveMinimum": Text(zh="{value} 应 > {expected}", en="{value} must be > {expected}"),
    "maximum": Text(zh="{value} 应 ≤ {expected}", en="{value} must be ≤ {expected}"),
    "maxProperties": Text(zh="{value}：至多写其中 {expected} 项", en="{value}: write at most {expected} of these"),
    "uniqueItems": Text(zh="{value} 中有重复的项，请各写一次", en="{value} names something twice; write each once"),
    "maxLength": Text(zh="{value} 长于 {expected} 个字符", en="{value} is longer than {expected} characters"),
}
_EMPTY = Text(zh="不能是空的", en="must not be empty")


def _explain(error: Any) -> Text:
    keyword, expected = error.validator, error.validator_value
    message = _explain_choice(error)
    if message is None and keyword in ("required", "dependentRequired"):
        message = _missing(error)
    elif message is None and keyword in ("minItems", "minProperties", "minLength"):
        message = _EMPTY
    elif message is None:
        other = Text(zh="{value} 不符合要求：{message}", en="{value}: {message}")
        sentence = _SENTENCES.get(keyword, other)
        limit = expected if isinstance(expected, str) and keyword == "pattern" else _shown(expected)
        words = {"value": _shown(error.instance), "expected": limit, "message": error.message[:120]}
        message = sentence.filled(**words)
    return message


def _explain_choice(error: Any) -> Text | None:
    """Explain a value that is not among the allowed ones, or of none of the allowed types."""
    value = _shown(error.instance)
    enums = [inner for inner in (error, *error.context) if inner.validator == "enum"]
    types = _expected_types(error)
    if enums and (isinstance(error.instance, str) or not types):
        offered = " | ".join(map(_shown_plainly, enums[0].validator_value))
        return Text(zh=f"{value} 应为其中之一：{offered}", en=f"{value} must be one of: {offered}")
    if types:
        zh = " 或 ".join(_TYPES[name].zh for name in types)
        en = " or ".join(_TYPES[name].en for name in types)
        return Text(zh=f"{value} 的类型不对，应为{zh}", en=f"{value} has the wrong type; expected {en}")
    if error.context and all(inner.validator == "required" for inner in error.context):
        names = _missing_keys(error)
        return Text(zh=f"须写 {' 或 '.join(names)}", en=f"one of these keys is required: {', '.join(names)}")
    return None


def _missing_keys(error: Any) -> list[str]:
    """Return the key that an error says to be missing, or those of which one is; [] for any other error."""
    if error.context and all(inner.validator == "required" for inner in error.context):
        return [name for inner in error.context for name in inner.validator_value]
    if error.validator not in ("required", "dependentRequired"):
        return []
    required = error.validator_value
    if isinstance(required, Mapping):  # dependentRequired
        required = [name for key, names in required.items() if key in error.instance for name in names]
    missing = [name for name in required if name not in error.instance]
    # `required` gives one error for each missing key and says which in its own words only
    return [name for name in missing if error.message.startswith(repr(name))] or missing[:1]


def _missing(error: Any) -> Text:
    name = next(iter(_missing_keys(error)), "")
    return Text(zh=f"缺少键“{name}”，请补上", en=f"missing key {name!r}; add it")
