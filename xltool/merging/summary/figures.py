"""Count and add up what the summary's sheets show: departments, projects, rows of the summarised table.

Every sheet that is counted carries the number of the department, and the formulas count by that number: names may hold
wildcards, operators or anything else that a formula's criterion takes for something it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any

import pyarrow as pa

from xltool.base.common_notes import CommonNote, common_notes
from xltool.base.messages import Text
from xltool.base.paths import name_of
from xltool.base.states import SubmissionState
from xltool.form.measures import MEASURES, GroupTally
from xltool.form.row_tables import RowTable
from xltool.form.schema import Field
from xltool.form.template import SummarySpec
from xltool.merging.dataset.amount_labels import amount_label, subgroup_title
from xltool.merging.dataset.arrow_arrays import YES_NO
from xltool.merging.dataset.arrow_columns import each_row
from xltool.merging.dataset.merged import FORMS, Merged, table_name
from xltool.merging.summary.sheet_records import Category, Department
from xltool.merging.summary_plan import Addend, SummaryPlan

#: The table of findings, and the states of submissions whose findings no sheet counts: nothing is to be done about them here.
FINDINGS = "findings"
NOT_COUNTING = (SubmissionState.DUPLICATE, SubmissionState.HELD, SubmissionState.FOREIGN)
#: States of files that are the form of nobody, as in the status of a campaign: they are counted apart.
OTHERS = (SubmissionState.UNREADABLE, SubmissionState.FOREIGN, SubmissionState.UNLISTED, SubmissionState.HELD)
#: What a finding says, whatever it is about.
_SAID = ("severity", "rule", "message_zh", "message_en")


@dataclass(frozen=True)
class Figures:
    """The numbers of a merged data set."""

    merged: Merged

    @cached_property
    def plan(self) -> SummaryPlan | None:
        """What is shown of the form; None where no form is known."""
        return SummaryPlan(self.merged.definition) if self.merged.definition else None

    @property
    def spec(self) -> SummarySpec:
        """What the form's definition wants summarised, or what its kinds suggest."""
        return self.plan.spec if self.plan else SummarySpec()

    def count(self, table: str) -> int:
        """Count the rows of a table of the data set; of the findings, those of what counts, without notes that most forms share."""
        return self._n_findings if table == FINDINGS else self.merged.spools[table].n_rows

    def pages(self, table: str) -> Iterator[pa.RecordBatch]:
        """Return the rows of a table, some at a time, read back as they are asked for; of the findings, those of what counts."""
        pages = self.merged.spools[table].pieces()
        return map(self._counting, pages) if table == FINDINGS else pages

    def values(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Return some columns of a table, row by row; of the findings, those of what counts, without notes that most forms share."""
        if table != FINDINGS:
            yield from self.merged.spools[table].values(*columns)
            return
        names = list(dict.fromkeys((*columns, "status", *_SAID)))
        chosen = [names.index(name) for name in columns]
        said = [names.index(name) for name in ("status", *_SAID)]
        for row in self.merged.spools[table].values(*names):
            if self._is_counting(*(row[at] for at in said)):
                yield tuple(row[at] for at in chosen)

    def _is_counting(self, status: str, severity: str, rule: str, zh: str, en: str) -> bool:
        """Return whether a finding is one of what counts, and no note that most forms share."""
        return status not in NOT_COUNTING and (severity != "info" or (rule, Text(zh=zh, en=en)) not in self._common)

    @cached_property
    def common_notes(self) -> tuple[CommonNote, ...]:
        """The notes that most of the forms that came share: sheets say them once and count them nowhere."""
        rows = self.merged.spools[FINDINGS].values("file", "status", *_SAID)
        infos = (
            (file, rule, Text(zh=zh, en=en))
            for file, status, severity, rule, zh, en in rows
            if severity == "info" and status not in NOT_COUNTING
        )
        return common_notes(infos, self.n_submissions((SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.WAITING)))

    @cached_property
    def _common(self) -> set[tuple[str, Text]]:
        return {(note.rule, note.message) for note in self.common_notes}

    def _counting(self, page: pa.RecordBatch) -> pa.RecordBatch:
        """Return the findings of what counts."""
        is_counting = each_row(self._is_counting, page["status"], *(page[name] for name in _SAID), kind=YES_NO)
        return page.filter(is_counting)

    @cached_property
    def _n_findings(self) -> int:
        return sum(1 for _ in self.values(FINDINGS, "rule"))

    @cached_property
    def departments(self) -> list[Department]:
        """The departments that sent the form or are to send it, in the order of the roster, then of the submissions."""
        units: dict[str | None, set[str | None]] = {}
        roster = self.merged.roster
        for department, unit, unit_name, state in self.values("submissions", "department", "unit", "unit_name", "status"):
            if state not in OTHERS:
                is_counted = roster is None or roster.by_id(unit) is not None
                units.setdefault(department, set()).add((unit or unit_name) if is_counted else None)
        ordered = sorted(units, key=lambda name: name is None)
        return [Department(number, name, len(units[name] - {None})) for number, name in enumerate(ordered, start=1)]

    @cached_property
    def other_files(self) -> Department | None:
        """A last line for the files that are the form of nobody and come from none of the departments; None where there are no such files."""
        number = len(self.departments) + 1
        return Department(number, None, 0) if number in self.numbers.values() else None

    @cached_property
    def numbers(self) -> Mapping[str | None, int]:
        """The number of the line on which each department stands; of one that sent nothing but other files, that of the line for those."""
        sent = dict.fromkeys((department for (department,) in self.values("submissions", "department")), len(self.departments) + 1)
        return sent | {department.name: department.number for department in self.departments}

    @cached_property
    def years(self) -> list[str]:
        """The years that the forms name, sorted; a file of another form says nothing of this one."""
        return sorted({year for year, state in self.values("submissions", "year", "status") if year and state not in OTHERS})

    # --- fields -------------------------------------------------------------------------------------------------------

    @cached_property
    def table(self) -> RowTable | None:
        """The table that has categories and quantities."""
        return self.plan.row_table(self.spec.table) if self.plan and self.spec.table else None

    @property
    def table_name(self) -> str:
        """Its name in the data set."""
        return table_name(self.table.path) if self.table else ""

    def field(self, path: str | None) -> Field | None:
        """Return a single field of the form."""
        return self.merged.definition.schema.fields.get(path) if self.merged.definition and path else None

    def column(self, path: str) -> str:
        """Return the column of `forms` that holds a single field."""
        return self.column_in("", path)

    def table_column(self, name: str) -> str:
        """Return the column of the table's frame that holds a column of the table."""
        return self.column_in(self.table.path, name) if self.table else name

    @cached_property
    def sources(self) -> list[Field]:
        """The amounts by source."""
        return [field for path in self.spec.sources if (field := self.field(path)) is not None]

    def label(self, field: Field) -> str:
        """Return what an amount is called among all."""
        return amount_label(self.merged.definition, field) if self.merged.definition else field.title

    def subgroup_title(self, parent: str) -> str:
        """Return the title of a group of sources that has a subtotal; "" when it has none."""
        return subgroup_title(self.merged.definition, parent) if self.merged.definition else ""

    @cached_property
    def noun(self) -> str:
        """What a row of the table is called: the title of its items in the schema, else that of the table."""
        return self.plan.tables[0].noun if self.plan and self.plan.tables else ""

    def column_in(self, table: str, name: str) -> str:
        """Return the column of the data set that holds a column of a table or, without table, a single field."""
        return self.merged.column_in(table, name)

    # --- numbers ------------------------------------------------------------------------------------------------------

    @cached_property
    def _states(self) -> Counter[tuple[int, str]]:
        return Counter((self.numbers[department], status) for department, status in self.values("submissions", "department", "status"))

    def n_submissions(self, states: Iterable[str], department: Department | None = None) -> int:
        """Count the submissions in one of the states; of one department, or of all."""
        numbers = [department.number] if department else set(self.numbers.values())
        return sum(self._states[number, state] for number in numbers for state in states)

    def tally(self, addend: Addend, department: Department | None = None) -> GroupTally:
        """Return what is counted of a number over the forms or rows of one department, or of all."""
        if addend.table not in self._tallies:
            self._tallies[addend.table] = self._tallied(addend.table)
        return self._tallies[addend.table].get((addend.name, department.number if department else None), GroupTally())

    @cached_property
    def _tallies(self) -> dict[str, dict[tuple[str, int | None], GroupTally]]:
        return {}

    def _tallied(self, table: str) -> dict[tuple[str, int | None], GroupTally]:
        """Tally all numbers of a table, or of the forms, by department (None: all)."""
        assert self.plan is not None  # noqa: S101 - an addend is one of its
        addends = [*self.plan.amounts, *self.plan.numbers, *self.plan.column_numbers]
        names = list(dict.fromkeys(addend.name for addend in addends if addend.table == table))
        tallies: dict[tuple[str, int | None], GroupTally] = {}
        for department, *values in self.values(
            table_name(table) if table else FORMS, "department", *(self.column_in(table, name) for name in names)
        ):
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    tallies.setdefault((name, self.numbers[department]), GroupTally()).add(value)
        for (name, _), tally in list(tallies.items()):
            tallies[name, None] = tallies.get((name, None), GroupTally()) + tally
        return tallies

    def money(self, path: str, department: Department | None = None) -> Decimal:
        """Sum an amount exactly over the forms of one department, or of all."""
        field = self.field(path)
        return self.tally(Addend("", path, field, MEASURES["sum"]), department).total if field else Decimal(0)

    @cached_property
    def kind_column(self) -> str | None:
        """The column of the table that holds the kind of quantity of a row: quantitative, qualitative, schedule, empty."""
        return f"{self.table_column(self.spec.quantity)}.kind" if self.spec.quantity else None

    def _count_rows(self, *columns: str | None) -> Iterator[tuple[tuple[Any, ...], int]]:
        """Yield each combination of values that columns of the table have (None for a column that is not there) and how many rows have it."""
        there = self.merged.spools[self.table_name].schema.names if self.table else ()
        names = [name for name in columns if name and name in there]
        counts = Counter(self.values(self.table_name, *names) if names else ())
        for values, n in counts.items():
            by_name = dict(zip(names, values, strict=True))
            yield tuple(by_name.get(name or "") for name in columns), n

    @cached_property
    def rows_by_form(self) -> Counter[tuple[str | None, ...]]:
        """How many rows each form (file and unit) has, in all and (with the kind behind the two) of each kind."""
        counts: Counter[tuple[str | None, ...]] = Counter()
        for (file, unit, kind), n in self._count_rows("file", "unit", self.kind_column):
            counts[file, unit] += n
            counts[file, unit, kind] += n
        return counts

    @cached_property
    def _row_counts(self) -> Counter[tuple[int | None, str | None, int | None]]:
        """Rows by department, kind and category; None stands for all of them."""
        counts: Counter[tuple[int | None, str | None, int | None]] = Counter()
        for (department, kind, parent, value), n in self._count_rows("department", self.kind_column, *self.category_columns):
            number, category = self.numbers[department], self.category_number(parent, value)
            for key in product({number, None}, {kind, None}, {category, None}):
                counts[key] += n
        return counts

    def n_rows(self, department: Department | None = None, kind: str | None = None, category: int | None = None) -> int:
        """Count the rows of the table: of one department, kind, category, or of all."""
        return self._row_counts[department.number if department else None, kind, category]

    # --- categories ---------------------------------------------------------------------------------------------------

    @cached_property
    def _category_field(self) -> Field | None:
        return self.table.columns.get(self.spec.category) if self.table and self.spec.category else None

    @cached_property
    def _parent_field(self) -> Field | None:
        field = self._category_field
        cascade = field.cascade if field else None
        parent = name_of(cascade.parents[0]) if cascade and len(cascade.parents) == 1 else ""
        return self.table.columns.get(parent) if self.table and parent else None

    @cached_property
    def categories(self) -> list[Category]:
        """The values by which rows are counted: those of the code list or enum, else those that occur."""
        field = self._category_field
        if field is None:
            return []
        if field.codes is not None and self._parent_field is not None:
            pairs = [(code.parent, code.value) for code in field.codes.codes if code.level == field.level]
        elif field.choices:
            pairs = [(None, value) for value in field.choices]
        else:
            values = {str(value) for (value,) in self.values(self.table_name, self.table_column(field.name)) if value}
            pairs = [(None, value) for value in sorted(values)]
        return [Category(number, *pair) for number, pair in enumerate(dict.fromkeys(pairs), start=1)]

    @cached_property
    def _category_numbers(self) -> Mapping[tuple[str | None, str | None], int]:
        return {(category.parent, category.value): category.number for category in self.categories}

    @cached_property
    def category_columns(self) -> tuple[str | None, str | None]:
        """The columns of the table that hold what is above a row's category, and the category."""
        parent, field = self._parent_field, self._category_field
        return self.table_column(parent.name) if parent else None, self.table_column(field.name) if field else None

    def category_number(self, parent: str | None, value: str | None) -> int:
        """Return the number of a category; 0 when the code list has it not."""
        return self._category_numbers.get((parent, value), 0)
