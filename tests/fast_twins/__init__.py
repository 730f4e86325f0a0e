"""Fast twins: each module in a `fast/` folder does in less time what plain code beside it does, and gives the same.

A module of this package holds the `TWINS` of one house. `tests/test_fast_twins.py` walks all of them.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A fast way and its plain twin, with what to try both on."""

    name: str
    modules: tuple[str, ...]  # of the fast way: "xltool.reading.fast.scan"
    samples: Callable[[], Iterator[Any]]
    fast: Callable[[Any], Any]  # None: it leaves this sample to the plain way
    plain: Callable[[Any], Any]
    declines: bool  # whether the fast way leaves some samples to the plain one


def twins() -> list[Twin]:
    """Every twin of every house."""
    return [twin for module in pkgutil.iter_modules(__path__) for twin in import_module(f"{__name__}.{module.name}").TWINS]


def houses() -> list[str]:
    """The houses that have named their twins."""
    return [module.name for module in pkgutil.iter_modules(__path__)]


def parameters() -> list[Any]:
    """The twins as parameters of a test."""
    return [pytest.param(twin, id=twin.name) for twin in twins()]
