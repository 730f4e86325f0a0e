"""Campaigns of several years: the collected campaign again and again, each with a year and an id of its own."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.forms import YEAR, Forms


def years(forms: Forms, n: int, parts: int) -> list[Path]:
    """Campaigns of as many years in a row, each of the first units; made once."""
    return [_year(forms, n, YEAR + number) for number in range(parts)]


def _year(forms: Forms, n: int, year: int) -> Path:
    folder = forms.folder / f"year-{year}-{n}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=forms.folder) as aside:
            made = Path(aside) / "campaign"
            shutil.copytree(forms.collected(n), made)
            _rename(made, year)
            made.rename(folder)
    return folder


def _rename(campaign: Path, year: int) -> None:
    settings = campaign / "campaign.yaml"
    text = re.sub("(?m)^id: (.*)$", rf"id: \1-{year}", settings.read_text(encoding="utf-8"))
    settings.write_text(re.sub("(?m)^year: .*$", f"year: {year}", text), encoding="utf-8")
    with closing(sqlite3.connect(campaign / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE campaign SET id = id || ?", (f"-{year}",))
