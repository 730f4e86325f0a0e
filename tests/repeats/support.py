"""The form `repeats`, and its workbooks as senders fill them in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

import xltool
from xltool.base.paths import defined_name

FORM = Path(__file__).parents[1] / "definitions" / "clean" / "repeats"
TEMPLATES = FORM / "templates"
TEMPLATE = TEMPLATES / "repeats.yaml"
DOCUMENT: dict[str, Any] = json.loads((FORM / "document.json").read_text(encoding="utf-8"), parse_float=Decimal)


def built(folder: Path, data: Mapping[str, Any] | None = None, name: str = "form.xlsx") -> Path:
    """Return the workbook of a document, of the clean one if none is given."""
    return xltool.build(TEMPLATE, folder / name, data=DOCUMENT if data is None else data)


def fill(path: Path, cells: Mapping[str, Any]) -> Path:
    """Open the folded blocks and type into cells by their defined names, as `projects.3.name`; a list goes down a column of a table."""
    book = openpyxl.load_workbook(path)
    for dimension in book.worksheets[0].row_dimensions.values():
        dimension.hidden = False
    for name, value in cells.items():
        ((sheet, place),) = book.defined_names[name].destinations
        first = place.replace("$", "").partition(":")[0]
        for row, item in enumerate(value if isinstance(value, list) else [value]):
            book[sheet][first].offset(row=row).value = item
    book.save(path)
    return path


def moved(number: int, to: int) -> dict[str, Any]:
    """Return what is typed to blank one block of the clean document and to fill in another, which counts from 0, with the same."""
    block = DOCUMENT["projects"][number]
    cells: dict[str, Any] = {}
    for name, value in block.items():
        for index, content in ((number, None), (to, value)):
            path = defined_name(f"projects[{index}].{name}")
            if name == "items":
                columns = value[0].keys()
                cells |= {
                    f"{path}.{column}": [content and float(row[column]) if column == "amount" else content and row[column] for row in value]
                    for column in columns
                }
            else:
                cells[path] = float(content) if isinstance(content, Decimal) else content
    return cells


def told(path: Path) -> list[tuple[str, str | None, str | None]]:
    """Return rule, field and cell of the findings of a workbook, those of information left out."""
    (report,) = xltool.check(path, templates=TEMPLATES).files
    return [(one.rule, one.field, one.location.cell if one.location else None) for one in report.findings if one.severity != "info"]
