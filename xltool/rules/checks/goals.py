"""Checks of a goal's text against the indicators: the numbers that it promises.

A promise is a number with a measure word, 25棵. Roles: goal, level3 (the indicator's name), half_year, full_year.

Not a promise: years and dates (2022年, 3月5日), shares (98%), ordinals and ranks (第3次, 前3名), terms (3个月,
2个百分点), rates (每季度1次), ranges (20-30场), and numbers in quotes or 《titles》. Numbers in Chinese characters are
left alone. Two are the same when number and unit are: 5万棵 is 50000棵, 5场 is 5场次, but 2个 is not 2项.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from xltool.base.quantity import Quantity, parse_quantity
from xltool.rules.checks.access import any_of, plain_digits, table_columns, text_of, words
from xltool.rules.checks.markup import outside_quotes_and_titles
from xltool.rules.checks.registry import Hit, Subject, check

#: What is counted (option `measure_words`).
MEASURE_WORDS = (
    "场", "场次", "个", "项", "棵", "株", "次", "件", "人", "人次", "户", "家", "条", "座", "处", "台", "套", "份",
    "篇", "册", "名", "批", "批次", "辆", "幢", "栋", "所", "亩", "公顷", "公里", "千米", "平方米", "平方公里",
    "立方米", "吨",
)  # fmt: skip
#: What begins like a measure word but counts nothing that an indicator would: terms, shares, aspects.
NOT_COUNTED = (
    "个月", "个季度", "个百分点", "个工作日", "个自然日", "个小时", "个星期", "个学期", "个年度", "个方面", "个层面",
    "个阶段", "个环节", "次性", "人均",
)  # fmt: skip
#: What an indicator's name may begin with before it says what it is about.
VERBS = (
    "开展", "组织", "举办", "举行", "完成", "实施", "推进", "加强", "加快", "培育", "编制", "新建", "建设", "改造",
    "新增", "全市", "全县", "全区", "全省",
)  # fmt: skip

Texts: TypeAlias = tuple[str, ...]

_MANY = {"万": 1e4, "亿": 1e8}
_CLAUSE = re.compile(r"(?:“[^“”]*”|《[^《》]*》|(?<=[0-9]),(?=[0-9]{3})|[^，,。；;！!？?\n])+")
_NOT_BEFORE = re.compile(r"第\s?$|(?<![目此之以])前\s?$|[0-9%]\s?[-—–－~～〜至到]+\s?$|每")
_DIGIT = re.compile(r"\d")
_NO_NAME = re.compile(r"[\W_]+")
_VERBS = re.compile(f"^(?:{'|'.join(VERBS)})+")
_BEFORE = 12  # characters before a number in which it is looked for what makes it no promise
_DECIMALS = 6
_SHORTEST_OBJECT = 4  # characters that name an object
_LONGEST_NAME = 200  # characters of an indicator's name that are looked at
_MOST_PROMISES = 100  # numbers of a goal that are looked at


@dataclass(frozen=True)
class Promise:
    """A number with its unit, and the clause in which it stands."""

    text: str  # "25棵"
    number: float
    unit: str
    clause: str

    @cached_property
    def context(self) -> str:
        """The clause without the number, without quotes and signs."""
        return _NO_NAME.sub("", self.clause.replace(self.text, ""))


class Indicator(NamedTuple):
    """What one row of the table says, as the goal is compared with it."""

    name: str
    half_year: Quantity
    full_year: Quantity


class Known:
    """The numbers that the indicators have, by number: as half-year or full-year values, or in names and longer values."""

    def __init__(self, indicators: list[Indicator], pattern: re.Pattern[str]) -> None:
        self._units: dict[float, set[str]] = defaultdict(set)
        longer = [indicator.name for indicator in indicators]
        for quantity in chain.from_iterable((indicator.half_year, indicator.full_year) for indicator in indicators):
            if quantity.number is None:
                longer.append(quantity.text)
            else:
                self._add(*_scaled(quantity.number, quantity.unit))
        for text in filter(_DIGIT.search, longer):
            for match in pattern.finditer(plain_digits(text)):
                self._add(*_number(match))

    def _add(self, number: float, unit: str) -> None:
        self._units[number].add(unit)

    def has(self, promise: Promise) -> bool:
        """Return whether an indicator has the number with that unit; a number without unit has every unit."""
        return any(_same_unit(unit, promise.unit) for unit in self._units.get(promise.number, ()))


@check(
    "unmatched-goal-number",
    roles=("goal", "level3", "half_year", "full_year"),
    also=(),
    words=("n",),
    options={"measure_words": "words", "conflicts": "flag"},
)
def unmatched_goal_number(subject: Subject) -> Iterator[Hit]:
    """R57: a number with measure word in the goal that no indicator has. Value `n`; one hit per number and unit.

    An indicator has a number as half-year or full-year value or in its name. Numbers that `conflicting-goal-number`
    reports are left to it; option `conflicts` (default false) reports them here too, for forms that do without it.
    Fires: 实施25棵古树抢救复壮, with no indicator of 25棵. Silent: 植树活动5场 with ≥5场; 2022年; 98%以上; 每季度1次.
    """
    for promise, conflict in _broken_promises(subject):
        if conflict is None or subject.options.get("conflicts", False):
            yield Hit(subject.fields["goal"], {"n": promise.text})


@check(
    "conflicting-goal-number",
    roles=("goal", "level3", "half_year", "full_year"),
    also=(),
    words=("n", "x", "name"),
    options={"measure_words": "words"},
)
def conflicting_goal_number(subject: Subject) -> Iterator[Hit]:
    """R58: the goal and an indicator give the same object different numbers.

    Values `n` (the goal's), `x` and `name` (the indicator's). The object is the same when the clause of the number
    holds the beginning of the indicator's name: half of it, and four characters at least (a Chinese name begins with
    what tells it apart: 普法宣传活动 is not 反诈宣传活动). The unit must be the same, and no indicator may have the
    goal's number.
    Fires: 古树抢救复壮25棵 with 古树抢救复壮 =30棵.
    Silent: 古树抢救复壮25棵 with 全市古树管理保护 =339棵, with 古树抢救复壮 =30株, or with =25棵 somewhere.
    """
    for promise, indicator in _broken_promises(subject):
        if indicator is not None:
            given = indicator.full_year.text
            yield Hit(subject.fields["goal"], {"n": promise.text, "x": given, "name": indicator.name})


def _broken_promises(subject: Subject) -> tuple[tuple[Promise, Indicator | None], ...]:
    """Return the goal's numbers that no indicator has, and the indicator that gives the same object another number."""
    columns = table_columns(subject, "level3", "half_year", "full_year")
    measure_words = words(subject, "measure_words", MEASURE_WORDS)
    return _broken(text_of(subject, "goal"), *(column.plain for column in columns), measure_words)


