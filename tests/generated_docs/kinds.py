"""The tables of field kinds: what each is, the parts that it offers to rules, and the types of values in rules."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.form.kind import Kind
from xltool.form.kinds import KINDS

#: What implies a kind, where the hint does not say it by itself.
_HINTS = {"": "`x-kind`", "string": "the default", "choices": "`enum` or `x-codes`"}


def _implied(kind: Kind) -> str:
    if kind.implied_by in _HINTS:
        return _HINTS[kind.implied_by]
    choices = ", with `items.enum` or `x-codes`" if kind.is_list else ""
    is_type = kind.implied_by in kind.json_types
    return f"type {kind.implied_by}{choices}" if is_type else f"`x-kind`, or `{kind.implied_by}`"


@generated("kinds")
def kinds() -> str:
    """Return every kind with its JSON type, what implies it, and what a cell of it holds."""
    rows: list[tuple[str, ...]] = [(f"`{kind.name}`", kind.json_types[0], _implied(kind), kind.doc.en) for kind in KINDS.values()]
    return table(("kind", "JSON type", "from", "a cell of it"), rows)


@generated("parts")
def parts() -> str:
    """Return the parts that each kind offers to rules."""
    rows: list[tuple[str, ...]] = []
    for kind in KINDS.values():
        if kind.parts:
            rows.append((kind.name, "`.text`", kind.rule_type, "as typed, harmless differences of writing put right; the same as no part"))
            rows += [("", f"`.{part.name}`", part.type, part.doc.en) for part in kind.parts]
    return table(("kind", "part", "type", "value"), rows)


@generated("kind-types")
def kind_types() -> str:
    """Return the types that the values of fields have in rules."""
    names: dict[str, list[str]] = {}
    for kind in KINDS.values():
        names.setdefault(kind.rule_type, []).append(kind.name)
    return table(("kind of field", "type in rules"), [(", ".join(kinds), type_) for type_, kinds in names.items()])
