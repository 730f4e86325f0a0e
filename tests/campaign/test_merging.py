"""Merging a campaign: what counts, what is marked, as it was at a time; the same ledger gives the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.campaign.office import Office, day
from xltool import merge
from xltool.base.errors import UsageError
from xltool.campaign.collect import collect
from xltool.merging.dataset import Merged


def states(merged: Merged) -> list[tuple[Any, ...]]:
    frame = merged.submissions
    return [tuple(row) for row in frame[["unit", "project", "status", "file"]].astype(object).where(frame.notna(), None).values.tolist()]


def test_latest_accepted_submission_of_each_form_counts(busy: Office) -> None:
    merged = merge(busy.folder, lang="en")
    assert states(merged) == [
        ("LIB", "Reading", "duplicate", "inbox/library.xlsx"),
        ("LIB", "Reading", "accepted", "inbox/library.zip!/again.xlsx"),
        ("MUS", None, "missing", None),
        ("PARK", "Trees", "accepted", "inbox/parks.eml!/trees.xlsx"),
        ("PARK", "Ponds", "missing", None),
        (None, None, "unreadable", "inbox/scan.xlsx"),
    ]
    assert merged.forms["money.total"].tolist() == [Decimal(51), Decimal(7)]
    assert [path.name for path in merged.written][:1] == ["summary.xlsx"]


def test_as_it_was_before_the_correction(busy: Office) -> None:
    merged = merge(busy.folder, as_of=day(4), include_rejected=True, lang="en")
    assert [(unit, status) for unit, _, status, _ in states(merged) if status != "missing"] == [("LIB", "rejected"), (None, "unreadable")]
    assert merged.forms["status"].tolist() == ["rejected"]


def test_what_must_be_corrected_is_left_out_unless_asked_for(office: Office) -> None:
    office.send("wrong.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    assert len(merge(office.folder, lang="en").forms) == 0
    assert merge(office.folder, include_rejected=True, lang="en").forms["status"].tolist() == ["rejected"]


def test_same_ledger_gives_the_same_bytes(busy: Office, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in merge(busy.folder, output=tmp_path / "a" / "summary.xlsx").written]
    collect(busy.folder)
    second = [path.read_bytes() for path in merge(busy.folder, output=tmp_path / "b" / "summary.xlsx").written]
    assert first == second


def test_summary_names_file_and_cell_of_every_amount(busy: Office) -> None:
    merged = merge(busy.folder, lang="en")
    rows = merged.origins.astype(object).values.tolist()
    assert all(row[merged.origins.columns.get_loc("cell")] for row in rows)
    book = load_workbook(busy.folder / "summary.xlsx")
    targets = {
        cell.hyperlink.target
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.target
    }
    assert {target.replace("\\", "/") for target in targets} >= {"inbox/library.zip", "inbox/parks.eml"}


def test_campaign_has_its_own_roster(busy: Office) -> None:
    with pytest.raises(UsageError, match="its own roster"):
        merge(busy.folder, year=2023)
    with pytest.raises(UsageError, match="only a campaign"):
        merge([busy.folder / "inbox" / "library.xlsx"], as_of=datetime.now(UTC))
