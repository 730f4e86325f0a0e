"""A small form, filled in without fault and with faults, as bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.cli.conftest import MINIMAL, TEMPLATE
from xltool.workbook.build import load_document

TEMPLATES = MINIMAL / "templates"


def built(data: dict[str, Any]) -> bytes:
    """The workbook of a document of the minimal form."""
    stream = io.BytesIO()
    xltool.build(TEMPLATE, stream, data=data)
    return stream.getvalue()


@pytest.fixture
def filled() -> dict[str, Any]:
    """A document without fault."""
    return load_document(MINIMAL / "document.json")


@pytest.fixture
def clean(filled: dict[str, Any]) -> bytes:
    """A workbook without fault."""
    return built(filled)


@pytest.fixture
def wrong(filled: dict[str, Any]) -> bytes:
    """A workbook whose total is wrong."""
    return built({**filled, "total": 99})


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Everything that is laid aside on the way is removed again."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    (tmp_path / "aside").mkdir()
    yield
    assert not list((tmp_path / "aside").iterdir())
