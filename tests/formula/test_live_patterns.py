"""Patterns that a formula can say: the formula and the regular expression take the same texts, in LibreOffice and by the validator."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
import xlsxwriter

from xltool.base.formula_text import DEEPEST_FORMULA, LONGEST_FORMULA, depth_of, quote
from xltool.rules.live_patterns import TEXT, pattern_formula

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

LIVE = (
    r"^\d{9}$", r"^AWARD-\d{5}$", r"^[A-HJ-NP-Z1-9][A-HJ-NP-Z0-9]{11}$", r"^[0-9-]{7,13}$", r"^((0\d{2,3}-?)?\d{7,8}|1[3-9]\d{9})$",
    r"^\d{3}-\d{3}-\d{4}$", r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$", r"^AWARD-", r"-\d\d$", r"^(?:甲|乙丙)\d?$", r"^\w+$", r"^[a-c]{2,}x$",
    r"^\d+(\.\d{1,2})?$", r"^(ab){2}$", r'^"[A-Z ]*"$', r"^a\.b\*\?$", r"^[\]\-\\^]+$", r"^x{0,3}y?$", r"^〔20\d{2}〕\d{1,4}号$", r"^[A-Z]{2}(19|20)\d{2}$",
)  # fmt: skip
LATER = (
    r"abc", r"^a|b$", r"^.*$", r"^[^@ ]+@[^@ ]+$", r"^\S+$", r"^[\u4e00-\u9fa5]+$", r"^(?!a)b$", r"^(a)\1$", r"^a*b*$", r"^a+?$", r"^\bab$",
    r"^([a-z]|\d)+$", r"^a{1,30}b{1,30}c{1,30}$", r"^\p{L}+$", r"^(" * 300 + "a" + ")" * 300 + "$", "^[一-龥]$", r"^a^b$", r"^a$b$",
)  # fmt: skip
CHARACTERS = '0123456789-AZIOaxybcd甲乙丙号〔〕"\\].*?^ _é１🙂'


@pytest.mark.parametrize("pattern", LIVE)
def test_a_formula_of_a_pattern_is_short(pattern: str) -> None:
    formula = pattern_formula(pattern)
    assert formula is not None
    assert len(formula) < LONGEST_FORMULA / 4
    assert depth_of(formula) < DEEPEST_FORMULA / 4


@pytest.mark.parametrize("pattern", LATER)
def test_what_a_formula_cannot_say_is_left_to_the_receiver(pattern: str) -> None:
    assert pattern_formula(pattern) is None


def texts(random: Random) -> list[str]:
    """Texts that match a pattern or nearly do: pieces of others, with single characters changed, left out, or too many."""
    seeds = [
        *(
            "123456789",
            "AWARD-12345",
            "ABCDEFGH1234",
            "0519-85682000",
            "13800138000",
            "351-555-0100",
            "91350100M000100Y43",
            "AWARD-",
            "xx-12",
            "乙丙7",
            "甲",
        ),
        *(
            "a_1",
            "abcx",
            "aax",
            "12.5",
            "0.25",
            "abab",
            '"A B"',
            '""',
            "a.b*?",
            "]-\\^",
            "xxxy",
            "y",
            "〔2022〕12号",
            "AB2022",
            "ab1999",
            "AWARD-１２３４５",
        ),
    ]
    found = [*seeds, *(seed.lower() for seed in seeds), *(seed + " " for seed in seeds[:3])]
    for seed in seeds * 3:
        at = random.randrange(len(seed) + 1)
        found.append(seed[:at] + random.choice(CHARACTERS) + seed[at + random.choice((0, 1)) :])
        found.append(seed[:at] + seed[at + 1 :])
    found += ["".join(random.choices(CHARACTERS, k=random.randint(1, 14))) for _ in range(20)]
    return [text for text in dict.fromkeys(found) if text and text == text.strip()]


def test_libreoffice_agrees_with_the_validator(office: LibreOffice, tmp_path: Path) -> None:
    cases = [(pattern, text) for pattern in LIVE for text in texts(Random(pattern))]
    book = xlsxwriter.Workbook(tmp_path / "patterns.xlsx")
    sheet = book.add_worksheet("S")
    for row, (pattern, text) in enumerate(cases):
        sheet.write_string(row, 0, text)
        formula = pattern_formula(pattern)
        assert formula is not None
        sheet.write_formula(row, 1, f"=IF({formula.replace(TEXT, f'$A{row + 1}')},1,0)")
    book.close()
    (shown,) = office.evaluate(tmp_path / "patterns.xlsx", [{}], clear=[], read=[f"S!B1:B{len(cases)}"])
    validators = {pattern: jsonschema_rs.Draft202012Validator({"pattern": pattern}) for pattern in LIVE}
    expected = [float(validators[pattern].is_valid(text)) for pattern, text in cases]
    column = shown[f"S!B1:B{len(cases)}"]
    assert isinstance(column, list)
    wrong = [(*case, found) for case, found, python in zip(cases, column, expected, strict=True) if found != python]
    assert not wrong
    assert {1.0, 0.0} == {python for (pattern, _), python in zip(cases, expected, strict=True) if pattern == LIVE[1]}
    assert all(any(python for (one, _), python in zip(cases, expected, strict=True) if one == pattern) for pattern in LIVE)


def test_quotes_of_a_pattern_are_those_of_a_formula() -> None:
    formula = pattern_formula('^"$')
    assert formula is not None
    assert quote('"') in formula
