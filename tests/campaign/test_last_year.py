"""From last year to this one: what `distribute --from` fills in, what it remembers, and what it says of the rest."""

from __future__ import annotations

import json
import shutil
import zipfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

import xltool
from tests.campaign.office import TEMPLATE, YEAR, Office, day, open_office
from tests.cli.conftest import Run
from xltool import distribute, read
from xltool.base.document import Document
from xltool.base.errors import UsageError

BUILT_IN = "project-performance-target"
FIXTURES = Path(__file__).parents[1] / "fixtures" / "v0.1.0"
LIBRARY = "LIB/LIB-Library of Changzhou.xlsx"
TREES = "PARK/PARK-Parks-Trees.xlsx"
PONDS = "PARK/PARK-Parks-Ponds.xlsx"


def sent(office: Office, path: str = LIBRARY) -> Document:
    """A workbook as it lies in the outbox."""
    return read(office.folder / "outbox" / path, templates=office.folder / "templates")


def items(document: Document) -> list[tuple[Any, Any]]:
    return [(row["name"], row["amount"]) for row in document.rows("items")]


def altered(folder: Path, **changes: Any) -> Path:
    """The form of these campaigns with keys of its template replaced."""
    shutil.copytree(TEMPLATE.parents[1], folder)
    path = folder / "templates" / TEMPLATE.name
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text(encoding="utf-8")), **changes}, allow_unicode=True), encoding="utf-8")
    return path


