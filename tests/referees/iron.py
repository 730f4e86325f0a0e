"""ironcalc as a fast second referee: a spreadsheet engine in the process of the tests, some ten times as fast as LibreOffice.

    book = IronCalc("form.xlsx")
    book.evaluate([{"income.total": 100}], read=["check.R22"])

It orders numbers before texts before truth values, as Excel documents it, where LibreOffice takes TRUE for 1: `FALSE>0` is TRUE here.
Where the two differ otherwise, LibreOffice is the judge.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries

if TYPE_CHECKING:
    from openpyxl import Workbook

#: A cell by the index of its sheet, its row and its column, which count from 1.
Place: TypeAlias = tuple[int, int, int]


def missing() -> str | None:
    """Why ironcalc cannot be used here, or None when it can."""
    return None if find_spec("ironcalc") else "ironcalc is missing: pip install xltool[dev]"


_OF_ROW = re.compile(r"\bxltool\.row\.[A-Z]+\b")


class IronCalc:
    """One workbook; cells are addressed by defined name or as `Sheet!A1`, as in `libreoffice.Workbook`."""

    def __init__(self, path: Path) -> None:
        import ironcalc

        self._model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # print areas by name are strange to openpyxl
            book = load_workbook(path)
        self._sheets = {name: index for index, name in enumerate(book.sheetnames)}
        self._names = {name: definition.attr_text for name, definition in book.defined_names.items()}
        self._cells: dict[str, list[Place]] = {}
        self._filled: dict[Place, None] = {}
        self._put_back(book)

    def _written_out(self, formula: str, cell: str) -> str:
        """Return the formula of a name as it stands in a cell that says it; any other as it is."""
        if not formula.startswith("=xltool.row."):
            return formula
        of_row = formula
        while (inner := _OF_ROW.sub(lambda name: f"({self._names[name[0]]})", of_row)) != of_row:
            of_row = inner
        return str(Translator(of_row, origin="A1").translate_formula(cell))

    def _put_back(self, book: Workbook) -> None:
        """Give cells the formulas of the file again where the import has other ones.

        It writes an `@` before ranges in functions inside SUMPRODUCT, which then see one row. Its own text of a formula would not do:
        it drops parentheses. A name whose formula follows the cell that says it is unknown to it: the formula is written out there.
        """
        for name, sheet in self._sheets.items():
            for row in book[name].iter_rows():
                for cell in row:
                    place, formula = (sheet, cell.row or 0, cell.column or 0), self._written_out(str(cell.value), cell.coordinate)
                    if cell.data_type == "f" and self._model.get_cell_formula(*place) != formula:
                        self._model.update_cell_with_formula(*place, formula)

    def cells(self, label: str) -> list[Place]:
        """Return the cells behind a name, from the first to the last."""
        if label not in self._cells:
            sheet, _, area = self._names.get(label, label).rpartition("!")
            left, top, right, bottom = range_boundaries(area.replace("$", ""))
            assert all((left, top, right, bottom)), label
            index = self._sheets[sheet.strip("'")]
            self._cells[label] = [
                (index, row, column) for row in range(top or 0, (bottom or 0) + 1) for column in range(left or 0, (right or 0) + 1)
            ]
        return self._cells[label]

    def evaluate(self, cases: Iterable[Mapping[str, Any]], *, read: Sequence[str]) -> Iterator[dict[str, Any]]:
        """For each case: clear what the one before has filled, fill, recalculate, read; a value for a cell, a list for a column."""
        for case in cases:
            for place in self._filled:
                self._model.clear_cell_contents(*place)
            self._filled = dict.fromkeys(place for label, value in case.items() for place in self._fill(label, value))
            self._model.evaluate()
            yield {label: self._value(label) for label in read}

    def _fill(self, label: str, value: Any) -> Iterator[Place]:
        for place, entry in zip(self.cells(label), value if isinstance(value, list) else [value], strict=False):
            if entry is None:
                continue
            if isinstance(entry, str):
                self._model.update_cell_with_text(*place, entry)
            else:
                self._model.update_cell_with_number(*place, float(entry))
            yield place

    def _value(self, label: str) -> Any:
        values = [self._model.get_cell_value(*place) for place in self.cells(label)]
        return values[0] if len(values) == 1 else values
