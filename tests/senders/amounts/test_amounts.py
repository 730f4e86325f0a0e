"""Amounts with words: the finding says what is wanted. A currency sign is read where the form says that it belongs there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.senders.cell_form import cell_form, findings_at, numbered, row_rule

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

WORDS = ("-", "—", "无", "N/A", "12人", "¥100", "（100）", "￥100", "(100)", "100元")
WANTED = {
    "money": ("只填数字，不写单位；单位“万元”已在栏目名称中；没有的留空或填 0", "digits only, without the unit; the unit (万元) is in the label; blank or 0 for none"),
    "integer": ("整数，只填数字；单位“万元”已在栏目名称中；没有的留空或填 0", "a whole number, digits only; the unit (万元) is in the label; blank or 0 for none"),
    "percent": ("百分数，如 12.5%；单位“万元”已在栏目名称中；没有的留空或填 0", "a percentage, such as 12.5%; the unit (万元) is in the label; blank or 0 for none"),
}  # fmt: skip


def amount(unit: str = "", kind: str = "money") -> dict[str, Any]:
    type_ = "integer" if kind == "integer" else "number"
    return {"title": "Amount", "type": [type_, "null"], "x-kind": kind, **({"x-unit": unit} if unit else {})}


@pytest.mark.parametrize("kind", WANTED)
def test_the_finding_says_what_is_wanted(kind: str, tmp_path: Path) -> None:
    form = cell_form(tmp_path, {"amount": amount("万元", kind)})
    found = findings_at(form.checked(form.sent(numbered("amount", WORDS), tmp_path)), "amount")
    assert list(found) == list(range(len(WORDS)))
    zh, en = WANTED[kind]
    for row, cell in enumerate(WORDS):
        (finding,) = found[row]
        assert finding.rule == "value.type"
        assert finding.message.zh == f"“Amount”的内容“{cell}”无法识别；应填：{zh}"
        assert finding.message.en == f"“{cell}” cannot be read as “Amount”; enter {en}"


def test_a_required_amount_is_0_for_none(tmp_path: Path) -> None:
    form = cell_form(tmp_path, {"amount": {"title": "Amount", "type": "number"}})
    ((finding,),) = findings_at(form.checked(form.sent(numbered("amount", ["无"]), tmp_path)), "amount").values()
    assert finding.message.zh.endswith("只填数字，不写单位；没有的填 0")


def test_words_are_found_while_the_form_is_filled_in(office: LibreOffice, tmp_path: Path) -> None:
    shown = cell_form(tmp_path, {"amount": amount("万元")}).live(numbered("amount", WORDS), office, tmp_path)
    assert shown["check.value.type"] == len(WORDS)


#: What is typed → the number, None where it is `value.type`: where the sign belongs to the field.
DOLLARS: dict[str, float | None] = {
    "$120,000": 120000, "$ 120,000.50": 120000.5, "-$5": -5, "- $5": None, "$120 000": 120000, "$": None, "5$": None, "12$0": None, "$12,34": None, "$$5": None,
    "€5": None, "¥5": None, "US$5": None, "$1\n5": None, "+$5": None, "120,000": 120000,
}  # fmt: skip
#: Language and unit of a form, and whether a dollar sign belongs to its amounts.
FORMS = (
    ("en", "", True), ("en", "USD", True), ("en", "thousand dollars", True), ("zh", "美元", True), ("zh", "USD", True),
    ("zh", "", False), ("zh", "万元", False), ("en", "EUR", False), ("en", "people", False),
)  # fmt: skip


@pytest.mark.parametrize(("language", "unit", "belongs"), FORMS)
@pytest.mark.parametrize("kind", ["money", "integer"])
def test_a_dollar_sign_is_read_where_it_belongs(language: str, unit: str, belongs: bool, kind: str, tmp_path: Path) -> None:
    form = cell_form(tmp_path, {"amount": amount(unit, kind)}, language=language)
    cells = [cell for cell in DOLLARS if kind == "money" or ".5" not in cell]
    report = form.checked(form.sent(numbered("amount", cells), tmp_path))
    readable = {cell: DOLLARS[cell] for cell in cells if belongs or "$" not in cell}
    found = findings_at(report, "amount")
    for row, cell in enumerate(cells):
        number = readable.get(cell)
        read = report.document.get(f"rows[{row}].amount")
        assert [finding.rule for finding in found.get(row, ())] == (["value.type"] if number is None else []), cell
        assert read == (cell if number is None else number), "what is not read stays as it was typed"


def test_a_percentage_has_no_currency(tmp_path: Path) -> None:
    form = cell_form(tmp_path, {"amount": amount(kind="percent")}, language="en")
    assert list(findings_at(form.checked(form.sent(numbered("amount", ["$5%"]), tmp_path)), "amount")) == [0]


@pytest.mark.parametrize(("language", "unit", "belongs"), FORMS[:1] + FORMS[4:6])
def test_the_workbook_reads_the_sign_alike(language: str, unit: str, belongs: bool, office: LibreOffice, tmp_path: Path) -> None:
    columns = {"amount": amount(unit), "result": {"title": "Result", "type": ["number", "null"]}}
    form = cell_form(tmp_path, columns, language=language, rules=[row_rule("SAME", "amount", "[@amount]=[@result]")])
    results = [number if belongs or "$" not in cell else None for cell, number in DOLLARS.items()]
    shown = form.live({**numbered("amount", list(DOLLARS)), "rows.result": results}, office, tmp_path)
    assert shown["check.value.type"] == results.count(None)
    assert shown["check.SAME"] == 0
