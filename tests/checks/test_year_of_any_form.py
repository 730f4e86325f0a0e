"""A campaign with a year holds every form that says its year to it, whether or not its definition has a check of the year."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import xltool

ROOT = Path(__file__).parents[2]
SEED = ROOT / "tests" / "data" / "changzhou-2022.json"


def template_without_check(folder: Path) -> Path:
    """The built-in form without its own check of the year."""
    for name in ("templates", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    path = folder / "rules" / "project-performance-target.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["x-checks"] = [entry for entry in schema["x-checks"] if entry["check"] != "campaign-year"]
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    return folder / "templates" / "project-performance-target.yaml"


@pytest.mark.parametrize(
    ("year", "found"), [(2022, []), (2023, [("campaign.year", "year", "填报年度为 2022，本次征集的是 2023 年度，请改")]), (None, [])]
)
def test_the_year_of_a_form_without_a_check_of_its_own(year: int | None, found: list[tuple[str, str, str]], tmp_path: Path) -> None:
    template = template_without_check(tmp_path)
    workbook = xltool.build(template, tmp_path / "form.xlsx", data=SEED)
    findings = xltool.check([workbook], templates=template.parent, year=year).files[0].findings
    assert [(finding.rule, finding.field, finding.message.zh) for finding in findings if finding.field == "year"] == found


def test_a_form_with_a_check_of_its_own_reports_the_year_once(tmp_path: Path) -> None:
    workbook = xltool.build("project-performance-target", tmp_path / "form.xlsx", data=SEED)
    findings = xltool.check([workbook], year=2023).files[0].findings
    assert [finding.rule for finding in findings if finding.field == "year"] == ["R04"]
