"""Forms of any kind, filled in by many units: what each sent as a file or as a report, and totals added up independently of the library.

By hand, with as many units as one likes: `python -m tests.merge.any_form FORM N FOLDER` builds N workbooks of a form, merges them and
follows every total of the form's own sheets to its parts, and every part to its file and cell; LibreOffice then calculates all formulas anew.
"""

from __future__ import annotations

import copy
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

import xltool
from tests.referees.libreoffice import LibreOffice
from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.paths import in_row, put, value_at, without_rows
from xltool.checking.check import check_reading, finish
from xltool.checking.check_report import CheckReport
from xltool.form.layout import place
from xltool.form.roster import Roster, Unit
from xltool.form.schema import Field
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook.build import build, load_document

DEFINITIONS = Path(__file__).parents[1] / "definitions"
EXAMPLES = Path(__file__).parents[2] / "templates" / "examples"


def form_at(folder: Path | str) -> tuple[Definition, list[dict[str, Any]]]:
    """A form of the tests, or a built-in one, and its right fillings."""
    examples = EXAMPLES / str(folder).partition("@")[0]
    if examples.is_dir():
        return load_definition(str(folder)), [load_document(path) for path in sorted(examples.glob("right*.json"))]
    path = DEFINITIONS / folder
    documents = sorted(path.glob("data/U[12].json")) or [path / "document.json"]
    return load_definition(path / "templates" / f"{path.name}.yaml"), [load_document(document) for document in documents]


def units(n: int) -> list[Unit]:
    """So many units, three to a department."""
    return [Unit(id=f"U{number:03d}", name=f"第{number}局", department=f"第{number // 3}部") for number in range(n)]


def filled(definition: Definition, documents: list[dict[str, Any]], unit: Unit, seed: int) -> dict[str, Any]:
    """What a unit sends: a right filling with other numbers in it."""
    data = copy.deepcopy(documents[seed % len(documents)])
    rng = random.Random(seed)
    for path, field in typed_numbers(definition, data):
        value = value_at(data, path)
        if isinstance(value, int | Decimal) and field.kind.summary_use == "sum" and field.constant is None:
            more = rng.randrange(1000)
            put(data, path, value + more if field.kind.column == "whole" else value + Decimal(more).scaleb(-(field.precision or 2)))
    put(data, definition.template.identity.unit, unit.name)
    return data


def typed_numbers(definition: Definition, data: Mapping[str, Any]) -> Iterator[tuple[str, Field]]:
    """Concrete path and field of every number that is typed; not the year."""
    identity = definition.template.identity
    for path, field in numbers_of(definition, data):
        if field.is_typed and field.path != identity.year and not field.is_given:
            yield path, field


def numbers_of(definition: Definition, data: Mapping[str, Any]) -> Iterator[tuple[str, Field]]:
    """Concrete path and field of every number of a document."""
    for field in definition.schema.fields.values():
        if field.is_number:
            yield field.path, field
    for table in definition.schema.tables.values():
        for row in range(len(value_at(data, table.path) or ())):
            yield from ((in_row(table.path, row, field.name), field) for field in table.columns if field.is_number)


def reported(definition: Definition, documents: list[dict[str, Any]], n: int) -> CheckReport:
    """Reports of so many units, whose files nobody had to write; every value has the cell that the layout gives it."""
    layout, roster = place(definition.template, definition.schema), Roster(tuple(units(n)))
    files = []
    for seed, unit in enumerate(roster.units):
        data = evaluate(definition, filled(definition, documents, unit, seed)).data
        origins = {path: layout.location(path) for path in layout.inputs}
        for path, (sheet, table) in layout.tables.items():
            rows = range(len(value_at(data, path) or ()))
            origins |= {
                in_row(path, row, name): Location(sheet.name, table.first_row + row, column)
                for row in rows
                for name, column in table.columns.items()
            }
        document = Document(
            data=data, origins={path: place_ for path, place_ in origins.items() if place_}, template=definition.id,
            version=definition.version, unit=unit.id,
        )  # fmt: skip
        files.append(check_reading(Reading(document, definition), f"in/{unit.id}.xlsx", roster=roster))
    return finish(files, roster)


