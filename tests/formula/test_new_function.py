"""A function of the rule language is added by one file: no other module of xltool, and no other table, knows of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.cases import Case
from tests.parity.comparison import Form
from xltool.base.errors import DefinitionError
from xltool.rules import functions
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

MINIMAL = Path(__file__).parents[1] / "definitions" / "clean" / "minimal"
#: All that it takes.
GCD = '''
import math

from xltool.base.messages import Text
from xltool.rules.language.function import NUMBER, Function, always_whole, as_written, calls, may_fail, refuses_nothing, takes
from xltool.rules.language.semantics import ExcelError


def common_divisor(left: float, right: float) -> float:
    """GCD: the greatest common divisor; #NUM! for a number below 0."""
    if left < 0 or right < 0:
        raise ExcelError("#NUM!")
    return float(math.gcd(int(left), int(right)))


FUNCTIONS = (
    Function(
        name="GCD",
        usage="GCD(n, n)",
        doc=Text(zh="最大公约数", en="the greatest common divisor"),
        signature=takes(NUMBER, NUMBER, gives="number"),  # not `lifts`: SUMPRODUCT would pass whole columns
        python=calls(common_divisor),
        excel=as_written,
        can_fail=may_fail,
        exactness=always_whole,
        sums=False,
        over_rows=False,
        once=False,
        refuses=refuses_nothing,
    ),
)
'''
RULES = [
    {"id": "shared", "each": "items", "at": "[@amount]", "formula": "GCD([@amount], total) > 1"},
    {"id": "even", "at": "total", "formula": "GCD(SUM(items[amount]), 2) = 2"},
    {"id": "sane", "each": "items", "at": "[@amount]", "formula": "ISNUMBER(GCD([@amount] - 5, 4))"},
]
CASES: list[Case] = [
    {"unit": "A", "total": total, "items.name": ["a", "b", "c"], "items.amount": [*amounts]}
    for total, amounts in ((12, [4.0, 8, 0]), (12, [7.0, 5, 1]), (9, [3, 6.75, 2]), (0, [1.0, 2, 4]), (None, [5.0, 10, 15]))
]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A form with rules that call GCD."""
    shutil.copytree(MINIMAL, tmp_path / "form")
    schema = tmp_path / "form" / "rules" / "minimal.schema.json"
    content = json.loads(schema.read_text(encoding="utf-8"))
    content["x-rules"] += [{"severity": "warning", "message": {"zh": "公约数", "en": "Divisor"}} | rule for rule in RULES]
    schema.write_text(json.dumps(content), encoding="utf-8")
    return tmp_path / "form" / "templates" / "minimal.yaml"


@pytest.fixture
def gcd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, as if it lay in the folder of functions."""
    (tmp_path / "added").mkdir()
    (tmp_path / "added" / "divisors.py").write_text(GCD, encoding="utf-8")
    monkeypatch.setattr(functions, "__path__", [*functions.__path__, str(tmp_path / "added")])
    monkeypatch.setitem(functions.FUNCTIONS, "GCD", functions.load_functions()["GCD"])


def test_a_function_that_nobody_added_is_unknown(template: Path) -> None:
    with pytest.raises(DefinitionError, match="GCD"):
        load_definition(template)


@pytest.mark.usefixtures("gcd")
def test_an_added_function_agrees_in_python_and_libreoffice(template: Path, office: LibreOffice, tmp_path: Path) -> None:
    form = Form(load_definition(template))
    in_office = form.in_office(office, form.write(tmp_path), CASES)
    assert not list(form.disagreements(CASES, in_office))
    counts = [{rule["id"]: values[f"check.{rule['id']}"] for rule in RULES} for values in map(form.in_python, CASES)]
    assert counts == [
        {"shared": 0, "even": 0, "sane": 2},
        {"shared": 3, "even": 1, "sane": 1},
        {"shared": 1, "even": 1, "sane": 2},
        {"shared": 1, "even": 1, "sane": 3},
        {"shared": 0, "even": 0, "sane": 0},
    ]
