"""Every definition of the project, and what of it is compared: its data, not how the files are laid out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from xltool.base.cells import parse_columns
from xltool.designing.definition_source import DefinitionSource, definition_source
from xltool.rules.design_sheets import DesignParts

ROOT = Path(__file__).parents[2]
_FOLDERS = (
    "templates", "tests/definitions/clean/*/templates", "tests/definitions/forms/*/templates", "docs/cookbook/*/*/templates",
    "benchmarks/definitions/*/templates", "tests/campaign/form/templates", "tests/fixtures/v0.1.0/definition/templates",
)  # fmt: skip
#: Those that the suite leaves to `python -m tests.designing`: long lists, and the English twins of Chinese ones.
BY_HAND = ("benchmarks/", "/en/")
#: Templates by their paths from the top; of one in the cookbook a check is registered by its test only.
TEMPLATES = sorted(str(path.relative_to(ROOT)) for folder in _FOLDERS for path in ROOT.glob(f"{folder}/*.yaml") if path.stem != "own-check")


def source_of(template: str) -> DefinitionSource:
    return definition_source(ROOT / template)


def layout(template: dict[str, Any]) -> Any:
    """A template with the width of each column by itself: neighbours of one width are written together."""
    copy = json.loads(json.dumps(template))
    for sheet in copy["sheets"]:
        widths: dict[str, Any] = {}
        for columns, width in sheet.get("widths", {}).items():
            first, last = parse_columns(columns) or (0, 0)
            widths |= {str(column): width for column in range(first, last + 1)}
        sheet["widths"] = widths
    return copy


def ordered(schema: Any) -> Any:
    """A schema with its fields in their order, which is that of the document."""
    if isinstance(schema, dict):
        return {key: (list(value) if key == "properties" else None, ordered(value)) for key, value in schema.items()}
    return [ordered(item) for item in schema] if isinstance(schema, list) else (type(schema).__name__, schema)


def code_lists(codes: dict[str, list[list[str]]]) -> Any:
    """Code lists as rows of what is written in them: the order of the columns says nothing."""
    return {
        name: [{head: text for head, text in zip(rows[0], row, strict=True) if text} for row in rows[1:]] for name, rows in codes.items()
    }


def assert_same(parts: DesignParts, source: DefinitionSource) -> None:
    """The definition that a design workbook says is the one of which it was written."""
    assert [problem.message.en for problem in parts.problems] == []
    assert layout(parts.template) == layout(source.template)
    assert ordered(parts.schema) == ordered(source.schema)
    assert code_lists(parts.codes) == code_lists(source.codes)
