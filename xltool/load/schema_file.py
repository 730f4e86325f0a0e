"""The JSON Schema of a form: its fields and tables, and the schema with code lists put in."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any, cast

from xltool.cells import is_legal_name
from xltool.load.source import Source, escape, pointer_of
from xltool.schema import KINDS, RESERVED_NAMES, CodeList, Field, Kind, Schema, Table
from xltool.text import Text


def load_meta_schema(name: str) -> dict[str, Any]:
    """One of the published schemas of the definition format, from `xltool/meta/`."""
    return cast("dict[str, Any]", json.loads((files("xltool") / "meta" / name).read_text(encoding="utf-8")))


def report_schema_errors(source: Source, meta: Mapping[str, Any]) -> bool:
    """Check a source against a meta-schema; True when it fits. Each error is reported at its place."""
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(meta).iter_errors(source.data), key=lambda error: list(map(str, error.path)))
    for error in errors:
        leaf = _deepest(error)
        source.report(_explain(leaf), pointer_of(leaf.absolute_path) + _extra_key(leaf), key=_is_key_error(leaf))
    return not errors


def _deepest(error: Any) -> Any:
    """The most telling error inside an `anyOf` or `oneOf`: the one that got furthest."""
    while error.context:
        error = max(error.context, key=lambda inner: (len(inner.absolute_path), inner.validator != "const"))
    return error


def _is_key_error(error: Any) -> bool:
    return error.validator in ("additionalProperties", "unevaluatedProperties")


def _extra_key(error: Any) -> str:
    if not _is_key_error(error) or not isinstance(error.instance, dict):
        return ""
    known = error.schema.get("properties", {})
    return next((f"/{escape(key)}" for key in error.instance if key not in known), "")


def _explain(error: Any) -> Text:
    value = json.dumps(error.instance, ensure_ascii=False, default=str)[:60]
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            key = _extra_key(error).lstrip("/")
            return Text(zh=f"不认识的键“{key}”", en=f"unknown key {key!r}")
        case "required":
            missing = next((key for key in error.validator_value if key not in error.instance), "")
            return Text(zh=f"缺少键“{missing}”", en=f"the key {missing!r} is missing")
        case "type":
            return Text(zh=f"{value} 的类型应为 {error.validator_value}", en=f"{value} must be of type {error.validator_value}")
        case "enum":
            choices = " | ".join(map(str, error.validator_value))
            return Text(zh=f"{value} 应为：{choices}", en=f"{value} must be one of: {choices}")
        case "pattern":
            return Text(zh=f"{value} 的写法不对（{error.validator_value}）", en=f"{value} does not match {error.validator_value}")
        case _:
            return Text(zh=f"{value}：{error.message[:120]}", en=error.message[:160])


def schema_fits(source: Source) -> bool:
    """Whether a source is a JSON Schema 2020-12 with our vocabulary; errors are reported at their places."""
    from jsonschema import Draft202012Validator

    if not isinstance(source.data, dict):
        source.report(Text(zh="模式应为 JSON 对象", en="a schema must be a JSON object"))
        return False
    standard = report_schema_errors(source, Draft202012Validator.META_SCHEMA)
    ours = report_schema_errors(source, load_meta_schema("schema-vocabulary.schema.json"))
    return standard and ours


def build_schema(source: Source, codes: Mapping[str, CodeList]) -> Schema:
    """The fields and tables of a schema; what is wrong with them is reported in the source."""
    builder = _Builder(source, codes)
    builder.walk_object(source.data, "", "")
    builder.check_names()
    return Schema(
        title=source.data.get("title", ""),
        description=source.data.get("description", ""),
        fields=builder.fields,
        tables=builder.tables,
        titles=builder.titles,
        resolved=resolve_codes(source.data, builder.all_fields()),
    )


class _Builder:
    def __init__(self, source: Source, codes: Mapping[str, CodeList]) -> None:
        self.source = source
        self.codes = codes
        self.fields: dict[str, Field] = {}
        self.tables: dict[str, Table] = {}
        self.titles: dict[str, str] = {}
        self.pointers: dict[str, str] = {}  # path → JSON pointer

    def all_fields(self) -> list[Field]:
        return [*self.fields.values(), *(column for table in self.tables.values() for column in table.columns)]

    def dereference(self, node: Mapping[str, Any], pointer: str) -> dict[str, Any]:
        """A subschema with its local `$ref` merged in; what stands beside the reference wins."""
        merged = dict(node)
        seen: set[str] = set()
        while "$ref" in merged:
            ref = str(merged.pop("$ref"))
            target = _local(self.source.data, ref)
            if target is None or ref in seen:
                self.source.report(Text(zh=f"找不到引用 {ref}", en=f"reference {ref} leads nowhere"), f"{pointer}/$ref")
                break
            seen.add(ref)
            merged = {**target, **merged}
        return merged

    def walk_object(self, node: Mapping[str, Any], path: str, pointer: str) -> None:
        for key, raw in node.get("properties", {}).items():
            child_path = f"{path}.{key}" if path else key
            child_pointer = f"{pointer}/properties/{escape(key)}"
            child = self.dereference(raw, child_pointer)
            self.pointers[child_path] = child_pointer
            if "properties" in child:
                self.titles[child_path] = child.get("title", key)
                self.walk_object(child, child_path, child_pointer)
            elif _is_table(child):
                self.table(child, child_path, child_pointer)
            else:
                self.fields[child_path] = self.field(child, child_path, child_pointer, None, {})

    def table(self, node: Mapping[str, Any], path: str, pointer: str) -> None:
        items_pointer = f"{pointer}/items"
        items = self.dereference(node.get("items", {}), items_pointer)
        columns: dict[str, Field] = {}
        for key, raw in items.get("properties", {}).items():
            column_pointer = f"{items_pointer}/properties/{escape(key)}"
            column_path = f"{path}.{key}"
            self.pointers[column_path] = column_pointer
            columns[key] = self.field(self.dereference(raw, column_pointer), column_path, column_pointer, path, columns)
        self.titles[path] = node.get("title", path)
        self.tables[path] = Table(
            path=path,
            title=node.get("title", path),
            description=node.get("description", ""),
            columns=tuple(columns.values()),
        )

    def field(
        self, node: Mapping[str, Any], path: str, pointer: str, table: str | None, siblings: Mapping[str, Field]
    ) -> Field:
        types = node.get("type", "string")
        types = [types] if isinstance(types, str) else list(types)
        codes, level, parent = self.code_list(node, pointer, table, siblings)
        choices = codes.values(level) if codes else tuple(map(str, _enum(node)))
        return Field(
            path=path,
            kind=_kind(node, types, bool(choices)),
            title=node.get("title", path.rpartition(".")[2]),
            description=node.get("description", ""),
            required="null" not in types,
            unit=node.get("x-unit", ""),
            precision=_precision(node.get("multipleOf")),
            minimum=node.get("minimum"),
            maximum=node.get("maximum"),
            max_length=node.get("maxLength"),
            choices=choices,
            codes=codes,
            level=level,
            parent=parent,
            ids=node.get("x-ids", {}),
            table=table,
        )

    def code_list(
        self, node: Mapping[str, Any], pointer: str, table: str | None, siblings: Mapping[str, Field]
    ) -> tuple[CodeList | None, int, str | None]:
        name = node.get("x-codes")
        if name is None:
            return None, 1, None
        codes = self.codes.get(name)
        if codes is None:
            self.source.report(Text(zh=f"没有代码表 codes/{name}.csv", en=f"there is no code list codes/{name}.csv"), f"{pointer}/x-codes")
            return None, 1, None
        parent_name = node.get("x-parent")
        if parent_name is None:
            return codes, 1, None
        parent = siblings.get(parent_name)
        if parent is None or parent.codes is not codes or table is None:
            zh = f"x-parent“{parent_name}”应是同一张表中靠前的、用同一代码表的列"
            en = f"x-parent {parent_name!r} must be an earlier column of the same table with the same code list"
            self.source.report(Text(zh=zh, en=en), f"{pointer}/x-parent")
            return codes, 1, None
        return codes, parent.level + 1, parent.path

    def check_names(self) -> None:
        """Field paths are defined names of the workbook, where case does not count."""
        seen: dict[str, str] = {}
        for path, pointer in self.pointers.items():
            if not is_legal_name(path) or path.split(".")[0].lower() in RESERVED_NAMES:
                zh = f"字段路径“{path}”不能用作 Excel 名称（像单元格地址，或为保留名）"
                en = f"the field path {path!r} cannot be a defined name in Excel (a cell address, or reserved)"
                self.source.report(Text(zh=zh, en=en), pointer, key=True)
            if other := seen.get(path.lower()):
                zh, en = f"字段路径“{path}”与“{other}”只差大小写", f"the field paths {path!r} and {other!r} differ in case only"
                self.source.report(Text(zh=zh, en=en), pointer, key=True)
            seen[path.lower()] = path


def _local(root: Mapping[str, Any], ref: str) -> Mapping[str, Any] | None:
    node: Any = root
    if not ref.startswith("#/"):
        return None
    for step in ref[2:].split("/"):
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else None


def _is_table(node: Mapping[str, Any]) -> bool:
    items = node.get("items")
    return node.get("type") == "array" and isinstance(items, Mapping) and ("properties" in items or "$ref" in items)


def _enum(node: Mapping[str, Any]) -> list[Any]:
    items = node.get("items")
    listed = items.get("enum", []) if isinstance(items, Mapping) else node.get("enum", [])
    return [value for value in listed if value is not None]


def _kind(node: Mapping[str, Any], types: list[str], has_choices: bool) -> Kind:  # noqa: FBT001 - private
    declared = node.get("x-kind")
    if declared in KINDS:
        return cast("Kind", declared)
    if "array" in types:
        return "choices"
    if "integer" in types:
        return "integer"
    if "number" in types:
        return "money"
    if has_choices:
        return "choice"
    return "date" if node.get("format") == "date" else "text"


def _precision(multiple_of: float | None) -> int | None:
    if multiple_of is None:
        return None
    exponent = Decimal(str(multiple_of)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else None


def resolve_codes(root: Mapping[str, Any], fields: list[Field]) -> dict[str, Any]:
    """The schema with every code list written out as `enum`, nested lists as `if`/`then`: any validator can use it."""
    resolved = copy.deepcopy(dict(root))
    for field in fields:
        if field.codes is None:
            continue
        parent = _parent_object(resolved, field.path)
        if field.kind == "choices":
            parent["properties"][field.name].setdefault("items", {})["enum"] = list(field.choices)
        elif field.parent is None:
            parent["properties"][field.name]["enum"] = [*field.choices, *([] if field.required else [None])]
        else:
            parent.setdefault("allOf", []).extend(_cascade(field))
    return resolved


def _cascade(field: Field) -> Iterator[dict[str, Any]]:
    if field.codes is None or field.parent is None:
        return
    parent_name = field.parent.rpartition(".")[2]
    for parent in field.codes.values(field.level - 1):
        children = [*field.codes.values(field.level, parent), None]
        yield {
            "if": {"required": [parent_name], "properties": {parent_name: {"const": parent}}},
            "then": {"properties": {field.name: {"enum": children}}},
        }


def _parent_object(root: dict[str, Any], path: str) -> dict[str, Any]:
    node = root
    for step in path.split(".")[:-1]:
        node = node["properties"][step]
        node = node.get("items", node)
    return node
