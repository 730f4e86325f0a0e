"""Refuse texts in formulas that the value beside them can never be: such a comparison always holds, or never."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.base.errors import FormulaError
from xltool.base.messages import Text, listed
from xltool.base.suggestions import did_you_mean
from xltool.rules.language.function import split_criterion
from xltool.rules.language.nodes import Node, String

#: What a criterion of COUNTIF and its like takes for other characters.
_WILDCARDS = frozenset("*?~")
#: More values than these are not listed in a message.
_MOST_LISTED = 12


def check_word(key: str, words: Sequence[str], word: str, node: Node) -> None:
    """Refuse a text that is none of the words that `key` can be, whatever its case; () is any. Raises FormulaError at the text."""
    if not words or word.casefold() in {known.casefold() for known in words}:
        return
    offer = did_you_mean(word, words)
    more = "…" if words[_MOST_LISTED:] else ""
    known = listed(words[:_MOST_LISTED])
    zh = f"“{key}”不会是“{word}”{offer.zh}（可能的值：{known.zh}{more}）"
    en = f"{key} can never be {word!r}{offer.en} (its values: {known.en}{more})"
    raise FormulaError(Text(zh=zh, en=en), *node.span)


def check_criterion(key: str, words: Sequence[str], criterion: String) -> None:
    """Refuse a literal criterion that no cell of a column can meet. Raises FormulaError at the criterion."""
    operator, operand = split_criterion(criterion.value)
    if operator in ("", "<>", "=") and not _WILDCARDS & set(operand):
        check_word(key, words, operand, criterion)
