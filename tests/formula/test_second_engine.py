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
    "its parser lacks numbers such as 1E2": (
        "1E2", "1E+2+1e-2", "ROUND(1E20,2)", "SUM(1,1E-9)=1", "SUM(1,4E-10)=1", "ROUNDUP(1E-10,2)", "ROUNDUP(1E-12,2)",
    ),
    "its parser lacks doubled quotes": ('"say ""hi"""',),
    "it takes characters that look alike for the same": ('"①"="1"', '"㎡"="m2"', '"か"="カ"', '"（甲）"="(甲)"', '"⼈"="人"'),
    "its LOWER makes two characters of one": ('LOWER("İ")',),
    "its wildcard ? also meets nothing": ('COUNTIF(rows[w],"?")',),
    "its INT cuts towards zero": ("INT(minus)", "INT(-8.9)", "MOD(-5.5,2)"),
    "it rounds the binary number, Excel the 15 digits shown": (
        "INT(4350000.35*100)", "MOD(4350000.35,0.01)=0", "ROUND(1.005,2)", "ROUND(0.285,2)", "ROUND(5.015,2)",
        'TEXT(0.285,"0%")', 'TEXT(0.285,"0.00%")', 'TEXT(1.005,"0.00")',
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


def test_hyperformula(tmp_path: Path) -> None:
    """Everything else is the same, and what is listed does differ."""
    require_node()
    examples = [example for group in EXAMPLES.values() for example in group]
    book = Workbook()
    for formula, _ in examples:
        book.add(formula)
    book.save(tmp_path / "functions.xlsx")
    found = hyperformula_values(tmp_path / "functions.xlsx")
    wrong = {
        formula: f"{formula}: {value!r}, not {wanted!r}   ={text}"
        for (formula, wanted), value, text in zip(examples, found, book.formulas, strict=False)
        if not same(ERROR if isinstance(value, dict) else "" if value is None else value, wanted)
    }
    assert not wrong.keys() - LEFT_OUT, "\n".join(wrong[formula] for formula in wrong.keys() - LEFT_OUT)
    assert wrong.keys() >= LEFT_OUT, "no longer differ"
