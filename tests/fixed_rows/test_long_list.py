"""A list of 1,000 rows stays light: its findings are few where the cause is one, and its workbook weighs what other lists weigh."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.fixed_rows.support import FORM

ROWS = 1000


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form with a long list: its folder of templates."""
    folder = tmp_path_factory.mktemp("long") / "fixed-rows"
    shutil.copytree(FORM, folder)
    lines = [f"1,{10_000 + row},,科目{row}\n" for row in range(ROWS)]
    (folder / "rules" / "codes" / "subjects.csv").write_text("level,value,parent,name\n" + "".join(lines), encoding="utf-8")
    template = folder / "templates" / "fixed-rows.yaml"
    template.write_text(template.read_text(encoding="utf-8").replace("        capacity: 4\n", ""), encoding="utf-8")
    return folder / "templates"


@pytest.fixture(scope="module")
def filled(form: Path) -> Path:
    rows = [{"code": str(10_000 + row), "budget": row, "executed": row} for row in range(ROWS)]
    data = {"unit": "办公室", "lines": rows, "staff": [{"subject": row["code"], "people": 1} for row in rows]}
    return xltool.build(form / "fixed-rows.yaml", form / "filled.xlsx", data=data)


def test_every_row_is_read(form: Path, filled: Path) -> None:
    document = xltool.read(filled, templates=form)
    assert [row["budget"] for row in document.rows("lines")] == list(range(ROWS))
    assert document.findings == ()


def test_a_table_that_lost_its_keys_and_names_is_two_sorts_of_findings(form: Path, filled: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(filled)
    for row in range(ROWS):
        book["支出表"][f"B{5 + row}"].value = book["支出表"][f"C{5 + row}"].value = None
    book.save(tmp_path / "keyless.xlsx")
    report = xltool.check([tmp_path / "keyless.xlsx"], templates=form)
    findings = [finding for finding in report.files[0].findings if finding.rule.startswith("row")]
    missing, *unknown = findings
    assert (missing.rule, missing.field) == ("row.missing", "lines")
    assert "等 1000 行" in missing.message.zh
    assert "… (1000 rows)" in missing.message.en
    assert [finding.rule for finding in unknown] == ["row.unknown"] * 21, "twenty rows, and one for the rest"
    assert "第 25–1004 行" in unknown[-1].message.zh
    assert not [finding for finding in report.files[0].findings if finding.rule.startswith("schema.")], "nothing is known of these rows"


def test_it_weighs_what_a_list_of_typed_rows_weighs(form: Path, tmp_path: Path) -> None:
    """Keys and names are texts; the helper sheet reads only what rules ask for."""
    fixed = xltool.build(form / "fixed-rows.yaml", tmp_path / "fixed.xlsx").stat().st_size
    folder = tmp_path / "typed"
    shutil.copytree(form.parent, folder)
    schema, template = folder / "rules" / "fixed-rows.schema.json", folder / "templates" / "fixed-rows.yaml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text("\n".join(line for line in text.split("\n") if '"x-rows"' not in line), encoding="utf-8")
    text = template.read_text(encoding="utf-8").replace("note: H}", f"note: H}}\n        capacity: {ROWS}")
    template.write_text(text.replace("share: C}", f"share: C}}\n        capacity: {ROWS}"), encoding="utf-8")
    typed = xltool.build(template, tmp_path / "typed.xlsx").stat().st_size
    assert fixed < 1.2 * typed, "2,000 texts more than the other, and little else"
