"""Rules, checks and constraints as rows of one table, and the keywords of a schema that rows make.

A row with a check is a check; one with a formula, or with cases, is a rule; a row without an id is a further case of the rule above; any
other row is the sentence of an id that keywords of fields name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: A row: keyword → value.
RuleRow = Mapping[str, Any]


def rule_rows(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the rules, checks and constraints of a schema."""
    for rule in schema.get("x-rules", ()):
        yield {name: value for name, value in rule.items() if name != "cases"}
        yield from rule.get("cases", ())
    yield from schema.get("x-checks", ())
    for rule_id, constraint in schema.get("x-constraints", {}).items():
        yield {"id": rule_id, **constraint}


def rules_of_rows(rows: Iterable[tuple[dict[str, Any], Any]]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Yield the pointer of each row in the schema that the rows make, the row, and what came with it.

    The pointer of a constraint ends with its id.
    """
    rules: list[int] = []  # of each rule the number of its cases
    checks, has_rule = 0, False
    listed = list(rows)
    for index, (row, place) in enumerate(listed):
        following = listed[index + 1][0] if index + 1 < len(listed) else {"id": ""}
        if "id" not in row and has_rule:
            rules[-1] += 1
            yield f"/x-rules/{len(rules) - 1}/cases/{rules[-1] - 1}", row, place
        elif "check" in row:
            checks, has_rule = checks + 1, False
            yield f"/x-checks/{checks - 1}", row, place
        elif "formula" in row or "at" in row or "each" in row or "id" not in following:
            rules.append(0)
            has_rule = True
            yield f"/x-rules/{len(rules) - 1}", row, place
        else:
            has_rule = False
            yield f"/x-constraints/{row.get('id', '')}", row, place


def put_rules(schema: dict[str, Any], pointer: str, row: dict[str, Any]) -> None:
    """Put a row where its pointer says."""
    _, keyword, key, *case = pointer.split("/")
    if keyword == "x-constraints":
        schema.setdefault(keyword, {})[key] = {name: value for name, value in row.items() if name != "id"}
    elif case:
        schema[keyword][int(key)].setdefault("cases", []).append(row)
    else:
        schema.setdefault(keyword, []).append(row)
