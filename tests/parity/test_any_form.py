"""One rule, one verdict in forms of many shapes: ironcalc recalculates many documents of each, LibreOffice some of them.

`python -m tests.parity --cases 5000 --referee libreoffice` runs more of the same documents.
"""

from __future__ import annotations

import math
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.any_form import ORDINARY, documents, form_named
from tests.parity.cases import Case
from tests.parity.comparison import Disagreement
from tests.referees import require_ironcalc
from tests.referees.iron import IronCalc

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

BY_IRONCALC, BY_LIBREOFFICE = 500, 30
#: Forms with grids and total rows.
WITH_SUMS = ("monthly-report@tests", "grids", "totals")


@pytest.mark.parametrize("name", ORDINARY)
def test_ironcalc_agrees(name: str, tmp_path: Path) -> None:
    require_ironcalc()
    entry = form_named(name)
    some = list(documents(entry, BY_IRONCALC))
    shown = IronCalc(entry.form.write(tmp_path)).evaluate(some, read=entry.form.names)
    differences = (found for found in entry.form.disagreements(some, shown) if not is_of_the_last_digit(found))
    wrong = list(map(str, islice(differences, 20)))
    assert not wrong, "\n".join(wrong)


def is_of_the_last_digit(found: Disagreement) -> bool:
    """Whether computed numbers differ in the last of 15 digits alone: ironcalc adds without compensation, which is for LibreOffice to judge."""
    pairs = (
        zip(found.office.values(), found.python.values(), strict=True) if isinstance(found.office, dict) else [(found.office, found.python)]
    )
    return all(isinstance(a, float) and isinstance(b, float) and math.isclose(a, b, rel_tol=1e-14) for a, b in pairs)


@pytest.mark.parametrize("name", [*ORDINARY[1:], *WITH_SUMS])
def test_libreoffice_agrees(name: str, office: LibreOffice, tmp_path: Path) -> None:
    entry = form_named(name)
    some = list(documents(entry, BY_LIBREOFFICE, seed=1))
    wrong = list(map(str, entry.form.disagreements(some, entry.form.in_office(office, entry.form.write(tmp_path), some))))
    assert not wrong, "\n".join(wrong)


def test_sums_agree_over_numbers_of_more_digits_than_are_read(office: LibreOffice, tmp_path: Path) -> None:
    """A text of 19 digits is one of 15, as it stands in the document: else the last digits of sums would differ."""
    form = form_named("monthly-report@tests").form
    case: Case = {path: 0.1 for path, field in form.definition.schema.fields.items() if field.is_number and field.is_typed}
    texts = ("1234567890123456789", "-9876543210987654", "999999999999999.94", "1234567890123451999", "1 234 567.5")
    some = [case | {"item_201.month_1": text, "item_213.month_6": other} for text in texts for other in (*texts, 637.000000000001)]
    wrong = list(map(str, form.disagreements(some, form.in_office(office, form.write(tmp_path), some))))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ORDINARY)
def test_documents_break_and_keep_most_rules(name: str) -> None:
    """Documents that say nothing of a rule do not test it. Checks that need several files, or none of the cells, are left out."""
    form = form_named(name).form
    counts = [form.in_python(case) for case in documents(form_named(name), 200)]
    seen = {rule.id: {count[f"check.{rule.id}"] > 0 for count in counts} for rule in form.definition.rules.rules}
    assert [rule_id for rule_id, states in seen.items() if states != {False, True}] == []
