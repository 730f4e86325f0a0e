"""What each command prints, and its exit status."""

from __future__ import annotations

import json
import keyword
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import xltool
from tests.cli.conftest import MINIMAL, TEMPLATE, TEMPLATES, Run
from xltool.base.reader_rules import CAMPAIGN_IDS, READER_RULES
from xltool.cli import app
from xltool.cli.command_table import COMMANDS
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition


@pytest.fixture
def minimal() -> Definition:
    return load_definition(TEMPLATE)


# --- every command ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner(env={"TERMINAL_WIDTH": "200", "NO_COLOR": "1"}).invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "--lang" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_library_function_of_the_same_name(command: str) -> None:
    name = f"{command}_" if keyword.iskeyword(command) else command  # `import` is one
    assert callable(getattr(xltool, name))
    assert name in xltool.__all__


def test_the_overview_lists_every_command() -> None:
    result = CliRunner(env={"TERMINAL_WIDTH": "200", "NO_COLOR": "1"}).invoke(app, ["--help"])
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_overview_says_what_the_command_says(command: str) -> None:
    assert COMMANDS[command].load().__doc__ == COMMANDS[command].doc.en


# --- build and read ---------------------------------------------------------------------------------------------------


def test_what_build_writes_read_prints(run: Run, tmp_path: Path, document: dict[str, Any]) -> None:
    target = tmp_path / "new" / "form.xlsx"
    built = run("build", TEMPLATE, "-o", target, "--data", MINIMAL / "document.json")
    assert (built.status, built.out, built.err) == (0, f"wrote {target}\nnext: fill it in, then check it: xltool check {target}\n", "")
    read = run("read", target, *TEMPLATES)
    assert (read.status, read.err) == (0, "")
    assert read.json == document
    assert sorted(path.name for path in target.parent.iterdir()) == ["form.xlsx"]


def test_a_template_is_named_by_id_or_by_path(run: Run, tmp_path: Path) -> None:
    assert run("build", "minimal", *TEMPLATES, "-o", tmp_path / "a.xlsx").status == 0
    assert run("build", "project-performance-target", "-o", tmp_path / "b.xlsx").status == 0


def test_templates_beside_the_caller_are_found(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MINIMAL)
    assert run("build", "minimal", "-o", tmp_path / "a.xlsx").status == 0
    assert run("read", tmp_path / "a.xlsx").status == 0


def test_read_cells_says_where_each_value_stands(run: Run, clean: Path) -> None:
    outcome = run("read", clean, "--cells", *TEMPLATES)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json == {
        "/unit": "Form!B2",
        "/total": "Form!B3",
        **{
            f"/items/{row}/{column}": f"Form!{letter}{row + 5}"
            for row in range(2)
            for column, letter in zip(("name", "kind", "sort", "amount"), "ABCD", strict=True)
        },
    }


