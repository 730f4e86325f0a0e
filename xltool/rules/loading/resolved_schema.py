"""The schema with code lists written out, so that any validator can use it: as `enum`, and as `if`/`then` where other fields select."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xltool.base.paths import name_of, parent_of, steps
from xltool.form.codes import Cascade
from xltool.form.schema import Field, Table
from xltool.rules.loading.rows_keyword import resolve_rows

#: In the path of a field in a block of a repeated one that is not the first; all have the same subschema.
_FURTHER_BLOCK = re.compile(r"\[[1-9]")


def resolved_schema(root: Mapping[str, Any], fields: Iterable[Field], tables: Mapping[str, Table]) -> dict[str, Any]:
    """Return a copy of a schema with the code lists of fields, the options of their kinds, and the rows that lists give to tables."""
    resolved = copy.deepcopy(dict(root))
    for field in fields:
        if (field.codes is not None or _offers_own(field)) and not _FURTHER_BLOCK.search(field.path):
            _write_codes(resolved, field)
    for path, table in tables.items():
        if table.fixed is not None and not _FURTHER_BLOCK.search(path):
            resolve_rows(_subschema(resolved, _names(path)), table.fixed)
    return resolved


def _offers_own(field: Field) -> bool:
    """Return whether the kind of a field has options for one that names none."""
    return field.kind.options is not None and bool(field.kind.options.offered)


def _write_codes(root: dict[str, Any], field: Field) -> None:
    owner = _subschema(root, _holder(field.path, field))
    own = owner.setdefault("properties", {}).setdefault(field.name, {})
    if field.kind.is_list:
        own.setdefault("items", {})["enum"] = list(field.choices)
    elif field.cascade is None:
        own["enum"] = [*field.choices, *([] if field.required else [None])]
    else:
        common = _common_object(field, field.cascade)
        _subschema(root, common).setdefault("allOf", []).extend(_conditions(field, field.cascade, len(common)))


def _names(path: str) -> tuple[str, ...]:
    return steps(path) if path else ()


def _holder(path: str, field: Field) -> tuple[str, ...]:
    """Return the names that lead to the object, or the row of a table, in which a field stands; a row goes by 0."""
    return (*_names(field.table), "0") if field.table else _names(parent_of(path))


def _common_object(field: Field, cascade: Cascade) -> tuple[str, ...]:
    """Return the names that lead to the innermost object, or row, that holds a field and what selects among its codes."""
    holders = [_holder(path, field) for path in (field.path, *cascade.parents)]
    shared = [set(names) for names in zip(*holders, strict=False)]
    depth = next((index for index, names in enumerate(shared) if len(names) > 1), len(shared))
    return holders[0][:depth]


def _conditions(field: Field, cascade: Cascade, depth: int) -> Iterator[dict[str, Any]]:
    """Yield for each combination of values above which codes may stand below; beside a blank that may be one, none."""

    def within(path: str) -> Sequence[str]:
        return (*_holder(path, field), name_of(path))[depth:]

    combinations = []
    for values, codes in cascade.all_children.items():
        tests = [_held(within(path), {"const": value}) for path, value in zip(cascade.parents, values, strict=True)]
        test = tests[0] if len(tests) == 1 else {"allOf": tests}
        combinations.append(test)
        yield {"if": test, "then": _nested(within(field.path), {"enum": [*codes, None]})}
    if len(cascade.parents) > 1:
        known = [_held(within(path), {"enum": list(choices)}) for path, choices in zip(cascade.parents, cascade.known, strict=True)]
        yield {"if": {"allOf": [*known, {"not": {"anyOf": combinations}}]}, "then": _nested(within(field.path), {"enum": [None]})}
    for path in cascade.optional:
        yield {"if": _nested(within(path), {"const": None}), "then": _nested(within(field.path), {"enum": [None]})}


def _nested(names: Sequence[str], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the subschema of an object whose member at the end of some names has a schema."""
    for name in reversed(names):
        schema = {"items": schema} if name.isdecimal() else {"properties": {name: schema}}
    return schema


def _held(names: Sequence[str], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the same where the member must be there."""
    for name in reversed(names):
        schema = {"required": [name], "properties": {name: schema}}
    return schema


def _subschema(root: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the subschema of an object, row or table; beside a `$ref`, where what is added counts as well."""
    node = root
    for name in names:
        node = node.setdefault("items", {}) if name.isdecimal() else node.setdefault("properties", {}).setdefault(name, {})
    return node
