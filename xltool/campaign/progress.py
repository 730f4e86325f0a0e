"""How far a long run is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """So many of so many are done."""

    done: int
    total: int
