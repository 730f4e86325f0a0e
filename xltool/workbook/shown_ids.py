"""Say which ids of rules a clerk reads: in a column of their own, and not at all where they say nothing to him."""

from __future__ import annotations


def shown_id(rule_id: str) -> str:
    """Return an id that the form has given to a rule, by which the office asks for it; "" for one of xltool's own, `schema.required`."""
    return "" if "." in rule_id else rule_id
