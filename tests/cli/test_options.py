"""Options that mean something else than was meant: each is an error that names the option, before anything is written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import TEMPLATE, TEMPLATES, Run
from tests.cli.test_bad_input import assert_refused, files_in
from xltool.base.messages import Text
from xltool.base.output_path import refuse_output

ROSTER = "编码,单位名称\nA1,档案馆\nB2,图书馆\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A folder with a roster, a blank form and a campaign."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    assert run("build", TEMPLATE, "-o", "form.xlsx").status == 0
    (tmp_path / "sent").mkdir()
    shutil.copy(tmp_path / "form.xlsx", tmp_path / "sent" / "form.xlsx")
    assert run("init", "round", "--template", TEMPLATE, "--roster", "roster.csv").status == 0
    return tmp_path


REFUSED: dict[str, tuple[list[str], str, str]] = {
    "a workbook that no program opens": (
        ["build", TEMPLATE, "-o", "a.xls"], "-o a.xls: the workbook must be an .xlsx file", "-o a.xls：工作簿的扩展名应为 .xlsx",
    ),
    "a workbook without ending": (["build", TEMPLATE, "-o", "a"], "-o a: the workbook must be an .xlsx file", "-o a：工作簿的扩展名应为 .xlsx"),
    "a folder": (["build", TEMPLATE, "-o", "round"], "-o round is a folder", "-o round 是文件夹"),
    "an upgraded workbook": (["upgrade", "form.xlsx", "-o", "a.et"], "-o a.et: the workbook must be an .xlsx file", "-o a.et：工作簿的扩展名应为 .xlsx"),
    "an upgrade over its source": (["upgrade", "form.xlsx", "-o", "./form.xlsx"], "-o form.xlsx is the file that is read", "-o form.xlsx 是原件"),
    "a summary of another kind": (["merge", "form.xlsx", "-o", "a.csv"], "-o a.csv: the summary must be an .xlsx file", "-o a.csv：汇总表的扩展名应为 .xlsx"),
    "a summary over a form": (
        ["merge", "form.xlsx", "-o", "form.xlsx"], "-o form.xlsx is one of the forms; choose another name", "-o form.xlsx 是一份填报表，不能覆盖",
    ),
    "a summary of a folder over a form in it": (["merge", "sent", "-o", "sent/form.xlsx"], "is one of the forms", "是一份填报表"),
    "a report in a file of another format": (
        ["check", "form.xlsx", "-o", "a.html"], "-o a.html: the format of the report is text; add --format html", "-o a.html：报告的格式是 text，请加 --format html",
    ),
    "a report in a workbook": (
        ["check", "form.xlsx", "--format", "html", "-o", "a.xlsx"], "-o a.xlsx: the format of the report is html; choose another", "-o a.xlsx：报告的格式是 html，请另取扩展名",
    ),
    "a status in a file of another format": (
        ["status", "round", "--format", "html", "-o", "a.xlsx"], "the format of the report is html; add --format xlsx", "报告的格式是 html，请加 --format xlsx",
    ),
    "a status page as a workbook": (
        ["status", "round", "--format", "xlsx", "-o", "a.html"], "the format of the report is xlsx; add --format html", "报告的格式是 xlsx，请加 --format html",
    ),
    "a unit without roster": (["build", TEMPLATE, "-o", "a.xlsx", "--unit", "A1"], "--unit needs --roster", "--unit 需与 --roster 同用"),
    "a roster without unit": (["build", TEMPLATE, "-o", "a.xlsx", "--roster", "roster.csv"], "--roster needs --unit", "--roster 需与 --unit 同用"),
    "a unit in small letters": (
        ["build", TEMPLATE, "-o", "a.xlsx", "--unit", "a1", "--roster", "roster.csv"], "the roster has no unit 'a1'; did you mean 'A1'?", "名录中没有单位“a1”；是否应为“A1”？",
    ),
    "a unit by its name": (
        ["build", TEMPLATE, "-o", "a.xlsx", "--unit", "图书馆", "--roster", "roster.csv"], "no unit '图书馆'; did you mean 'B2'?", "没有单位“图书馆”；是否应为“B2”？",
    ),
    "the history of a unit in small letters": (["status", "round", "--unit", "a1"], "no unit 'a1'; did you mean 'A1'?", "没有单位“a1”；是否应为“A1”？"),
    "a year of two digits": (["init", "new", "--template", TEMPLATE, "--year", "26"], "'--year'", "--year 的值"),
    "a year of five digits": (["init", "new", "--template", TEMPLATE, "--year", "99999"], "'--year'", "--year 的值"),
    "a year to check": (["check", "form.xlsx", "--year", "26"], "'--year'", "--year 的值"),
    "a year to merge": (["merge", "form.xlsx", "--year", "26"], "'--year'", "--year 的值"),
    "a title": (["init", "new", "--template", TEMPLATE, "--title", "题" * 201], "--title: ", "--title："),
    "a deadline": (["init", "new", "--template", TEMPLATE, "--deadline", "26/12/31"], "Invalid date '26/12/31' in --deadline", "--deadline：日期“26/12/31”无效"),
    "a time of a status": (["status", "round", "--as-of", "soon"], "Invalid date 'soon' in --as-of", "--as-of：日期“soon”无效"),
    "a time of a merge": (["merge", "round", "--as-of", "soon"], "Invalid date 'soon' in --as-of", "--as-of：日期“soon”无效"),
    "templates beside a campaign's own": (
        ["diff", "abcd", "abcd", "--campaign", "round", *TEMPLATES], "--templates cannot be combined with --campaign", "--templates 不能与 --campaign 同用",
    ),
    "an old key and a new one": (
        ["recover", "round", "--from", "form.xlsx", "--new-key"], "--from cannot be combined with --new-key", "--from 与 --new-key 只能给出一个",
    ),
    "a blank title": (["init", "new", "--template", TEMPLATE, "--title", ""], "--title must not be blank", "--title 的值不能为空"),
    "a blank password": (["init", "new", "--template", TEMPLATE, "--password="], "--password must not be blank", "--password 的值不能为空"),
    "a blank folder": (["distribute", "round", "--from", " "], "--from must not be blank", "--from 的值不能为空"),
    "a blank argument": (["check", "form.xlsx", ""], "argument 3 must not be blank", "第 3 个参数为空"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_was_not_meant_is_refused_by_its_option(run: Run, folder: Path, case: str) -> None:
    arguments, english, chinese = REFUSED[case]
    before, content = files_in(folder), (folder / "form.xlsx").read_bytes()
    assert_refused(run(*arguments), english)
    assert_refused(run(*arguments, "--lang", "zh"), chinese)
    assert files_in(folder) == before
    assert (folder / "form.xlsx").read_bytes() == content


def test_endings_that_say_what_a_file_is_are_taken(run: Run, folder: Path) -> None:
    for arguments in (
        ["build", TEMPLATE, "-o", "b.XLSX"],
        ["check", "form.xlsx", "-o", "b.txt", *TEMPLATES],
        ["check", "form.xlsx", "-o", "b", *TEMPLATES],
        ["check", "form.xlsx", "--format", "html", "-o", "b.html", *TEMPLATES],
        ["check", "form.xlsx", "--format", "html", "-o", "b.htm", *TEMPLATES],
        ["status", "round", "--format", "xlsx", "-o", "c.xlsx"],
    ):
        assert run(*arguments).status in (0, 1), arguments
    assert {"b.XLSX", "b.txt", "b", "b.html", "b.htm", "c.xlsx"} <= files_in(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_device_has_no_ending(tmp_path: Path) -> None:
    """Never by a command on a device of the system: a test must not write there."""
    os.mkfifo(tmp_path / "pipe")
    refuse_output(tmp_path / "pipe", ".xlsx", Text(zh="工作簿", en="the workbook"))


def test_a_summary_is_merged_again_over_itself(run: Run, folder: Path) -> None:
    for _ in range(2):
        assert run("merge", "sent", "-o", "sent/summary.xlsx", *TEMPLATES).status == 0
    shutil.copy(folder / "form.xlsx", folder / "sent" / "summary.xlsx")  # a sender who calls the form so
    assert_refused(run("merge", "sent", "-o", "sent/summary.xlsx", *TEMPLATES), "-o sent/summary.xlsx is one of the forms")


@pytest.mark.parametrize(("name", "kept"), [("名录.txt", "roster.csv"), ("名录.CSV", "roster.csv"), ("list", "roster.csv")])
def test_a_roster_may_be_called_anything(run: Run, folder: Path, name: str, kept: str) -> None:
    (folder / name).write_text(ROSTER.replace(",", "\t"), encoding="gb18030")
    assert run("init", "new", "--template", TEMPLATE, "--roster", name).status == 0
    assert (folder / "new" / kept).read_bytes() == (folder / name).read_bytes()
    assert run("distribute", "new").status == 0
