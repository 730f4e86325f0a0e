"""Blanks and characters that cannot be seen: one table, so that no two places disagree on what is one."""

from __future__ import annotations

import unicodedata

from xltool.base.display import INVISIBLE, name_of_invisible, visible
from xltool.base.normalise import SPACES, clean_line


def test_every_space_of_unicode_is_a_space() -> None:
    spaces = {chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Zs"} - {" "}
    assert spaces <= set(SPACES)
    assert clean_line("".join(f"a{space}" for space in sorted(spaces))) == " ".join("a" * len(spaces))


def test_no_space_is_invisible_and_every_format_character_is() -> None:
    assert not [space for space in SPACES if space != "\r" and INVISIBLE.search(space)]
    formats = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Cf"]
    arabic = {
        "\u0600",
        "\u0601",
        "\u0602",
        "\u0603",
        "\u0604",
        "\u0605",
        "\u06dd",
        "\u070f",
        "\u0890",
        "\u0891",
        "\u08e2",
    }  # these are seen
    assert [character for character in formats if not INVISIBLE.search(character) and character not in arabic] == []


def test_invisible_characters_are_named() -> None:
    assert name_of_invisible("\u200b") == ("零宽空格 U+200B", "zero-width space U+200B")
    assert visible("a\u3164b\ufe0f") == "a<U+3164>b<U+FE0F>"
