"""Mistakes of an officer at the terminal: each one sentence, in one language, that names the fault and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltool
from tests.cli.conftest import TEMPLATE, TEMPLATES, Run

ROSTER = "编码,单位名称\nA1,档案馆\nB2,图书馆\n"
BUILD = ("build", TEMPLATE)
INIT = ("init", "new", "--template", TEMPLATE)
#: The words; what is said in English and in Chinese, as parts of one line, the fault first and then the remedy.
MISTAKES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "a command misspelt": (("chek", "form.xlsx"), ("No such command 'chek'", "did you mean 'check'?"), ("没有命令“chek”", "是否应为“check”？")),
    "a command that is not there": (("wxyz",), ("No such command 'wxyz'.", "xltool --help"), ("没有命令“wxyz”。", "xltool --help")),
    "a file in the place of a command": (("form.xlsx",), ("No such command", "run: xltool check form.xlsx."), ("没有命令", "请运行 xltool check form.xlsx。")),
    "a command in capitals": (("CHECK", "form.xlsx"), ("No such command 'CHECK'", "did you mean 'check'?"), ("没有命令", "是否应为“check”？")),
    "no file": (("check",), ("Missing argument 'FILE...'", "Usage: xltool check FILE..."), ("缺少参数“文件...”", "用法：xltool check 文件...")),
    "an option misspelt": (("check", "form.xlsx", "--fromat", "json"), ("No such option: --fromat", "did you mean '--format'?"), ("没有选项 --fromat", "是否应为“--format”？")),
    "an option of another command": (("check", "form.xlsx", "--deadline", "x"), ("No such option: --deadline.", "xltool check --help"), ("没有选项 --deadline。", "xltool check --help")),
    "a choice misspelt": (("check", "form.xlsx", "--format", "jsn"), ("'jsn' is not one of 'text', 'json', 'html'", "did you mean 'json'?"), ("“jsn”无效", "text、json、html")),
    "a choice that is not there": (("check", "form.xlsx", "--format", "pdf"), ("'pdf' is not one of", "Choose one"), ("--format 的值“pdf”无效。", "可选的值：")),
    "a language that is not spoken": (("check", "form.xlsx", "--lang", "fr"), ("'fr' is not one of 'zh', 'en'", "Choose one"), ("“fr”无效", "可选的值：zh、en")),
    "an option without its value": (("check", "form.xlsx", "--format"), ("Option --format requires a value", "Write: --format text|json|html"), ("选项 --format 缺少值", "--format text|json|html")),
    "a value for what takes none": (("distribute", "round", "--blank=1"), ("Option --blank takes no value", "Write just --blank"), ("选项 --blank 不带值", "请只写 --blank")),
    "a year of two digits": (("check", "form.xlsx", "--year", "26"), ("'--year': '26'", "from 1900 to 2200"), ("--year 的值“26”无效", "1900 至 2200")),
    "a year in words": (("check", "form.xlsx", "--year", "今年"), ("'--year': '今年'", "whole number"), ("--year 的值“今年”无效", "整数")),
    "a file that is not there": (("check", "nothere.xlsx"), ("file not found: nothere.xlsx", "check the path"), ("找不到文件 nothere.xlsx", "请核对路径")),
    "a blank word of a script": (("check", ""), ("argument 2 must not be blank", "leave it out"), ("第 2 个参数为空", "去掉它")),
    "a blank option of a script": (("init", "new", "--template", ""), ("--template must not be blank", "leave the option out"), ("--template 的值不能为空", "去掉该选项")),
    "no template": (("build",), ("Missing argument 'TEMPLATE'", "Usage: xltool build TEMPLATE -o FILE"), ("缺少参数“模板”", "用法：xltool build 模板 -o 文件")),
    "no output": (BUILD, ("Missing option '-o'", "Usage: xltool build TEMPLATE -o FILE"), ("缺少选项 -o", "用法：xltool build 模板 -o 文件")),
    "a template misspelt": (("build", "monitorng", "-o", "a.xlsx"), ("unknown template 'monitorng'", "did you mean 'monitoring'?"), ("没有模板“monitorng”", "可用：")),
    "a workbook called .xls": ((*BUILD, "-o", "a.xls"), ("-o a.xls", "must be an .xlsx file"), ("-o a.xls", "应为 .xlsx")),
    "a folder as output": ((*BUILD, "-o", "round"), ("-o round is a folder",), ("-o round 是文件夹",)),
    "a unit without roster": ((*BUILD, "-o", "a.xlsx", "--unit", "A1"), ("--unit needs --roster",), ("--unit 需与 --roster 同用",)),
    "a unit that is not on the roster": ((*BUILD, "-o", "a.xlsx", "--unit", "Z9", "--roster", "roster.csv"), ("no unit 'Z9'", "look at the ids"), ("没有单位“Z9”", "请核对名录")),
    "a unit in small letters": ((*BUILD, "-o", "a.xlsx", "--unit", "a1", "--roster", "roster.csv"), ("no unit 'a1'", "did you mean 'A1'?"), ("没有单位“a1”", "是否应为“A1”？")),
    "a roster without ids": ((*BUILD, "-o", "a.xlsx", "--unit", "A1", "--roster", "bad.csv"), ("bad.csv:1: the roster lacks the column id", "Heads that are known"), ("bad.csv:1：缺少列 id", "可用的表头")),
    "data with a slip": ((*BUILD, "-o", "a.xlsx", "--data", "bad.json"), ("bad.json:2:1: not valid JSON",), ("bad.json:2:1：不是合法的 JSON", "请检查")),
    "data that are not there": ((*BUILD, "-o", "a.xlsx", "--data", "no.json"), ("no.json: cannot be opened", "no such file"), ("no.json：无法打开", "找不到文件")),
    "templates that are not there": (("check", "form.xlsx", "--templates", "nowhere"), ("the folder nowhere does not exist", "Check the path"), ("找不到文件夹 nowhere", "请核对路径")),
    "a file as templates": (("check", "form.xlsx", "--templates", "form.xlsx"), ("form.xlsx is not a folder", "Name a folder"), ("form.xlsx 不是文件夹", "请给出文件夹")),
    "two files to read": (("read", "form.xlsx", "b.xlsx"), ("unexpected extra argument: b.xlsx", "Usage: xltool read FILE"), ("多余的参数：b.xlsx", "用法：xltool read 文件")),
    "a report in a workbook": (("check", "form.xlsx", "-o", "a.xlsx"), ("the format of the report is text", "choose another ending"), ("报告的格式是 text", "请另取扩展名")),
    "a campaign made twice": (("init", "round", "--template", TEMPLATE), ("round is not an empty folder", "choose another"), ("round 不是空文件夹", "请另选一个")),
    "a campaign without form": (("init", "new"), ("Missing option '--template'", "Usage: xltool init DIR --template ID"), ("缺少选项 --template", "用法：xltool init 文件夹 --template 编码")),
    "a deadline as elsewhere": ((*INIT, "--deadline", "31.12.2026"), ("Invalid date '31.12.2026' in --deadline", "Use 2026-12-31"), ("日期“31.12.2026”无效", "应如 2026-12-31")),
    "a roster that is not there": ((*INIT, "--roster", "no.csv"), ("no.csv: the roster cannot be opened", "no such file"), ("no.csv：名录无法打开", "找不到文件")),
    "a folder that is none of a campaign": (("distribute", "nothing"), ("nothing is not a campaign folder", "xltool init"), ("nothing 不是收集任务文件夹", "xltool init")),
    "a campaign without units": (("distribute", "empty"), ("roster.xlsx lists no unit", "fill it in first"), ("roster.xlsx 中没有单位", "请先填写名录")),
    "a way of mailing that is not there": (("distribute", "round", "--mail", "post"), ("'post' is not one of 'draft', 'send'", "Choose one"), ("--mail 的值“post”无效", "draft、send")),
    "last year that is not there": (("distribute", "round", "--from", "nothere"), ("file not found: nothere", "check the path"), ("找不到文件 nothere", "请核对路径")),
    "a hash too short": (("collect", "round", "--accept", "abc"), ("begins with 'abc'", "at least 8 characters"), ("以“abc”开头", "至少写 8 位")),
    "a moment in words": (("status", "round", "--as-of", "soon"), ("Invalid date 'soon' in --as-of", "Use 2026-12-31"), ("日期“soon”无效", "应如 2026-12-31")),
    "a workbook on the screen": (("status", "round", "--format", "xlsx"), ("must be written to a file", "-o"), ("工作簿要写入文件", "请用 -o")),
    "a merge of nothing": (("merge",), ("This is not a campaign folder", "Name a campaign"), ("这里不是收集任务文件夹", "请给出")),
    "a campaign among files": (("merge", "round", "form.xlsx"), ("round is a campaign", "xltool merge round"), ("round 是收集任务", "xltool merge round")),
    "a summary over a form": (("merge", "form.xlsx", "-o", "form.xlsx"), ("-o form.xlsx is one of the forms", "choose another name"), ("-o form.xlsx 是一份填报表", "请另取文件名")),
    "one file to compare": (("diff", "form.xlsx"), ("Missing argument 'B'", "Usage: xltool diff A B"), ("缺少参数“B”", "用法：xltool diff A B")),
    "something else than an export": (("import", "bad.csv", "back"), ("not a complete export", "xltool export"), ("不是 xltool export 生成的", "未导入")),
    "a demonstration of no form": (("demo", "--form", "nothere"), ("unknown built-in form 'nothere'", "available: "), ("没有内置表“nothere”", "可用：")),
}  # fmt: skip
#: Words that both languages use: options, commands, formats, names of files and columns, what the officer typed.
_COMMON = re.compile(
    r"[-\w./]*[./=|:@][-\w./|:@]*|--?[a-z]+|[A-Z]+[0-9]*|\b(?:xltool|[a-z]+-[a-z-]+|id|text|json|html|zh|en|draft|send|check|print|init|merge|round|nothing|nothere|nowhere|export|monitoring|monitorng|chek|jsn|pdf|fr|post|abc|soon|a1|empty)\b"
)
_LETTERS, _CHINESE = re.compile("[A-Za-z]{2,}"), re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a form, rosters right and wrong, a campaign and one without units."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "bad.csv").write_text("单位,电话\n甲,1\n", encoding="utf-8")
    (folder / "bad.json").write_text("{\n", encoding="utf-8")
    (folder / "nothing").mkdir()
    xltool.build(TEMPLATE, folder / "form.xlsx")
    xltool.init(folder / "round", TEMPLATE, roster=folder / "roster.csv")
    xltool.init(folder / "empty", TEMPLATE)
    return folder


def test_there_are_as_many_as_promised() -> None:
    assert len(MISTAKES) >= 45


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_by_one_sentence_with_the_remedy(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, mistake: str) -> None:
    monkeypatch.chdir(desk)
    words, english, chinese = MISTAKES[mistake]
    for lang, parts in (("en", english), ("zh", chinese)):
        outcome = run("--lang", lang, *words) if words[-1] == "--format" or "--lang" in words else run(*words, "--lang", lang)
        said = outcome.err.replace(str(Path(TEMPLATE)), "")
        assert (outcome.status, outcome.out) == (2, "")
        assert len(outcome.err.splitlines()) == 1, outcome.err
        assert [part for part in parts if part not in said] == [], said
        assert said.index(parts[0]) <= said.index(parts[-1]), "the fault, then the remedy"
        assert list(_of_the_other_language(said, lang, words)) == [], said


def _of_the_other_language(said: str, lang: str, words: tuple[str, ...]) -> Iterator[str]:
    """Yield words of the other language that are neither common to both nor typed by the officer; heads of rosters are Chinese."""
    rest = said
    for word in words:
        rest = rest.replace(word, " ") if len(word) > 1 else rest
    if lang == "zh":
        yield from _LETTERS.findall(_COMMON.sub(" ", rest))
    elif "Heads" not in rest:
        yield from _CHINESE.findall(rest)


@pytest.mark.parametrize(
    "words", [("--lang", "zh", "read", "no.xlsx"), ("read", "--lang", "zh", "no.xlsx"), ("read", "no.xlsx", "--lang=zh")]
)
def test_the_language_may_stand_anywhere(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).err == "找不到文件 no.xlsx，请核对路径\n"


@pytest.mark.parametrize("words", [("-q", "build"), ("build", "-q"), ("build", "--quiet")])
def test_quiet_says_nothing_of_success(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    outcome = run(*words, TEMPLATE, "-o", tmp_path / "a.xlsx")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    assert (tmp_path / "a.xlsx").is_file()


@pytest.mark.parametrize("words", [("-v", "forms"), ("forms", "-v"), ("forms", "--verbose")])
def test_verbose_says_how_long_it_took(run: Run, words: tuple[str, ...]) -> None:
    assert re.fullmatch(r"took \d+\.\d s \(xltool [\w.]+, Python [\w.+]+\)\n", run(*words).err)


@pytest.mark.parametrize("words", [("--version",), ("check", "--version"), ("--version", "check")])
def test_the_version_is_told_anywhere(run: Run, words: tuple[str, ...]) -> None:
    outcome = run(*words)
    assert (outcome.status, outcome.out) == (0, f"xltool {xltool.__version__}\n")


def test_no_workbook_where_some_are_looked_for(run: Run, desk: Path) -> None:
    assert run("check", desk / "nothing", *TEMPLATES).err == f"no workbooks in {desk / 'nothing'}; check the path\n"
    assert run("check", desk / "nothing", *TEMPLATES, "--lang", "zh").err == f"{desk / 'nothing'} 中没有工作簿，请核对路径\n"
