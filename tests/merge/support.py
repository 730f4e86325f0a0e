"""Submissions made from the corrected form of the seed, checked without a file having to be written."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tests.conftest import EXAMPLES, TEMPLATE
from xltool.base.document import Document
from xltool.base.paths import value_at
from xltool.checking.check import check_reading, finish
from xltool.checking.check_report import CheckReport, FileReport
from xltool.form.roster import Roster, Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.build import load_document

CORRECTED = load_document(EXAMPLES / TEMPLATE / "right.json")
YEAR = 2022
WATER = Unit(id="SL", name="常州市水利局", level="市级")
SCHOOLS = Unit(id="JY", name="常州市教育局", level="市级", projects=("校园绿化", "校舍维修"))
PARKS = Unit(id="CG", name="常州市城市管理局", level="市级")
TREES = Unit(id="LH", name="常州市绿化管理中心", level="市级", department="常州市城市管理局")
ROSTER = Roster((WATER, SCHOOLS, PARKS, TREES))
SOURCES = (
    "income.fiscal.general", "income.fiscal.fund", "income.special_account", "income.state_capital",
    "income.social_insurance", "income.carryover", "income.other",
)  # fmt: skip


def form(unit: Unit | None = WATER, project: str = "河道管护", total: str = "100", **changes: Any) -> dict[str, Any]:
    """A form without errors: all money is one source and one expenditure; `changes` set further fields, `__` for dots."""
    data = copy.deepcopy(CORRECTED)
    name = unit.name if unit else None
    data["project"] |= {"name": project, "unit": name, "department": (unit.department or name) if unit else None}
    amount = Decimal(total)
    for source in SOURCES:
        put(data, source, amount if source == SOURCES[0] else 0)
    put(data, "income.total", amount)
    put(data, "income.fiscal.subtotal", amount)
    data["expenditure"] = [{"item": "养护", "half_year": 0, "full_year": amount}]
    for path, value in changes.items():
        put(data, path.replace("__", "."), value)
    return data


def put(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        data = data[parent]
    data[name] = value


def sent(
    path: str, data: Mapping[str, Any], unit: Unit | None = WATER, *, roster: Roster | None = ROSTER,
    definition: Definition | None = None,
) -> FileReport:  # fmt: skip
    """One file that holds a document, checked."""
    form_of = definition or load_definition(TEMPLATE)
    document = Document(data=data, template=form_of.id, version=form_of.version, unit=unit.id if unit else None)
    return check_reading(Reading(document, form_of), path, roster=roster, year=YEAR)


def unread(path: str) -> FileReport:
    """One file that is not a workbook."""
    from xltool.base.reader_rules import READER_RULES

    finding = READER_RULES["file.not-a-workbook"].finding(reason="PDF")
    return check_reading(Reading(Document(data={}, findings=(finding,)), None), path)


def report(*files: FileReport, roster: Roster | None = ROSTER) -> CheckReport:
    return finish(files, roster)


def merged(*files: FileReport, roster: Roster | None = ROSTER, **options: Any) -> Merged:
    return build_dataset(report(*files, roster=roster), **options)


def total_of(documents: Iterable[Mapping[str, Any]], path: str) -> Decimal:
    """The sum of an amount over documents, added up here and not by the library."""
    return sum((Decimal(value_at(document, path) or 0) for document in documents), Decimal(0))


def busy() -> CheckReport:
    """A campaign in which everything happens: accepted, wrong, unreadable, twice, missing, another form's unit."""
    stranger = Unit(id="XX", name="常州市陌生局")
    return report(
        sent("inbox/水利局.xlsx", form(total="276.68")),
        sent("inbox/水利局 2#50%.xlsx", form(project="水库加固", total="0.000001")),
        sent("inbox/教育局.xlsx", form(SCHOOLS, "校园绿化", "1234.567891"), SCHOOLS),
        sent("inbox/城管局.xlsx", form(PARKS, "古树保护", "50", income__total=Decimal(60)), PARKS),
        sent("inbox/绿化-1.xlsx", form(TREES, "花境", "30"), TREES),
        sent("inbox/绿化-2.xlsx", form(TREES, "花境", "35.5"), TREES),
        sent("inbox/陌生局.xlsx", form(stranger, "=1+1", "7"), stranger),
        unread("inbox/扫描件.xlsx"),
    )
