"""`xltool diff`: what changed between two forms; rows are aligned before they are compared."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.cli.conftest import MINIMAL, TEMPLATE, TEMPLATES, Run, document, run  # noqa: F401 - fixtures
from xltool.base.document import Document
from xltool.base.errors import UsageError
from xltool.checking.compare import compare, full_title
from xltool.checking.difference import Difference
from xltool.checking.reports.difference_report import difference_report
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition

Data = dict[str, Any]
ROWS = (("Atlas", 30.5), ("Bench", 100), ("Chair", 20), ("Desk", 7))


def form(*rows: tuple[str, float], **values: Any) -> Data:
    items = [{"name": name, "kind": "goods", "sort": None, "amount": amount} for name, amount in rows]
    return {"unit": "Library", "total": 130.5, "items": items, **values}


def changed(old: Data, new: Data) -> Difference:
    return compare(load_definition(TEMPLATE).schema, Document(data=old), Document(data=new), names=("a", "b"))


def rows(difference: Difference) -> list[tuple[str, int | None, int | None]]:
    return [(row.kind, row.old_row, row.new_row) for row in difference.rows]


# --- rows -------------------------------------------------------------------------------------------------------------


def test_equal_forms_have_no_difference() -> None:
    found = changed(form(*ROWS), form(*ROWS))
    assert (found.is_equal, found.count) == (True, 0)


@pytest.mark.parametrize("place", range(5))
def test_a_row_inserted_is_one_addition(place: int) -> None:
    new = [*ROWS]
    new.insert(place, ("Lamp", 5))
    assert rows(changed(form(*ROWS), form(*new))) == [("added", None, place)]


@pytest.mark.parametrize("place", range(4))
def test_a_row_taken_out_is_one_removal(place: int) -> None:
    new = [row for index, row in enumerate(ROWS) if index != place]
    assert rows(changed(form(*ROWS), form(*new))) == [("removed", place, None)]


def test_a_value_changed_is_that_value() -> None:
    (row,) = changed(form(*ROWS), form(ROWS[0], ("Bench", 99), *ROWS[2:])).rows
    (cell,) = row.cells
    assert (row.kind, row.label, cell.field, cell.old, cell.new) == ("changed", "Bench", "items.amount", 100, 99)


def test_a_row_inserted_beside_one_that_changed() -> None:
    new = [ROWS[0], ("Lamp", 5), ("Bench", 99), *ROWS[2:]]
    assert rows(changed(form(*ROWS), form(*new))) == [("added", None, 1), ("changed", 1, 2)]


def test_rows_whose_every_amount_was_corrected_are_the_same_rows() -> None:
    """Typed in the wrong unit."""
    found = changed(form(*ROWS), form(*((name, amount * 10_000) for name, amount in ROWS)))
    assert rows(found) == [("changed", row, row) for row in range(4)]


def test_a_name_spelled_better_is_the_same_row() -> None:
    assert rows(changed(form(("Bookshelf oak", 5)), form(("Bookshelf, oak", 5)))) == [("changed", 0, 0)]


def test_a_row_that_stands_elsewhere_has_moved() -> None:
    assert rows(changed(form(*ROWS), form(*ROWS[1:], ROWS[0]))) == [("moved", 0, 3)]


def test_other_rows_altogether() -> None:
    found = changed(form(("Atlas", 1)), form(("Zoo visit", 2), ("Yard", 3)))
    assert sorted(kind for kind, _, _ in rows(found)) == ["added", "added", "removed"]


def test_equal_rows_are_told_apart_by_their_place() -> None:
    assert rows(changed(form(*[("Atlas", 1)] * 3), form(*[("Atlas", 1)] * 4))) == [("added", None, 3)]


def test_all_that_a_row_held_is_told_when_it_goes() -> None:
    (row,) = changed(form(*ROWS), form(*ROWS[1:])).rows
    assert [(cell.field, cell.old, cell.new) for cell in row.cells] == [
        ("items.name", "Atlas", None),
        ("items.kind", "goods", None),
        ("items.amount", 30.5, None),
    ]


def test_long_tables_are_compared_in_good_time() -> None:
    old, new = ([(f"{word} {number}", number) for number in range(600)] for word in ("old", "young"))
    assert len(changed(form(*old), form(*new)).rows) == 600


# --- fields -----------------------------------------------------------------------------------------------------------


def test_a_blank_is_not_nought() -> None:
    (change,) = changed(form(total=None), form(total=0)).fields
    assert (change.old, change.new) == (None, 0)


def test_a_title_names_the_groups_around_a_field(definition: Definition) -> None:
    assert full_title(definition.schema, "income.total") == "收入 › 资金总额（万元）"


def test_long_texts_show_what_differs() -> None:
    long = "The library buys books and shelves for its reading room, and a lamp for every desk in it."
    found = changed(form(unit=long), form(unit=long.replace("lamp", "lantern")))
    (_, _, line) = difference_report(found, "en")
    assert line.text == "Unit  …om, and a lamp for every d… → …om, and a lantern for every d…  @ —  [unit]"


# --- files ------------------------------------------------------------------------------------------------------------


def build(path: Path, data: Data) -> Path:
    return xltool.build(TEMPLATE, path, data=data)


def test_two_workbooks(run: Run, tmp_path: Path, document: Data) -> None:  # noqa: F811 - fixtures
    new = copy.deepcopy(document)
    new["total"] = 135.5
    new["items"].insert(1, {"name": "Lamp", "kind": "goods", "sort": "books", "amount": 5})
    old_path, new_path = build(tmp_path / "a.xlsx", document), build(tmp_path / "b.xlsx", new)
    outcome = run("diff", old_path, new_path, *TEMPLATES)
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.out.splitlines() == [
        f"--- {old_path}",
        f"+++ {new_path}",
        "Total (CNY)  130.5 → 135.5  @ Form!B3  [total]",
        "+ Items added row 2  @ Form!A6  [items]",
        "    Item  Lamp",
        "    Kind  goods",
        "    Sort  books",
        "    Amount (CNY)  5",
    ]


def test_json_of_a_difference(run: Run, tmp_path: Path, document: Data) -> None:  # noqa: F811 - fixtures
    old, new = build(tmp_path / "a.xlsx", document), build(tmp_path / "b.xlsx", {**document, "items": document["items"][:1]})
    found = run("diff", old, new, *TEMPLATES, "--format", "json").json
    assert found == {
        "format_version": 1,
        "old": str(old),
        "new": str(new),
        "equal": False,
        "fields": [],
        "rows": [
            {
                "kind": "removed", "table": "items", "title": "Items", "label": "Path to the door", "old_row": 1, "new_row": None,
                "old_cell": "Form!A6", "new_cell": None,
                "cells": [
                    {"field": "items.name", "title": "Item", "old": "Path to the door", "new": None, "old_cell": "Form!A6", "new_cell": None},
                    {"field": "items.kind", "title": "Kind", "old": "works", "new": None, "old_cell": "Form!B6", "new_cell": None},
                    {"field": "items.amount", "title": "Amount (CNY)", "old": 100, "new": None, "old_cell": "Form!D6", "new_cell": None},
                ],
            }
        ],
    }  # fmt: skip


def test_exit_status_0_when_both_say_the_same(run: Run, tmp_path: Path, document: Data) -> None:  # noqa: F811 - fixtures
    path = build(tmp_path / "a.xlsx", document)
    shutil.copy(path, tmp_path / "b.xlsx")
    outcome = run("diff", path, tmp_path / "b.xlsx", *TEMPLATES)
    assert (outcome.status, outcome.err) == (0, "")
    assert "the two say the same" in outcome.out


def test_a_program_that_saved_the_file_changes_nothing(tmp_path: Path, document: Data) -> None:  # noqa: F811 - fixtures
    from openpyxl import load_workbook

    path = build(tmp_path / "a.xlsx", document)
    load_workbook(path).save(tmp_path / "b.xlsx")
    assert xltool.diff(path, tmp_path / "b.xlsx", templates=MINIMAL / "templates").is_equal


def _missing(folder: Path) -> Path:
    return folder / "nothere.xlsx"


def _unreadable(folder: Path) -> Path:
    path = folder / "scan.xlsx"
    path.write_bytes(b"%PDF-1.4")
    return path


def _another_form(folder: Path) -> Path:
    return xltool.build("project-performance-target", folder / "other.xlsx")


@pytest.mark.parametrize(
    ("other", "reason"),
    [(_missing, "file not found"), (_unreadable, "scan.xlsx: Not a workbook"), (_another_form, "two different forms")],
)
def test_exit_status_2_when_it_cannot(
    run: Run,  # noqa: F811 - a fixture
    tmp_path: Path,
    document: Data,  # noqa: F811 - a fixture
    other: Callable[[Path], Path],
    reason: str,
) -> None:
    path, target = build(tmp_path / "a.xlsx", document), other(tmp_path)
    outcome = run("diff", path, target, *TEMPLATES)
    assert (outcome.status, outcome.out) == (2, "")
    assert reason in outcome.err
    with pytest.raises(UsageError, match=reason):
        xltool.diff(path, target, templates=MINIMAL / "templates")
