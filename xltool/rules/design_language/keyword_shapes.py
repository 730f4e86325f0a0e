"""What a cell may hold for each keyword of the language, taken from the meta-schemas: no keyword is listed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from xltool.base.messages import Text
from xltool.rules.design_language.cell_shape import ANY_TYPE, ANYTHING, CellShape, Shapes
from xltool.rules.design_language.keyword_notes import note_of
from xltool.rules.design_language.plain_fields import NO_TYPE
from xltool.rules.loading.schema_keywords import SCHEMA_KEYWORDS
from xltool.rules.loading.shape import load_meta_schema

_STANDARD = "https://json-schema.org/draft/2020-12/meta/"
_VOCABULARIES = ("core", "applicator", "unevaluated", "validation", "format-annotation", "meta-data")


def _shape(node: Any, root: Mapping[str, Any]) -> CellShape:
    if not isinstance(node, Mapping):
        return ANYTHING
    if isinstance(reference := node.get("$ref"), str) and reference.startswith("#/$defs/"):
        return _shape(root["$defs"][reference.removeprefix("#/$defs/")], root)
    if options := node.get("anyOf", node.get("oneOf")) if "type" not in node else None:
        return _either([_shape(option, root) for option in options], node.get("description", ""))
    types = _types(node)
    items = _shape(node["items"], root) if "items" in node and "array" in types else None
    words = tuple(word for word in node.get("enum", ()) if isinstance(word, str)) or (items.words if items else ())
    others = node.get("additionalProperties")
    parts = tuple(node.get("properties", ())) if "object" in types and others is False else ()
    has_texts = types == {"object"} and isinstance(others, dict) and others.get("type") == "string"
    return CellShape(types=types, words=words, parts=parts, doc=Text(zh="", en=node.get("description", "")), has_texts=has_texts)


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    named = node.get("type")
    if isinstance(named, str):
        return frozenset({named})
    if isinstance(named, list):
        return frozenset(named)
    values = [*node.get("enum", ()), *([node["const"]] if "const" in node else [])]
    found = {_type_of(value) for value in values}
    return frozenset(found) if found else ANY_TYPE


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def _either(shapes: Iterable[CellShape], doc: str) -> CellShape:
    shapes = list(shapes)
    types = frozenset().union(*(shape.types for shape in shapes))
    return CellShape(types=types, words=next((shape.words for shape in shapes if shape.words), ()), parts=(), doc=Text(zh="", en=doc))


def shapes_of(properties: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, CellShape]:
    """Return the shape of each keyword; for an object of fixed members also that of each of these, `message.zh`."""
    shapes: dict[str, CellShape] = {}
    for name, node in properties.items():
        shapes[name] = shape = _shape(node, root)
        for part in shape.parts:
            shapes[f"{name}.{part}"] = _shape(node["properties"][part], root)
    return shapes


def _noted(group: str, shapes: Shapes) -> Shapes:
    """Return shapes with what explains each keyword in both languages."""
    return {name: replace(shape, doc=_explained(group, name, shape)) for name, shape in shapes.items()}


def _explained(group: str, name: str, shape: CellShape) -> Text:
    keyword = SCHEMA_KEYWORDS.get(name)
    is_of_schema = group in ("field", "form") and keyword is not None and bool(keyword.places)
    return keyword.doc if keyword is not None and is_of_schema else note_of(group, name, shape.doc.en)


def _template() -> dict[str, Any]:
    return load_meta_schema("template.schema.json")


def _without(properties: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: node for name, node in properties.items() if name not in names}


@cache
def template_shapes() -> Shapes:
    """Return the keywords of a template as a whole; its sheets and its summary have tables of their own."""
    return _noted("template", shapes_of(_without(_template()["properties"], "sheets", "summary"), _template()))


@cache
def sheet_shapes() -> Shapes:
    """Return the keywords of a sheet, but for its blocks, which are drawn, as its widths usually are."""
    return _noted("sheet", shapes_of(_without(_template()["properties"]["sheets"]["items"]["properties"], "blocks"), _template()))


@cache
def summary_shapes() -> Shapes:
    """Return the keywords of the summary, but for its measures, which have a table of their own."""
    return _noted("summary", shapes_of(_without(_template()["properties"]["summary"]["properties"], "measures"), _template()))


@cache
def measure_shapes() -> Shapes:
    """Return the keywords of an entry of the measures."""
    return _noted("measure", shapes_of(_template()["properties"]["summary"]["properties"]["measures"]["items"]["properties"], _template()))


@cache
def block_shapes_of(kind: str) -> Shapes:
    """Return the keywords of a kind of block, but for the blocks in it, which are drawn."""
    return _noted("block", shapes_of(_without(_template()["$defs"][kind]["properties"], "block", "blocks"), _template()))


@cache
def block_keywords() -> Shapes:
    """Return the keywords of all kinds of blocks."""
    from xltool.form.blocks import BLOCKS

    return {name: shape for kind in BLOCKS for name, shape in block_shapes_of(kind).items() if "." not in name}


@cache
def _standard() -> dict[str, CellShape]:
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it has no stubs

    shapes: dict[str, CellShape] = {}
    for vocabulary in _VOCABULARIES:
        meta = REGISTRY.contents(f"{_STANDARD}{vocabulary}")
        shapes |= {name: shape for name, shape in shapes_of(meta["properties"], meta).items() if "." not in name}
    return shapes


@cache
def _vocabulary() -> dict[str, CellShape]:
    meta = load_meta_schema("schema-vocabulary.schema.json")
    return shapes_of(meta["$defs"]["subschema"]["properties"], meta)


@cache
def field_shapes() -> Shapes:
    """Return the keywords that may stand on a field, an object, a table or its rows."""
    stand = [name for name, keyword in SCHEMA_KEYWORDS.items() if {*keyword.places} & {"object", "table", "row", "field"}]
    found = {name: {**_standard(), **_vocabulary()}[name] for name in stand}
    found["type"] = replace(found["type"], words=(*found["type"].words, NO_TYPE))
    parts = {name: shape for name, shape in _vocabulary().items() if "." in name and name.partition(".")[0] in found}
    return _noted("field", found | parts)


@cache
def form_shapes() -> Shapes:
    """Return the keywords that may stand on the schema as a whole; rules have a table of their own."""
    ours = load_meta_schema("schema-vocabulary.schema.json")["properties"]
    named = [name for name, keyword in SCHEMA_KEYWORDS.items() if "form" in keyword.places and name not in ours]
    named += [name for name in ours if not name.startswith("x-")]
    return _noted("form", {name: _standard()[name] for name in named})


@cache
def rule_shapes() -> Shapes:
    """Return the keywords of rules, checks and constraints: a table holds them all."""
    meta = load_meta_schema("schema-vocabulary.schema.json")
    entries = [meta["properties"]["x-rules"]["items"], meta["properties"]["x-checks"]["items"]]
    entries.append(meta["properties"]["x-constraints"]["additionalProperties"])
    shapes: dict[str, CellShape] = {}
    for entry in entries:
        shapes = {**shapes_of(_without(entry["properties"], "cases"), meta), **shapes}
    return _noted("rule", shapes)
