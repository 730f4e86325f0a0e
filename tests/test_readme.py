"""What the README shows works as shown, and says the same in both languages."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

import xltool

ROOT = Path(__file__).parent.parent
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_both_languages_show_the_same_code() -> None:
    assert without_comments(blocks(ENGLISH, "python")) == without_comments(blocks(CHINESE, "python"))
    assert blocks(ENGLISH, "yaml") == blocks(CHINESE, "yaml")
    assert blocks(ENGLISH, "json") == blocks(CHINESE, "json")
    assert blocks(ENGLISH, "sh")[:2] == blocks(CHINESE, "sh")[:2]
    assert documents(ENGLISH) == documents(CHINESE)


def without_comments(code: list[str]) -> list[str]:
    return [re.sub(r"\s+#.*", "", block) for block in code]


def documents(text: str) -> list[str]:
    """The documents that a README leads to, in whichever language."""
    return sorted({target.replace(".zh-CN", "") for target in re.findall(r"\]\((docs/[^)]*)\)", text)})


def test_every_link_leads_somewhere() -> None:
    for text in (ENGLISH, CHINESE):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (ROOT / target).exists(), target


def test_the_library_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    (tmp_path / "rules").symlink_to(ROOT / "rules")
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(blocks(ENGLISH, "python")[0], {})  # noqa: S102 - the point of the test
    lines = printed.getvalue().splitlines()
    assert lines[:3] == ["276.68", "绩效目标表!E11", "rejected"]
    assert [line.split()[0] for line in lines[3:]] == ["R24", "R42"]


def test_the_form_of_ones_own(tmp_path: Path) -> None:
    for folder in ("templates", "rules"):
        (tmp_path / folder).mkdir()
    (tmp_path / "templates" / "my-form.yaml").write_text(blocks(ENGLISH, "yaml")[0], encoding="utf-8")
    (tmp_path / "rules" / "my-form.schema.json").write_text(blocks(ENGLISH, "json")[0], encoding="utf-8")
    templates = tmp_path / "templates"
    data = {"unit": "财政局", "total": 30, "items": [{"name": "纸", "amount": 10}, {"name": "笔", "amount": 15.5}]}
    form = xltool.build("my-form", tmp_path / "my-form.xlsx", data=data, templates=templates)
    report = xltool.check([form], templates=templates)
    assert [(finding.rule, finding.location.cell) for finding in report.files[0].findings if finding.location] == [("R1", "B4")]


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    set_up, _, run = blocks(ENGLISH, "sh")[1].strip().rpartition(" && ")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert set_up in ci
    assert run in ci
