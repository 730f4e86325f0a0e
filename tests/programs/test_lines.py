"""Each line of `docs/programs.md` names tests that exist, and the version that is installed."""

from __future__ import annotations

import ast
import os
from functools import cache
from pathlib import Path

import pytest

from tests.generated_docs import ROOT
from tests.programs.lines import LINES, ProgramLine
from tests.programs.versions import OBSERVED, PROGRAMS_TRIED, TriedProgram
from xltool.base.reader_rules import READER_RULES

#: Its message lists what is lost; the tests of its lines compare the words.
LISTS_WHAT_IS_LOST = "file.features-lost"


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def label(line: ProgramLine) -> str:
    return f"{line.program} {' '.join(line.files)} {line.does[:30]}"


@pytest.mark.parametrize("line", LINES, ids=label)
def test_the_tests_of_a_line_exist(line: ProgramLine) -> None:
    assert line.shown_by
    for proof in line.shown_by:
        name, _, test = proof.partition("::")
        path = ROOT / name
        if name.startswith("findings/"):
            version = PROGRAMS_TRIED[line.program].version
            assert path.suffix == ".sh", proof
            assert version in path.read_text(encoding="utf-8"), f"{name} was not run with {line.program} {version}"
        else:
            assert test in names_of_tests(path), proof


@pytest.mark.parametrize("line", [line for line in LINES if line.sees], ids=label)
def test_the_findings_of_a_line_are_those_of_its_tests(line: ProgramLine) -> None:
    """A test of other files than ours names the finding; those of this folder compare it with the line."""
    sources = [(ROOT / proof.partition("::")[0]).read_text(encoding="utf-8") for proof in line.shown_by]
    for rule in line.sees:
        assert any(rule in source for source in sources) or all(proof.startswith("tests/programs/") for proof in line.shown_by)
        assert rule == LISTS_WHAT_IS_LOST or line.words in READER_RULES[rule].message.en


@pytest.mark.parametrize("program", PROGRAMS_TRIED.values(), ids=lambda program: program.name)
def test_the_version_is_the_installed_one(program: TriedProgram) -> None:
    """Where another is installed, the lines are tested with it: what it does otherwise fails there, and its version belongs here."""
    installed = program.installed()
    if installed is None:
        assert program.version == OBSERVED or program.version[0].isdigit()
    elif os.environ.get("CI") == "true" or installed == program.version:
        assert installed == program.version
    else:
        pytest.skip(f"{program.name} {installed} is installed here; docs/programs.md tells of {program.version}")


def test_every_program_has_a_line() -> None:
    assert set(PROGRAMS_TRIED) == {line.program for line in LINES}
