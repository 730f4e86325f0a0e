"""No formula of any workbook compares a truth value with a number: programs order them differently."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import unescape

import openpyxl
import pytest

from tests.parity.entries import FORMS, entry_form
from tests.parity.test_last_digits import form_of_rules
from tests.workbook.truth_values import truth_compared

_OTHERS = re.compile(r"<(?:x14:)?(?:formula|formula1|formula2|xm:f)>([^<]*)<")


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ('IF((A1<>"")>0,1,0)', True), ("(A1=1)>0", True), ("0<NOT(A1)", True), ("AND(A1,B1)=1", True), ("IF(A1,A1>1,TRUE)=0", True), ("EXACT(A1,B1)<>1", True),
        ("SUMPRODUCT((A1:A3=B1)=1)", True), ("1=1=1", True), ("(A1=1)=(B1=2)", False), ("(A1=1)*1>0", False), ("((A1=1)+0)>0", False), ("A1>0", False),
        ("--(A1=1)=1", False), ("(A1=1)+(A2=2)>0", False), ("EXACT(A1,B1)*1=0", False), ("COUNT(A1:A3)>0", False), ('LEFT(A1&"=1",2)="x"', False), ("TRUE=ISNUMBER(A1)", False),
    ],
)  # fmt: skip
def test_such_comparisons_are_found(formula: str, *, wrong: bool) -> None:
    assert bool(truth_compared(formula)) == wrong


def formulas(path: Path) -> Iterator[tuple[str, str]]:
    """Yield all formulas of a workbook with their places: of cells, entry validations and conditional formats."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((f"{sheet.title}!{cell.coordinate}", str(cell.value)) for cell in row if cell.data_type == "f")
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield from ((name, unescape(found)) for found in _OTHERS.findall(package.read(name).decode("utf-8")))


def check(path: Path) -> None:
    found = {formula: place for place, formula in formulas(path)}
    assert len(found) > 10
    wrong = [f"{place}: {formula}" for formula, place in found.items() if truth_compared(formula)]
    assert not wrong, "\n".join(wrong[:10])


@pytest.mark.parametrize("name", FORMS)
def test_no_formula_compares_a_truth_value_with_a_number(name: str, tmp_path: Path) -> None:
    check(entry_form(name, tmp_path, 4).form.write(tmp_path))


def test_no_rule_is_rendered_so(tmp_path: Path) -> None:
    check(form_of_rules(tmp_path).write(tmp_path))
