"""A citizen identification number (公民身份号码, GB 11643-1999), with its check character."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.check_characters import FIRST_YEAR, LAST_YEAR, PERSON_CHECKS, is_person_number
from xltool.base.formula_text import only_digits, replaced
from xltool.base.messages import Text
from xltool.base.normalise import NUMERALS, replace_all
from xltool.base.value_types import RuleValue
from xltool.form.checked_line import checked_line
from xltool.form.kind import Part, Step, StepValues

#: Spaces part groups of digits; nothing else than one number has 18 characters and the right one at the end.
_SPELLINGS = NUMERALS | {" ": "", "x": "X", "ｘ": "X", "Ｘ": "X"}
_PLACES = {"year": (7, 4), "month": (11, 2), "day": (13, 2)}


def _tidy(line: str) -> str:
    return replace_all(line, _SPELLINGS)


def _split(value: Any) -> tuple[RuleValue, ...]:
    """Return year, month and day of birth; blank where there is no number."""
    text = _tidy(value) if isinstance(value, str) else ""
    if not is_person_number(text):
        return (None,) * len(_PLACES)
    return tuple(float(text[first - 1 : first - 1 + length]) for first, length in _PLACES.values())


def _part(index: int) -> Callable[[StepValues], Any]:
    def value(values: StepValues) -> Any:
        part = _split(values["value"])[index]
        return "" if part is None else part

    return value


def _of(name: str) -> str:
    first, length = _PLACES[name]
    return f"VALUE(MID([tidy],{first},{length}))"


_CHECK = f'MID("{PERSON_CHECKS}",MOD(SUMPRODUCT(MID([tidy],ROW($A$1:$A$17),1)*2^(18-ROW($A$1:$A$17))),{len(PERSON_CHECKS)})+1,1)'
_SAID = {
    "year": Text(zh="出生年份", en="year of birth"),
    "month": Text(zh="出生月份", en="month of birth"),
    "day": Text(zh="出生日", en="day of birth"),
}
_DOCS = {
    "year": Text(zh="出生的年", en="year of birth"),
    "month": Text(zh="出生的月", en="month of birth"),
    "day": Text(zh="出生的日", en="day of birth"),
}

KIND = checked_line(
    name="id-card",
    doc=Text(
        zh="公民身份号码（GB 11643—1999），18 位，核对出生日期和校验码，按文本保存",
        en="a Chinese citizen identification number (GB 11643-1999): 18 characters, with a day of birth and the check character; kept as text",
    ),
    guide=Text(zh="18 位公民身份号码", en="a citizen identification number of 18 characters"),
    implied_by="",
    tidy=_tidy,
    tidy_formula=replaced("[line]", _SPELLINGS),
    is_sound=is_person_number,
    sound_formula=(
        f"AND(LEN([tidy])=18,{only_digits('LEFT([tidy],17)')},{_of('year')}>={FIRST_YEAR},{_of('year')}<={LAST_YEAR},"
        f"{_of('month')}>=1,{_of('month')}<=12,DAY(DATE(2000+MOD({_of('year')},400),{_of('month')},{_of('day')}))={_of('day')},"
        f"RIGHT([tidy],1)={_CHECK})"
    ),
    between=(),
    parts=tuple(Part(name=name, type="number", words=(), in_data=False, said=_SAID[name], doc=doc) for name, doc in _DOCS.items()),
    split=_split,
    part_steps=tuple(
        Step(name, f'IF(OR([value]="",[unreadable]=1),"",{_of(name)})', _part(index)) for index, name in enumerate(_PLACES)
    ),
    # Those of the standard's annex, then made up: the region 000000 is nobody's.
    examples=("11010519491231002X", "440524188001010014", "000000200002290010"),
    oddities=(
        "11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ", "110105194912310021", "110105194902310026",
        "000000190002290014", "00000020000229001", "0000002000022900110", "130503670401001", "000000194913310029", "000000194912000029", "无",
        "110105179912310024", "A1010519491231002X", "1101051949123100X2", 5,
    ),
)  # fmt: skip
