"""What a terminal shows and a pipe does not: colours, the progress bar, completion. A real terminal, by a pty."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import xltool
from tests.cli.conftest import TEMPLATE, TEMPLATES
from tests.cli.test_process import environment

pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
XLTOOL = (sys.executable, "-m", "xltool")
#: What makes letters coloured or bold; that the cursor moves for a bar is something else.
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


def on_terminal(*words: str | Path, **variables: str) -> bytes:
    """Everything that a command writes to a terminal, standard output and error."""
    ours, theirs = pty.openpty()
    variables_of_it = {"TERM": "xterm-256color", "LC_ALL": "en_US.UTF-8", **variables}
    with subprocess.Popen(
        [*XLTOOL, *map(str, words)], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**variables_of_it)
    ) as process:
        os.close(theirs)
        shown = b""
        while block := _read(ours):
            shown += block
        process.wait()
    os.close(ours)
    return shown


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # what Linux says when the other end is closed
        return b""


@pytest.fixture
def faulty_file(tmp_path: Path) -> Path:
    return xltool.build(TEMPLATE, tmp_path / "form.xlsx", data={"unit": "Library", "total": 1})


def test_a_terminal_shows_colours_unless_somebody_wants_none(faulty_file: Path) -> None:
    assert COLOUR.search(on_terminal("check", faulty_file, *TEMPLATES))
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        shown = on_terminal("check", faulty_file, *TEMPLATES, **variables)
        assert b"form.xlsx" in shown
        assert not re.search(rb"\x1b\[[0-9;]*[34][0-7]m", shown), variables
    assert COLOUR.search(on_terminal("check", faulty_file, *TEMPLATES, NO_COLOR="")), "an empty NO_COLOR says nothing (no-color.org)"


def test_an_error_is_red_unless_somebody_wants_no_colours() -> None:
    assert b"\x1b[31m" in on_terminal("check", "nothing.xlsx")
    assert not COLOUR.search(on_terminal("check", "nothing.xlsx", NO_COLOR="1"))


def test_a_pipe_gets_neither_colours_nor_a_bar(faulty_file: Path) -> None:
    done = subprocess.run([*XLTOOL, "check", str(faulty_file), *TEMPLATES], capture_output=True, check=False, env=environment(TERM="xterm"))
    assert b"\x1b" not in done.stdout + done.stderr


SLOW_RUN = """
import sys
from xltool.base.messages import Text
from xltool.base.progress import Progress
from xltool.cli import progress_bar
from xltool.cli.run_settings import begin
progress_bar._PATIENCE = 0.0
begin(sys.argv[1:])
with progress_bar.progress_bar(Text(zh="检查", en="checking")) as watch:
    for done in range(4):
        watch(Progress(done, 3))
print("the result")
"""


def bar_shown(*words: str, **variables: str) -> str:
    ours, theirs = pty.openpty()
    variables_of_it = {"TERM": "xterm-256color", "COLUMNS": "100", **variables}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_RUN, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**variables_of_it)
    ) as process:
        os.close(theirs)
        shown = b""
        while block := _read(ours):
            shown += block
        process.wait()
    os.close(ours)
    return shown.decode()


def test_a_long_run_shows_how_far_it_is() -> None:
    shown = bar_shown("--lang", "en")
    assert "checking" in shown
    assert "3/3" in shown
    assert "the result" in shown
    assert "检查" in bar_shown("--lang", "zh")


def test_a_bar_has_no_colours_where_nobody_wants_any() -> None:
    assert "\x1b[3" in bar_shown("--lang", "en")
    without = bar_shown("--lang", "en", NO_COLOR="1")
    assert "3/3" in without
    assert "\x1b[3" not in without.replace("\x1b[3D", "")


def test_a_pipe_has_no_bar() -> None:
    done = subprocess.run([sys.executable, "-c", SLOW_RUN, "--lang", "en"], capture_output=True, text=True, check=True, env=environment())
    assert (done.stdout, done.stderr) == ("the result\n", "")


@pytest.mark.parametrize(
    ("shell", "variables", "offered"),
    [
        ("bash", {"COMP_WORDS": "xltool dist", "COMP_CWORD": "1"}, "distribute"),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "xltool dist"}, "distribute"),
        ("fish", {"_TYPER_COMPLETE_ARGS": "xltool dist", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}, "distribute"),
    ],
)
def test_a_shell_completes_commands(shell: str, variables: dict[str, str], offered: str) -> None:
    variables_of_it = environment(_XLTOOL_COMPLETE=f"complete_{shell}", **variables)
    done = subprocess.run(XLTOOL, capture_output=True, text=True, check=False, env=variables_of_it)
    assert offered in done.stdout
    assert "Traceback" not in done.stderr
