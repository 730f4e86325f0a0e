"""Whatever rules take for unreadable is a finding, in every field of every form, with and without a format or a pattern."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.cases import Case, Cell
from tests.parity.documents import read_cell, used_rows
from tests.parity.entries import FORMS, entry_form
from xltool.base.paths import defined_name, in_row
from xltool.form.schema import Field
from xltool.rules.evaluate import evaluate
from xltool.rules.rule_inputs import collect_inputs, is_bad
from xltool.rules.ruleset import constraint_id

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

ROWS = 6


def unreadable(field: Field) -> list[Cell]:
    """The cells that the record of a field's kind names and that cannot be read."""
    cells = (read_cell(field, cell).value is not None and cell for cell in (*field.kind.examples, *field.kind.oddities))
    return [cell for cell in cells if cell is not False and is_bad(field, read_cell(field, cell).value)]


def cases_of(fields: list[Field], capacity: dict[str, int]) -> list[Case]:
    """Cases that go through all unreadable cells of each field, every field at once."""
    left = {field.path: unreadable(field) for field in fields}
    cases: list[Case] = []
    while any(left.values()):
        case: Case = {}
        for field in fields:
            size = min(ROWS, capacity[defined_name(field.table)]) if field.table else 1
            taken, left[field.path] = left[field.path][:size], left[field.path][size:]
            case[defined_name(field.path)] = [*taken, *[None] * (size - len(taken))] if field.table else next(iter(taken), None)
        cases.append(case)
    return cases


def cell_of(case: Case, column: Field, index: int) -> Cell:
    """What is typed into a row of a column; nothing into one that is locked, or beyond what is tried."""
    cells = case.get(defined_name(column.path), [])
    assert isinstance(cells, list)
    return cells[index] if index < len(cells) else None


@pytest.mark.parametrize("name", FORMS)
def test_what_cannot_be_read_is_found_on_both_sides(name: str, office: LibreOffice, tmp_path: Path) -> None:
    form = entry_form(name, tmp_path, ROWS).form
    schema = form.definition.schema
    cases = cases_of([field for field in schema.all_fields() if not field.is_locked], form.capacity)
    assert cases, "the form has no field that can be unreadable"
    for case in cases:
        data = form.document(case)
        inputs, violated = collect_inputs(schema, data), evaluate(form.definition, data).violated
        for path, field in schema.fields.items():
            if case.get(defined_name(path)) is not None:
                assert path in inputs.bad_fields
                assert (constraint_id(field, "type"), path) in violated, case[defined_name(path)]
        for table in schema.tables.values():
            for column in table.typed_columns:
                for row, index in enumerate(used_rows(table, case)):
                    if cell_of(case, column, index) is not None:
                        assert row in inputs.bad_rows[column.path]
                        assert (constraint_id(column, "type"), in_row(table.path, row, column.name)) in violated, cell_of(
                            case, column, index
                        )
    shown = form.in_office(office, form.write(tmp_path), cases)
    wrong = [str(disagreement) for disagreement in form.disagreements(cases, shown)]
    assert not wrong, "\n".join(wrong[:20])
