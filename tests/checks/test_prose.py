import pytest

from xltool.base.messages import listed
from xltool.rules.checks.markup import paragraphs, plain_text

from .support import fires, hits

LONG = (
    "加强城市绿地系统规划及绿线划定、城市设计、绿色资源保护管理工作，促进城市园林绿化"
    "事业高质量发展，建设宜居美丽明星城，不断提升市民的幸福感与获得感，进一步实现碳达峰目标"
)
PARAGRAPH = "通过开展古树名木保护性规划修编，保护现有古树名木及古树后备资源。"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("<p>加强管理</p>", "<p>、</p>"),
        ("第一行<br/>第二行<BR>第三行", "<br>"),
        ('<span style="color:red">重点</span>', "<span>、</span>"),
        ("<o:p></o:p>", "<o:p>、</o:p>"),
        ("前<!-- StartFragment -->后", "<!-- -->"),
        ("<a href='x'><b><i><u><s><em>", "<a>、<b>、<i>、<u>、<s>"),
        ("3<5且7>6", None),
        ("<甲类>和<A类>", None),
        ("<pre-2022>", None),
        ("普通文字", None),
        ("", None),
        (None, None),
        (12, None),
    ],
)
def test_html_tags(text: object, tag: str | None) -> None:
    assert [hit.values["tag"] for hit in hits("html-tags", {"text": text}, ["text"])] == ([listed(tag.split("、"))] if tag else [])


def test_text_is_read_without_tags_and_by_paragraph() -> None:
    assert paragraphs("<p>甲<b>乙</b></p> <p>丙&nbsp;丁</p>戊<br>己\n\n庚") == ("甲乙", "丙\xa0丁", "戊", "己", "庚")
    assert plain_text(" 甲 ") == "甲"
    assert plain_text("R&D 3<5 &lt;甲&gt;") == "R&D 3<5 <甲>"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (f"<p>{PARAGRAPH}</p><p>其他</p><p>{PARAGRAPH}</p>", [(1, 3)]),
        (f"{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}", [(1, 2), (1, 3)]),
        (f"{PARAGRAPH}\n　{PARAGRAPH[:9]} {PARAGRAPH[9:]}", [(1, 2)]),
        ("加强管理。\n加强管理。", []),  # too short to mean anything
        (f"{PARAGRAPH}\n{PARAGRAPH[:-1]}！", []),
        (PARAGRAPH + PARAGRAPH, []),
    ],
)
def test_repeated_paragraph(text: str, pairs: list[tuple[int, int]]) -> None:
    found = hits("repeated-paragraph", {"text": text}, ["text"])
    assert [(hit.values["i"], hit.values["j"]) for hit in found] == pairs


def test_repeated_paragraph_is_looked_for_within_one_field() -> None:
    assert not hits("repeated-paragraph", {"a": PARAGRAPH, "b": PARAGRAPH}, ["a", "b"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<p>{LONG}</p>", True),
        (LONG + "，", True),
        (LONG + "。", False),
        (f"<p>{LONG}。</p>\n", False),
        (LONG + "”", False),
        (LONG + "……", False),
        (LONG[:59], False),
        (LONG[:60], True),
        (f"<p><b>{LONG[:50]}</b></p>", False),  # tags do not make a text long
    ],
)
def test_cut_off_text(text: object, *, expected: bool) -> None:
    assert fires("cut-off-text", text) is expected


def test_cut_off_text_quotes_the_tail_and_takes_other_endings() -> None:
    (hit,) = hits("cut-off-text", {"text": LONG}, ["text"])
    assert hit.values["tail"] == LONG[-8:]
    assert not fires("cut-off-text", LONG, endings=["碳达峰目标"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年,城市建成区", True),
        ("履行植树义务, 共建美丽常州", True),
        ("目标:完成", True),
        ("好!很好", True),
        ("植树,2022年", False),
        ("1,200棵", False),
        ("9:30开始", False),
        ("城市，绿地", False),
        ("甲,A类", False),
        ("<p>甲</p>,<p>乙</p>", False),
    ],
)
def test_mixed_punctuation(text: object, *, expected: bool) -> None:
    assert fires("mixed-punctuation", text) is expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("（500字以内）", "字以内"),
        ("XX单位", "XX"),
        ("XXXX年度", "XXXX"),
        ("xx项目", "xx"),
        ("×××市", "×××"),
        ("请填写项目概况", "请填写"),
        ("XXL码工作服", None),
        ("ExxonMobil", None),
        ("3×4米", None),
        ("第X项", None),
    ],
)
def test_placeholder_left(text: object, word: str | None) -> None:
    assert [hit.values["word"] for hit in hits("placeholder-left", {"text": text}, ["text"])] == ([word] if word else [])


def test_placeholders_can_be_other_words() -> None:
    assert fires("placeholder-left", "此处待补", placeholders=["待补"])
    assert not fires("placeholder-left", "请填写", placeholders=["待补"])


def test_every_row_of_a_column_is_looked_at() -> None:
    data = {"items": [{"name": "甲"}, {"name": None}, "不是行", {"name": "请填写"}], "text": "<p>"}
    (hit,) = hits("placeholder-left", data, ["text", "items.name", "items.missing", "missing.name"])
    assert hit.field == "items[3].name"
