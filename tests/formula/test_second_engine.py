"""A second engine that nobody here wrote, HyperFormula, makes the same of the same examples.

Where it does not follow Excel itself, the example is left out, by its reason.
"""

from __future__ import annotations

from pathlib import Path

from tests.formula.examples import EXAMPLES
from tests.formula.support import ERROR, Workbook
from tests.formula.test_functions import same
from tests.referees import require_node
from tests.referees.nodejs import hyperformula_values

#: Examples of which HyperFormula makes something else, by why.
DIFFERS: dict[str, tuple[str, ...]] = {
    "its parser lacks numbers such as 1E2": ("1E2", "1E+2+1e-2", "ROUND(1E20,2)"),
    "its parser lacks doubled quotes": ('"say ""hi"""',),
    "it takes full-width letters for half-width ones": ('"a"="Ａ"',),
    "its wildcard ? also meets nothing": ('COUNTIF(rows[w],"?")',),
    "its INT cuts towards zero": ("INT(minus)", "INT(-8.9)"),
    "it rounds the binary number, Excel the 15 digits shown": (
        "INT(4.35*100)", "ROUND(1.005,2)", "ROUND(0.285,2)", "ROUND(5.015,2)", "ROUNDDOWN(4.35*100,0)",
        "ROUNDDOWN((0.1+0.7)*10,0)", 'TEXT(0.285,"0%")', 'TEXT(0.285,"0.00%")', 'TEXT(1.005,"0.00")',
    ),
    "it takes fractions of a number of digits": ("ROUND(half,0.9)", "ROUND(1.45,1.9)"),
    "it counts UTF-16 units; JSON Schema, LibreOffice and we count characters": ('LEN("🙂")', 'LEFT("🙂a",1)'),
    "it replaces nothing by something everywhere": ('SUBSTITUTE(name,"","X")',),
    "its TEXT lacks thousands separators and percent": (
        'TEXT(1234567.891,"#,##0")', 'TEXT(1234567.891,"#,##0.00")', 'TEXT(-1234.5,"#,##0")', 'TEXT(100,"0%")',
        'TEXT(0,"#,##0")', 'TEXT(12,"#,##0.00")', 'TEXT(-0.125,"0.00%")',
    ),
}  # fmt: skip
LEFT_OUT = {formula for formulas in DIFFERS.values() for formula in formulas}


def test_what_is_left_out_is_an_example() -> None:
    known = {formula for group in EXAMPLES.values() for formula, _ in group}
    assert known >= LEFT_OUT


def test_hyperformula(tmp_path: Path) -> None:
    require_node()
    examples = [(f, wanted) for group in EXAMPLES.values() for f, wanted in group if f not in LEFT_OUT]
    book = Workbook()
    for formula, _ in examples:
        book.add(formula)
    book.save(tmp_path / "functions.xlsx")
    found = hyperformula_values(tmp_path / "functions.xlsx")
    wrong = [
        f"{formula}: {value!r}, not {wanted!r}   ={text}"
        for (formula, wanted), value, text in zip(examples, found, book.formulas, strict=False)
        if not same(ERROR if isinstance(value, dict) else "" if value is None else value, wanted)
    ]
    assert not wrong, "\n".join(wrong)
