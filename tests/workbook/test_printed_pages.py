"""Nothing is cut on paper: one form printed by LibreOffice; `python -m tests.printed_pages` prints all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.printed_pages import marked, printed, states
from tests.referees.conftest import office
from tests.referees.libreoffice import LibreOffice
from tests.shelf.examples import FORMS, definition_of

__all__ = ["office"]


@pytest.mark.parametrize("state", ["filled in", "5,000 characters"])
def test_no_text_is_cut(office: LibreOffice, state: str, tmp_path: Path) -> None:
    definition = definition_of("self-evaluation")
    data = dict(states(definition, "self-evaluation"))[state]
    result = printed(office, definition, FORMS["self-evaluation"].path, data, tmp_path)
    assert (result.cut, result.n_empty, result.has_messages) == ((), 0, False)


def test_unused_rows_are_not_printed(office: LibreOffice, tmp_path: Path) -> None:
    """The form has room for 120 indicators: it takes two pages with 25 of them, and two without."""
    name = "project-performance-target"
    for state, n_pages in (("blank", 2), ("filled in", 2)):
        data = dict(states(definition_of(name), name))[state]
        result = printed(office, definition_of(name), FORMS[name].path, data, tmp_path)
        assert (result.n_own, result.n_empty, result.has_messages) == (n_pages, 0, False)


@pytest.mark.parametrize("state", ["blank", "filled in"])
def test_unused_rows_with_computed_cells_are_not_printed(office: LibreOffice, state: str, tmp_path: Path) -> None:
    """A thousand rows, of which each has six formulas."""
    name = "procurement-list"
    result = printed(office, definition_of(name), FORMS[name].path, dict(states(definition_of(name), name))[state], tmp_path)
    assert (result.n_own, result.n_empty, result.cut) == (2, 0, ())


def test_a_marked_return_is_printed_whole(office: LibreOffice, tmp_path: Path) -> None:
    for path, data in marked("monitoring", tmp_path):
        result = printed(office, definition_of("monitoring"), path, data, tmp_path)
        assert (result.cut, result.n_empty, result.has_messages) == ((), 0, False)


def test_a_text_that_has_no_room_is_found(office: LibreOffice, tmp_path: Path) -> None:
    """No size is small enough for it."""
    definition = definition_of("self-evaluation")
    data = dict(states(definition, "self-evaluation"))["filled in"]
    data["goals"]["expected"] = "字" * 20_000 + "终了"
    assert [text[-2:] for text in printed(office, definition, FORMS["self-evaluation"].path, data, tmp_path).cut] == ["终了"]
