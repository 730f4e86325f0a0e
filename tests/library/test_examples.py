"""The examples in docstrings of the library are true, and its reference says what a caller must know."""

from __future__ import annotations

import doctest
import inspect
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.conftest import EXAMPLES, ROSTER, TEMPLATE
from tests.generated_docs.api import attributes, public, signature
from tests.generated_docs.api import records as described_records
from xltool.workbook.build import load_document

VERBS = {name: verb for name in xltool.__all__ if not isinstance(verb := public(name), type)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples speak of: a form as published, the same corrected, a roster."""
    folder = tmp_path_factory.mktemp("examples")
    for name, example in (("filled", "published"), ("corrected", "right")):
        xltool.build(TEMPLATE, folder / f"{name}.xlsx", data=load_document(EXAMPLES / TEMPLATE / f"{example}.json"))
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    return folder


def with_examples() -> dict[str, list[doctest.DocTest]]:
    finder, known = doctest.DocTestFinder(recurse=False), {"xltool": xltool, "io": io, "Decimal": Decimal}
    found = {name: finder.find(verb, f"xltool.{name}", globs=known) for name, verb in VERBS.items()}
    return {name: [test for test in tests if test.examples] for name, tests in found.items() if any(test.examples for test in tests)}


@pytest.mark.parametrize("name", with_examples())
def test_examples_are_true(name: str, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(files)
    for test in with_examples()[name]:
        assert doctest.DocTestRunner().run(test).failed == 0, capsys.readouterr().out


def test_what_is_done_with_files_has_an_example() -> None:
    assert {"read", "check", "build", "annotate", "diff", "upgrade", "merge", "roster", "load_definition", "forms"} <= set(with_examples())


@pytest.mark.parametrize("name", VERBS)
def test_a_docstring_says_what_is_raised(name: str) -> None:
    assert "Error" in (inspect.getdoc(VERBS[name]) or ""), name


def test_the_reference_names_every_public_thing() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in xltool.__all__ if f"### `xltool.{name}`" not in text] == []


def test_attributes_come_with_their_comments() -> None:
    assert ("`origins`", "`Mapping[str, Location]`", "") in list(attributes(xltool.Document))
    assert ("`rule`", "`str`", 'rule id, "R24" or a word of the reader, "file.encrypted"') in list(attributes(xltool.Finding))
    assert "`to_frame(lang: Lang = 'zh') -> pd.DataFrame`" in described_records()


def test_long_signatures_have_a_line_for_each_parameter() -> None:
    assert signature("verify", xltool.verify) == "verify(folder: Path | str) -> Verified"
    assert signature("check", xltool.check).splitlines()[3] == "    roster: Roster | Source | None = None,"
