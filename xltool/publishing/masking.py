"""Mask the personal data of a document: what fields say by `x-personal`, and the same again in any other text.

A name, a telephone number or an identity number is often repeated in a long text. Their values are looked for in all texts of the document,
digits in any grouping; numbers that are nobody's field are known by their form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xltool.base.document import leaves
from xltool.base.messages import Text
from xltool.base.paths import OBJECT, in_row, join, without_rows
from xltool.base.short_repr import short_repr
from xltool.form.personal import PERSONAL, digits_of
from xltool.form.schema import Field, Schema

_SHORTEST = 2  # characters of a value that is looked for in other texts: one character is part of anything
_FEWEST_DIGITS = 5  # of a number that is looked for: 110 is everybody's
_LOCAL_DIGITS = 7  # of a telephone number without its area code
_DIGIT = "[0-9０-９]"
_BETWEEN = r"[\s\-－–—()（）]{0,3}"  # between groups of digits
#: Numbers that are personal wherever they stand, by kind of personal data.
_FORMS: Mapping[str, re.Pattern[str]] = {
    "id": re.compile(rf"(?<!{_DIGIT}){_DIGIT}{{6}}(?:1[89]|20|１[８９]|２０){_DIGIT}{{9}}[0-9０-９XxＸｘ](?!{_DIGIT})"),
    "phone": re.compile(
        rf"(?<!{_DIGIT})(?:[1１][3-9３-９](?:[ \-－]?{_DIGIT}){{9}}"
        rf"|[(（]?[0０]{_DIGIT}{{2,3}}[)）]?[ \-－—]?{_DIGIT}{{7,8}}"
        rf"|[(]?[0-9]{{3}}[)]?[- ][0-9]{{3}}-[0-9]{{4}})(?!{_DIGIT})"
    ),
}
#: What may be personal and is not known to be: the field has to say it.
_MAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]")
_LOCAL_NUMBER = re.compile(rf"(?:电话|手机|联系|phone|tel)[^\n]{{0,12}}?(?<!{_DIGIT}){_DIGIT}{{7,8}}(?!{_DIGIT})", re.IGNORECASE)
_TITLES = re.compile(
    r"姓名|联系人|经办人|填报人|填表人|审核人|负责人|法定代表人|电话|手机|身份证|住址|地址|邮箱|微信|\b(?:phone|e-?mail|contact name|address)\b",
    re.IGNORECASE,
)
_SAID_BY_TITLE = Text(zh="栏目名称像个人信息", en="its title sounds personal")
_SAID_BY_VALUE = Text(zh="内容像电话号码或邮箱", en="it looks like a telephone number or an e-mail address")


@dataclass(frozen=True, kw_only=True)
class MaskReport:
    """What was masked, and what looks personal and was left as it is. Reports of several documents add up."""

    fields: Counter[str] = field(default_factory=Counter)  # label of a field → how many of its values were masked
    texts: Counter[str] = field(default_factory=Counter)  # label of a field → how often something was masked within its text
    suspects: Counter[tuple[str, Text]] = field(
        default_factory=Counter
    )  # label of a field that was left, and why it looks personal → how many

    __repr__ = short_repr

    def __add__(self, other: MaskReport) -> MaskReport:
        return MaskReport(fields=self.fields + other.fields, texts=self.texts + other.texts, suspects=self.suspects + other.suspects)

    def lines(self) -> Iterator[Text]:
        """Yield what is said of it, a line for each field."""
        for label, count in self.fields.items():
            yield Text(zh=f"已隐去：{label}，{count} 处", en=f"masked: {label}, {count} of its values")
        for label, count in self.texts.items():
            yield Text(zh=f"已隐去：{label} 文中 {count} 处", en=f"masked: {label}, {count} within its texts")
        for (label, why), count in self.suspects.items():
            zh = f"未隐去：{label}，{count} 处（{why.zh}；需隐去的，在模式中写 x-personal）"
            yield Text(zh=zh, en=f"not masked: {label}, {count} of its values ({why.en}; to mask it, add x-personal to the schema)")


@dataclass(frozen=True, kw_only=True)
class MaskedDocument:
    """A document without personal data."""

    data: Mapping[str, Any]
    report: MaskReport
    masked: Callable[[str], str]  # masks the values of this document in any text about it


def mask_document(schema: Schema, data: Mapping[str, Any]) -> MaskedDocument:
    """Return the data of a document with its personal data masked, and what was masked."""
    mask = _Mask(schema, data)
    return MaskedDocument(data=mask.of(data), report=mask.report, masked=mask.known)


class _Mask:
    def __init__(self, schema: Schema, data: Mapping[str, Any]) -> None:
        self.schema = schema
        self.report = MaskReport()
        self._known = _known_values(self._personal_values(data))

    def _personal_values(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for path, value in leaves(data):
            field_ = self.field(path)
            if field_ is not None and field_.personal and isinstance(value, str) and value.strip():
                yield field_.personal, value.strip()

    def field(self, path: str) -> Field | None:
        return self.schema.field(self.schema.declared(path)) or self.schema.field(without_rows(path))

    def of(self, data: Any, path: str = "") -> Any:
        if isinstance(data, OBJECT):
            return {key: self.of(value, join(path, key)) for key, value in data.items()}
        if isinstance(data, list):
            rows = all(isinstance(item, OBJECT) for item in data)
            return [self.of(item, in_row(path, index) if rows else path) for index, item in enumerate(data)]
        return self.value(path, data) if isinstance(data, str) and data.strip() else data

    def value(self, path: str, text: str) -> str:
        field_ = self.field(path)
        label = field_.title if field_ else path
        if field_ is not None and field_.personal:
            self.report.fields[label] += 1
            return PERSONAL[field_.personal].masked(text.strip())
        masked = self.known(text)
        if field_ is None or field_.kind.prose != "none" or field_.kind.is_unreadable(text):
            masked = _by_form(masked)
        if masked != text:
            self.report.texts[label] += 1
        elif field_ is not None and (why := _suspicion(field_, text)):
            self.report.suspects[label, why] += 1
        return masked

    def known(self, text: str) -> str:
        """Mask the values of the document's personal fields in a text."""
        for pattern, instead in self._known:
            text = pattern.sub(instead, text)
        return text


