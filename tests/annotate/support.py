"""Received files and their marked returns."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from xltool.base.findings import Finding
from xltool.base.reader_rules import READER_RULES
from xltool.checking.check import check
from xltool.checking.check_report import FileReport
from xltool.checking.marked_return import annotate
from xltool.form.complete_document import complete
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import load_document
from xltool.workbook.form_copy import Issue

TEMPLATE = "project-performance-target"
SEED = Path(__file__).parent.parent / "data" / "changzhou-2022.json"
FORM, LIST = "绩效目标表", "问题清单"


def definition() -> Definition:
    return load_definition(TEMPLATE)


def seed(**changes: Any) -> dict[str, Any]:
    """The real form, with changes by path: `seed(**{"project.name": "x", "indicators[0].level3": "y"})`."""
    data = copy.deepcopy(load_document(SEED))
    for path, value in changes.items():
        *parents, name = path.replace("[", ".").replace("]", "").split(".")
        node: Any = data
        for parent in parents:
            node = node[int(parent) if parent.isdigit() else parent]
        node[name] = value
    return data


def send(path: Path, data: Mapping[str, Any] | None = None, issue: Issue | None = None) -> Path:
    """A workbook as a sender fills it in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    form = definition()
    path.write_bytes(build_workbook(form, complete(form.schema, seed() if data is None else data), issue))
    return path


def checked(path: Path) -> FileReport:
    return check([path]).files[0]


def returned(path: Path, folder: Path, lang: Any = "zh") -> tuple[FileReport, Path]:
    """What was found in a file, and its marked return."""
    report = checked(path)
    (made,) = annotate(report, folder, lang=lang)
    return report, made


def sheet(path: Path, name: str = FORM) -> Worksheet:
    found = openpyxl.load_workbook(path)[name]
    assert isinstance(found, Worksheet)
    return found


def links(path: Path, name: str = LIST) -> dict[str, Any]:
    """The hyperlinks of a sheet, by cell."""
    cells = [cell for row in sheet(path, name).iter_rows() for cell in row]
    return {cell.coordinate: cell.hyperlink for cell in cells if cell.hyperlink is not None}


def table(path: Path, name: str = LIST, head_row: int = 4) -> list[dict[str, Any]]:
    """The rows of the findings sheet, by their headings, up to the first blank row."""
    rows = list(sheet(path, name).iter_rows(min_row=head_row, values_only=True))
    found = []
    for row in rows[1:]:
        if row[0] is None:
            break
        found.append(dict(zip((str(head) for head in rows[0]), row, strict=True)))
    return found


def of_the_form(findings: tuple[Finding, ...]) -> list[tuple[str, str | None, str]]:
    """The findings about what was filled in, without those about the file or about how it was written."""
    return sorted((finding.rule, finding.field, finding.message.zh) for finding in findings if finding.rule not in READER_RULES)


def plain(data: Mapping[str, Any]) -> Any:
    """A document as JSON values, for readable differences."""
    return json.loads(json.dumps(data, default=float, ensure_ascii=False))
