"""Names of files reach the terminal clean, and devices take what is written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.campaign.office import Office, open_office
from xltool.base.display import INVISIBLE

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names that no other system takes")

#: A colour, a line that was never printed, half a character, text turned round, a terminal's title, an end of line of its own.
NAMES = (
    b"a\x1b[31mred.xlsx",
    b"b\n0 errors.xlsx",
    b"c\xff.xlsx",
    "d\u202excod.xlsx".encode(),
    b"e\x1b]0;title\x07.xlsx",
    "f\x9b2J\u2028g.xlsx".encode(),
)


def xltool(*arguments: str, folder: Path) -> tuple[int, bytes]:
    """Run a command; return its exit status and all that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "xltool", *arguments, "--lang", "en"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_office(tmp_path_factory.mktemp("names") / "campaign")
    for number, name in enumerate(NAMES):
        (office.folder / "inbox" / os.fsdecode(name)).write_bytes(b"%%PDF-1.4 %d" % number)
    (office.folder / "inbox" / "gone\n\x1b[31m.xlsx").symlink_to("nowhere")
    return office


def assert_clean(printed: bytes, lines: int | None = None) -> None:
    text = printed.decode("utf-8")
    assert not INVISIBLE.search(text.replace("\ufffd", "")), ascii(text)
    assert lines is None or len(text.splitlines()) == lines, text


def test_every_command_prints_names_clean(office: Office) -> None:
    folder = office.folder
    status, printed = xltool("collect", ".", folder=folder)
    assert status in (1, 2)
    assert_clean(printed)
    assert sum(line.startswith(b"0 errors") for line in printed.splitlines()) == 0, "a name is not a line of ours"
    assert printed.count(b"inbox/") >= len(NAMES)
    for command in (
        ("status", "."),
        ("status", ".", "--format", "json"),
        ("verify", "."),
        ("check", "inbox"),
        ("check", "inbox", "--format", "json"),
    ):
        _, printed = xltool(*command, folder=folder)
        assert_clean(printed)


def test_json_says_the_names_as_they_are(office: Office) -> None:
    _, printed = xltool("check", "inbox", "--format", "json", folder=office.folder)
    paths = {Path(file["path"]).name for file in json.loads(printed)["files"]}
    assert {os.fsdecode(name) for name in NAMES if b"\xff" not in name} <= paths


def test_names_in_errors_are_clean(tmp_path: Path) -> None:
    for arguments in (
        ("check", "no\x1b[31mfile.xlsx"),
        ("read", "no\x9bfile\u202e.xlsx"),
        ("diff", "a\x1bb", "c\x1bd"),
        ("collect", "no\x1bdir"),
    ):
        status, printed = xltool(*arguments, folder=tmp_path)
        assert status == 2
        assert_clean(printed)


def test_workbook_and_report_go_into_a_pipe_alone(office: Office) -> None:
    build = [sys.executable, "-m", "xltool", "build", "grant", "--templates", "templates", "-o", "/dev/stdout", "--lang", "en"]
    done = subprocess.run(build, cwd=office.folder, capture_output=True, check=True)
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as book:
        assert "xl/workbook.xml" in book.namelist()
    assert done.stdout.endswith(book.comment)
    assert b"wrote /dev/stdout" in done.stderr
    check = [sys.executable, "-m", "xltool", "check", "inbox", "--format", "json", "-o", "/dev/stdout", "--lang", "en"]
    done = subprocess.run(check, cwd=office.folder, capture_output=True, check=False)
    assert len(json.loads(done.stdout)["files"]) == len(NAMES)
