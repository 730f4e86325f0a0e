"""The checks on a real form of 2022, and on documents of any shape."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.base.messages import listed
from xltool.rules.checks import Hit, check_names

from .support import BUREAU, ROLES, ROSTER, SEED, hits

PROSE = ["rationale.necessity", "rationale.feasibility", "rationale.content", "goals.medium_term", "goals.annual"]
TEXTS = ["project.name", *PROSE, "expenditure.item", "indicators.level3"]
NAMES = ["indicators.level3"]
GOAL = {"goal": "goals.annual"} | ROLES
UNIT = {"level": "project.level", "unit": "project.unit", "department": "project.department"}
TERM = {"type": "project.type", "end": "project.end", "goal": "goals.medium_term"}

FIELDS: dict[str, Mapping[str, str] | list[str]] = {
    "acceptance-without-output": ROLES,
    "campaign-year": {"year": "year"},
    "conflicting-goal-number": GOAL,
    "counted-process": ROLES,
    "cut-off-text": PROSE,
    "funds-ahead-of-tasks": ROLES,
    "goal-after-end": TERM,
    "html-tags": TEXTS,
    "mixed-punctuation": TEXTS,
    "payment-as-output": ROLES,
    "personal-data": ["project.leader", "project.phone"],
    "placeholder-left": TEXTS,
    "project-level": UNIT,
    "quoted-name": NAMES,
    "repeated-paragraph": PROSE,
    "roster-names": UNIT,
    "same-name-other-type": ROLES,
    "several-in-one": NAMES,
    "unit-alias": {"unit": "project.unit"} | {path: path for path in PROSE},
    "unmatched-goal-number": GOAL,
    "wrong-category": ROLES,
    "year-only": ["project.start", "project.end"],
}


def run(check: str, data: Mapping[str, Any]) -> list[Hit]:
    return hits(check, data, FIELDS[check], roster=ROSTER, unit=BUREAU, year=2022)


def test_every_check_is_tested_here() -> None:
    assert sorted(FIELDS) == check_names()


def row(index: int, column: str) -> str:
    return f"indicators[{index}].{column}"


EXPECTED: dict[str, list[tuple[str, dict[str, object]]]] = {
    "acceptance-without-output": [
        (row(27, "half_year"), {"name": "绿化规范标准编制"}),
        (row(28, "half_year"), {"name": "绿地示范空间建设"}),
    ],
    "campaign-year": [],
    "conflicting-goal-number": [],
    "counted-process": [],
    "cut-off-text": [
        ("rationale.feasibility", {"tail": "绿化技能竞赛和示"}),
        ("goals.annual", {"tail": "案例分析、社会公众"[-8:]}),
    ],
    "funds-ahead-of-tasks": [(row(7, "half_year"), {"funds": "预算执行率=100%", "tasks": "目标任务完成及时率≥40%"})],
    "goal-after-end": [("goals.medium_term", {"year": 2025, "end": 2022})],
    "html-tags": [
        (path, {"tag": listed(["<p>", "</p>"])})
        for path in ("rationale.necessity", "rationale.feasibility", "rationale.content", "goals.annual")
    ],
    "mixed-punctuation": [
        ("goals.medium_term", {"sign": ",", "near": "年,城"}),
        ("goals.annual", {"sign": ",", "near": "理,全"}),
        (row(11, "level3"), {"sign": ",", "near": "务,共"}),
    ],
    "payment-as-output": [],
    "personal-data": [("project.leader", {"x": "联系人甲"})],
    "placeholder-left": [],
    "project-level": [("project.level", {"unit": "常州市城市管理局", "level": "市级", "x": "省本级"})],
    "quoted-name": [
        (row(19, "level3"), {"x": "“绿化规范标准编制”"}),
        (row(20, "level3"), {"x": "“绿地示范空间建设”"}),
        (row(21, "level3"), {"x": "“绿化修剪技能竞赛”"}),
        (row(24, "level3"), {"x": "“古木传承工作室”"}),
    ],
    "repeated-paragraph": [("rationale.feasibility", {"i": 4, "j": 7})],
    "roster-names": [],
    "same-name-other-type": [
        (row(27, "level3"), {"name": "绿化规范标准编制", "a": "数量指标", "b": "质量指标"}),
        (row(28, "level3"), {"name": "绿地示范空间建设", "a": "数量指标", "b": "质量指标"}),
    ],
    "several-in-one": [(row(index, "level3"), {"x": SEED["indicators"][index]["level3"]}) for index in (11, 12, 15, 16, 23, 33)],
    "unit-alias": [("rationale.content", {"a": "常州市城市管理局", "b": "城管局"})],
    "unmatched-goal-number": [("goals.annual", {"n": "25棵"})],
    "wrong-category": [(row(29, "level3"), {"word": "水平", "level": "时效指标"})],
    "year-only": [("project.start", {"x": "2022年"}), ("project.end", {"x": "2022年"})],
}


@pytest.mark.parametrize("check", sorted(FIELDS))
def test_findings_of_the_real_form(check: str) -> None:
    assert [(hit.field, dict(hit.values)) for hit in run(check, SEED)] == EXPECTED[check]


def with_goal(old: str, new: str) -> dict[str, Any]:
    goals = SEED["goals"] | {"annual": SEED["goals"]["annual"].replace(old, new)}
    return SEED | {"goals": goals}


def test_a_changed_number_in_the_goal_conflicts_with_its_indicator() -> None:
    data = with_goal("植树活动5场", "植树活动6场")
    (hit,) = run("conflicting-goal-number", data)
    assert (hit.values["n"], hit.values["x"]) == ("6场", "≥5场")
    assert [hit.values["n"] for hit in run("unmatched-goal-number", data)] == ["25棵"]


def test_a_number_added_to_the_goal_is_unmatched() -> None:
    data = with_goal("绿色先行", "开展培训12次,绿色先行")
    assert [hit.values["n"] for hit in run("unmatched-goal-number", data)] == ["25棵", "12次"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["数量指标", "=0项", "<p>5场", "“"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(SEED | ROLES)), inner, max_size=4),
    max_leaves=12,
)
ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(ROLES, JSON)) | JSON, max_size=4)
GROUP = st.dictionaries(st.sampled_from(["name", "type", "level", "end", "unit", "annual", "medium_term", "content"]), JSON)
DOCUMENTS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(SEED, JSON) | {"indicators": ROWS, "project": GROUP, "goals": GROUP, "rationale": GROUP}
)


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_no_document_stops_a_check(data: dict[str, Any]) -> None:
    for check in FIELDS:
        run(check, data)


LONGEST = 32_767  # characters that a cell can hold
HOSTILE = [
    "<", "<p ", "<!--", "<a<", "&", "&amp;", "“", "《", "(", "((（", "“《（【[", "城管局", "1", "1,", "1,234",
    "5 ", "第", "每5场，", "前", "1-", "9~", "25棵", "X", "×", "甲,", "及", "普及", "\n", " ", "2025年", "开展",
    "\"'",
]  # fmt: skip


@pytest.mark.parametrize("part", [*HOSTILE, "".join(f"{number}棵" for number in range(9999))])
def test_hostile_texts_take_no_time(part: str) -> None:
    text = (part * (LONGEST // len(part) + 1))[:LONGEST]
    strings = {path.rpartition(".")[2]: text for path in (*PROSE, *ROLES)}
    project = {"name": text, "type": "一次性安排项目", "end": "2022", "leader": text, "unit": text, "level": text}
    data = {"project": project, "rationale": strings, "goals": strings, "indicators": [strings, strings]}
    for check in FIELDS:
        start = time.perf_counter()
        run(check, data)
        assert time.perf_counter() - start < 20, check  # backtracking would take hours; this does not measure speed
