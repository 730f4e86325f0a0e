"""Texts have room in cells whose rows do not grow; a longer one is an info, in the workbook and by the check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.referees.conftest import office
from tests.referees.libreoffice import LibreOffice
from tests.shelf.examples import FORMS, definition_of, document
from xltool.form.layout import place
from xltool.form.room import is_longer, room, room_height
from xltool.rules.loading.room_rules import room_rules
from xltool.rules.ruleset import TEXT_ROOM

__all__ = ["office"]

NAME = "project-performance-target"


def filled(length: int) -> dict[str, Any]:
    data = document(NAME, "right")
    data["rationale"]["necessity"] = "字" * length
    return data


@pytest.mark.parametrize(
    ("prose", "max_length", "width", "height"),
    [
        ("paragraphs", 5000, 108, 186.0),  # twelve lines and no more
        ("paragraphs", 200, 108, 66.0),
        ("paragraphs", None, 108, 0.0),
        ("long", None, 108, 96.0),  # as for 300 characters
        ("line", 100, 50, 36.0),
        ("line", 20, 50, 0.0),
    ],
)
def test_a_text_has_room_for_what_its_field_may_hold(prose: str, max_length: int | None, width: float, height: float) -> None:
    assert room_height(prose, max_length, width) == height


def test_room_counts_lines_and_characters() -> None:
    assert room(186, 108, "zh") == 12 * 53
    assert room(186, 108, "en") == 12 * 106
    assert not is_longer("line", None, 10)
    assert is_longer("long", None, 10)
    assert not is_longer("line", 10, 10)


@pytest.mark.parametrize("name", FORMS)
def test_rows_are_as_high_as_their_texts_need(name: str) -> None:
    """What is longer than its room has a rule; in growing rows nothing is."""
    definition = definition_of(name)
    layout = place(definition.template, definition.schema)
    told = {rule.at for rule in definition.rules.by_id(TEXT_ROOM)}
    for sheet in layout.sheets:
        for input_ in sheet.inputs:
            field = definition.schema.fields[input_.path]
            if field.kind.prose in ("long", "paragraphs") and not definition.schema.block_of(input_.path):
                held = room(sheet.heights[input_.area.top], sheet.width_of(input_.area), definition.template.language)
                assert field.max_length is not None
                assert held >= field.max_length or field.path in told


@pytest.mark.parametrize(("length", "count"), [(636, 0), (637, 1), (5000, 1)])
def test_the_check_tells_a_text_that_is_longer(length: int, count: int, tmp_path: Path) -> None:
    report = xltool.check([xltool.build(NAME, tmp_path / "form.xlsx", data=filled(length))])
    told = [finding for file in report.files for finding in file.findings if finding.rule == TEXT_ROOM]
    assert [(finding.severity, str(finding.location)) for finding in told] == [("info", "绩效目标表!B8")] * count
    assert all("约 636 字" in finding.message.zh for finding in told)


def test_the_check_sheet_tells_it_while_it_is_typed(office: LibreOffice, tmp_path: Path) -> None:
    with office.open(xltool.build(NAME, tmp_path / "form.xlsx", data=filled(10))) as book:
        for length, count in ((636, 0), (637, 1)):
            book.fill({"rationale.necessity": "字" * length})
            book.recalculate()
            assert book.value(f"check.{TEXT_ROOM}") == count


def test_there_is_no_rule_where_all_texts_have_room() -> None:
    definition = definition_of("procurement-list")
    layout = place(definition.template, definition.schema)
    assert all(rule.each is None for rule in room_rules(layout, definition.schema, definition.template))  # rows of a list grow
