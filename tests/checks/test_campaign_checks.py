from typing import Any

import pytest

from xltool.form.roster import Roster, Unit

from .support import BUREAU, ROSTER, hits


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (2021, True),
        ("2023年", True),
        ("去年", True),
        (2022, False),
        ("2022年度", False),
        ("２０２２", False),
        (None, False),
    ],
)
def test_campaign_year(given: object, *, expected: bool) -> None:
    for asked in (2022, "2022"):
        assert bool(hits("campaign-year", {"year": given}, {"year": "year"}, year=asked)) is expected
    assert not hits("campaign-year", {"year": given}, {"year": "year"})


NAMES = {"department": "department", "unit": "unit"}


@pytest.mark.parametrize(
    ("department", "unit", "found"),
    [
        ("常州市城市管理局", "常州市城市管理局", []),
        ("常州市城市管理局", " 常州市绿化管理中心", []),
        ("常州市财政局", "常州市绿化管理中心", [("department", "")]),
        ("常州市城市管理局", "绿化中心", [("unit", "")]),
        ("常州市城市管理局", "城管局", [("unit", "常州市城市管理局")]),  # the name that is meant
        (None, "", []),
    ],
)
def test_roster_names(department: str | None, unit: str | None, found: list[Any]) -> None:
    data = {"department": department, "unit": unit}
    assert [(hit.field, hit.values["name"]) for hit in hits("roster-names", data, NAMES, roster=ROSTER)] == found
    assert not hits("roster-names", data, NAMES)


@pytest.mark.parametrize(
    ("aliases", "text", "alias"),
    [
        (("城管局",), "常州市城管局将以", "城管局"),
        (("城管局",), "<p>城管局与常州市城市管理局</p>", "城管局"),
        (("城管局", "市城管局"), "常州市城管局将以", "市城管局"),
        (("城管局",), "常州市城市管理局将以", None),
        (("管理局",), "常州市城市管理局与常州市水务管理局将以", None),
        (("管理局",), "管理局将以", "管理局"),
        (("局",), "教育局", None),
        ((), "城管局", None),
    ],
)
def test_unit_alias(aliases: tuple[str, ...], text: object, alias: str | None) -> None:
    unit = Unit(id="1", name="常州市城市管理局", aliases=aliases)
    roster = Roster((unit, *ROSTER.units[1:]))
    for sender, named in ((unit, None), (None, "常州市城市管理局")):
        data = {"unit": named, "first": None, "prose": text, "more": text}
        found = hits("unit-alias", data, {"unit": "unit", "a": "first", "b": "prose", "c": "more"}, roster=roster, unit=sender)
        assert [(hit.field, hit.values["b"]) for hit in found] == ([("prose", alias)] if alias else [])
        assert {hit.values["a"] for hit in found} <= {"常州市城市管理局"}


def test_unit_alias_needs_the_roster_and_the_unit() -> None:
    data = {"unit": "无名单位", "prose": "城管局"}
    assert not hits("unit-alias", data, ["prose"], unit=BUREAU)
    assert not hits("unit-alias", data, {"unit": "unit", "prose": "prose"}, roster=ROSTER)
    assert hits("unit-alias", data, ["prose"], roster=ROSTER, unit=BUREAU)


LEVEL = {"level": "level", "unit": "unit"}


@pytest.mark.parametrize(
    ("unit", "level", "expected"),
    [
        ("常州市城市管理局", "省本级", True),
        ("城管局", "省本级", True),
        ("常州市城市管理局", "市本级", False),
        ("常州市城市管理局", None, False),
        ("无名单位", "省本级", False),
    ],
)
def test_project_level(unit: str | None, level: str | None, *, expected: bool) -> None:
    data = {"level": level, "unit": unit}
    found = hits("project-level", data, LEVEL, roster=ROSTER)
    assert [hit.values for hit in found] == ([{"unit": "常州市城市管理局", "level": "市级", "x": level}] if expected else [])
    assert not hits("project-level", data, LEVEL)


def test_project_levels_come_from_the_options() -> None:
    data = {"level": "省本级", "unit": "常州市城市管理局"}
    assert not hits("project-level", data, LEVEL, roster=ROSTER, levels={"市级": ["市本级", "省本级"]})
    assert not hits("project-level", data, LEVEL, roster=ROSTER, levels={})
