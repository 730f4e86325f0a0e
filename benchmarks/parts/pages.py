"""How soon a page of very many files or units shows its first rows, and how it follows a search, in Chromium."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.options import Options
from benchmarks.table import Table
from tests.reports.many import many_files, many_units
from xltool.campaign.views import STATUS_VIEWS
from xltool.checking.reports.html_report import html_report

_HEADS = ("page", "size", "nodes", "first rows", "search", "search cleared", "last page")
_NOTES = (
    (
        "- Pages are opened from disk in a window of 1,366 × 768 pixels. *First rows*: from the start of loading until they are drawn;\n"
        "  *search*, *search cleared* and *last page*: from the key or click until the rows are drawn.\n"
        "- *Nodes*: elements in the page, of which a list has one piece at a time. With all rows in the page at once the check of 2,600\n"
        "  files had 137,000 nodes and took 10 s to load, and clearing a search in the status of 5,000 forms took 3.8 s."
    ),
)
#: Two frames after a step the result of it has been drawn.
_DRAWN = "const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
_STEP = (
    "async (what) => {" + _DRAWN + " const field = document.getElementById('query'), form = document.getElementById('filter');"
    "const began = performance.now();"
    "if (what === 'clear') form.reset();"
    "else if (what === 'last') document.querySelector('.pager:not([hidden]) button:last-child')?.click();"
    "else { field.value = what; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    "if (what === 'clear') await new Promise((done) => setTimeout(done));"
    "await drawn(); return performance.now() - began; }"
)


def table(options: Options) -> Table:
    """The report on 2,600 checked files, and the status of campaigns up to 3,000 units and 5,000 forms."""
    pages = {
        "check, 2,600 files": html_report(many_files(2600), "zh"),
        "status, 3 units": _status(3, 1),
        "status, 12 units": _status(12, 1),
        "status, 300 units": _status(300, 1),
        "status, 3,000 units": _status(3000, 1),
        "status, 2,500 units, 5,000 forms": _status(2500, 2),
    }
    return Table("Pages in Chromium", tuple(_rows(pages, options.rounds)), notes=_NOTES, heads=_HEADS)


def _status(n_units: int, forms_of_each: int) -> str:
    return str(STATUS_VIEWS["html"].render(many_units(n_units, forms_of_each), "zh"))


def _rows(pages: Mapping[str, str], rounds: int) -> list[tuple[str, ...]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        rows = []
        for number, (name, content) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(content, encoding="utf-8")
            runs = [_run(browser, path) for _ in range(rounds)]
            figures = [statistics.median(run[at] for run in runs) for at in range(5)]
            rows.append((name, f"{len(content.encode()) / 1e6:.1f} MB", f"{figures[0]:,.0f}", *(f"{ms:,.0f} ms" for ms in figures[1:])))
        browser.close()
    return rows


def _run(browser: Any, path: Path) -> tuple[float, ...]:
    """Open a page in a fresh tab: elements, and milliseconds until rows are drawn, a search is, it is cleared, the last page is."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(path.as_uri(), wait_until="load")
    first = page.evaluate("async () => {" + _DRAWN + " await drawn(); return performance.now(); }")
    nodes = page.evaluate("document.querySelectorAll('*').length")
    found = tuple(page.evaluate(_STEP, step) for step in ("单位 1", "clear", "last"))
    page.close()
    return (nodes, first, *found)
