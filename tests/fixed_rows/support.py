"""The form `fixed-rows` and what senders do to its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

import xltool
from xltool.base.document import Document
from xltool.base.findings import Finding

FORM = Path(__file__).parents[1] / "definitions" / "clean" / "fixed-rows"
TEMPLATES = FORM / "templates"
TEMPLATE = TEMPLATES / "fixed-rows.yaml"
DOCUMENT: dict[str, Any] = json.loads((FORM / "document.json").read_text(encoding="utf-8"), parse_float=Decimal)
CODES = ["201", "20101", "20102", "205", "20501", "20502", "208", "20801", "299"]
#: The first row of the table `lines` on its sheet, and its columns that are typed or fixed.
FIRST_ROW, COLUMNS = 5, "BCDEGH"


def built(folder: Path, data: Mapping[str, Any] | None = None) -> Path:
    """Return the workbook of a document, of the clean one if none is given."""
    return xltool.build(TEMPLATE, folder / "form.xlsx", data=DOCUMENT if data is None else data)


class Sheet:
    """The sheet of a workbook as openpyxl has it open: rows are those of the table, from 0."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book["支出表"]

    def row(self, number: int) -> list[Any]:
        """Return what was filled in in a row, with its key and name."""
        return [self.sheet[f"{column}{FIRST_ROW + number}"].value for column in COLUMNS]

    def put(self, number: int, values: list[Any]) -> None:
        """Write a row over another."""
        for column, value in zip(COLUMNS, values, strict=True):
            self.sheet[f"{column}{FIRST_ROW + number}"].value = value

    def order(self, numbers: list[int]) -> None:
        """Put rows into another order, as a sort does."""
        rows = [self.row(number) for number in numbers]
        for number, row in enumerate(rows):
            self.put(number, row)

    def set(self, number: int, **values: Any) -> None:
        """Overwrite cells of a row by their column."""
        for column, value in values.items():
            self.sheet[f"{column}{FIRST_ROW + number}"].value = value

    def save(self) -> Path:
        """Save the workbook and return its path."""
        self.book.save(self.path)
        return self.path


#: What is said of every workbook that openpyxl has saved, and not of its rows.
OF_THE_PROGRAM = ("file.features-lost",)


def read(path: Path) -> Document:
    return xltool.read(path, templates=TEMPLATES)


def checked(path: Path) -> list[Finding]:
    """Return what is found in a workbook."""
    (file,) = xltool.check([path], templates=TEMPLATES).files
    return [finding for finding in file.findings if finding.rule not in OF_THE_PROGRAM]


def told(findings: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    """Return rule, field and cell of findings."""
    return [(finding.rule, finding.field, finding.location.cell if finding.location else None) for finding in findings]
