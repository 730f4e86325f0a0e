"""The fills of the workbook: the colour-blind tell them apart, what is wrong is shown not by colour alone, and infos are not red.

Machado, Oliveira, Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency", table of matrices
for severity 1.0, applied to linear RGB; CIE 1976 colour difference between the simulated colours (sRGB, D65).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from xltool.workbook.styles import ERROR_FILL, HEAD_FILL, INFO_FILL, INFO_INK, INPUT_FILL, TODO_FILL, WARNING_FILL

MATRICES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
FILLS = {"input": INPUT_FILL, "error": ERROR_FILL, "warning": WARNING_FILL, "info": INFO_FILL, "head": HEAD_FILL}


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _linear(colour: str) -> Iterator[float]:
    for at in (1, 3, 5):
        value = int(colour[at : at + 2], 16) / 255
        yield value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _lab(colour: str, sight: str) -> tuple[float, float, float]:
    seen = [min(1.0, max(0.0, value)) for value in _times(MATRICES[sight], list(_linear(colour)))]
    ratios = [value / white for value, white in zip(_times(XYZ, seen), WHITE, strict=True)]
    x, y, z = (ratio ** (1 / 3) if ratio > (6 / 29) ** 3 else ratio * 841 / 108 + 4 / 29 for ratio in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, sight: str) -> float:
    """CIE76 ΔE of two colours as somebody sees them."""
    return float(sum((a - b) ** 2 for a, b in zip(_lab(one, sight), _lab(other, sight), strict=True)) ** 0.5)


def test_the_measure_is_that_of_the_specification() -> None:
    assert difference("#000000", "#FFFFFF", "normal") == pytest.approx(100, abs=0.01)
    assert difference("#FF0000", "#00FF00", "normal") == pytest.approx(170.6, abs=0.1), "a value that is published everywhere"
    assert difference("#FFC7CE", "#DDEBF7", "protanopia") < 20, "fills that are often used are not told apart"


@pytest.mark.parametrize("sight", MATRICES)
@pytest.mark.parametrize(("one", "other"), list(combinations(FILLS, 2)))
def test_fills_are_told_apart(one: str, other: str, sight: str) -> None:
    assert difference(FILLS[one], FILLS[other], sight) >= 20


@pytest.mark.parametrize("sight", MATRICES)
@pytest.mark.parametrize("other", ["error", "warning", "info", "head"])
def test_what_is_to_be_filled_in_is_none_of_the_others(other: str, sight: str) -> None:
    assert difference(TODO_FILL, FILLS[other], sight) >= 20


def test_infos_are_blue() -> None:
    for colour in (INFO_FILL, INFO_INK):
        red, _, blue = _linear(colour)
        assert blue > red
