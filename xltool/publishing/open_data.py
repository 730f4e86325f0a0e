"""Open data beside the print: CSV and JSON, described by a data package with a Table Schema for each file.

https://datapackage.org/standard/data-package/ and https://datapackage.org/standard/table-schema/
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xltool.base.messages import Lang, Text
from xltool.base.paths import in_row, name_of, value_at, without_rows
from xltool.base.report_format import json_value
from xltool.form.kind import ColumnType
from xltool.form.schema import Field
from xltool.publishing.print_form import OwnerNames
from xltool.rules.definition import Definition
from xltool.rules.reference import entries

_TYPES: Mapping[ColumnType, str] = {"whole": "integer", "decimal": "number", "text": "string"}
#: Columns before those of the form: which form a row belongs to, and which block or row it is, from 1.
_KEYS: Mapping[str, Text] = {
    "form": Text(zh="表的序号", en="number of the form"),
    "block": Text(zh="区块的序号", en="number of the block"),
    "row": Text(zh="行的序号", en="number of the row"),
}
_OWNERS: Mapping[str, Text] = {
    "form_department": Text(zh="部门", en="department"),
    "form_unit": Text(zh="单位", en="unit"),
    "form_project": Text(zh="项目", en="project"),
}
_MAIN = "forms"
_SEPARATOR = "; "  # between several choices in one cell


@dataclass(frozen=True, kw_only=True)
class OpenDocument:
    """One document of the set, masked where that is wished."""

    names: OwnerNames
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Resource:
    """One file: a row for each form, block or row of a table."""

    name: str
    title: str
    keys: tuple[str, ...]
    fields: tuple[Field, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Its name as a data package takes it: small letters, digits, dots and hyphens."""
        return self.name.lower().replace("_", "-")

    def column(self, field_: Field) -> str:
        return without_rows(field_.path) if self.name == _MAIN else name_of(field_.path)


def open_data(definition: Definition, documents: Sequence[OpenDocument], title: str, *, is_masked: bool) -> dict[str, bytes]:
    """Return the files of a data set by their names: a CSV for each table, `documents.json` and `datapackage.json`."""
    language = definition.template.language
    resources = [resource for resource in _resources(definition, documents) if resource.rows or resource.name == _MAIN]
    files = {f"{resource.name}.csv": _csv(resource) for resource in resources}
    files["documents.json"] = _json([{**_owner(document.names), "data": document.data} for document in documents])
    rules = [entry.as_json() for entry in entries(definition) if entry.kind in ("schema", "formula", "check")]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": definition.id,
        "title": title,
        "version": definition.version,
        "xltool:rules": rules,
        "resources": [_described(resource, resources, language, is_masked=is_masked) for resource in resources],
    }
    return {**files, "datapackage.json": _json(package)}


def _owner(names: OwnerNames) -> dict[str, str]:
    return {"form_department": names.department, "form_unit": names.unit, "form_project": names.project}


def _resources(definition: Definition, documents: Sequence[OpenDocument]) -> list[_Resource]:
    schema = definition.schema
    firsts = [in_row(path, 0) for path in schema.repeats]
    single = tuple(one for path, one in schema.fields.items() if not schema.block_of(path))
    main = _Resource(name=_MAIN, title=schema.title, keys=("form",), fields=single)
    blocks = {
        path: _Resource(name=path, title=repeat.title, keys=("form", "block"), fields=schema.in_block(in_row(path, 0))[0])
        for path, repeat in schema.repeats.items()
    }
    tables = {
        path: _Resource(
            name=without_rows(path),
            title=table.title,
            keys=("form", "block", "row") if schema.block_of(path) else ("form", "row"),
            fields=table.columns,
        )
        for path, table in schema.tables.items()
        if schema.block_of(path) in ("", *firsts)
    }
    for number, document in enumerate(documents, start=1):
        main.rows.append({"form": number, **_owner(document.names), **_cells(main, document.data, "")})
        for path, resource in blocks.items():
            for index, block in enumerate(value_at(document.data, path) or (), start=1):
                resource.rows.append({"form": number, "block": index, **_cells(resource, block, in_row(path, 0))})
        for path, resource in tables.items():
            resource.rows.extend(_table_rows(number, path, schema.block_of(path), resource, document.data))
    return [main, *blocks.values(), *tables.values()]


