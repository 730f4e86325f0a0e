"""Prints of every built-in form: all values are there, beside their labels or under their heads, in each format."""

from __future__ import annotations

import io
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.publishing.prints import DAY, TEMPLATES, definition, example, printed, publication, squeezed, texts_of
from xltool.base.document import leaves
from xltool.publishing.printed_form import PrintedForm, Publication
from xltool.publishing.writer import STANDARDS
from xltool.publishing.writers import WRITERS

IDS = [path.stem for path in TEMPLATES]


def values(form: PrintedForm) -> list[str]:
    return [cell.text for sheet in form.sheets for band in sheet.bands for cell in band.cells if cell.role == "value" and cell.text]


def document_values(template: Path, data: Any) -> list[str]:
    """What people see of each value of a document, without what is repeated for the rows below."""
    schema = definition(template).schema
    texts = [schema.value_text(path, data_at) for path, data_at in leaves(data) if data_at not in (None, "", [])]
    return [text for text in texts if text]


@pytest.mark.parametrize("template", TEMPLATES, ids=IDS)
def test_the_print_has_every_value_of_the_document(template: Path) -> None:
    data = example(template)
    form = printed(template, data)
    text = squeezed("\n".join(values(form)))
    numbers = text.replace(",", "")
    missing = [value for value in document_values(template, data) if squeezed(value) not in text and squeezed(value) not in numbers]
    assert not missing


@pytest.mark.parametrize("template", TEMPLATES, ids=IDS)
def test_pdf_yields_every_value_and_has_all_fonts_in_it(template: Path, tmp_path: Path) -> None:
    form = printed(template, example(template))
    pdf = WRITERS["pdf"].write(publication(form), None)
    text = squeezed(texts_of(pdf, "-raw"))
    assert not [value for value in values(form) if squeezed(value) not in text]
    (tmp_path / "form.pdf").write_bytes(pdf)
    fonts = subprocess.run(["pdffonts", tmp_path / "form.pdf"], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)  # embedded, a subset, with a way back to characters


@pytest.mark.parametrize("template", TEMPLATES, ids=IDS)
def test_every_value_stands_beside_its_label_or_under_its_head(template: Path) -> None:
    for sheet in printed(template, example(template)).sheets:
        heads: dict[int, str] = {}
        for band in sheet.bands:
            named = [cell for cell in band.cells if cell.role in ("label", "heading", "group", "text") and cell.text]
            for head in (cell for cell in band.cells if cell.role == "heading" and cell.text):
                heads |= dict.fromkeys(range(head.column, head.column + head.columns), head.text)
            for cell in (cell for cell in band.cells if cell.role == "value" and cell.text):
                beside = [one for one in named if one.row <= cell.row < one.row + one.rows and one.column < cell.column]
                under = [one for one in named if one.row < cell.row and one.column <= cell.column < one.column + one.columns]
                assert beside or under or cell.column in heads or cell.columns == len(sheet.widths), cell


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("template", TEMPLATES, ids=IDS)
def test_typst_finds_nothing_against_the_standards(template: Path, standard: Any) -> None:
    content = WRITERS["pdf"].write(publication(printed(template, example(template))), standard)
    assert {"ua": b"pdfuaid:part", "a": b"pdfaid:part"}[standard] in content


def test_several_forms_have_contents_and_bookmarks_and_keep_to_the_standards() -> None:
    forms = [printed(template, example(template)) for template in TEMPLATES]
    whole = Publication(title="合编", language="zh", date=DAY, forms=tuple(forms))
    for standard in STANDARDS:
        assert texts_of(WRITERS["pdf"].write(whole, standard), "-l", "1").count("常州市城市管理局") == 2
    assert b"/Outlines" in WRITERS["pdf"].write(whole, None)


def test_the_same_forms_give_the_same_bytes() -> None:
    form = publication(printed(TEMPLATES[0], example(TEMPLATES[0])))
    for writer in WRITERS.values():
        assert writer.write(form, None) == writer.write(form, None)


class _Texts(HTMLParser):
    """What a browser shows."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("template", TEMPLATES, ids=IDS)
def test_html_has_every_value_and_the_headings_of_tables(template: Path) -> None:
    reader = _Texts()
    form = printed(template, example(template))
    page = WRITERS["html"].write(publication(form), None).decode()
    reader.feed(page)
    text = squeezed("".join(reader.texts))
    assert not [value for value in values(form) if squeezed(value) not in text]
    assert '<th scope="col"' in page
    assert "http" not in page.replace("http-equiv", "")  # nothing is fetched


@pytest.mark.parametrize("template", TEMPLATES, ids=IDS)
def test_word_has_every_value_in_tables(template: Path) -> None:
    form = printed(template, example(template))
    document = docx.Document(io.BytesIO(WRITERS["docx"].write(publication(form), None)))
    paragraphs = [text.text or "" for text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")]
    text = squeezed("".join(paragraphs))
    assert not [value for value in values(form) if squeezed(value) not in text]
    assert len(document.tables) == sum(any(cell.role != "title" for cell in band.cells) for sheet in form.sheets for band in sheet.bands)
