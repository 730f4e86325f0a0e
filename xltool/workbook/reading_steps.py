"""The formulas that read an input cell as Python reads it: the same replacements, the same parts.

Each field kind has a chain of helper columns. A formula names the input cell as `[x]` and the columns before it as
`[name]`; beside it stands the same step in Python, which gives the value that the file carries before any recalculation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.dates import normalise_date, parse_date
from xltool.base.normalise import (
    DECIMALS,
    NUMBER_LENGTH,
    NUMERALS,
    SPACES,
    clean_line,
    clean_paragraphs,
    number_from_text,
    replace_all,
    spell_number,
)
from xltool.base.quantity import (
    COMPARISON_SIGNS,
    QUANTITY_SPELLINGS,
    QUANTITY_STARTS,
    SCHEDULE_WORDS,
    normalise_quantity,
    parse_quantity,
)
from xltool.form.schema import Field
from xltool.rules.rule_inputs import as_text, date_parts, quantity_parts
from xltool.rules.to_excel import digits_removed, quote

Values = Mapping[str, Any]
#: What an input cell with an error value reads as.
ERROR_TEXT = "#N/A"


@dataclass(frozen=True)
class Step:
    """One helper column: its name, its formula, and the same in Python over the columns before it ("x" is the input)."""

    name: str
    formula: str
    value: Callable[[Values], Any]


def steps(field: Field) -> list[Step]:
    """The chain of helper columns of a field. `value` is what rules see; `unreadable` and `missing` guard them."""
    if field.is_number:
        chain = _INTEGER if field.kind == "integer" else _NUMBER
    elif field.kind == "date":
        chain = _DATE
    elif field.kind == "quantity":
        chain = _QUANTITY
    elif field.kind == "paragraphs":
        chain = _PARAGRAPHS
    elif field.kind == "phone":
        chain = _PHONE
    else:
        chain = _LINE
    return [*chain, _MISSING] if field.required else chain


def read(field: Field, typed: Any) -> Values:
    """What all steps yield of what was typed, by name."""
    values: dict[str, Any] = {"x": typed}
    for step in steps(field):
        values[step.name] = step.value(values)
    return values


def replaced(expression: str, table: Mapping[str, str]) -> str:
    """Formula text: every key of `table` in `expression` replaced by its value, in the table's order."""
    for old, new in table.items():
        expression = f"SUBSTITUTE({expression},{_literal(old)},{quote(new)})"
    return expression


def _literal(char: str) -> str:
    """A character as formula text; line ends and tabs by their code, since XML would change them."""
    return f"CHAR({ord(char)})" if char in "\t\r\n" else quote(char)


def _guarded(expression: str) -> str:
    return f'IF(ISERROR([x]),"{ERROR_TEXT}",{expression})'


_SPACED = replaced("[x]", SPACES)
_CLEAN = f"TRIM({_SPACED})"


def _line(values: Values) -> str:
    return clean_line(as_text(values["x"]) or "")


_MISSING = Step("missing", 'IF([value]="",1,0)', lambda v: int(v["value"] == ""))
_LINE = [Step("value", _guarded(_CLEAN), _line)]

# --- several lines ----------------------------------------------------------------------------------------------------

_PARAGRAPHS = [
    Step("spaced", _guarded(_SPACED), lambda v: replace_all(as_text(v["x"]) or "", SPACES)),
    Step("words", "TRIM([spaced])", lambda v: clean_line(v["spaced"])),
    Step(
        "last",
        'IF([words]="",0,FIND(CHAR(1),SUBSTITUTE([spaced],RIGHT([words],1),CHAR(1),'
        'LEN([spaced])-LEN(SUBSTITUTE([spaced],RIGHT([words],1),"")))))',
        lambda v: len(v["spaced"].rstrip(" ")),
    ),
    Step(
        "value",
        'IF([last]=0,"",SUBSTITUTE(SUBSTITUTE('
        "MID([x],FIND(LEFT([words],1),[spaced]),[last]-FIND(LEFT([words],1),[spaced])+1)"
        ",CHAR(13)&CHAR(10),CHAR(10)),CHAR(13),CHAR(10)))",
        lambda v: clean_paragraphs(as_text(v["x"]) or ""),
    ),
]

