"""Every spelling that people use, cell by cell: the workbook reads it as the reader does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.parity import cases as pools
from tests.parity.cases import CAPACITY, Case, Cell
from tests.parity.comparison import Form, real_form
from tests.parity.documents import read_cell
from xltool.base.messages import Text
from xltool.form.layout import place
from xltool.form.schema import Field
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.rules.language.parser import parse
from xltool.rules.rule_inputs import RuleInputs, collect_inputs
from xltool.rules.ruleset import Rule
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.helper_records import HelperSheet
from xltool.workbook.helper_sheet.lay_out import lay_out

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

QUANTITIES: tuple[Cell, ...] = (
    *pools.QUANTITIES,
    *(f"{sign}5{unit}" for sign in pools.OPERATORS for unit in ("", "场", " 场")),
    *(f"{sign}{figures}{unit}" for sign in ("", "≥") for figures in pools.FIGURES for unit in ("", "%", "场")),
    *(f"≥5{unit}" for unit in pools.UNITS),
)
SPELLINGS: dict[str, Sequence[Cell]] = {
    "indicators.half_year": QUANTITIES,
    "indicators.level3": (*pools.LINES, *pools.TYPES, *pools.WRONG_LEVEL1, *pools.WRONG_LEVEL2),
    "expenditure.full_year": (*pools.NUMBERS, *pools.NUMBER_TEXTS),
    "year": (*pools.YEARS, *pools.YEAR_TEXTS, *pools.NUMBERS, *pools.NUMBER_TEXTS),
    "project.start": (*pools.DATES, *pools.DATE_TEXTS),
    "goals.annual": pools.PARAGRAPHS,
}


@cache
def form_with_all_parts() -> Form:
    """The real form with rules that ask for every part: the workbook reads what something asks for."""
    definition = real_form().definition
    asked = [key for path in SPELLINGS for key in keys_of(path) if not key.endswith(".unreadable")]
    rules = replace(definition.rules, rules=(*definition.rules.rules, *map(_asking_for, asked)))
    return Form(replace(definition, digest="all parts", rules=rules))


def _asking_for(key: str) -> Rule:
    table, _, inner = key.partition(".")
    is_column = table in CAPACITY
    reference = f"[@{inner}]" if is_column else key
    field = ".".join(key.split(".")[:2])
    return Rule(
        id=f"T.{key}",
        severity="info",
        node=parse(f"{reference}={reference}"),
        message=Text(zh="", en=""),
        at=field if field in real_form().inputs else table,
        each=table if is_column else None,
    )


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form as it is handed out, but that all columns have cells, so that each step can be looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xltool.workbook.helper_sheet.lay_out.inner_columns", lambda *_: frozenset())
        patch.setattr("xltool.workbook.blank_form._CACHE", {})
        return form_with_all_parts().write(tmp_path_factory.mktemp("reading"))


def helper_sheet() -> HelperSheet:
    """The hidden sheet, asked only where its columns are."""
    definition = form_with_all_parts().definition
    return lay_out(definition, place(definition.template, definition.schema), CodeRanges(definition.schema))


def field_of(path: str) -> Field:
    field = real_form().definition.schema.field(path)
    assert field is not None
    return field


def keys_of(path: str) -> list[str]:
    """The value of a field, whether it could be read, and its parts."""
    field = field_of(path)
    unreadable = ["unreadable"] if field.kind.can_be_unreadable else []
    return [path, *(f"{path}.{part}" for part in (*(part.name for part in field.kind.parts), *unreadable))]


def batches(path: str) -> Iterator[Sequence[Cell]]:
    size = CAPACITY.get(path.partition(".")[0], 1)
    for start in range(0, len(SPELLINGS[path]), size):
        yield SPELLINGS[path][start : start + size]


def case_of(path: str, batch: Sequence[Cell]) -> Case:
    """The spellings in a column (the others blank), or in the cell of a single field."""
    return {path: list(batch)} if path.partition(".")[0] in CAPACITY else {path: batch[0]}


def in_python(path: str, cell: Cell) -> dict[str, Any]:
    """What Python makes of one cell: blanks are "" as in the workbook."""
    field = field_of(path)
    value = read_cell(field, cell).value
    inputs: RuleInputs = collect_inputs(real_form().definition.schema, real_form().document(case_of(path, [cell])))
    found: dict[str, Any] = {}
    for key in keys_of(path):
        if key.endswith(".unreadable"):
            found[key] = int(value is not None and field.kind.is_unreadable(value))
        elif key in inputs.scalars:
            found[key] = inputs.scalars[key]
        else:
            found[key] = inputs.columns[key][0] if inputs.columns[key] else None
    if found.get(f"{path}.unreadable"):
        found = {f"{path}.unreadable": 1}  # what cannot be read takes part in nothing
    return found


def same(office: Any, python: Any) -> bool:
    if isinstance(office, float) and isinstance(python, int | float):
        return office == python or f"{office:.14e}" == f"{python:.14e}"
    return bool(office == (python if python is not None else ""))


@pytest.mark.parametrize("path", SPELLINGS)
def test_workbook_reads_every_spelling_as_python_does(path: str, office: LibreOffice, blank: Path) -> None:
    helpers, keys, is_column = helper_sheet(), keys_of(path), path.partition(".")[0] in CAPACITY
    find = helpers.inputs.column if is_column else helpers.inputs.scalar
    labels = {key: f"{HIDDEN_SHEET}!{find(key).replace('$', '')}" for key in keys}
    groups = list(batches(path))
    results = office.evaluate(blank, [case_of(path, group) for group in groups], clear=real_form().inputs, read=list(labels.values()))
    wrong = []
    for group, result in zip(groups, results, strict=True):
        for index, cell in enumerate(group):
            python = in_python(path, cell)
            for key in python:
                found: Any = result[labels[key]]
                value = found[index] if is_column else found
                if not same(value, python[key]) and not (key == f"{path}.kind" and python[key] is None):
                    wrong.append(f"{cell!r} {key}: LibreOffice {value!r}, Python {python[key]!r}")
    assert not wrong, "\n".join(wrong)
