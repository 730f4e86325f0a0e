"""Show text: how wide it is, what of it cannot be seen, and what of a sender's text is safe to show."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_DIRECTION = ("方向控制符", "direction mark")
_CONTROL = ("控制字符", "control character")
_LINE_END = ("分行符", "line separator")
_SELECTOR = ("变体选择符", "variation selector")
_FILLER = ("填充符", "filler")
_HALF = ("残缺字符", "half a character")
#: First and last character, and what they are called in Chinese and English. Line ends and tabs may stay in a text and are not among them.
_UNSEEN: tuple[tuple[int, int, tuple[str, str]], ...] = (
    (0x00, 0x08, _CONTROL),
    (0x0B, 0x1F, _CONTROL),
    (0x7F, 0x9F, _CONTROL),
    (0xAD, 0xAD, ("软连字符", "soft hyphen")),
    (0x034F, 0x034F, ("字形连接符", "grapheme joiner")),
    (0x061C, 0x061C, _DIRECTION),
    (0x115F, 0x1160, _FILLER),
    (0x17B4, 0x17B5, _FILLER),
    (0x180B, 0x180F, _SELECTOR),
    (0x200B, 0x200B, ("零宽空格", "zero-width space")),
    (0x200C, 0x200C, ("零宽不连字", "zero-width non-joiner")),
    (0x200D, 0x200D, ("零宽连字", "zero-width joiner")),
    (0x200E, 0x200F, _DIRECTION),
    (0x2028, 0x2029, _LINE_END),
    (0x202A, 0x202E, _DIRECTION),
    (0x2060, 0x2064, ("不可见连接符", "invisible operator")),
    (0x2065, 0x2069, _DIRECTION),
    (0x206A, 0x206F, _CONTROL),
    (0x3164, 0x3164, _FILLER),
    (0xD800, 0xDFFF, _HALF),
    (0xFE00, 0xFE0F, _SELECTOR),
    (0xFEFF, 0xFEFF, ("零宽不换行空格", "zero-width no-break space")),
    (0xFFA0, 0xFFA0, _FILLER),
    (0xFFF9, 0xFFFB, ("注音控制符", "annotation mark")),
    (0xFFFD, 0xFFFD, ("无法识别的字符", "replacement character")),
    (0xFFFE, 0xFFFF, ("非字符", "noncharacter")),
    (0xE0100, 0xE01EF, _SELECTOR),
)
_REPLACEMENT = 0xFFFD  # stands for what could not be decoded, and can be seen
#: What a terminal, a browser or a cell would obey or hide instead of showing it.
INVISIBLE = re.compile("[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last, _ in _UNSEEN if first != _REPLACEMENT) + "]")


def name_of_invisible(character: str) -> tuple[str, str]:
    """Return what a character that cannot be seen is called in Chinese and English, with its code point: `零宽空格 U+200B`."""
    code = ord(character)
    zh, en = next(name for first, last, name in _UNSEEN if first <= code <= last)
    return f"{zh} U+{code:04X}", f"{en} U+{code:04X}"


def visible(text: str) -> str:
    """Return text of a sender that is safe to show: what cannot be seen, or would change how the rest is seen, is spelled `<U+202E>`."""
    return INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


#: What shows where a line ends or a tab stands, in a text that is shown on one line.
_BREAKS = str.maketrans("\n\r\t", "⏎⏎⇥")


def on_one_line(text: str) -> str:
    """Return a text on one line, its line ends as ⏎ and its tabs as ⇥: two figures one above the other do not look like one."""
    return text.replace("\r\n", "\n").translate(_BREAKS)


#: Characters of a value that a message quotes.
LONGEST_QUOTED = 60


def quoted(text: str) -> str:
    """Return a text as messages quote it: plain spaces single and none at its ends, at most 60 characters, on one line.

    The check sheet says the same (`message_texts`): nothing is done here that is not short in a formula.
    """
    return on_one_line(" ".join(word for word in text.split(" ") if word)[:LONGEST_QUOTED])


def display_width(text: str) -> int:
    """Return the columns that a line takes on a terminal or in a cell: two for a Chinese character, none for a combining mark."""
    return len(text) if text.isascii() else _cell_len()(text)


@cache
def _cell_len() -> Callable[[str], int]:
    """Import rich's measure when a text needs it: most commands of an English session never do."""
    from rich.cells import cell_len

    return cell_len
