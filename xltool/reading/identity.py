"""Which form a workbook is: by the id on its hidden sheet, else by its labels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltool.base.display import visible
from xltool.base.errors import DefinitionError, UsageError
from xltool.form.layout import heading_labels, place
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.reading.book import Book
from xltool.rules.definition import Definition
from xltool.rules.load import list_definitions, load_definition

#: How many keys the hidden sheet's identity may have.
_N_KEYS = 12
#: What of a value is read: it comes from the sender like all else.
_LONGEST, _LONGEST_PROJECT = 200, 1_000
#: Share of a template's labels that a workbook must show to be taken for it.
_ENOUGH = 0.6


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the hidden sheet says."""

    template: str | None = None
    version: str | None = None
    digest: str | None = None
    campaign: str | None = None
    unit: str | None = None
    project: str | None = None
    signature: str | None = None


def read_identity(book: Book) -> Identity:
    """The identity on the hidden sheet; all None when the sheet is gone."""
    if HIDDEN_SHEET not in book.sheet_names:
        return Identity()
    grid = book.grid(HIDDEN_SHEET, _N_KEYS, n_columns=2)
    said = {grid.text(row, 1): visible(grid.text(row, 2)[:_LONGEST_PROJECT]) for row in range(1, _N_KEYS + 1)}
    kept = {key: value[: _LONGEST_PROJECT if key == "project" else _LONGEST] for key, value in said.items()}
    return Identity(**{key: value or None for key, value in kept.items() if key in Identity.__dataclass_fields__})


def recognise(book: Book, templates: Path | str | None) -> Definition | None:
    """The definition whose labels a workbook shows; None when no template has enough of them."""
    texts: set[str] = set()
    for name in book.sheet_names:
        if not name.startswith("_"):
            texts.update(book.grid(name).places())
    best: tuple[float, Definition] | None = None
    for template in list_definitions(templates):
        try:
            definition = load_definition(template, templates)
        except (DefinitionError, UsageError):
            continue  # a broken definition beside is no reason to refuse a file of another
        share = _share(definition, texts)
        if share >= _ENOUGH and (best is None or share > best[0]):
            best = (share, definition)
    return best[1] if best else None


def _share(definition: Definition, texts: set[str]) -> float:
    layout = place(definition.template, definition.schema)
    labels = {label.text for sheet in layout.sheets for label in sheet.labels if label.style in ("label", "group")}
    for sheet in layout.sheets:
        for table in sheet.tables:
            labels.update(label.text for label in heading_labels(table, definition.schema))
    return len(labels & texts) / len(labels) if labels else 0.0
