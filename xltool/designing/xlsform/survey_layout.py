"""Draw the sheet of a form that an XLSForm only lists: a row for each question, a table for what repeats."""

from __future__ import annotations

from typing import Any

from xltool.base.cells import column_letters

_WIDTH, _LAST = 18, "F"
#: The most columns of a table; what has more stands as blocks.
MOST_COLUMNS = 10
_LONG_ROW = 60  # points


class SurveyLayout:
    """Fills a sheet from the top."""

    def __init__(self) -> None:
        self.blocks: list[dict[str, Any]] = [
            {"block": "status", "columns": f"A:{_LAST}", "height": 22},
            {"block": "title", "columns": f"A:{_LAST}", "height": 34},
        ]
        self._open: list[list[dict[str, Any]]] = [self.blocks]
        self.widest = 6

    def _rows(self) -> list[dict[str, Any]]:
        blocks = self._open[-1]
        if not blocks or blocks[-1]["block"] != "fields":
            blocks.append({"block": "fields", "rows": []})
        rows: list[dict[str, Any]] = blocks[-1]["rows"]
        return rows

    def field(self, path: str, *, is_long: bool = False) -> None:
        """Place a field: its title, then room for it."""
        row: dict[str, Any] = {"height": _LONG_ROW} if is_long else {}
        self._rows().append({**row, "fields": [{"field": path, "label": "A:B", "input": f"C:{_LAST}"}]})

    def heading(self, text: str) -> None:
        """Place the heading of a group."""
        self._rows().append({"fields": [{"text": text, "at": f"A:{_LAST}", "style": "heading"}]})

    def note(self, text: str) -> None:
        """Place a note."""
        self._open[-1].append({"block": "note", "columns": f"A:{_LAST}", "text": text})

    def table(self, path: str, columns: list[str], capacity: int) -> None:
        """Place a table with a sheet column for each of its columns."""
        places = {name: column_letters(number) for number, name in enumerate(columns, start=1)}
        self.widest = max(self.widest, len(columns))
        self._open[-1].append({"block": "table", "table": path, "columns": places, "capacity": capacity})

    def begin_repeat(self, path: str, most: int) -> None:
        """Begin blocks that repeat."""
        block: dict[str, Any] = {"block": "repeat", "of": path, "most": most, "blocks": []}
        self._open[-1].append(block)
        self._open.append(block["blocks"])

    def end_repeat(self) -> None:
        """End blocks that repeat."""
        self._open.pop()

    def widths(self) -> dict[str, Any]:
        """Return the widths of the columns."""
        return {f"A:{column_letters(self.widest)}": _WIDTH}
