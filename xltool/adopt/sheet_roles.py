"""Tell forms from the other sheets of a workbook: code lists, instructions, examples of filled forms, copies."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.adopt.adopted import LeftOut
from xltool.adopt.options_of import source_sheets
from xltool.adopt.wording import EXAMPLE, INSTRUCTIONS, plain
from xltool.base.messages import Text
from xltool.reading.drawn_records import DrawnBook, DrawnSheet

_HIDDEN = Text(zh="隐藏的工作表", en="a hidden sheet")
_CODES = Text(zh="代码表", en="a code list")
_EXAMPLE = Text(zh="填写示例", en="an example of a form that is filled in")
_COMPUTED = Text(zh="受保护的工作表，没有可填写的单元格", en="a protected sheet on which nothing can be typed")
_READ = Text(zh="填写说明", en="instructions")
_FIRST_ROWS = 4
_TITLE = 30  # characters
_MANY_RULES = 3  # list validations of a sheet that is filled in, and no code list


def sheets_to_adopt(book: DrawnBook) -> tuple[Sequence[DrawnSheet], Sequence[LeftOut]]:
    """Return the sheets that are forms, and the others with the reason why they are none."""
    sources = source_sheets(book)
    forms: list[DrawnSheet] = []
    others: list[LeftOut] = []
    is_unlocked = any(map(_has_inputs, book.sheets))
    for sheet in book.sheets:
        reason = _reason(sheet, sources) or (_COMPUTED if is_unlocked and sheet.is_protected and not _has_inputs(sheet) else None)
        if reason is None:
            forms.append(sheet)
        else:
            others.append(LeftOut(sheet=sheet.name, cell="A1", reason=reason))
    examples = [sheet for sheet in forms if _is_example(sheet) and len(forms) > 1]
    blank = [sheet for sheet in forms if sheet not in examples]
    if not blank:
        return forms, others
    return blank, [*others, *(LeftOut(sheet=sheet.name, cell="A1", reason=_EXAMPLE) for sheet in examples)]


def _reason(sheet: DrawnSheet, sources: frozenset[str]) -> Text | None:
    if sheet.is_hidden:
        return _HIDDEN
    n_rules = sum(rule.kind == "list" for rule in sheet.validations)
    has_rules = n_rules > 0
    if sheet.name.lower() in sources and n_rules < _MANY_RULES and not _has_inputs(sheet):
        return _CODES
    if INSTRUCTIONS.search(sheet.name) and not has_rules and not any(not cell.look.is_locked for cell in sheet.cells.values()):
        return _READ
    return None


def _has_inputs(sheet: DrawnSheet) -> bool:
    """Return whether a protected sheet has cells that may be typed into."""
    return sheet.is_protected and any(not cell.look.is_locked for cell in sheet.cells.values())


def _is_example(sheet: DrawnSheet) -> bool:
    if EXAMPLE.search(plain(sheet.name)):
        return True
    texts: dict[int, list[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row <= _FIRST_ROWS and cell.text:
            texts.setdefault(row, []).append(cell.text)
    titles = [line[0] for line in texts.values() if len(line) == 1 and len(line[0]) <= _TITLE]
    return any(EXAMPLE.search(plain(title)) for title in titles)
