"""Two counties that collect one form in two years: units come and go, are renamed and renumbered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.campaign.office import TEMPLATE, Office, day
from xltool.campaign.folder import init

ROSTERS: Mapping[str, str] = {
    "wujin-2021": "id,name,department\nLIB,Library,Culture\nMUS,Museum,Culture\nPARK,Parks,Greens\nARC,Archive,Culture\n",
    "wujin-2022": "id,name,department\nLIB,Library,Culture\n007,Museum,Culture\nPARK,Parks and Gardens,Greens\nZOO,Zoo,Greens\n",
    "xinbei-2021": "id,name,department\nLIB,North Library,Culture\nMUS,North Museum,Culture\n",
    "xinbei-2022": "id,name,department\nLIB,North Library,Culture\nMUS,North Museum,Culture\n",
}
#: What each unit sent; who is not here sent nothing.
SENT: Mapping[str, Mapping[str, float]] = {
    "wujin-2021": {"LIB": 10, "MUS": 20, "PARK": 30, "ARC": 40},
    "wujin-2022": {"LIB": 15, "007": 20, "PARK": 33, "ZOO": 5},
    "xinbei-2021": {"LIB": 100, "MUS": 200},
    "xinbei-2022": {"LIB": 150},
}


def opened(folder: Path, roster: str, year: int | None, title: str = "", ledger: str | None = None, area: str = "") -> Office:
    """A campaign of a year."""
    units = folder.parent / f"{folder.name}.csv"
    units.write_text(roster, encoding="utf-8")
    init(folder, TEMPLATE, title=title or f"Grants {year}", year=year, roster=units, ledger_url=ledger, password="secret", lang="en")  # noqa: S106 - of a test
    if area:
        settings = folder / "campaign.yaml"
        settings.write_text(settings.read_text(encoding="utf-8") + f'area: "{area}"\n', encoding="utf-8")
    return Office(folder)


def county(folder: Path, name: str) -> Office:
    """One of the campaigns, with what was sent."""
    office = opened(folder / name, ROSTERS[name], int(name[-4:]))
    for unit, amount in SENT[name].items():
        office.send(f"{unit}.xlsx", unit, "P", day(1), items=[("x", amount)])
    office.collect()
    return office
