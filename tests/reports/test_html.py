"""The HTML page: whole in itself, safe whatever a sender wrote, and it can be searched and filtered."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.reports.support import ROSTER, file, found, report
from xltool import build, check
from xltool.base.messages import Lang
from xltool.checking.check_report import CheckReport
from xltool.checking.reports.html_report import html_report
from xltool.cli import app

WHEN = dt.datetime(2022, 3, 1, 9, 30)  # what the page shows is local time
SEED = Path(__file__).parent.parent / "data" / "changzhou-2022.json"
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>1</script>",
    "{{ 7*7 }}",
    "&lt;b&gt;",
    "\u202egnp.exe",
    "字" * 100_000,
    "\x00\x1b[31m",
    "]]><!--",
)


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def sample(lang: Lang = "zh") -> str:
    files = (
        file("甲/a.xlsx", found("R24", zh="单位错误", cell=(21, 5), value=2766800, field="expenditure[0].full_year"), unit="CZ-CG"),
        file("乙/b.xlsx", found("R42", "warning", "缺少符号", cell=(43, 5)), found("R42", "warning", "缺少符号", cell=(44, 5))),
        file("c.xlsx"),
        file("d.xlsx", found("file.empty", zh="文件是空的"), readable=False),
    )
    missing = (found("R65", zh="未报送：常州市水利局", value="CZ-SL"),)
    return html_report(report(*files, missing=missing, roster=ROSTER), lang, when=WHEN)


# --- what stands there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("校验报告", "退回修改", "单位错误")), ("en", ("Check report", "needs correction", "wrong"))]
)
def test_both_languages(lang: Lang, words: tuple[str, ...]) -> None:
    page = sample(lang)
    assert all(word in page for word in words)
    assert Elements(page).all("html") == [{"lang": "zh-CN" if lang == "zh" else "en"}]


def test_each_file_has_its_unit_status_findings_and_cells() -> None:
    text = re.sub(r"\s+", " ", Elements(sample()).text)
    assert "a.xlsx 退回修改 常州市城市管理局 甲 模板 project-performance-target 2022.1 错误 1" in text
    assert "错误 单位错误 绩效目标表 E21 2766800 R24" in text
    assert "缺少符号 绩效目标表 E43 E44 R42 ×2" in text
    assert "没有发现问题。" in text
    assert "未报送的单位 1 CZ-SL" in text


def test_findings_of_one_rule_are_one_row() -> None:
    rows = [row for row in Elements(sample()).all("tr") if row.get("data-rule") == "R42"]
    assert [row["data-count"] for row in rows] == ["2"]


def test_tables_have_captions_and_headings_and_nothing_speaks_by_colour_alone() -> None:
    elements = Elements(sample())
    assert len(elements.all("caption")) == 3
    assert {"scope": "row", "role": "rowheader", "class": "rule"} in elements.all("th")
    for row in elements.all("tr"):
        if row.get("data-severity"):
            assert row["data-rule"]
    assert elements.text.count("提醒") >= 2
    assert all(label for label in elements.all("form"))


# --- whole in itself --------------------------------------------------------------------------------------------------


def test_nothing_is_loaded_from_elsewhere() -> None:
    elements = Elements(sample())
    assert {tag for tag, _ in elements.tags}.isdisjoint({"img", "link", "iframe", "object", "embed", "base", "audio", "video"})
    assert all("src" not in attributes and "style" not in attributes for _, attributes in elements.tags)
    assert all(str(anchor["href"]).startswith("#") for anchor in elements.all("a"))
    assert "url(" not in sample()
    assert "http://" not in sample()
    assert "https://" not in sample()


def test_only_our_own_script_and_style_may_act() -> None:
    page = sample()
    policy = next(meta["content"] for meta in Elements(page).all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_what_a_sender_wrote_stays_text(text: str) -> None:
    """In every place of the page: name of the file, unit, rule, sentence, sheet, value."""
    clean, nasty = (html_report(nasty_report(said), "zh", when=WHEN) for said in ("ok", text))
    assert [tag for tag, _ in Elements(nasty).tags] == [tag for tag, _ in Elements(clean).tags]
    assert [sorted(attributes) for _, attributes in Elements(nasty).tags] == [sorted(attributes) for _, attributes in Elements(clean).tags]
    assert not re.search("[\x00\x1b\u202e]", nasty)


def nasty_report(text: str) -> CheckReport:
    data = [found(text, zh=text, cell=(1, 1), value=text + " " * 30 + "x", field=text), found("R1", zh=text, value=text)]
    return report(file(f"{text}/{text}", *data, unit=text), file("b", unit=text), missing=(found("R65", zh=text, value=text),))


def test_long_values_are_cut() -> None:
    page = html_report(report(file("a", found("R1", cell=(1, 1), value="字" * 100_000))), "zh", when=WHEN)
    assert len(page) < 40_000


def test_halves_of_surrogate_pairs_can_be_written() -> None:
    page = html_report(report(file("a\ud800", found("R1", zh="\udfff", cell=(1, 1), value="\ud83d"))), "zh", when=WHEN)
    assert "&lt;U+D800&gt;" in page
    page.encode("utf-8")


# --- at work ----------------------------------------------------------------------------------------------------------


def browser() -> str:
    found_ = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if found_ is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium here", pytrace=False)
        pytest.skip("no Chromium here")
    return found_


def seen(page: str, folder: Path) -> Elements:
    """The page after its script has run."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command = [browser(), *switches, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=2000", "--dump-dom", path.as_uri()]
    return Elements(subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode())


