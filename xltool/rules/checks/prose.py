"""Checks of texts: traces of web forms, pasting, cutting off, mixed punctuation, prompts left in.

All but the first look at the text without its HTML tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xltool.base.messages import listed
from xltool.rules.checks.access import columns, texts, words
from xltool.rules.checks.markup import paragraphs, tags
from xltool.rules.checks.registry import Hit, Subject, check

#: What may be the last character of a long text (option `endings` of `cut-off-text`).
ENDINGS = ("。", "！", "？", "；", "”", "）", "】", "…")
#: What templates print where something is to be filled in (option `placeholders` of `placeholder-left`).
PLACEHOLDERS = ("字以内", "请填写", "XX", "ＸＸ", "××")
#: The shortest paragraph whose repetition is noticed (option `length` of `repeated-paragraph`).
PARAGRAPH_LENGTH = 20
#: The shortest text that must end like a sentence (option `length` of `cut-off-text`).
TEXT_LENGTH = 60

_TAIL = 8  # characters of a cut-off text that the message quotes
_SHOWN_TAGS = 5
_HAN = "[㐀-䶿一-鿿]"
#: Looks for the sign first, which is rare, then behind it and before it; a space may stand on either side.
_HALF_WIDTH = re.compile(rf"([,;:?!])(?:(?<={_HAN}.)|(?<={_HAN}[ \u3000].))[ \u3000]?{_HAN}")


@check("html-tags", words=("tag",), options={})
def html_tags(subject: Subject) -> Iterator[Hit]:
    """R15: HTML tags in a text. Value `tag`, the distinct tags; one hit per field.

    Fires: <p>…</p>, <br/>, <span style="…">, <o:p>. Silent: 3<5, <甲类>, <A类>.
    """
    for column in columns(subject):
        for row, text in enumerate(column.typed if "<" in column.all_typed else ()):
            if html_tags := tags(text):
                yield Hit(column.path(row), {"tag": listed(html_tags[:_SHOWN_TAGS])})


@check("repeated-paragraph", words=("i", "j"), options={"length": "number"})
def repeated_paragraph(subject: Subject) -> Iterator[Hit]:
    """R16: a paragraph that appears twice in a text. Values `i` and `j`; one hit per repetition, i the first place.

    Paragraphs are those of <p> or of line ends; spaces do not tell them apart.
    """
    shortest = subject.options.get("length", PARAGRAPH_LENGTH)
    for path, text in texts(subject):
        first: dict[str, int] = {}
        several = paragraphs(text)
        for j, paragraph in enumerate(several if len(several) > 1 else (), start=1):
            i = first.setdefault("".join(paragraph.split()), j)
            if i != j and len(paragraph) >= shortest:
                yield Hit(path, {"i": i, "j": j})


@check("cut-off-text", words=("tail",), options={"length": "number", "endings": "words"})
def cut_off_text(subject: Subject) -> Iterator[Hit]:
    """R17: a long text that does not end like a sentence. Value `tail`, its last characters.

    Fires: …开展绿化技能竞赛和示. Silent: …迈上新台阶。 and every text of less than 60 characters.
    """
    shortest = subject.options.get("length", TEXT_LENGTH)
    endings = words(subject, "endings", ENDINGS)
    for column in columns(subject):
        for row, text in enumerate(column.plain):
            if len(text) >= shortest and not text.endswith(endings):
                yield Hit(column.path(row), {"tail": text[-_TAIL:]})


@check("mixed-punctuation", words=("sign", "near"), options={})
def mixed_punctuation(subject: Subject) -> Iterator[Hit]:
    """R18: a half-width , ; : ? ! between Chinese characters. Values `sign` and `near`; one hit per field.

    Fires: 到2025年,城市. Silent: 1,200棵, 植树;2022年, A:乙.
    """
    for column in columns(subject):
        for row, text in enumerate(column.plain if _HALF_WIDTH.search(column.all_plain) else ()):
            if match := _HALF_WIDTH.search(text):
                yield Hit(column.path(row), {"sign": match[1], "near": text[match.start() - 1 : match.end()].strip()})


@check("placeholder-left", words=("word",), options={"placeholders": "words"})
def placeholder_left(subject: Subject) -> Iterator[Hit]:
    """R19: a prompt or placeholder that was left in. Value `word`; one hit per field. Option `placeholders`.

    A placeholder in Latin letters counts only where no other letter is beside it.
    Fires: （500字以内）, XX单位, XXX, ××市, 请填写. Silent: XXL码, 3×4米.
    """
    placeholders = words(subject, "placeholders", PLACEHOLDERS)
    capitals, pattern = [word.upper() for word in placeholders], _placeholders(placeholders)
    for column in columns(subject):
        for row, text in enumerate(column.plain if _holds_any(column.all_plain, capitals) else ()):
            if _holds_any(text, capitals) and (match := pattern.search(text)):
                yield Hit(column.path(row), {"word": match[0]})


def _holds_any(text: str, capitals: list[str]) -> bool:
    """Return a quick look that spares nearly every text the slower pattern."""
    upper = text.upper()
    return any(word in upper for word in capitals)


@lru_cache(maxsize=32)
def _placeholders(placeholders: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for the words; the last sign of a word may be repeated (XX, XXX)."""
    alternatives = (_placeholder(word) for word in placeholders if word)
    return re.compile("|".join(alternatives) or r"(?!)", re.IGNORECASE)


def _placeholder(word: str) -> str:
    pattern = f"{re.escape(word)}{re.escape(word[-1])}*"
    return rf"(?<![A-Za-z]){pattern}(?![A-Za-z])" if word.isascii() else pattern
