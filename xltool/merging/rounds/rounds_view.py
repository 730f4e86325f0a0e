"""What the sheets on several campaigns show: units over the years, and the numbers of each in each campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

from xltool.base.paths import join
from xltool.base.states import SubmissionState
from xltool.form.roster import Roster
from xltool.merging.dataset.merged import FORMS, Merged, table_name
from xltool.merging.rounds import rounds_messages as messages
from xltool.merging.rounds.round_record import Round
from xltool.merging.rounds.unit_lines import UnitLine, unit_lines
from xltool.merging.summary import summary_messages
from xltool.merging.summary.sheet_records import Listing
from xltool.merging.summary.summary_book import SummaryBook
from xltool.merging.summary_plan import Addend, SummaryPlan

#: States of forms that are due; of those, what was sent.
DUE = (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.WAITING, SubmissionState.MISSING)
#: Numbers that the sheets show.
_MOST_NUMBERS = 12

Period: TypeAlias = tuple[int, int]  # year, 0 for none, and which of its place's rounds in that year, from 0
Numbers: TypeAlias = Mapping[tuple[str, str | None], Decimal]  # campaign and unit → what their forms come to


def value_key(addend: Addend, period: Period | None) -> str:
    """Return the key of the column of a number in a period, in the list of units; None: of the difference of the last two."""
    return f"{addend.table}:{addend.name}:{period or 'difference'}"


@dataclass(frozen=True)
class GroupOfUnits:
    """A line of what is added up over units: a place, or a department of the one that there is."""

    number: int  # 1-based
    name: str


@dataclass(frozen=True)
class RoundsView:
    """Several campaigns of one form, for the sheets of one workbook; lists are put in by the sheets that write them."""

    book: SummaryBook
    rounds: Sequence[Round]
    dataset: Merged  # of all campaigns
    files: Mapping[str, str]  # table of the data set → what holds all of it
    listings: dict[str, Listing] = field(default_factory=dict)

    @cached_property
    def plan(self) -> SummaryPlan:
        """What is shown of the form, in its latest version."""
        assert self.dataset.definition is not None  # noqa: S101 - campaigns have a form
        return SummaryPlan(self.dataset.definition)

    @cached_property
    def numbers(self) -> list[Addend]:
        """The numbers that are added up over forms."""
        return [addend for addend in self.plan.amounts if addend.measure.adds_up][:_MOST_NUMBERS]

    @cached_property
    def lines(self) -> list[UnitLine]:
        """Every unit, once."""
        return unit_lines([one.merged.roster or Roster(()) for one in self.rounds], [one.place for one in self.rounds])

    @cached_property
    def are_several_places(self) -> bool:
        """Whether the campaigns are of more than one place."""
        return len({one.place for one in self.rounds}) > 1

    def title(self, sheet: str) -> str:
        """Return the title of a sheet: the form and the sheet's name."""
        return self.book.say(summary_messages.TITLE, form=self.plan.definition.schema.title, year="", sheet=sheet).replace("  ", " ")

    # --- groups of units ----------------------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> list[GroupOfUnits]:
        """The places; where there is one, its departments."""
        return [GroupOfUnits(number, name) for name, number in self._group_numbers.items()]

    @cached_property
    def _group_numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(dict.fromkeys(map(self._group_name, self.lines)), start=1)}

    def _group_name(self, line: UnitLine) -> str:
        return self.place_name(line.place) if self.are_several_places else self.department_of(line)

    def line_number(self, line: UnitLine) -> int:
        """Return the number of the group to which a unit belongs, by which formulas add up."""
        return self._group_numbers[self._group_name(line)]

    def department_of(self, line: UnitLine) -> str:
        """Return the department of a unit, on its latest roster."""
        return line.latest.department or line.latest.name

    def place_name(self, place: int) -> str:
        """Return what a place is called."""
        return next(one.place_name for one in self.rounds if one.place == place)

    # --- periods ------------------------------------------------------------------------------------------------------

    @cached_property
    def period_keys(self) -> list[Period]:
        """Of each campaign its year and which of its place's rounds in that year it is, from 0; without years its number alone."""
        if any(one.year is None for one in self.rounds):
            counts = Counter[int]()
            keys = []
            for one in self.rounds:
                keys.append((0, counts[one.place]))
                counts[one.place] += 1
            return keys
        in_year = Counter[tuple[int, int | None]]()
        found = []
        for one in self.rounds:
            found.append((one.year or 0, in_year[one.place, one.year]))
            in_year[one.place, one.year] += 1
        return found

    @cached_property
    def periods(self) -> list[Period]:
        """The periods of all campaigns in order."""
        return sorted(set(self.period_keys))

    def period_name(self, key: Period) -> str:
        """Return what a period is called: its year."""
        year, number = key
        if not year:
            return self.book.say(messages.PERIOD, n=number + 1)
        return str(year) if not number else f"{year} ({number + 1})"

    def round_of(self, line: UnitLine, period: Period) -> int | None:
        """Return the number of the round of a unit's place in a period; None where there is none."""
        return self._rounds_by_period.get((line.place, period))

    @cached_property
    def _rounds_by_period(self) -> dict[tuple[int, Period], int]:
        return {(one.place, key): at for at, (one, key) in enumerate(zip(self.rounds, self.period_keys, strict=True))}

    # --- numbers ------------------------------------------------------------------------------------------------------

    @cached_property
    def sums(self) -> dict[str, Numbers]:
        """Path of a number → what it comes to, by campaign and unit, exact."""
        return {join(addend.table, addend.name): self._sums(addend) for addend in self.numbers}

    def _sums(self, addend: Addend) -> Numbers:
        table = table_name(addend.table) if addend.table else FORMS
        column = self.dataset.column_in(addend.table, addend.name)
        sums: dict[tuple[str, str | None], Decimal] = {}
        for campaign, unit, value in self.dataset.spools[table].values("campaign", "unit", column):
            if value is not None:
                sums[campaign, unit] = sums.get((campaign, unit), Decimal(0)) + value
        return sums

    def value(self, addend: Addend, line: UnitLine, period: Period) -> Decimal | None:
        """Return what a number of a unit comes to in a period; None where nothing of it counts."""
        at = self.round_of(line, period)
        unit = line.units.get(at) if at is not None else None
        return self.sums[join(addend.table, addend.name)].get((self.rounds[at].campaign, unit.id)) if at is not None and unit else None

    def total(self, addend: Addend, one: Round) -> Decimal:
        """Return what a number comes to in a campaign."""
        sums = self.sums[join(addend.table, addend.name)]
        return sum((value for (campaign, _), value in sums.items() if campaign == one.campaign), Decimal(0))

    def group_total(self, addend: Addend, period: Period, group: GroupOfUnits | None) -> Decimal:
        """Return what a number comes to in a period over the units of a group, or over all."""
        totals = self._group_totals[value_key(addend, period)]
        return totals.get(group.number, Decimal(0)) if group else sum(totals.values(), Decimal(0))

    @cached_property
    def _group_totals(self) -> dict[str, dict[int, Decimal]]:
        totals: dict[str, dict[int, Decimal]] = {}
        for addend, period in product(self.numbers, self.periods):
            own = totals.setdefault(value_key(addend, period), {})
            for line in self.lines:
                number = self.line_number(line)
                own[number] = own.get(number, Decimal(0)) + (self.value(addend, line, period) or 0)
        return totals

    @cached_property
    def states(self) -> Counter[tuple[Any, ...]]:
        """How many submissions of each campaign are in each state."""
        return Counter(self.dataset.spools["submissions"].values("campaign", "status"))

    def is_new(self, line: UnitLine, at: int) -> bool:
        """Return whether a unit is on the roster of a round and was on none of its place before; not in the first round of all."""
        before = [number for number in range(at) if self.rounds[number].place == line.place]
        return at in line.units and bool(before) and not any(number in line.units for number in before)

    def is_gone(self, line: UnitLine, at: int) -> bool:
        """Return whether a unit was on the roster of the round before of its place, and is not on this one's."""
        before = [number for number in range(at) if self.rounds[number].place == line.place]
        return self.rounds[at].place == line.place and at not in line.units and bool(before) and before[-1] in line.units
