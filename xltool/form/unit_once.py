"""Say a unit once: the label of a group that ends with it says it for the labels and headings beside."""

from __future__ import annotations

import re

_AT_END = re.compile(r"（[^（）]+）$| \([^()]+\)$")


def unit_at_end(label: str) -> str | None:
    """Return what stands in brackets at the end of a label, as the label of a field has its unit; None for nothing."""
    found = _AT_END.search(label)
    return found and found[0]
