"""A completed form, to be altered in every way in which people and programs alter forms."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.formats.packages import FORM, HIDDEN, Change, Parts, good_parts, pack
from xltool.base.cells import column_letters, column_number
from xltool.base.document import Document

SHEET, CHECKS = "绩效目标表", "填报检查"
#: The rules of the reader that tell of the form itself, not of what was filled in.
STRUCTURE = frozenset(
    [
        "label.changed",
        "layout.moved",
        "input.moved",
        "input.doubtful",
        "field.not-found",
        "names.changed",
        "sheet.missing",
        "form.second-copy",
        "form.copy-read",
        "form.hidden",
        "file.made-formulas",
        "sheet.renamed",
        "sheet.removed",
        "sheet.extra",
        "content.stray",
        "content.hidden",
        "content.struck",
        "content.hidden-sheet",
        "formula.overwritten",
        "formula.entered",
        "validation.removed",
        "protection.removed",
        "cell.merged",
        "file.features-lost",
        "comment.present",
        "object.present",
        "R67",
        "table.overflow",
        "sheet.far-cell",
        "template.recognised",
        "template.outdated",
        "template.changed",
        "template.unknown",
    ]
)
Named = tuple[str, str | None]  # rule, cell


@dataclass(frozen=True)
class Case:
    """One way of altering a form: what is found, and what is read otherwise than before."""

    change: Change
    found: frozenset[Named] = frozenset()
    data: Mapping[str, Any] = field(default_factory=dict)  # path → value that is read instead
    cells: Mapping[str, str] = field(default_factory=dict)  # path → cell from which it is read
    why: str = ""  # why nothing is said


def named(document: Document) -> list[Named]:
    """The structure findings of a document, each with its cell."""
    return sorted(
        ((finding.rule, finding.location.cell if finding.location else None) for finding in document.findings if finding.rule in STRUCTURE),
        key=str,
    )


@cache
def _light() -> Mapping[str, bytes]:
    parts = good_parts()
    parts[HIDDEN] = re.sub(rb'<row r="(?:1[3-9]|[2-9]\d|\d{3,})".*?</row>', b"", parts[HIDDEN], flags=re.DOTALL)
    return parts


def light_parts() -> Parts:
    """The completed form without most helper cells: they play no part here, and openpyxl takes seconds over them."""
    return dict(_light())


def altered(path: Path, *changes: Change) -> Path:
    """The completed form with changes made to it."""
    parts = light_parts()
    for change in changes:
        change(parts)
    return pack(path, parts)


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(parts: Parts) -> None:
        for each in changes:
            each(parts)

    return change


def by_openpyxl(alter: Callable[[Any], object]) -> Change:
    """What a script does that opens the workbook, alters it and saves it; names and merged cells stay where they were."""

    def change(parts: Parts) -> None:
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        book = openpyxl.load_workbook(file)
        alter(book)
        saved = BytesIO()
        book.save(saved)
        parts.clear()
        with zipfile.ZipFile(saved) as archive:
            parts.update({name: archive.read(name) for name in archive.namelist()})

    return change


def on_form(alter: Callable[[Worksheet], object]) -> Change:
    """The same, on the sheet of the form."""
    return by_openpyxl(lambda book: alter(book[SHEET]))


def sub(part: str, pattern: str, new: str, *, count: int = 0) -> Change:
    """Replace what a pattern finds in a part; it must be there."""

    def change(parts: Parts) -> None:
        text, n = re.subn(pattern, new, parts[part].decode(), count=count, flags=re.DOTALL)
        assert n, (part, pattern)
        parts[part] = text.encode()

    return change


def as_excel_inserts(*, row: int = 0, column: int = 0) -> Change:
    """A row or column inserted as Excel does it: everything below or to the right moves, names too."""

    def moved(match: re.Match[str]) -> str:
        dollar, letters, dollar_2, number = match.groups()
        new_row = int(number) + (1 if row and int(number) >= row else 0)
        new_column = column_number(letters) + (1 if column and column_number(letters) >= column else 0)
        return f"{dollar}{column_letters(new_column)}{dollar_2}{new_row}"

    def cells(text: str) -> str:
        return re.sub(r"(\$?)\b([A-Z]{1,2})(\$?)(\d+)\b", moved, text)

    def change(parts: Parts) -> None:
        sheet = re.sub(r'\b(r|ref|sqref)="([A-Z]+\d[^"]*)"', lambda match: f'{match[1]}="{cells(match[2])}"', parts[FORM].decode())
        sheet = re.sub(r'<row r="(\d+)"', lambda match: f'<row r="{int(match[1]) + (1 if row and int(match[1]) >= row else 0)}"', sheet)
        parts[FORM] = re.sub(r"<cols>.*?</cols>", "", sheet).encode()
        names = re.sub(rf">('{SHEET}'![^<]*)<", lambda match: f">{cells(match[1])}<", parts["xl/workbook.xml"].decode())
        parts["xl/workbook.xml"] = names.encode()

    return change


def point(name: str, reference: str) -> Change:
    """Let a defined name lead elsewhere."""
    return sub("xl/workbook.xml", rf'(<definedName name="{re.escape(name)}">)[^<]*<', rf"\g<1>{reference}<")
