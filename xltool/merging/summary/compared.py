"""Two data sets of one form side by side: which numbers both have, and which departments there are in either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from xltool.base.paths import join
from xltool.form.measures import GroupTally
from xltool.form.money_units import power_between
from xltool.merging.summary.figures import Figures
from xltool.merging.summary.sheet_records import Department
from xltool.merging.summary_plan import Addend


@dataclass(frozen=True)
class ComparedNumber:
    """One number of both forms."""

    later: Addend
    earlier: Addend

    @property
    def key(self) -> str:
        """The column of the list of earlier forms in which it stands."""
        return f"earlier:{self.later.table}:{self.later.name}"


@dataclass(frozen=True)
class Compared:
    """What a summary compares with earlier submissions."""

    later: Figures
    earlier: Figures

    @cached_property
    def departments(self) -> list[Department]:
        """The departments of the later submissions, then those of the earlier ones alone."""
        known = self.later.departments
        names = {department.name for department in known}
        others = [department for department in self.earlier.departments if department.name not in names]
        return [*known, *(replace(department, number=len(known) + at) for at, department in enumerate(others, start=1))]

    @cached_property
    def numbers_by_name(self) -> dict[str | None, int]:
        """Name of a department → its number here."""
        return {department.name: department.number for department in self.departments}

    @cached_property
    def numbers(self) -> list[ComparedNumber]:
        """The numbers that both have, in the order of the later form; not those in different units, which no formula over both can add up."""
        return list(self._numbers())

    def _numbers(self) -> Iterator[ComparedNumber]:
        later, earlier = self.later.plan, self.earlier.plan
        if later is None or earlier is None:
            return
        before = {now: old for old, now in later.definition.template.renamed.items()}
        known = {join(addend.table, addend.name): addend for addend in (*earlier.amounts, *earlier.numbers, *earlier.column_numbers)}
        for addend in later.compared:
            path = join(addend.table, addend.name)
            old = known.get(before.get(path, path)) or known.get(path)
            if old is not None and power_between(old.field, addend.field) == 0:
                yield ComparedNumber(addend, old)

    def tally(self, number: ComparedNumber, department: Department | None, *, is_earlier: bool) -> GroupTally:
        """Return what is counted of a number, earlier or later, in one department or in all."""
        figures, addend = (self.earlier, number.earlier) if is_earlier else (self.later, number.later)
        own = None if department is None else next((one for one in figures.departments if one.name == department.name), None)
        return GroupTally() if department is not None and own is None else figures.tally(addend, own)