@lru_cache(maxsize=4)  # two checks look at the same texts
def _broken(
    goal: str, names: Texts, half_year: Texts, full_year: Texts, measure_words: Texts
) -> tuple[tuple[Promise, Indicator | None], ...]:
    pattern = _promise_pattern(measure_words)
    promises = _promises(goal, pattern)
    if not promises:
        return ()
    indicators = list(map(Indicator, names, map(parse_quantity, half_year), map(parse_quantity, full_year)))
    known = Known(indicators, pattern)
    broken = (promise for promise in promises[:_MOST_PROMISES] if not known.has(promise))
    return tuple((promise, _of_the_same(indicators, promise)) for promise in broken)


def _of_the_same(indicators: list[Indicator], promise: Promise) -> Indicator | None:
    return next((indicator for indicator in indicators if _same_object(indicator, promise)), None)


def _promises(goal: str, pattern: re.Pattern[str]) -> list[Promise]:
    """Return the numbers of a goal with their units, each once."""
    promises: dict[tuple[float, str], Promise] = {}
    for clause in _CLAUSE.findall(plain_digits(goal)):
        bare = outside_quotes_and_titles(clause)
        for match in pattern.finditer(bare):
            if not _NOT_BEFORE.search(bare[max(0, match.start() - _BEFORE) : match.start()]):
                number, unit = _number(match)
                promises.setdefault((number, unit), Promise(match[0], number, unit, clause))
    return list(promises.values())


@lru_cache(maxsize=32)
def _promise_pattern(measure_words: tuple[str, ...]) -> re.Pattern[str]:
    number = r"(?<![0-9.,A-Za-z+＋])(?<![0-9]\s)(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    unit = rf"(?P<unit>[万亿]?(?:{any_of(measure_words).pattern}))"
    return re.compile(rf"{number}\s?(?!{any_of(NOT_COUNTED).pattern}){unit}")


def _number(match: re.Match[str]) -> tuple[float, str]:
    return _scaled(float(match["number"].replace(",", "")), match["unit"])


def _scaled(number: float, unit: str) -> tuple[float, str]:
    many = _MANY.get(unit[:1])
    return (round(number * many, _DECIMALS), unit[1:]) if many else (number, unit)


def _same_unit(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _same_object(indicator: Indicator, promise: Promise) -> bool:
    quantity = indicator.full_year
    if quantity.number is None or not quantity.unit:
        return False
    name, unit = _object_name(indicator.name), _scaled(0.0, quantity.unit)[1]
    beginning = name[: max(_SHORTEST_OBJECT, (len(name) + 1) // 2)]
    if len(name) < _SHORTEST_OBJECT or not _same_unit(unit, promise.unit):
        return False
    return beginning in promise.context


def _object_name(text: str) -> str:
    """Return an indicator's name without quotes, signs and the words that say what is done with the object."""
    return _VERBS.sub("", _NO_NAME.sub("", text[:_LONGEST_NAME]), count=1)
