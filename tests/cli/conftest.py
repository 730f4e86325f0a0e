"""The command line inside the test process, and files to give it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import xltool
from xltool.cli import main

MINIMAL = Path(__file__).parent.parent / "definitions" / "clean" / "minimal"
TEMPLATE = str(MINIMAL / "templates" / "minimal.yaml")
TEMPLATES = ("--templates", str(MINIMAL / "templates"))


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; in English unless told."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("TERMINAL_WIDTH", "200")

    def command(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["xltool", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else int(error.code is not None)
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return command


@pytest.fixture
def document() -> dict[str, Any]:
    """A document of the minimal form without fault."""
    found: dict[str, Any] = json.loads((MINIMAL / "document.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def clean(tmp_path: Path, document: dict[str, Any]) -> Path:
    """A workbook without fault."""
    return xltool.build(TEMPLATE, tmp_path / "clean.xlsx", data=document)


@pytest.fixture
def faulty(tmp_path: Path, document: dict[str, Any]) -> Path:
    """A workbook whose total is wrong, with one line that costs nothing and one that holds HTML."""
    document["items"] += [{"name": "<b>Nails</b>", "kind": "goods", "sort": None, "amount": 0}]
    return xltool.build(TEMPLATE, tmp_path / "faulty.xlsx", data={**document, "total": 99})
