"""Every fast twin gives what its plain twin gives, and every module in a `fast/` folder has one."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.fast_twins import Twin, houses, parameters, twins

PACKAGE = Path(xltool.__file__).parent


@pytest.mark.parametrize("twin", parameters())
def test_twins_give_the_same(twin: Twin) -> None:
    samples = list(twin.samples())
    declined = 0
    for sample in samples:
        fast = twin.fast(sample)
        if fast is None:
            declined += 1
        else:
            assert fast == twin.plain(sample)
    assert declined < len(samples), "the fast way takes none of the samples"
    assert bool(declined) == twin.declines


@pytest.mark.parametrize("house", houses())
def test_every_fast_module_has_a_twin(house: str) -> None:
    modules = {f"xltool.{house}.fast.{path.stem}" for path in (PACKAGE / house / "fast").glob("*.py") if path.stem != "__init__"}
    named = {module for twin in twins() for module in twin.modules if module.startswith(f"xltool.{house}.")}
    assert named == modules
