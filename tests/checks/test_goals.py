from typing import Any

import pytest

from .support import ROLES, hits, indicators

FIELDS = {"goal": "goal"} | {role: ROLES[role] for role in ("level3", "half_year", "full_year")}


def run(check: str, goal: str, *rows: tuple[str | None, ...], **options: Any) -> list[object]:
    named = [("产出指标", "数量指标", *row) for row in rows]
    found = hits(check, indicators(*named) | {"goal": goal}, FIELDS, **options)
    assert {hit.field for hit in found} <= {"goal"}
    return [hit.values["n"] for hit in found]


@pytest.mark.parametrize(
    ("goal", "found"),
    [
        ("实施25棵古树抢救复壮", ["25棵"]),
        ("<p>实施２５棵古树抢救复壮</p>", ["25棵"]),
        ("植树1,200棵,培训3.5万人次", ["1,200棵", "3.5万人次"]),
        ("培训12次，再培训12次", ["12次"]),
        ("植树1 200棵、60 40棵", []),  # which figures belong together is not guessed
        ("目前25棵、新增3处", ["25棵", "3处"]),
        ("达到30场", ["30场"]),
        ("2022年上半年完成，3月5日开工", []),
        ("绿地率38%以上，增加2个百分点", []),
        ("第3次评选进入前3名", []),
        ("编制3个方案，实施5项工程，举办2场月季展", ["3个", "5项", "2场"]),
        ("历时3个月、5个工作日", []),
        ("每季度开展1次考核", []),
        ("举办20-30场", []),
        ("落实“2个维护”，执行《10项规定》", []),
        ("完成一次评价", []),
        ("新建5G基站，推行A5个人卡", []),
        ("", []),
    ],
)
def test_numbers_of_a_goal(goal: str, found: list[Any]) -> None:
    assert run("unmatched-goal-number", goal) == found


@pytest.mark.parametrize(
    ("goal", "row", "matched"),
    [
        ("活动5场", ("活动", "≥3场", "≥5场"), True),
        ("活动3场", ("活动", "≥3场", "≥5场"), True),
        ("活动5场", ("活动", None, "5场次"), True),
        ("植树50000棵", ("植树", None, "=5万棵"), True),
        ("植树5万棵", ("植树", None, "=50,000棵"), True),
        ("活动5场", ("活动", None, "完成5场"), True),
        ("活动5场", ("5场活动完成情况", None, "完成"), True),
        ("活动5场", ("活动", None, "5"), True),  # the missing unit is another rule's
        ("专版2个", ("专版", None, "≥2项"), False),
        ("活动5场", ("活动", None, "≥50%"), False),
        ("活动5场", ("活动", None, None), False),
    ],
)
def test_indicators_that_match_a_number(goal: str, row: tuple[str | None, ...], *, matched: bool) -> None:
    found = run("unmatched-goal-number", goal, row) + run("conflicting-goal-number", goal, row)
    assert (found == []) is matched


@pytest.mark.parametrize(
    ("goal", "rows", "found"),
    [
        ("实施25棵古树抢救复壮", [("古树抢救复壮", None, "=30棵")], ["25棵"]),
        ("古树抢救复壮25棵", [("“古树抢救”复壮数量", None, "=30棵")], ["25棵"]),
        ("组织“履行义务,共建家园”植树活动6场", [("“履行义务，共建家园”植树活动", None, "≥5场")], ["6场"]),
        ("实施25棵古树抢救复壮", [("全市古树和后备资源保护", None, "=339棵")], []),
        ("实施25棵古树抢救复壮", [("古树抢救复壮", None, "=30株")], []),
        ("实施25棵古树抢救复壮", [("古树抢救复壮", "=25棵", "=30棵")], []),
        ("实施25棵古树抢救复壮", [("古树抢救复壮", None, "=30棵"), ("其他", None, "=25棵")], []),
        ("普法宣传活动6场", [("反诈宣传活动", None, "≥5场")], []),
        ("植树活动6场", [("开展活动", None, "≥5场")], []),  # names nothing in particular
        ("加强古树抢救复壮，培训25次", [("古树抢救复壮", None, "=30次")], []),
        ("古树抢救复壮", [("古树抢救复壮", None, "=30棵")], []),
    ],
)
def test_conflicting_goal_number(goal: str, rows: list[tuple[str | None, ...]], found: list[Any]) -> None:
    assert run("conflicting-goal-number", goal, *rows) == found


def test_a_conflicting_number_is_reported_once() -> None:
    row = ("古树抢救复壮", None, "=30棵")
    assert run("unmatched-goal-number", "实施25棵古树抢救复壮", row) == []
    assert run("unmatched-goal-number", "实施25棵古树抢救复壮", row, conflicts=True) == ["25棵"]


def test_measure_words_come_from_the_options() -> None:
    assert run("unmatched-goal-number", "提供5桌午餐", measure_words=["桌"]) == ["5桌"]
    assert run("unmatched-goal-number", "提供5桌午餐", measure_words=[]) == []
