"""What departments do: fill in the workbook that was sent to them and send it back. Real forms, stamped, so that hundreds take seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltool.base.paths import put, value_at
from xltool.campaign.collect import collect
from xltool.campaign.distribute import plan
from xltool.campaign.folder import init, open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.workbook.form_copy import FormCopy, Issue
from xltool.workbook.template_cache import TemplateCache

FORM = "project-performance-target"
EXAMPLE = Path(__file__).parents[2] / "templates" / "examples" / FORM / "right.json"
SLOTS = ("project.unit", "project.department", "project.name")


def example() -> dict[str, Any]:
    """A completed form without errors."""
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    return found


def roster_lines(n_units: int) -> str:
    lines = [f"U{number:04d},第{number}单位,市级,第{number % 7}主管局" for number in range(n_units)]
    return "\n".join(["id,name,level,department", *lines, *(f"D{number},第{number}主管局,市级,第{number}主管局" for number in range(7))])


def make_campaign(folder: Path, n_units: int, **settings: Any) -> Path:
    """A campaign of the real form, with units U0000, U0001 … that belong to seven departments."""
    roster = folder.parent / f"{folder.name}-roster.csv"
    roster.write_text(roster_lines(n_units), encoding="utf-8")
    return init(folder, FORM, year=2022, roster=roster, **settings)


def collected(folder: Path, *paths: Path) -> list[Submission]:
    """What is decided when a campaign collects what lies under paths."""
    decided: list[Submission] = []
    collect(folder, paths, on_decided=decided.append)
    return decided


class Senders:
    """The departments of a campaign: each completes the workbook that was issued to it."""

    def __init__(self, folder: Path) -> None:
        with open_campaign(folder) as campaign:
            self.definition = campaign.definition
            self.issued: Mapping[str, FormCopy] = {item.unit.id: item.sheet for item in plan(campaign)}
        self._cache = TemplateCache(self.definition, SLOTS)

    def data(self, unit: str, project: str, **changes: Any) -> dict[str, Any]:
        """A completed document; `changes` are by field path with "__" for the dots."""
        data = example()
        sheet = self.issued[unit]
        for path in SLOTS[:2]:
            put(data, path, value_at(sheet.data, path))
        put(data, SLOTS[2], project)
        for path, value in changes.items():
            put(data, path.replace("__", "."), value)
        return data

    def workbook(self, unit: str, project: str = "绿色资源保护管理", issue: Mapping[str, Any] | None = None, **changes: Any) -> bytes:
        """A completed workbook; `issue` forges what it says of itself."""
        own: Issue = replace(self.issued[unit].issue, **(issue or {}))
        return self._cache.workbook(FormCopy(self.data(unit, project, **changes), own))


def fill_inbox(folder: Path, units: Sequence[str], senders: Senders | None = None) -> list[Path]:
    """Completed workbooks of units into the inbox; every tenth has an error."""
    senders = senders or Senders(folder)
    paths = []
    for number, unit in enumerate(units):
        wrong: dict[str, Any] = {"income__total": Decimal("1.5")} if number % 10 == 9 else {}
        path = folder / "inbox" / f"{unit}.xlsx"
        path.write_bytes(senders.workbook(unit, f"第{number}个项目", **wrong))
        paths.append(path)
    return paths
