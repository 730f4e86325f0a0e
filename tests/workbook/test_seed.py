"""The real form: built, read back and checked, it yields exactly what a careful reviewer finds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.referees import require_libreoffice
from tests.referees.libreoffice import LibreOffice
from tests.workbook.expected import CELLS, ERRORS, INFOS, WARNINGS
from xltool.base.paths import value_at
from xltool.base.states import SubmissionState
from xltool.checking.check_report import FileReport
from xltool.rules.definition import Definition


def check_one(path: Path, roster: Path) -> FileReport:
    return xltool.check([path], roster=roster).files[0]


def assert_published_findings(report: FileReport) -> None:
    found: dict[str, Counter[str]] = {"error": Counter(), "warning": Counter(), "info": Counter()}
    for finding in report.findings:
        found[finding.severity][finding.rule] += 1
    assert found == {"error": ERRORS, "warning": WARNINGS, "info": INFOS}
    for rule, fields in CELLS.items():
        mine = [finding for finding in report.findings if finding.rule == rule]
        assert [finding.field for finding in mine] == fields
        for finding in mine:
            assert finding.location == report.document.origins[finding.field or ""]
    assert report.status == SubmissionState.REJECTED


def test_the_published_form_yields_the_counts_of_the_field(published: dict[str, Any], roster_csv: Path, tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    assert_published_findings(check_one(path, roster_csv))


def test_the_goal_without_an_indicator_is_named(published: dict[str, Any], roster_csv: Path, tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=published)
    messages = [f.message.zh for f in check_one(path, roster_csv).findings if f.rule == "R57"]
    assert messages == ["年度目标中的“25棵”没有对应的指标，请补充指标或修改目标"]


def test_the_corrected_form_is_accepted(corrected: dict[str, Any], roster_csv: Path, tmp_path: Path) -> None:
    path = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=corrected)
    report = check_one(path, roster_csv)
    assert report.status == SubmissionState.ACCEPTED
    assert [finding.rule for finding in report.findings] == ["R14"]  # the person's name, to be removed before publishing


@pytest.mark.parametrize("template_version", ["2022.1"])
def test_libreoffice_fills_the_empty_form_by_name(
    published: dict[str, Any], definition: Definition, roster_csv: Path, tmp_path: Path, template_version: str
) -> None:
    """Another program opens the built workbook, types the data into the named cells and saves it."""
    require_libreoffice()
    empty = xltool.build("project-performance-target", tmp_path / "empty.xlsx", unit="CZ-CG", roster=roster_csv)
    filled = tmp_path / "filled.xlsx"
    with LibreOffice() as office, office.open(empty) as workbook:
        workbook.fill(by_name(definition, published))
        workbook.recalculate()
        live = workbook.values([f"check.{rule_id}" for rule_id in definition.rules.ids])
        workbook.save_as(filled)
    assert xltool.read(filled).data == published
    report = check_one(filled, roster_csv)
    assert (report.version, report.unit) == (template_version, "CZ-CG")
    assert_published_findings(report)
    expected = ERRORS | WARNINGS | INFOS
    assert live == {f"check.{rule_id}": expected.get(rule_id, 0) for rule_id in definition.rules.ids}


def by_name(definition: Definition, data: dict[str, Any]) -> dict[Any, Any]:
    """The document as (defined name, row) → value."""
    values: dict[Any, Any] = {path: value_at(data, path) for path in definition.schema.fields}
    for table in definition.schema.tables.values():
        for column in table.columns:
            rows = value_at(data, table.path)
            values.update({(column.path, index): row[column.name] for index, row in enumerate(rows)})
    return {name: value for name, value in values.items() if value is not None}
