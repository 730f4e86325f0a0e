"""Report what was altered on a sheet of the form: formulas, dropdowns, protection, merged and hidden cells, content beside the form.

Everything is compared with what follows from the definition. The quick look compares sets of cells that reading has met anyway;
what exactly was altered is looked into only where they differ. One cause is one finding, which names all cells it concerns.

Nothing here blames anybody for what a program does: one that knows no dropdowns or protection drops them all, and that is one
remark about the program. What the workbook itself says about its checks is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from xltool.base.cells import Area, a1
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.normalise import as_text, label_line
from xltool.base.paths import defined_name
from xltool.base.reader_rules import READER_RULES
from xltool.reading.parsing.grid import CellError, CellPicture, Place
from xltool.reading.parsing.ranges import areas_of, rectangles, spelled
from xltool.reading.tampering.expected_form import ReceivedSheet, known_cells
from xltool.reading.tampering.overwritten_formulas import overwritten
from xltool.rules.definition import Definition

_MOST_STRAYS = 200  # cells outside the form that are looked at
_MOST_MERGES = 500  # merged ranges beside ours
_MOST_CELLS = 100_000  # of ranges that are gone through cell by cell; no form has as many
_LONGEST_NOTE = 60  # characters of a note that a message quotes
_ROWS = Text(zh="第 {numbers} 行", en="rows {numbers}")
_COLUMNS = Text(zh="{numbers} 列", en="columns {numbers}")


def sheet_findings(sheet: ReceivedSheet, definition: Definition, names: Mapping[str, str], *, is_same: bool = True) -> Iterator[Finding]:
    """Report what was altered on one sheet of the form. `names` are all defined names of the workbook.

    `is_same` says whether it was made from this very definition: an earlier one may have had its messages of rows elsewhere.
    """
    yield from _stray(sheet, is_same=is_same)
    yield from _notes(sheet)
    yield from _struck(sheet)
    if sheet.grid.traits is None:
        return
    traits = sheet.traits
    if traits.hidden_rows or traits.hidden_columns:
        yield from _hidden(sheet)
    if sheet.other_formulas:
        yield from _entered(sheet)
    if sheet.located.is_moved or not traits.is_whole:
        return  # what has moved, and what was not read, cannot be compared cell by cell
    if is_same and traits.formulas and not sheet.expected.formulas.issubset(traits.formulas):
        yield from _overwritten(sheet, names)
    if not sheet.expected.merges.issuperset(traits.merges):
        yield from _merged(sheet)
    if traits.validations and not _is_covered(sheet):
        yield from _uncovered(sheet, definition)


# --- content ----------------------------------------------------------------------------------------------------------


def _stray(sheet: ReceivedSheet, *, is_same: bool) -> Iterator[Finding]:
    """Report content outside the input cells. A misaligned row has a finding of its own, and so has one beyond the capacity."""
    cells = sheet.expected.cells
    if sheet.located.is_moved:
        cells = known_cells(sheet.located) | {sheet.place_of(label) for label in sheet.expected.notes}
    strays = [place for place in sheet.grid.filled() if place not in cells]
    if strays:
        is_explained = _explained(sheet)
        strays = [place for place in strays if is_same or not _is_message(sheet, *place)]
        strays = list(islice((place for place in strays if not is_explained(place)), _MOST_STRAYS))
    if strays:
        yield READER_RULES["content.stray"].finding(
            location=sheet.at(strays[0]),
            value=sheet.grid.text(*strays[0]) or None,
            cells=spelled(rectangles(strays)),
        )


def _is_message(sheet: ReceivedSheet, row: int, column: int) -> bool:
    """Return whether a cell beside the inputs holds a formula, as messages of rows do, or stands over one, as their heading does."""
    return (row, column) in sheet.formulas or (row + 1, column) in sheet.formulas


def _notes(sheet: ReceivedSheet) -> Iterator[Finding]:
    """Report notes and fixed texts that read otherwise, or are gone: the sender has read other words than the form has."""
    for label in sheet.expected.notes:
        row, column = sheet.place_of(label)
        text = label_line(as_text(sheet.grid.cell(row, column)) or "")  # a program may have made a number of “10”
        if text != label.line:
            short = label.text if len(label.text) <= _LONGEST_NOTE else f"{label.text[:_LONGEST_NOTE]}…"
            rule = "note.changed" if label.style == "note" else "label.changed"
            yield READER_RULES[rule].finding(location=sheet.at((row, column)), value=text or None, cell=a1(row, column), x=short)


def _explained(sheet: ReceivedSheet) -> Callable[[Place], bool]:
    """Return a test whether a cell outside the form is the matter of another finding, or is a part of the form that has moved."""
    located = sheet.located
    rows = {row.row for rows in sheet.misaligned.values() for row in rows}
    layout = sheet.expected.layout
    last = layout.tables[-1] if layout.tables and layout.tables[-1].last_row == layout.last_row else None  # entries below it are its rows
    below = located.tables.get(last.path) if last is not None else None
    changed = {(place.row, place.column) for finding in located.findings if (place := finding.location)}
    first = min(located.labels, key=lambda label: label.area.top, default=None)
    by = located.labels[first][0] - first.area.top if first else 0
    status = {(row + by, column) for row, column in (*sheet.expected.status, *sheet.expected.links)}
    texts = {label.line for label in sheet.expected.layout.labels}

    def is_explained(place: Place) -> bool:
        overflow = below is not None and place[0] > below.last_row and place[1] in below.columns.values()
        has_moved = located.is_moved and (place in sheet.formulas or place in status or sheet.grid.label(*place) in texts)
        return place[0] in rows or overflow or has_moved or place in changed

    return is_explained


def _struck(sheet: ReceivedSheet) -> Iterator[Finding]:
    """Report what is struck through in input cells: nobody can know whether it is meant."""
    struck = sorted(place for place in sheet.grid.struck if place in sheet.paths)
    if struck:
        yield READER_RULES["content.struck"].finding(location=sheet.at(struck[0]), cells=spelled(rectangles(struck)))


def _hidden(sheet: ReceivedSheet) -> Iterator[Finding]:
    """Report hidden rows and columns with filled input cells. Rows that a filter hides do not count."""
    traits = sheet.traits
    filtered = {row for table in sheet.located.tables.values() for row in table.rows} if traits.is_filtered else set()
    rows = set(traits.hidden_rows) - filtered
    columns = {column for first, last in traits.hidden_columns for column in range(first, min(last, first + 255) + 1)}
    hidden = (place for place in sheet.paths if place[0] in rows or place[1] in columns)
    filled = [place for place in hidden if sheet.grid.cell(*place) is not None]
    for what, places in (
        (_ROWS, sorted(place for place in filled if place[0] in rows)),
        (_COLUMNS, sorted(place for place in filled if place[1] in columns)),
    ):
        if places:
            lines = rectangles({(row, 1) for row, _ in places}) if what is _ROWS else rectangles({(1, column) for _, column in places})
            numbers = ", ".join(_numbers(area.top, area.bottom) if what is _ROWS else _letters(area.a1) for area in lines)
            named = what.filled(numbers=numbers)
            yield READER_RULES["content.hidden"].finding(location=sheet.at(places[0]), what=named)


def _numbers(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _letters(cells: str) -> str:
    """Shorten a range in row 1 to its columns, `H1:I1` to `H–I`."""
    return cells.replace("1", "").replace(":", "–")


# --- formulas ---------------------------------------------------------------------------------------------------------


def _entered(sheet: ReceivedSheet) -> Iterator[Finding]:
    """Report formulas in input cells. Those without a result, or with an error or a picture for one, are reported where they are read."""
    by_path: dict[str, list[Place]] = {}
    for place in sorted(sheet.formulas & sheet.paths.keys()):
        if sheet.grid.cell(*place) is None or isinstance(sheet.grid.cell(*place), CellError | CellPicture):
            continue
        by_path.setdefault(sheet.paths[place], []).append(place)
    for path, places in by_path.items():
        single = path in sheet.located.inputs
        yield READER_RULES["formula.entered"].finding(
            field=path if single else None,
            location=sheet.at(places[0]),
            label=sheet.label(path),
            cells=spelled(rectangles(places)),
        )


def _overwritten(sheet: ReceivedSheet, names: Mapping[str, str]) -> Iterator[Finding]:
    tables = sheet.located.tables.values()
    without = {table.remark[0] for table in tables if table.remark and defined_name(f"xltool.remark.{table.path}") not in names}
    rows = {row.row for rows in sheet.misaligned.values() for row in rows}
    lost = {place for place in sheet.expected_formulas - sheet.formulas if place[0] not in rows}
    lost = {place for place in lost if place in sheet.expected.status or place[1] not in without}
    yield from overwritten(sheet.grid.name, lost)


# --- merged cells and entry validation --------------------------------------------------------------------------------


def _merged(sheet: ReceivedSheet) -> Iterator[Finding]:
    """Report merged cells that leave inputs without a value of their own."""
    others = [text for text in sheet.traits.merges if text not in sheet.expected.merges]
    areas = [area for text in others[:_MOST_MERGES] for area in areas_of(text) if _covers_inputs(sheet, area)]
    if areas:
        first = (areas[0].top, areas[0].left)
        path = sheet.paths.get(first)
        yield READER_RULES["cell.merged"].finding(
            field=path if path in sheet.located.inputs else None, location=sheet.at(first), cells=spelled(areas)
        )


def _covers_inputs(sheet: ReceivedSheet, area: Area) -> bool:
    """Return whether merged cells hide an input: all but the first lose their values."""
    return any(
        (row, column) != (area.top, area.left) and area.top <= row <= area.bottom and area.left <= column <= area.right
        for row, column in sheet.paths
    )


def _is_covered(sheet: ReceivedSheet) -> bool:
    """Return whether every area that had a validation has one of the same kind, written as it was: the quick look."""
    return sheet.expected.entries <= {(cells, kind) for text, kind in sheet.traits.validations for cells in text.split()}


def _uncovered(sheet: ReceivedSheet, definition: Definition) -> Iterator[Finding]:
    """Report the inputs whose validation is gone, or another than the definition asks for."""
    kinds: dict[Place, set[str]] = {}
    n_cells = 0
    for text, kind in sheet.traits.validations:
        for area in areas_of(text):
            n_cells += (area.bottom - area.top + 1) * (area.right - area.left + 1)
            if n_cells > _MOST_CELLS:
                return
            for place in area.cells():
                kinds.setdefault(place, set()).add(kind)
    expected = _expected_kinds(sheet, definition)
    bare = [place for place, path in sheet.paths.items() if path in expected and not kinds.get(place, set()) & expected[path]]
    if bare:
        paths = {sheet.paths[place] for place in bare}
        path = next(iter(paths)) if len(paths) == 1 else None
        yield READER_RULES["validation.removed"].finding(
            field=path if path in sheet.located.inputs else None,
            location=sheet.at(min(bare)),
            cells=spelled(rectangles(bare)),
        )


def _expected_kinds(sheet: ReceivedSheet, definition: Definition) -> dict[str, set[str]]:
    """Map each field to the kinds of validation that do for it; a formula of its own may say anything, and some programs write such."""
    from xltool.workbook.code_ranges import CodeRanges
    from xltool.workbook.validation import EntryValidation

    layout = sheet.expected.layout
    entry = EntryValidation(definition, layout, CodeRanges(definition.schema))
    areas = {input_.path: input_.area for input_ in layout.inputs}
    areas |= {f"{table.path}.{name}": table.column_area(name) for table in layout.tables for name in table.columns}
    expected: dict[str, set[str]] = {}
    for path, area in areas.items():
        field = definition.schema.field(path)
        style = entry.options(area, field)["validate"] if field else "any"
        if field and style != "any":
            expected[path] = {"custom"} if style == "custom" else {field.kind.validation.open_xml, "custom"}
    return expected
