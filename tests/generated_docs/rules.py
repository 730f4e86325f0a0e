"""The rule reference of the built-in form (`docs/rules.md`), as `xltool rules --format markdown` prints it."""

from __future__ import annotations

from tests.generated_docs import ROOT, generated
from xltool.base.messages import Lang
from xltool.rules import reference

BUILT_IN = "project-performance-target"


def _reference(lang: Lang) -> str:
    return reference.as_markdown(reference.rules(BUILT_IN, templates=ROOT / "templates"), lang)


@generated("rules")
def rules_in_english() -> str:
    """Return every rule of the built-in form and of the reader, in English."""
    return _reference("en")


@generated("rules-zh")
def rules_in_chinese() -> str:
    """Return every rule of the built-in form and of the reader, in Chinese."""
    return _reference("zh")
