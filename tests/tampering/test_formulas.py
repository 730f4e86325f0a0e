"""Nothing that is written holds a formula of a sender's: neither text that looks like one nor a formula typed into an input."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.formats.packages import TEMPLATE, cell, parts_of, text_cell
from tests.tampering.support import altered
from xltool.checking.check import check
from xltool.checking.check_report import CheckReport
from xltool.checking.marked_return import annotate
from xltool.checking.reports.html_report import html_report
from xltool.checking.upgrade import upgrade
from xltool.merging.dataset.exporters import RISKY
from xltool.merging.merge import merge

#: A word in everything the sender typed, to be searched for in every formula.
MARK = "zzqx"
TEXTS = (
    f'=HYPERLINK("http://{MARK}.invalid","点击")',
    f"=cmd|'/c {MARK}'!A0",
    f"+{MARK}+1",
    f"-{MARK}",
    f"@SUM({MARK})",
    f"\t={MARK}",
    f" ={MARK}()",
    f"＝{MARK}",
    f'=WEBSERVICE("http://{MARK}.invalid")',
    f"'={MARK}",
    f"{{={MARK}}}",
    f"<r><t>={MARK}</t></r>",
)
TEXT_CELLS = ("B4", "E4", "B5", "B6", "E6", "B7", "E7", "G7", "B8", "B9", "B10", "E11", "B33", "B34", "C21", "D21")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such text in every kind of field, and such formulas in others."""
    cells = [*TEXT_CELLS, *(f"{letter}{row}" for row in range(37, 49) for letter in "ABCDE")]
    texts = [TEXTS[index % len(TEXTS)] for index in range(len(cells))]
    spelled = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts]
    formulas = [cell(f"E{row}", f'<f>WEBSERVICE("http://{MARK}.invalid/"&amp;A1)</f><v>{MARK}</v>', 't="str"') for row in (12, 13, 55)]
    changes = [text_cell(where, text) for where, text in zip(cells, spelled, strict=True)]
    return altered(tmp_path_factory.mktemp("sent") / "form.xlsx", *changes, *formulas)


@pytest.fixture(scope="module")
def report(sent: Path) -> CheckReport:
    return check([sent])


def formulas_of(path: Path) -> Iterator[str]:
    """Every formula of a workbook, wherever one may stand, with links, connections and what they lead to."""
    for name, content in parts_of(path).items():
        assert not name.startswith(("xl/externalLinks", "xl/connections")), name
        text = content.decode("utf-8", "replace")
        for element in ("f", "formula", "formula1", "formula2", "definedName", "hyperlink"):
            yield from re.findall(rf"<(?:\w+:)?{element}\b(?:[^>]*>[^<]*|[^>]*/>)", text)
        if name.endswith(".rels"):
            yield text


def assert_free(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert any(MARK.encode() in archive.read(name) for name in archive.namelist()), "the text itself is kept"
    assert [formula for formula in formulas_of(path) if MARK in formula] == []


def test_the_sender_is_read_as_text(report: CheckReport) -> None:
    document = report.files[0].document
    assert document.get("project.name") == TEXTS[0]
    assert document.get("income.fiscal.general") == MARK


def test_marked_return(report: CheckReport, tmp_path: Path) -> None:
    (made,) = annotate(report, tmp_path)
    assert_free(made)


def test_marked_return_of_a_marked_return(report: CheckReport, tmp_path: Path) -> None:
    (made,) = annotate(report, tmp_path)
    (again,) = annotate(check([made]), tmp_path / "again")
    assert_free(again)


def test_upgraded_form(sent: Path, tmp_path: Path) -> None:
    for folder in ("templates", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    path = tmp_path / "templates" / f"{TEMPLATE}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('version: "2022.1"', 'version: "2023.1"'), encoding="utf-8")
    assert_free(upgrade(sent, tmp_path / "new.xlsx", templates=tmp_path / "templates").path)


def test_summary_and_data_files(sent: Path, tmp_path: Path) -> None:
    merged = merge([sent], output=tmp_path / "summary.xlsx", include_rejected=True)
    assert_free(tmp_path / "summary.xlsx")
    tables = [path for path in merged.written if path.suffix == ".csv"]
    assert tables
    for path in tables:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            risky = [text for text in row if MARK in text and text.startswith(tuple(sign for sign in RISKY if sign != "'"))]
            assert risky == []


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action") or name.startswith("on")]


def test_html_report(report: CheckReport) -> None:
    """Text of a sender's stands as text on the page: no link, no handler, no element."""
    page = html_report(report, "zh")
    assert MARK in page
    links = _Links()
    links.feed(page)
    assert [link for link in links.found if MARK in link] == []
    assert f"<r><t>={MARK}" not in page
