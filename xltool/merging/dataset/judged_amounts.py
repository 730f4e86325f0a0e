"""Collect the amounts of forms, and judge which forms have one that stands out: from last year's, from its department, from all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltool.base.findings import Finding
from xltool.base.paths import join, value_at
from xltool.form.money_units import power_between
from xltool.form.row_tables import array_around, column_at
from xltool.merging.dataset.amount_labels import amount_label
from xltool.merging.dataset.arrow_columns import as_decimal
from xltool.merging.stand_out import FormAmounts, FormStandOut, JudgedAmount, StandOut, find_stand_outs
from xltool.merging.summary_plan import Addend, SummaryPlan
from xltool.rules.definition import Definition

#: The id of the warning that an amount stands out.
STANDS_OUT = "amount.stands-out"


@dataclass(frozen=True)
class AmountJudge:
    """Judges the amounts of one form."""

    definition: Definition

    @property
    def addends(self) -> list[Addend]:
        """The amounts of money that the summary shows first, the total before its parts; not those in repeated blocks."""
        schema = self.definition.schema
        return [
            addend
            for addend in SummaryPlan(self.definition).amounts
            if addend.field.kind.summary_style == "money" and not array_around(schema, addend.table or addend.name)
        ]

    def values(self, data: Mapping[str, Any]) -> dict[str, Decimal]:
        """Return the amounts of a document by path; of a column what its rows come to."""
        found = {join(addend.table, addend.name): _amount(data, addend) for addend in self.addends}
        return {path: value for path, value in found.items() if value is not None}

    def judge(
        self, forms: Sequence[FormAmounts], earlier: Sequence[FormAmounts] = (), before: Definition | None = None
    ) -> tuple[FormStandOut, ...]:
        """Return the forms with an amount that stands out, in the order given; the earlier ones are of the form `before`."""
        owners, addends = _by_owner(earlier), self.addends
        old_paths = {join(addend.table, addend.name): self._earlier(addend, before or self.definition) for addend in addends}
        by_form: dict[int, list[tuple[Addend, StandOut]]] = {}
        for addend in addends:
            path = join(addend.table, addend.name)
            for found in find_stand_outs(_amounts(forms, path, owners, old_paths[path])):
                by_form.setdefault(found.form, []).append((addend, found))
        return tuple(self._of_form(forms[at], by_form[at]) for at in sorted(by_form))

    def _earlier(self, addend: Addend, before: Definition) -> tuple[str, int] | None:
        """Return the path of an amount in an earlier form, and the power of ten that brings it to today's unit; None where it has none."""
        path = join(addend.table, addend.name)
        renamed = {now: old for old, now in self.definition.template.renamed.items()}
        for old in (renamed.get(path, path), path):
            column = column_at(before.schema, old)
            field = column[1] if column else before.schema.fields.get(old)
            if field is not None:
                power = power_between(field, addend.field)
                return None if power is None else (old, power)
        return None

    def _of_form(self, form: FormAmounts, found: Sequence[tuple[Addend, StandOut]]) -> FormStandOut:
        addend, first = found[0]
        return FormStandOut(
            form=form,
            path=join(addend.table, addend.name),
            label=amount_label(self.definition, addend.field),
            money_unit=addend.field.unit or "",
            found=first,
            n_more=len(found) - 1,
        )


def finding_of(form: FormStandOut) -> Finding:
    """Return the warning that a form has an amount that stands out."""
    return Finding(rule=STANDS_OUT, severity="warning", message=form.message, field=form.path, value=form.found.value)


def _amount(data: Mapping[str, Any], addend: Addend) -> Decimal | None:
    if not addend.table:
        return as_decimal(value_at(data, addend.name))
    numbers = [as_decimal(value_at(row, addend.name)) for row in value_at(data, addend.table) or ()]
    given = [number for number in numbers if number is not None]
    return sum(given, Decimal(0)) if given else None


def _amounts(
    forms: Sequence[FormAmounts], path: str, before: Mapping[tuple[str | None, str | None], FormAmounts], old: tuple[str, int] | None
) -> Iterator[JudgedAmount]:
    for at, form in enumerate(forms):
        value = form.values.get(path)
        if value is not None:
            last = before.get((form.unit, form.project))
            earlier = last.values.get(old[0]) if last and old else None
            in_todays_unit = earlier.scaleb(old[1]) if earlier is not None and old else None
            yield JudgedAmount(form=at, department=form.department, value=value, earlier=in_todays_unit)


def _by_owner(forms: Iterable[FormAmounts]) -> dict[tuple[str | None, str | None], FormAmounts]:
    """Return the forms by unit and project, but for those of which there are several: which is meant is not guessed."""
    owners: dict[tuple[str | None, str | None], list[FormAmounts]] = {}
    for form in forms:
        owners.setdefault((form.unit, form.project), []).append(form)
    return {owner: own[0] for owner, own in owners.items() if len(own) == 1 and owner[0]}
