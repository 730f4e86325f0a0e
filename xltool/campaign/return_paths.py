"""Paths of marked returns below `returns/`: `UNIT/NAME` for what is to be sent back now, `old/UNIT/NAME` for what no longer is."""

from __future__ import annotations

from pathlib import PurePosixPath

OLD = "old"


def current_path(returned: str) -> str:
    """Return the path at which a marked return lies while it is to be sent back."""
    return "/".join(PurePosixPath(returned).parts[-2:])


def old_path(returned: str) -> str:
    """Return the path at which it lies afterwards."""
    return f"{OLD}/{current_path(returned)}"


def is_old(returned: str) -> bool:
    """Return whether a marked return lies there; a unit may be called as the folder is."""
    return returned == old_path(returned)
