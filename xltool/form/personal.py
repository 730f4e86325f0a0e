"""Personal data (个人信息): what a field may say of a person, and what is left of it where a form is published."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from xltool.base.messages import Text
from xltool.base.registry import by_name

_PHONE_DIGITS = 4  # of a telephone number, that stay
_ID_DIGITS = 6  # of an identity number, that stay: the county where it was given out
#: An address up to its county or district. 自治区 and 行政区 are provinces, 小区 and 县府街 stand further down.
_COUNTY = re.compile(r".{1,25}?(?:县(?![府政委城医学前]|[东西南北]?[街路巷])|(?<!自治)(?<!行政)(?<![小社校院厂宅])区)")


@dataclass(frozen=True, kw_only=True, eq=False)
class PersonalData:
    """One kind of personal data, whole. Every attribute is needed."""

    name: str  # as `x-personal` writes it
    doc: Text  # what it is, and what is left of it
    masked: Callable[[str], str]  # from a text that is not blank
    is_number: bool  # whether its digits are looked for in other texts, however they are grouped


def digits_of(text: str) -> str:
    """Return the digits of a text, full-width ones as plain ones."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character in "0123456789")


def _name(text: str) -> str:
    return f"{text[:1]}**" if len(text) > 1 else "**"


def _phone(text: str) -> str:
    digits = digits_of(text)
    return f"{digits[:_PHONE_DIGITS]}****" if len(digits) > _PHONE_DIGITS else "****"


def _id(text: str) -> str:
    characters = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return f"{characters[:_ID_DIGITS]}********" if len(digits_of(characters)) > _ID_DIGITS else "********"


def _address(text: str) -> str:
    county = _COUNTY.match(text)
    return f"{county[0]}***" if county and county.end() < len(text) else "***" if not county else text


#: Every kind of personal data by its name.
PERSONAL: dict[str, PersonalData] = by_name(
    [
        PersonalData(
            name="name",
            doc=Text(zh="姓名：保留第一个字，`张**`", en="a name: its first character stays, `张**`"),
            masked=_name,
            is_number=False,
        ),
        PersonalData(
            name="phone",
            doc=Text(zh="电话号码：保留前四位数字，`0519****`", en="a telephone number: its first four digits stay, `0519****`"),
            masked=_phone,
            is_number=True,
        ),
        PersonalData(
            name="id",
            doc=Text(
                zh="身份证件号码：保留前六位，`320402********`", en="an identity number: its first six characters stay, `320402********`"
            ),
            masked=_id,
            is_number=True,
        ),
        PersonalData(
            name="address",
            doc=Text(
                zh="地址：保留到县、区，`江苏省常州市新北区***`",
                en="an address: it stays up to the county or district (县, 区), `江苏省常州市新北区***`; one that names none is left out",
            ),
            masked=_address,
            is_number=False,
        ),
        PersonalData(
            name="whole",
            doc=Text(zh="其他：全部隐去，`***`", en="anything else: nothing stays, `***`"),
            masked=lambda _: "***",
            is_number=False,
        ),
    ],
    "kinds of personal data",
)
