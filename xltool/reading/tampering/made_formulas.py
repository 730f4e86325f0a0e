"""Find formulas in inputs that a program made of texts: pandas and PyExcelerate write `=3个` as a formula, and drop all but values.

Such a formula has no result, or one that nobody computed (xlsxwriter saves 0): what the sender typed is the text of the formula. It is
one cause: one finding names all cells, the program, and what else the program has lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xltool.base.cells import a1
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.reading.book import Book
from xltool.reading.parsing.grid import Place
from xltool.reading.parsing.ranges import place_of, rectangles, spelled
from xltool.reading.tampering.expected_form import ReceivedSheet

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\[\]]*\]")
#: A number with a letter right behind it: neither the name of a cell nor an exponent, so that no program takes it for a formula: `3个`.
_NO_FORMULA = re.compile(r"(?<![\w.$])\d[\d.]*+(?![eE][+-]?\d)[^\W\d_]|[≥≤＝＞＜，；。、]")
_LONGEST = 8_192  # characters of a formula, Excel's limit
_LIBRARY = Text(zh="可能是 pandas、PyExcelerate 一类的程序库", en="perhaps a library such as pandas or PyExcelerate")
_PANDAS = Text(zh="{program}，pandas 用它写文件", en="{program}, by which pandas writes files")
_LOST = Text(zh="，还丢失了{what}", en=" and lost {what}")
_NOTHING = Text(zh="", en="")


@dataclass(frozen=True, kw_only=True)
class MadeFormulas:
    """What a program has made formulas of."""

    texts: Mapping[str, str]  # concrete path → what the sender typed there
    finding: Finding


def made_formulas(
    book: Book,
    sheets: Sequence[ReceivedSheet],
    paths: Callable[[], Mapping[str, Mapping[Place, str]]],
    lost: Sequence[Text],
    *,
    only_values: bool,
) -> MadeFormulas | None:
    """Find the formulas in inputs that were texts, and take them out of what the sheets say; None when there are none.

    `paths` returns the concrete paths of what was read, by sheet and cell; `lost` is what the program has dropped, `only_values` whether it keeps
    nothing else: then no formula is the sender's.
    """
    by_sheet = {sheet.grid.name: found for sheet in sheets if (found := _formulas_in(sheet, book))}
    is_certain = only_values and any(map(_is_none, (text for found in by_sheet.values() for text in found.values())))
    made = {name: {place: text for place, text in found.items() if is_certain or _is_none(text)} for name, found in by_sheet.items()}
    if not any(made.values()):
        return None
    for sheet in sheets:
        taken = made.get(sheet.grid.name, {})
        sheet.traits.formulas[:] = [cell for cell in sheet.traits.formulas if place_of(cell) not in taken]
    known = paths()
    texts = {known[name][place]: f"={text}" for name, found in made.items() for place, text in found.items() if place in known[name]}
    return MadeFormulas(texts=texts, finding=_finding(book, sheets, made, lost))


def _formulas_in(sheet: ReceivedSheet, book: Book) -> dict[Place, str]:
    """Return the formulas in inputs of a sheet, by cell."""
    inputs = {a1(*place): place for place in map(place_of, sheet.other_formulas) if place in sheet.paths}
    texts = book.formula_texts(sheet.grid.name) if inputs else {}
    return {place: texts[cell] for cell, place in inputs.items() if cell in texts}


def _is_none(text: str) -> bool:
    """Return whether a text can be a formula in no program: none would have let anybody enter it."""
    return _NO_FORMULA.search(_QUOTED.sub("", text[:_LONGEST])) is not None


def _finding(book: Book, sheets: Sequence[ReceivedSheet], made: Mapping[str, Mapping[Place, str]], lost: Sequence[Text]) -> Finding:
    first = next(sheet for sheet in sheets if made.get(sheet.grid.name))
    cells = ", ".join(spelled(rectangles(places)) for places in made.values() if places)
    what = Text(zh="、".join(one.zh for one in lost), en=", ".join(one.en for one in lost))
    return READER_RULES["file.made-formulas"].finding(
        location=first.at(min(made[first.grid.name])),
        cells=cells,
        program=_likely(book.program),
        lost=_LOST.filled(what=what) if lost else _NOTHING,
    )


def _likely(program: str | None) -> Text:
    """Name the program that saved the file; libraries that call themselves Excel are none."""
    if program is None or program.startswith("Microsoft Excel"):
        return _LIBRARY
    return _PANDAS.filled(program=program) if "openpyxl" in program.lower() else Text(zh=program, en=program)
