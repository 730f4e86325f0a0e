"""The values of JSON Schema's `format` that a form may use, and schemas compiled so that they count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from xltool.base.messages import Text
from xltool.form.kinds import KINDS

_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+")


@dataclass(frozen=True, kw_only=True)
class SchemaFormat:
    """One value of `format`."""

    name: str
    holds: Callable[[str], bool]  # whether a text has the format
    guide: Text  # what is to be typed; blank where the kind of the field says it


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_read_by_its_kind(text: str) -> bool:  # noqa: ARG001 - the signature of `SchemaFormat.holds`
    """Return True: `format: date` makes the field a date, and what is none is unreadable."""
    return True


def _formats_of_kinds() -> Iterator[str]:
    """Yield the formats that make a field one of a kind."""
    for kind in KINDS.values():
        prefix, _, name = kind.implied_by.partition(": ")
        if prefix == "format":
            yield name


_EMAIL_FORMAT = SchemaFormat(
    name="email",
    holds=_is_email,
    guide=Text(zh="电子邮箱地址，如 name@example.com", en="an e-mail address, such as name@example.com"),
)


def schema_formats() -> dict[str, SchemaFormat]:
    """Return the formats by name: those that make a field one of a kind, then those that hold a text to something."""
    of_kinds = (SchemaFormat(name=name, holds=_is_read_by_its_kind, guide=Text(zh="", en="")) for name in _formats_of_kinds())
    return {format_.name: format_ for format_ in (*of_kinds, _EMAIL_FORMAT)}


def compile_schema(schema: Mapping[str, Any]) -> Any:
    """Compile a JSON Schema as documents are held to it: `format` counts, in the formats that a form may use."""
    formats = {name: format_.holds for name, format_ in schema_formats().items()}
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True, formats=formats)
