"""Group forms or rows by the values of a field, the months of a date, or departments, and tally what measures are taken of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xltool.base.messages import Text
from xltool.form.measures import GroupTally
from xltool.merging.dataset.merged import FORMS, Merged, table_name
from xltool.merging.summary.sheet_records import Department
from xltool.merging.summary.summary_messages import REST as REST_NAME
from xltool.merging.summary.summary_messages import UNKNOWN
from xltool.merging.summary_plan import Grouping

#: Groups that have a line, months in a row that have one also where nothing is in them, and options that are all shown.
_MOST_GROUPS, _MOST_MONTHS, _MOST_OPTIONS = 300, 60, 40
_MONTH = re.compile(r"(\d{4})-(\d{2})")
#: The number of the group of what is in no other.
REST = 0


@dataclass(frozen=True)
class Group:
    """One group; the numbers of groups stand in the lists, for formulas to count by."""

    number: int  # 1-based; `REST` for blanks and what has no line of its own
    name: str | Text


@dataclass(frozen=True)
class Grouped:
    """What one grouping comes to."""

    merged: Merged
    departments: Sequence[Department]
    grouping: Grouping

    @property
    def is_by_month(self) -> bool:
        """Whether the groups are months."""
        field = self.grouping.by_field
        return field is not None and field.kind.summary_use == "months"

    @property
    def key(self) -> str:
        """The column of the list in which the numbers of the groups stand."""
        return f"group:{self.grouping.by}" if self.grouping.by_field else "number"

    @cached_property
    def groups(self) -> list[Group]:
        """The groups in order: as the code list or the roster has them, by time, or by name."""
        if self.grouping.by_field is None:
            return [Group(department.number, department.name or UNKNOWN) for department in self.departments]
        named = [Group(number, name) for number, name in enumerate(self._names, start=1)]
        return [*named, *([Group(REST, REST_NAME)] if REST in self._tallies else [])]

    @cached_property
    def _names(self) -> Sequence[str]:
        field = self.grouping.by_field
        counts = Counter(self._group_names())
        counts.pop("", None)
        if self.is_by_month:
            return _months([name for name in counts if _MONTH.fullmatch(name)])
        if field is not None and field.choices:
            return [choice for choice in dict.fromkeys(field.choices) if len(field.choices) <= _MOST_OPTIONS or choice in counts]
        return sorted(name for name, _ in counts.most_common(_MOST_GROUPS))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self._names, start=1)}

    @cached_property
    def _department_numbers(self) -> Mapping[str | None, int]:
        return {department.name: department.number for department in self.departments}

    def number_of(self, value: Any) -> int:
        """Return the number of the group of a value of the field."""
        return self._numbers.get(self._name(value), REST)

    def _name(self, value: Any) -> str:
        text = "" if value is None else str(value)
        month = _MONTH.match(text) if self.is_by_month else None
        return month[0] if month else text

    def _group_names(self) -> Iterator[str]:
        return (self._name(value) for value, *_ in self._rows())

    @cached_property
    def of_forms(self) -> Mapping[tuple[Any, ...], Any]:
        """Of a table whose rows are grouped by a field of their form: form (file and unit) → its value."""
        if not self.grouping.is_of_form or self.grouping.by_field is None:
            return {}
        column = self.merged.column_in("", self.grouping.by_name)
        return {(file, unit): value for file, unit, value in self.merged.spools[FORMS].values("file", "unit", column)}

    @property
    def spool(self) -> str:
        """The table of the data set."""
        return table_name(self.grouping.table) if self.grouping.table else FORMS

    def column(self, name: str) -> str:
        """Return the column of the data set, and of the list, of a field; "" is the rows themselves."""
        if name:
            return self.merged.column_in(self.grouping.table, name)
        names = self.merged.spools[self.spool].schema.names
        return "row" if "row" in names else "block"

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield for each form or row what it is grouped by, then the values that are measured."""
        measured = list(dict.fromkeys(self.column(name) for _, name, _ in self.grouping.measures))
        if self.grouping.by_field is None or self.grouping.is_of_form:
            named = ("department",) if self.grouping.by_field is None else ("file", "unit")
            for row in self.merged.spools[self.spool].values(*named, *measured):
                form = row[: len(named)]
                yield (form[0] if self.grouping.by_field is None else self.of_forms.get(form), *row[len(named) :])
        else:
            yield from self.merged.spools[self.spool].values(self.merged.column_in(self.grouping.table, self.grouping.by_name), *measured)

    @cached_property
    def _tallies(self) -> dict[int, list[GroupTally]]:
        columns = list(dict.fromkeys(self.column(name) for _, name, _ in self.grouping.measures))
        places = [columns.index(self.column(name)) for _, name, _ in self.grouping.measures]
        tallies: dict[int, list[GroupTally]] = {}
        for by, *values in self._rows():
            number = self._department_numbers[by] if self.grouping.by_field is None else self.number_of(by)
            own = tallies.get(number)
            if own is None:
                own = tallies[number] = [GroupTally(of_numbers=_is_number(field)) for _, _, field in self.grouping.measures]
            for tally, place in zip(own, places, strict=True):
                tally.add(values[place])
        return tallies

    def tally(self, index: int, group: Group | None = None) -> GroupTally:
        """Return what is counted for a measure, by its place, in one group or in all."""
        empty = GroupTally(of_numbers=_is_number(self.grouping.measures[index][2]))
        if group is not None:
            return self._tallies[group.number][index] if group.number in self._tallies else empty
        return sum((own[index] for own in self._tallies.values()), empty)


def _is_number(field: Any) -> bool:
    return field is not None and bool(field.is_number)


def _months(found: Iterable[str]) -> list[str]:
    """Return months in order, without gaps where these are not long."""
    ordered = sorted(found)
    if not ordered:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (ordered[0], ordered[-1]))
    if last - first >= _MOST_MONTHS:
        return ordered
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
