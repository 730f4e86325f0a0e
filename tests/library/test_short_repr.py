"""What a record shows of itself is short, however much it holds, and says the most important things."""

from __future__ import annotations

import dataclasses
import sys
import typing
from typing import Any

import pytest

import xltool
from tests.library.conftest import TEMPLATES
from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.short_repr import LONGEST, short_repr
from xltool.form.roster import Roster, Unit

#: Records of a fixed size, which show all of themselves; and those that only the registries and settings hold.
SMALL = {"Area", "Limits", "Text", "Totals", "Location"}
INNER = {"Kind", "LetterKind", "Mail"}


def records_in(hint: Any) -> set[type[Any]]:
    """The records of ours that a type names."""
    inner = {record for argument in typing.get_args(hint) for record in records_in(argument)}
    is_record = (
        isinstance(hint, type) and hint.__module__.startswith("xltool") and (dataclasses.is_dataclass(hint) or hasattr(hint, "_fields"))
    )
    return inner | {hint} if is_record else inner


def public_records() -> set[type[Any]]:
    """Every record that a public function returns, and what it holds, as far as the definition of a form."""
    offered = [getattr(xltool, name) for name in xltool.__all__]
    left: set[type[Any]] = {each for each in offered if isinstance(each, type) and dataclasses.is_dataclass(each)}
    for verb in offered:
        if not isinstance(verb, type):
            left |= records_in(typing.get_type_hints(verb, vars(sys.modules[verb.__module__])).get("return"))
    known: set[type[Any]] = set()
    while left:
        record = left.pop()
        if record.__name__ in INNER or record in known:
            continue
        known.add(record)
        if record.__name__ != "Definition":
            left |= {held for hint in typing.get_type_hints(record).values() for held in records_in(hint)}
    return known


@pytest.mark.parametrize("record", sorted(public_records(), key=str), ids=lambda record: str(record.__name__))
def test_every_public_record_is_short(record: type) -> None:
    method: Any = record.__repr__
    assert record.__name__ in SMALL or method is short_repr or "short_repr" in method.__code__.co_names


def test_what_is_blank_is_left_out_and_what_is_long_is_cut() -> None:
    finding = Finding(rule="R24", severity="error", message=Text(zh="很长", en="x" * 1000), value="y" * 1000, location=Location("表", 3, 2))
    assert repr(finding) == f"Finding(rule='R24', severity='error', message='{'x' * 39}…', location=Location(…), value='{'y' * 39}…')"


def test_a_record_of_thousands_is_one_short_line() -> None:
    units = tuple(Unit(str(number), "单位" * 100, projects=("项目",) * 50) for number in range(5000))
    for record in (
        Roster(units),
        units[0],
        Document(data={str(number): number for number in range(5000)}, template="t" * 500, unit="u" * 500),
    ):
        assert len(repr(record)) <= LONGEST
        assert "\n" not in repr(record)
    assert repr(Roster(units)) == "Roster(units=<tuple of 5000>, further=FurtherColumns(…))"


def test_reports_show_what_they_are_about(wrong: bytes) -> None:
    report = xltool.check(wrong, templates=TEMPLATES)
    assert repr(report) == "CheckReport(files=<tuple of 1>)"
    assert repr(report.files[0]).startswith(
        "FileReport(path='<bytes>', template='minimal', version='1', document=Document(…), findings=<tuple of "
    )
