"""The keywords that only the check of what comes back can tell, since no formula of the workbook says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltool.base.findings import Severity
from xltool.base.messages import Text
from xltool.form.layout import place
from xltool.form.schema import Field, Table
from xltool.rules.definition import Definition
from xltool.rules.ruleset import VALUE_TYPE, constraint_id, constraint_message


@dataclass(frozen=True, kw_only=True)
class LaterConstraint:
    """The fields and tables that keywords of one rule id hold to something, as far as only what comes back tells."""

    id: str
    severity: Severity
    message: Text
    keywords: tuple[str, ...]
    owners: tuple[Field | Table, ...]


def later_constraints(definition: Definition) -> Iterator[LaterConstraint]:
    """Yield what is checked only when a form comes back, by rule id, in the order of the form."""
    gathered: dict[str, list[tuple[str, Field | Table]]] = {}
    owners: list[Field | Table] = [*definition.schema.all_fields(), *definition.schema.tables.values()]
    live = {(constraint.at, constraint.keyword) for constraint in definition.rules.constraints}
    room = {path: area.capacity for path, (_, area) in place(definition.template, definition.schema).tables.items()}
    for owner in owners:
        for keyword in _later_keywords(owner, room):
            if (owner.path, keyword) not in live:
                gathered.setdefault(constraint_id(owner, keyword), []).append((keyword, owner))
    for rule_id, found in gathered.items():
        severity, message = constraint_message(rule_id, found[0][0], definition.rules.messages)
        yield LaterConstraint(
            id=rule_id,
            severity=severity,
            message=message,
            keywords=tuple(dict.fromkeys(keyword for keyword, _ in found)),
            owners=tuple(owner for _, owner in found),
        )


def _later_keywords(owner: Field | Table, room: Mapping[str, int]) -> Iterator[str]:
    """Yield the keywords that hold a field or table to something; a table with room for no more rows needs no look at their number."""
    most = owner.max_items if isinstance(owner, Field) or owner.max_items != room.get(owner.path) else None
    is_set: Mapping[str, object] = {"minItems": owner.min_items, "maxItems": most, "uniqueItems": owner.unique_items}
    if isinstance(owner, Field):
        is_said = owner.kind.can_be_unreadable and constraint_id(owner, "pattern") == VALUE_TYPE  # by the kind
        is_set = {**is_set, "pattern": owner.pattern and not is_said}
    yield from (keyword for keyword, limit in is_set.items() if limit)
