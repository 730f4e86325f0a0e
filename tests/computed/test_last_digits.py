"""Numbers at the end of their digits: the workbook and Python judge the same one, typed or computed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.comparison import Form
from xltool.base.normalise import exact
from xltool.rules.load import load_definition

if TYPE_CHECKING:
    from tests.parity.cases import Case
    from tests.referees.libreoffice import LibreOffice

MINIMAL = Path(__file__).parents[1] / "definitions" / "clean" / "minimal"
#: Typed in the first row; the total is computed: the amount divided by a million million, or the amount seven times.
AMOUNTS = [
    0.12, -0.12, 0.5, 12345678.901234567, 123456.78901234567, -123456.78901234567, 98765432109.876543, 1.2345678901235, 1.0001220703125,
    -1.0001220703125, 1000.000244140625, 1.2345678901234549e16, 100000000000000.5,
]  # fmt: skip


@pytest.fixture(scope="module", params=["SUM(items[amount])/1000000000000", "SUM(items[amount])*7"], ids=["tiny", "times seven"])
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Form:
    folder = tmp_path_factory.mktemp("digits") / "minimal"
    shutil.copytree(MINIMAL, folder)
    path = folder / "rules" / "minimal.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    number = {"title": "N", "type": ["number", "null"], "minimum": 0, "multipleOf": 0.01}
    schema["properties"]["total"] = {**number, "x-value": request.param}
    schema["properties"]["items"]["items"]["properties"]["amount"] = number
    schema["x-rules"] = []
    path.write_text(json.dumps(schema), encoding="utf-8")
    return Form(load_definition(folder / "templates" / "minimal.yaml"))


def test_both_sides_judge_the_same_number(form: Form, office: LibreOffice, tmp_path: Path) -> None:
    cases: list[Case] = [{"unit": "A", "items.name": ["a"], "items.amount": [amount]} for amount in AMOUNTS]
    shown = form.in_office(office, form.write(tmp_path), cases)
    found = [str(disagreement) for disagreement in form.disagreements(cases, shown)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        (1000.000244140625, "1000.00024414063"), (-1000.000244140625, "-1000.00024414063"), (1.0001220703125, "1.000122070313"),
        (123456.78901234567, "123456.789012346"), (1.2e-13, "0"), (0.1 + 0.2, "0.3"), (100000000000000.5, "100000000000001"),
    ],
)  # fmt: skip
def test_halves_go_away_from_zero(number: float, digits: str) -> None:
    assert str(exact(number)) == digits
