"""The files of a definition as data, before anything is made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltool.base.normalise import clean_line
from xltool.rules.load import load_definition
from xltool.rules.loading import read_json, read_text, read_yaml, take_in_parts


@dataclass(frozen=True, kw_only=True)
class DefinitionSource:
    """What the files of one definition say."""

    template: dict[str, Any]
    schema: dict[str, Any]
    codes: dict[str, list[list[str]]]  # name of a file → rows of texts, the first are heads
    pictures: tuple[Path, ...]


def definition_source(template: str | Path, templates: Path | str | None = None) -> DefinitionSource:
    """Return what the files of a definition say. Raises as `load_definition`: what is wrong is not designed further."""
    definition = load_definition(template, templates)
    codes: dict[str, list[list[str]]] = {}
    schema: dict[str, Any] = {}
    pictures: list[Path] = []
    for file in definition.files:
        if file.suffix == ".json":
            schema = schema or _whole_schema(file)  # the files of shared parts come behind it
        elif file.suffix == ".csv":
            codes[file.stem] = _code_rows(read_text(file, "utf-8-sig", "gb18030").text)
        elif file.suffix not in (".yaml", ".yml"):
            pictures.append(file)
    return DefinitionSource(template=read_yaml(definition.path).data, schema=schema, codes=codes, pictures=tuple(pictures))


def _code_rows(text: str) -> list[list[str]]:
    """Return the heads and the rows of a code list, without columns and rows in which nothing stands."""
    rows = [[clean_line(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    heads = [head.lower() if head.lower() in ("level", "value", "parent", "list") else head for head in rows[0]]
    used = [index for index, head in enumerate(heads) if head and any(index < len(row) and row[index] for row in rows[1:])]
    used += [index for index, head in enumerate(heads) if head in ("level", "value", "parent") and index not in used]
    used.sort()
    return [[heads[index] for index in used]] + [[row[index] if index < len(row) else "" for index in used] for row in rows[1:]]


def _whole_schema(file: Path) -> dict[str, Any]:
    """Return a schema with what it refers to in shared parts: a design workbook stands alone."""
    source = read_json(file)
    take_in_parts(source, file.parent)
    schema: dict[str, Any] = source.data
    parts = {pointer.rpartition("/")[2] for pointer in source.parts}
    schema = _in_place(schema, {f"#/$defs/{name}": schema["$defs"][name] for name in parts})
    named = set(_references(schema))
    for name in parts:
        if f"#/$defs/{name}" not in named:
            del schema["$defs"][name]
    return schema


def _in_place(node: Any, parts: Mapping[str, Any]) -> Any:
    """Return a schema with each part in the place of a reference that means it alone."""
    if isinstance(node, list):
        return [_in_place(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"$ref"} and node["$ref"] in parts:
        return _in_place(parts[node["$ref"]], parts)
    return {key: _in_place(value, parts) for key, value in node.items()}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        node = list(node.values())
    for value in node if isinstance(node, list) else ():
        yield from _references(value)
