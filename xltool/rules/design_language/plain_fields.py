"""What a row of a field need not say: the type that its kind has, and that the options of a multiple choice are texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.form.kinds import KINDS

#: Keywords from which the type of a field follows, or that say it elsewhere.
_TELL_TYPE = ("$ref", "x-value", "x-lookup", "const", "enum")
#: What the cell of the type says of a field whose type follows from a total.
NO_TYPE = "-"


def shortened(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords of a field without what `completed` adds."""
    short = dict(keywords)
    items = short.get("items")
    if isinstance(items, dict) and items.get("type") == "string" and items.keys() <= {"type", "enum"} and "enum" not in short:
        short |= {name: value for name, value in items.items() if name == "enum"}
        del short["items"]
    if "type" not in keywords and "type" in with_type(keywords):
        short["type"] = NO_TYPE
    return short if completed(short) == dict(keywords) else dict(keywords)


def completed(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords of a field with the type that its kind implies and the items of a multiple choice."""
    full = with_type(keywords)
    add_items(full)
    return full


def with_type(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords of a field with the type that its kind implies."""
    full = dict(keywords)
    if full.get("type") == NO_TYPE:
        del full["type"]
        return full
    kind = KINDS.get(full["x-kind"]) if isinstance(full.get("x-kind"), str) else None
    may_be_blank = full.get("type") in ("null", ["null"])
    if kind is not None and (may_be_blank or "type" not in full) and (may_be_blank or not any(name in full for name in _TELL_TYPE)):
        full["type"] = [kind.json_types[0], "null"] if may_be_blank else kind.json_types[0]
    return full


def add_items(node: dict[str, Any]) -> None:
    """Say of a list that has no rows of its own that its items are texts, one of the choices if there are any."""
    types = node.get("type", [])
    if "array" in ([types] if isinstance(types, str) else types) and "items" not in node and "properties" not in node:
        node["items"] = {"type": "string", **({"enum": node.pop("enum")} if "enum" in node else {})}
