"""The type of a computed field that declares none: what its formula certainly yields."""

from __future__ import annotations

import pytest

from xltool.rules.loading.implied_types import implied_type

TYPES = {"boys": "integer", "girls": "integer", "rate": "number", "name": "string", "items.count": "integer", "items.amount": "number"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("boys+girls*2", "integer"),
        ("-boys", "integer"),
        ("SUM(items[count])", "integer"),
        ("MAX(boys,girls)", "integer"),
        ('COUNTIF(items[amount],">0")', "integer"),
        ("LEN(name)", "integer"),
        ("IF(rate>1,boys,0)", "integer"),
        ("boys/girls", "number"),
        ("boys+rate", "number"),
        ("boys+0.5", "number"),
        ("boys^2", "number"),
        ("SUM(items[amount],boys)", "number"),
        ("IF(rate>1,boys,rate)", "number"),
        ("ROUND(rate,0)", "number"),
        ("boys%", "number"),
        ('name&"！"', "string"),
        ('IF(boys=0,"",name)', "string"),
        ("IF()", "number"),
        ("boys+", "number"),
    ],
)
def test_what_a_formula_certainly_yields(formula: str, expected: str) -> None:
    assert implied_type(formula, TYPES, None) == expected
