"""The form of quarters, filled in and altered as people and scripts do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import xltool
from xltool.base.document import Document

FOLDER = Path(__file__).parents[1] / "definitions" / "clean" / "quarters"
TEMPLATE = FOLDER / "templates" / "quarters.yaml"
SHEET = "用款计划"


def built(path: Path) -> Path:
    """The form, filled in with the document of its folder."""
    return xltool.build(TEMPLATE, path, data=FOLDER / "document.json")


def read_altered(path: Path, alter: Callable[[Worksheet], object]) -> Document:
    """The filled form as it is read after a script has altered its sheet."""
    book = openpyxl.load_workbook(built(path))
    alter(book[SHEET])
    book.save(path)
    return xltool.read(path, templates=FOLDER / "templates")


def told(document: Document) -> list[tuple[str, str | None]]:
    """The findings of a document, each with its cell; not what openpyxl loses by itself."""
    return [
        (finding.rule, finding.location.cell if finding.location else None)
        for finding in document.findings
        if finding.rule != "file.features-lost"
    ]