def _known_values(values: Iterable[tuple[str, str]]) -> list[tuple[re.Pattern[str], str]]:
    """Return what is looked for in texts, and what takes its place; the longest first, as one may be part of another."""
    found: dict[str, tuple[str, str]] = {}
    for personal, value in values:
        kind = PERSONAL[personal]
        instead = kind.masked(value).replace("\\", "\\\\")
        if kind.is_number:
            for digits in _numbers_in(value):
                found.setdefault(digits, (_grouped(digits), instead))
        if len(value) >= _SHORTEST and (not kind.is_number or len(digits_of(value)) >= _FEWEST_DIGITS) and instead != value:
            found.setdefault(value, (r"\s{0,3}".join(map(re.escape, "".join(value.split()))), instead))
    longest_first = sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))
    return [(re.compile(pattern, re.IGNORECASE), instead) for _, (pattern, instead) in longest_first]


def _numbers_in(value: str) -> Iterator[str]:
    """Yield the digits of a value, and those of a telephone number without its area code."""
    digits = digits_of(value)
    groups = [group for group in re.split(r"\D+", value) if len(group) >= _LOCAL_DIGITS]
    area = 3 if digits.startswith(("01", "02")) else 4
    local = [digits[area:]] if digits.startswith("0") and len(digits) - area >= _LOCAL_DIGITS else []
    yield from (number for number in dict.fromkeys([digits, *groups, *local]) if len(number) >= _FEWEST_DIGITS)


def _grouped(digits: str) -> str:
    """Return the pattern of digits in any grouping, plain or full-width."""
    return _BETWEEN.join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in digits)


def _by_form(text: str) -> str:
    for personal, pattern in _FORMS.items():
        text = _each(pattern, text, PERSONAL[personal].masked)
    return text


def _each(pattern: re.Pattern[str], text: str, masked: Callable[[str], str]) -> str:
    return pattern.sub(lambda match: masked(match[0]), text)


def _suspicion(field_: Field, text: str) -> Text | None:
    """Return why a value that was left looks personal; None where it does not."""
    if field_.choices or field_.is_number:
        return None
    if _MAIL.search(text) or _LOCAL_NUMBER.search(text):
        return _SAID_BY_VALUE
    return _SAID_BY_TITLE if _TITLES.search(field_.title) and field_.kind.prose in ("line", "none") else None
