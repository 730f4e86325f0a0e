"""Every kind of field, cell by cell: the workbook reads whatever the registry names as Python reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from tests.parity.cases import Case, Cell
from tests.parity.comparison import Form
from tests.parity.documents import read_cell
from xltool.base.messages import Lang
from xltool.form.kinds import KINDS
from xltool.form.layout import place
from xltool.form.schema import Field
from xltool.form.sheet_names import HIDDEN_SHEET
from xltool.rules.load import load_definition
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.lay_out import lay_out

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: What a column of a kind is called: names of fields have no hyphens.
NAMES = {name: name.replace("-", "_") for name in KINDS}
COLORS = ("红", "绿", "蓝 (深)")
#: The cells of all kinds, each in the columns of all kinds.
CELLS: tuple[Cell, ...] = tuple(
    {repr(cell): cell for kind in KINDS.values() for cell in (*kind.examples, *kind.oddities)}.values(),
)
CELLS += (*COLORS, "红；绿", "", None, "#N/A")


def _subschema(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    subschema: dict[str, Any] = {"title": name, "type": [kind.json_types[0], "null"], "x-kind": name}
    if kind.choices == "needed":
        choices = {"enum": [*COLORS, *([] if kind.is_list else [None])]}
        subschema |= {"items": choices} if kind.is_list else choices
    return subschema


def _rules() -> list[dict[str, Any]]:
    """Rules that ask for every part of every kind: the workbook writes only what something asks for."""
    return [
        {
            "id": f"T.{NAMES[kind.name]}.{part.name}",
            "severity": "info",
            "each": "rows",
            "at": f"[@{NAMES[kind.name]}]",
            "formula": f"[@{NAMES[kind.name]}.{part.name}]=[@{NAMES[kind.name]}.{part.name}]",
            "message": {"zh": "各部分", "en": "parts"},
        }
        for kind in KINDS.values()
        for part in kind.parts
    ]


def definition_folder(folder: Path, language: Lang = "zh") -> Path:
    """Write a form with one field and one column of every kind; returns its template."""
    columns = {name: chr(ord("A") + index) for index, name in enumerate(NAMES.values())}
    fields = [{"field": f"one.{name}", "label": "A", "input": "B:D"} for name in NAMES.values()]
    blocks = [
        {"block": "fields", "rows": [{"fields": [field]} for field in fields]},
        {"block": "table", "table": "rows", "columns": columns, "capacity": len(CELLS)},
    ]
    template = {
        "id": "every",
        "version": "1",
        "language": language,
        "identity": {"unit": "one.text"},
        "sheets": [{"name": "S", "blocks": blocks}],
    }
    properties = {NAMES[name]: _subschema(name) for name in KINDS}
    one = {"title": "单项", "type": "object", "properties": properties}
    rows = {"title": "明细", "type": "array", "items": {"type": "object", "properties": properties}}
    schema = {"title": "各类", "type": "object", "properties": {"one": one, "rows": rows}, "x-rules": _rules()}
    for name, content in (("templates/every.yaml", template), ("rules/every.schema.json", schema)):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder / "templates" / "every.yaml"


@pytest.fixture(scope="module", params=get_args(Lang))
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    """A form with every kind, all of whose columns have cells, so that each step can be looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xltool.workbook.helper_sheet.lay_out.inner_columns", lambda *_: frozenset())
        yield Form(load_definition(definition_folder(tmp_path_factory.mktemp("every"), request.param)))


def _in_python(field: Field, cell: Cell) -> dict[str, Any]:
    """What Python makes of one cell, by step: the value and its parts, blanks as "" as in the workbook."""
    kind, value = field.kind, read_cell(field, cell).value
    if value is not None and kind.is_unreadable(value):
        return {"unreadable": 1}  # what cannot be read takes part in nothing
    whole = kind.rule_value(value)
    found = {"value": whole, **dict(zip([part.name for part in kind.parts], kind.split(whole), strict=True))}
    blanks_as_text = {name: "" if part is None else part for name, part in found.items()}
    return blanks_as_text | ({"unreadable": 0} if kind.can_be_unreadable else {})


def _is_same(office: Any, python: Any) -> bool:
    if isinstance(office, float) and isinstance(python, int | float):
        return office == python or f"{office:.14e}" == f"{python:.14e}"
    return bool(office == python)


@pytest.mark.parametrize("name", KINDS)
def test_libreoffice_reads_every_cell_as_python_does(name: str, form: Form, office: LibreOffice, tmp_path: Path) -> None:
    definition = form.definition
    field = definition.schema.field(f"rows.{NAMES[name]}")
    assert field is not None
    inputs = lay_out(definition, place(definition.template, definition.schema), CodeRanges(definition.schema)).inputs
    steps = ["value", *(part.name for part in field.kind.parts), *(["unreadable"] if field.kind.can_be_unreadable else [])]
    keys = {step: field.step_key(step) for step in steps}
    labels = {step: f"{HIDDEN_SHEET}!{inputs.column(key).replace('$', '')}" for step, key in keys.items()}
    case: Case = {field.path: list(CELLS)}
    (values,) = office.evaluate(form.write(tmp_path), [case], clear=form.inputs, read=list(labels.values()))
    columns: dict[str, Any] = {step: values[label] for step, label in labels.items()}
    wrong = [
        f"{cell!r} {step}: LibreOffice {office_value!r}, Python {python!r}"
        for row, cell in enumerate(CELLS)
        for step, python in _in_python(field, cell).items()
        if not _is_same(office_value := columns[step][row], python)
    ]
    assert not wrong, "\n".join(wrong)
