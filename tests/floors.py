"""The floor plan of the house: twelve packages, from the ground up. `docs/architecture.md` prints it, `tests/test_layers.py` holds it."""

from __future__ import annotations

from typing import NamedTuple


class Floor(NamedTuple):
    """One package, what it is for, and what it holds."""

    package: str
    purpose: str
    holds: str


#: A module imports only from its own package and from those on floors below it, which are those before it.
FLOORS = (
    Floor("base", "the ground", "messages in two languages, normalisation, display, places, errors, findings, documents, files"),
    Floor("form", "what a form is", "fields and tables, kinds, blocks, layout, code lists, roster"),
    Floor(
        "rules",
        "what must hold",
        "the rule language, its functions, both renderings, rule sets, evaluation, checks, loading of definitions",
    ),
    Floor("workbook", "forms out", "the sheets of a workbook, the helper sheet, entry validation, workbooks put together fast"),
    Floor("reading", "forms in", "guard, formats, where each field is, values, what was altered, worker processes"),
    Floor("checking", "forms judged", "check, marked return, upgrade, comparison, reports"),
    Floor("designing", "forms designed", "definitions as design workbooks, these marked, a first one to begin with"),
    Floor("adopt", "drawn forms", "boxes of a drawn sheet, labels and blanks, tables, kinds, formulas, what is asked of the officer"),
    Floor("merging", "many forms", "the merged data set, the summary workbook"),
    Floor("campaign", "a round", "the folder, the ledger, issuing, receiving, the status, moving"),
    Floor("publishing", "forms published", "masking of personal data, the printed form, PDF, Word and HTML, the data beside it"),
    Floor("cli", "the command line", "parses, calls, prints; the demonstration"),
)
#: No chain of imports is longer.
LONGEST_CHAIN = 15


def floor_table() -> str:
    """The floor plan as a Markdown table."""
    rows = [f"| `{floor.package}` | {floor.purpose} | {floor.holds} |" for floor in FLOORS]
    return "\n".join(["| package | is | holds |", "| --- | --- | --- |", *rows])
