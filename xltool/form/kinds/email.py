"""An e-mail address."""

from __future__ import annotations

import re

from xltool.base.formula_text import only_characters, replaced
from xltool.base.messages import Text
from xltool.base.normalise import replace_all
from xltool.form.checked_line import checked_line
from xltool.form.kind import Step, no_parts

_SPELLINGS = {"＠": "@", "．": "."}
_OF_DOMAINS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
#: The characters of a Dot-string (RFC 5321, 4.1.2), and the sign between it and the domain.
_ALL = _OF_DOMAINS + "!#$%&'*+/=?^_`{|}~@"
#: What never stands in one: dots are between other characters, and no part of a domain begins or ends with a hyphen.
_NEVER = ("..", ".@", "@.", "@-", "-.", ".-@")
_LONGEST, _LONGEST_NAME = 254, 64  # characters (RFC 5321, 4.5.3.1)
_FORM = re.compile(rf"[{re.escape(_ALL[:-1])}]{{1,{_LONGEST_NAME}}}@[{re.escape(_OF_DOMAINS)}]+", re.ASCII)


def _tidy(line: str) -> str:
    return replace_all(line, _SPELLINGS)


def _domain(text: str) -> str:
    return text.partition("@")[2]


def _is_sound(text: str) -> bool:
    if len(text) > _LONGEST or _FORM.fullmatch(text) is None or text[0] == "." or text[-1] in ".-":
        return False
    return "." in _domain(text) and not any(part in text for part in _NEVER)


_FINDS = ",".join(f'FIND("{part}",[tidy])' for part in _NEVER)

KIND = checked_line(
    name="email",
    doc=Text(zh="一个电子邮箱地址", en="one e-mail address"),
    guide=Text(zh="一个电子邮箱地址，如 name@example.com", en="one e-mail address, such as name@example.com"),
    implied_by="format: email",
    tidy=_tidy,
    tidy_formula=replaced("[line]", _SPELLINGS),
    is_sound=_is_sound,
    sound_formula=(
        f'AND(LEN([tidy])<={_LONGEST},LEN(SUBSTITUTE([tidy],"@",""))=LEN([tidy])-1,FIND("@",[tidy])>1,FIND("@",[tidy])<={_LONGEST_NAME + 1},'
        f'COUNT({_FINDS})=0,LEFT([tidy],1)<>".",RIGHT([tidy],1)<>".",RIGHT([tidy],1)<>"-",FIND(".",[domain])>1,'
        f"{only_characters('[tidy]', _ALL)},{only_characters('[domain]', _OF_DOMAINS)})"
    ),
    between=(Step("domain", f'MID([tidy],FIND("@",[tidy]&"@")+1,{_LONGEST})', lambda values: _domain(values["tidy"])[:_LONGEST]),),
    parts=(),
    split=no_parts,
    part_steps=(),
    examples=("name@example.com", "first.last+tag@mail.example.org", "a_b-c@example.gov.cn"),
    oddities=(
        "name＠example．com", " name@example.com ", "name@example", "name@", "@example.com", "name", "a b@example.com", "a@b@example.com",
        "a..b@example.com", ".a@example.com", "a.@example.com", "a@.example.com", "a@example.com.", "a@-example.com", "a@exa-.com",
        "a@example.com；b@example.com", "a@example.com, b@example.com", "张三@example.com", "a@例子.中国", "x" * 64 + "@example.com",
        "x" * 65 + "@example.com", "mailto:a@example.com", "NAME@EXAMPLE.COM", "a@b.c", 5, "a@exam_ple.com", "a@example.c~m", "无",
    ),
)  # fmt: skip
