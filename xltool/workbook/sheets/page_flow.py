"""Keep headings and the first row below them on one page, by page breaks before headings that would end one.

Heights of rows and widths of columns say how much a page holds, since a sheet is made as small as its paper is wide. Programs differ by a
few per cent; so a page is taken for a little shorter than it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from xltool.form.layout import SheetLayout

#: Paper → its width and height in points.
_SIZES: Mapping[str, tuple[float, float]] = {
    "A4": (595, 842),
    "A3": (842, 1191),
    "A5": (420, 595),
    "letter": (612, 792),
    "legal": (612, 1008),
}
_SIDES, _ENDS = 72.0, 86.4  # points of both margins, as `set_up_page` has them
_SAFE = 0.96  # share of a page that programs agree on
_HEADS = ("heading", "title")  # styles of labels that belong to what is below them


def heading_breaks(layout: SheetLayout, heights: Mapping[int, float], last_row: int, hidden: Collection[int]) -> set[int]:
    """Return the rows (1-based) before which a page is to end, so that no heading ends one. `last_row` is the last that is printed.

    Breaks that the template has are among those that are counted with, not among those returned.
    """
    room = _page_height(layout)
    seen = {row: 0.0 if row in hidden else heights[row] for row in heights if row <= last_row}
    breaks: set[int] = set()
    used = 0.0
    for rows in _kept_together(layout, sorted(seen)):
        needed = sum(seen[row] for row in rows)
        if rows[0] in layout.breaks:
            used = 0.0
        elif used and used + needed > room:
            breaks |= {rows[0]} if len(rows) > 1 else set()
            used = 0.0
        used += needed
    return breaks


def _page_height(layout: SheetLayout) -> float:
    """Return how many points of rows a page holds."""
    setup, widths = layout.sheet.setup, range(1, layout.last_printed_column + 1)
    across, down = _SIZES[setup.paper][:: -1 if setup.landscape else 1]
    width = sum(
        layout.width_of_column(column) * 5.25 + 3.75 for column in widths if not layout.is_hidden(column)
    )  # seven pixels a character
    return (down - _ENDS) * max(1.0, width / (across - _SIDES)) * _SAFE


def _kept_together(layout: SheetLayout, rows: list[int]) -> Iterator[list[int]]:
    """Yield rows that stay on one page: headings with the row below them; all others one by one."""
    heads = _heading_rows(layout)
    together: list[int] = []
    for row in rows:
        together.append(row)
        if row not in heads:
            yield together
            together = []
    if together:
        yield together


def _heading_rows(layout: SheetLayout) -> set[int]:
    """Return the rows that hold headings and nothing else that is filled in."""
    heads = {row for rows in layout.lists for row in range(rows.first_row, rows.heading_row + 1)}
    heads |= {row for label in layout.labels if label.style in _HEADS for row in range(label.area.top, label.area.bottom + 1)}
    filled = {input_.area.top for input_ in layout.inputs} | {row for table in layout.tables for row in table.rows}
    total_rows = {row for rows in layout.lists for row in range(rows.first_row, rows.heading_row + 1)}
    return heads - (filled - total_rows)
