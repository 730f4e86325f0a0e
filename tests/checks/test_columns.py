"""Checks look at all texts of a field at once, and once for all of them; neither changes what they find."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.support import ROLES, ROSTER, SCHEMA, SEED, hits
from xltool.base.document import Document
from xltool.rules.checks import Hit, Subject, check_names, find_check
from xltool.rules.checks.columns import column_of
from xltool.rules.checks.markup import plain_text, unquoted
from xltool.rules.checks.registry import check_roles

#: Pieces of texts that checks look for, and what stands around them.
PIECES = (
    "绿化", "养护率", "、", "及", "及时", ",", ":", " ", "“", "”", "《", "》", "（", "）", "<p>", "</p>", "<br/>", "<甲>", "&#12289;", "&lt;", "\n", "\r\n",
    "XX", "xx", "xxl", "××", "字以内", "请填写", "。", "长" * 60,
)  # fmt: skip
TEXTS: st.SearchStrategy[Any] = st.none() | st.just(5) | st.builds("".join, st.lists(st.sampled_from(PIECES), max_size=6))
#: Checks that look at each text by itself.
OF_TEXTS = ("html-tags", "repeated-paragraph", "cut-off-text", "mixed-punctuation", "placeholder-left", "several-in-one", "quoted-name")


@pytest.mark.parametrize("name", OF_TEXTS)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_what_is_found_in_a_text_does_not_depend_on_those_beside_it(name: str, values: list[Any]) -> None:
    found = hits(name, {"rows": [{"text": value} for value in values]}, ["rows.text"])
    alone = [Hit(f"rows[{row}].text", hit.values) for row, value in enumerate(values) for hit in hits(name, {"text": value}, ["text"])]
    assert found == alone


@given(st.lists(TEXTS, max_size=6))
def test_texts_are_cleaned_one_by_one(values: list[Any]) -> None:
    column = column_of(Document(data={"rows": [{"text": value} for value in values]}), "rows.text")
    assert column.plain == tuple(map(plain_text, column.typed))
    assert column.names == tuple(map(unquoted, column.plain))


def test_a_column_has_a_text_for_every_row() -> None:
    column = column_of(Document(data={"rows": [{"text": " 甲 "}, {}, "no row", {"text": 5}, {"text": True}]}), "rows.text")
    assert column.plain == ("甲", "", "", "5", "")
    assert column.path(3) == "rows[3].text"


@pytest.mark.parametrize("data", [{}, {"rows": []}, {"rows": "no table"}, {"text": "甲"}])
def test_a_field_without_rows_has_one_text(data: dict[str, Any]) -> None:
    assert column_of(Document(data=data), "rows.text").typed == ("",)
    assert column_of(Document(data=data), "text").typed == (data.get("text", ""),)


def test_checks_find_the_same_when_they_share_what_they_read() -> None:
    fields = {**ROLES, "goal": "goals.annual", "end": "project.end", "type": "project.type", "unit": "project.unit"}
    fields |= {"department": "project.department", "level": "project.level", "year": "year", "prose": "rationale.content"}
    shared: dict[str, Any] = {}
    for name in check_names():
        if set(check_roles(name)) <= set(fields):
            function = find_check(name)
            assert function is not None
            subject = Subject(document=Document(data=SEED), schema=SCHEMA, fields=fields, options={}, roster=ROSTER, columns=shared)
            assert list(function(subject)) == hits(name, SEED, fields, roster=ROSTER), name
    assert set(shared) <= set(fields.values())
    assert len(shared) > 5
