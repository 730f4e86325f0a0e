"""What a summary shows of a form: what its definition says, else what the kinds of its fields suggest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from xltool.base.paths import join, without_rows
from xltool.form.measures import MEASURES, MeasureKind
from xltool.form.row_tables import RowTable, column_at, merged_paths, row_table, single_fields
from xltool.form.schema import Field
from xltool.form.template import Measure, SummarySpec
from xltool.rules.definition import Definition

#: The formula of a row's number, which is none to be added up.
ROW_NUMBER = "[#]"
#: Numbers that are compared with those of another year.
_MOST_COMPARED = 120
#: Columns of the sheet with all numbers.
_MOST_COLUMNS = 250
#: Where nothing is said: amounts that the first sheet shows, groupings, options of a field that makes groups, and amounts in each grouping.
_MOST_AMOUNTS, _MOST_GROUPINGS, _MOST_OPTIONS, _AMOUNTS_EACH = 12, 12, 40, 2


@dataclass(frozen=True)
class Addend:
    """A number that a summary adds up, or takes the mean of, over forms or over the rows of a table."""

    table: str  # path of the table; "" for a single field
    name: str  # of the column; of a single field its path
    field: Field
    measure: MeasureKind


@dataclass(frozen=True)
class Grouping:
    """Measures of one table, or of the forms, by the values of one field."""

    table: str  # path of the table; "" for the forms themselves
    by: str  # path of the field, without numbers; "department" for departments
    by_field: Field | None  # None for departments
    by_name: str  # name of the column by which rows are grouped; of a single field its path
    is_of_form: bool  # whether rows of a table are grouped by a field of their form
    measures: tuple[tuple[MeasureKind, str, Field | None], ...]  # kind, name of the column, its field; ("", None) for the rows themselves


@dataclass(frozen=True)
class SummaryPlan:
    """What is shown of one form."""

    definition: Definition

    @cached_property
    def spec(self) -> SummarySpec:
        """What the definition says; what the kinds suggest where it is silent."""
        written = self.definition.template.summary
        return self._implied(written) if written.is_silent else written

    @property
    def is_implied(self) -> bool:
        """Whether the definition leaves it to the kinds."""
        return self.definition.template.summary.is_silent

    @cached_property
    def tables(self) -> list[RowTable]:
        """The tables whose rows are listed, that with categories and quantities first; in the form's own layout all that hold numbers."""
        schema, spec = self.definition.schema, self.spec
        first = [spec.table] if spec.table else []
        listed = [row_table(schema, path) for path in dict.fromkeys([*first, *spec.tables])]
        others = [row_table(schema, path) for path in merged_paths(schema) if path not in (*first, *spec.tables)]
        measured = {self._home(measure.of) for measure in spec.measures}
        return listed + [
            table
            for table in others
            if table.path in measured or (spec.same_layout and not table.is_fixed and any(map(self.adds_up, table.columns.values())))
        ]

    def row_table(self, path: str) -> RowTable:
        """Return a table of the form."""
        return row_table(self.definition.schema, path)

    # --- numbers ------------------------------------------------------------------------------------------------------

    def adds_up(self, field: Field) -> bool:
        """Return whether a field is a number that can be added up or averaged: not what identifies a form, is always the same, or is not to be."""
        is_to_be = field.formula != ROW_NUMBER and without_rows(field.path) not in self.definition.template.summary.not_added
        return self._varies(field) and field.is_number and field.kind.summary_use in MEASURES and is_to_be

    def _varies(self, field: Field) -> bool:
        identity = self.definition.template.identity
        return field.path not in (identity.unit, identity.project, identity.year) and field.constant is None and not field.is_fixed

    @cached_property
    def numbers(self) -> list[Addend]:
        """Every single number of the form that can be added up or averaged."""
        return [self._addend("", field.path, field) for field in single_fields(self.definition.schema) if self.adds_up(field)]

    @cached_property
    def column_numbers(self) -> list[Addend]:
        """Every such number in the rows of the tables that are listed."""
        pairs = ((table, name, field) for table in self.tables for name, field in table.columns.items())
        return [self._addend(table.path, name, field) for table, name, field in pairs if self.adds_up(field)]

    @cached_property
    def amounts(self) -> list[Addend]:
        """What the first sheet shows by department: the total and the sources, else sums of total rows, else the first numbers."""
        fields, spec = self.definition.schema.fields, self.spec
        named = [path for path in (spec.total, *spec.sources) if path in fields]
        if not self.is_implied:
            return [Addend("", path, fields[path], MEASURES["sum"]) for path in dict.fromkeys(named) if path is not None]
        totals = {value.path for value in self.definition.rules.computed if value.is_total}
        return ([addend for addend in self.numbers if addend.name in totals] or self.numbers or self.column_numbers)[:_MOST_AMOUNTS]

    @cached_property
    def matrix(self) -> list[Addend]:
        """Every number by department, as many as a sheet can show; [] where the first sheet has them all, or nobody asks for them."""
        numbers = [*self.numbers, *self.column_numbers]
        return numbers[:_MOST_COLUMNS] if self.spec.same_layout and len(numbers) > len(self.amounts) else []

    @property
    def compared(self) -> list[Addend]:
        """The numbers that are compared with those of another year: what is shown by department."""
        return (self.matrix or self.amounts)[:_MOST_COMPARED]

    @cached_property
    def listed(self) -> list[Field]:
        """The single fields that have a column in the list of forms, besides its details: what figures are formulas over."""
        addends = [addend.field for addend in (*self.amounts, *self.matrix) if not addend.table]
        measured = [field for grouping in self.groupings if not grouping.table for _, _, field in grouping.measures if field is not None]
        return list({field.path: field for field in (*addends, *measured)}.values())

    @cached_property
    def traced(self) -> list[Field]:
        """The single fields whose cells are kept for every form, those of all repeated blocks among them."""
        singles = self.definition.schema.fields.values()
        if self.spec.same_layout:
            return list(filter(self.adds_up, singles))
        return [addend.field for addend in self.amounts] or [field for field in singles if field.kind.summary_style == "money"]

    def _addend(self, table: str, name: str, field: Field) -> Addend:
        return Addend(table, name, field, MEASURES["mean" if join(table, name) in self._means else field.kind.summary_use])

    @cached_property
    def _means(self) -> set[str]:
        """The fields and columns of which the definition wants the mean and not the sum."""
        wanted = {name: {measure.of for measure in self.definition.template.summary.measures if measure.name == name} for name in MEASURES}
        return wanted["mean"] - wanted["sum"]

    # --- groups -------------------------------------------------------------------------------------------------------

    @cached_property
    def groupings(self) -> list[Grouping]:
        """The measures, those of one table by one field together."""
        grouped: dict[tuple[str, str], list[Measure]] = {}
        for measure in self.spec.measures:
            grouped.setdefault((self._home(measure.of), measure.by), []).append(measure)
        return [self._grouping(table, by, measures) for (table, by), measures in grouped.items()]

    def _home(self, path: str) -> str:
        schema = self.definition.schema
        if path in schema.fields or path in merged_paths(schema):
            return "" if path in schema.fields else path
        column = column_at(schema, path)
        return column[0] if column else ""

    def _grouping(self, table: str, by: str, measures: Sequence[Measure]) -> Grouping:
        schema = self.definition.schema
        column = column_at(schema, by)
        field = schema.fields.get(by) or (column[1] if column else None)
        is_column = by not in schema.fields and column is not None
        return Grouping(
            table=table,
            by=by,
            by_field=field,
            by_name=by.removeprefix(f"{table}.") if is_column else by,
            is_of_form=bool(table) and not is_column,
            measures=tuple(self._measured(table, measure) for measure in measures),
        )

    def _measured(self, table: str, measure: Measure) -> tuple[MeasureKind, str, Field | None]:
        kind = MEASURES[measure.name]
        if measure.of == table:
            return kind, "", None
        if not table:
            return kind, measure.of, self.definition.schema.fields[measure.of]
        name = measure.of.removeprefix(f"{table}.")
        return kind, name, row_table(self.definition.schema, table).columns[name]

    # --- what the kinds suggest ---------------------------------------------------------------------------------------

    def _implied(self, written: SummarySpec) -> SummarySpec:
        schema = self.definition.schema
        singles = {field.path: field for field in single_fields(schema)}
        suggested = [*self._suggested("", singles)]
        tables = [table for path in merged_paths(schema) if not (table := row_table(schema, path)).is_fixed]
        suggested += [one for table in tables for one in self._suggested(table.path, table.columns)]
        measures = tuple(measure for grouping in suggested[:_MOST_GROUPINGS] for measure in grouping)
        has_numbers = any(field.is_number for field in schema.all_fields())
        return replace(written, tables=tuple(table.path for table in tables), measures=measures, same_layout=has_numbers)

    def _suggested(self, table: str, fields: Mapping[str, Field]) -> Iterator[list[Measure]]:
        """Yield for each field whose values or months make groups: how many there are, their share, and what they cost."""
        money = [name for name, field in fields.items() if field.kind.summary_style == "money" and self.adds_up(field)]
        amounts = sorted(money, key=lambda name: not fields[name].is_computed)  # a price is typed, what it comes to is computed
        for name, field in fields.items():
            if not self._varies(field) or not _makes_groups(field):
                continue
            by, counted = join(table, name), table or name
            yield [
                Measure(name="count", of=counted, by=by),
                Measure(name="share", of=counted, by=by),
                *(Measure(name="sum", of=join(table, amount), by=by) for amount in amounts[:_AMOUNTS_EACH]),
            ]


def _makes_groups(field: Field) -> bool:
    return field.kind.summary_use == "months" or (field.kind.summary_use == "values" and 0 < len(field.choices) <= _MOST_OPTIONS)
