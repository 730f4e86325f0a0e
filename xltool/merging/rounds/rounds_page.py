"""A sheet on several campaigns as a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from xltool.base.messages import Text
from xltool.merging.rounds.rounds_view import RoundsView


@dataclass(frozen=True, kw_only=True, eq=False)
class RoundsPage:
    """One sheet, whole."""

    name: str
    title: Text  # what its tab says
    doc: Text  # what it holds, for the documents
    place: int  # where its tab stands among the sheets of the summary
    turn: int  # when it is written: after the sheets that its formulas read
    applies: Callable[[RoundsView], bool]  # whether there is something to show
    write: Callable[[RoundsView, Worksheet], None]
