"""A code of digits, kept as text: no zero before it is lost."""

from __future__ import annotations

from xltool.base.formula_text import only_digits, replaced
from xltool.base.messages import Text
from xltool.base.normalise import NUMERALS, replace_all
from xltool.form.checked_line import checked_line
from xltool.form.kind import no_parts


def _tidy(line: str) -> str:
    return replace_all(line, NUMERALS)


def _is_sound(text: str) -> bool:
    return text.isascii() and text.isdigit()


KIND = checked_line(
    name="digits",
    doc=Text(
        zh="由数字组成的代码，按文本保存，前面的 0 不会丢失；位数写在 `minLength`、`maxLength`",
        en="a code of digits, kept as text, so that no zero before it is lost; its length is written as `minLength` and `maxLength`",
    ),
    guide=Text(zh="只有数字的代码，前面的 0 也要填", en="a code of digits only, with the zeros before it"),
    implied_by="",
    tidy=_tidy,
    tidy_formula=replaced("[line]", NUMERALS),
    is_sound=_is_sound,
    sound_formula=only_digits("[tidy]"),
    between=(),
    parts=(),
    split=no_parts,
    part_steps=(),
    examples=("012345", "100080", "000001"),
    oddities=("０１２３４５", 12345, 12.5, "12 345", "12-345", "12345号", " 012345\u3000", "1234567", "①", "٣", "1,234"),
)
