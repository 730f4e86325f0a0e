"""Conditions of a schema: a field that must be filled in, in some cases only, is missing when it is blank, on both sides."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xltool
from tests.parity.cases import Case
from tests.parity.comparison import Form
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

CASE = Path(__file__).parent / "clean" / "conditions"
TEMPLATE = CASE / "templates" / "conditions.yaml"


def findings(tmp_path: Path, **changes: Any) -> list[tuple[str, str | None, str]]:
    """What the check of a filled form reports, with the document's values changed."""
    data = load_document(CASE / "document.json") | changes
    workbook = xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=data)
    report = xltool.check([workbook], templates=CASE / "templates")
    return [(finding.rule, finding.field, finding.message.en) for finding in report.files[0].findings]


def test_a_blank_that_the_condition_requires_is_missing(tmp_path: Path) -> None:
    missing = findings(tmp_path, lender={"name": None, "mail": None})
    assert missing == [("schema.required", "lender.name", "“Lender” is blank: fill it in")]


def test_the_other_branch_has_the_id_and_the_sentence_of_its_field(tmp_path: Path) -> None:
    assert findings(tmp_path, mode="gift") == [("reason", "reason", "The reason is not given")]
    assert findings(tmp_path, mode=None, reason="in stock") == []


def test_one_field_requires_another(tmp_path: Path) -> None:
    missing = findings(tmp_path, lender={"name": "Bank", "mail": None})
    assert missing == [("schema.required", "lender.mail", "“E-mail” is blank: fill it in")]


@pytest.mark.parametrize(("amount", "note", "n_missing"), [(0, None, 1), (None, None, 1), (0, "gift", 0), (5, None, 0)])
def test_a_row_is_judged_by_its_own_cells(amount: float | None, note: str | None, n_missing: int, tmp_path: Path) -> None:
    rows = [{"name": "Trees", "amount": 1, "note": None}, {"name": "Plans", "amount": amount, "note": note}]
    assert findings(tmp_path, items=rows) == [("schema.required", "items[1].note", "“Note” is blank: fill it in")] * n_missing


def test_an_address_without_at_is_no_email(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, lender={"name": "Bank", "mail": "desk.bank.example"})
    assert finding[:2] == ("value.type", "lender.mail")


def test_libreoffice_agrees(office: LibreOffice, tmp_path: Path) -> None:
    form = Form(load_definition(TEMPLATE))
    rows: Case = {"items.name": ["a", "b", None], "items.amount": [0, None, None], "items.note": [None, "why", None]}
    cases: list[Case] = [
        {"unit": "Parks", "mode": mode, "reason": reason, "lender.name": name, "lender.mail": mail, **rows}
        for mode, reason, name, mail in product(("loan", "gift", "Loan", None), ("why", None), ("Bank", None), ("a@b.example", None))
    ]
    shown = form.in_office(office, form.write(tmp_path), cases)
    assert not [str(disagreement) for disagreement in form.disagreements(cases, shown)]
    assert {case["check.schema.required"] for case in shown} == {1, 2}
