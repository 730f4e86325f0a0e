"""Checks of our own: amounts that look estimated."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.checks import Hit, Subject, check


@check("round-amounts", roles=("amount",), also=(), words=("n", "x"), options={"least": "number"})
def round_amounts(subject: Subject) -> Iterator[Hit]:
    """Find tables in which every amount is a whole thousand: they were estimated. Words `n`, how many rows, and `x`, the first amount."""
    table, _, column = subject.fields["amount"].rpartition(".")
    amounts = [row.get(column) for row in subject.document.rows(table)]
    if len(amounts) >= subject.options.get("least", 3) and all(x and x % 1000 == 0 for x in amounts):
        yield Hit(f"{table}[0].{column}", {"n": len(amounts), "x": amounts[0]})
