"""What a print leaves out, shows once, repeats and never cuts, and that no text is taken for anything else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.generated_docs import ROOT
from tests.publishing.prints import definition, example, printed, publication, squeezed, texts_of
from xltool.base.errors import UsageError
from xltool.publishing.fonts import fonts_for
from xltool.publishing.writers import WRITERS

TARGET = ROOT / "templates" / "project-performance-target.yaml"
APPLICATION = ROOT / "templates" / "project-application.yaml"
TEXTS = [
    '#panic("x") $a$ *b* _c_ `d` <e> @f \\u{41} // g /* h */ [i] = j',
    "<script>alert(1)</script> &amp; <b>",
    "=1+1 {{x}} %s ${HOME}",
    "第一行\n第二行",
    "https://example.org/" + "a" * 200,
    "“引号”‘’—…·①㎡\U00020bb7",
]


def changed(template: Any = TARGET) -> Any:
    return deepcopy(dict(example(template)))


def test_rows_that_nobody_uses_are_left_out() -> None:
    data = changed()
    n_rows = len(data["indicators"])
    band = printed(TARGET, data).sheets[0].bands[-1]
    assert len(band.heights) == n_rows + band.n_heads
    data["indicators"] = []
    assert len(printed(TARGET, data).sheets[0].bands[-1].heights) == 1 + band.n_heads


def test_blocks_and_sheets_that_nobody_uses_are_left_out() -> None:
    data = changed(APPLICATION)
    texts = list(printed(APPLICATION, data).texts())
    assert sum(text.startswith("课题 ") for text in texts) == len(data["topics"])
    single = ROOT / "templates" / "single-audit.yaml"
    full, data = len(printed(single, example(single)).sheets), changed(single)
    data["additional_eins"] = data["additional_ueis"] = []
    assert len(printed(single, data).sheets) == full - ("additional_eins" in definition(single).schema.tables)


def test_levels_that_repeat_the_row_above_stand_once_for_all_their_rows() -> None:
    data = changed()
    band = printed(TARGET, data).sheets[0].bands[-1]
    column = next(cell.column for cell in band.cells if cell.text == "一级指标")
    levels = [(cell.text, cell.rows) for cell in band.cells if cell.role == "value" and cell.column == column]
    in_order = [row["level1"] for row in data["indicators"]]
    assert [text for text, _ in levels] == [level for index, level in enumerate(in_order) if index == 0 or in_order[index - 1] != level]
    assert sum(rows for _, rows in levels) == len(in_order)


def test_headings_stand_on_every_page_of_a_long_table() -> None:
    data = changed()
    data["indicators"] = data["indicators"] * 8
    pages = texts_of(WRITERS["pdf"].write(publication(printed(TARGET, data)), None)).split("\f")[:-1]
    assert len(pages) >= 4
    assert all("二级指标" in page for page in pages)


def test_nothing_of_a_long_text_is_cut() -> None:
    data = changed()
    data["rationale"]["content"] = "".join(f"第{number}句，实施内容不止一页。" for number in range(1, 900))
    form = publication(printed(TARGET, data))
    pdf, page = WRITERS["pdf"].write(form, None), WRITERS["html"].write(form, None).decode()
    cut_by_pages = [number for number in range(1, 900) if f"第{number}句" not in squeezed(texts_of(pdf, "-raw"))]
    assert len(cut_by_pages) < texts_of(pdf).count("")  # a sentence may begin on one page and end on the next
    assert all(f"第{number}句" in page for number in range(1, 900))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_printed_as_it_is(text: str) -> None:
    data = changed()
    data["rationale"]["content"] = text
    form = publication(printed(TARGET, data))
    assert squeezed(text) in squeezed(texts_of(WRITERS["pdf"].write(form, "ua"), "-raw"))
    page = WRITERS["html"].write(form, None).decode()
    assert "<script" not in page
    assert WRITERS["docx"].write(form, None)


def test_characters_that_no_format_takes_do_no_harm() -> None:
    data = changed()
    data["rationale"]["content"] = "前\x00\x0b\ufffe后"
    for writer in WRITERS.values():
        assert writer.write(publication(printed(TARGET, data)), None)


def test_chinese_without_a_font_for_it_says_what_to_install() -> None:
    with pytest.raises(UsageError, match="fonts-noto-cjk") as caught:
        fonts_for(["表"], ["Libertinus Serif"])
    assert "思源宋体" in caught.value.message.zh
    assert fonts_for(["form"], ["Libertinus Serif"])["en"] == ["Libertinus Serif"]
    assert fonts_for(["表"], ["SimSun", "Microsoft YaHei"])["zh"] == ["SimSun", "Microsoft YaHei"]
