"""The table of a roster's columns (`docs/campaign.md`), from their registry."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.form.roster_columns import ROSTER_COLUMNS


@generated("roster")
def roster() -> str:
    """Return every column, the heads by which it is known, and what it holds."""
    rows: list[tuple[str, ...]] = [(f"`{column.key}`", ", ".join(column.heads), column.doc) for column in ROSTER_COLUMNS]
    return table(("column", "known also as", "meaning"), rows)
