"""A form in three versions, and what units sent of each.

From 1 to 2 amounts go from 元 to 万元, a count becomes a decimal, a field, a table and its columns are renamed, one is dropped, one is new;
from 2 to 3 a field is renamed again, and a number becomes a percent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from xltool.base.document import Document
from xltool.checking.check import check_reading, finish
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.rounds import Round
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition

Schemas = Mapping[str, Mapping[str, Any]]

_TEXT = {"type": ["string", "null"]}
_NUMBER = {"type": ["number", "null"]}


def _titled(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"title": name, **schema} for name, schema in properties.items()}


def _money(unit: str) -> dict[str, Any]:
    return {**_NUMBER, "x-kind": "money", "x-unit": unit, "multipleOf": 0.01}


_IDENTITY = {"name": _TEXT, "year": {"type": ["integer", "null"]}, "campaign": _TEXT}
FIELDS: Mapping[str, Schemas] = {
    "1": {
        **_IDENTITY, "amount": _money("元"), "people": {"type": ["integer", "null"]}, "remark": _TEXT, "phone": _TEXT,
        "goal": {**_TEXT, "x-kind": "quantity"}, "rate": _NUMBER, "code": {"type": ["integer", "null"]},
    },
    "2": {
        **_IDENTITY, "amount": _money("万元"), "people": {**_NUMBER, "multipleOf": 0.1}, "comment": _TEXT,
        "goal": {**_TEXT, "x-kind": "quantity"}, "rate": _NUMBER, "code": _TEXT, "plan": _money("万元"),
    },
    "3": {
        **_IDENTITY, "amount": _money("万元"), "people": {**_NUMBER, "multipleOf": 0.1}, "opinion": _TEXT,
        "goal": {**_TEXT, "x-kind": "quantity"}, "rate": {**_NUMBER, "x-kind": "percent"}, "code": _TEXT, "plan": _money("万元"),
    },
}  # fmt: skip
TABLES: Mapping[str, tuple[str, Schemas]] = {
    "1": ("items", {"what": _TEXT, "cost": _money("元")}),
    "2": ("lines", {"name": _TEXT, "cost": _money("万元"), "version": _TEXT}),
    "3": ("lines", {"name": _TEXT, "cost": _money("万元"), "version": _TEXT}),
}
RENAMED: Mapping[str, Mapping[str, str]] = {
    "1": {},
    "2": {"remark": "comment", "items.what": "lines.name", "items.cost": "lines.cost"},
    "3": {"comment": "opinion"},
}


@cache
def version(number: str, folder: Path) -> Definition:
    """One version of the form, written as its files and loaded."""
    table, columns = TABLES[number]
    properties = _titled(**FIELDS[number])
    rows = {"type": "object", "additionalProperties": False, "properties": _titled(**columns)}
    properties[table] = {"title": table, "type": "array", "maxItems": 5, "items": rows}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Report", "type": "object", "additionalProperties": False,
        "properties": properties,
        "x-rules": [_rule("A1"), *([_rule("A2")] if number != "1" else [])],
    }  # fmt: skip
    template = {
        "id": "report", "version": number, "language": "en", "identity": {"unit": "name", "year": "year"}, "renamed": dict(RENAMED[number]),
        "sheets": [{"name": "Form", "widths": {"A:D": 20}, "blocks": [
            {"block": "title", "columns": "A:D"},
            {"block": "fields", "rows": [{"fields": [{"field": name, "label": "A", "input": "B:D"}]} for name in FIELDS[number]]},
            {"block": "table", "table": table, "capacity": 5, "columns": dict(zip(columns, "ABCD", strict=False))},
        ]}],
        "summary": {"total": "amount", "table": table},
    }  # fmt: skip
    for path, text in (("rules/report.schema.json", json.dumps(schema)), ("templates/report.yaml", yaml.safe_dump(template))):
        (folder / number / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / number / path).write_text(text, encoding="utf-8")
    return load_definition(folder / number / "templates" / "report.yaml")


def _rule(name: str) -> dict[str, Any]:
    return {"id": name, "severity": "warning", "at": "amount", "formula": "amount>=0", "message": {"zh": "负数", "en": "negative"}}


def sent(definition: Definition, documents: Mapping[Unit, Mapping[str, Any]], roster: Sequence[Unit] = ()) -> Merged:
    """The data set of documents that units sent, all of which count."""
    units = Roster(tuple(dict.fromkeys([*roster, *documents])))
    files = [
        check_reading(
            Reading(Document(data=data, template=definition.id, version=definition.version, unit=unit.id), definition),
            f"in/{unit.id}.xlsx",
            roster=units,
        )
        for unit, data in documents.items()
    ]
    return build_dataset(finish(files, units), definition=definition, include_rejected=True)


def round_of(merged: Merged, year: int | None, *, campaign: str = "", place: int = 0, place_name: str = "") -> Round:
    """A data set as that of one campaign."""
    name = campaign or f"report-{year}"
    return Round(
        campaign=name, title=f"Report {year}", name=str(year), year=year, place=place, place_name=place_name or "Area", merged=merged
    )
