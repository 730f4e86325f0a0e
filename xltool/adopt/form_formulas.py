"""Say the formulas of a drawn form in the language of rules, with names of fields and columns in place of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xltool.adopt.adopted import FoundColumn, FoundField, FoundRule, FoundTable
from xltool.base.cells import Area, a1, parse_area
from xltool.reading.drawn_records import DrawnSheet, Place
from xltool.rules.functions import FUNCTIONS

_TOKEN = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<cells>\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)(?![\w(.])"
    r"|(?P<function>[A-Za-z_][\w.]*)\s*(?=\()"
    r"|(?P<word>[^\W\d][\w.]*)"
    r"|(?P<other>[\d.]+|[<>]=|<>|[-+*/^&=<>(),%\s])"
)
_WORDS = frozenset({"TRUE", "FALSE"})
_MOST = 2_000  # formulas of a form
_MOST_CELLS = 120  # of a range


class _CannotSayError(Exception):
    """A formula that the language of rules has no words for."""


class FormulaSayer:
    """Says formulas; fields and columns are known by their names."""

    def __init__(self, fields: Sequence[FoundField], computed: Mapping[tuple[str, Place], str], tables: Sequence[FoundTable]) -> None:
        self._tables = tables
        self._names: dict[tuple[str, Place], str] = dict(computed)
        for field in fields:
            if not field.inline:
                self._names.update({(field.sheet, place): field.id for place in _some_cells(field.input)})

    def rules(self, sheet: DrawnSheet) -> Iterator[FoundRule]:
        """Yield the formulas of a sheet; those of a column that are alike, once."""
        said: set[tuple[int, str]] = set()
        n_rules = 0
        for place, cell in sorted(sheet.cells.items()):
            if not cell.has_formula:
                continue
            table, column = self._column_at(sheet.name, place)
            rule = self._said(sheet.name, place, cell.formula)
            if table is not None and column is not None:
                key = (id(column), rule or re.sub(r"\d+", "", cell.formula))
                if key in said:
                    continue
                said.add(key)
            n_rules += 1
            if n_rules > _MOST:
                return
            yield FoundRule(sheet=sheet.name, cell=a1(*place), formula=cell.formula, rule=rule)

    def _column_at(self, sheet: str, place: Place) -> tuple[FoundTable | None, FoundColumn | None]:
        row, column = place
        for table in self._tables:
            if table.sheet == sheet and table.first_row <= row <= table.last_row and row not in table.total_rows:
                for entry in table.columns:
                    if entry.range.left <= column <= entry.range.right:
                        return table, entry
        return None, None

    # --- one formula --------------------------------------------------------------------------------------------------

    def _said(self, sheet: str, place: Place, formula: str) -> str:
        try:
            return "".join(self._parts(sheet, place, formula))
        except _CannotSayError:
            return ""

    def _parts(self, sheet: str, place: Place, formula: str) -> Iterator[str]:
        at = 0
        while at < len(formula):
            match = _TOKEN.match(formula, at)
            if match is None:
                raise _CannotSayError
            at = match.end()
            if match["cells"]:
                there = (match["sheet"] or sheet).strip("'").replace("''", "'")
                area = parse_area(match["cells"].replace("$", ""))
                if area is None:
                    raise _CannotSayError
                yield self._cells(there, area, place if there == sheet else None)
            else:
                yield self._word(match)

    @staticmethod
    def _word(match: re.Match[str]) -> str:
        function = match["function"]
        if function and function.upper() not in FUNCTIONS:
            raise _CannotSayError
        if match["word"] and match["word"].upper() not in _WORDS:
            raise _CannotSayError
        return match[0]

    def _cells(self, sheet: str, area: Area, here: Place | None) -> str:
        if area.is_one_cell:
            return self._cell(sheet, (area.top, area.left), here)
        whole = self._whole_column(sheet, area)
        if whole:
            return whole
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _MOST_CELLS:
            raise _CannotSayError
        names = [self._cell(sheet, place, here) for place in area.cells() if self._is_known(sheet, place)]
        if not names:
            raise _CannotSayError
        return ",".join(names)

    def _is_known(self, sheet: str, place: Place) -> bool:
        return (sheet, place) in self._names or self._column_at(sheet, place)[1] is not None

    def _cell(self, sheet: str, place: Place, here: Place | None) -> str:
        if (sheet, place) in self._names:
            return self._names[sheet, place]
        table, column = self._column_at(sheet, place)
        if table is None or column is None or here is None or here[0] != place[0]:
            raise _CannotSayError
        return f"[@{column.id}]"

    def _whole_column(self, sheet: str, area: Area) -> str:
        """Return the column of which a range has all rows."""
        table, column = self._column_at(sheet, (area.top, area.left))
        if table is None or column is None or area.left != area.right or area.top == area.bottom:
            return ""
        return f"{table.id}[{column.id}]" if area.top == table.first_row and area.bottom >= table.last_row else ""


def _some_cells(area: Area) -> Iterator[Place]:
    return iter([(area.top, area.left)]) if area.bottom - area.top > 200 else area.cells()  # noqa: PLR2004 - no form has such a field
