"""Sound definitions: every folder under `clean/` is built, read back and checked with the document beside it."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import xltool
from xltool.base.states import SubmissionState
from xltool.rules.evaluate import evaluate
from xltool.rules.evaluation import Verdict
from xltool.rules.load import load_definition
from xltool.rules.validate import violations
from xltool.workbook.build import load_document

CASES = sorted(path for path in (Path(__file__).parent / "clean").iterdir() if path.is_dir())


def template_of(case: Path) -> Path:
    return case / "templates" / f"{case.name}.yaml"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_built_is_read_back_equal_and_checks_clean(case: Path, tmp_path: Path) -> None:
    document = load_document(case / "document.json")
    folder = case / "templates"
    workbook = xltool.build(template_of(case), tmp_path / "form.xlsx", data=document)
    read = xltool.read(workbook, templates=folder)
    assert read.findings == ()
    assert read.data == document
    report = xltool.check([workbook], templates=folder)
    assert [finding for file in report.files for finding in file.findings] == []
    assert report.files[0].status == SubmissionState.ACCEPTED


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_blank_form_is_built_and_read_back_blank(case: Path, tmp_path: Path) -> None:
    workbook = xltool.build(template_of(case), tmp_path / "form.xlsx")
    read = xltool.read(workbook, templates=case / "templates")
    definition = load_definition(template_of(case))
    assert read.template == definition.id == case.name
    given = {path: field.constant or field.default for path, field in definition.schema.fields.items() if not field.is_computed}
    assert {path: read.get(path) for path in given} == given
    assert all(read.rows(path) == [] for path, table in definition.schema.tables.items() if table.fixed is None)
    for path, table in definition.schema.tables.items():
        blank = {column.name: column.constant or column.default for column in table.typed_columns}
        assert all(blank == {name: row.get(name) for name in blank} for row in read.rows(path)), "fixed rows are there, and blank"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_rule_of_a_clean_case_can_be_decided(case: Path) -> None:
    definition = load_definition(template_of(case))
    document = load_document(case / "document.json")
    assert violations(definition, document) == []
    verdicts = evaluate(definition, document).verdicts.values()
    assert not any(verdict.skipped for verdict in verdicts)


def verdict_of(case: str, rule: str, **changes: Any) -> Verdict:
    """What a rule says of a clean document in which a few values are changed."""
    path = next(path for path in CASES if path.name == case)
    document = load_document(path / "document.json")
    for pointer, value in changes.items():
        *steps, last = pointer.split("__")
        node: Any = document
        for step in steps:
            node = node[int(step) if step.isdigit() else step]
        node[int(last) if last.isdigit() else last] = value
    return evaluate(load_definition(template_of(path)), document).verdicts[rule, 0]


def test_weights_must_add_up_to_the_total() -> None:
    assert verdict_of("weights", "R61").count == 0
    assert verdict_of("weights", "R61", criteria__2__weight=Decimal("33.3")).count == 1
    assert verdict_of("weights", "R61", criteria__2__weight="三十").skipped


def test_a_score_beyond_its_weight_is_blamed_in_its_row() -> None:
    assert verdict_of("weights", "W1", criteria__1__score=40).rows == (1,)


def test_lines_of_another_sheet_are_added_up() -> None:
    assert verdict_of("two-sheets", "G2", lines__0__cost=1).violated
    assert verdict_of("two-sheets", "G2", lines__0__cost=1, grant__total=1).skipped, "G1 explains it"
    assert verdict_of("two-sheets", "G3", lines__1__to="2025").rows == (1,)


def test_shares_are_added_up_as_fractions() -> None:
    assert verdict_of("kinds", "K1", rows__2__share=Decimal("0.9")).violated


def test_a_text_that_is_no_date_violates_its_type_though_the_schema_has_no_pattern() -> None:
    path = next(path for path in CASES if path.name == "two-sheets")
    document = load_document(path / "document.json")
    document["lines"][0]["to"] = "next spring"
    state = evaluate(load_definition(template_of(path)), document)
    assert state.violated == {("value.type", "lines[0].to")}


def test_the_schema_with_its_code_lists_is_plain_json_schema() -> None:
    """Any validator can use it: the code lists stand in it as `enum`, also where the field is behind a reference."""
    definition = load_definition(template_of(CASES[[case.name for case in CASES].index("minimal")]))
    resolved = json.loads(json.dumps(definition.schema.resolved))
    row = resolved["properties"]["items"]["items"]
    assert row["properties"]["kind"]["enum"] == ["goods", "works"]
    assert [part["then"]["properties"]["sort"]["enum"] for part in row["allOf"]] == [["books", None], ["roads", None]]


def test_a_cached_definition_outlives_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A definition loaded by a relative path is cached: its files are found also after the process has gone elsewhere."""
    shutil.copytree(Path(__file__).parent / "clean" / "minimal", tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    definition = load_definition(Path("templates/minimal.yaml"))
    monkeypatch.chdir(tmp_path)
    assert all(file.is_file() for file in definition.files)
