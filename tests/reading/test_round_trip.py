"""What is written is read back, for any valid document."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from xlsxwriter import Workbook

import xltool
from xltool.base.display import visible
from xltool.base.normalise import clean_line, clean_paragraphs
from xltool.base.quantity import normalise_quantity
from xltool.form.schema import Field
from xltool.rules.load import load_definition
from xltool.rules.validate import violations
from xltool.workbook.build import fit

DEFINITION = load_definition("project-performance-target")
CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Zs"), exclude_characters="\ufffd\ufffe\uffff\u200b\ufeff"
).filter(lambda character: visible(character) == character)  # what cannot be seen has a finding of its own
WORDS = st.text(CHARACTERS, min_size=1, max_size=12)
LINES = st.one_of(
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["=1+1", "@x", "+86", "-1", "2022", "0", "TRUE", "_x0041_", "'quoted", "1e5", "#N/A", "￥5", "“引号”", "a\u0301"]),
)
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=4).map("\n".join).map(clean_paragraphs).filter(bool)
AMOUNTS = st.decimals(0, 999_999_999, places=6, allow_nan=False).map(lambda d: Decimal(f"{float(d):.15g}").normalize() + 0)
QUANTITIES = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["≥", "≤", "=", ">", "<", ""]),
        st.sampled_from(["0", "5", "100", "1,000", "3.5"]),
        st.sampled_from(["场", "个", "%", "m2", "次/年", ""]),
    ),
    st.sampled_from(["序时进度", "提升", "3月5日", "10-20个", "1/2"]),
    WORDS.filter(lambda text: not set(text) & set("*_") and text != "-" and normalise_quantity(text) == text),
)
DATES = st.sampled_from(["2022年", "2022年3月", "2022年3月5日", "2022-03", "2022-03-05", "2022/3/5", "2022.3", "2022"])
PHONES = st.sampled_from(["85680000", "0519-85680000", "13800138000", "8568000", "051985680000-12"])


def values(field: Field) -> st.SearchStrategy[Any]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "text": LINES.map(clean_line).filter(lambda text: 0 < len(text) <= (field.max_length or 100)),
        "paragraphs": PARAGRAPHS,
        "money": AMOUNTS,
        "integer": st.integers(2000, 2100),
        "date": DATES,
        "phone": PHONES,
        "quantity": QUANTITIES,
    }
    strategy = st.sampled_from(field.choices) if field.kind.name == "choice" else kinds[field.kind.name]
    return strategy if field.required else st.one_of(st.none(), strategy)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for path, field in DEFINITION.schema.fields.items():
        *parents, name = path.split(".")
        node = data
        for parent in parents:
            node = node.setdefault(parent, {})
        node[name] = draw(values(field))
    data["expenditure"] = draw(rows("expenditure", 12))
    data["indicators"] = draw(rows("indicators", 6))
    for row in data["indicators"]:
        children = DEFINITION.codes["indicator-types"].values(2, row["level1"])
        row["level2"] = draw(st.sampled_from(children))
    return data


def rows(table: str, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = {column.name: values(column) for column in DEFINITION.schema.tables[table].columns}
    return st.lists(st.fixed_dictionaries(columns), max_size=most)


@given(documents())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_build_writes_read_gives_back(data: dict[str, Any]) -> None:
    assert violations(DEFINITION, data) == []
    with tempfile.TemporaryDirectory() as folder:
        path = xltool.build("project-performance-target", Path(folder) / "form.xlsx", data=data)
        document = xltool.read(path)
    assert document.findings == ()
    assert document.data == fit(DEFINITION, data)


def test_the_published_form(published: dict[str, Any], tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    assert xltool.read(path).data == published


def test_every_value_keeps_its_origin(published: dict[str, Any], tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    cells = xltool.read(path).pointers
    assert cells["/income/total"] == "绩效目标表!E11"
    assert cells["/indicators/0/level1"] == "绩效目标表!A37"
    assert len(cells) == len(DEFINITION.schema.fields) + 3 * 1 + 5 * 38


def test_braces_that_a_sender_typed_are_shown_as_typed(published: dict[str, Any], tmp_path: Path) -> None:
    published["project"]["type"] = "{value}项目{x}"
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    report = xltool.check([path]).files[0].as_json("zh")
    assert [f["message"] for f in report["findings"] if f["rule"] == "R07"] == ["项目类型“{value}项目{x}”不在选项内，请从下拉列表中选择"]


def test_a_workbook_of_no_form_says_that_it_names_none(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet().write("A1", "a list of something else")
    (finding,) = xltool.read(path).findings
    assert finding.rule == "template.unknown"
    assert finding.message.en.startswith("the file names no template, and its labels match none;")
    assert finding.message.zh.startswith("文件未注明模板，标签也与各模板不符，")
