"""Name the cell of a design workbook for each error in the files that were written of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from xltool.base.cells import a1
from xltool.base.errors import Problem
from xltool.rules.design_sheets.design_parts import Places
from xltool.rules.design_sheets.sheet_tables import CellProblem
from xltool.rules.design_sheets.unfold import UnfoldedDesign, design_of
from xltool.rules.loading.source import SourceFile, read_json, read_yaml


def named_problems(template: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors of a definition; of one that was written of a design workbook with the cells of that, and what is wrong in it besides."""
    design = design_of(template)
    if design is None:
        return list(problems)
    return [shown_problem(design.path, problem) for problem in cell_problems(design, problems) if not problem.is_warning]


def cell_problems(design: UnfoldedDesign, problems: Iterable[Problem]) -> list[CellProblem]:
    """Return what is wrong in a design workbook: what could not be read, then what is wrong with the definition it makes.

    A row in which something could not be read is blamed once.
    """
    found = list(design.parts.problems)
    blamed = {(problem.sheet, problem.place[0]) for problem in found if not problem.is_warning}
    for problem in problems:
        at_cell = _cell_problem(design, problem)
        if (at_cell.sheet, at_cell.place[0]) not in blamed:
            found.append(at_cell)
    return list(dict.fromkeys(found))


def shown_problem(path: Path, problem: CellProblem) -> Problem:
    """Return a problem as definitions have them, with the cell for its line."""
    source = problem.content.split("\n")[0]
    start, end = problem.caret or (0, max(1, len(source)))
    return Problem(
        file=str(path),
        line=problem.place[0],
        column=start + 1,
        width=max(1, end - start),
        source=source,
        message=problem.message,
        cell=f"{problem.sheet}!{a1(*problem.place)}",
    )


def _cell_problem(design: UnfoldedDesign, problem: Problem) -> CellProblem:
    file = Path(problem.file)
    places = design.parts.places.get({".yaml": "template", ".json": "schema"}.get(file.suffix, file.stem), {})
    if file.suffix == ".csv":
        return _at(design, places, _csv_pointer(problem), problem, None)
    full = design.template.parent.parent / file.parent.name / file.name
    source = read_yaml(full) if file.suffix == ".yaml" else read_json(full)
    source.find_places()
    offset = sum(len(line) for line in source.text.splitlines(keepends=True)[: max(problem.line - 1, 0)]) + max(problem.column - 1, 0)
    pointer = _innermost(source, offset) if problem.line else ""
    return _at(design, places, pointer, problem, _caret(source, pointer, offset, problem.width))


def _csv_pointer(problem: Problem) -> str:
    before = next(csv.reader(io.StringIO(problem.source[: max(problem.column - 1, 0)] + ".")), [""])
    return f"/{max(problem.line - 1, 1)}/{len(before) - 1}"


def _innermost(source: SourceFile, offset: int) -> str:
    """Return the pointer of the smallest value, or of the value with the key, in which a place of the text lies."""
    spans = [*source.values.items(), *source.keys.items()]
    inside = [(end - start, -len(pointer), pointer) for pointer, (start, end) in spans if start <= offset < end]
    return min(inside, default=(0, 0, ""))[2]


def _caret(source: SourceFile, pointer: str, offset: int, width: int) -> tuple[int, int] | None:
    """Return the faulty part of a text of JSON."""
    start, end = source.values.get(pointer, (0, 0))
    if source.path.suffix != ".json" or source.text[start : start + 1] != '"' or offset <= start:
        return None
    try:
        first = len(json.loads(f'"{source.text[start + 1 : offset]}"'))
        last = len(json.loads(f'"{source.text[start + 1 : min(offset + width, end - 1)]}"'))
    except ValueError:
        return None
    return first, max(last, first + 1)


def _at(design: UnfoldedDesign, places: Places, pointer: str, problem: Problem, caret: tuple[int, int] | None) -> CellProblem:
    exact = pointer in places
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    named = _field_named(design, problem) if not pointer and places is design.parts.places.get("template") else None
    found = places.get(pointer) if named is None else design.parts.places["schema"][named]
    if found is None:
        sheet = next((sheet for by_file in design.parts.places.values() for sheet, _ in by_file.values()), None)
        return CellProblem(sheet=sheet.name if sheet else "?", place=(1, 1), content="", message=problem.message)
    sheet, place = found
    content = str(sheet.contents.get(place, ""))
    return CellProblem(
        sheet=sheet.name, place=place, content=content, message=problem.message, caret=_within(caret if exact else None, content)
    )


def _field_named(design: UnfoldedDesign, problem: Problem) -> str | None:
    """Return the pointer in the schema of the field that a message of the form as a whole names first; None where it names none."""
    match = re.search("“([^”]+)”", problem.message.zh)
    steps = match[1].split(".") if match else []
    pointer = "".join(f"/properties/{step}" for step in steps)
    return pointer if pointer in design.parts.places.get("schema", {}) else None


def _within(caret: tuple[int, int] | None, content: str) -> tuple[int, int] | None:
    if caret is None:
        return None
    shift = 1 if content.startswith("=") else 0
    return (caret[0] + shift, caret[1] + shift) if caret[1] + shift <= len(content) + 1 else None