def shown_files(elements: Elements) -> list[str | None]:
    return [section["data-file"] for section in elements.all("section") if section.get("class") == "file" and "hidden" not in section]


def acted(page: str, script: str, folder: Path) -> Elements:
    """The page after somebody has done something; the policy that forbids foreign scripts is taken out for that."""
    page = re.sub(r"<meta http-equiv[^>]*>", "", page)
    event = 'document.getElementById("filter").dispatchEvent(new Event("input"));'
    return seen(page.replace("</body>", f"<script>{script};{event}</script></body>"), folder)


def test_script_runs_under_the_policy(tmp_path: Path) -> None:
    elements = seen(sample(), tmp_path)
    assert all("hidden" not in form for form in elements.all("form"))
    assert "显示 5 / 5 条" in elements.text
    assert shown_files(elements) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("script", "files", "count"),
    [
        ('document.getElementById("query").value = "缺少"', ["2"], "显示 2 / 5"),
        ('document.getElementById("query").value = "e21 单位"', ["1"], "显示 1 / 5"),
        ('document.querySelector("[value=error]").click()', ["2"], "显示 2 / 5"),
        ('document.getElementById("rule").value = "R24"', ["1"], "显示 1 / 5"),
        ('document.getElementById("file").value = "3"', ["3"], "显示 0 / 5"),
        ('document.getElementById("status").value = "unreadable"', ["4"], "显示 1 / 5"),
        ('document.getElementById("unit").value = "CZ-SL"', [], "显示 1 / 5"),
        ('document.getElementById("query").value = "不存在的字"', [], "没有符合条件的内容"),
    ],
)
def test_filters(script: str, files: list[str], count: str, tmp_path: Path) -> None:
    elements = acted(sample(), script, tmp_path)
    assert shown_files(elements) == files
    assert count in elements.text


# --- from the command line --------------------------------------------------------------------------------------------


def test_command_prints_the_page_and_nothing_else(tmp_path: Path) -> None:
    sent = build("project-performance-target", tmp_path / "a.xlsx", data=SEED)
    done = CliRunner().invoke(app, ["check", str(sent), "--format", "html", "--lang", "zh"])
    assert done.exit_code == 1
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stdout.endswith("</html>\n")


def test_command_writes_the_page_to_a_file(tmp_path: Path) -> None:
    sent = build("project-performance-target", tmp_path / "a.xlsx", data=SEED)
    arguments = ["check", str(sent), "--format", "html", "--lang", "zh", "--output"]
    assert CliRunner().invoke(app, [*arguments, str(tmp_path / "report.html")]).exit_code == 1
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_report_does_not_overwrite_a_checked_file(tmp_path: Path) -> None:
    sent = build("project-performance-target", tmp_path / "a.xlsx", data=SEED)
    content = sent.read_bytes()
    done = CliRunner().invoke(app, ["check", str(sent), "--format", "html", "--output", str(sent)])
    assert done.exit_code != 0
    assert sent.read_bytes() == content


def test_page_of_many_files_stays_small(tmp_path: Path) -> None:
    """The real form has 76 findings: some 30 kB of page."""
    sent = build("project-performance-target", tmp_path / "a.xlsx", data=SEED)
    (one,) = check([sent]).files
    page = html_report(report(*[one] * 100), "zh", when=WHEN)
    assert len(page.encode()) < 100 * 40_000
