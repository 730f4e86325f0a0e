"""Write down what Python says of each fault of the built-in forms, in both languages; `python -m tests.messages.sentences` writes it anew.

The table of a form, in `said/`, is read by people: each sentence says what is wrong, with the figures, and what to do.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xltool
from tests.messages.planted import planted
from tests.shelf.examples import BLANK, FORMS, definition_of, document, expected, right
from xltool.base.findings import Finding
from xltool.base.paths import without_rows

FOLDER = Path(__file__).parent / "said"
_YEAR = 2031  # asked for where a form is checked as one of a campaign


def sentences(name: str, folder: Path) -> list[dict[str, str]]:
    """Return the sentences on a form, each rule at each field once, with the fault that calls it forth."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for fault, path in faulty_workbooks(name, folder):
        for finding in findings_of(path):
            place = without_rows(finding.field or "") if not finding.rule.startswith(("schema.", "value.")) else ""
            told = {
                "rule": finding.rule,
                "fault": fault,
                "cell": str(finding.location or ""),
                "zh": finding.message.zh,
                "en": finding.message.en,
            }
            said.setdefault((finding.rule, place), told)
    return sorted(said.values(), key=lambda told: told["rule"])


def faulty_workbooks(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Build a workbook for each faulty example of a form, and for each planted fault."""
    definition, good = definition_of(name), right(name)
    documents: list[tuple[str, Any]] = [(example, document(name, example)) for example in expected(name) if example not in (BLANK, *good)]
    documents += [(BLANK, None), *planted(definition, name, document(name, "right"))]
    for number, (fault, data) in enumerate(documents):
        yield fault, xltool.build(name, folder / f"{number}.xlsx", data=data)


def findings_of(path: Path) -> tuple[Finding, ...]:
    """Check a workbook as one of a campaign: for a year, with the units of a roster."""
    roster = FORMS["project-performance-target"].examples.parent / "roster.csv"
    return xltool.check([path], roster=roster, year=_YEAR).files[0].findings


def table(name: str, folder: Path) -> str:
    """Return the file of a form: a line for each sentence."""
    lines = [json.dumps(told, ensure_ascii=False) for told in sentences(name, folder)]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main() -> None:
    """Write the tables of all forms."""
    FOLDER.mkdir(exist_ok=True)
    for name in FORMS:
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / f"{name}.json").write_text(table(name, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
