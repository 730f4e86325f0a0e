"""The types of values in rules."""

from __future__ import annotations

from typing import Literal

Type = Literal["number", "text", "boolean"]
