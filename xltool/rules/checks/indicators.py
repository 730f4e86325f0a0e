"""Checks of the table of indicators: names, and values that contradict each other or their category.

Roles: level1, level2, level3 (the indicator's name), half_year, full_year. Names are compared with quotation marks and
spaces left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltool.base.quantity import Quantity
from xltool.rules.checks.access import any_of, columns, table_columns, words
from xltool.rules.checks.columns import Column
from xltool.rules.checks.markup import is_wholly_quoted, outside_quotes_and_brackets
from xltool.rules.checks.registry import Hit, Subject, check

#: What joins several things in one name (option `joints` of `several-in-one`).
JOINTS = ("、", "及")
#: Words in which a joint joins nothing (option `exceptions` of `several-in-one`).
NOT_JOINTS = (
    "及时", "及早", "及格", "普及", "涉及", "惠及", "波及", "触及", "危及", "提及", "顾及", "遍及", "推及", "可及",
    "能及",
)  # fmt: skip
#: The second level that counts output (option `output_levels`).
OUTPUT_LEVELS = ("数量指标",)
#: The second level that is about time (option `time_levels` of `wrong-category`).
TIME_LEVELS = ("时效指标",)
#: First levels that are about how decisions are made and carried out (option `process_levels` of `counted-process`).
PROCESS_LEVELS = ("决策", "过程")
#: Words that ask for acceptance (option `acceptance` of `acceptance-without-output`).
ACCEPTANCE = ("验收",)
#: Names of the share of money spent (option `funds` of `funds-ahead-of-tasks`).
FUNDS = ("预算执行率",)
#: Names of the share of tasks done in time (option `tasks` of `funds-ahead-of-tasks`).
TASKS = ("及时率",)
#: Words of effect and quality, which do not concern time (option `words` of `wrong-category`).
NOT_OF_TIME = ("水平", "意识", "满意")
#: Words of payment (option `words` of `payment-as-output`) and what only sounds like it (option `exceptions`).
PAYMENTS = ("支付", "拨付")
NOT_PAYMENTS = ("移动支付", "电子支付", "数字支付", "支付宝", "支付码")
#: Units of countable output (option `units` of `counted-process`).
COUNTED_UNITS = ("场", "个", "项", "棵", "次")

_WHOLE = 100.0  # per cent


@check("same-name-other-type", roles=("level2", "level3"), also=(), words=("name", "a", "b"), options={})
def same_name_other_type(subject: Subject) -> Iterator[Hit]:
    """R38: the same name under another second level. Values `name`, `a`, `b` (the levels); one hit per pair.

    Fires: “绿地示范空间建设” as 数量指标 and 绿地示范空间建设 as 质量指标, at the later one.
    Silent: the same name twice under one level (a duplicate is another rule's), a blank name or level.
    """
    names, levels = table_columns(subject, "level3", "level2")
    levels_of: dict[str, dict[str, None]] = {}
    for row, (name, level) in enumerate(zip(names.names, levels.plain, strict=True)):
        if name and level:
            others = levels_of.setdefault(name, {})
            if others and level not in others:
                yield Hit(names.path(row), {"name": name, "a": next(iter(others)), "b": level})
            others[level] = None


@check("several-in-one", words=("x",), options={"joints": "words", "exceptions": "words"})
def several_in_one(subject: Subject) -> Iterator[Hit]:
    """R39: a name that joins several things by 、 or 及, outside quotes, brackets and 《titles》. Value `x`.

    Fires: 古树管养覆盖率、存活率; 植树活动及宣传推广.
    Silent: 任务完成及时率, 知识普及率, “甲、乙”考评, 培训（线上、线下）. Options `joints` and `exceptions`.
    """
    joint = any_of(words(subject, "joints", JOINTS))
    exception = any_of(words(subject, "exceptions", NOT_JOINTS))
    for column in columns(subject):
        for row, text in enumerate(column.typed if joint.search(column.all_typed) else ()):
            name = column.plain[row]
            if joint.search(text) and joint.search(exception.sub("", outside_quotes_and_brackets(name))):
                yield Hit(column.path(row), {"x": name})


@check("quoted-name", words=("x",), options={})
def quoted_name(subject: Subject) -> Iterator[Hit]:
    """R40: quotation marks round the whole name. Value `x`.

    Fires: “绿化规范标准编制”. Silent: 培育“古木传承工作室”, “公园城市”“花漾常州系列工程”.
    """
    for column in columns(subject):
        for row, name in enumerate(column.plain):
            if is_wholly_quoted(name):
                yield Hit(column.path(row), {"x": name})


@check(
    "acceptance-without-output",
    roles=("level2", "level3", "half_year"),
    also=(),
    words=("name",),
    options={"acceptance": "words", "output_levels": "words"},
)
def acceptance_without_output(subject: Subject) -> Iterator[Hit]:
    """R55: the half-year value asks for acceptance while the output of the same name is 0 by then. Value `name`.

    Fires: 质量指标 标准编制 “通过评审及验收” beside 数量指标 标准编制 “=0项”. Options `acceptance`, `output_levels`.
    Silent: where the output has another name, no half-year value, or one above 0.
    """
    levels, names, values = table_columns(subject, "level2", "level3", "half_year")
    outputs = words(subject, "output_levels", OUTPUT_LEVELS)
    rows = zip(levels.plain, names.names, values.quantities, strict=True)
    nothing_yet = {name for level, name, value in rows if level in outputs and _is_nothing(value)}
    acceptance = any_of(words(subject, "acceptance", ACCEPTANCE))
    for row, (name, value) in enumerate(zip(names.names, values.plain, strict=True) if nothing_yet else ()):
        if acceptance.search(value) and name in nothing_yet:
            yield Hit(values.path(row), {"name": names.plain[row]})


def _is_nothing(quantity: Quantity) -> bool:
    return quantity.number == 0 and quantity.op != ">"


@check(
    "funds-ahead-of-tasks", roles=("level3", "half_year"), also=(), words=("funds", "tasks"), options={"funds": "words", "tasks": "words"}
)
def funds_ahead_of_tasks(subject: Subject) -> Iterator[Hit]:
    """R56: all money is to be spent by half-year (预算执行率 100%) while a 及时率 is below 100%.

    Values `funds` and `tasks`, name and value; one hit, at the share of money. Options `funds` and `tasks`.
    Fires: =100% beside ≥40%. Silent: ≥50% beside ≥40%, =100% beside =100%, 序时进度.
    """
    names, values = table_columns(subject, "level3", "half_year")
    tasks = _named(names, words(subject, "tasks", TASKS))
    behind = [row for row in tasks if _is_below_whole(values.quantities[row])]
    for row in _named(names, words(subject, "funds", FUNDS)) if behind else ():
        if _is_whole(values.quantities[row]):
            funds, task = (f"{names.plain[at]}{values.plain[at]}" for at in (row, behind[0]))
            yield Hit(values.path(row), {"funds": funds, "tasks": task})


def _named(names: Column, alternatives: tuple[str, ...]) -> list[int]:
    """Return the rows whose name holds one of the words."""
    pattern = any_of(alternatives)
    return [row for row, name in enumerate(names.plain) if pattern.search(name)]


def _is_whole(quantity: Quantity) -> bool:
    return _is_percent(quantity) and quantity.number == _WHOLE and quantity.op not in ("<", "≤")


def _is_below_whole(quantity: Quantity) -> bool:
    return _is_percent(quantity) and quantity.number is not None and quantity.number < _WHOLE


def _is_percent(quantity: Quantity) -> bool:
    return quantity.unit.startswith("%")


@check("wrong-category", roles=("level2", "level3"), also=(), words=("word", "level"), options={"words": "words", "time_levels": "words"})
def wrong_category(subject: Subject) -> Iterator[Hit]:
    """R59: words of effect or quality in the name of an indicator of time. Values `word` and `level`.

    Fires: 时效指标 绿化专业技术水平. Silent: 时效指标 任务完成及时率, 质量指标 技术水平.
    Options `words` and `time_levels`.
    """
    yield from _words_under(subject, words(subject, "time_levels", TIME_LEVELS), any_of(words(subject, "words", NOT_OF_TIME)), any_of(()))


@check(
    "payment-as-output",
    roles=("level2", "level3"),
    also=(),
    words=("word", "level"),
    options={"words": "words", "exceptions": "words", "output_levels": "words"},
)
def payment_as_output(subject: Subject) -> Iterator[Hit]:
    """R60: a payment given as output. Values `word` and `level`. Options `words`, `exceptions`, `output_levels`.

    Fires: 数量指标 工程款支付, 补助资金拨付次数. Silent: 数量指标 移动支付商户数, 时效指标 资金拨付及时率.
    """
    yield from _words_under(
        subject,
        words(subject, "output_levels", OUTPUT_LEVELS),
        any_of(words(subject, "words", PAYMENTS)),
        any_of(words(subject, "exceptions", NOT_PAYMENTS)),
    )


def _words_under(subject: Subject, levels: tuple[str, ...], pattern: re.Pattern[str], exceptions: re.Pattern[str]) -> Iterator[Hit]:
    given, names = table_columns(subject, "level2", "level3")
    for row, (level, name) in enumerate(zip(given.plain, names.plain, strict=True)):
        if level in levels and (match := pattern.search(exceptions.sub("", name))):
            yield Hit(names.path(row), {"word": match[0], "level": level})


@check(
    "counted-process",
    roles=("level1", "half_year", "full_year"),
    also=(),
    words=("x", "level"),
    options={"process_levels": "words", "units": "words"},
)
def counted_process(subject: Subject) -> Iterator[Hit]:
    """R66: a counted value under a first level that is about decisions and process. Value `x`; at the first level.

    Fires: 过程 “≥5场”. Silent: 过程 “=100%”, 决策 “充分”, 产出指标 “≥5场”. Options `process_levels`, `units`.
    """
    levels, units = words(subject, "process_levels", PROCESS_LEVELS), words(subject, "units", COUNTED_UNITS)
    given, half_year, full_year = table_columns(subject, "level1", "half_year", "full_year")
    for row, level in enumerate(given.plain):
        if level in levels:
            values = (full_year.quantities[row], half_year.quantities[row])
            counted = next((value for value in values if value.unit in units), None)
            if counted:
                yield Hit(given.path(row), {"x": counted.text, "level": level})
