"""The text report: one cause, one entry; at most as wide as the terminal; nothing of a sender acts on the terminal."""

from __future__ import annotations

import pytest

from tests.reports.support import file, found, report
from xltool.base.display import display_width as columns
from xltool.base.messages import Lang
from xltool.checking.check_report import CheckReport
from xltool.checking.reports.text_report import text_report

LONG = report(
    file(
        "收件/常州市城市管理局-绿色资源保护管理-2022年度项目预算绩效目标表（修改后）.xlsx",
        found("R24", zh="疑似单位错误：元误填为万元（支出合计与资金总额相差一万倍）", en="Probably the wrong unit " * 5, cell=(21, 5)),
        *(found("R53", "info", "半年与全年无差异", "They do not differ", cell=(row, 4)) for row in range(30, 60)),
        found("file.not-a-workbook", zh="x" * 200, en="x" * 200),
    )
)


def lines(checked: CheckReport, lang: Lang = "zh", width: int | None = None) -> list[str]:
    return [line.text for line in text_report(checked, lang, width)]


def test_findings_of_one_rule_are_one_entry_each_sentence_with_its_places() -> None:
    entries = lines(
        report(
            file(
                "a.xlsx",
                found("R17", "warning", "被截断：“甲”", cell=(9, 2)),
                found("R42", zh="缺少≥≤=等符号", cell=(43, 5)),
                found("R17", "warning", "被截断：“乙”", cell=(34, 2)),
                found("R42", zh="缺少≥≤=等符号", cell=(44, 5)),
            )
        )
    )
    assert entries == [
        "a.xlsx  退回修改  错误 2  提醒 2",
        "  错误  缺少≥≤=等符号  @ 绩效目标表!E43 E44  [R42]",
        "  提醒  被截断：“甲”  @ 绩效目标表!B9  [R17]",
        "        被截断：“乙”  @ 绩效目标表!B34  [R17]",
        "",
        "共 1 个文件：通过 0，退回修改 1，无法读取 0；错误 2，提醒 2，参考 0",
    ]


def test_many_places_are_counted() -> None:
    (entry,) = [line for line in lines(LONG) if "R53" in line]
    assert entry.endswith("@ 绩效目标表!D30 D31 D32 D33 D34 D35 D36 D37 等 30 处  [R53]")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_lines_fit_the_terminal(lang: Lang, width: int) -> None:
    assert max(columns(line) for line in lines(LONG, lang=lang, width=width)) <= width


@pytest.mark.parametrize("width", [80, 100])
def test_folding_loses_nothing(width: int) -> None:
    together = "".join("".join(lines(LONG, width=width)).split())
    assert together == "".join("".join(lines(LONG)).split())


def test_a_cell_is_not_torn_apart() -> None:
    assert any("@ 绩效目标表!D30" in line for line in lines(LONG, width=60))


def test_a_pipe_gets_one_line_for_one_entry() -> None:
    assert len(lines(LONG)) == 6


def test_what_a_sender_wrote_does_not_act_on_the_terminal() -> None:
    text = "\n".join(lines(report(file("\u202exslx.exe", found("R63", zh="已规范书写：\x1b[31m红\x07\n新行")))))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "<U+202E>xslx.exe" in text
    assert "<U+001B>[31m红<U+0007> 新行" in text


def test_units_that_have_not_sent_are_named() -> None:
    entries = lines(report(missing=(found("R65", zh="未报送：常州市水利局", value="CZ-SL"),)))
    assert entries[:2] == ["未报送的单位  1", "  未报送：常州市水利局  [R65]"]
