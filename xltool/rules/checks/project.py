"""Checks of a project's own data: its dates, its term, and the persons it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltool.base.dates import normalise_date, parse_date
from xltool.rules.checks.access import plain_digits, text_of, texts, words
from xltool.rules.checks.markup import outside_titles_and_brackets
from xltool.rules.checks.registry import Hit, Subject, check

#: Project types that end with their term (option `types` of `goal-after-end`).
ONE_OFF_TYPES = ("一次性安排项目", "一次性项目")

_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})\s{0,2}年(?!远景)")


@check("year-only", words=("x",), options={})
def year_only(subject: Subject) -> Iterator[Hit]:
    """R11: a date that gives only the year. Value `x`.

    Fires: 2022年, 2022. Silent: 2022年3月, 2022-03-05, blank, and anything but a date.
    """
    for path, text in texts(subject):
        date = parse_date(normalise_date(text))
        if date is not None and date.precision == "year":
            yield Hit(path, {"x": text})


@check("goal-after-end", roles=("type", "end", "goal"), also=(), words=("year", "end"), options={"types": "words"})
def goal_after_end(subject: Subject) -> Iterator[Hit]:
    """R12: a one-off project whose goal names a year after the project's end. Roles type, end, goal; value `year`.

    Only a year written with 年 counts, and none in 《titles》 or brackets, which name plans and laws. Option `types`.
    Fires, with end 2022年: 到2025年, 2023—2025年.
    Silent: 2022年底, 《绿地系统规划(2018-2035)》, （至2035年）, 2035年远景目标.
    """
    end = parse_date(normalise_date(text_of(subject, "end")))
    if end is None or text_of(subject, "type") not in words(subject, "types", ONE_OFF_TYPES):
        return
    goal = outside_titles_and_brackets(plain_digits(text_of(subject, "goal")))
    later = [int(year) for year in _YEAR.findall(goal) if int(year) > end.year]
    if later:
        yield Hit(subject.fields["goal"], {"year": later[0], "end": end.year})


@check("personal-data", words=("x",), options={"publish": "flag"})
def personal_data(subject: Subject) -> Iterator[Hit]:
    """R14: a person's name or phone number in a form that is to be published. Value `x`.

    One hit, at the first field that is filled in; an entry names the persons' names before the phone numbers. Option
    `publish` (default true) says whether the form is to be published.
    """
    if not subject.options.get("publish", True):
        return
    for path, text in texts(subject):
        if text.strip():
            yield Hit(path, {"x": text.strip()})
            return
