"""Refuse words in braces that a message cannot fill in: a reader would see an ellipsis, or the braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from xltool.base.messages import Text, listed
from xltool.base.suggestions import did_you_mean
from xltool.form.schema import Schema
from xltool.rules.loading.source import SourceFile

#: What every message may name of the place: its label (under two names) and its value.
OF_THE_PLACE = ("label", "field", "value")
#: What stands before a condition, where a message names the row in which that holds.
ROW_WHERE = "row:"
_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def is_value(content: str, schema: Schema) -> bool:
    """Return whether what stands in braces is a formula, names a row, or is a field by its path or as the column of the row."""
    return content.startswith(("=", "[@", "[^", ROW_WHERE)) or content in schema.fields


def report_words(
    source: SourceFile,
    pointer: str,
    message: Mapping[str, str],
    words: Iterable[str],
    schema: Schema | None = None,
    of_place: Iterable[str] = OF_THE_PLACE,
) -> None:
    """Report what stands in braces in a message (at a JSON pointer) and is none of its words, nor of the place.

    With a schema it may be a value as well: a field, or a formula, which is reported where it is read.
    """
    known = list(dict.fromkeys([*of_place, *words]))
    for language, text in message.items():
        for match in _IN_BRACES.finditer(text):
            name = match[1]
            if name not in known and not (schema and (is_value(name, schema) or source.unsound.hides(name))):
                problem = _unfillable(name, known)
                source.report(problem, f"{pointer}/{language}", within=(match.start(1), max(match.end(1), match.start(1) + 1)))


def _unfillable(name: str, known: list[str]) -> Text:
    if not known:
        zh, en = f"这里不能填入“{{{name}}}”：要求对任何值都一样", f"{{{name}}} cannot stand here: a requirement is the same for every value"
        return Text(zh=zh, en=en)
    offer, offered = did_you_mean(name, known), listed(f"{{{word}}}" for word in known)
    zh = f"提示中的“{{{name}}}”无法填入{offer.zh}（可用：{offered.zh}）"
    return Text(zh=zh, en=f"the message cannot fill in {{{name}}}{offer.en} (available: {offered.en})")
