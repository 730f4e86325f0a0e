"""A form of one table, made for the cells that a test types into it: what both sides say of each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xltool
from tests.parity.cases import Cell
from tests.parity.comparison import Form
from tests.roundtrip.programs import openpyxl_fill
from xltool.base.findings import Finding
from xltool.checking.check_report import FileReport
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

Subschema = Mapping[str, Any]
CAPACITY = 60


@dataclass(frozen=True)
class CellForm:
    """A form with a table `rows` whose columns are those of a test."""

    template: Path
    form: Form

    def sent(self, values: Mapping[str, Any], folder: Path) -> Path:
        """Return the form as somebody fills it in; `values` by defined name."""
        blank = xltool.build(str(self.template), folder / "blank.xlsx")
        return openpyxl_fill(blank, values, folder / "sent.xlsx")

    def checked(self, path: Path) -> FileReport:
        """Return what a check of a file says."""
        return xltool.check([path], templates=self.template.parent).files[0]

    def live(self, values: Mapping[str, Any], office: LibreOffice, folder: Path) -> dict[str, Any]:
        """Return what the workbook says by itself, and hold Python to it."""
        case = dict(values)
        (shown,) = self.form.in_office(office, self.form.write(folder), [case])
        assert [str(wrong) for wrong in self.form.disagreements([case], [shown])] == []
        return shown


def cell_form(
    folder: Path,
    columns: Mapping[str, Subschema],
    *,
    language: str = "zh",
    rules: Sequence[Any] = (),
    codes: Mapping[str, str] | None = None,
) -> CellForm:
    """Write a form whose table has a column for each subschema; `codes` are code lists by name, as CSV."""
    letters = {name: chr(ord("A") + index) for index, name in enumerate(["no", *columns])}
    unit = {"block": "fields", "rows": [{"fields": [{"field": "unit", "label": "A", "input": "B:C"}]}]}
    table = {"block": "table", "table": "rows", "columns": letters, "capacity": CAPACITY}
    template = {
        "id": "cells",
        "version": "1",
        "language": language,
        "identity": {"unit": "unit"},
        "sheets": [{"name": "Form", "blocks": [unit, table]}],
    }
    properties = {"no": {"title": "No", "type": ["string", "null"]}, **columns}
    rows = {"title": "Rows", "type": "array", "items": {"type": "object", "properties": properties}}
    fields = {"unit": {"title": "Unit", "type": ["string", "null"]}, "rows": rows}
    schema = {"title": "Cells", "type": "object", "properties": fields, "x-rules": list(rules)}
    files = {"templates/cells.yaml": json.dumps(template), "rules/cells.schema.json": json.dumps(schema)}
    for name, content in {**files, **{f"rules/codes/{name}.csv": text for name, text in (codes or {}).items()}}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    path = folder / "templates" / "cells.yaml"
    return CellForm(path, Form(load_definition(path)))


def row_rule(rule_id: str, column: str, formula: str) -> dict[str, Any]:
    """Return an error of each row where a formula does not hold."""
    message = {"zh": rule_id, "en": rule_id}
    return {"id": rule_id, "severity": "error", "each": "rows", "at": f"[@{column}]", "formula": formula, "message": message}


def findings_at(report: FileReport, column: str) -> dict[int, list[Finding]]:
    """Return the findings of a column by row; what was normalised is none."""
    by_row: dict[int, list[Finding]] = {}
    for finding in report.findings:
        if finding.rule != "R63" and finding.field and finding.field.endswith(f"].{column}"):
            by_row.setdefault(int(finding.field[len("rows[") :].partition("]")[0]), []).append(finding)
    return by_row


def numbered(column: str, cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Return the values of a table in whose rows these cells stand, each row in use."""
    return {"rows.no": [f"row {number}" for number in range(len(cells))], f"rows.{column}": list(cells)}
