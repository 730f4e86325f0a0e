"""`xltool status --by department`: a line for each department, and a file for each that holds nothing of any other."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xltool
from tests.campaign.office import Office
from tests.cli.conftest import Run
from tests.reports.many import many_units
from tests.reports.test_html import Elements, seen
from xltool.base.messages import Text
from xltool.campaign.by_department import by_department
from xltool.campaign.department_view import DEPARTMENT_VIEWS, department_files
from xltool.campaign.status_records import Note, Totals
from xltool.campaign.views import STATUS_VIEWS
from xltool.form.roster import Unit


def test_each_department_has_a_line(run: Run, busy: Office) -> None:
    lines = run("status", busy.folder, "--by", "department", "--as-of", "2022-04-29").out.splitlines()
    assert lines[0] == "Grants 2022  Status by department"
    assert [line.split() for line in lines[4:]] == [
        ["Department", "Units", "Expected", "Accepted", "Missing", "Late", "Sent"],
        ["Culture", "1", "1", "1", "100.0%"],
        ["文化局", "1", "1", "1", "0.0%"],
        ["Greens", "1", "2", "1", "1", "1", "50.0%"],
    ]


def test_json_has_the_totals_of_each(run: Run, busy: Office) -> None:
    told = run("status", busy.folder, "--by", "department", "--format", "json").json
    assert list(told) == ["format_version", "campaign", "as_of", "deadline", "totals", "departments"]
    assert [(each["department"], each["totals"]["expected"]) for each in told["departments"]] == [
        ("Culture", 1),
        ("文化局", 1),
        ("Greens", 2),
    ]


def test_the_lines_add_up_to_the_whole() -> None:
    status = many_units(200, 2)
    divided = by_department(status)
    sums: Counter[str] = Counter()
    for each in divided.each:
        sums.update(vars(each.status.totals))
    others = {"others", "held", "passed_over", "repeated"}  # files whose department nobody knows are in the whole alone
    for name in {field.name for field in fields(Totals)} - others:
        assert sums[name] == getattr(status.totals, name), name


@pytest.mark.parametrize("format_", ["html", "xlsx"])
def test_a_file_for_each_holds_nothing_of_any_other(run: Run, busy: Office, tmp_path: Path, format_: str) -> None:
    made = run("status", busy.folder, "--by", "department", "--format", format_, "-o", tmp_path / "out")
    assert (made.status, made.out) == (1, f"wrote {tmp_path / 'out'}: index.{format_} and 3 departments\n")
    own = {"Culture": ["Library of Changzhou", "lib@"], "文化局": ["市博物馆", "mus@"], "Greens": ["Parks", "park@"]}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.{format_}" for name in ("index", *own)}
    for name in own:
        text = text_of(tmp_path / "out" / f"{name}.{format_}")
        for other, words in own.items():
            assert all((word in text) == (other == name) for word in words), (name, other)
        assert "scan.xlsx" not in text
        assert str(busy.folder) not in text


def text_of(path: Path) -> str:
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    return "\n".join(str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row)


def test_what_is_for_the_officer_alone_is_not_sent_on() -> None:
    status = many_units(3)
    secret = Note(kind="stands-out", message=Text(zh="全部报送的中位数 48.50 万元", en="the median of all"))
    status = replace(status, forms=tuple(replace(form, notes=(secret,)) for form in status.forms))
    for each in by_department(status).each:
        page = str(STATUS_VIEWS["html"].render(each.status, "zh"))
        assert "48.50" not in page
        assert "file:" not in page


def test_the_index_leads_to_every_page(tmp_path: Path) -> None:
    divided = by_department(many_units(60))
    made = dict(department_files(divided, "html", "zh"))
    links = [link["href"] for link in Elements(made["index.html"].decode()).all("a") if str(link["href"])[0] != "#"]
    assert len(links) == len(divided.each) == len(made) - 1
    elements = seen(made["index.html"].decode(), tmp_path)
    assert len([row for row in elements.all("tr") if row.get("data-department")]) == len(divided.each)


def test_names_that_no_file_can_have_and_names_of_the_index_get_files_of_their_own() -> None:
    forms = many_units(4).forms
    names = ("index", "a/b", "A\\B", "INDEX")
    named = [
        replace(form, unit=Unit(id=str(at), name=str(at), department=name))
        for at, (form, name) in enumerate(zip(forms, names, strict=True))
    ]
    made = [name for name, _ in department_files(by_department(replace(many_units(4), forms=tuple(named))), "html", "en")]
    assert len({name.lower() for name in made}) == 5
    assert all("/" not in name and "\\" not in name for name in made)


@pytest.mark.parametrize("view", DEPARTMENT_VIEWS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_roster_without_units_has_no_lines(view: str, lang: str) -> None:
    assert DEPARTMENT_VIEWS[view].render(by_department(many_units(0)), "zh" if lang == "zh" else "en")


def test_a_folder_must_be_named(run: Run, busy: Office) -> None:
    refused = run("status", busy.folder, "--by", "department", "--format", "html")
    assert (refused.status, refused.out) == (2, "")
    assert "Name it with -o" in refused.err
    assert run("status", busy.folder, "--by", "department", "--unit", "LIB").status == 2


def test_links_are_relative_where_the_page_lies_with_the_campaign(run: Run, office: Office, tmp_path: Path) -> None:
    from tests.campaign.office import day

    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.collect()
    returned = xltool.status(office.folder).forms[0].latest
    assert returned is not None
    assert returned.returned is not None
    for output, begins in (
        (office.folder / "s.html", "returns/"),
        (office.folder / "a" / "s.html", "../returns/"),
        (tmp_path / "s.html", "file:///"),
    ):
        output.parent.mkdir(exist_ok=True)
        run("status", office.folder, "--format", "html", "-o", output)
        links = [str(link["href"]) for link in Elements(output.read_text(encoding="utf-8")).all("a")]
        assert any(link.startswith(begins) for link in links), (begins, links)