def test_a_workbook_for_a_unit_carries_it(run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nA-1,Library\n", encoding="utf-8")
    assert run("build", TEMPLATE, "-o", tmp_path / "a.xlsx", "--unit", "A-1", "--roster", roster).status == 0
    assert run("read", tmp_path / "a.xlsx", *TEMPLATES).json["unit"] == "Library"
    assert run("check", tmp_path / "a.xlsx", *TEMPLATES, "--format", "json").json["files"][0]["unit"] == "A-1"


# --- check ------------------------------------------------------------------------------------------------------------


def test_a_clean_workbook_has_exit_status_0(run: Run, clean: Path) -> None:
    outcome = run("check", clean, *TEMPLATES)
    assert (outcome.status, outcome.err) == (0, "")
    assert "accepted" in outcome.out


def test_warnings_alone_have_exit_status_0(run: Run, tmp_path: Path, document: dict[str, Any]) -> None:
    document["items"].append({"name": "Air", "kind": "goods", "sort": None, "amount": 0})
    workbook = xltool.build(TEMPLATE, tmp_path / "a.xlsx", data=document)
    outcome = run("check", workbook, *TEMPLATES)
    assert outcome.status == 0
    assert "The amount is 0" in outcome.out


def test_errors_have_exit_status_1(run: Run, faulty: Path, clean: Path) -> None:
    for files in ([faulty], [clean, faulty], [faulty.parent]):
        outcome = run("check", *files, *TEMPLATES)
        assert (outcome.status, outcome.err) == (1, "")
        assert "The total differs from the sum of the items" in outcome.out
        assert "Form!B3" in outcome.out


def test_the_json_report_has_the_shape_that_is_promised(run: Run, faulty: Path) -> None:
    outcome = run("check", faulty, *TEMPLATES, "--format", "json")
    assert (outcome.status, outcome.err) == (1, "")
    report = outcome.json
    assert list(report) == ["format_version", "files", "missing", "tally", "common_notes"]
    assert report["format_version"] == 1
    assert report["missing"] == []
    (file,) = report["files"]
    assert list(file) == ["path", "template", "version", "unit", "status", "program", "findings"]
    assert file == {
        "path": str(faulty),
        "template": "minimal",
        "version": "1",
        "unit": None,
        "status": "rejected",
        "program": None,
        "findings": file["findings"],
    }
    for finding in file["findings"]:
        assert list(finding) == ["rule", "severity", "field", "sheet", "cell", "value", "message"]
    found = [(entry["rule"], entry["severity"], entry["field"], entry["cell"], entry["value"]) for entry in file["findings"]]
    assert found == [
        ("balance", "error", "total", "B3", 99),
        ("empty", "warning", "items[2].amount", "D7", 0),
        ("tags", "warning", "items[2].name", "A7", "<b>Nails</b>"),
    ]
    assert {entry["sheet"] for entry in file["findings"]} == {"Form"}
    tally = ["files", "accepted", "rejected", "unreadable", "errors", "warnings", "infos"]
    assert list(report["tally"]) == tally
    assert report["tally"] == dict(zip(tally, [1, 0, 1, 0, 1, 2, 0], strict=True))


def test_an_unreadable_file_has_its_place_in_the_json_report(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "received.xlsx"
    path.write_bytes(b"")
    report = run("check", path, *TEMPLATES, "--format", "json").json
    (file,) = report["files"]
    assert (file["status"], file["template"], file["version"], file["unit"]) == ("unreadable", None, None, None)
    (finding,) = file["findings"]
    assert (finding["rule"], finding["severity"]) == ("file.empty", "error")
    assert (finding["field"], finding["sheet"], finding["cell"], finding["value"]) == (None, None, None, None)
    assert report["tally"]["unreadable"] == report["tally"]["errors"] == 1


def test_units_that_have_not_sent_are_listed(run: Run, clean: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nA,Library of Changzhou\nB,Museum\n", encoding="utf-8")
    outcome = run("check", clean, *TEMPLATES, "--roster", roster, "--format", "json")
    assert outcome.status == 1
    assert outcome.json["files"][0]["unit"] == "A"
    (missing,) = outcome.json["missing"]
    assert (missing["rule"], missing["severity"], missing["unit"]) == ("R65", "error", "B")
    assert outcome.json["tally"]["errors"] == 1


@pytest.mark.parametrize("format_", ["text", "json", "html"])
def test_a_report_goes_to_a_file_as_it_would_be_printed(run: Run, faulty: Path, tmp_path: Path, format_: str) -> None:
    printed = run("check", faulty, *TEMPLATES, "--format", format_)
    target = tmp_path / "reports" / "report"
    saved = run("check", faulty, *TEMPLATES, "--format", format_, "-o", target)
    assert (saved.status, saved.out, saved.err) == (1, f"wrote {target}\n", "")
    assert target.read_text(encoding="utf-8") == printed.out


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
@pytest.mark.parametrize("template", ["minimal", "project-performance-target"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reference_lists_every_rule(run: Run, format_: str, template: str, lang: str) -> None:
    outcome = run("rules", template, *TEMPLATES, "--format", format_, "--lang", lang)
    assert (outcome.status, outcome.err) == (0, "")
    rules = load_definition(template, MINIMAL / "templates").rules
    wanted = {*READER_RULES, *rules.ids, *rules.messages, *(check.id for check in rules.checks), *CAMPAIGN_IDS}
    if format_ == "json":
        listed = {entry["id"] for entry in outcome.json}
    else:
        lines = outcome.out.splitlines()
        listed = {line.split(" ")[0] if format_ == "text" else line.split("|")[1].strip(" `") for line in lines}
    assert wanted <= listed


def test_the_json_reference_says_what_a_rule_is(run: Run) -> None:
    entries = {entry["id"]: entry for entry in run("rules", TEMPLATE, "--format", "json").json}
    assert entries["balance"] == {
        "id": "balance",
        "severity": "error",
        "kind": "formula",
        "message": {"zh": "合计与各项之和不等", "en": "The total differs from the sum of the items"},
        "requirement": {"zh": "合计与各项之和不等", "en": "The total differs from the sum of the items"},
        "formula": "ROUND(SUM(items[amount]), 2)=total",
        "fields": ["items.amount", "total"],
        "live": True,
    }
    assert (entries["tags"]["kind"], entries["tags"]["formula"]) == ("check", "html-tags")
    assert (entries["kind"]["kind"], entries["file.encrypted"]["kind"]) == ("schema", "reader")


# --- merge ------------------------------------------------------------------------------------------------------------


def test_merge_says_what_it_wrote(run: Run, clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "merged" / "summary.xlsx"
    outcome = run("merge", clean, *TEMPLATES, "-o", target)
    assert (outcome.status, outcome.err) == (0, "")
    data = tmp_path / "merged" / "summary-data"
    written = sorted(path for path in data.iterdir() if path.suffix in (".parquet", ".csv"))
    assert sorted(target.parent.iterdir()) == [data, target]
    assert outcome.out.splitlines() == [
        f"wrote {target}",
        f"data for programs (Parquet and CSV): {data}, {len(written)} files",
        f"next: open {target}",
    ]
    log = run("merge", clean, *TEMPLATES, "-o", target, "-v").err.splitlines()
    assert {line for line in log if line.startswith("wrote ")} == {f"wrote {path}" for path in (target, *written)}


def test_old_data_beside_the_summary_are_removed(run: Run, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "summary-forms.csv").write_text("numbers of an earlier version", encoding="utf-8")
    assert run("merge", clean, *TEMPLATES, "-o", tmp_path / "summary.xlsx").status == 0
    assert not (tmp_path / "summary-forms.csv").exists()
    assert (tmp_path / "summary-data" / "summary-forms.csv").is_file()


# --- language ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.GB18030"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "de_DE.UTF-8"}, False),
    ],
)
def test_messages_follow_the_locale(
    run: Run, monkeypatch: pytest.MonkeyPatch, faulty: Path, variables: dict[str, str], *, chinese: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("找不到文件" in run("read", "nothere").err) is chinese
    assert ("合计与各项之和不等" in run("check", faulty, *TEMPLATES).out) is chinese


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_option_overrides_the_locale(run: Run, monkeypatch: pytest.MonkeyPatch, faulty: Path, lang: str) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8" if lang == "zh" else "zh_CN.UTF-8")
    said = {"zh": ("找不到文件", "合计与各项之和不等"), "en": ("file not found", "The total differs")}[lang]
    assert said[0] in run("read", "nothere", "--lang", lang).err
    assert said[1] in run("check", faulty, *TEMPLATES, "--lang", lang).out
    report = run("check", faulty, *TEMPLATES, "--lang", lang, "--format", "json").json
    assert said[1] in json.dumps(report, ensure_ascii=False)


def test_the_language_of_one_run_is_not_that_of_the_next(run: Run) -> None:
    assert "找不到文件" in run("read", "nothere", "--lang", "zh").err
    assert "file not found" in run("read", "nothere").err
