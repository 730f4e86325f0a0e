"""Under what rules are kept, and what is counted together."""

from __future__ import annotations

from typing import TypeAlias

from xltool.base.findings import Severity
from xltool.rules.ruleset import Constraint, Rule

Key: TypeAlias = tuple[str, int | str]
Group: TypeAlias = tuple[str, Severity]  # rule id and severity: what is counted together


def key_of(rule: Rule | Constraint) -> Key:
    """What the flags of a rule, or of a constraint on a field, are kept under: id and case, id and path."""
    return rule.key if isinstance(rule, Rule) else (rule.id, rule.at)
