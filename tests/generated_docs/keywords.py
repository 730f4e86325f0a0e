"""The table of JSON Schema keywords in `docs/definition-format.md`."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.rules.loading.schema_keywords import PLACE_NAMES, PLACES, SCHEMA_KEYWORDS, SchemaKeyword


@generated("keywords")
def keywords() -> str:
    """Write a row for each keyword of the standard that a form may use: where, and what it does."""
    used = [keyword for keyword in SCHEMA_KEYWORDS.values() if keyword.places and not keyword.name.startswith("x-")]
    return table(("keyword", "stands on", "what it does"), [(f"`{keyword.name}`", _places(keyword), keyword.doc.en) for keyword in used])


@generated("refused-keywords")
def refused_keywords() -> str:
    """Write a row for each keyword of the standard that is refused."""
    refused = [keyword for keyword in SCHEMA_KEYWORDS.values() if not keyword.places]
    return table(("keyword", "instead"), [(f"`{keyword.name}`", keyword.doc.en) for keyword in refused])


def _places(keyword: SchemaKeyword) -> str:
    return "anywhere" if keyword.places == PLACES else ", ".join(PLACE_NAMES[place].en for place in keyword.places)
