"""A formula without its result, as programs write it that do not calculate: one finding, and no rule blames the cell as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xltool
from tests.formats.packages import cell, changed, good_bytes

NOT_COMPUTED = "<f>1+1</f>"


def _rules(path: Path, *cells: str) -> dict[str, list[str]]:
    """The rules of all findings by field, but those that the form has without a change."""
    before = path.with_name("before.xlsx")
    before.write_bytes(good_bytes())
    known = [(finding.field, finding.rule) for finding in xltool.check([before]).files[0].findings]
    report = xltool.check([changed(path, *(cell(reference, NOT_COMPUTED) for reference in cells))]).files[0]
    found: dict[str, list[str]] = {}
    for finding in report.findings:
        if (finding.field, finding.rule) not in known:
            found.setdefault(finding.field or "", []).append(finding.rule)
    return found


def test_the_blank_behind_it_is_nobodys_fault(tmp_path: Path, published: dict[str, Any]) -> None:
    """R41 asks for the value of a year, R22 for a sum: both read the cell."""
    form = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    cells = xltool.read(form).pointers
    full_year, total = (cells[pointer].partition("!")[2] for pointer in ("/indicators/0/full_year", "/income/total"))
    assert _rules(tmp_path / "changed.xlsx", full_year) == {"indicators[0].full_year": ["value.not-computed"]}
    assert _rules(tmp_path / "changed.xlsx", total) == {"income.total": ["value.not-computed"]}
