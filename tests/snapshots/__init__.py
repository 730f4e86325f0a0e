"""Every formula that the examples render to, as text: what a change does to workbooks shows without a spreadsheet program.

`python -m tests.snapshots` writes the snapshots anew; look at the difference before you commit it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import xltool

HERE = Path(__file__).parent
_TESTS = HERE.parent
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: A reference to a cell whose row moves, and the number of a row in the column of a table.
_ROW = re.compile(r"(?<![\w.])(?P<before>\$?[A-Z]{1,3}|INDEX\([\w.]+,)(?P<row>\d{1,7})(?![\w(.])")

#: Name of the snapshot → its template.
EXAMPLES = {
    "project-performance-target": _TESTS.parent / "templates" / "project-performance-target.yaml",
    "grant": _TESTS / "campaign" / "form" / "templates" / "grant.yaml",
    **{path.name: path / "templates" / f"{path.name}.yaml" for path in sorted((_TESTS / "definitions" / "clean").iterdir())},
}


def snapshot(template: Path) -> str:
    """Return the formulas of the blank workbook of a template, a line for each run of cells in a column with the same one.

    Rows that move with the cell are written as their distance from it: `B{-1}` is the cell above in column B.
    """
    with TemporaryDirectory() as folder:
        book = zipfile.ZipFile(xltool.build(template, Path(folder) / "form.xlsx", templates=template.parent))
        workbook = _parsed(book, "xl/workbook.xml")
        lines = [f"{name.attrib['name']} = {name.text}" for name in workbook.iter(f"{_MAIN}definedName")]
        for number, sheet in enumerate(workbook.iter(f"{_MAIN}sheet"), start=1):
            lines += ["", f"[{sheet.attrib['name']}]", *_sheet(_parsed(book, f"xl/worksheets/sheet{number}.xml"))]
    return "\n".join(lines) + "\n"


def _parsed(book: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(book.read(part))  # noqa: S314 - written by ourselves


def _sheet(sheet: ET.Element) -> Iterator[str]:
    yield from _cells(sheet)
    for entry in sheet.iter(f"{_MAIN}dataValidation"):
        formulas = [part.text or "" for part in entry if part.tag in {f"{_MAIN}formula1", f"{_MAIN}formula2"}]
        if formulas:  # others only show a prompt
            kind = [entry.get("type", "any"), *(["between"] if len(formulas) == 2 else []), entry.get("operator", "")]
            yield f"validation {entry.attrib['sqref']}: {' '.join(filter(None, kind))} {' and '.join(formulas)}"
    for area in sheet.iter(f"{_MAIN}conditionalFormatting"):
        for formula in area.iter(f"{_MAIN}formula"):
            yield f"format {area.attrib['sqref']}: {formula.text}"


def _cells(sheet: ET.Element) -> Iterator[str]:
    columns: dict[str, list[tuple[int, str]]] = {}
    for cell in sheet.iter(f"{_MAIN}c"):
        formula = cell.find(f"{_MAIN}f")
        if formula is not None:
            column, row = re.findall(r"[A-Z]+|\d+", cell.attrib["r"])
            columns.setdefault(column, []).append((int(row), _relative(formula.text or "", int(row))))
    for column, cells in sorted(columns.items(), key=lambda item: (len(item[0]), item[0])):
        yield from (f"{column}{_run(rows)} ={formula}" for formula, rows in _runs(cells))


def _relative(formula: str, row: int) -> str:
    return _ROW.sub(lambda cell: f"{cell['before']}{{{int(cell['row']) - row:+d}}}", formula)


def _runs(cells: list[tuple[int, str]]) -> Iterator[tuple[str, list[int]]]:
    """Yield each run of consecutive rows with one formula."""
    numbered = ((row - place, row, formula) for place, (row, formula) in enumerate(cells))
    for (_, formula), run in groupby(numbered, key=lambda item: (item[0], item[2])):
        yield formula, [row for _, row, _ in run]


def _run(rows: list[int]) -> str:
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]}..{rows[-1]}"
