"""Masking of whole documents: the fields that say so, the same values in other texts, and what is reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generated_docs import ROOT
from xltool.base.document import leaves
from xltool.base.paths import put, value_at
from xltool.form.schema import Schema
from xltool.publishing.masking import mask_document
from xltool.rules.load import load_definition

SURNAMES, GIVEN_NAMES = "赵钱孙李周吴郑王冯陈褚卫", "鹓鶵麒麟懿德翀昶曦"


@cache
def application() -> tuple[Schema, str]:
    text = (ROOT / "templates/examples/project-application/right.json").read_text(encoding="utf-8")
    return load_definition(ROOT / "templates" / "project-application.yaml").schema, text


def example() -> tuple[Schema, dict[str, Any]]:
    schema, text = application()
    return schema, json.loads(text)


def texts(data: Mapping[str, Any]) -> str:
    return "\n".join(str(value) for _, value in leaves(data))


@pytest.mark.parametrize(("text", "masked"), [
    ("联系人张鹓鶵，手机13912345678", "联系人张**，手机1391****"),
    ("张 鹓鶵 139 1234 5678", "张** 1391****"),
    ("１３９１２３４５６７８", "1391****"),
    ("另请联系 13700001111 或 0519-85682000", "另请联系 1370**** 或 0519****"),
    ("(0519) 85682000", "0519****"),
    ("身份证 11010519491231002X 已核", "身份证 110105******** 已核"),
    ("总额 123456789012 元，2025-03-04", "总额 123456789012 元，2025-03-04"),
    ("GB 11643-1999，18 位", "GB 11643-1999，18 位"),
])  # fmt: skip
def test_long_texts_are_masked(text: str, masked: str) -> None:
    schema, data = example()
    data["leader"]["name"], data["leader"]["phone"] = "张鹓鶵", "13912345678"
    path = next(path for path, value in leaves(data) if (one := schema.field(schema.declared(path))) and one.kind.prose == "long" and value)
    put(data, path, text)
    assert value_at(mask_document(schema, data).data, path) == masked


def test_the_report_says_what_was_masked_and_what_looks_personal_and_was_not() -> None:
    schema, data = example()
    data["unit"]["other"] = "电话 83330000"
    lines = [line.zh for line in mask_document(schema, data).report.lines()]
    assert "已隐去：手机，1 处" in lines
    assert "未隐去：其他性质，1 处（内容像电话号码或邮箱；需隐去的，在模式中写 x-personal）" in lines


def test_values_that_are_not_personal_stay_as_they_are() -> None:
    schema, data = example()
    masked = dict(leaves(mask_document(schema, data).data))
    kept = [path for path, _ in leaves(data) if not ((one := schema.field(schema.declared(path))) and one.personal)]
    assert [(path, masked[path]) for path in kept] == [(path, value) for path, value in leaves(data) if path in kept]


names = st.builds(lambda surname, given_name: surname + given_name, st.sampled_from(SURNAMES), st.text(GIVEN_NAMES, min_size=2, max_size=3))
phones = st.one_of(
    st.from_regex(r"1[3-9][1-9]{9}", fullmatch=True, alphabet="0123456789"),
    st.from_regex(r"05[1-9]{2}-[5-9][1-9]{7}", fullmatch=True, alphabet="0123456789-"),
)
identity_numbers = st.from_regex(r"9[0-9]{5}19[5-9][0-9]0[1-9]1[0-9][0-9]{3}[0-9X]", fullmatch=True, alphabet="0123456789X")
groupings = st.sampled_from(["", " ", "-", "　"])


@settings(max_examples=60, deadline=None)
@given(name=names, phone=phones, identity=identity_numbers, between=groupings, every=st.integers(3, 6))
def test_nothing_masked_remains_in_any_text(name: str, phone: str, identity: str, between: str, every: int) -> None:
    schema, data = example()
    data["leader"] |= {"name": name, "phone": phone, "id_card": identity}
    digits = phone.replace("-", "")
    grouped = between.join(digits[start : start + every] for start in range(0, len(digits), every))
    for path, value in list(leaves(data)):
        field = schema.field(schema.declared(path))
        if isinstance(value, str) and field and field.kind.prose == "long":
            put(data, path, f"{value}（{name}，{grouped}，{identity}）")
    result = mask_document(schema, data)
    text = texts(result.data)
    plain = "".join(character for character in text if character not in " -　")
    assert name not in text
    assert identity not in text
    assert digits not in plain
    assert not digits.startswith("0") or digits[4:] not in plain
    assert result.masked(f"{name}.pdf") == f"{name[0]}**.pdf"