def replace_in(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8")


@pytest.fixture
def this_year(tmp_path: Path) -> Office:
    return open_office(tmp_path / "next")


# --- it is remembered -------------------------------------------------------------------------------------------------


def test_run_again_writes_nothing(busy: Office, this_year: Office) -> None:
    assert distribute(this_year.folder, previous=busy.folder).n_prefilled == 2
    made = distribute(this_year.folder)
    assert (made.written, len(made.unchanged), made.n_prefilled) == ((), 4, 2)
    assert items(sent(this_year)) == [("Atlas", 31), ("Lamps", 20)]


def test_a_workbook_that_is_lost_is_filled_in_again(busy: Office, this_year: Office) -> None:
    distribute(this_year.folder, previous=busy.folder)
    before = sent(this_year).data
    shutil.rmtree(this_year.folder / "outbox")
    shutil.rmtree(busy.folder)
    distribute(this_year.folder)
    assert sent(this_year).data == before


def test_the_zips_and_mails_of_a_later_run_hold_what_was_filled_in(busy: Office, this_year: Office, tmp_path: Path) -> None:
    distribute(this_year.folder, previous=busy.folder)
    with (this_year.folder / "campaign.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nmail:\n  from: budget@example.invalid\n")
    made = distribute(this_year.folder, zips=True, mail="draft", lang="en")
    assert made.department_zips is not None
    assert made.mailed is not None
    (packed,) = (path for path in made.department_zips.written if "Culture" in path.name)
    with zipfile.ZipFile(packed) as archive:
        (tmp_path / "zipped.xlsx").write_bytes(archive.read(archive.namelist()[0]))
    (draft,) = (path for path in made.mailed.drafts if path.name.startswith("LIB"))
    parts = (part for part in message_from_bytes(draft.read_bytes(), policy=default).walk() if part.get_filename())
    (tmp_path / "mailed.xlsx").write_bytes(next(parts).get_content())
    for name in ("zipped.xlsx", "mailed.xlsx"):
        assert items(read(tmp_path / name, templates=this_year.folder / "templates")) == [("Atlas", 31), ("Lamps", 20)]


@pytest.mark.parametrize("way", ["damaged ledger", "export", "export of before", "new key", "outbox lost"])
def test_what_was_filled_in_outlives_the_ledger(busy: Office, this_year: Office, tmp_path: Path, way: str) -> None:
    export = tmp_path / "export.zip"
    if way == "export of before":
        xltool.export(this_year.folder, export)
    distribute(this_year.folder, previous=busy.folder)
    if way != "export of before":
        xltool.export(this_year.folder, export)
    before = {path: sent(this_year, path).data for path in (LIBRARY, TREES, PONDS)}
    ledger = this_year.folder / "ledger.sqlite"
    if way == "damaged ledger":
        content = bytearray(ledger.read_bytes())
        start = content.rindex(LIBRARY.encode()) // 4096 * 4096  # a page of the workbooks that were issued
        content[start : start + 4096] = bytes([255]) * 4096
        ledger.write_bytes(content)
        xltool.recover(this_year.folder)
    else:
        ledger.unlink()
        if way == "outbox lost":
            shutil.rmtree(this_year.folder / "outbox")
        xltool.recover(this_year.folder, source=None if way == "new key" else export, new_key=way == "new key")
    distribute(this_year.folder)
    assert {path: sent(this_year, path).data for path in before} == before


def test_other_data_and_blank_take_its_place(busy: Office, this_year: Office, tmp_path: Path) -> None:
    distribute(this_year.folder, previous=busy.folder)
    (tmp_path / "other.json").write_text(json.dumps({"unit": "市博物馆", "items": [{"name": "Case"}]}), encoding="utf-8")
    distribute(this_year.folder, previous=tmp_path / "other.json")
    assert (items(sent(this_year)), items(sent(this_year, "MUS/MUS-市博物馆.xlsx"))) == ([], [("Case", None)])
    distribute(this_year.folder, blank=True)
    assert items(sent(this_year, "MUS/MUS-市博物馆.xlsx")) == []
    assert distribute(this_year.folder).written == ()
    with pytest.raises(UsageError, match="--from and --blank cannot be used together"):
        distribute(this_year.folder, previous=busy.folder, blank=True)


def test_a_campaign_of_0_1_0_keeps_what_it_was_filled_in_with(tmp_path: Path) -> None:
    zipfile.ZipFile(FIXTURES / "campaign.zip").extractall(tmp_path)
    office = Office(tmp_path / "campaign")
    distribute(office.folder, lang="en")
    documents = [read(path, templates=office.folder / "templates") for path in sorted((office.folder / "outbox").glob("*/*.xlsx"))]
    assert {(item.unit, item.project): items(item) for item in documents} == {
        ("LIB", None): [("Atlas", 130.5)],
        ("MUS", None): [("Case", 30)],
        ("PARK", "Trees"): [("Elm", 12.25)],
        ("PARK", "Ponds"): [("Reed", 7)],
    }


# --- fields that have another name, fields that are not carried -------------------------------------------------------


@pytest.mark.parametrize("kind", ["campaign", "workbook", "json"])
def test_a_renamed_field_and_a_renamed_column_arrive(tmp_path: Path, kind: str) -> None:
    last = open_office(tmp_path / "last")
    workbook = last.send("library.xlsx", "LIB", "Reading", day(1), items=[("Atlas", 5)])
    last.collect()
    form = altered(tmp_path / "form", version="2", renamed={"money.total": "money.sum", "items.name": "items.title"})
    schema = next((tmp_path / "form" / "rules").glob("*.json"))
    for path in (form, schema):
        text = path.read_text(encoding="utf-8").replace("items.name: items.title", "ITEM").replace("money.total: money.sum", "MONEY")
        text = (
            text.replace("money.total", "money.sum").replace('"total"', '"sum"').replace('"name"', '"title"').replace("name: A", "title: A")
        )
        path.write_text(text.replace("ITEM", "items.name: items.title").replace("MONEY", "money.total: money.sum"), encoding="utf-8")
    folder = tmp_path / "next"
    xltool.init(folder, form, year=YEAR + 1, roster=tmp_path / "last.roster.csv")
    source = {"campaign": last.folder, "workbook": workbook, "json": tmp_path / "library.json"}[kind]
    document = read(workbook, templates=last.folder / "templates")
    (tmp_path / "library.json").write_text(json.dumps(document.data, default=float), encoding="utf-8")
    made = distribute(folder, previous=source)
    arrived = sent(Office(folder))
    assert (arrived.get("money.sum"), arrived.rows("items")[0]["title"], arrived.get("year")) == (5, "Atlas", YEAR + 1)
    assert made.coverage is not None
    assert made.coverage.lines[0].left_out == ()


@pytest.mark.parametrize(
    ("carry", "expected"),
    [
        ({"only": ["items.name"]}, (None, None, [("Atlas", None), ("Lamps", None)])),
        ({"only": ["money", "project"]}, ("Reading", 51, [])),
        ({"except": ["items.amount", "money.total"]}, ("Reading", None, [("Atlas", None), ("Lamps", None)])),
        ({"except": ["items"]}, ("Reading", 51, [])),
    ],
    ids=str,
)
def test_the_form_says_what_is_carried(busy: Office, tmp_path: Path, carry: dict[str, list[str]], expected: Any) -> None:
    folder = tmp_path / "next"
    xltool.init(folder, altered(tmp_path / "form", carry=carry), year=YEAR + 1, roster=busy.folder / "roster.csv")
    distribute(folder, previous=busy.folder)
    document = sent(Office(folder))
    assert (document.get("project"), document.get("money.total"), items(document)) == expected


def test_the_built_in_form_does_not_carry_what_belongs_to_a_year(tmp_path: Path) -> None:
    """Dates of last year would break rule R10 in a workbook that nobody has touched."""
    source = FIXTURES / "definition" / "templates" / "examples" / f"{BUILT_IN}.corrected.json"
    data = json.loads(source.read_text(encoding="utf-8"))
    (tmp_path / "roster.csv").write_text(f"id,name\nA,{data['project']['unit']}\n", encoding="utf-8")
    xltool.init(tmp_path / "next", BUILT_IN, year=2023, roster=tmp_path / "roster.csv")
    (path,) = distribute(tmp_path / "next", previous=source).written
    document = read(path)
    assert (document.get("project.start"), document.get("project.end"), document.get("income.total")) == (None, None, None)
    assert document.get("project.name") == data["project"]["name"]
    assert [row["level3"] for row in document.rows("indicators")] == [row["level3"] for row in data["indicators"]]
    (report,) = xltool.check(path, year=2023).files
    assert "R10" not in {finding.rule for finding in report.findings}


def test_what_has_no_place_is_named(this_year: Office, tmp_path: Path) -> None:
    rows = [{"name": f"Book {number}", "amount": 1} for number in range(25)]
    document = {"unit": "Library of Changzhou", "money": {"total": "about 5"}, "gone": {"field": 1}, "items": rows}
    (tmp_path / "data.json").write_text(json.dumps(document), encoding="utf-8")
    made = distribute(this_year.folder, previous=tmp_path / "data.json")
    assert made.coverage is not None
    assert made.coverage.lines[0].left_out == ("money.total", "gone.field", "items[20:25]")
    assert len(sent(this_year).rows("items")) == 20


# --- the coverage -----------------------------------------------------------------------------------------------------


def outcomes(office: Office, previous: Path) -> dict[tuple[str, str], tuple[str, str]]:
    made = distribute(office.folder, previous=previous, lang="en")
    assert made.coverage is not None
    return {(line.row.unit, line.row.project): (str(line.row.outcome), line.row.detail) for line in made.coverage.lines}


def test_every_form_has_an_outcome(busy: Office, this_year: Office) -> None:
    busy.send("ponds.xlsx", "PARK", "Ponds", day(2), total=1)
    busy.collect()
    replace_in(this_year.folder / "roster.csv", "Trees;Ponds", "Trees;Ponds;Paths")
    with (this_year.folder / "roster.csv").open("a", encoding="utf-8") as roster:
        roster.write("ZOO,Zoo,,,\n")
    assert outcomes(this_year, busy.folder) == {
        ("LIB", ""): ("filled", "Reading"),
        ("MUS", ""): ("missing", ""),
        ("PARK", "Trees"): ("filled", ""),
        ("PARK", "Ponds"): ("rejected", ""),
        ("PARK", "Paths"): ("new-project", "Trees; Ponds"),
        ("ZOO", ""): ("new-unit", ""),
    }


def test_an_alias_on_the_roster_finds_a_renamed_project(busy: Office, this_year: Office) -> None:
    roster = this_year.folder / "roster.csv"
    replace_in(roster, "Trees;Ponds", "Forest;Ponds")
    before = outcomes(this_year, busy.folder)
    assert before["PARK", "Forest"] == ("new-project", "Trees; Ponds")
    assert any("the roster does not list its project “Trees”" in item.reason.en for item in unused(this_year, busy.folder))
    replace_in(roster, "email,projects", "email,projects,project_aliases")
    replace_in(roster, "Forest;Ponds", "Forest;Ponds,ｔｒｅｅｓ=Forest")
    assert outcomes(this_year, busy.folder)["PARK", "Forest"] == ("filled", "Trees")
    document = sent(this_year, "PARK/PARK-Parks-Forest.xlsx")
    assert (document.get("project"), items(document)) == ("Forest", [("Oak", 7)])
    assert unused(this_year, busy.folder) == ()


def unused(office: Office, previous: Path) -> tuple[Any, ...]:
    coverage = distribute(office.folder, previous=previous).coverage
    assert coverage is not None
    return coverage.unused


def test_an_alias_of_no_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_office(tmp_path / "campaign", "id,name,projects,project_aliases\nA,Parks,Trees;Ponds,Oaks=Forest\nB,Zoo,Cage,Cages\n")
    assert "'Forest', which is not a project of the unit" in caught.value.message.en
    assert "write the former project 'Cages' as former name=name of today" in caught.value.message.en


def test_of_several_documents_of_one_form_none_is_chosen(this_year: Office, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, project in (("a", "Reading"), ("b", "Writing")):
        (folder / f"{name}.json").write_text(json.dumps({"unit": "Library of Changzhou", "project": project}), encoding="utf-8")
    (folder / "c.json").write_text(json.dumps({"unit": "Circus"}), encoding="utf-8")
    assert outcomes(this_year, folder)["LIB", ""] == ("several", "a.json; b.json")
    assert sent(this_year).get("project") is None
    assert {item.source: item.reason.en for item in unused(this_year, folder)} == {
        "a.json": "one of several of its unit or project",
        "b.json": "one of several of its unit or project",
        "c.json": "its unit “Circus” is not on the roster",
    }


def test_the_terminal_and_a_list_say_it(busy: Office, this_year: Office, run: Run) -> None:
    outcome = run("distribute", this_year.folder, "--from", busy.folder, "--lang", "en")
    assert outcome.status == 0
    path = this_year.folder / "outbox" / "pre-filled-list.xlsx"
    assert "pre-filled with last year's data: 2 of 4\n" in outcome.out
    assert "pre-filled: 2\n  LIB  Library of Changzhou (inbox/library.zip!/again.xlsx; Reading)\n" in outcome.out
    assert "nothing was sent last year: 2\n  MUS  市博物馆\n  PARK  Parks  Ponds\n" in outcome.out
    assert f"list of what was pre-filled: {path}" in outcome.out
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert [row[:5] for row in rows[1:]] == [
        ("LIB", "Library of Changzhou", "", "yes", "pre-filled"),
        ("MUS", "市博物馆", "", "no", "nothing was sent last year"),
        ("PARK", "Parks", "Trees", "yes", "pre-filled"),
        ("PARK", "Parks", "Ponds", "no", "nothing was sent last year"),
    ]
    assert "用上年数据预填 2 份，共 4 份" in run("distribute", this_year.folder, "--lang", "zh").out
    told = json.loads(run("status", this_year.folder, "--unit", "LIB", "--format", "json").out)
    assert (told["issued"][0]["prefilled"], told["issued"][0]["prefilled_from"]) == ("filled", "inbox/library.zip!/again.xlsx")


# --- data that cannot be used -----------------------------------------------------------------------------------------


def test_data_that_are_none_of_the_form_are_an_error(this_year: Office, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "units.csv").write_text("unit,total\nLIB,5\n", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"colour": "red"}', encoding="utf-8")
    xltool.build(BUILT_IN, tmp_path / "form" / "blank.xlsx")
    other = tmp_path / "other-campaign"
    xltool.init(other, BUILT_IN)
    cases = {
        tmp_path / "empty": "holds no files",
        tmp_path / "units.csv": "holds no data of the form grant: units.csv (",
        tmp_path / "other.json": "other.json (of another form)",
        tmp_path / "form": "blank.xlsx (of another form (project-performance-target))",
        other: "collects another form (project-performance-target)",
        this_year.folder: "is this campaign itself",
        this_year.folder.parent: "holds the campaign folder",
        tmp_path / "nowhere": "file not found",
    }
    for path, message in cases.items():
        with pytest.raises(UsageError) as caught:
            distribute(this_year.folder, previous=path)
        assert message in caught.value.message.en, path
    assert not list((this_year.folder / "outbox").rglob("*.xlsx"))


def test_beside_data_of_the_form_the_rest_is_named(office: Office, this_year: Office, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(office.send("library.xlsx", "LIB", "Reading", day(1)), folder)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4\n")
    assert [item.source for item in unused(this_year, folder)] == ["scan.pdf"]
    assert len(items(sent(this_year))) == 3
