"""What notebooks display is a short table in the language of the locale, in which a sender's markup is text."""

from __future__ import annotations

import io
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

import xltool
from tests.library.conftest import TEMPLATES, built
from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.checking.check_report import CheckReport, FileReport
from xltool.rules.load import load_definition

MARKUP = '<script>alert("1")</script><img src=x onerror=alert(1)>&amp;\u202e"\''
ALLOWED = {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td"}


class Page(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(record: Any) -> Page:
    return Page(record._repr_html_())


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def marked_up() -> list[Any]:
    """Every record that a notebook shows, with markup wherever text comes from outside."""
    data = {"unit": MARKUP, "items": [{"name": MARKUP}], MARKUP: MARKUP}
    document = Document(data=data, origins={"unit": Location(MARKUP, 1, 1)}, template=MARKUP, version=MARKUP, unit=MARKUP)
    finding = Finding(rule=MARKUP, severity="error", message=Text(zh=MARKUP, en=MARKUP), value=MARKUP, location=Location(MARKUP, 1, 1))
    file = FileReport(
        path=MARKUP, template=MARKUP, version=MARKUP, unit=MARKUP, document=document, definition=load_definition(TEMPLATES / "minimal.yaml"), findings=(finding,)
    )  # fmt: skip
    stream = io.BytesIO(f'id,name\n"{MARKUP.replace(chr(34), chr(34) * 2)}",x\nx,x\n'.encode())
    stream.name = MARKUP
    old, new = built({"unit": MARKUP, "items": [{"name": MARKUP}]}), built({"unit": "x"})
    difference = xltool.diff(old, new, templates=TEMPLATES)
    return [
        document,
        file,
        CheckReport(files=(file,)),
        CheckReport(files=(file, file), missing=(finding,)),
        xltool.roster(stream),
        difference,
    ]


@pytest.mark.parametrize("record", marked_up(), ids=lambda record: type(record).__name__)
def test_markup_stays_text(record: Any) -> None:
    shown = page(record)
    assert set(shown.tags) <= ALLOWED
    assert shown.attributes <= {"style"}
    assert not shown.open
    assert "<script>alert" in shown.text
    assert "\u202e" not in shown.text


def test_the_findings_of_a_file_stand_worst_first(wrong: bytes) -> None:
    shown = page(xltool.check(wrong, templates=TEMPLATES))
    assert "<bytes> · needs correction · 1 error" in shown.text
    assert shown.text.index("balance") > 0


def test_the_language_is_that_of_the_locale(wrong: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "退回修改" in page(xltool.check(wrong, templates=TEMPLATES)).text


def test_much_is_cut() -> None:
    rows = [{"name": "x" * 10_000} for _ in range(10_000)]
    html = Document(data={"items": rows})._repr_html_()
    assert len(html) < 20_000
    assert "and more, not listed" in html


def test_an_empty_document_is_said_as_such() -> None:
    assert page(Document(data={})).text == "—"
