"""Entries one by one: after each of them a form that was opened blank says what Python says, without a hard recalculation.

`python -m tests.parity.entries` makes more of them, in longer tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.entries import FIRST, FORMS, entry_form

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: Entries into the first form, and into any other: into these the long run makes as many.
ENTRIES, FEWER = 200, 70


@pytest.mark.parametrize("name", FORMS)
def test_every_count_is_right_after_every_entry(name: str, office: LibreOffice, tmp_path: Path) -> None:
    form = entry_form(name, tmp_path)
    wrong = list(form.disagreements(office, list(form.entries(ENTRIES if name == FIRST else FEWER))))
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("name", ["project-performance-target", "minimal", "purchase", "applies"])
def test_who_only_sees_the_form_sees_what_is_right(name: str, office: LibreOffice, tmp_path: Path) -> None:
    """A program calculates what it shows: status line and colours of the form are read after each entry, all counts after the last."""
    form = entry_form(name, tmp_path)
    sheets = {sheet.name for sheet in form.form.definition.template.sheets}
    shown = [*(cell for cell in form.statuses if cell.partition("!")[0].strip("'") in sheets), *form.form.marks]
    wrong = form.disagreements(office, list(form.entries(60, seed=1)), shown)
    assert not (found := list(wrong)), "\n".join(found[:20])


@pytest.mark.parametrize("name", ["project-performance-target", "minimal", "purchase", "repeats"])
def test_counts_are_right_when_nothing_else_is_looked_at(name: str, office: LibreOffice, tmp_path: Path) -> None:
    """Reading a cell makes a program calculate it: an entry far from what is shown must reach the counts by itself."""
    form = entry_form(name, tmp_path)
    counts = [name for name in form.form.names if name.startswith("check.")]
    wrong = list(form.disagreements(office, list(form.entries(60, seed=2)), counts))
    assert not wrong, "\n".join(wrong[:20])


def test_sums_of_more_digits_than_a_cell_keeps_are_said_alike(office: LibreOffice, tmp_path: Path) -> None:
    """LibreOffice makes texts of 16 digits, Excel and Python of 15: the verdicts are the same."""
    form = entry_form("self-evaluation", tmp_path)
    entries = [
        (f"funds.{name}", None, amount)
        for name, amount in (("fiscal.initial", 276.68), ("fiscal.full", 999999000000000), ("other.full", 2000999999))
    ]
    wrong = list(form.disagreements(office, entries))
    assert not wrong, "\n".join(wrong)


def test_what_cannot_be_read_is_said_as_it_was_typed(office: LibreOffice, tmp_path: Path) -> None:
    """Also where a field has spellings of its own, `$` for a plus sign, and the text would read otherwise with them."""
    form = entry_form("single-audit", tmp_path, rows=5)
    wrong = list(
        form.disagreements(
            office, [("awards.loan_balance", 1, "12$0"), ("awards.loan_balance", 1, "$120"), ("awards.loan_balance", 0, "-$")]
        )
    )
    assert not wrong, "\n".join(wrong)


def test_a_number_that_is_no_month_is_said_alike(office: LibreOffice, tmp_path: Path) -> None:
    """202213 would be a month if a year had thirteen."""
    form = entry_form("project-performance-target", tmp_path, rows=5)
    wrong = list(form.disagreements(office, [("project.end", None, number) for number in (202213, 20221345, 202213.5, 250000)]))
    assert not wrong, "\n".join(wrong)
