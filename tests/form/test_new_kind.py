"""A kind is added by adding one file: a made-up one builds, is read, checked and merged, and both sides agree on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.form import semester
from tests.generated_docs import generators
from tests.parity.cases import Case, Cell
from tests.parity.comparison import Form
from xltool.form import kinds
from xltool.form.kind import Kind
from xltool.rules.loading.schema_shape import vocabulary

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

PACKAGE = Path(kinds.__file__).parents[2]
FILE = Path(semester.__file__)
TEMPLATE = """
id: courses
version: "1"
language: zh
identity: {unit: name}
sheets:
  - name: 课程
    widths: {"A:D": 16}
    blocks:
      - block: fields
        rows:
          - fields:
              - {field: name, label: A, input: B}
              - {field: term, label: C, input: D}
      - block: table
        table: rows
        columns: {course: A, term: B}
        capacity: 20
"""
#: As for dates, a `pattern` holds other validators, and the check of what comes back, to the form of the text.
PATTERN = {"pattern": "^[0-9]{4}[春秋]$", "x-ids": {"pattern": "value.type"}}
COURSE = {"title": "课程", "type": ["string", "null"]}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "开课计划",
    "type": "object",
    "properties": {
        "name": {"title": "学校", "type": "string"},
        "term": {"title": "本学期", "type": "string", "x-kind": "semester", **PATTERN},
        "rows": {
            "title": "课程",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"course": COURSE, "term": {"title": "学期", "type": ["string", "null"], "format": "semester", **PATTERN}},
            },
        },
    },
    "x-rules": [
        {"id": "S1", "severity": "error", "at": "term", "formula": "term.year>=2020", "message": {"zh": "太早", "en": "too early"}},
        {
            "id": "S2", "severity": "error", "each": "rows", "at": "[@term]", "formula": 'OR([@term]="",[@term.year]=term.year)',
            "message": {"zh": "不是本年：{term}", "en": "not of this year: {term}"},
        },
        {
            "id": "S3", "severity": "warning", "at": "rows.term", "formula": 'SUMPRODUCT((rows[term.half]="春")*1)<=2',
            "message": {"zh": "春季过多", "en": "too many in spring"},
        },
        {
            "id": "S4", "severity": "info", "each": "rows", "at": "[@course]", "formula": '[@term.half]<>"秋"',
            "message": {"zh": "秋季", "en": "in autumn"},
        },
    ],
}  # fmt: skip


def definition_folder(folder: Path) -> Path:
    """Write the form; returns its template."""
    for name, text in (("templates/courses.yaml", TEMPLATE), ("rules/courses.schema.json", json.dumps(SCHEMA))):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder / "templates" / "courses.yaml"


# --- in the package of a copy -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one file more."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, folder / "xltool", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(FILE, folder / "xltool" / "form" / "kinds")
    return folder


def xltool(copy: Path, *arguments: str | Path, status: int = 0) -> str:
    """Run a command of the copy and return what it prints."""
    command = [sys.executable, "-m", "xltool", *map(str, arguments), "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == status, done.stderr + done.stdout
    return done.stdout


def test_one_file_more_is_a_kind_more(copy: Path, tmp_path: Path) -> None:
    template, data = definition_folder(tmp_path), tmp_path / "data.json"
    filled = {"name": "一中", "term": "2026春", "rows": [{"course": "数学", "term": "2026 年 秋"}, {"course": "历史", "term": "2019春"}]}
    data.write_text(json.dumps(filled), encoding="utf-8")
    form = tmp_path / "form.xlsx"
    xltool(copy, "build", template, "-o", form, "--data", data)
    read = json.loads(xltool(copy, "read", form, "--templates", template.parent))
    assert read["rows"] == [{"course": "数学", "term": "2026秋"}, {"course": "历史", "term": "2019春"}]
    report = json.loads(xltool(copy, "check", form, "--format", "json", "--templates", template.parent, status=1))
    findings = [(finding["rule"], finding["field"], finding["message"]) for finding in report["files"][0]["findings"]]
    assert ("R63", "rows[0].term", "Read in the usual spelling: 2026 年 秋 → 2026秋") in findings
    assert ("S2", "rows[1].term", "not of this year: 2019春") in findings
    assert [rule for rule, _, _ in findings if rule != "R63"] == ["S2", "S4"]


def test_without_the_file_the_kind_is_refused(tmp_path: Path) -> None:
    template = definition_folder(tmp_path)
    output = xltool(PACKAGE.parent, "rules", template, status=2)
    assert not output


# --- in this process --------------------------------------------------------------------------------------------------


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kind:
    """The kind, found in a folder that holds its file beside those of the program."""
    folder = tmp_path / "more"
    folder.mkdir()
    shutil.copy(FILE, folder)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    found = kinds.load_kinds()["semester"]
    monkeypatch.setitem(kinds.KINDS, "semester", found)
    monkeypatch.delitem(sys.modules, "xltool.form.kinds.semester")
    return found


def _cases(cells: tuple[Cell, ...]) -> list[Case]:
    """Every cell as the single field, all of them in the rows; then every pair of the single field and one row."""
    courses = ["甲"] * len(cells)
    whole: list[Case] = [{"name": "甲", "term": cell, "rows.course": [*courses], "rows.term": [*cells]} for cell in cells]
    return whole + [{"name": "甲", "term": one, "rows.course": ["乙"], "rows.term": [other]} for one, other in product(cells[:6], cells)]


def test_libreoffice_agrees_on_the_new_kind(kind: Kind, office: LibreOffice, tmp_path: Path) -> None:
    from xltool.rules.load import load_definition

    form = Form(load_definition(definition_folder(tmp_path)))
    readable = {"name": "甲", "term": kind.examples[0], "rows.course": ["甲"] * 12, "rows.term": [*kind.examples] * 3}
    cases = [readable, *_cases((*kind.examples, *kind.oddities, None, ""))]
    results = form.in_office(office, form.write(tmp_path), cases)
    assert not [str(disagreement) for disagreement in form.disagreements(cases, results)]
    counts = [form.in_python(case) for case in cases]
    for rule_id in form.definition.rules.ids:
        assert {count[f"check.{rule_id}"] > 0 for count in counts} >= {True}, f"no case breaks {rule_id}"


def test_documents_and_published_schemas_know_the_new_kind(kind: Kind) -> None:
    assert kind.name in vocabulary()["$defs"]["subschema"]["properties"]["x-kind"]["enum"]
    assert "| `semester` | string | `x-kind`, or `format: semester` | a semester, `2026春` |" in generators()["kinds"]()
    assert "| semester | `.text` | text |" in generators()["parts"]()
