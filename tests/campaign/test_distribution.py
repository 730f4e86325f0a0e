"""Sending out: one locked workbook for each form, filled in as far as the office knows; again only what changed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.campaign.office import ITEMS, Office, day, open_office
from xltool import distribute, read
from xltool.base.errors import UsageError


def sent(office: Office) -> list[str]:
    return sorted(path.relative_to(office.folder / "outbox").as_posix() for path in (office.folder / "outbox").rglob("*.xlsx"))


def test_one_workbook_for_each_form(office: Office) -> None:
    made = distribute(office.folder, lang="en")
    assert len(made.written) == 4
    assert sent(office) == [
        "LIB/LIB-Library of Changzhou.xlsx",
        "MUS/MUS-市博物馆.xlsx",
        "PARK/PARK-Parks-Ponds.xlsx",
        "PARK/PARK-Parks-Trees.xlsx",
        "distribution-list.xlsx",
    ]
    document = read(office.folder / "outbox" / "PARK" / "PARK-Parks-Ponds.xlsx", templates=office.folder / "templates")
    assert (document.unit, document.project, document.get("unit"), document.get("project"), document.get("year")) == (
        "PARK",
        "Ponds",
        "Parks",
        "Ponds",
        2022,
    )


def test_again_writes_nothing(office: Office) -> None:
    distribute(office.folder)
    before = {path: path.stat().st_mtime_ns for path in (office.folder / "outbox").rglob("*.xlsx")}
    made = distribute(office.folder)
    assert (len(made.written), len(made.unchanged)) == (0, 4)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_again_writes_what_changed(office: Office) -> None:
    distribute(office.folder)
    roster = office.folder / "roster.csv"
    roster.write_text(
        roster.read_text(encoding="utf-8-sig").replace("Library of Changzhou", "City Library") + "NEW,New unit,,,\n", encoding="utf-8"
    )
    (office.folder / "outbox" / "MUS" / "MUS-市博物馆.xlsx").write_bytes(b"overwritten by accident")
    made = distribute(office.folder)
    assert sorted(path.name for path in made.written) == ["LIB-City Library.xlsx", "MUS-市博物馆.xlsx", "NEW-New unit.xlsx"]


def test_unit_that_left_the_roster_is_named_and_nothing_of_it_deleted(office: Office) -> None:
    distribute(office.folder)
    roster = office.folder / "roster.csv"
    roster.write_text(re.sub(r"MUS.*\n", "", roster.read_text(encoding="utf-8-sig")), encoding="utf-8")
    made = distribute(office.folder)
    assert [row.unit for row in made.gone] == ["MUS"]
    assert "MUS/MUS-市博物馆.xlsx" in sent(office)


def test_sheets_are_locked_with_the_campaigns_password(office: Office) -> None:
    distribute(office.folder)
    book = load_workbook(office.folder / "outbox" / "LIB" / "LIB-Library of Changzhou.xlsx")
    assert all(sheet.protection.sheet and sheet.protection.password for sheet in book.worksheets)


def test_last_years_campaign_fills_this_years_workbooks(busy: Office, tmp_path: Path) -> None:
    this_year = open_office(tmp_path / "next")
    distribute(this_year.folder, previous=busy.folder)
    library, trees, ponds = (
        read(this_year.folder / "outbox" / name, templates=this_year.folder / "templates")
        for name in ("LIB/LIB-Library of Changzhou.xlsx", "PARK/PARK-Parks-Trees.xlsx", "PARK/PARK-Parks-Ponds.xlsx")
    )
    assert [(row["name"], row["amount"]) for row in library.rows("items")] == [("Atlas", 31), ("Lamps", 20)]
    assert [(row["name"], row["amount"]) for row in trees.rows("items")] == [("Oak", 7)]
    assert ponds.rows("items") == []
    assert library.get("year") == 2022


@pytest.mark.parametrize("kind", ["workbook", "json"])
def test_last_years_files_fill_this_years_workbooks(office: Office, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "last"
    folder.mkdir()
    workbook = office.send("library.xlsx", "LIB", "Reading", day(1))
    if kind == "workbook":
        shutil.copy(workbook, folder)
    else:
        document = read(workbook, templates=office.folder / "templates")
        (folder / "library.json").write_text(json.dumps(document.data, default=float), encoding="utf-8")
    distribute(office.folder, previous=folder)
    document = read(office.folder / "outbox" / "LIB" / "LIB-Library of Changzhou.xlsx", templates=office.folder / "templates")
    assert [row["name"] for row in document.rows("items")] == [name for name, _ in ITEMS]


@pytest.mark.parametrize(
    ("unit", "name", "wanted"),
    [
        ("A/B", "x", "A_B/A_B-x.xlsx"),
        ("CON", "x", "_CON/CON-x.xlsx"),
        ("u", '预算:"科"?*', "u/u-预算__科___.xlsx"),
        ("u", "局" * 100, f"u/u-{'局' * 45}…{'局' * 22}.xlsx"),
        ("..", "x", "_/-x.xlsx"),
        ("CONIN$", "x", "_CONIN$/CONIN$-x.xlsx"),
        ("~$1", "x", "_~$1/_~$1-x.xlsx"),
        ("mail", "x", "mail-2/mail-x.xlsx"),
    ],
)
def test_names_survive_windows(tmp_path: Path, unit: str, name: str, wanted: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    office = open_office(tmp_path / "campaign", f"id,name\n{unit},{quoted}\n")
    distribute(office.folder, lang="en")
    assert [path for path in sent(office) if path != "distribution-list.xlsx"] == [wanted]


def test_empty_roster_is_said_to_be_so(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", "id,name\n")
    with pytest.raises(UsageError, match="lists no unit"):
        distribute(office.folder)


def test_text_of_the_roster_stays_text_on_the_cover_list(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", "id,name\nu,=1+1\n")
    made = distribute(office.folder, lang="en")
    (sheet,) = load_workbook(made.cover_list).worksheets
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"
