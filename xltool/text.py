"""Words in the two languages of the tool, and the normalisation of what people type.

Harmless differences of writing (full-width digits, `>=` for `≥`, stray spaces) have one home here; the same
replacements are rendered into the workbook's helper formulas, so that both sides read a cell alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Lang = Literal["zh", "en"]

#: Characters that people type for a space, as far as the workbook's formulas replace them.
SPACES = {"\u3000": " ", "\u00a0": " ", "\t": " ", "\r": " ", "\n": " "}
_ALL_SPACES = " " + "".join(SPACES)
#: Full-width forms that Chinese input methods produce where a digit, point or sign is meant.
NUMERALS = {chr(0xFF10 + digit): str(digit) for digit in range(10)} | {"．": ".", "，": ",", "－": "-", "−": "-", "＋": "+"}
#: The spellings of comparison operators, in the order in which they are replaced.
OPERATORS = {
    "＝": "=", "＞": ">", "＜": "<", ">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One sentence in Chinese and English, with `{name}` placeholders."""

    zh: str
    en: str

    def as_is(self, lang: Lang) -> str:
        """The sentence in `lang` as it stands: braces in it are somebody's own."""
        return self.zh if lang == "zh" else self.en

    def say(self, lang: Lang, **values: object) -> str:
        """The sentence in `lang`; a placeholder without a value is shown as an ellipsis."""
        text = self.as_is(lang)
        return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], "…")), text) if "{" in text else text

    def filled(self, **values: object) -> Text:
        """The sentence with its placeholders filled in, in both languages."""
        return Text(zh=self.say("zh", **values), en=self.say("en", **values))


_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


def replace_all(text: str, table: dict[str, str]) -> str:
    """`text` with every key of `table` replaced by its value, in the table's order."""
    for old, new in table.items():
        if old in text:
            text = text.replace(old, new)
    return text


#: What a clean line has not: most lines are clean, and need no more than this look.
_UNCLEAN = re.compile(f"[{''.join(SPACES)}]|  |^ | $")


def clean_line(text: str) -> str:
    """One line of text: every space is a plain one, single, and none stands at an end (Excel's TRIM).

    Only the characters of `SPACES` count as spaces, as in the workbook; a rarer one stays and is reported.
    """
    if not _UNCLEAN.search(text):
        return str(text)  # a text of a kind of its own, such as an error value's name, comes out as a plain one too
    return " ".join(word for word in replace_all(text, SPACES).split(" ") if word)


def clean_paragraphs(text: str) -> str:
    """Several lines of text: line ends are LF, none of the spaces and line ends at both ends stay."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(_ALL_SPACES)


_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_GROUPED_NUMBER = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3}){1,4}(\.\d*)?", re.ASCII)
#: Most decimals of a number. What lies beyond is left over from binary arithmetic (1000.1-1000 is 0.100000000000023).
DECIMALS = 12
#: Longest text that is taken for a number; 15 digits with separators, sign and point are well below it.
NUMBER_LENGTH = 30


def spell_number(text: str) -> str:
    """A text as a number might be spelled in it: half-width digits and signs, no spaces."""
    return replace_all(clean_line(text), NUMERALS).replace(" ", "")


def number_from_text(text: str) -> Decimal | None:
    """The number that a text spells with digits, one point and thousands separators; None for anything else."""
    spelled = spell_number(text)
    if len(spelled) > NUMBER_LENGTH:
        return None
    if _PLAIN_NUMBER.fullmatch(spelled):
        return Decimal(spelled)
    if _GROUPED_NUMBER.fullmatch(spelled):
        return Decimal(spelled.replace(",", ""))
    return None


def text_from_number(number: float | Decimal) -> str:
    """A number as a spreadsheet shows it in the General format: at most 15 significant digits, no trailing zeros."""
    shown = Decimal(f"{number:.15g}")
    return format(shown.normalize() if shown else Decimal(0), "f")


#: What a terminal, a browser or a cell would obey or hide instead of showing it: control characters, marks that turn the
#: direction of writing, invisible characters and halves of surrogate pairs. Line ends and tabs may stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Text of a sender, safe to show: what cannot be seen, or would change how the rest is seen, is spelled `<U+202E>`."""
    return _INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