# --- numbers ----------------------------------------------------------------------------------------------------------

_SPELLED = f'SUBSTITUTE({replaced(_CLEAN, NUMERALS)}," ","")'


def _number_spelled(values: Values) -> str:
    return spell_number(values["x"]) if isinstance(values["x"], str) else ""


def _unsigned(values: Values) -> str:
    spelled: str = values["spelled"]
    return spelled[1:100] if spelled[:1] in ("+", "-") else spelled


def _without_digits(text: str) -> str:
    return "".join(char for char in text if char not in "0123456789")


def _grouped(whole: str, fraction_ok: str) -> str:
    """Formula text: whether thousands separators stand where they belong and a fraction is sound."""
    return f'IFERROR(IF(AND(LEN({whole})<=19,{whole}=TEXT(VALUE(SUBSTITUTE({whole},",","")),"#,##0"),{fraction_ok}),1,0),0)'


def _number_value(values: Values) -> Any:
    raw = values["x"]
    if not isinstance(raw, str):
        return "" if raw is None else round(float(raw), DECIMALS)
    number = number_from_text(raw)
    return values["spelled"] if number is None else round(float(number), DECIMALS)


def _no_integer(values: Values) -> int:
    value = values["value"]
    return int(not value.is_integer() if isinstance(value, float) else value != "")


_REST_OF_BODY = digits_removed("MID([body],LEN([whole])+1,99)")
_PHONE = [Step("value", _guarded(_SPELLED), lambda v: spell_number(as_text(v["x"]) or ""))]
#: A number without what lies beyond its decimals. Programs round exactly only what is small: the whole part steps aside.
_ROUNDED = (
    f"IF(ISTEXT([read]),[read],IF(ABS([read])<1,ROUND([read],{DECIMALS}),"
    f"IF(ABS([read])<1000,ROUND([read]-(INT([read])-1),{DECIMALS})+(INT([read])-1),[read])))"
)
_NUMBER = [
    Step("spelled", f'IF(OR(ISNUMBER([x]),ISERROR([x])),"",{_SPELLED})', _number_spelled),
    Step("body", 'IF(OR(LEFT([spelled],1)="+",LEFT([spelled],1)="-"),MID([spelled],2,99),[spelled])', _unsigned),
    Step("rest", digits_removed("[body]"), lambda v: _without_digits(v["body"])),
    Step("whole", 'LEFT([body],FIND(".",[body]&".")-1)', lambda v: v["body"].partition(".")[0]),
    Step(
        "sound",
        f'IF(OR([body]="",LEN([spelled])>{NUMBER_LENGTH}),0,IF(OR([rest]="",[rest]="."),IF(LEN([body])>LEN([rest]),1,0),'
        + _grouped("[whole]", f'LEFT([whole],1)<>"-",OR({_REST_OF_BODY}="",{_REST_OF_BODY}=".")')
        + "))",
        lambda v: int(v["spelled"] != "" and number_from_text(v["spelled"]) is not None),
    ),
    Step(
        "read",
        _guarded('IF(ISNUMBER([x]),[x],IF([sound]=1,IF(LEFT([spelled],1)="-",-1,1)*VALUE(SUBSTITUTE([body],",","")),[spelled]))'),
        _number_value,
    ),
    Step("value", _ROUNDED, _number_value),
    Step("unreadable", 'IF(ISTEXT([value]),IF([value]="",0,1),0)', lambda v: int(isinstance(v["value"], str) and v["value"] != "")),
]
#: Whether a number is whole, to 15 digits in every program: what stands before the fraction is taken down to 1 first.
_WHOLE = "OR(ABS([value])>=1E15,ROUND([value]-(INT([value])-1),15-LEN(INT(ABS([value]))))=1)"
_INTEGER = [
    *_NUMBER[:-1],
    Step("unreadable", f'IF([value]="",0,IF(ISTEXT([value]),1,IF({_WHOLE},0,1)))', _no_integer),
]

