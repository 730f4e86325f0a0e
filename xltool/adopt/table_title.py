"""Find what a table is called: the text over all its columns, or at its left over all its rows."""

from __future__ import annotations

from xltool.adopt.box import Page
from xltool.adopt.find_tables import RawTable
from xltool.adopt.roles import Roles
from xltool.adopt.wording import NOTE, label_of

_LONGEST = 40  # characters


def title_of(page: Page, roles: Roles, table: RawTable) -> str:
    """Return the title of a table; "" where it has none of its own."""
    first, left = table.heading_rows[0], table.heads[0].area.left
    above = next(page.row(first - 1, left, table.heads[-1].area.right), None) if first > 1 else None
    beside = page.at(first, left - 1) if left > 1 else None
    if beside is not None and roles.is_label(beside) and beside.n_rows > 1 and beside.area.bottom >= table.rows[0]:
        return label_of(beside.text)
    n_beside = (
        sum(not box.is_blank or roles.is_fillable(box) for box in page.row(first - 1, 1, table.heads[-1].area.right + 1))
        if first > 1
        else 0
    )
    is_title = n_beside == 1 and above is not None and roles.is_label(above) and len(above.text) <= _LONGEST and not NOTE.match(above.text)
    return label_of(above.text) if above is not None and is_title and above.area.left <= left else ""
