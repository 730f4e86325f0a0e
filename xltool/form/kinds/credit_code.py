"""A unified social credit code of an organisation (统一社会信用代码, GB 32100-2015), with its check character."""

from __future__ import annotations

from xltool.base.check_characters import CREDIT_CHARACTERS, is_credit_code
from xltool.base.formula_text import only_characters, only_digits, quote, replaced
from xltool.base.messages import Text
from xltool.base.normalise import NUMERALS, replace_all
from xltool.form.checked_line import checked_line
from xltool.form.kind import no_parts

#: Spaces part groups of characters; nothing else than one code has 18 of them and the right one at the end.
_SPELLINGS = NUMERALS | {" ": ""} | {chr(0xFF21 + place): chr(ord("A") + place) for place in range(26)}
_CAPITALS = {ord("a") + place: chr(ord("A") + place) for place in range(26)} | {0xFF41 + place: chr(0xFF21 + place) for place in range(26)}


def _tidy(line: str) -> str:
    return replace_all(line.translate(_CAPITALS), _SPELLINGS)


_VALUES = f"(FIND(MID([tidy],ROW($A$1:$A$17),1),{quote(CREDIT_CHARACTERS)})-1)*3^(ROW($A$1:$A$17)-1)"

KIND = checked_line(
    name="credit-code",
    doc=Text(
        zh="统一社会信用代码（GB 32100—2015），18 位，核对校验码，按文本保存",
        en="a Chinese unified social credit code (GB 32100-2015): 18 characters, the last of which checks the others; kept as text",
    ),
    guide=Text(zh="18 位统一社会信用代码", en="a unified social credit code of 18 characters"),
    implied_by="",
    tidy=_tidy,
    tidy_formula=replaced("UPPER([line])", _SPELLINGS),
    is_sound=is_credit_code,
    sound_formula=(
        f"AND(LEN([tidy])=18,{only_characters('[tidy]', CREDIT_CHARACTERS)},{only_digits('MID([tidy],3,6)')},"
        f"MOD(SUMPRODUCT({_VALUES})+FIND(RIGHT([tidy],1),{quote(CREDIT_CHARACTERS)})-1,{len(CREDIT_CHARACTERS)})=0)"
    ),
    between=(),
    parts=(),
    split=no_parts,
    part_steps=(),
    # That of the standard's annex, then made up: the region 000000 is nobody's.
    examples=("91350100M000100Y43", "11000000000000000U", "91000000MA0000000N"),
    oddities=(
        "91350100m000100y43", "91350100 M000100Y 43", "９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y4Z",
        "91350100M000100Y34", "91350100M000100Y4",
        "91350100M000100Y433", "913501OOM000100Y43", "9135010IM000100Y43", "91350A00M000100Y4H", "350100100000000", "无", 5,
    ),
)  # fmt: skip
