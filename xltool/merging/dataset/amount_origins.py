"""Choose the numbers that enter a total: where each stands in a form, and what it is called among all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltool.base.paths import in_row, without_rows
from xltool.form.schema import Field
from xltool.merging.dataset.amount_labels import amount_label
from xltool.merging.summary_plan import SummaryPlan
from xltool.rules.definition import Definition


@dataclass(frozen=True)
class TracedNumber:
    """One number of a form whose cell is kept for every form."""

    path: str  # concrete: "income.total", "lines[3].amount", "projects[1].budget"
    field: Field
    label: str

    @property
    def key(self) -> str:
        """What is added up: the path, of repeated blocks that of all of them."""
        return self.path if self.field.table is not None else without_rows(self.path)


def traced_numbers(definition: Definition | None) -> list[TracedNumber]:
    """Return the numbers that are added up over forms: the total and the sources; every one where the form's own layout is shown."""
    if definition is None:
        return []
    plan = SummaryPlan(definition)
    traced = [TracedNumber(field.path, field, amount_label(definition, field)) for field in plan.traced]
    return [*traced, *(_in_fixed_rows(definition, plan) if plan.spec.same_layout else ())]


def _in_fixed_rows(definition: Definition, plan: SummaryPlan) -> Iterator[TracedNumber]:
    for table in definition.schema.tables.values():
        for row in range(len(table.fixed)) if table.fixed is not None else ():
            name = table.fixed.called(row) if table.fixed else ""
            for field in filter(plan.adds_up, table.columns):
                yield TracedNumber(in_row(table.path, row, field.name), field, f"{name}·{field.title}")
