"""Frames of records: pandas is loaded for them and not before, values stay exact."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import xltool
from tests.cli.conftest import TEMPLATE
from tests.library.conftest import TEMPLATES


def test_a_document_as_single_values_and_as_a_table(clean: bytes, filled: dict[str, Any]) -> None:
    document = xltool.read(clean, templates=TEMPLATES)
    frame = document.to_frame()
    assert list(frame.columns) == ["field", "value", "sheet", "cell"]
    total = frame.set_index("field").loc["total"]
    assert (total["value"], f"{total['sheet']}!{total['cell']}") == (filled["total"], str(document.location("total")))
    assert "items[0].name" in set(frame["field"])
    items = document.to_frame("items")
    assert items.to_dict("records") == filled["items"]
    assert all(isinstance(amount, int | Decimal) for amount in items["amount"])
    assert document.to_frame("nothing").empty


def test_the_findings_of_a_check(wrong: bytes, clean: bytes) -> None:
    report = xltool.check([clean, wrong], templates=TEMPLATES, roster=b"id,name\nM,Museum\n")
    frame = report.to_frame("en")
    assert list(frame.columns) == ["file", "unit", "rule", "severity", "field", "sheet", "cell", "value", "message"]
    balance = frame[frame["rule"] == "balance"].iloc[0]
    assert (balance["file"], balance["severity"], balance["field"], balance["value"]) == ("<bytes 2>", "error", "total", 99)
    assert frame.iloc[-1]["message"] == "Museum has not sent its form" or frame.iloc[-1]["rule"] == "R65"
    assert report.files[1].to_frame().shape[0] == len(report.files[1].findings)
    assert xltool.check(clean, templates=TEMPLATES).to_frame().columns.equals(frame.columns)


def test_what_differs(wrong: bytes, clean: bytes) -> None:
    frame = xltool.diff(clean, wrong, templates=TEMPLATES).to_frame()
    assert frame[["kind", "field", "new"]].to_dict("records") == [{"kind": "changed", "field": "total", "new": 99}]
    assert xltool.diff(clean, clean, templates=TEMPLATES).to_frame().empty


def test_units_of_a_roster_and_tables_of_a_merge(clean: bytes) -> None:
    assert list(xltool.roster(b"id,name\nM,Museum\n").to_frame()["name"]) == ["Museum"]
    merged = xltool.merge(clean, templates=TEMPLATES)
    assert len(merged.to_frame()) == 1
    assert merged.to_frame("items").equals(merged.tables["items"])


def test_pandas_is_loaded_only_for_a_frame(tmp_path: Path) -> None:
    """In a process of its own: here it has been loaded."""
    code = """
import sys, xltool
form = xltool.build(sys.argv[1], sys.argv[2])
report = xltool.check(form, templates=sys.argv[3])
report._repr_html_(), report.files[0].document._repr_html_(), repr(report)
print("pandas" in sys.modules)
report.to_frame()
print("pandas" in sys.modules)
"""
    arguments = [TEMPLATE, tmp_path / "form.xlsx", TEMPLATES]
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
