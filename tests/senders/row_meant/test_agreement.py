"""LibreOffice finds the rows that rules over whole tables mean where Python does: generated tables, with blank rows in them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.senders.cell_form import cell_form
from xltool.rules.evaluate import evaluate

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

DOCUMENTS = 30
COLUMNS: dict[str, Any] = {
    "amount": {"title": "A", "type": ["number", "null"]},
    "quantity": {"title": "Q", "type": ["string", "null"], "x-kind": "quantity"},
    "text": {"title": "T", "type": ["string", "null"]},
    "day": {"title": "D", "type": ["string", "null"], "x-kind": "date"},
}
#: Column at which rules point → their formulas.
FORMULAS = {
    "amount": (
        "MAX(rows[amount])<=100", "SUM(rows[amount])=50", "COUNT(rows[amount])>=3", 'SUMIF(rows[text],"a",rows[amount])<=20',
        'COUNTIF(rows[amount],">50")=0', 'SUMPRODUCT((rows[amount]>5)*(rows[text]="b"))=0', "MIN(rows[amount])>=0", "COUNTBLANK(rows[amount])=0",
        "ROUND(SUM(rows[amount])/7,2)<>1", 'SUMIFS(rows[amount],rows[text],"b",rows[amount],">3")<5',
    ),
    "text": (
        'COUNTIF(rows[text],"x")=0', "COUNTA(rows[text])>=2", "SUMPRODUCT((rows[text]=unit)*1)=0", 'COUNTIFS(rows[text],"a",rows[amount],"<0")=0',
        'SUMPRODUCT((rows[text]<>"")*(rows[amount]=0))=0',
    ),
    "quantity": ("SUMPRODUCT((rows[quantity.number]>5)*1)=0", "SUM(rows[quantity.number])<8", 'COUNTIF(rows[quantity.unit],"场")<=1'),
    "day": ("SUMPRODUCT((rows[day.year]<2020)*1)=0", "MAX(rows[day.year])<=2022"),
}  # fmt: skip
VALUES: dict[str, tuple[Any, ...]] = {
    "amount": (1, 2, 5, 7, 50, 200, -3, 0, None, 3.5),
    "quantity": ("≥5场", "10场", "3次", "提升", None),
    "text": ("a", "b", "x", "A", None, "单位"),
    "day": ("2019-01-01", "2022", "2023-05", None),
}


def documents() -> list[dict[str, Any]]:
    chosen = random.Random(5)
    cases = []
    for _ in range(DOCUMENTS):
        rows = range(chosen.randint(0, 7))
        used = [chosen.random() < 0.85 for _ in rows]
        columns = {f"rows.{name}": [chosen.choice(values) if used[row] else None for row in rows] for name, values in VALUES.items()}
        cases.append({"unit": chosen.choice(("a", "单位", None)), **columns})
    return cases


def test_both_sides_mean_the_same_rows(office: LibreOffice, tmp_path: Path) -> None:
    message = {"zh": "有误", "en": "wrong"}
    rules = [
        {"id": f"X{column.upper()}{number}", "severity": "error", "at": f"rows.{column}", "formula": formula, "message": message}
        for column, formulas in FORMULAS.items()
        for number, formula in enumerate(formulas)
    ]
    form, cases = cell_form(tmp_path / "definition", COLUMNS, rules=rules).form, documents()
    shown = form.in_office(office, form.write(tmp_path), cases)
    assert [str(wrong) for wrong in form.disagreements(cases, shown)] == []
    states = [evaluate(form.definition, form.document(case)) for case in cases]
    meant = [state.row_meant(rule) for state in states for rule in form.definition.rules.rules]
    assert sum(bool(row) for row in meant) > DOCUMENTS, "rows beyond the first are meant"
