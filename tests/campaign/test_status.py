"""`xltool status`: which units have submitted, need corrections, or are missing, in four formats."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xltool
from tests.campaign.office import DEADLINE, Office, day, open_office
from tests.cli.conftest import Run
from tests.reports.test_html import Elements, acted, seen
from xltool.base.display import display_width as columns
from xltool.base.errors import UsageError
from xltool.base.messages import Lang
from xltool.base.states import SubmissionState
from xltool.campaign.status_records import FormStatus, Status, Totals
from xltool.campaign.views.page_view import status_page
from xltool.campaign.views.text_view import plain_text, status_text
from xltool.campaign.views.workbook_view import status_workbook


def told(found: Status, lang: Lang = "en") -> list[str]:
    return plain_text(status_text(found, lang)).splitlines()


def notes(form: FormStatus) -> list[str]:
    return [note.kind for note in form.notes]


# --- what it finds ----------------------------------------------------------------------------------------------------


def test_everyone_has_a_state(busy: Office) -> None:
    found = xltool.status(busy.folder)
    assert [(form.unit.id, form.project, form.state) for form in found.forms] == [
        ("LIB", "Reading", "accepted"),
        ("MUS", "", "missing"),
        ("PARK", "Trees", "accepted"),
        ("PARK", "Ponds", "missing"),
    ]
    assert found.totals == Totals(
        units=3,
        expected=4,
        accepted=2,
        rejected=0,
        waiting=0,
        missing=2,
        unexpected=0,
        late=1,
        replaced=1,
        repeated=1,
        others=1,
        held=0,
        passed_over=0,
    )


def test_the_latest_submission_is_named_with_its_moment(busy: Office) -> None:
    library = xltool.status(busy.folder).forms[0]
    assert library.latest is not None
    assert (library.latest.name, library.latest.received_at) == ("inbox/library.zip!/again.xlsx", day(5))
    assert [item.name for item in library.replaced] == ["inbox/library.xlsx"]
    assert (library.is_late, library.is_overdue, library.n_repeated) == (False, False, 0)


def test_late_overdue_and_repeated_are_told_apart(busy: Office) -> None:
    _, museum, trees, ponds = xltool.status(busy.folder).forms
    assert [form.is_overdue for form in (museum, trees, ponds)] == [True, False, True]
    assert (trees.is_late, trees.n_repeated) == (True, 1)


def test_what_is_no_form_is_listed_with_its_reason(busy: Office) -> None:
    (scan,) = xltool.status(busy.folder).others
    assert (scan.submission.name, scan.submission.decision) == ("inbox/scan.xlsx", "unreadable")
    assert "PDF" in scan.reason.en


def test_a_foreign_form_is_explained_by_that_and_not_by_its_sums(office: Office) -> None:
    other = open_office(office.folder.parent / "other")
    office.receive("a.xlsx", other.filled("LIB", "Reading", [("Atlas", 1)], total=2), day(1))
    office.collect()
    (found,) = xltool.status(office.folder).others
    assert found.submission.decision == SubmissionState.FOREIGN
    assert "belongs to another campaign" in found.reason.en


def test_an_earlier_moment_shows_what_had_come_by_then(busy: Office) -> None:
    found = xltool.status(busy.folder, as_of=day(2))
    assert [form.state for form in found.forms] == ["rejected", "missing", "missing", "missing"]
    assert (found.totals.others, found.totals.replaced, found.is_over) == (0, 0, False)


def test_an_empty_campaign_lacks_everyone(office: Office) -> None:
    found = xltool.status(office.folder, as_of=DEADLINE)
    assert (found.totals.missing, found.is_over, found.n_stale) == (4, False, 0)
    assert not any(form.is_overdue for form in found.forms)


def test_without_a_deadline_nothing_is_late(tmp_path: Path) -> None:
    office = open_office(tmp_path / "c", deadline=False)
    office.send("a.xlsx", "LIB", "Reading", day(99))
    office.collect()
    found = xltool.status(office.folder)
    assert (found.totals.late, found.deadline) == (0, None)
    assert "deadline" not in "\n".join(told(found))


def test_several_projects_of_one_unit_are_pointed_out(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Raeding", day(1))
    office.send("2.xlsx", "LIB", "Reading", day(2))
    office.collect()
    wrong, right, *_ = xltool.status(office.folder).forms
    assert notes(wrong) == notes(right) == ["several-projects"]


def test_an_accepted_form_replaced_by_a_faulty_one_is_pointed_out(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1))
    office.send("2.xlsx", "LIB", "Reading", day(2), total=3)
    office.collect()
    library = xltool.status(office.folder).forms[0]
    assert (library.state, notes(library)) == ("rejected", ["was-accepted"])


def test_decisions_under_earlier_rules_are_pointed_out(busy: Office) -> None:
    roster = busy.folder / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("Parks", "Parks and gardens"), encoding="utf-8")
    found = xltool.status(busy.folder)
    assert found.n_stale == 4
    assert "4 were checked before the form, the roster or the settings were changed" in "\n".join(told(found))


def test_no_campaign_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a campaign folder"):
        xltool.status(tmp_path)


# --- text -------------------------------------------------------------------------------------------------------------


def test_text_is_aligned_and_in_local_time(busy: Office) -> None:
    assert told(xltool.status(busy.folder, as_of=day(60))) == [
        "Grants 2022  Status of submissions",
        "as of 2022-04-29 17:00 · deadline 2022-03-31 18:00 (29 days ago)",
        "Units 3  Expected 4  Accepted 2  Needs correction 0  Missing 2  Late 1  Replaced 1  Received again 1  Other files 1",
        "",
        "State     Id    Unit                  Project  Received          Remarks                          File",
        "accepted  LIB   Library of Changzhou  Reading  2022-03-05 17:00  replaces 1 earlier               library.zip › again.xlsx",
        "missing   MUS   市博物馆                                         past the deadline",
        "accepted  PARK  Parks                 Trees    2022-04-09 17:00  late; 1 received more than once  parks.eml › trees.xlsx",
        "missing   PARK  Parks                 Ponds                      past the deadline",
        "",
        "Other files received  1",
        "State       File       Received          Reason",
        "unreadable  scan.xlsx  2022-03-03 17:00  Not a workbook that can be read (a PDF document); please save it with Excel, WPS or LibreOffice and send it again",
    ]


def test_chinese_counts_two_columns(busy: Office) -> None:
    lines = told(xltool.status(busy.folder), "zh")
    (head,) = [line for line in lines if line.startswith("状态    编码")]
    (museum,) = [line for line in lines if "市博物馆" in line]
    (library,) = [line for line in lines if "Library" in line]
    places = {columns(line[: line.index(text)]) for line, text in [(head, "备注"), (museum, "已过截止"), (library, "替换之前")]}
    assert len(places) == 1


def test_what_a_sender_named_does_not_act_on_the_terminal(office: Office) -> None:
    office.send("[red]a\u202e.xlsx", "LIB", "[bold]\u202ex", day(1))
    office.collect()
    text = "\n".join(told(xltool.status(office.folder)))
    assert "[bold]<U+202E>x" in text
    assert "[red]a<U+202E>.xlsx" in text


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_json_has_the_shape_that_is_promised(run: Run, busy: Office) -> None:
    outcome = run("status", busy.folder, "--format", "json", "--as-of", "2022-04-29")
    assert (outcome.status, outcome.err) == (1, "")
    found = outcome.json
    assert list(found) == ["format_version", "campaign", "as_of", "deadline", "totals", "to_check_again", "forms", "others"]
    assert (found["format_version"], found["as_of"]) == (1, "2022-04-29T23:59:59+08:00")
    library, museum, *_ = found["forms"]
    assert list(library) == [
        "unit", "project", "state", "expected", "late", "overdue", "submission", "replaced", "repeated", "letters", "notes",
    ]  # fmt: skip
    assert library["submission"] == library["submission"] | {
        "file": "inbox/library.zip!/again.xlsx", "received_at": "2022-03-05T17:00:00+08:00", "decision": "accepted", "errors": 0,
    }  # fmt: skip
    assert (museum["unit"]["name"], museum["project"], museum["submission"], museum["overdue"]) == ("市博物馆", None, None, True)
    assert found["others"][0]["reason"].startswith("Not a workbook")


# --- the page ---------------------------------------------------------------------------------------------------------


def test_page_loads_nothing_and_lets_only_our_script_act(busy: Office) -> None:
    page = status_page(xltool.status(busy.folder), "zh")
    elements = Elements(page)
    assert {tag for tag, _ in elements.tags}.isdisjoint({"img", "link", "iframe", "object", "embed", "base"})
    assert all("src" not in attributes and "style" not in attributes for _, attributes in elements.tags)
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in page
    assert "library.zip › again.xlsx" in elements.text


def test_what_a_sender_wrote_stays_text_on_the_page(office: Office) -> None:
    office.send("a<b>.xlsx", "LIB", "<script>alert(1)</script>\u202e", day(1))
    office.collect()
    page = status_page(xltool.status(office.folder), "en")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;U+202E&gt;" in page


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("", 5),
        ('document.getElementById("query").value = "ponds"', 1),
        ('document.getElementById("query").value = "park 2022-04-09"', 1),
        ('document.querySelector("[value=missing]").click()', 2),
        ('document.getElementById("remarked").click()', 4),
        ('document.getElementById("department").value = "Greens"', 2),
        ('document.getElementById("query").value = "nobody"', 0),
    ],
)
def test_page_can_be_searched_and_filtered(busy: Office, tmp_path: Path, script: str, shown: int) -> None:
    page = status_page(xltool.status(busy.folder), "en")
    elements = acted(page, script, tmp_path) if script else seen(page, tmp_path)
    assert f"{shown} of 5 shown" in elements.text
    rows = [row for row in elements.all("tr") if "hidden" not in row and row.get("role") == "row"]
    assert len(rows) == shown + 2  # two headings


# --- the workbook -----------------------------------------------------------------------------------------------------


def test_workbook_lists_forms_and_files(busy: Office) -> None:
    book = load_workbook(io.BytesIO(status_workbook(xltool.status(busy.folder), "en")))
    forms, others = book.worksheets
    heads = [cell.value for cell in forms[3]]
    assert heads == [
        "State", "Id", "Unit", "Department", "Project", "Received", "First received", "Errors", "Warnings", "Remarks", "File", "E-mail",
    ]  # fmt: skip
    assert [cell.value for cell in forms[4]] == [
        "accepted", "LIB", "Library of Changzhou", "Culture", "Reading", "2022-03-05 17:00", "2022-03-01 17:00", 0, 0,
        "replaces 1 earlier", "library.zip › again.xlsx", "lib@example.invalid",
    ]  # fmt: skip
    assert (forms.freeze_panes, forms.auto_filter.ref) == ("A4", "A3:L7")
    fills = {forms.cell(row, 1).value: forms.cell(row, 1).fill.fgColor.rgb for row in range(4, 8)}
    assert len(set(fills.values())) == 2
    assert others["B4"].value == "scan.xlsx"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "<r>x</r>"])
def test_text_stays_text_in_the_workbook(office: Office, text: str) -> None:
    office.send(f"{text.replace('/', '')}.xlsx", "LIB", text, day(1))
    office.collect()
    sheet = load_workbook(io.BytesIO(status_workbook(xltool.status(office.folder), "en"))).worksheets[0]
    (cell,) = [cell for cell in sheet[4] if cell.value == text]
    assert cell.data_type == "s"


# --- the command ------------------------------------------------------------------------------------------------------


def test_exit_status_is_1_while_someone_is_missing(run: Run, busy: Office) -> None:
    assert run("status", busy.folder).status == 1
    busy.send("halls.xlsx", "MUS", "Halls", day(2), total=1)
    busy.send("ponds.xlsx", "PARK", "Ponds", day(2))
    busy.collect()
    outcome = run("status", busy.folder)
    assert (outcome.status, outcome.err) == (0, "")
    assert "needs correction  MUS" in outcome.out


@pytest.mark.parametrize("format_", ["text", "json", "html"])
def test_a_file_holds_what_would_be_printed(run: Run, busy: Office, tmp_path: Path, format_: str) -> None:
    printed = run("status", busy.folder, "--format", format_, "--as-of", "2022-05-01")
    saved = run("status", busy.folder, "--format", format_, "--as-of", "2022-05-01", "-o", tmp_path / "report")
    assert (saved.status, saved.out) == (1, f"wrote {tmp_path / 'report'}\n")
    assert (tmp_path / "report").read_text(encoding="utf-8") == printed.out


def test_a_workbook_needs_a_file(run: Run, busy: Office, tmp_path: Path) -> None:
    refused = run("status", busy.folder, "--format", "xlsx")
    assert (refused.status, refused.out) == (2, "")
    assert run("status", busy.folder, "--format", "xlsx", "-o", tmp_path / "s.xlsx").status == 1
    assert load_workbook(tmp_path / "s.xlsx").sheetnames == ["Status of submissions", "Other files received"]


def test_a_moment_that_is_none_is_refused(run: Run, busy: Office) -> None:
    outcome = run("status", busy.folder, "--as-of", "yesterday")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Invalid date 'yesterday'" in outcome.err


def test_this_folder_is_taken_if_none_is_given(run: Run, busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(busy.folder)
    assert "Grants 2022" in run("status").out


def test_messages_are_in_both_languages(run: Run, busy: Office) -> None:
    assert re.search("未报送 +PARK", run("status", busy.folder, "--lang", "zh").out)
    page = run("status", busy.folder, "--lang", "zh", "--format", "html").out
    assert "报送情况" in page
    assert json.loads(run("status", busy.folder, "--lang", "zh", "--format", "json").out)["others"][0]["reason"].startswith("不是")


def test_moments_have_a_time_zone(busy: Office) -> None:
    found = xltool.status(busy.folder, as_of=datetime(2022, 3, 2, 12))
    assert found.moment.isoformat() == "2022-03-02T12:00:00+08:00"
