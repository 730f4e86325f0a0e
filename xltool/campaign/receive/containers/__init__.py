"""The kinds of containers: one module each, whose `CONTAINER` is the whole of it. A kind is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from xltool.base.registry import by_name
from xltool.campaign.receive.container import HEAD, ContainerKind, Sample


def load_containers() -> dict[str, ContainerKind]:
    """Import every module of this folder and return its kind by name, in the order in which they are asked."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    kinds: list[ContainerKind] = [module.CONTAINER for module in modules]
    return by_name(sorted(kinds, key=lambda kind: (kind.rank, kind.name)), "kinds of containers")


#: Every kind of container by its name, in the order in which they are asked whether a content is theirs.
CONTAINERS: dict[str, ContainerKind] = load_containers()


def container_kind(path: Path, name: str) -> ContainerKind | None:
    """Return whether a content holds others: by what it is, not by its name. None for a workbook and all else."""
    with path.open("rb") as file:
        sample = Sample(path=path, name=name, head=file.read(HEAD))
    return next((kind for kind in CONTAINERS.values() if kind.recognise(sample)), None)
