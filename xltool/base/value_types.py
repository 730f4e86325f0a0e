"""The types of values in rules."""

from __future__ import annotations

from typing import Literal, TypeAlias

Type = Literal["number", "text", "boolean"]
#: A value as rules read it; None is a blank.
RuleValue: TypeAlias = float | str | None
