"""The examples of the built-in forms: documents, and the findings that each of them yields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xltool.base.paths import put, value_at
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.rules.shelf import BuiltInForm, forms
from xltool.workbook.build import load_document

#: The built-in forms by what can be given as TEMPLATE.
FORMS: Mapping[str, BuiltInForm] = {form.name: form for form in forms()}
#: The form as it is handed out.
BLANK = "blank"


def expected(name: str) -> Mapping[str, Mapping[str, int]]:
    """Return how often each rule is violated in the examples of a form, and where nothing is filled in; another version may have counts of its own."""
    form = FORMS[name]
    own = form.examples / f"expected@{form.version}.json"
    path = own if own.is_file() else form.examples / "expected.json"
    found: Mapping[str, Mapping[str, int]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def document(name: str, example: str) -> dict[str, Any]:
    return load_document(document_path(name, example))


def document_path(name: str, example: str) -> Path:
    return FORMS[name].examples / f"{example}.json"


def right(name: str) -> list[str]:
    """Return the names of the examples of a form that have no errors."""
    return [example for example in expected(name) if example.startswith("right")]


def definition_of(name: str) -> Definition:
    return load_definition(FORMS[name].path)


def handed_out(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a document stands in locked cells before anybody fills the form in."""
    given: dict[str, Any] = {}
    for field in definition.schema.fields.values():
        if field.is_read_only:
            put(given, field.path, value_at(data, field.path))
    for table in definition.schema.tables.values():
        names = [column.name for column in table.columns if column.is_read_only]
        if names:
            put(given, table.path, [{name: row[name] for name in names} for row in value_at(data, table.path)])
    return given
