"""What is measured of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import xltool
from benchmarks.campaign_years import years
from benchmarks.forms import Forms


def distribute(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """The whole command: workbooks, ledger, distribution list."""
    campaign = Forms(Path(folder)).campaign(n, scratch / "campaign")
    run = xltool.distribute
    return lambda: run(campaign)


def stamp(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Only the workbooks, stamped and written."""
    from xltool.campaign.distribute import plan
    from xltool.campaign.folder import open_campaign
    from xltool.workbook.template_cache import TemplateCache

    with open_campaign(Forms(Path(folder)).campaign(n, scratch / "campaign")) as campaign:
        definition, sheets = campaign.definition, [item.sheet for item in plan(campaign)]

    def write() -> None:
        cache = TemplateCache(definition, definition.template.prefill.values())
        for number, sheet in enumerate(sheets):
            (scratch / f"{number}.xlsx").write_bytes(cache.workbook(sheet))

    return write


def render(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Only the workbooks, each drawn as a whole with xlsxwriter.

    Sheets that were drawn before are used again only under the same password, so each has one of its own.
    """
    from xltool.campaign.distribute import plan
    from xltool.campaign.folder import open_campaign
    from xltool.workbook.assemble import build_workbook

    with open_campaign(Forms(Path(folder)).campaign(n, scratch / "campaign")) as campaign:
        definition, sheets = campaign.definition, [item.sheet for item in plan(campaign)]

    def write() -> None:
        for number, sheet in enumerate(sheets):
            issue = replace(sheet.issue, password=f"{sheet.issue.password}{number}")
            (scratch / f"{number}.xlsx").write_bytes(build_workbook(definition, sheet.data, issue))

    return write


def check(_: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Read and check, in worker processes that a hostile file cannot harm."""
    files = Forms(Path(folder)).files(n)
    run = xltool.check
    return lambda: run(files)


def collect(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Take in, read, check, decide, record, hand back."""
    forms = Forms(Path(folder))
    campaign = forms.campaign(n, scratch / "campaign")
    run = xltool.collect
    return lambda: run(campaign, forms.files(n))


def merge_rounds(scratch: Path, n: int, *, folder: str, parts: int) -> Callable[[], object]:
    """Several campaigns, of as many submissions together, to one data set and the summary with its comparisons."""
    campaigns = years(Forms(Path(folder)), n // parts, parts)
    run = xltool.merge
    return lambda: run(campaigns, output=scratch / "summary.xlsx")


def merge(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Ledger to Parquet, CSV and the summary workbook."""
    campaign = Forms(Path(folder)).collected(n)
    run = xltool.merge
    return lambda: run(campaign, output=scratch / "summary.xlsx")
