"""What an analyst writes today: openpyxl reads fixed addresses, jsonschema checks, pandas keeps. And parts of that by others.

Written as well as it is usually written: the validator is built once, a read-only sheet is read in one pass, rows go to the
database together. It knows nothing of cells out of place, rules between fields, hostile files, or who has sent.
"""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.forms import FORM, Forms
from benchmarks.timing import ROOT

SCHEMA = ROOT / "rules" / f"{FORM}.schema.json"
SHEET = "绩效目标表"
HIDDEN = "_xltool"
#: Where each field stands: row and column.
FIELDS = {
    "year": (3, 1),
    "project.name": (4, 2),
    "project.department": (4, 5),
    "project.type": (5, 2),
    "project.level": (5, 5),
    "project.start": (6, 2),
    "project.end": (6, 5),
    "project.unit": (7, 2),
    "project.leader": (7, 5),
    "project.phone": (7, 7),
    "rationale.necessity": (8, 2),
    "rationale.feasibility": (9, 2),
    "rationale.content": (10, 2),
    "income.total": (11, 5),
    "income.fiscal.subtotal": (12, 5),
    "income.fiscal.general": (13, 5),
    "income.fiscal.fund": (14, 5),
    "income.special_account": (15, 5),
    "income.state_capital": (16, 5),
    "income.social_insurance": (17, 5),
    "income.carryover": (18, 5),
    "income.other": (19, 5),
    "goals.medium_term": (33, 2),
    "goals.annual": (34, 2),
}
#: Tables: first row, last row, first column, columns.
TABLES = {
    "expenditure": (21, 32, 3, ("item", "half_year", "full_year")),
    "indicators": (37, 156, 1, ("level1", "level2", "level3", "half_year", "full_year")),
}
_HEADING = 36  # row of the indicators' heading
_LAST = 156

Cells = list[tuple[Any, ...]]


def _cells(path: Path, *, read_only: bool) -> Cells:
    """The form's cells."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=read_only, data_only=True)
        rows = list(book[SHEET].iter_rows(max_row=_LAST, max_col=7, values_only=True))
        book.close()
    return rows


def _document(cells: Cells) -> dict[str, Any]:
    """The document that the schema describes, without what is blank."""
    document: dict[str, Any] = {}
    for path, (row, column) in FIELDS.items():
        value = _exact(cells[row - 1][column - 1])
        if value is not None:
            *parents, name = path.split(".")
            place = document
            for parent in parents:
                place = place.setdefault(parent, {})
            place[name] = value
    for name, (first, last, left, columns) in TABLES.items():
        rows = [[_exact(value) for value in row[left - 1 : left - 1 + len(columns)]] for row in cells[first - 1 : last]]
        document[name] = [dict(zip(columns, row, strict=True)) for row in rows if any(value is not None for value in row)]
    return document


def _exact(value: Any) -> Any:
    """Money as it was typed: 4049.59 as a float is not a multiple of 0.000001, says jsonschema."""
    return Decimal(str(value)) if isinstance(value, float) else value


def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"), parse_float=Decimal))


def _read_and_check(files: list[Path], *, read_only: bool) -> Iterator[tuple[Path, dict[str, Any], list[str]]]:
    validator = _validator()
    for path in files:
        document = _document(_cells(path, read_only=read_only))
        yield path, document, [error.message for error in validator.iter_errors(document)]


def check(_: Path, n: int, *, folder: str, read_only: bool) -> Callable[[], object]:
    """Read and check."""
    import openpyxl  # noqa: F401 - not counted

    files = Forms(Path(folder)).files(n)
    return lambda: list(_read_and_check(files, read_only=read_only))


def collect(scratch: Path, n: int, *, folder: str, read_only: bool) -> Callable[[], object]:
    """Read, check, and put everything into a SQLite database."""
    import openpyxl  # noqa: F401 - not counted
    import pandas as pd  # noqa: F401

    sqlite3.register_adapter(Decimal, float)
    files = Forms(Path(folder)).files(n)
    return lambda: _collect(files, scratch / "collected.sqlite", read_only=read_only)


def _collect(files: list[Path], database: Path, *, read_only: bool) -> None:
    import pandas as pd

    forms: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    for path, document, errors in _read_and_check(files, read_only=read_only):
        name = path.name
        forms.append({"file": name, **{key: value for key, value in document.items() if key not in TABLES}})
        rows += [{"file": name, **row} for row in document["indicators"]]
        findings += [{"file": name, "message": message} for message in errors]
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for table, records in (("forms", forms), ("indicators", rows), ("findings", findings)):
            if records:
                pd.json_normalize(records).to_sql(table, connection, index=False)
        connection.commit()


# --- parts of the work, by others -------------------------------------------------------------------------------------


def calamine(_: Path, n: int, *, folder: str, sheets: list[str]) -> Callable[[], object]:
    """Only read the values of some sheets, with python-calamine."""
    from python_calamine import CalamineWorkbook

    files = Forms(Path(folder)).files(n)

    def read() -> None:
        for path in files:
            book = CalamineWorkbook.from_path(str(path))
            for sheet in sheets:
                book.get_sheet_by_name(sheet).to_python()

    return read


def flatten_tool(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Read the table of indicators with flatten-tool and check it with jsonschema: it takes tables, not forms."""
    import flattentool
    from jsonschema import Draft202012Validator

    files = Forms(Path(folder)).files(n)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    table = schema["properties"]["indicators"]
    titles = {column["title"]: name for name, column in table["items"]["properties"].items()}
    validator = Draft202012Validator({"$defs": schema["$defs"], **table})
    output = scratch / "table.json"

    def read(path: Path) -> list[str]:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            flattentool.unflatten(
                str(path),
                input_format="xlsx",
                output_name=str(output),
                root_list_path="rows",
                root_id="",
                default_configuration=f"SkipRows {_HEADING - 1}",
            )
        rows = json.loads(output.read_text(encoding="utf-8"), parse_float=Decimal)["rows"]
        named = [{titles[key]: value for key, value in row.items() if key in titles} for row in rows]
        return [error.message for error in validator.iter_errors([row for row in named if row])]

    return lambda: [read(path) for path in files]
