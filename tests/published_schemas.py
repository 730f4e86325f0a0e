"""The published JSON Schemas whose enums come from registries: `python -m tests.published_schemas` rewrites them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.generated_docs import ROOT
from xltool.rules.loading import meta
from xltool.rules.loading.schema_shape import vocabulary
from xltool.rules.loading.template_file import template_meta_schema

META = Path(meta.__path__[0])


def published() -> dict[Path, dict[str, Any]]:
    """Return every published schema with what the registries say, by its file."""
    return {META / "schema-vocabulary.schema.json": vocabulary(), META / "template.schema.json": template_meta_schema()}


def outdated() -> list[tuple[Path, str]]:
    """Return the files that do not say what the registries say, with what they should."""
    texts = [(path, json.dumps(schema, ensure_ascii=False, indent=2) + "\n") for path, schema in published().items()]
    return [(path, text) for path, text in texts if path.read_text(encoding="utf-8") != text]


if __name__ == "__main__":
    for file, content in outdated():
        file.write_text(content, encoding="utf-8")
        print(file.relative_to(ROOT))