def sums(definition: Definition, documents: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Every number added up over documents: by path where it has a cell of its own, by column and over blocks elsewhere."""
    totals: dict[str, Decimal] = {}
    for data in documents:
        for path, field in numbers_of(definition, data):
            value = value_at(data, path)
            if isinstance(value, int | Decimal):
                key = path if is_fixed_row(definition, field) else without_rows(path)
                totals[key] = totals.get(key, Decimal(0)) + value
    return totals


def is_fixed_row(definition: Definition, field: Field) -> bool:
    """Whether a field is a column of a table whose rows a code list gives."""
    return field.table is not None and definition.schema.tables[field.table].fixed is not None


# --- from a total to its parts, and from these to their cells ---------------------------------------------------------


def followed(summary: Path, definition: Definition, documents: Mapping[str, Mapping[str, Any]]) -> int:
    """Follow every total of the form's own sheets; returns how many parts were found right. `documents` are by name of the file."""
    book, formulas = openpyxl.load_workbook(summary, data_only=True), openpyxl.load_workbook(summary)
    totals, n_parts = sums(definition, documents.values()), 0
    opened: dict[tuple[Path, str], list[list[Any]]] = {}
    for key, place_ in places_of(definition):
        cell: Any = book[place_.sheet][place_.cell] if place_.sheet in book.sheetnames else None
        formula = str(formulas[place_.sheet][place_.cell].value) if cell else ""
        if not formula.startswith("=SUM("):
            continue
        expected = totals.get(key, Decimal(0))
        assert round(Decimal(repr(float(cell.value))), 6) == expected, (key, cell.value, expected)
        numbers = parts(book, formula, cell)
        assert sum((Decimal(repr(float(value))) for value, _ in numbers), Decimal(0)) == expected, key
        n_parts += sum(is_there(value, link, summary.parent, opened) for value, link in numbers)
    return n_parts


def places_of(definition: Definition) -> Iterator[tuple[str, Location]]:
    """Key and cell of every number that has a cell of its own; of repeated blocks that of the first."""
    layout = place(definition.template, definition.schema)
    for path in layout.inputs:
        location = layout.location(path)
        if location and (not definition.schema.block_of(path) or "[0]" in path):
            yield without_rows(path), location
    for path, (sheet, table) in layout.tables.items():
        fixed = definition.schema.tables[path].fixed
        for row in range(len(fixed)) if fixed else ():
            for name, column in table.columns.items():
                yield in_row(path, row, name), Location(sheet.name, table.first_row + row, column)
        if not fixed and (not definition.schema.block_of(path) or "[0]" in path):
            yield from (
                (without_rows(f"{path}.{name}"), Location(sheet.name, table.first_row, column)) for name, column in table.columns.items()
            )


def is_there(value: Any, link: Any, folder: Path, opened: dict[tuple[Path, str], list[list[Any]]]) -> bool:
    """Whether a number stands in the file and cell to which it leads."""
    file = folder / unquote(link.target).replace("\\", "/")
    name, _, cell = link.location.rpartition("!")
    sheet = name.strip("'")
    if (file, sheet) not in opened:
        opened[file, sheet] = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    row, column = coordinate_to_tuple(cell)
    there = opened[file, sheet][row - 1][column - 1]
    assert there != "", (file, link.location)
    assert Decimal(repr(float(there))) == Decimal(repr(float(value))), (file, link.location)
    return True


def parts(book: Any, formula: str, cell: Any) -> list[tuple[Any, Any]]:
    """The numbers of which a cell is the total, each with the link to its own cell: the rows to which the cell leads are those that it adds up."""
    sheet, column, first, last = re.fullmatch(r"=SUM\('(.+)'!\$(\w+)\$(\d+)(?::\$\w+\$(\d+))?\)", formula).groups()  # type: ignore[union-attr]  # else no sum
    led, _, rows = cell.hyperlink.location.rpartition("!")
    assert (led, re.findall(r"\d+", rows)) == (f"'{sheet}'", [first, last or first])
    listed = book[sheet]
    headings = next([cell.value for cell in row] for row in listed.iter_rows(max_row=5) if row[0].value == "部门\n序号")
    own = headings.index("单元格") if "单元格" in headings else None
    found = []
    for number in range(int(first), int(last or first) + 1):
        value = listed[f"{column}{number}"]
        if value.value is not None:
            found.append(
                (value.value, value.hyperlink if own is None else listed.cell(number, own + 1).hyperlink or named(listed, headings, number))
            )
    return found


def named(listed: Any, headings: list[str], row: int) -> Any:
    """Where a row beyond those that can be links says that its number stands: its file is in the folder of all files."""
    file, sheet, cell = (listed.cell(row, headings.index(heading) + 1).value for heading in ("文件", "工作表", "单元格"))
    return SimpleNamespace(target=f"in/{file}", location=f"'{sheet}'!{cell}")


def campaign_of(definition: Definition, documents: list[dict[str, Any]], n: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Build so many filled workbooks; gives the document of each file, computed values included."""
    folder.mkdir(parents=True)
    sent = {}
    for seed, unit in enumerate(units(n)):
        data = filled(definition, documents, unit, seed)
        build(definition.path, folder / f"{unit.id}.xlsx", data=copy.deepcopy(data))
        sent[f"{unit.id}.xlsx"] = dict(evaluate(definition, data).data)
    return sent


def _main(form: str, n: int, folder: Path) -> None:
    definition, documents = form_at(form)
    sent = campaign_of(definition, documents, n, folder / "in")
    summary = folder / "summary.xlsx"
    merged = xltool.merge(folder / "in", output=summary, templates=definition.path.parent, include_rejected=True)
    assert len(merged.forms) == n
    print(f"{form}: {n} units, {followed(summary, definition, sent)} parts found in their files, every total right", flush=True)
    from tests.merge.test_summary import recalculated

    with LibreOffice() as office:
        print(f"{form}: {recalculated(office, summary)} formulas, all of them to their cached values", flush=True)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
