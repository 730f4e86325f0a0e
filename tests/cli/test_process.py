"""The command line as a process of its own: streams, encodings, pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import TEMPLATE, TEMPLATES

COMMAND = [sys.executable, "-m", "xltool"]


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "en_US.UTF-8", **changes}


def call(*arguments: str | Path, **changes: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, timeout=120, env=environment(**changes))


def test_build_check_and_fail(tmp_path: Path) -> None:
    workbook = tmp_path / "a.xlsx"
    assert call("build", TEMPLATE, "-o", workbook).returncode == 0
    checked = call("check", workbook, *TEMPLATES, "--format", "json")
    assert checked.returncode == 1
    assert checked.stderr == b""
    assert json.loads(checked.stdout)["tally"]["errors"] == 2
    failed = call("check", tmp_path / "nothere.xlsx")
    assert (failed.returncode, failed.stdout) == (2, b"")
    assert failed.stderr.decode() == f"file not found: {tmp_path / 'nothere.xlsx'}; check the path\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_chinese_comes_out_as_utf8_whatever_the_terminal_says(encoding: str) -> None:
    for variables in ({"PYTHONIOENCODING": encoding}, {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}):
        done = call("rules", "project-performance-target", "--lang", "zh", **variables)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "资金总额等于各来源之和" in done.stdout.decode("utf-8")


def test_a_pipe_that_is_closed_early_is_no_disaster() -> None:
    process = subprocess.Popen(
        [*COMMAND, "rules", "project-performance-target", "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    complaint = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) != 0
    assert complaint == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that takes nothing")
def test_an_output_without_room_is_said_plainly() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "rules", "project-performance-target"],
            stdout=full, stderr=subprocess.PIPE, check=False, timeout=60, env=environment(),
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.decode().startswith("the system refuses to read or write")
    assert b"Traceback" not in done.stderr


def test_nothing_but_the_report_goes_to_a_pipe(tmp_path: Path) -> None:
    """No colours, no progress, no warnings of libraries."""
    workbook = tmp_path / "a.xlsx"
    call("build", TEMPLATE, "-o", workbook)
    done = call("check", workbook, *TEMPLATES)
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""
