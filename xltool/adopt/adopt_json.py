"""What was found in a drawn form as JSON, for programs."""

from __future__ import annotations

from typing import Any

from xltool.adopt.adopted import Adoption, FoundField, FoundTable
from xltool.base.cells import column_letters


def as_json(adoption: Adoption) -> dict[str, Any]:
    """Return what was found as JSON: fields, tables, rules, and what is left out. Cells are in A1 notation; confidences go from 0 to 1."""
    return {
        "fields": [_field(field) for field in adoption.fields],
        "tables": [_table(table) for table in adoption.tables],
        "rules": [{"sheet": rule.sheet, "cell": rule.cell, "formula": rule.formula, "rule": rule.rule} for rule in adoption.rules],
        "left_out": [{"sheet": left.sheet, "cell": left.cell, "reason": left.reason.en} for left in adoption.left_out],
    }


def _field(field: FoundField) -> dict[str, Any]:
    return {
        "sheet": field.sheet,
        "label": field.label,
        "label_cell": field.label_cell,
        "input": field.input.a1,
        "kind": field.kind,
        "inline": field.inline,
        "confidence": field.confidence,
        "reason": field.reason.en,
    }


def _table(table: FoundTable) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "heading_row": table.heading_rows[-1],
        "heading_rows": list(table.heading_rows),
        "first_row": table.first_row,
        "columns": [
            {"column": column_letters(column.range.left), "label": column.label, "kind": column.kind, "range": column.range.a1}
            for column in table.columns
        ],
        "confidence": table.confidence,
    }
