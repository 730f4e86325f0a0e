"""Bad input to each command: one clear message on stderr, nothing on stdout, exit status 2, no half file left."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.cli.conftest import MINIMAL, TEMPLATE, TEMPLATES, Outcome, Run

FAULTY = MINIMAL.parent.parent / "faulty"


def assert_refused(outcome: Outcome, *fragments: str) -> None:
    """The command said what is wrong, on stderr only, and gave exit status 2."""
    assert outcome.status == 2
    assert outcome.out == ""
    for fragment in fragments:
        assert fragment in outcome.err
    for word in ("Traceback", "internal error", "Error(", "内部错误"):
        assert word not in outcome.err


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


# --- options and arguments --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["build"], "Missing argument 'TEMPLATE'"),
        (["build", TEMPLATE], "Missing option '-o'"),
        (["build", TEMPLATE, "-o", "a.xlsx", "--bogus"], "No such option: --bogus"),
        (["build", TEMPLATE, "-o", "a.xlsx", "--lang", "fr"], "'--lang'"),
        (["read"], "Missing argument 'FILE'"),
        (["read", "a.xlsx", "b.xlsx"], "unexpected extra argument"),
        (["check"], "Missing argument 'FILE...'"),
        (["check", "a.xlsx", "--format", "xml"], "'xml' is not one of"),
        (["check", "a.xlsx", "--year", "soon"], "'--year'"),
        (["rules"], "Missing argument 'TEMPLATE'"),
        (["rules", TEMPLATE, "--format", "html"], "'html' is not one of"),
        (["merge"], "This is not a campaign folder"),
        (["merge", "a.xlsx", "--include", "all"], "'all' is not one of"),
        (["upgrade", "a.xlsx"], "Missing option '-o'"),
        (["demo", "--bogus"], "No such option: --bogus"),
    ],
    ids=lambda value: " ".join(Path(word).name for word in value) if isinstance(value, list) else "",
)
def test_wrong_options(run: Run, arguments: list[str], fragment: str) -> None:
    assert_refused(run(*arguments), fragment)


# --- files that are not there -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "nothere.yaml", "-o", "a.xlsx"],
        ["build", TEMPLATE, "-o", "a.xlsx", "--data", "nothere.json"],
        ["build", TEMPLATE, "-o", "a.xlsx", "--unit", "A", "--roster", "nothere.csv"],
        ["build", "minimal", "-o", "a.xlsx", "--templates", "nothere"],
        ["read", "nothere.xlsx"],
        ["check", "nothere.xlsx"],
        ["check", "nothere.xlsx", "--format", "json"],
        ["check", ".", "--roster", "nothere.csv"],
        ["check", ".", "--templates", "nothere"],
        ["rules", "nothere.yaml"],
        ["rules", "minimal", "--templates", "nothere"],
        ["merge", "nothere.xlsx"],
        ["merge", ".", "--roster", "nothere.csv"],
        ["upgrade", "nothere.xlsx", "-o", "a.xlsx"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_not_there_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], lang: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "some.txt").write_text("no workbook", encoding="utf-8")
    assert_refused(run(*arguments, "--lang", lang), "nothere")
    assert files_in(tmp_path) == {"some.txt"}


@pytest.mark.parametrize("command", ["build", "rules"])
def test_an_unknown_template_is_answered_with_those_there_are(run: Run, command: str, tmp_path: Path) -> None:
    more = ["-o", tmp_path / "a.xlsx"] if command == "build" else []
    assert_refused(run(command, "nosuch", *more, *TEMPLATES), "'nosuch'", "minimal", "project-performance-target")
    assert_refused(run(command, "nosuch", *more, "--lang", "zh"), "没有模板“nosuch”；可用：", "、project-performance-target、")


@pytest.mark.parametrize("arguments", [["rules"], ["demo", "--form"], ["init", "new", "--template"]])
def test_a_slip_in_the_name_of_a_form_is_offered_the_near_one(
    run: Run, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = [form.name for form in xltool.forms()]
    refused = run(*arguments, "monthly-reprot")
    assert f"'monthly-reprot'; did you mean 'monthly-report'? Available: {', '.join(known)}" in refused.err
    assert f"“monthly-reprot”；是否应为“monthly-report”？可用：{'、'.join(known)}" in run(*arguments, "monthly-reprot", "--lang", "zh").err
    assert "did you mean" not in run(*arguments, "qqqq").err


# --- faulty definitions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "place"),
    [
        ("template-syntax", "minimal.yaml:18:11: invalid YAML"),
        ("schema-syntax", "minimal.schema.json:12:20: invalid JSON"),
        ("schema-is-no-schema", "minimal.schema.json:7:39: 5 has the wrong type"),
        ("codes-rows", "kinds.csv:3:1: invalid level 'one'"),
        ("three-files-at-once", "7 error(s) in the definition"),
    ],
)
@pytest.mark.parametrize("command", ["build", "rules", "check", "read", "merge"])
def test_a_faulty_definition(run: Run, clean: Path, tmp_path: Path, case: str, place: str, command: str) -> None:
    folder = tmp_path / "definition"
    shutil.copytree(MINIMAL, folder)
    shutil.copytree(FAULTY / case, folder, dirs_exist_ok=True)
    before = files_in(tmp_path)
    arguments: dict[str, list[str | Path]] = {
        "build": ["minimal", "-o", tmp_path / "new" / "a.xlsx"],
        "rules": ["minimal"],
        "check": [clean],
        "read": [clean],
        "merge": [clean, "-o", tmp_path / "new" / "a.xlsx"],
    }
    outcome = run(command, *arguments[command], "--templates", folder / "templates")
    assert_refused(outcome, place)
    assert "^" in outcome.err
    assert files_in(tmp_path) == before


# --- documents --------------------------------------------------------------------------------------------------------

DOCUMENTS: dict[str, tuple[str | bytes, str, str]] = {
    "syntax": ('{"unit": "a", }', "document.json:1:", "document.json:1:"),
    "empty": ("", "document.json:1:1: not valid JSON", "不是合法的 JSON"),
    "not-an-object": ("[1]", "a document must be a JSON object", "填报数据应为 JSON 对象"),
    "nan": ('{"total": NaN}', "NaN is not a number", "NaN"),
    "infinity": ('{"total": -Infinity}', "-Infinity is not a number", "-Infinity"),
    "huge-number": ('{"total": ' + "9" * 5000 + "}", "not valid JSON", "不是合法的 JSON"),
    "not-utf8": (b'{"unit": "\xff"}', "the file is not UTF-8", "编码不是 UTF-8"),
    "deep": ("[" * 100_000, "nests too deeply", "嵌套过深"),
    "unknown-field": ('{"unit": "a", "foo": 1}', "/: the form has no 'foo'", "/: 表格中没有“foo”"),
    "unknown-column": ('{"items": [{"name": "x"}, {"bar": 2}]}', "/items/1: the form has no 'bar'", "/items/1: 表格中没有“bar”"),
    "wrong-type": ('{"total": "much"}', "/total: the wrong type", "/total: 内容的类型不对"),
    "table-is-text": ('{"items": "none"}', "/items: the wrong type", "/items: 内容的类型不对"),
    "row-is-text": ('{"items": ["none"]}', "/items/0: the wrong type", "/items/0: 内容的类型不对"),
    "too-many-rows": (
        json.dumps({"items": [{"name": "x"}] * 7}),
        "/items: 7 rows, but the form has room for 5",
        "有 7 行，表中只能填 5 行",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_does_not_fit(run: Run, tmp_path: Path, name: str) -> None:
    content, english, chinese = DOCUMENTS[name]
    path = tmp_path / "document.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    arguments = ("build", TEMPLATE, "-o", tmp_path / "a.xlsx", "--data", path)
    assert_refused(run(*arguments), english)
    assert_refused(run(*arguments, "--lang", "zh"), chinese)
    assert files_in(tmp_path) == {"document.json"}


def test_all_misfits_of_a_document_are_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "document.json"
    path.write_text('{"foo": 1, "bar": 2, "total": "x", "items": [{"baz": 1}]}', encoding="utf-8")
    outcome = run("build", TEMPLATE, "-o", tmp_path / "a.xlsx", "--data", path)
    assert_refused(outcome, "'foo'", "'bar'", "/total", "/items/0: the form has no 'baz'")


# --- rosters ----------------------------------------------------------------------------------------------------------

ROSTERS: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "roster.csv:1: the roster lacks the columns id, name", "缺少列 id、name"),
    "no-id": (b"name,level\nalpha,x\n", "roster.csv:1: the roster lacks the column id", "缺少列 id"),
    "id-twice": (b"id,name\nA,alpha\n\nA,beta\n", "roster.csv:4: duplicate unit id 'A', first used on line 2", "单位编码“A”重复"),
    "blank-id": (b"id,name\n,alpha\n", "roster.csv:2: the id and the name must not be blank", "id 与 name 不能为空"),
    "blank-name": (b"id,name\nA,alpha\nB,\n", "roster.csv:3: the id and the name must not be blank", "id 与 name 不能为空"),
    "encoding": (b"\xff\xff\xfe", "neither UTF-8 nor GB18030", "编码既非 UTF-8 也非 GB18030"),
    "long-cell": (b'id,name\nA,"' + b"x" * 200_000 + b'"\n', "the roster is not valid CSV", "不是合法的 CSV"),
}


@pytest.mark.parametrize("name", ROSTERS)
@pytest.mark.parametrize("command", ["build", "check", "merge"])
def test_a_faulty_roster(run: Run, clean: Path, tmp_path: Path, name: str, command: str) -> None:
    content, english, chinese = ROSTERS[name]
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    before = files_in(tmp_path)
    arguments: dict[str, list[str | Path]] = {
        "build": [TEMPLATE, "-o", tmp_path / "new.xlsx", "--unit", "A"],
        "check": [clean, *TEMPLATES],
        "merge": [clean, *TEMPLATES, "-o", tmp_path / "new.xlsx"],
    }
    outcome = run(command, *arguments[command], "--roster", path)
    assert_refused(outcome, english)
    assert_refused(run(command, *arguments[command], "--roster", path, "--lang", "zh"), chinese)
    assert files_in(tmp_path) == before


def test_a_unit_that_is_not_on_the_roster(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("id,name\nA,alpha\n", encoding="utf-8")
    arguments = ("build", TEMPLATE, "-o", tmp_path / "a.xlsx", "--unit", "B", "--roster", path)
    assert_refused(run(*arguments), "the roster has no unit 'B'")
    assert_refused(run(*arguments, "--lang", "zh"), "名录中没有单位“B”")


def test_a_roster_that_excel_saved_in_chinese_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes("ID, name ,level\n甲,常州市城市管理局,市级\n".encode("gb18030"))
    assert run("build", TEMPLATE, "-o", tmp_path / "a.xlsx", "--unit", "甲", "--roster", path).status == 0
    assert run("read", tmp_path / "a.xlsx", *TEMPLATES).json["unit"] == "常州市城市管理局"


# --- outputs ----------------------------------------------------------------------------------------------------------


def outputs(clean: Path, target: Path) -> dict[str, list[str | Path]]:
    return {
        "build": ["build", TEMPLATE, "-o", target],
        "merge": ["merge", clean, *TEMPLATES, "-o", target],
        "check": ["check", clean, *TEMPLATES, "-o", target],
        "demo": ["demo", "--out", target],
    }


@pytest.mark.parametrize("command", ["build", "merge", "check", "demo"])
def test_a_file_stands_where_a_folder_is_needed(run: Run, clean: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = files_in(tmp_path)
    target = tmp_path / "file" if command == "demo" else tmp_path / "file" / "a.xlsx"
    assert_refused(run(*outputs(clean, target)[command]), "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("command", ["build", "merge", "check"])
def test_a_folder_stands_where_the_file_is_to_go(run: Run, clean: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.xlsx").mkdir()
    before = files_in(tmp_path)
    assert_refused(run(*outputs(clean, tmp_path / "a.xlsx")[command]), "a.xlsx")
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("command", ["build", "merge", "check"])
def test_a_folder_that_takes_no_files(run: Run, clean: Path, tmp_path: Path, command: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        probe = locked / "probe"
        try:
            probe.touch()
        except OSError:
            pass
        else:
            probe.unlink()
            pytest.skip("this user may write anywhere")
        assert_refused(run(*outputs(clean, locked / "a.xlsx")[command]), "cannot be written")
        assert files_in(locked) == set()
    finally:
        locked.chmod(stat.S_IRWXU)


def test_what_stood_there_before_stays_when_the_command_fails(run: Run, tmp_path: Path) -> None:
    target, document = tmp_path / "a.xlsx", tmp_path / "document.json"
    target.write_text("mine", encoding="utf-8")
    document.write_text("[]", encoding="utf-8")
    assert_refused(run("build", TEMPLATE, "-o", target, "--data", document))
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_report_never_overwrites_what_it_reports_on(run: Run, clean: Path) -> None:
    before = clean.read_bytes()
    assert_refused(run("check", clean, *TEMPLATES, "-o", clean), "clean.xlsx")
    assert clean.read_bytes() == before


def test_marked_workbooks_need_a_folder(run: Run, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert_refused(run("check", clean, *TEMPLATES, "--annotate", tmp_path / "file"), "file is not a folder")


# --- received files are never a reason to stop ------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"%PDF-1.7", "中文".encode(), b"\x00" * 5000])
def test_a_file_that_is_no_workbook_is_a_finding(run: Run, clean: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "received.xlsx").write_bytes(content)
    outcome = run("check", tmp_path / "received.xlsx", clean, *TEMPLATES, "--format", "json")
    assert outcome.status == 1
    assert [file["status"] for file in outcome.json["files"]] == ["unreadable", "accepted"]
    outcome = run("read", tmp_path / "received.xlsx", *TEMPLATES)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.endswith("]\n")


def test_braces_in_a_path_are_shown_as_they_are(run: Run, tmp_path: Path) -> None:
    """Messages have placeholders in braces; a path has none."""
    assert_refused(run("read", tmp_path / "{unit}.xlsx"), "{unit}.xlsx")


def test_an_error_nobody_thought_of_has_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("{oops}")

    monkeypatch.setattr("xltool.reading.read.read", fail)
    outcome = run("read", "a.xlsx")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("internal error in xltool (ZeroDivisionError: ")
    monkeypatch.setenv("XLTOOL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("read", "a.xlsx")
