"""What a cell says for a value of JSON, and the other way round: plain words where these are enough, else JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from xltool.base.messages import Lang, Text, listed
from xltool.base.suggestions import did_you_mean
from xltool.rules.design_language.cell_shape import CellContent, CellShape
from xltool.rules.design_language.design_words import NO, YES, value_named, value_word

_BETWEEN = " | "
_SPLIT = re.compile(r"\s*[|｜\n]\s*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class CellTextError(ValueError):
    """A cell does not hold what its keyword takes; `message` says what it takes."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def to_cell(value: Any, shape: CellShape, lang: Lang) -> str | int | float | bool:
    """Return what a cell says for a value: words of the language where it has some, lists with a bar between, else JSON.

    What would be read as something else is written as JSON, so that nothing is lost.
    """
    plain = _plain(value, shape, lang)
    try:
        if plain is not None and str(plain).strip() and _is_same(from_cell(plain, shape), value):
            return plain
    except CellTextError:
        pass
    return json.dumps(value, ensure_ascii=False)


def _is_same(one: Any, other: Any) -> bool:
    return json.dumps(one) == json.dumps(other)


def _plain(value: Any, shape: CellShape, lang: Lang) -> str | int | float | bool | None:
    if isinstance(value, bool):
        return value if shape.is_anything else (YES if value else NO).as_is(lang)
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return value_word(value, lang) if value in shape.words else value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return _BETWEEN.join(value_word(item, lang) if item in shape.words else item for item in value)
    return None


def from_cell(content: CellContent, shape: CellShape) -> Any:
    """Return the value that a cell says. Raises CellTextError when it is not one that the keyword takes.

    Excel makes numbers, days and truth values of what was typed: where a text is meant, they are written out again.
    """
    if isinstance(content, str):
        return _from_text(content, shape)
    if isinstance(content, bool):
        return content if "boolean" in shape.types else _text_or_refuse(str(content).lower(), shape)
    if isinstance(content, int | float):
        number = int(content) if float(content).is_integer() else content
        return number if shape.types & {"number", "integer"} else _text_or_refuse(str(number), shape)
    return _text_or_refuse(_written_moment(content), shape)


def _written_moment(content: dt.date | dt.time | None) -> str:
    if isinstance(content, dt.datetime):
        return content.date().isoformat() if content.time() == dt.time() else content.isoformat(sep=" ")
    return content.isoformat() if content is not None else ""


def _text_or_refuse(text: str, shape: CellShape) -> Any:
    return _from_text(text, shape)


def _from_text(text: str, shape: CellShape) -> Any:
    if shape.types == {"string"}:
        return _of_words(_unquoted(text), shape)
    if text[:1] in ("[", "{", '"', "［", "｛"):
        parsed = _parsed(text, shape)
        if parsed is not None:
            return parsed[0]
    if shape.is_anything:
        return None if text == "null" else text
    if "boolean" in shape.types and (truth := _truth(text)) is not None:
        return truth
    if shape.types & {"number", "integer"} and _NUMBER.fullmatch(text):
        return json.loads(text.lstrip("+")) if not re.match(r"[+-]?0\d", text) else text
    return _list_or_text(text, shape)


def _list_or_text(text: str, shape: CellShape) -> Any:
    parts = [part for part in _SPLIT.split(text) if part]
    if "array" in shape.types and (len(parts) > 1 or "string" not in shape.types):
        return [_of_words(part, shape) for part in parts]
    if "string" in shape.types:
        return _of_words(text, shape)
    raise CellTextError(_wanted(text, shape))


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return text


def _of_words(text: str, shape: CellShape) -> str:
    if not shape.words:
        return text
    found = value_named(text, shape.words)
    if found is None:
        words = [Text(zh=value_word(value, "zh"), en=value_word(value, "en")) for value in shape.words]
        near = did_you_mean(text, [word for said in words for word in (said.zh, said.en)])
        offered = Text(zh=f"；可选：{listed(said.zh for said in words).zh}", en=f"; choose {listed(said.en for said in words).en}")
        rest = near if near.zh else offered
        raise CellTextError(Text(zh=f"“{text}”不在可选的词中{rest.zh}", en=f"{text!r} is not one of the words offered{rest.en}"))
    return found


def _truth(text: str) -> bool | None:
    word = text.strip().casefold()
    if word in (YES.zh, YES.en, "true", "真", "√"):
        return True
    return False if word in (NO.zh, NO.en, "false", "假", "×") else None


#: Full-width signs that an input method leaves in JSON.
_SIGNS = str.maketrans("［］｛｝：，“”", '[]{}:,""')


def _parsed(text: str, shape: CellShape) -> tuple[Any] | None:
    """Return the value of a text that is JSON, or YAML on one line; None where a text is meant."""
    import yaml

    for written in (text, text.translate(_SIGNS)):
        try:
            return (json.loads(written),)
        except ValueError:
            pass
        try:
            value = yaml.safe_load(written) if written[:1] in "[{" else None
            if value is not None:
                json.dumps(value)
                return (value,)
        except (yaml.YAMLError, ValueError, TypeError):
            pass
    if "string" in shape.types:
        return None
    raise CellTextError(_wanted(text, shape))


_WANTED = {
    "object": Text(zh="对象，如 {名: 值}", en="an object, {name: value}"),
    "array": Text(zh="用 | 隔开的几项", en="items with | between them"),
    "boolean": Text(zh="是或否", en="yes or no"),
    "integer": Text(zh="整数", en="a whole number"),
    "number": Text(zh="数字", en="a number"),
}


def _wanted(text: str, shape: CellShape) -> Text:
    wanted = [said for name, said in _WANTED.items() if name in shape.types and not (name == "integer" and "number" in shape.types)]
    zh, en = "、".join(said.zh for said in wanted) or "文本", " or ".join(said.en for said in wanted) or "a text"
    return Text(zh=f"“{text}”读不懂；这里应写{zh}", en=f"{text!r} cannot be read; write {en}")
