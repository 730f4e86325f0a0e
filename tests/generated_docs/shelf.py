"""The built-in forms as a table, for the README in both languages. What a form is called in English stands at the top of its document."""

from __future__ import annotations

import re

from tests.generated_docs import ROOT, generated, table
from xltool.rules.shelf import BuiltInForm, forms


@generated("shelf")
def shelf() -> str:
    """Write a line for each built-in form, in English."""
    rows: list[tuple[str, ...]] = [(_linked(form, ".md"), form.title, _english(form)) for form in forms()]
    return table(("TEMPLATE", "title", "what it is"), rows)


@generated("shelf-zh")
def shelf_zh() -> str:
    """Write a line for each built-in form, in Chinese."""
    rows: list[tuple[str, ...]] = [(_linked(form, ".zh-CN.md"), form.title, form.description) for form in forms()]
    return table(("TEMPLATE", "表名", "用途"), rows)


def _linked(form: BuiltInForm, suffix: str) -> str:
    return f"[`{form.name}`](docs/shelf/{form.id}{suffix}) {form.version}"


def _english(form: BuiltInForm) -> str:
    """Return the first sentence of a form's document."""
    text = (ROOT / "docs" / "shelf" / f"{form.id}.md").read_text(encoding="utf-8")
    paragraph = re.sub(r"\s+", " ", text.split("\n\n")[1])
    return paragraph.partition(". ")[0].rstrip(".")
