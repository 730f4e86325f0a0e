"""An address on the web."""

from __future__ import annotations

from xltool.base.formula_text import count_characters, replaced
from xltool.base.messages import Text
from xltool.base.normalise import lower, replace_all
from xltool.form.checked_line import checked_line
from xltool.form.kind import Step, StepValues, no_parts

_SPELLINGS = {"：//": "://", "：／／": "://"}
_SCHEMES = ("http://", "https://")
#: What no address has (RFC 3986, 2), and marks that stand between two addresses.
_FOREIGN = ' "<>\\^`{|}，。；、（）“”《》'
_ENDS = "/?#"
_LONGEST = 2000  # characters


def _tidy(line: str) -> str:
    return replace_all(line, _SPELLINGS)


def _rest(text: str) -> str:
    return text.partition("://")[2]


def _host(text: str) -> str:
    rest = _rest(text)
    return rest[: min((rest + _ENDS).index(mark) for mark in _ENDS)]


def _is_sound(text: str) -> bool:
    if len(text) > _LONGEST or not lower(text).startswith(_SCHEMES) or not set(_FOREIGN).isdisjoint(text):
        return False
    host = _host(text)
    return "." in host and ".." not in host and host[0] != "." and host[-1] != "."


def _host_of(values: StepValues) -> str:
    return _host(values["tidy"])


_STARTS = ",".join(f'EXACT(LOWER(LEFT([tidy],{len(scheme)})),"{scheme}")' for scheme in _SCHEMES)
_END = ",".join(f'FIND("{mark}",[rest]&"{mark}")' for mark in _ENDS)

KIND = checked_line(
    name="url",
    doc=Text(zh="一个网址，以 http:// 或 https:// 开头", en="one web address, with http:// or https:// before it"),
    guide=Text(zh="一个网址，如 https://www.example.com", en="one web address, such as https://www.example.com"),
    implied_by="format: uri",
    tidy=_tidy,
    tidy_formula=replaced("[line]", _SPELLINGS),
    is_sound=_is_sound,
    sound_formula=(
        f"AND(LEN([tidy])<={_LONGEST},OR({_STARTS}),{count_characters('[tidy]', _FOREIGN)}=0,"
        'FIND(".",[host])>1,COUNT(FIND("..",[host]))=0,RIGHT([host],1)<>".")'
    ),
    between=(
        Step("rest", f'MID([tidy],FIND("://",[tidy]&"://")+3,{_LONGEST})', lambda values: _rest(values["tidy"])[:_LONGEST]),
        Step("host", f"LEFT([rest],MIN({_END})-1)", _host_of),
    ),
    parts=(),
    split=no_parts,
    part_steps=(),
    examples=("https://www.example.com", "http://example.org/a/b?x=1#y", "https://example.com:8080/路径"),
    oddities=(
        "https：//www.example.com", " https://example.com ", "HTTPS://EXAMPLE.COM", "www.example.com", "example.com", "ftp://example.com",
        "https://", "https://example", "https://example..com", "https://.com", "https://example.com.", "https://example.com/a b",
        "http://a.example.com；http://b.example.com", "http://a.example.com，b", "https:/example.com", "https//example.com", "网址",
        "https://例子.中国", "https://example.com?u=http://example.org", "https://example.com?a.b", "https://?a.b", 5,
    ),
)  # fmt: skip
