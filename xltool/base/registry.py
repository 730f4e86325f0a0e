"""Put the variants of something into a registry: each has a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Variant = TypeVar("_Variant", bound=_Named)


def by_name(variants: Iterable[_Variant], what: str) -> dict[str, _Variant]:
    """Return variants by their names, in their order; `what` they are stands in the ValueError where two share a name."""
    registry: dict[str, _Variant] = {}
    for variant in variants:
        if registry.setdefault(variant.name, variant) is not variant:
            raise ValueError(f"two {what} are called {variant.name!r}")
    return registry


def refuse_unknown(value: str, allowed: Iterable[str] | Mapping[str, object], where: str) -> None:
    """Raise ValueError where a record names something that is not there; `where` says which attribute of what."""
    if value not in allowed:
        raise ValueError(f"{where} is {value!r}, which is none of: {', '.join(sorted(allowed))}")
