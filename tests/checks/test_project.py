import pytest

from .support import fires, hits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年", True),
        ("2022", True),
        (2022, True),
        ("２０２２年", True),
        ("2022年3月", False),
        ("2022-03-05", False),
        ("年内", False),
        (None, False),
    ],
)
def test_year_only(text: object, *, expected: bool) -> None:
    assert fires("year-only", text) is expected


TERM = {"type": "type", "end": "end", "goal": "goal"}


@pytest.mark.parametrize(
    ("goal", "year"),
    [
        ("到2025年,绿地率38%以上", 2025),
        ("2023—2025年建成景观路", 2025),
        ("到２０２５年建成", 2025),
        ("2022年底前完成", None),
        ("《城市绿地系统规划(2018-2035)》通过评审", None),
        ("《规划（2021—2035年）》通过评审", None),
        ("按规划（至2035年）分步实施", None),
        ("对照2035年远景目标", None),
        ("投资2025万元", None),
        ("", None),
    ],
)
def test_goal_after_end(goal: str, year: int | None) -> None:
    data = {"type": "一次性安排项目", "end": "2022年", "goal": goal}
    assert [hit.values["year"] for hit in hits("goal-after-end", data, TERM)] == ([year] if year else [])


@pytest.mark.parametrize("change", [{"type": "经常性项目"}, {"type": None}, {"end": None}, {"end": "年底"}, {"end": "2025年12月"}])
def test_goal_after_end_is_for_one_off_projects_with_a_known_end(change: dict[str, object]) -> None:
    data = {"type": "一次性安排项目", "end": "2022年", "goal": "到2025年建成"} | change
    assert not hits("goal-after-end", data, TERM)


def test_types_of_one_off_projects_can_be_named() -> None:
    data = {"type": "当年项目", "end": "2022年", "goal": "到2025年建成"}
    assert hits("goal-after-end", data, TERM, types=["当年项目"])


def test_personal_data_is_reported_once_the_name_first() -> None:
    fields = ["leader", "phone"]
    both = {"leader": "张三", "phone": "85680000"}
    assert [hit.field for hit in hits("personal-data", both, fields)] == ["leader"]
    assert [hit.field for hit in hits("personal-data", both | {"leader": " "}, fields)] == ["phone"]
    assert not hits("personal-data", {}, fields)
    assert not hits("personal-data", both, fields, publish=False)
