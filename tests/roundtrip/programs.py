"""The programs that open a form of ours, type values into it and save it in formats of theirs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.referees import gnumeric, require_gnumeric, require_libreoffice, require_node
from tests.referees.libreoffice import LibreOffice
from tests.referees.nodejs import exceljs_fill, sheetjs_current_fill, sheetjs_fill, xlsx_populate_fill
from xltool.base.normalise import as_text
from xltool.base.paths import defined_name, value_at
from xltool.rules.definition import Definition

Values = Mapping[str, Any]  # defined name → value, or the values down its column
Fill = Callable[[Path, Values, Path], Path]


@dataclass(frozen=True)
class Program:
    """A program and one format in which it saves; `fill` opens a workbook, types values and saves it elsewhere."""

    name: str
    suffix: str
    fill: Fill
    says: str | None = None  # of itself, in the files it saves; None when it says nothing
    require: Callable[[], None] = lambda: None

    def __str__(self) -> str:
        return f"{self.name} {self.suffix[1:]}"


def typed(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """A document as it is typed in, by defined name; blanks, what is computed and what is given stay as they are."""
    fields = definition.schema.fields.items()
    values = {path: _entry(field.written(value_at(data, path))) for path, field in fields if not field.is_locked}
    for table in definition.schema.tables.values():
        if rows := value_at(data, table.path):
            values |= {column.path: [_entry(column.written(row[column.name])) for row in rows] for column in table.open_columns}
    return {defined_name(path): value for path, value in values.items() if value is not None}


def _entry(value: Any) -> Any:
    """A value as a person types it: several choices are one text."""
    return as_text(value) if isinstance(value, list) else float(value) if isinstance(value, Decimal) else value


def openpyxl_fill(source: Path, values: Values, target: Path) -> Path:
    with warnings.catch_warnings(action="ignore", category=UserWarning):  # it drops a print area that is calculated
        book = load_workbook(source)
    for name, value in values.items():
        ((sheet, reference),) = book.defined_names[name].destinations
        area = book[sheet][reference]
        cells = [row[0] for row in area] if isinstance(area, tuple) else [area]
        for cell, item in zip(cells, value if isinstance(value, list) else [value], strict=False):
            cell.value = item
            if isinstance(item, str):
                cell.data_type = "s"  # openpyxl takes `=3个` for a formula
    book.save(target)
    return target


def gnumeric_fill(source: Path, values: Values, target: Path) -> Path:
    """Gnumeric itself cannot type: openpyxl does that first."""
    return gnumeric.convert(openpyxl_fill(source, values, target.with_suffix(".typed.xlsx")), target)


def libreoffice_fill(source: Path, values: Values, target: Path) -> Path:
    with _office().open(source) as book:
        book.fill(values)
        book.recalculate()
        return book.save_as(target)


@cache
def _office() -> LibreOffice:
    """One office for all; it ends with this process."""
    return LibreOffice()


#: SheetJS cuts long texts when it writes .xls, so it is not among them.
PROGRAMS = (
    *(Program("LibreOffice", suffix, libreoffice_fill, "LibreOffice", require_libreoffice) for suffix in (".xlsx", ".ods")),
    Program("LibreOffice", ".xls", libreoffice_fill, None, require_libreoffice),
    Program("ExcelJS", ".xlsx", exceljs_fill, "Microsoft Excel", require_node),
    Program("xlsx-populate", ".xlsx", xlsx_populate_fill, None, require_node),
    *(Program("SheetJS 0.18", suffix, sheetjs_fill, "SheetJS", require_node) for suffix in (".xlsx", ".ods")),
    *(Program("SheetJS", suffix, sheetjs_current_fill, "SheetJS", require_node) for suffix in (".xlsx", ".xlsm", ".xlsb", ".ods")),
    Program("openpyxl", ".xlsx", openpyxl_fill, "penpyxl"),
    *(Program("Gnumeric", suffix, gnumeric_fill, "gnumeric", require_gnumeric) for suffix in (".xlsx", ".ods")),
    Program("Gnumeric", ".xls", gnumeric_fill, None, require_gnumeric),
)
