"""Personal data: what each kind leaves of a value, and how a definition that says it stays the same form."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.generated_docs import ROOT
from xltool.form.personal import PERSONAL
from xltool.rules.load import load_definition

TEMPLATES = sorted((ROOT / "templates").glob("*.yaml"))
CASES = [
    ("name", "张三", "张**"),
    ("name", "欧阳文远", "欧**"),
    ("name", "Jane Doe", "J**"),
    ("name", "张", "**"),
    ("phone", "0519-85682000", "0519****"),
    ("phone", "13800138000", "1380****"),
    ("phone", "85682222/85682223", "8568****"),
    ("phone", "０５１９－85682000", "0519****"),
    ("phone", "555-123-4567", "5551****"),
    ("phone", "110", "****"),
    ("phone", "无", "****"),
    ("id", "11010519491231002X", "110105********"),
    ("id", "110105 19491231 002X", "110105********"),
    ("id", "E12345", "********"),
    ("address", "江苏省常州市新北区太湖东路9号", "江苏省常州市新北区***"),
    ("address", "江苏省南京市鼓楼区北京西路1号", "江苏省南京市鼓楼区***"),
    ("address", "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区***"),
    ("address", "湖南省永州市道县西洲街1号", "湖南省永州市道县***"),
    ("address", "昆山市玉山镇县府街1号", "***"),
    ("address", "苏州市阳光小区3栋", "***"),
    ("address", "北京市海淀区", "北京市海淀区"),
    ("whole", "someone@example.org", "***"),
]


@pytest.mark.parametrize(("kind", "value", "left"), CASES)
def test_what_is_left_of_a_value(kind: str, value: str, left: str) -> None:
    assert PERSONAL[kind].masked(value) == left


def test_every_kind_has_a_case() -> None:
    assert {kind for kind, _, _ in CASES} == set(PERSONAL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_name_telephone_and_identity_number_of_a_built_in_form_is_marked(template: Path) -> None:
    schema = load_definition(template).schema
    personal = re.compile("姓名|联系人|(填表|填报|审核|法定代表|负责)人$|电话|手机|身份证|contact|phone|e-mail|邮箱", re.IGNORECASE)
    unmarked = [field.path for field in schema.all_fields() if personal.search(field.title) and not field.personal]
    by_kind = [field.path for field in schema.all_fields() if field.kind.name in ("phone", "id-card", "email") and not field.personal]
    assert not unmarked + by_kind


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_workbooks_that_were_sent_out_before_are_the_same_form(template: Path, tmp_path: Path) -> None:
    for folder in ("templates", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in (tmp_path / "rules").glob("*.json"):
        text = re.sub(r',\s*"x-personal": "[a-z]+"', "", file.read_text(encoding="utf-8"))
        assert "x-personal" not in text
        file.write_text(text, encoding="utf-8")
    assert load_definition(tmp_path / "templates" / template.name).digest == load_definition(template).digest


def test_anything_else_that_is_said_of_a_field_makes_another_form(tmp_path: Path) -> None:
    for folder in ("templates", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "rules" / "monthly-report.schema.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"title": "审核人"', '"title": "复核人"'), encoding="utf-8")
    name = "monthly-report.yaml"
    assert load_definition(tmp_path / "templates" / name).digest != load_definition(ROOT / "templates" / name).digest
