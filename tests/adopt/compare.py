"""Compare the workbook built from an adopted form with the form as it was drawn. Usage: `python -m tests.adopt.compare [FORM.xlsx …]`."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xltool
from tests.adopt.score import drawn, names
from xltool.adopt.adopted import Adoption
from xltool.base.cells import a1
from xltool.base.findings import Finding
from xltool.reading.drawn import open_drawn
from xltool.reading.drawn_records import BOTTOM, LEFT, RIGHT, TOP, DrawnSheet, Place

_SIGNS = re.compile(r"[\s_＿*＊]+")
_OPPOSITE = {LEFT: (0, -1, RIGHT), RIGHT: (0, 1, LEFT), TOP: (-1, 0, BOTTOM), BOTTOM: (1, 0, TOP)}
_NEAR = 0.8  # characters by which a width may differ, points by which a height may


@dataclass(kw_only=True)
class Likeness:
    """How much of one form is the same in both."""

    texts: int = 0
    same_texts: int = 0
    merges: int = 0
    same_merges: int = 0
    widths: int = 0
    same_widths: int = 0
    lines: int = 0
    same_lines: int = 0
    others: list[str] = field(default_factory=list)  # what is not the same

    def __str__(self) -> str:
        parts = [("texts", self.same_texts, self.texts), ("merges", self.same_merges, self.merges)]
        parts += [("widths", self.same_widths, self.widths), ("lines", self.same_lines, self.lines)]
        return ", ".join(f"{name} {same}/{total}" for name, same, total in parts)


def likeness(form: Path, folder: Path) -> Likeness:
    """Adopt a form, build a workbook of it, and compare both."""
    design, made = folder / "design.xlsx", folder / f"{form.stem}-built.xlsx"
    adoption: Adoption = xltool.adopt(form, design)
    xltool.build(xltool.design(design, folder / "forms").path, made)
    built = open_drawn(made)
    assert not isinstance(built, Finding)
    total = Likeness()
    used = {found.sheet for found in adoption.fields} | {table.sheet for table in adoption.tables}
    for sheet in adoption.book.sheets:
        other = built.sheet(sheet.name)
        if other is not None and sheet.name in used:
            _compare(sheet, other, _inline(adoption, sheet.name), total)
    return total


def _inline(adoption: Adoption, sheet: str) -> set[Place]:
    """Return the cells that take something: what stands in them had blanks in it, or was filled in."""
    areas = [found.input for found in adoption.fields if found.sheet == sheet]
    areas += [column.range for table in adoption.tables if table.sheet == sheet for column in table.columns]
    return {place for area in areas for place in area.cells()}


def _compare(one: DrawnSheet, other: DrawnSheet, inputs: set[Place], total: Likeness) -> None:
    for place, cell in one.cells.items():
        if not cell.text.strip() or place in inputs or place[0] in one.hidden_rows or place[1] in one.hidden_columns:
            continue
        total.texts += 1
        is_same = _plain(cell.text) == _plain(other.cell(*place).text)
        total.same_texts += is_same
        if not is_same:
            total.others.append(f"{one.name}!{a1(*place)} {cell.text[:30]!r} is {other.cell(*place).text[:30]!r}")
    for area in one.merges:
        first = one.cell(area.top, area.left)
        if (area.top, area.left) in inputs or (first.is_blank and not first.look.borders and not first.look.fill):
            continue  # nobody sees whether blank cells without lines are merged
        total.merges += 1
        total.same_merges += area in other.merges
        if area not in other.merges:
            total.others.append(f"{one.name}!{area.a1} is not merged")
    used = {column for _, column in one.cells}
    for column in used - one.hidden_columns:
        total.widths += 1
        total.same_widths += abs(one.width(column) - other.width(column)) <= _NEAR
    for place in one.cells:
        for side in _OPPOSITE:
            if _has_line(one, place, side):
                total.lines += 1
                total.same_lines += _has_line(other, place, side)


def _has_line(sheet: DrawnSheet, place: Place, side: str) -> bool:
    down, right, opposite = _OPPOSITE[side]
    beside = sheet.cell(place[0] + down, place[1] + right)
    return side in sheet.cell(*place).look.borders or opposite in beside.look.borders


def _plain(text: str) -> str:
    return _SIGNS.sub("", text)


def compared(forms: Iterable[Path]) -> Iterable[tuple[str, Likeness]]:
    """Yield how alike each form and its built workbook are."""
    for form in forms:
        with tempfile.TemporaryDirectory() as folder:
            yield form.name, likeness(form, Path(folder))


def main(paths: Sequence[str]) -> None:
    """Print it for each form, and what differs."""
    with tempfile.TemporaryDirectory() as folder:
        forms = [Path(path) for path in paths] or [drawn(name, Path(folder)) for name in names()]
        for name, found in compared(forms):
            print(f"{name}: {found}", *found.others[:8], sep="\n    ")


if __name__ == "__main__":
    main(sys.argv[1:])
