from typing import Any

import pytest

from .support import ROLES, fires, hits, indicators

COUNT, QUALITY, TIME = "数量指标", "质量指标", "时效指标"


def output(level2: str | None, level3: str | None, half_year: str | None = None, full_year: str | None = None) -> tuple[str | None, ...]:
    return ("产出指标", level2, level3, half_year, full_year)


def test_same_name_under_another_level() -> None:
    data = indicators(output(COUNT, "“绿地建设”"), output(QUALITY, "绿地 建设"), output(QUALITY, "绿地建设"), output(TIME, "绿地建设"))
    found = hits("same-name-other-type", data, ROLES)
    assert [(hit.field, hit.values["a"], hit.values["b"]) for hit in found] == [
        ("indicators[1].level3", COUNT, QUALITY),
        ("indicators[3].level3", COUNT, TIME),
    ]


def test_same_name_under_the_same_or_no_level_is_left_to_other_rules() -> None:
    data = indicators(
        output(COUNT, "绿地建设"),
        output(COUNT, "绿地建设"),
        output(None, "绿地建设"),
        output(COUNT, None),
        output(TIME, ""),
    )
    assert not hits("same-name-other-type", data, ROLES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("古树管养覆盖率、存活率", True),
        ("植树活动及宣传推广", True),
        ("“双优”、“戈裕良杯”考评", True),
        ("普及及推广", True),
        ("任务完成及时率、准确率", True),
        ("任务完成及时率", False),
        ("科学知识普及率", False),
        ("惠及群众人数", False),
        ("“甲、乙”考评", False),
        ("培训（线上、线下）", False),
        ("培训（线上（含直播、录播）及线下）场次", False),
        ("《园林及绿化条例》宣传", False),
        ("全市古树和后备资源保护", False),
        (None, False),
    ],
)
def test_several_in_one(name: str | None, *, expected: bool) -> None:
    assert fires("several-in-one", name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("“绿化规范标准编制”", True),
        ('"绿化规范标准编制"', True),
        ("「绿化规范标准编制」", True),
        ("培育“古木传承工作室”", False),
        ("“公园城市”“花漾常州系列工程”", False),
        ("《条例》", False),
        ("", False),
    ],
)
def test_quoted_name(name: str | None, *, expected: bool) -> None:
    assert fires("quoted-name", name) is expected


@pytest.mark.parametrize(
    ("count", "quality", "expected"),
    [
        (("“标准编制”", "=0项"), ("标准编制", "通过评审及验收"), True),
        (("标准编制", "0项"), ("标准编制", "验收合格"), True),
        (("标准编制", "=1项"), ("标准编制", "通过验收"), False),
        (("标准编制", None), ("标准编制", "通过验收"), False),
        (("标准编制", "=0项"), ("标准编制", "通过评审"), False),
        (("规划编制", "=0项"), ("标准编制", "通过验收"), False),
    ],
)
def test_acceptance_without_output(count: tuple[str, str | None], quality: tuple[str, str | None], *, expected: bool) -> None:
    found = hits("acceptance-without-output", indicators(output(COUNT, *count, None), output(QUALITY, *quality, None)), ROLES)
    assert [hit.field for hit in found] == (["indicators[1].half_year"] if expected else [])


@pytest.mark.parametrize(
    ("funds", "tasks", "expected"),
    [
        ("=100%", "≥40%", True),
        ("100%", "40%", True),
        ("≥100%", "<100%", False),  # 100 is the number; what is below it is not said
        ("=100%", "=100%", False),
        ("≥50%", "≥40%", False),
        ("≤100%", "≥40%", False),
        ("序时进度", "≥40%", False),
        ("=100%", "序时进度", False),
        ("=100%", None, False),
    ],
)
def test_funds_ahead_of_tasks(funds: str, tasks: str | None, *, expected: bool) -> None:
    data = indicators(
        ("过程", "资金管理", "预算执行率", funds, "=100%"),
        output(TIME, "任务完成及时率", tasks),
        output(TIME, "开工及时率", tasks),
    )
    found = hits("funds-ahead-of-tasks", data, ROLES)
    assert [hit.field for hit in found] == (["indicators[0].half_year"] if expected else [])


@pytest.mark.parametrize(
    ("level", "name", "expected"),
    [
        (TIME, "绿化专业技术水平", True),
        (TIME, "群众满意度", True),
        (TIME, "任务完成及时率", False),
        (QUALITY, "绿化专业技术水平", False),
        (None, "技术水平", False),
    ],
)
def test_wrong_category(level: str | None, name: str | None, *, expected: bool) -> None:
    assert bool(hits("wrong-category", indicators(output(level, name)), ROLES)) is expected


@pytest.mark.parametrize(
    ("level", "name", "expected"),
    [
        (COUNT, "工程款支付", True),
        (COUNT, "补助资金拨付笔数", True),
        (COUNT, "移动支付商户数", False),
        (TIME, "资金拨付及时率", False),
        (COUNT, "植树活动", False),
    ],
)
def test_payment_as_output(level: str | None, name: str | None, *, expected: bool) -> None:
    assert bool(hits("payment-as-output", indicators(output(level, name)), ROLES)) is expected


@pytest.mark.parametrize(
    ("level", "half_year", "full_year", "expected"),
    [
        ("过程", None, "≥5场", True),
        ("决策", "=2项", "完成", True),
        ("过程", "=100%", "=100%", False),
        ("过程", "健全", "健全", False),
        ("过程", None, "≤5个百分点", False),
        ("产出指标", "=2项", "=2项", False),
        (None, "=2项", "=2项", False),
    ],
)
def test_counted_process(level: str | None, half_year: str | None, full_year: str, *, expected: bool) -> None:
    found = hits("counted-process", indicators((level, "组织实施", "会议", half_year, full_year)), ROLES)
    assert [hit.field for hit in found] == (["indicators[0].level1"] if expected else [])


@pytest.mark.parametrize(
    ("check", "options", "row"),
    [
        ("several-in-one", {"joints": ["和"]}, output(COUNT, "古树和绿地")),
        (
            "acceptance-without-output",
            {"acceptance": ["结项"], "output_levels": ["数量"]},
            output("数量", "甲结项", "=0项"),
        ),
        ("wrong-category", {"words": ["质量"], "time_levels": ["时效"]}, output("时效", "工程质量")),
        ("payment-as-output", {"words": "报销"}, output(COUNT, "报销")),
        ("counted-process", {"process_levels": ["投入"], "units": ["人"]}, ("投入", "", "", "5人", None)),
    ],
)
def test_words_come_from_the_options(check: str, options: dict[str, Any], row: tuple[str | None, ...]) -> None:
    data = indicators(row, output("质量", row[2], "结项"))
    fields = ["indicators.level3"] if check == "several-in-one" else ROLES
    assert hits(check, data, fields, **options)
    assert not hits(check, data, fields)
