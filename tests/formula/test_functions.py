"""Function by function: Python and LibreOffice make of every example what Excel documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.formula.examples import EXAMPLES
from tests.formula.support import ERROR, Workbook, python_value
from tests.referees.libreoffice import CellError
from xltool.rules.functions import FUNCTIONS

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

ALL = [(formula, wanted) for examples in EXAMPLES.values() for formula, wanted in examples]


def same(found: Any, wanted: Any) -> bool:
    """Equal as Excel compares: 15 digits, TRUE is 1 in LibreOffice."""
    if wanted is ERROR or found is ERROR:
        return found is wanted
    if isinstance(wanted, str) or isinstance(found, str):
        return bool(found == wanted)
    return f"{float(found):.14e}" == f"{float(wanted):.14e}" or abs(found - wanted) < 1e-15


def test_every_function_has_examples() -> None:
    assert set(FUNCTIONS) <= set(EXAMPLES)
    for name in FUNCTIONS:
        assert all(f"{name}(" in formula for formula, _ in EXAMPLES[name]), name


@pytest.mark.parametrize(("formula", "wanted"), ALL)
def test_python(formula: str, wanted: Any) -> None:
    assert same(python_value(formula), wanted), python_value(formula)


def test_libreoffice(office: LibreOffice, tmp_path: Path) -> None:
    book = Workbook()
    for formula, _ in ALL:
        book.add(formula)
    book.save(tmp_path / "functions.xlsx")
    with office.open(tmp_path / "functions.xlsx") as opened:
        opened.recalculate()
        found = opened.value(f"S!A1:A{len(ALL)}")
    assert isinstance(found, list)
    wrong = [
        f"{formula}: {value!r}, not {wanted!r}   ={text}"
        for (formula, wanted), value, text in zip(ALL, found, book.formulas, strict=True)
        if not same(ERROR if isinstance(value, CellError) else value, wanted)
    ]
    assert not wrong, "\n".join(wrong)
