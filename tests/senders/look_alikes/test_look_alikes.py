"""Options and names that only look like the ones that are meant: Kangxi radicals, full-width forms, brackets, the case of letters."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xltool
from tests.conftest import ROSTER, TEMPLATE
from tests.definitions.test_faulty import MINIMAL
from tests.referees import require_libreoffice
from tests.referees.conftest import office
from tests.roundtrip.programs import openpyxl_fill
from xltool.base.findings import Finding
from xltool.base.look_alikes import fold, meant_option, nearest

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

__all__ = ["office"]

OPTIONS = ("县(区)级", "人大", "Yes", "No", "PPP", "ppp", "生态（一）", "１号")
#: What is typed → what is read.
TYPED = {
    "县(区)级": "县(区)级",
    "县（区）级": "县(区)级",
    "县〔区〕级": "县(区)级",
    "⼈大": "人大",
    "⼈⼤": "人大",
    "yes": "Yes",
    "ＹＥＳ": "Yes",
    "NO": "No",
    " no ": "No",
    "PPP": "PPP",
    "ppp": "ppp",
    "Ppp": "Ppp",  # two options look like it
    "⽣态(一)": "生态（一）",
    "1号": "１号",
    "①号": "①号",  # the workbook has no formula for every character: asked about
    "省级": "省级",
    "紫（深）": "紫（深）",
}


def test_what_is_typed_becomes_the_option_that_it_looks_like() -> None:
    assert {typed: meant_option(typed.strip(), OPTIONS) for typed in TYPED} == TYPED


def test_options_that_differ_in_look_alikes_only_are_let_be() -> None:
    assert meant_option("甲（一）", ("甲(一)", "甲（一）")) == "甲（一）"
    assert meant_option("甲〔一〕", ("甲(一)", "甲（一）")) == "甲〔一〕"


def test_the_nearest_name() -> None:
    names = ("常州市城市管理局", "常州市财政局", "常州市文化广电和旅游局")
    assert nearest("常州市城市管理", names) == "常州市城市管理局"
    assert nearest("常州市⽂化广电和旅游局", names) == "常州市文化广电和旅游局"
    assert nearest("甲", names) == ""
    assert nearest("", names) == ""
    assert fold("县（区）级 A") == fold("县(区)级 ａ")


@pytest.fixture
def form(tmp_path: Path) -> tuple[Path, Path]:
    """A blank form with a single field of these options, and its templates."""
    shutil.copytree(MINIMAL, tmp_path / "forms")
    template, schema = tmp_path / "forms/templates/minimal.yaml", tmp_path / "forms/rules/minimal.schema.json"
    node = json.loads(schema.read_text(encoding="utf-8"))
    node["properties"]["choice"] = {"title": "选项", "type": ["string", "null"], "enum": [*OPTIONS, None]}
    schema.write_text(json.dumps(node, ensure_ascii=False), encoding="utf-8")
    text = template.read_text(encoding="utf-8")
    return template, _with_choice(template, text)


def _with_choice(template: Path, text: str) -> Path:
    first = text.index("- block: table")
    line = "- block: fields\n        rows: [{fields: [{field: choice, label: A, input: B}]}]\n      "
    template.write_text(text[:first] + line + text[first:], encoding="utf-8")
    return template.parent


def of_choice(path: Path, templates: Path) -> list[Finding]:
    return [finding for finding in xltool.check([path], templates=templates).files[0].findings if finding.field == "choice"]


def test_both_sides_read_the_same_option(form: tuple[Path, Path], office: LibreOffice, tmp_path: Path) -> None:
    """LibreOffice counts a violation where Python finds one; what was normalised is noted."""
    require_libreoffice()
    template, templates = form
    blank = xltool.build(str(template), tmp_path / "form.xlsx")
    for number, (typed, read) in enumerate(TYPED.items()):
        with office.open(blank) as book:
            book.fill({"choice": typed})
            live = book.value("check.schema.enum")
            saved = book.save_as(tmp_path / f"{number}.xlsx")
        assert xltool.read(saved, templates=templates).get("choice") == read, typed
        rules = [finding.rule for finding in of_choice(saved, templates)]
        assert ("schema.enum" in rules) == bool(live) == (read not in OPTIONS), typed
        assert ("R63" in rules) == (read != typed), typed


def test_an_unknown_option_is_asked_about(form: tuple[Path, Path], tmp_path: Path) -> None:
    template, templates = form
    blank = xltool.build(str(template), tmp_path / "form.xlsx")
    (finding,) = of_choice(openpyxl_fill(blank, {"choice": "①号"}, tmp_path / "a.xlsx"), templates)
    assert finding.message.as_is("zh").endswith("（是否为“１号”？）")
    assert finding.message.as_is("en").endswith("(did you mean “１号”?)")
    (far,) = of_choice(openpyxl_fill(blank, {"choice": "紫色"}, tmp_path / "b.xlsx"), templates)
    assert "是否为" not in far.message.as_is("zh")


# --- the built-in form ------------------------------------------------------------------------------------------------


def findings(values: dict[str, Any], tmp_path: Path) -> dict[str, Finding]:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    sent = openpyxl_fill(xltool.build(TEMPLATE, tmp_path / "form.xlsx"), values, tmp_path / "sent.xlsx")
    return {f"{one.rule} {one.field}": one for one in xltool.check([sent], roster=roster).files[0].findings}


def test_codes_of_a_table(tmp_path: Path) -> None:
    """A child code is asked about among those of its parent."""
    found = findings(
        {"indicators.level1": ["产出指标", "产出"], "indicators.level2": ["数量", "数量指标"], "project.level": "县（区）级"}, tmp_path
    )
    assert "是否为“数量指标”？" in found["R30 indicators[0].level2"].message.as_is("zh")
    assert "是否为“产出指标”？" in found["R29 indicators[1].level1"].message.as_is("zh")
    assert "县（区）级→县(区)级" in found["R63 project.level"].message.as_is("zh")


def test_names_of_the_roster(tmp_path: Path) -> None:
    name = "常州市城市管理局"
    found = findings({"project.unit": "常州市城市管理", "project.department": name}, tmp_path)
    assert found["R05 project.unit"].message.as_is("zh") == "“常州市城市管理”不在单位名录中，请填名录中的全称（是否为“常州市城市管理局”？）"
    found = findings({"project.unit": "常州市城市管⾥局", "project.department": name}, tmp_path)
    assert "是否为“常州市城市管理局”？" in found["R05 project.unit"].message.as_is("zh")


def test_names_in_other_characters_are_those_of_the_roster(tmp_path: Path) -> None:
    """The unit's name with a radical and another bracket: noted, no error, and the unit is the same."""
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nA,常州市人大（机关）\nB,常州市财政局\n", encoding="utf-8")
    values = {"project.unit": "常州市⼈大(机关)", "project.department": "常州市⼈大(机关)"}
    sent = openpyxl_fill(xltool.build(TEMPLATE, tmp_path / "form.xlsx"), values, tmp_path / "sent.xlsx")
    report = xltool.check([sent], roster=roster).files[0]
    assert report.unit == "A"
    assert "R05" not in [finding.rule for finding in report.findings]
    assert [finding.message.as_is("zh") for finding in report.findings if finding.rule == "R63"] == [
        "已按规范写法读取：常州市⼈大(机关)→常州市人大（机关）",
        "已按规范写法读取：常州市⼈大(机关)→常州市人大（机关）",
    ]
