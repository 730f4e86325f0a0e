"""Two more engines that nobody here wrote, HyperFormula and ironcalc, make the same of the same examples.

Where one does not follow Excel, the example is listed by its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.formula.examples import EXAMPLES
from tests.formula.support import ERROR, Workbook
from tests.formula.test_functions import same
from tests.referees import require_ironcalc, require_node
from tests.referees.iron import IronCalc
from tests.referees.nodejs import hyperformula_values

#: Examples of which HyperFormula makes something else, by why.
DIFFERS: dict[str, tuple[str, ...]] = {
    "its parser lacks numbers such as 1E2": (
        "1E2", "1E+2+1e-2", "ROUND(1E20,2)", "SUM(1,1E-6)=1", "SUM(1,4E-7)=1", "ROUNDUP(1E-8,2)", "ROUNDUP(1E-9,2)",
    ),
    "its parser lacks doubled quotes": ('"say ""hi"""',),
    "it takes characters that look alike for the same": ('"①"="1"', '"㎡"="m2"', '"か"="カ"', '"（甲）"="(甲)"', '"⼈"="人"'),
    "its LOWER makes two characters of one": ('LOWER("İ")',),
    "its wildcard ? also meets nothing": ('COUNTIF(rows[w],"?")',),
    "its INT cuts towards zero": ("INT(minus)", "INT(-8.9)"),
    "it rounds the binary number, Excel the 15 digits shown": (
        "ROUND(1.005,2)", "ROUND(0.285,2)", "ROUND(5.015,2)", "ROUND(0.7*3+0.4,0)", "ROUND(-0.7*3-0.4,0)", "ROUND(1.005*1000-0.5,0)",
        "ROUND(2047540000+744.499999,0)", 'TEXT(0.7*3+0.4,"0")',
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
#: Examples of which ironcalc makes something else, by why.
IRONCALC_DIFFERS: dict[str, tuple[str, ...]] = {
    "its ROUND, INT, TRUNC, NOT and FIND, and ISNUMBER of a quotient, take no rows": (
        'SUMPRODUCT(ISNUMBER(SEARCH("FI",rows[x]))*1)', "SUMPRODUCT((SUM(void[n])=rows[n])*1)", "SUMPRODUCT((rows[n]=SUM(void[n]))*1)",
        'SUMPRODUCT(ISNUMBER(FIND(rows[w],"aA数量指标"))*1)', "SUMPRODUCT((rows[n]=0.1+0.2)*1)", "SUMPRODUCT(INT(rows[m])*1)",
        "SUMPRODUCT(INT(rows[n]*10)*1)", "SUMPRODUCT(ROUNDUP(rows[n],0)*1)", "SUMPRODUCT(ISNUMBER(1/rows[n])*1)", 'COUNTIF(rows[x],"*ST*")',
        'SUMPRODUCT(("a"=rows[w])*1*(half-1.5=rows[n]))', 'SUMPRODUCT(ISNUMBER(SEARCH("A",rows[w]))*1)', "SUMPRODUCT((rows[n]-0.3=0)*1)",
        "SUMPRODUCT(ROUND(rows[n],0)*1)", "SUMPRODUCT(NOT(rows[n]=0)*1)", 'SUMPRODUCT(NOT(rows[x]="FIRST")*1)',
        "SUMPRODUCT(ISNUMBER(MOD(rows[m],rows[n]))*1)", "SUMPRODUCT(ROUNDDOWN(rows[n],0)*1)", "SUMPRODUCT((rows[n]*10=3)*1)",
        'SUMPRODUCT(ISNUMBER(FIND("指标",rows[w]))*1)',
    ),
    "its AND and OR stop at the first argument that decides": (
        "OR(half>0,10^308/0.01>0)", "OR(half>0,10^308+10^308>0)", "OR(TRUE,1/0=1)", "AND(FALSE,1/0=1)", "AND(half<0,10^308+10^308>0)",
    ),
    "it drops parentheses around conditions": ("(half=2.5)=(zero=0)", "(1=1)<>(1=2)", "(half=2.5)%"),
    "it calculates with infinite numbers": ("ISNUMBER(10^308+10^308)", "ISNUMBER(SUM(10^308,10^308))"),
    "its LOWER makes two characters of one": ('LOWER("İ")',),
}  # fmt: skip


def differences(book: Workbook, found: Sequence[Any]) -> dict[str, str]:
    """By formula of the examples, what is wrong with a value that an engine found."""
    examples = [example for group in EXAMPLES.values() for example in group]
    return {
        formula: f"{formula}: {value!r}, not {wanted!r}   ={text}"
        for (formula, wanted), value, text in zip(examples, found, book.formulas, strict=False)
        if not same(ERROR if _is_error(value) else "" if value is None else value, wanted)
    }


def _is_error(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, str) and value.startswith("#"))


def all_examples(path: Path) -> Workbook:
    """All examples as formulas of a workbook."""
    book = Workbook()
    for group in EXAMPLES.values():
        for formula, _ in group:
            book.add(formula)
    book.save(path)
    return book


def check(differs: Mapping[str, Sequence[str]], wrong: Mapping[str, str]) -> None:
    """Everything but what is listed is the same, and what is listed does differ."""
    listed = {formula for formulas in differs.values() for formula in formulas}
    assert not wrong.keys() - listed, "\n".join(wrong[formula] for formula in wrong.keys() - listed)
    assert wrong.keys() >= listed, f"no longer differ: {listed - wrong.keys()}"


def test_hyperformula(tmp_path: Path) -> None:
    require_node()
    book = all_examples(tmp_path / "functions.xlsx")
    check(DIFFERS, differences(book, hyperformula_values(tmp_path / "functions.xlsx")))


def test_ironcalc(tmp_path: Path) -> None:
    require_ironcalc()
    book = all_examples(tmp_path / "functions.xlsx")
    cells = f"S!$A$1:$A${len(book.formulas)}"
    (shown,) = IronCalc(tmp_path / "functions.xlsx").evaluate([{}], read=[cells])
    check(IRONCALC_DIFFERS, differences(book, shown[cells]))
