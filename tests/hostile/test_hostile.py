"""Every trick is named by its rule, quickly, without a traceback; and a good file beside it is checked as ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import good_bytes
from tests.hostile.fuzz import Fuzz
from tests.hostile.tricks import TRICKS, make
from xltool.checking.check_report import FileReport
from xltool.reading.guard import Limits

MEMORY = 512 * 1024  # KiB
#: What a good file says that reading alone would not tell.
ENOUGH = 60


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    path.write_bytes(good_bytes())
    return path


@pytest.fixture(scope="module")
def expected(good: Path) -> FileReport:
    return xltool.check([good]).files[0]


def rules(report: FileReport) -> set[str]:
    return {finding.rule for finding in report.findings}


def test_there_are_enough_tricks() -> None:
    assert sum(bool(trick.rule) for trick in TRICKS.values()) >= ENOUGH


@pytest.mark.parametrize("name", TRICKS)
def test_trick(name: str, good: Path, expected: FileReport, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = make(name, tmp_path)
    bad, beside = xltool.check([path, good]).files
    wanted = TRICKS[name].rule
    # On a busy machine the time limit may come first; that is a right finding too.
    named = wanted in rules(bad) if wanted else bad.document.data
    assert named, (sorted(rules(bad)), bad.findings[:3])
    assert rules(beside) - {"R64"} == rules(expected)
    assert beside.document == expected.document
    for finding in bad.findings if bad.definition is None else ():
        said = finding.message.zh + finding.message.en
        assert said.isprintable() or "\n" in said, said
        assert len(said) < 2_000
    written = "".join(capfd.readouterr())
    assert "Traceback" not in written
    assert "panicked" not in written


def test_clipped_at_every_thousandth_byte(good: Path, expected: FileReport, tmp_path: Path) -> None:
    content = good.read_bytes()
    clipped = []
    for length in range(0, len(content), 1_000):
        path = tmp_path / f"{length:07}.xlsx"
        path.write_bytes(content[:length])
        clipped.append(path)
    *reports, beside = xltool.check([*clipped, good]).files
    assert rules(reports[0]) == {"file.empty"}
    assert [report.path for report in reports[1:] if rules(report) != {"file.damaged"}] == []
    assert beside.document == expected.document


def test_not_a_file_at_all(good: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    bad, beside = xltool.check([pipe, good]).files
    assert rules(bad) == {"file.empty"}
    assert beside.document.data


def test_all_at_once_in_little_memory(tmp_path: Path) -> None:
    """No worker takes more than the limit, whatever the file."""
    paths = [str(make(name, tmp_path)) for name in TRICKS]
    script = Path(__file__).with_name("measure.py")
    done = subprocess.run(
        [sys.executable, "-m", f"tests.hostile.{script.stem}", *paths], capture_output=True, text=True, check=True, timeout=300
    )
    measured = json.loads(done.stdout)
    assert measured["files"] == len(TRICKS)
    assert measured["worker"] < MEMORY, measured
    assert measured["parent"] < MEMORY, measured
    assert done.stderr == ""


def test_some_mutations(tmp_path: Path) -> None:
    """A little of what `python -m tests.hostile.fuzz` does for hours; the seed is fixed."""
    fuzz = Fuzz(seed=20220101, folder=None, keep=tmp_path / "kept")
    work = tmp_path / "work"
    work.mkdir()
    for _ in range(5):
        fuzz.batch(work)
    assert not fuzz.failures
    assert len(fuzz.rules) > 5


def test_every_limit_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
    assert [field.name for field in fields(Limits) if f"`{field.name}" not in text and f"{field.name}=" not in text] == []
