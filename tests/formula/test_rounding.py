"""ROUND of numbers near a half is in Python what it is in LibreOffice, to the last bit, also beyond the 15 digits that are shown."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import xlsxwriter

from xltool.rules.language.rounding import round_half_away, rounded_whole

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

N_NUMBERS = 3000
PLACES = (0, 1, 1, 2, 2, 3, 4, 6, -1, -2, 8, 12)


def near_a_half(random: Random, places: int) -> float:
    """A number with up to 14 digits before its point that ends in a half behind the last place, or a few bits or digits short of it."""
    whole, half = random.randrange(10 ** random.randint(0, 14)), 5 * 10 ** -(places + 1)
    number = float(f"{whole + random.randrange(10 ** max(places, 0)) / 10 ** max(places, 0) + half:.15g}")
    match random.randrange(4):
        case 0:
            number = random.uniform(0, number)
        case 1:
            number -= 10.0 ** -random.randint(max(places, 0) + 1, max(places, 0) + 9)
        case 2:
            for _ in range(random.randint(1, 20)):
                number = math.nextafter(number, -math.inf)
        case _:
            pass
    return math.copysign(number, random.choice((1, 1, -1)))


def test_libreoffice_rounds_as_python(office: LibreOffice, tmp_path: Path) -> None:
    random = Random("rounding")
    given = [(places, near_a_half(random, places)) for places in random.choices(PLACES, k=N_NUMBERS)]
    path = tmp_path / "numbers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("numbers")
        for row, (places, _) in enumerate(given, start=1):
            sheet.write_formula(row - 1, 1, f"=ROUND(A{row},{places})")
            sheet.write_formula(row - 1, 2, f"=(ROUND(A{row}/10,1)*10)")
        for name, column in (("number", "A"), ("rounded", "B"), ("whole", "C")):
            book.define_name(name, f"=numbers!${column}$1:${column}${N_NUMBERS}")
    with office.open(path) as opened:
        opened.fill({"number": [number for _, number in given]})
        opened.recalculate()
        shown = opened.values(["rounded", "whole"])
    assert shown["rounded"] == [round_half_away(number, places) for places, number in given]
    assert shown["whole"] == [rounded_whole(number) for _, number in given]


def test_what_binary_arithmetic_leaves_does_not_decide() -> None:
    assert [round_half_away(number, 2) for number in (2.675, -1.005, 0.285, 1.115)] == [2.68, -1.01, 0.29, 1.12]
    assert rounded_whole(0.7 * 3 + 0.4) == 3  # 2.4999999999999996
    assert round_half_away(0.7 * 3 + 0.4, 0) == 2  # which is why nothing is rounded to no place


def test_ends_of_the_range() -> None:
    assert round_half_away(1.5e308, -308) == 1.5e308  # two of them would be no number
    assert (round_half_away(5e-324, 400), round_half_away(123.0, -400)) == (5e-324, 0.0)
    assert (round_half_away(0.0, 2), rounded_whole(-0.4)) == (0.0, 0.0)
