"""Other packages add checks through the entry point group that `docs/checks.md` names."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltool.rules.checks import Hit, Subject, check, find_check, registry

DOCUMENT = Path(__file__).parents[2] / "docs" / "checks.md"


class Entry:
    """An entry point as `importlib.metadata` gives it."""

    def load(self) -> None:
        """Import the module of another package: it registers its check."""

        @check("of-another-package")
        def of_another_package(_subject: Subject) -> Iterator[Hit]:
            yield from ()


def test_checks_of_other_packages_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_REGISTRY", dict(vars(registry)["_REGISTRY"]))
    monkeypatch.setattr(registry, "_TERMS", dict(vars(registry)["_TERMS"]))
    groups: list[str] = []

    def entry_points(*, group: str) -> list[Entry]:
        groups.append(group)
        return [Entry()]

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    assert find_check("of-another-package") is not None
    assert groups == ["xltool.checks"]
    assert f'[project.entry-points."{groups[0]}"]' in DOCUMENT.read_text(encoding="utf-8")
