"""The real form and many departments: distributed, completed, collected, merged, and every figure compared.

`XLTOOL_UNITS=1000` makes it the full run.
"""

from __future__ import annotations

import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.sending import Senders, make_campaign
from tests.merge.test_summary import departments, recalculated
from tests.referees import require_libreoffice
from tests.referees.libreoffice import LibreOffice
from xltool import merge
from xltool.base.states import SubmissionState
from xltool.campaign.collect import collect
from xltool.campaign.distribute import distribute
from xltool.campaign.folder import open_campaign

N_UNITS = int(os.environ.get("XLTOOL_UNITS", "30"))
#: The roster of `sending` adds the departments to which the units belong.
N_DEPARTMENTS = 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every unit sent its form with other amounts; every tenth of them is wrong and must be corrected."""
    folder = make_campaign(tmp_path_factory.mktemp("many") / "campaign", N_UNITS)
    distribute(folder)
    senders = Senders(folder)
    for number, unit in enumerate(sorted(senders.issued)):
        content = senders.workbook(unit, f"项目{number}", **amounts(senders.data(unit, ""), number))
        (folder / "inbox" / f"{unit}.xlsx").write_bytes(content)
    collect(folder)
    return folder


def amounts(data: dict[str, Any], number: int) -> dict[str, Any]:
    """Income from other sources and in total, and expenditure with it: twenty different amounts, cents and all."""
    more = Decimal(number % 20 * 37 + 1) / 100
    wrong = Decimal("0.5") if number % 10 == 9 else 0
    rows = [dict(row) for row in data["expenditure"]]
    rows[0]["full_year"] += more
    return {
        "income__other": (data["income"]["other"] or 0) + more,
        "income__total": data["income"]["total"] + more + wrong,
        "expenditure": rows,
    }


@pytest.fixture(scope="module")
def summary(folder: Path) -> Path:
    return merge(folder).written[0]


def test_every_unit_was_sent_one_workbook_and_sent_it_back(folder: Path) -> None:
    assert len(list((folder / "outbox").rglob("U*.xlsx"))) == N_UNITS
    with open_campaign(folder) as campaign:
        decisions = [item.decision for item in campaign.ledger.heads()]
    assert len(decisions) == N_UNITS + N_DEPARTMENTS
    assert decisions.count(SubmissionState.REJECTED) == (N_UNITS + N_DEPARTMENTS) // 10


def test_totals_equal_an_independent_sum_to_the_cent(folder: Path, summary: Path) -> None:
    """Summed from the documents in the ledger, as exact decimals."""
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    with open_campaign(folder) as campaign:
        accepted = [item.sha256 for item in campaign.ledger.heads() if item.decision == SubmissionState.ACCEPTED]
        for item in campaign.ledger.submissions(accepted):
            wanted[item.department or ""] += item.data["income"]["total"]
    shown = departments(summary)
    total = next(name for name in shown["合计"] if "资金总额" in str(name))
    assert {name: round(Decimal(str(shown[name][total])), 6) for name in wanted} == wanted
    assert round(Decimal(str(shown["合计"][total])), 6) == sum(wanted.values())


def test_libreoffice_calculates_what_the_summary_shows(summary: Path) -> None:
    require_libreoffice()
    with LibreOffice() as office:
        assert recalculated(office, summary) > 100
