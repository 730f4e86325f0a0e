"""Measures (汇总指标): what is made of the values of a group of forms or rows, as a formula and, with the same result, in Python.

A measure is added by adding an entry to `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from xltool.base.messages import Text
from xltool.base.registry import by_name, refuse_unknown
from xltool.form.kind import Kind, SummaryStyle

#: Which fields a measure takes.
Takes = Literal["numbers", "anything"]
_TAKES: tuple[Takes, ...] = ("numbers", "anything")


@dataclass
class GroupTally:
    """What is counted of the values of a group."""

    n_filled: int = 0  # values that are there
    n_numbers: int = 0
    total: Decimal = field(default_factory=Decimal)  # of the numbers, exact
    of_numbers: bool = True  # whether the field is a number; else what is filled in is counted

    def add(self, value: Any) -> None:
        """Take in a value; None is a blank."""
        if value is None or value == "":
            return
        self.n_filled += 1
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self.n_numbers += 1
            self.total += value

    @property
    def weight(self) -> Decimal:
        """What a share is of: the sum of numbers, else how many values there are."""
        return self.total if self.of_numbers else Decimal(self.n_filled)

    def __add__(self, other: GroupTally) -> GroupTally:
        return GroupTally(self.n_filled + other.n_filled, self.n_numbers + other.n_numbers, self.total + other.total, self.of_numbers)


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Where the values of a measure stand, as ranges of formulas."""

    values: str
    tests: str = ""  # pairs of ranges and criteria that choose the group, "A1:A9,3"; "" for all
    of_numbers: bool = True  # whether the values are numbers


@dataclass(frozen=True, kw_only=True, eq=False)
class MeasureKind:
    """One kind of measure, whole. Every attribute is needed."""

    name: str  # as a definition writes it
    doc: Text
    heading: Text  # of its figures, below the title of the field
    takes: Takes
    style: Callable[[Kind | None], SummaryStyle]  # the kind of its field, None for rows → how a figure looks
    adds_up: bool  # whether the figures of the groups add up to that of all
    formula: Callable[[Cells], str]  # formula text, without `=`
    value: Callable[[GroupTally, GroupTally], float | str]  # (the group, all groups) → the same; "" for none

    def __post_init__(self) -> None:
        """Refuse a measure of fields that there are not."""
        refuse_unknown(self.takes, _TAKES, f"takes of the measure {self.name!r}")


def _as_field(kind: Kind | None) -> SummaryStyle:
    return kind.summary_style if kind else "count"


def _sum(cells: Cells) -> str:
    return f"SUMIFS({cells.values},{cells.tests})" if cells.tests else f"SUM({cells.values})"


def _count(cells: Cells) -> str:
    return f'COUNTIFS({cells.tests},{cells.values},"<>")' if cells.tests else f'COUNTIFS({cells.values},"<>")'


def _mean(cells: Cells) -> str:
    mean = f"AVERAGEIFS({cells.values},{cells.tests})" if cells.tests else f"AVERAGE({cells.values})"
    return f'IF({_count(cells)}=0,"",{mean})'


def _mean_of(group: GroupTally, _: GroupTally) -> float | str:
    return float(group.total / group.n_numbers) if group.n_numbers else ""


def _share(cells: Cells) -> str:
    weight = _sum if cells.of_numbers else _count
    whole = weight(replace(cells, tests=""))
    return f'IF({whole}=0,"",{weight(cells)}/{whole})'


def _share_of(group: GroupTally, whole: GroupTally) -> float | str:
    return float(group.weight / whole.weight) if whole.weight else ""


#: Every measure by its name.
MEASURES: dict[str, MeasureKind] = by_name(
    [
        MeasureKind(
            name="sum",
            doc=Text(zh="数值之和", en="the sum of a number"),
            heading=Text(zh="合计", en="Sum"),
            takes="numbers",
            style=_as_field,
            adds_up=True,
            formula=_sum,
            value=lambda group, _: float(group.total),
        ),
        MeasureKind(
            name="count",
            doc=Text(zh="已填的份数或行数", en="how many forms or rows hold a value"),
            heading=Text(zh="个数", en="Number"),
            takes="anything",
            style=lambda _: "count",
            adds_up=True,
            formula=_count,
            value=lambda group, _: group.n_filled,
        ),
        MeasureKind(
            name="mean",
            doc=Text(zh="已填数值的平均数", en="the mean of a number where it is filled in"),
            heading=Text(zh="平均", en="Mean"),
            takes="numbers",
            style=_as_field,
            adds_up=False,
            formula=_mean,
            value=_mean_of,
        ),
        MeasureKind(
            name="share",
            doc=Text(
                zh="每组占全部的比例：数值按其和，其他按已填的份数或行数",
                en="what part of all each group has: of the sum of a number, of the forms or rows that hold another value",
            ),
            heading=Text(zh="占比", en="Share"),
            takes="anything",
            style=lambda _: "share",
            adds_up=False,
            formula=_share,
            value=_share_of,
        ),
    ],
    "measures",
)
