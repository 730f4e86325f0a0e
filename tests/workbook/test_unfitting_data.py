"""Data given to `build` that the form has no place for, or does not offer: the command says so, and writes what it can."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import xltool
from xltool.base.errors import DataError
from xltool.base.messages import Text

REPEATS = Path(__file__).parents[1] / "definitions" / "clean" / "repeats"
CASCADES = Path(__file__).parents[1] / "definitions" / "clean" / "conditions" / "templates" / "conditions.yaml"


@pytest.fixture
def open_form(tmp_path: Path) -> Path:
    """The form `repeats`, whose schema says nothing of further members."""
    shutil.copytree(REPEATS, tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "repeats.schema.json"
    schema.write_text(re.sub(r'"additionalProperties": false,\s*', "", schema.read_text(encoding="utf-8")), encoding="utf-8")
    return tmp_path / "form" / "templates" / "repeats.yaml"


def told(template: Path, data: dict[str, Any], tmp_path: Path) -> list[Text]:
    heard: list[Text] = []
    xltool.build(template, tmp_path / "form.xlsx", data=data, on_difference=heard.append)
    return heard


def test_a_value_that_is_none_of_the_choices_is_written_and_said(tmp_path: Path) -> None:
    (said,) = told(CASCADES, {"mode": "laon"}, tmp_path)
    assert (
        said.en
        == "mode holds “laon”, which is not one of the choices; it was written all the same, and the form says so; did you mean 'loan'?"
    )
    assert said.zh == "mode 的内容“laon”不在选项内，已照写，表中会提示；是否应为“loan”？"
    assert xltool.read(tmp_path / "form.xlsx", templates=CASCADES.parent).data["mode"] == "laon"


@pytest.mark.parametrize(
    ("data", "path", "offer"),
    [
        ({"projects": [{"nmae": "A"}]}, "projects[0].nmae", "name"),
        ({"projects": [{"name": "A", "items": [{"amuont": 1}]}]}, "projects[0].items[0].amuont", "amount"),
        ({"projcets": []}, "projcets", "projects"),
        ({"projects": [{"name": "A", "items": [{"what": None, "hint": None}]}]}, "projects[0].items[0].hint", ""),
    ],
)
def test_what_the_form_has_no_place_for_is_named(data: dict[str, Any], path: str, offer: str, open_form: Path, tmp_path: Path) -> None:
    (said,) = told(open_form, data, tmp_path)
    assert said.en == f"{path} is not a field of the form, so it was not written" + (f"; did you mean {offer!r}?" if offer else "")
    assert said.zh.startswith(f"{path} 不是表格中的字段，未写入")


def test_nothing_is_said_of_data_that_fit(open_form: Path, tmp_path: Path) -> None:
    assert told(open_form, {"projects": [{"name": "A", "items": [{"amount": 1}]}, {}]}, tmp_path) == []


def test_a_form_that_refuses_further_members_offers_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        told(REPEATS / "templates" / "repeats.yaml", {"projects": [{"nmae": "A"}]}, tmp_path)
    assert "the form has no 'nmae'; did you mean 'name'?" in caught.value.say("en")
