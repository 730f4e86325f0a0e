"""The instructions (填报说明) tell everything that a field is held to, and contradict no rule; so do the alerts of its cells."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.parity.entries import SOURCES
from xltool.form.kinds import KINDS
from xltool.form.sheet_names import GUIDE_SHEET
from xltool.rules.blank_demands import blank_demands
from xltool.rules.load import load_definition

DEFINITIONS = Path(__file__).parents[1] / "definitions"
BUILT_IN = Path(__file__).parents[2] / "templates" / "project-performance-target.yaml"
CONDITIONS = DEFINITIONS / "clean" / "conditions" / "templates" / "conditions.yaml"


def book_of(template: Path, folder: Path) -> Any:
    return openpyxl.load_workbook(xltool.build(template, folder / "form.xlsx"))


def guide_of(template: Path, folder: Path) -> dict[str, tuple[str, str]]:
    """The cells beside the first cell of each row of the instructions."""
    names = (GUIDE_SHEET.zh, GUIDE_SHEET.en)
    (sheet,) = (sheet for sheet in book_of(template, folder) if sheet.title in names)
    return {str(name): (str(how or ""), str(what or "")) for name, how, what in sheet.iter_rows(max_col=3, values_only=True)}


def sentences_of(template: Path, folder: Path) -> list[tuple[str, str]]:
    """The severity and sentence of rules that the form gives no id."""
    names = (GUIDE_SHEET.zh, GUIDE_SHEET.en)
    (sheet,) = (sheet for sheet in book_of(template, folder) if sheet.title in names)
    rows = [(str(name), str(said or "")) for name, said in sheet.iter_rows(max_col=2, values_only=True)]
    return [(name, said) for name, said in rows if name in ("错误", "提醒")]


@pytest.fixture(scope="module")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    return guide_of(BUILT_IN, tmp_path_factory.mktemp("guide"))


def test_both_limits_decimals_lengths_and_patterns_are_named(built_in: dict[str, tuple[str, str]]) -> None:
    assert built_in["年度"][1] == f"必填；{KINDS['integer'].guide.zh}；2000–2100"
    assert built_in["资金总额（万元）"][1] == f"必填；{KINDS['money'].guide.zh}；0–999999999；至多 6 位小数"
    assert built_in["项目负责人"][1] == "必填；一行文字；至多 30 字；不含多余的空格、换行和不可见字符"
    assert built_in["联系电话"][1].endswith("格式见 R13")
    assert built_in["支出"] == ("按支出内容逐项填写，不要只填项目名称。", "至多 12 行")


def test_a_rule_that_refuses_a_blank_is_named_where_the_type_allows_one(built_in: dict[str, tuple[str, str]]) -> None:
    assert built_in["绩效指标 · 全年（程）指标值"][1].startswith("必填（R41）；")
    assert built_in["支出 · 半年（程）计划执行数（万元）"][1].startswith("建议填写（R26）；")
    assert built_in["绩效指标 · 半年（程）指标值"][1].startswith("可空；")
    assert built_in["政府性基金（万元）"] == ("没有可不填，按 0 计算。", f"可空；{KINDS['money'].guide.zh}；0–999999999；至多 6 位小数")


def test_what_is_required_in_some_cases_says_so(tmp_path: Path) -> None:
    guide = guide_of(CONDITIONS, tmp_path)
    """In which, in the words of the form: whether the rule is a condition of the schema, or one of x-rules, and says it by IF or OR."""
    assert guide["Reason"][1].startswith('required where Mode<>"loan", else it may be blank; ')
    where = guide["E-mail"][1].partition(", else")[0]
    assert where == 'required where Lender<>""'


@pytest.mark.parametrize("form", ["monitoring", "single-audit", "asset-list"])
def test_no_field_that_an_error_demands_may_be_blank(form: str, tmp_path: Path) -> None:
    template = SOURCES[form].template
    definition, guide = load_definition(template), guide_of(template, tmp_path)
    demands = blank_demands(definition)
    assert demands
    for path in demands:
        field = definition.schema.field(path)
        assert field is not None
        owner = definition.schema.tables.get(field.table or "")
        title = f"{owner.title} · {field.label}" if owner else field.label
        assert not guide[title][1].startswith(("可空", "may be blank")), path


def test_keywords_that_are_checked_later_are_listed(built_in: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    assert built_in["R13 错误"][0] == "联系电话为 7–8 位座机（可带区号）或手机号码"
    unnamed = sentences_of(BUILT_IN, tmp_path)
    assert ("错误", "不含多余的空格、换行和不可见字符") in unnamed
    assert not [said for _, said in unnamed if said.startswith("项数不超过")], "the tables have room for no more rows"


@pytest.mark.parametrize("form", SOURCES)
def test_no_cell_lists_more_fields_than_one_reads(form: str, tmp_path: Path) -> None:
    guide = guide_of(SOURCES[form].template, tmp_path)
    assert max(text.count("、") + text.count(", ") for cells in guide.values() for text in cells) <= 20


def test_alerts_name_both_limits_and_every_rule(tmp_path: Path) -> None:
    sheet = book_of(BUILT_IN, tmp_path).worksheets[0]
    errors = {str(validation.sqref): validation.error for validation in sheet.data_validations.dataValidation}
    assert errors["B3:G3"] == "请填 2000–2100 之间的整数。"
    assert errors["E11:G11"] == "请填 0–999999999 之间的数字（万元）。"


def test_an_alert_tells_the_range_beside_a_rule(tmp_path: Path) -> None:
    shutil.copytree(CONDITIONS.parents[1], tmp_path, dirs_exist_ok=True)
    path = tmp_path / "rules" / "conditions.schema.json"
    rule = '{"id": "A1", "severity": "error", "each": "items", "at": "[@amount]", "formula": "[@amount]<>5", "message": {"zh": "不得为5", "en": "not 5"}}'
    path.write_text(path.read_text(encoding="utf-8").replace('"x-constraints"', f'"x-rules": [{rule}], "x-constraints"'), encoding="utf-8")
    sheet = book_of(tmp_path / "templates" / "conditions.yaml", tmp_path).worksheets[0]
    errors = [validation.error for validation in sheet.data_validations.dataValidation]
    assert "not 5; Please enter a number not below 0." in errors


def test_the_row_names_its_gravest_problem(tmp_path: Path) -> None:
    """A warning whose id comes first in the alphabet does not hide an error."""
    shutil.copytree(CONDITIONS.parents[1], tmp_path, dirs_exist_ok=True)
    path = tmp_path / "rules" / "conditions.schema.json"
    rules = ", ".join(
        f'{{"id": "{name}", "severity": "{severity}", "each": "items", "at": "[@amount]", "formula": "[@amount]<>5", '
        f'"message": {{"zh": "{severity}", "en": "{severity}"}}}}'
        for name, severity in (("A1", "info"), ("A2", "warning"), ("Z9", "error"))
    )
    path.write_text(path.read_text(encoding="utf-8").replace('"x-constraints"', f'"x-rules": [{rules}], "x-constraints"'), encoding="utf-8")
    data = {"unit": "Parks", "items": [{"name": "Trees", "amount": 5}]}
    workbook = xltool.build(tmp_path / "templates" / "conditions.yaml", tmp_path / "form.xlsx", data=data)
    shown = openpyxl.load_workbook(workbook, data_only=True).worksheets[0]
    assert "error; 3 problems in all" in [cell.value for row in shown.iter_rows() for cell in row]


CLEAN = DEFINITIONS / "clean"


def clean_guide(form: str, folder: Path) -> dict[str, tuple[str, str]]:
    return guide_of(CLEAN / form / "templates" / f"{form}.yaml", folder)


def test_fields_of_the_same_title_are_told_apart_by_their_objects(tmp_path: Path) -> None:
    guide = clean_guide("cascades", tmp_path)
    assert {"省份", "原址 · 省份", "新址 · 省份", "校区 · 城市", "学段"} <= guide.keys()


def test_nothing_stands_below_a_heading_without_entries(tmp_path: Path) -> None:
    """What is checked on receipt of any form is said in any case."""
    for form in ("lookups", "repeats"):
        names = list(clean_guide(form, tmp_path))
        assert names[names.index("收到后还会检查") + 1].startswith("以下各项表中不能即时判断"), form


@pytest.mark.parametrize(
    ("form", "title", "said"),
    [
        ("repeats-beside", "Partners", "3 blocks; a block that is blank does not count"),
        ("repeats-sheets", "批次", "共 3 组；至少填 2 组；整组空白的不算；每组一张工作表，空白的不打印"),
    ],
)
def test_only_blocks_that_are_folded_are_called_so(form: str, title: str, said: str, tmp_path: Path) -> None:
    assert clean_guide(form, tmp_path)[title][1] == said


def test_a_length_that_is_fixed_is_one_number(tmp_path: Path) -> None:
    assert clean_guide("more-kinds", tmp_path)["邮政编码"][1].endswith("；共 6 字")


def test_what_is_said_of_several_fields_is_said_once(tmp_path: Path) -> None:
    """What must stay blank is one line; on which condition each depends stands with the field."""
    guide = clean_guide("applies", tmp_path)
    said = next(said for _, said in sentences_of(CLEAN / "applies" / "templates" / "applies.yaml", tmp_path) if said.startswith("不适用"))
    assert said == "不适用的栏留空（合作单位名称、合作单位金额、单位性质、成员名称、成员份额、其他性质等 10 栏）"
    assert guide["其他性质"][1].startswith('仅当 AND(联合申报="是", 单位性质="其他") 时填写，否则留空；必填')
    assert guide["理由"][1].startswith("当 金额>50 时必填，否则可空")


def test_requirements_have_the_room_of_descriptions_that_nobody_wrote(tmp_path: Path) -> None:
    def widths(template: Path) -> list[float]:
        columns = book_of(template, tmp_path)[GUIDE_SHEET.zh].column_dimensions
        return [round(columns[name].width) for name in "ABC"]

    assert widths(BUILT_IN) == [27, 47, 41]
    assert widths(CLEAN / "lookups" / "templates" / "lookups.yaml") == [31, 17, 67]


def test_choices_that_depend_on_other_fields_say_on_which(tmp_path: Path) -> None:
    guide = clean_guide("cascades", tmp_path)
    assert guide["新址 · 区县"][1].endswith("；可选项随“城市”而定")
    assert guide["校区 · 学校"][1].endswith("；可选项随“城市、学段”而定")
