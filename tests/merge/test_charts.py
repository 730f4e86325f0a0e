"""The charts of the summary: what they show, where their figures stand, that they stay readable."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.merge.support import PARKS, WATER, busy, form, merged, sent
from tests.merge.test_summary import opened, recalculated
from tests.referees import require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.summary import write_summary
from xltool.merging.summary.chart_tables import MOST_BARS
from xltool.merging.summary.charts import COLOURS

QUALITATIVE = {"level1": "产出指标", "level2": "质量指标", "level3": "质量", "half_year": "提升", "full_year": "提升"}
QUANTITATIVE = QUALITATIVE | {"level2": "数量指标", "level3": "数量", "half_year": "≥1个", "full_year": "≥2个"}


def many(n: int) -> Merged:
    """So many departments, the first with the least money; every second has only a qualitative indicator."""
    units = [Unit(id=f"U{number}", name=f"第{number}局") for number in range(n)]
    rows = [[QUANTITATIVE], [QUALITATIVE]]
    files = [
        sent(f"{unit.id}.xlsx", form(unit, total=str(number + 1), indicators=rows[number % 2]), unit) for number, unit in enumerate(units)
    ]
    return merged(*files, roster=Roster(tuple(units)), include_rejected=True)


def charts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return [package.read(name).decode() for name in names]


def table(path: Path, title: str) -> dict[str, list[Any]]:
    """The figures behind the chart with that title: name → one figure a series; the first entry is the headings."""
    rows = list(openpyxl.load_workbook(path, data_only=True)["图表"].iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if str(row[0]).startswith(title))
    found: dict[str, list[Any]] = {}
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        found[str(row[0])] = [value for value in row[1:] if value is not None]
    return found


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_summary(build_dataset(busy()), tmp_path_factory.mktemp("charts") / "s.xlsx")


def test_there_are_four_charts_of_cells_with_titles_and_units(summary: Path) -> None:
    found = charts(summary)
    assert len(found) == 4
    texts = ["".join(re.findall(r"<a:t>(.*?)</a:t>", chart)) for chart in found]
    assert texts == [
        "各部门资金（按来源）主管部门金额（万元）",
        "报送状态状态报送数（份）",
        "各部门指标性质（定量占比由低到高）主管部门占指标数的比例（%）",
        "指标类型指标类型指标数（条）",
    ]
    for chart in found:
        assert {reference.partition("!")[0] for reference in re.findall(r"<c:f>(.*?)</c:f>", chart)} == {"图表"}


def test_money_is_stacked_by_source_the_most_first(summary: Path) -> None:
    assert '<c:grouping val="stacked"/>' in charts(summary)[0]
    assert table(summary, "各部门资金") == {
        "主管部门": ["财政拨款：一般公共预算资金"],
        "常州市教育局": [1234.567891],
        "常州市水利局": [276.680001],
        "常州市城市管理局": [35.5],
    }


def test_every_state_that_occurs_is_shown_and_what_matters_always(summary: Path, tmp_path: Path) -> None:
    assert table(summary, "报送状态") == {
        "状态": ["报送（个）"], "通过": [4], "退回修改": [2], "无法读取": [1], "未报送": [1],
    }  # fmt: skip
    fine = write_summary(merged(sent("1.xlsx", form()), roster=Roster((WATER,))), tmp_path / "s.xlsx")
    assert table(fine, "报送状态") == {"状态": ["报送（个）"], "通过": [1], "退回修改": [0], "未报送": [0]}


def test_the_share_of_quantitative_rows_is_shown_the_least_first(tmp_path: Path) -> None:
    files = [
        sent("1.xlsx", form(WATER, indicators=[QUANTITATIVE]), WATER),
        sent("2.xlsx", form(PARKS, indicators=[QUANTITATIVE, QUALITATIVE, QUALITATIVE]), PARKS),
    ]
    path = write_summary(merged(*files, include_rejected=True), tmp_path / "s.xlsx")
    assert '<c:grouping val="percentStacked"/>' in charts(path)[2]
    assert list(table(path, "各部门指标性质").items()) == [
        ("主管部门", ["定量", "定性"]), ("合计", [2, 2]), ("常州市城市管理局", [1, 2]), ("常州市水利局", [1, 0]),
    ]  # fmt: skip


@pytest.mark.parametrize("n", [1, 12, 150])
def test_charts_stay_readable_with_any_number_of_departments(n: int, tmp_path: Path) -> None:
    path = write_summary(many(n), tmp_path / "s.xlsx")
    money, kinds = table(path, "各部门资金"), table(path, "各部门指标性质")
    for found in (money, kinds):
        assert len([name for name in found if name.endswith("局")]) == min(n, MOST_BARS)
    assert sum(figures[0] for name, figures in money.items() if name != "主管部门") == n * (n + 1) / 2
    assert [sum(column) for column in zip(*(kinds[name] for name in kinds if name not in ("主管部门", "合计")), strict=True)] == kinds[
        "合计"
    ]
    if n > MOST_BARS:
        assert list(money)[1] == f"第{n - 1}局"
        assert list(money)[-1] == list(kinds)[-1] == f"其他（{n - MOST_BARS}个）"


def test_what_is_left_of_a_total_is_what_libreoffice_makes_of_it(tmp_path: Path, office: LibreOffice) -> None:
    require_ooxml()
    path = write_summary(many(MOST_BARS + 2), tmp_path / "s.xlsx")
    assert ooxml_errors(path) == []
    assert recalculated(office, path) > MOST_BARS


def test_a_bar_for_all_others_is_not_drawn_where_it_would_dwarf_the_rest(tmp_path: Path) -> None:
    money, _, kinds, _ = charts(write_summary(many(30), tmp_path / "s.xlsx"))
    assert "最多的 20 个部门，其余 10 个的合计见下表" in money
    assert "其他（10个）" not in money
    assert "其他（10个）" in kinds


def brightness(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_neighbouring_colours_stay_apart_in_grey() -> None:
    fills = [fill for fill, _ in COLOURS]
    assert all(abs(brightness(one) - brightness(other)) > 0.2 for one, other in pairwise([*fills, fills[0]]))
    assert all(abs(brightness(fill) - brightness(ink)) > 0.3 for fill, ink in COLOURS)


def test_a_long_name_is_cut_in_charts_only(tmp_path: Path) -> None:
    unit = Unit(id="L", name="很长的名称" * 10)
    path = write_summary(merged(sent("1.xlsx", form(unit), unit), roster=Roster((unit,)), include_rejected=True), tmp_path / "s.xlsx")
    assert list(table(path, "各部门资金"))[1] == ("很长的名称" * 5)[:23] + "…"
    assert opened(path)["汇总"]["B6"].value == unit.name