def _cells(resource: _Resource, holder: Any, above: str) -> dict[str, Any]:
    return {resource.column(one): value_at(holder, one.path.removeprefix(f"{above}.")) for one in resource.fields}


def _table_rows(number: int, path: str, block: str, resource: _Resource, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if not block:
        for index, row in enumerate(value_at(data, path) or (), start=1):
            yield {"form": number, "row": index, **_cells(resource, row, path)}
        return
    array = block[: block.rindex("[")]
    for at, item in enumerate(value_at(data, array) or (), start=1):
        for index, row in enumerate(value_at(item, path.removeprefix(f"{block}.")) or (), start=1):
            yield {"form": number, "block": at, "row": index, **_cells(resource, row, path)}


def _described(resource: _Resource, resources: Iterable[_Resource], language: Lang, *, is_masked: bool) -> dict[str, Any]:
    keys = [
        {"name": key, "title": _KEYS[key].as_is(language), "type": "integer", "constraints": {"required": True}} for key in resource.keys
    ]
    owners = (
        [{"name": key, "title": title.as_is(language), "type": "string"} for key, title in _OWNERS.items()]
        if resource.name == _MAIN
        else []
    )
    return {
        "name": resource.slug,
        "title": resource.title,
        "path": f"{resource.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [*keys, *owners, *(_field(one, resource, is_masked=is_masked) for one in resource.fields)],
            "primaryKey": list(resource.keys),
            "foreignKeys": list(_references(resource, resources)),
        },
    }


def _references(resource: _Resource, resources: Iterable[_Resource]) -> Iterator[dict[str, Any]]:
    """Yield what the rows of a resource belong to: a form, and a block of it."""
    if resource.name != _MAIN:
        yield _reference(["form"], _MAIN)
    above = next((other for other in resources if resource.name.startswith(f"{other.name}.") and "block" in other.keys), None)
    if above is not None:
        yield _reference(["form", "block"], above.slug)


def _reference(fields: list[str], resource: str) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": resource, "fields": fields}}


def _field(one: Field, resource: _Resource, *, is_masked: bool) -> dict[str, Any]:
    """Describe a field. Its limits are those of the schema; of a masked one they would be those of what is no longer there."""
    name = resource.column(one)
    texts = any(isinstance(row[name], str) for row in resource.rows)  # what could not be read as a number stays the text that it is
    kind = "string" if texts else _TYPES[one.kind.column]
    described: dict[str, Any] = {"name": name, "title": one.title, "type": kind}
    described |= {key: value for key, value in (("description", one.description), ("unit", one.unit)) if value}
    if is_masked and one.personal:
        return {**described, "masked": one.personal}
    constraints: dict[str, Any] = {"required": True} if one.required and all(row[name] not in (None, "") for row in resource.rows) else {}
    if kind != "string":
        constraints |= {key: value for key, value in (("minimum", one.minimum), ("maximum", one.maximum)) if value is not None}
    elif one.choices and not one.kind.is_list and {row[name] for row in resource.rows} <= {None, "", *one.choices}:
        constraints["enum"] = list(one.choices)
    return {**described, **({"codes": one.codes.name} if one.codes else {}), **({"constraints": constraints} if constraints else {})}


def _csv(resource: _Resource) -> bytes:
    names = [*resource.keys, *(_OWNERS if resource.name == _MAIN else ()), *map(resource.column, resource.fields)]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_text(row[name]) for name in names] for row in resource.rows)
    return written.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _SEPARATOR.join(map(str, value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=json_value) + "\n").encode()
