"""The log says what was done, by the logger `xltool`: files, forms and counts, nothing that somebody filled in."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.cli.conftest import TEMPLATE, Run, run  # noqa: F401 - a fixture
from tests.library.conftest import TEMPLATES

#: What is filled in, and is nowhere in a log.
VALUES = {"unit": "秘密单位", "total": 987654321, "items": [{"name": "机密事项", "kind": "goods", "sort": None, "amount": 123456789}]}
SECRET = "geheim-8"  # noqa: S105 - of no campaign but that below


def test_steps_are_logged_and_values_are_not(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    path = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=VALUES)
    report = xltool.check(path, templates=TEMPLATES)
    xltool.annotate(report, tmp_path / "returns")
    xltool.merge(path, templates=TEMPLATES, output=tmp_path / "summary.xlsx", include_rejected=True)
    ours = [record for record in caplog.records if record.name.startswith("xltool.")]
    assert f"built {path}: minimal 1" in [record.getMessage() for record in ours if record.levelno == logging.INFO]
    assert "checked 1 file: 1 error, 1 warning" in caplog.text or "checked 1 file: " in caplog.text
    assert f"wrote the marked return {tmp_path / 'returns'}" in caplog.text
    assert f"wrote {tmp_path / 'summary.xlsx'}" in caplog.text
    assert not [value for value in ("秘密单位", "987654321", "机密事项", "123456789") if value in caplog.text]
    assert {record.filename for record in ours} >= {"build.py", "check.py", "marked_return.py", "merge.py"}


def test_a_campaign_logs_no_secrets(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    roster = io.BytesIO("id,name,email\nA,秘密单位,secret@example.invalid\n".encode())
    (tmp_path / "roster.csv").write_bytes(roster.getvalue())
    folder = xltool.init(tmp_path / "2026", TEMPLATE, roster=tmp_path / "roster.csv", password=SECRET, templates=TEMPLATES)
    xltool.distribute(folder, mail="draft")
    (blank,) = list(folder.glob("outbox/*/*.xlsx"))
    (folder / "inbox" / "a.xlsx").write_bytes(blank.read_bytes())
    xltool.collect(folder)
    assert "letter distribute, unit A: drafted" in caplog.text
    assert "recorded 1 decision" in caplog.text
    assert not [
        word
        for word in (SECRET, "secret@", "秘密单位")
        if any(word in record.getMessage() for record in caplog.records if record.name.startswith("xltool"))
    ]


def test_nothing_is_printed_without_a_listener(tmp_path: Path) -> None:
    code = "import sys, xltool, logging; xltool.check(xltool.build(sys.argv[1], sys.argv[2]), templates=sys.argv[3])"
    arguments = [TEMPLATE, str(tmp_path / "form.xlsx"), str(TEMPLATES)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_command_line_shows_it_on_request(run: Run, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    path = tmp_path / "form.xlsx"
    assert "built" not in run("build", TEMPLATE, "-o", path).err
    assert f"built {path}: minimal 1" in run("build", TEMPLATE, "-o", path, "-v").err
    assert f"已生成 {path}：minimal 1" in run("-v", "build", TEMPLATE, "-o", path, "--lang", "zh").err
    detailed = run("build", TEMPLATE, "-o", path, "-vv").err
    assert " ms xltool.workbook.build: built" in detailed
    assert "built" not in run("build", TEMPLATE, "-o", path).err


def test_what_other_libraries_log_is_not_shown(run: Run, tmp_path: Path, capsys: Any) -> None:  # noqa: F811 - the fixture
    """It may hold values of forms: SQLAlchemy logs the parameters of its statements."""
    run("build", TEMPLATE, "-o", tmp_path / "form.xlsx", "-vv")
    logging.getLogger("sqlalchemy.engine").info("password")
    assert capsys.readouterr().err == ""
