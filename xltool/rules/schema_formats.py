"""The values of JSON Schema's `format` that a form may use, and schemas compiled so that no other is needed.

Each makes a field one of a kind, which says what its cells may hold, in the workbook and in what comes back: `format: email` is the
kind `email`. What is not of the kind is unreadable, so that a validator need not look at the format again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from xltool.form.kinds import KINDS


def schema_formats() -> dict[str, str]:
    """Return the formats, with the kind that each makes of a field."""
    return dict(_formats_of_kinds())


def _formats_of_kinds() -> Iterator[tuple[str, str]]:
    for kind in KINDS.values():
        prefix, _, name = kind.implied_by.partition(": ")
        if prefix == "format":
            yield name, kind.name


def _is_read_by_its_kind(text: str) -> bool:  # noqa: ARG001 - the signature of a format
    return True


def compile_schema(schema: Mapping[str, Any]) -> Any:
    """Compile a JSON Schema as documents are held to it; of its formats the kinds of the fields say what they take."""
    formats = dict.fromkeys(schema_formats(), _is_read_by_its_kind)
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True, formats=formats)
