"""Pages of very many files or units hold one piece of their lists at a time, and all of it is found, printed, and read without scripts."""

from __future__ import annotations

import re
import subprocess
from itertools import groupby
from pathlib import Path

import pytest

from tests.reports.many import many_files, many_units
from tests.reports.test_html import Elements, acted, browser, seen, shown_files
from xltool.campaign.status_records import Status
from xltool.campaign.views.page_view import status_page
from xltool.checking.reports.html_report import html_report

#: Elements that a page may hold at most, however much it is about; a browser draws so many at once.
MOST_NODES = 6_000


@pytest.fixture(scope="module")
def files_page() -> str:
    return html_report(many_files(2600), "zh")


@pytest.fixture(scope="module")
def units_page() -> str:
    return status_page(many_units(2500, 2), "en")


def rows(elements: Elements) -> list[dict[str, str | None]]:
    return [row for row in elements.all("tr") if row.get("data-state") and row.get("data-due")]


# --- how much is in the page ------------------------------------------------------------------------------------------


def test_the_report_on_2600_files_holds_few_elements(files_page: str, tmp_path: Path) -> None:
    elements = seen(files_page, tmp_path)
    assert len(elements.tags) < MOST_NODES
    assert shown_files(elements) == [str(number) for number in range(1, 26)]
    assert "显示 7193 / 7193 条" in elements.text
    assert "第 1–25 条，共 2600 条" in elements.text


def test_the_status_of_5000_forms_holds_few_elements(units_page: str, tmp_path: Path) -> None:
    elements = seen(units_page, tmp_path)
    assert len(elements.tags) < MOST_NODES
    assert len(rows(elements)) == 100
    assert "5125 of 5125 shown" in elements.text


@pytest.mark.parametrize("n", [0, 3, 12, 100])
def test_a_list_of_one_piece_has_no_pages(n: int, tmp_path: Path) -> None:
    elements = seen(status_page(many_units(n), "en"), tmp_path)
    assert len(rows(elements)) == n
    assert not [bar for bar in elements.all("nav") if bar.get("class") == "pager"]


def test_what_is_not_on_the_first_page_is_found_and_paged(units_page: str, tmp_path: Path) -> None:
    elements = acted(units_page, 'document.getElementById("query").value = "第2499单位"', tmp_path)
    assert [row["data-unit"] for row in rows(elements)] == ["常州市第2499单位"] * 2
    assert "2 of 5125 shown" in elements.text


def test_the_last_page_is_reached(units_page: str, tmp_path: Path) -> None:
    script = 'addEventListener("load", () => document.querySelector("#forms .pager button:last-child").click())'
    elements = acted(units_page, script, tmp_path)
    assert "4901–5000 of 5000" in elements.text
    assert len(rows(elements)) == 100


def test_a_link_to_a_file_turns_to_its_page(files_page: str, tmp_path: Path) -> None:
    elements = acted(files_page, 'addEventListener("load", () => { location.hash = "file-2600"; })', tmp_path)
    assert shown_files(elements) == [str(number) for number in range(2576, 2601)]


def test_only_the_rows_that_match_are_shown(files_page: str, tmp_path: Path) -> None:
    elements = acted(files_page, 'document.getElementById("rule").value = "R24"', tmp_path)
    shown = {row["data-rule"] for row in elements.all("tr") if row.get("data-rule")}
    assert shown == {"R24"}
    assert "显示 1733 / 7193 条" in elements.text


# --- orders -----------------------------------------------------------------------------------------------------------


def order_of(status: Status, order: str, tmp_path: Path) -> list[tuple[str | None, str | None]]:
    elements = acted(status_page(status, "zh"), f'document.getElementById("order").value = "{order}"', tmp_path)
    return [(row["data-state"], row["data-unit"]) for row in rows(elements)]


def test_what_needs_most_care_stands_first(tmp_path: Path) -> None:
    states = [state for state, _ in order_of(many_units(60), "problem", tmp_path)]
    assert [state for state, _ in groupby(states)] == ["missing", "rejected", "waiting", "accepted"]


def test_other_orders_on_wish(tmp_path: Path) -> None:
    status = many_units(12)
    by_roster = [form.unit.name for form in status.forms]
    assert [unit for _, unit in order_of(status, "roster", tmp_path)] == by_roster
    assert [unit for _, unit in order_of(status, "unit", tmp_path)] == by_roster  # numbers count as numbers
    came = [form for form in status.forms if form.latest]
    latest = sorted(came, key=lambda form: str(form.latest and form.latest.received_at), reverse=True)
    assert [unit for _, unit in order_of(status, "received", tmp_path)][: len(came)] == [form.unit.name for form in latest]


# --- paper, and no script ---------------------------------------------------------------------------------------------

_SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def printed(page: str, folder: Path) -> str:
    """The text of a page on paper."""
    path, pdf = folder / "outer.html", folder / "page.pdf"
    path.write_text(page, encoding="utf-8")
    command = [browser(), *_SWITCHES, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={pdf}", path.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


def units_in(text: str) -> set[str]:
    return set(re.findall(r"U\d{5}", text))


def test_paper_has_the_whole_list(tmp_path: Path) -> None:
    text = printed(status_page(many_units(300), "en"), tmp_path)
    assert units_in(text) == {f"U{at:05d}" for at in range(300)}
    assert "of 300" not in text  # the pages of the list are those of the screen


def test_without_scripts_everything_is_there(tmp_path: Path) -> None:
    """A frame in which nothing may run shows the page as a browser without scripts does."""
    (tmp_path / "page.html").write_text(status_page(many_units(150), "en"), encoding="utf-8")
    text = printed('<iframe sandbox src="page.html" width="1000" height="16000"></iframe>', tmp_path)
    assert units_in(text) == {f"U{at:05d}" for at in range(150)}


# --- links, and who is missing ----------------------------------------------------------------------------------------


def test_addresses_and_marked_files_are_links() -> None:
    links = [str(link["href"]) for link in Elements(status_page(many_units(3), "zh")).all("a")]
    assert "mailto:u1@example.invalid" in links
    marked = "file:///data/2022/returns/%E7%AC%AC1%E5%8D%95%E4%BD%8D/0%EF%BC%88%E5%B7%B2%E6%A0%87%E6%B3%A8%EF%BC%89.xlsx"
    assert marked in links


def test_who_is_missing_can_be_selected_and_copied(tmp_path: Path) -> None:
    page = status_page(many_units(12), "zh")
    assert "还有 5 天" in Elements(page).text
    assert "常州市第0单位\n常州市第4单位\n常州市第8单位</textarea>" in page
    (button,) = [each for each in Elements(page).all("button") if each.get("class") == "copy"]
    assert "hidden" in button  # it needs a script
    elements = acted(page, 'addEventListener("load", () => document.querySelector("button.copy").click())', tmp_path)
    (button,) = [each for each in elements.all("button") if each.get("class") == "copy"]
    assert "hidden" not in button
    assert re.search("已复制 3 行|名单已选中", elements.text)
