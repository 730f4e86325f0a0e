"""Faulty definitions: every folder under `faulty/` is a case.

A case holds only the files in which it differs from `clean/minimal/`, and `expected.json`: the files to take away
(`remove`) and every problem that is to be reported, at its place, with a part of its message in both languages.
A new case is a new folder.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from xltool.base.errors import DefinitionError, Problem
from xltool.rules.load import load_definition

HERE = Path(__file__).parent
MINIMAL = HERE / "clean" / "minimal"
CASES = sorted(path for path in (HERE / "faulty").iterdir() if path.is_dir())


def lay_out(case: Path, folder: Path) -> dict[str, Any]:
    """A whole definition in a folder: the minimal one with the files of a case over it; gives what is expected of it."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    shutil.copytree(case, folder, dirs_exist_ok=True)
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    for name in expected.get("remove", []):
        (folder / name).unlink()
    return expected


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        load_definition(folder / "templates" / "minimal.yaml")
    return caught.value.problems


def place_of(problem: Problem, folder: Path) -> tuple[str, int, int, int]:
    file = Path(problem.file).relative_to(folder).as_posix()
    return file, problem.line, problem.column, problem.width


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_faulty_definition(case: Path, tmp_path: Path) -> None:
    expected = lay_out(case, tmp_path)["problems"]
    problems = problems_of(tmp_path)
    found = [place_of(problem, tmp_path) for problem in problems]
    assert found == [(item["file"], item["line"], item["column"], item["width"]) for item in expected]
    for problem, item in zip(problems, expected, strict=True):
        assert item["en"] in problem.message.en
        assert item["zh"] in problem.message.zh


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_caret_stands_under_the_line_that_is_shown(case: Path, tmp_path: Path) -> None:
    lay_out(case, tmp_path)
    for problem in problems_of(tmp_path):
        if problem.line:
            line = Path(problem.file).read_text(encoding="utf-8-sig").split("\n")[problem.line - 1]
            assert problem.source == line.rstrip("\r")
            assert 1 <= problem.column <= len(line) + 1
            assert problem.column - 1 + problem.width <= max(len(line), 1) + 1


def test_the_whole_message_names_each_place(tmp_path: Path) -> None:
    lay_out(HERE / "faulty" / "three-files-at-once", tmp_path)
    with pytest.raises(DefinitionError) as caught:
        load_definition(tmp_path / "templates" / "minimal.yaml")
    for said in (caught.value.say("zh"), caught.value.say("en")):
        for problem in caught.value.problems:
            assert f"{problem.file}:{problem.line}:{problem.column}: " in said
    assert caught.value.say("zh").startswith("表格定义有 ")
