"""The table of input formats (`docs/limits.md`), from their registry."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.reading.book import Feature
from xltool.reading.formats import FORMATS


@generated("formats")
def formats() -> str:
    """Return every input format and what it tells beside values, labels and places."""
    rows: list[tuple[str, ...]] = []
    for entry in FORMATS.values():
        told = [feature.value.en for feature in Feature if feature in entry.tells]
        rows.append(
            (
                " ".join(f"`{suffix}`" for suffix in entry.suffixes),
                entry.doc.en,
                "everything" if len(told) == len(Feature) else ", ".join(told) or "nothing",
            )
        )
    return table(("files", "format", "compared beside values and labels"), rows)