# --- dates ------------------------------------------------------------------------------------------------------------


def _date_value(values: Values) -> str:
    return normalise_date(as_text(values["x"]) or "")


def _month_text(values: Values) -> str:
    after: str = values["after"]
    return after[:2] if len(after) >= 2 and not _without_digits(after[:2]) else after[:1]  # noqa: PLR2004 - two digits


def _part(index: int) -> Callable[[Values], Any]:
    def value(values: Values) -> Any:
        part = date_parts(parse_date(values["value"]))[index]
        return "" if part is None else part

    return value


_FROM_SERIAL = (
    'IF(AND([x]>=1900,[x]<=2100,[x]=INT([x])),TEXT([x],"0"),IF(OR([x]<2,[x]>2958465),"-"&[x],'
    'YEAR([x])&"-"&RIGHT("0"&MONTH([x]),2)&"-"&RIGHT("0"&DAY([x]),2)))'
)
_DATE_SOUND = (
    f'IF([value]="",0,IF(OR(LEN([value])<4,{digits_removed("LEFT([value],4)")}<>"",LEFT([value],4)<"1900",LEFT([value],4)>"2999"),0,IF(LEN([value])=4,1,'
    'IF(ISERROR(FIND(MID([value],5,1),"年/.-")),0,IF([after]="",1,'
    f'IF({digits_removed("[monthtext]")}<>"",0,IF(OR(VALUE([monthtext])<1,VALUE([monthtext])>12),0,'
    'IF(LEN([after])=LEN([monthtext]),1,IF(ISERROR(FIND(MID([after],LEN([monthtext])+1,1),"月/.-")),0,'
    f'IF([tail]="",1,IF(OR([daytext]="",LEN([daytext])>2,{digits_removed("[daytext]")}<>""),0,'
    "IF(OR(VALUE([daytext])<1,VALUE([daytext])>31),0,1))))))))))))"
)
_DATE = [
    Step("value", _guarded(f"IF(ISNUMBER([x]),{_FROM_SERIAL},{_SPELLED})"), _date_value),
    Step("after", "MID([value],6,20)", lambda v: v["value"][5:25]),
    Step(
        "monthtext",
        f'IF([after]="","",IF(AND(LEN([after])>=2,{digits_removed("LEFT([after],2)")}=""),LEFT([after],2),LEFT([after],1)))',
        _month_text,
    ),
    Step("tail", "MID([after],LEN([monthtext])+2,20)", lambda v: v["after"][len(v["monthtext"]) + 1 :][:20]),
    Step("daytext", 'IF(RIGHT([tail],1)="日",LEFT([tail],LEN([tail])-1),[tail])', lambda v: v["tail"].removesuffix("日")),
    Step("sound", _DATE_SOUND, lambda v: int(parse_date(v["value"]) is not None)),
    Step("year", 'IF([sound]=1,VALUE(LEFT([value],4)),"")', _part(0)),
    Step("month", 'IF([sound]=1,IF([monthtext]="","",VALUE([monthtext])),"")', _part(1)),
    Step("day", 'IF([sound]=1,IF([daytext]="","",VALUE([daytext])),"")', _part(2)),
    Step("first", 'IF([sound]=1,DATE([year],IF([month]="",1,[month]),IF([day]="",1,[day])),"")', _part(3)),
    Step("last", 'IF([sound]=1,IF([day]<>"",[first],DATE([year],IF([month]="",12,[month])+1,1)-1),"")', _part(4)),
    Step("precision", 'IF([sound]=1,IF([day]<>"","day",IF([month]<>"","month","year")),"")', _part(5)),
    Step("unreadable", 'IF([value]="",0,1-[sound])', lambda v: int(v["value"] != "") * (1 - int(v["sound"]))),
]

