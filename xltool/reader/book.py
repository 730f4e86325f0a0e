"""The cells of a workbook, whatever program saved it. python-calamine reads .xlsx .xlsm .xls .xlsb .ods alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from xltool.catalogue import READER_RULES
from xltool.finding import Finding
from xltool.text import clean_line


class Grid:
    """The cells of one sheet. Rows and columns are 1-based; a blank is None."""

    def __init__(self, name: str, rows: list[list[Any]]) -> None:
        self.name = name
        self._rows = rows

    @property
    def n_rows(self) -> int:
        """The last row that holds anything."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> Any:
        """A cell's value, None when blank."""
        if not 0 < row <= len(self._rows):
            return None
        values = self._rows[row - 1]
        value = values[column - 1] if 0 < column <= len(values) else None
        return None if value == "" else value

    def text(self, row: int, column: int) -> str:
        """A cell as one clean line of text, "" when blank."""
        value = self.cell(row, column)
        return clean_line(value) if isinstance(value, str) else "" if value is None else str(value)

    def places(self) -> dict[str, list[tuple[int, int]]]:
        """Text → every (row, column) that holds it."""
        found: dict[str, list[tuple[int, int]]] = {}
        for row, values in enumerate(self._rows, start=1):
            for column, value in enumerate(values, start=1):
                if isinstance(value, str) and value:
                    found.setdefault(clean_line(value), []).append((row, column))
        return found


class Book:
    """An open workbook."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self.sheet_names: list[str] = list(workbook.sheet_names)

    def grid(self, name: str, n_rows: int | None = None) -> Grid:
        """The cells of a sheet, its first `n_rows` rows or all."""
        sheet = self._workbook.get_sheet_by_name(name)
        return Grid(name, sheet.to_python(skip_empty_area=False, nrows=n_rows))


def open_book(path: Path) -> Book | Finding:
    """Open a file that the guard let through; a finding when it is no workbook."""
    try:
        return Book(CalamineWorkbook.from_path(str(path)))
    except PasswordError:
        return READER_RULES["file.encrypted"].finding()
    except (CalamineError, OSError, ValueError) as error:
        return READER_RULES["file.not-a-workbook"].finding(reason=str(error)[:80])
