"""Registries refuse what is half made or stands twice: nothing wins silently."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from xltool.base.registry import by_name
from xltool.form.kind import Step
from xltool.form.kinds import KINDS
from xltool.rules.checks import check

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"


def test_two_variants_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two kinds of fields are called 'date'"):
        by_name([KINDS["date"], dataclasses.replace(KINDS["date"])], "kinds of fields")
    with pytest.raises(ValueError, match="two checks are called 'cut-off-text'"):
        check("cut-off-text")(lambda _: iter(()))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"column": "txt"}, "column of the kind 'date' is 'txt'"),
        ({"summary_style": "txt"}, "summary_style of the kind 'date' is 'txt'"),
        ({"steps": (*KINDS["date"].steps, Step("late", "[nosuch]", lambda _: 0))}, "'nosuch', which is none of"),
        ({"parts": (*KINDS["date"].parts, dataclasses.replace(KINDS["date"].parts[0], name="text"))}, "a part called 'text'"),
    ],
)
def test_a_kind_that_contradicts_itself_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        dataclasses.replace(KINDS["date"], **changes)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_check_that_fails_is_not_blamed_on_the_file(lang: str, run: Run, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    shutil.copytree(CLEAN / "minimal", tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "minimal.schema.json"
    definition = json.loads(schema.read_text(encoding="utf-8"))
    options = {"length": "many"}
    definition["x-checks"] = [
        {
            "id": "T1", "severity": "warning", "check": "cut-off-text", "fields": {"text": "unit"}, "options": options,
            "message": {"zh": "疑被截断", "en": "cut off"},
        }
    ]  # fmt: skip
    schema.write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")
    templates = tmp_path / "form" / "templates"
    form = tmp_path / "form.xlsx"
    assert run("build", "minimal", "-o", form, "--templates", templates, "--data", CLEAN / "minimal" / "document.json").status == 0
    outcome = run("check", form, "--templates", templates, "--lang", lang)
    assert outcome.status == 2
    assert ("the check T1 (cut-off-text) failed" if lang == "en" else "检查 T1（cut-off-text）运行出错") in outcome.err
    assert "damaged" not in outcome.out + outcome.err