# --- quantities -------------------------------------------------------------------------------------------------------


def _sign(values: Values) -> str:
    first: str = values["value"][:1]
    return first if first and first in COMPARISON_SIGNS else ""


def _run(values: Values) -> int:
    mask: str = values["mask"]
    return len(mask) - len(mask.lstrip(" "))


def _quantity_part(index: int) -> Callable[[Values], Any]:
    def value(values: Values) -> Any:
        part = quantity_parts(parse_quantity(values["value"]))[index]
        return "" if part is None else part

    return value


def _figures_sound(values: Values) -> int:
    return int(parse_quantity(values["figures"]).kind == "quantitative")


_UNIT = 'SUBSTITUTE(SUBSTITUTE([rest],"m2","mx"),"m3","mx")'
_FRACTION = "MID([figures],LEN([whole])+1,99)"
_PLAIN_FIGURES = (
    f'IF({digits_removed("[figures]")}="",1,IF({digits_removed("[figures]")}=".",IF(OR(LEFT([figures],1)=".",RIGHT([figures],1)="."),0,1),'
)
_QUANTITY = [
    Step("line", _guarded(_CLEAN), _line),
    Step(
        "spelled",
        replaced('SUBSTITUTE([line]," ","")', QUANTITY_SPELLINGS),
        lambda v: replace_all(v["line"].replace(" ", ""), QUANTITY_SPELLINGS),
    ),
    Step(
        "value",
        f'IF([spelled]="","",IF(ISNUMBER(FIND(LEFT([spelled],1),"{QUANTITY_STARTS}")),[spelled],[line]))',
        lambda v: normalise_quantity(v["line"]),
    ),
    Step(
        "sign",
        f'IF([value]="","",IF(ISNUMBER(FIND(LEFT([value],1),"{COMPARISON_SIGNS}")),LEFT([value],1),""))',
        _sign,
    ),
    Step("body", "MID([value],LEN([sign])+1,LEN([value]))", lambda v: v["value"][len(v["sign"]) :]),
    Step(
        "mask",
        replaced("[body]", dict.fromkeys("0123456789.,", " ")),
        lambda v: replace_all(v["body"], dict.fromkeys("0123456789.,", " ")),
    ),
    Step("run", 'IF(TRIM([mask])="",LEN([body]),FIND(LEFT(TRIM([mask]),1),[mask])-1)', _run),
    Step("figures", "LEFT([body],[run])", lambda v: v["body"][: v["run"]]),
    Step("rest", "MID([body],[run]+1,LEN([body]))", lambda v: v["body"][v["run"] :]),
    Step("whole", 'LEFT([figures],FIND(".",[figures]&".")-1)', lambda v: v["figures"].partition(".")[0]),
    Step(
        "sound",
        "IF([run]=0,0,"
        + _PLAIN_FIGURES
        + _grouped("[whole]", f'OR({_FRACTION}="",AND(LEN({_FRACTION})>1,{digits_removed(_FRACTION)}="."))')
        + ")))",
        _figures_sound,
    ),
    Step(
        "kind",
        f'IF([value]="","empty",IF([value]="{SCHEDULE_WORDS[0]}","schedule",'
        f'IF([sound]=0,"qualitative",IF(LEN({digits_removed(_UNIT)})=LEN({_UNIT}),"quantitative","qualitative"))))',
        _quantity_part(3),
    ),
    Step("op", 'IF([kind]="quantitative",[sign],"")', _quantity_part(0)),
    Step("number", 'IF([kind]="quantitative",VALUE(SUBSTITUTE([figures],",","")),"")', _quantity_part(1)),
    Step("unit", 'IF([kind]="quantitative",[rest],"")', _quantity_part(2)),
]
