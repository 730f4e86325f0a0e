"""Figures of numbers by department: formulas over the list of the forms, or of the rows of a table, in which they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltool.base.paths import parent_of
from xltool.form.measures import Cells
from xltool.merging.dataset.merged import FORMS
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.sheet_records import Department, Figure
from xltool.merging.summary.summary_book import decimals_of
from xltool.merging.summary.summary_sheet import Summary
from xltool.merging.summary_plan import Addend

_WIDTHS = {"money": 11.5, "count": 8.0, "share": 9.0, "text": 9.0}


def amount_figures(summary: Summary, addends: Iterable[Addend]) -> Iterator[Figure]:
    """Yield a column for each number, under the words of the form."""
    yield from (_figure(summary, addend) for addend in addends)


def _figure(summary: Summary, addend: Addend) -> Figure:
    style = addend.field.kind.summary_style
    return Figure(
        key=figure_key(addend),
        group=_group(summary, addend) or summary.book.say(messages.NUMBERS),
        text=addend.field.heading,
        style=style,
        width=_WIDTHS[style],
        decimals=decimals_of(addend.field) if style == "money" else None,
        formula=lambda _, number: _formula(summary, addend, number),
        value=lambda department: _value(summary, addend, department),
        adds_up=addend.measure.adds_up,
    )


def amount_title(summary: Summary, addend: Addend, *, with_unit: bool = True) -> str:
    """Return a number by what stands over it and its own title."""
    group, field = _group(summary, addend), addend.field
    label = field.heading if field.row_title else field.label
    if not with_unit:
        label = label.removesuffix(field.unit_aside)
    return summary.book.say(messages.TITLED, group=group, label=label) if group else label


def figure_key(addend: Addend) -> str:
    """Return the key of the column of a number."""
    return f"{addend.table}:{addend.name}" if addend.table else addend.name


def _group(summary: Summary, addend: Addend) -> str:
    """Return what stands over a number: the title of its row in a grid, of its object, or of its table; "" for none."""
    definition = summary.merged.definition
    if addend.table:
        return (
            next((table.title for table in summary.figures.plan.tables if table.path == addend.table), "") if summary.figures.plan else ""
        )
    titles = definition.schema.titles if definition else {}
    return addend.field.row_title or titles.get(parent_of(addend.field.path), "")


def _formula(summary: Summary, addend: Addend, number: str) -> str | None:
    listing = summary.listings.get(addend.table or FORMS)
    key = summary.figures.column_in(addend.table, addend.name) if addend.table else addend.name
    values, numbers = (listing.range(key), listing.range("number")) if listing else (None, None)
    if values is None:
        return None
    return f"={addend.measure.formula(Cells(values=values, tests=f'{numbers},{number}' if number else ''))}"


def _value(summary: Summary, addend: Addend, department: Department | None) -> float | str:
    tally = summary.figures.tally(addend, department)
    return addend.measure.value(tally, summary.figures.tally(addend))
