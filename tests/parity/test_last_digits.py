"""What programs calculate to different last digits, and letters that some take for others: one verdict all the same.

Every function and operator of numbers stands in a rule over amounts whose sums, quotients and remainders binary numbers do not hold;
every comparison of texts over ligatures, letters of other widths, dotless and accented ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.parity.cases import Case
from tests.parity.comparison import Form
from tests.referees import require_ironcalc
from tests.referees.iron import IronCalc
from xltool.rules.load import load_definition
from xltool.rules.ruleset import TEXT_ROOM

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

CASES = 150
LARGEST = 1e9
ROWS = 5
NUMBERS = (
    0, 0.1, 0.2, 0.3, -0.3, 4.35, 4.36, 435, 435.5, 12.34, 0.29, 29, 1.1, 1.21, 276.68, 1000000.1, 1000000, 4350000.35, 99999.999999,
    123456789.12, 123456789.123457, 999999999.99, 0.01, 0.333333333333333, 0.666666666666667, 1, 3, 1e-6, 0.000004, -4.35, -0.1, -12.5, 0.005, 1.005, 100,
)  # fmt: skip
TEXTS = (
    "ﬁ", "fi", "FI", "Fi", "ﬁrst", "first", "ﬀ", "ff", "ﬂ", "ß", "ss", "SS", "ẞ", "ı", "i", "I", "ſ", "s", "K", "\u212a", "k", "é", "É", "e\u0301", "Ａ", "ａ", "A",
    "①", "1", "㎡", "m2", "M2", "か", "カ", "（甲）", "(甲)", "甲", "⼈", "人", "ŉ", "ʼn", "µ", "μ", "a*", "a?", "~", "*", "co-op", "coop",
)  # fmt: skip
#: Rules of the form as a whole over a, b, d and s, t; and of rows over n, m and w, u.
OF_FORM = (
    "SUM(a,b,d)=0", "a+b+d=0", "a+b=-d", "a-b=d", "a*100=b", "a/3=b", "a%=b", "MOD(a,0.01)=0", "MOD(a,b)=0", "MOD(a,1)=b", "MOD(a,b)<d", "INT(a*100)=a*100",
    "INT(a)=a", "ROUNDDOWN(a,2)=a", "ROUNDUP(a,2)=a", "ROUNDDOWN(a*100,0)=b", "ROUNDUP(a*b,1)=d", "ROUND(a*b,2)=ROUND(d,2)", "ABS(a-b)=d", "a^2=b", "a+b<d", "a*b>=d",
    "a-b>0", "MAX(a,b)-MIN(a,b)=d", "IF(a>b,a-b,b-a)=d", "IFERROR(a/b,0)=d", "SUM(rows[n])=a", "SUM(rows[n],-a)=0", "SUM(rows[n])-SUM(rows[m])=a",
    "SUMPRODUCT(rows[n]*rows[m])=a", "SUMPRODUCT((rows[n]*10=3)*1)=0", "SUMPRODUCT((rows[n]-rows[m]=0)*1)<2", "COUNTIF(rows[n],a+b)=0", 'COUNTIF(rows[n],">0.3")<2', 'SUMIF(rows[w],"fi*",rows[n])=0',
    "LEFT(s,a*10-1)<>t", 'TEXT(a*b,"0.00")<>"0.00"', "s=t", "s<>t", 's="fi"', 's="ss"', "EXACT(s,t)", "UPPER(s)=t", "LOWER(s)=t", 'ISNUMBER(SEARCH("f",s))', "ISNUMBER(SEARCH(t,s))", 'ISNUMBER(FIND("i",s))',
    'COUNTIF(rows[w],"fi")=0', 'COUNTIF(rows[w],"*s*")=0', 'COUNTIF(rows[w],"<>i")<3', 'COUNTIF(rows[w],"*")<3', 'COUNTIF(rows[w],"甲")=0', 'COUNTIFS(rows[w],"k",rows[n],"<>0")=0', "SUMPRODUCT((rows[w]=s)*1)=0",
    "SUMPRODUCT((rows[w]<>s)*1)<3", 'LEFT(s&t,2)<>"fi"', 'SUBSTITUTE(s,"fi","x")=s', "LEN(s)=LEN(t)", "(s=t)=(a=b)", "(s=t)*1>0", "NOT(s=t)", "TRIM(s)=t",
)  # fmt: skip
OF_ROWS = (
    "[@n]+[@m]=a", "[@n]*100=INT([@n]*100)", "MOD([@n],[@m])=0", "SUM([@n],[@m],-a)=0", "[@n]/SUM(rows[n])<=0.3", "[@w]=[@u]", "[@w]<>s", "SUMPRODUCT((rows[w]=[@w])*1)=1",
    "SUMPRODUCT((rows[n]=[@n])*(rows[w]=[@w]))=1", "COUNTIF(rows[n],[@n]+[@m]-[@m])=1",
)  # fmt: skip


def form_of_rules(folder: Path) -> Form:
    """Write the definition: a column of rules, each by its number."""
    (folder / "templates").mkdir()
    (folder / "rules").mkdir()
    amount, text = {"type": ["number", "null"], "x-kind": "money"}, {"type": ["string", "null"], "maxLength": 50}
    columns: dict[str, dict[str, Any]] = {"n": amount, "m": amount, "w": text, "u": text}
    properties: dict[str, Any] = {name: {**amount, "title": name} for name in "abd"}
    properties |= {name: {**text, "title": name} for name in "st"}
    items = {"type": "object", "properties": {name: column | {"title": name} for name, column in columns.items()}}
    properties["rows"] = {"title": "rows", "type": "array", "items": items}
    properties["unit"] = {"title": "unit", "type": "string", "maxLength": 50}
    rules = [
        {"id": f"N{number}", "severity": "error", "formula": formula, "at": "a", "message": {"zh": formula, "en": formula}}
        for number, formula in enumerate(OF_FORM)
    ] + [
        {
            "id": f"W{number}",
            "severity": "error",
            "formula": formula,
            "at": "[@n]",
            "each": "rows",
            "message": {"zh": formula, "en": formula},
        }
        for number, formula in enumerate(OF_ROWS)
    ]
    schema = {"title": "digits", "type": "object", "properties": properties, "required": ["unit"], "x-rules": rules}
    (folder / "rules" / "digits.schema.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    fields = "\n".join(f'          - {{fields: [{{field: {name}, label: A, input: "B:C"}}]}}' for name in ("unit", *"abdst"))
    (folder / "templates" / "digits.yaml").write_text(
        'id: digits\nversion: "1"\nidentity: {unit: unit}\nsheets:\n  - name: 表\n    blocks:\n      - {block: status, columns: "A:E"}\n'
        f"      - block: fields\n        rows:\n{fields}\n      - block: table\n        table: rows\n"
        f"        columns: {{n: A, m: B, w: C, u: D}}\n        remark: E\n        capacity: {ROWS}\n",
        encoding="utf-8",
    )
    return Form(load_definition(folder / "templates" / "digits.yaml"))


def case(number: int) -> Case:
    """Amounts of which some are made of others, and texts of which some are written like others."""
    random = Random(f"digits/{number}")
    a, b, n, m = (random.choice(NUMBERS) for _ in range(4))
    made: tuple[float, ...] = (
        a + b,
        -(a + b),
        a - b,
        a * 100,
        a / 3,
        round(a * b, 6),
        abs(a - b),
        random.choice(NUMBERS),
        a % 0.01,
        a / b if b else 0,
    )
    made = tuple(float(f"{value:.15g}") for value in made if abs(value) < LARGEST)  # more digits nobody types
    rows = [random.choice((n, m, n + m, a, a - n, random.choice(NUMBERS), None)) for _ in range(random.randint(0, ROWS))]
    near = random.sample(TEXTS, 4)
    return {
        "unit": "x", "a": a, "b": random.choice((b, b, *made)), "d": random.choice(made), "s": random.choice(near), "t": random.choice((*near, *TEXTS)),
        "rows.n": [row if row is None else float(f"{row:.15g}") for row in rows], "rows.m": [random.choice((m, n, a, 0.1, None)) for _ in rows],
        "rows.w": [random.choice((*near, *TEXTS[:12], None)) for _ in rows], "rows.u": [random.choice((*near, None)) for _ in rows],
    }  # fmt: skip


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return form_of_rules(tmp_path_factory.mktemp("digits"))


SOME = [case(number) for number in range(CASES)]


def test_libreoffice_agrees(form: Form, office: LibreOffice, tmp_path: Path) -> None:
    shown = form.in_office(office, form.write(tmp_path), SOME)
    wrong = [f"{found}   {_formula(found.name)}   {found.case}" for found in form.disagreements(SOME, shown) if "check." in found.name]
    assert not wrong, "\n".join(wrong)


def test_ironcalc_agrees(form: Form, tmp_path: Path) -> None:
    """But for rules that need what it does not do, see `tests/formula/test_second_engine.py`."""
    require_ironcalc()
    shown = IronCalc(form.write(tmp_path)).evaluate(SOME, read=form.names)
    wrong = [
        f"{found}   {_formula(found.name)}   {found.case}"
        for found in form.disagreements(SOME, shown)
        if found.name.startswith("check.") and _formula(found.name) not in NOT_BY_IRONCALC
    ]
    assert not wrong, "\n".join(wrong)


def test_rules_are_broken_and_kept(form: Form) -> None:
    counts = [form.in_python(case) for case in SOME]
    one_sided = [
        _formula(f"check.{name}")
        for name in (rule.id for rule in form.definition.rules.rules if rule.id != TEXT_ROOM)
        if len({count[f"check.{name}"] > 0 for count in counts}) == 1
    ]
    assert one_sided == []


NOT_BY_IRONCALC = (
    "SUMPRODUCT((rows[n]*10=3)*1)=0", "SUMPRODUCT((rows[n]-rows[m]=0)*1)<2", 'COUNTIF(rows[w],"*s*")=0', "(s=t)=(a=b)", "COUNTIF(rows[n],[@n]+[@m]-[@m])=1",
)  # fmt: skip


def _formula(name: str) -> str:
    kind, number = name.removeprefix("check.")[:1], name.removeprefix("check.")[1:]
    return (OF_FORM if kind == "N" else OF_ROWS)[int(number)] if number.isdigit() else ""
