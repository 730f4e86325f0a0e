"""Measures (汇总指标): what is made of the values of a group of forms or rows, as a formula and, with the same result, in Python.

A measure is added by adding an entry to `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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

    def add(self, value: Any) -> None:
        """Take in a value; None is a blank."""
        if value is None or value == "":
            return
        self.n_filled += 1
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self.n_numbers += 1
            self.total += value

    def __add__(self, other: GroupTally) -> GroupTally:
        return GroupTally(self.n_filled + other.n_filled, self.n_numbers + other.n_numbers, self.total + other.total)


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Where the values of a measure stand, as ranges of formulas."""

    values: str
    tests: str  # pairs of ranges and criteria that choose the group, "A1:A9,3"; "" for all


@dataclass(frozen=True, kw_only=True, eq=False)
class MeasureKind:
    """One kind of measure, whole. Every attribute is needed."""

    name: str  # as a definition writes it
    doc: Text
    heading: Text  # of its figures; `{field}` is the title of the field
    takes: Takes
    style: Callable[[Kind], SummaryStyle]  # the kind of its field → how a figure looks
    adds_up: bool  # whether the figures of the groups add up to that of all
    formula: Callable[[Cells, bool], str]  # (cells, whether the field is a number) → formula text, without `=`
    value: Callable[[GroupTally, GroupTally, bool], float | str]  # (the group, all groups, whether a number) → the same; "" for none

    def __post_init__(self) -> None:
        """Refuse a measure of fields that there are not."""
        refuse_unknown(self.takes, _TAKES, f"takes of the measure {self.name!r}")


def _sum(cells: Cells, is_number: bool) -> str:  # noqa: FBT001 - the signature of `MeasureKind.formula`
    if not is_number:
        return _count(cells, is_number)
    return f"SUMIFS({cells.values},{cells.tests})" if cells.tests else f"SUM({cells.values})"


def _count(cells: Cells, is_number: bool) -> str:  # noqa: ARG001, FBT001 - the signature of `MeasureKind.formula`
    return f'COUNTIFS({cells.tests},{cells.values},"<>")' if cells.tests else f'COUNTIFS({cells.values},"<>")'


def _mean(cells: Cells, is_number: bool) -> str:  # noqa: FBT001 - the signature of `MeasureKind.formula`
    mean = f"AVERAGEIFS({cells.values},{cells.tests})" if cells.tests else f"AVERAGE({cells.values})"
    return f'IF({_count(cells, is_number)}=0,"",{mean})'


def _share(cells: Cells, is_number: bool) -> str:  # noqa: FBT001 - the signature of `MeasureKind.formula`
    whole = _sum(Cells(values=cells.values, tests=""), is_number)
    return f'IF({whole}=0,"",{_sum(cells, is_number)}/{whole})'


def _weight(tally: GroupTally, is_number: bool) -> Decimal:  # noqa: FBT001 - see `MeasureKind.value`
    return tally.total if is_number else Decimal(tally.n_filled)


def _mean_of(group: GroupTally, _: GroupTally, __: bool) -> float | str:  # noqa: FBT001 - the signature of `MeasureKind.value`
    return float(group.total / group.n_numbers) if group.n_numbers else ""


def _share_of(group: GroupTally, whole: GroupTally, is_number: bool) -> float | str:  # noqa: FBT001 - the signature of `MeasureKind.value`
    weight = _weight(whole, is_number)
    return float(_weight(group, is_number) / weight) if weight else ""


#: Every measure by its name.
MEASURES: dict[str, MeasureKind] = by_name(
    [
        MeasureKind(
            name="sum",
            doc=Text(zh="数值之和", en="the sum of a number"),
            heading=Text(zh="{field}", en="{field}"),
            takes="numbers",
            style=lambda kind: kind.summary_style,
            adds_up=True,
            formula=_sum,
            value=lambda group, _, __: float(group.total),
        ),
        MeasureKind(
            name="count",
            doc=Text(zh="已填的份数或行数", en="how many forms or rows hold a value"),
            heading=Text(zh="{field}（个数）", en="{field} (number)"),
            takes="anything",
            style=lambda _: "count",
            adds_up=True,
            formula=_count,
            value=lambda group, _, __: group.n_filled,
        ),
        MeasureKind(
            name="mean",
            doc=Text(zh="已填数值的平均数", en="the mean of a number where it is filled in"),
            heading=Text(zh="{field}（平均）", en="{field} (mean)"),
            takes="numbers",
            style=lambda kind: kind.summary_style,
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
            heading=Text(zh="{field}（占比）", en="{field} (share)"),
            takes="anything",
            style=lambda _: "share",
            adds_up=False,
            formula=_share,
            value=_share_of,
        ),
    ],
    "measures",
)
