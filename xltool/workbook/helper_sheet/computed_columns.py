"""Compute the fields that nobody types: a cell for each, a column for each column of a table. The form shows what stands here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from xltool.base.dates import FIRST_DAY, LAST_DAY, parse_date
from xltool.base.paths import value_at
from xltool.form.codes import Lookup
from xltool.form.kind import Step
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.ruleset import ComputedValue, input_paths
from xltool.rules.to_excel import Renderer
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.formulas import filled_in
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows

_DAY = 'YEAR([day])&"-"&RIGHT("0"&MONTH([day]),2)&"-"&RIGHT("0"&DAY([day]),2)'
_AS_DAY = f'IF([day]="","",IF(OR([day]<{FIRST_DAY},[day]>{LAST_DAY}),"",{_DAY}))'


def add_computed(grid: HelperGrid, inputs: InputColumns, codes: CodeRanges, definition: Definition) -> None:
    """Write the values of all computed fields; their guards and the parts of days are written when they are first asked for."""
    columns = _ComputedColumns(grid, inputs, codes, definition)
    for value in definition.rules.computed:
        columns.add(value)


class _ComputedColumns:
    def __init__(self, grid: HelperGrid, inputs: InputColumns, codes: CodeRanges, definition: Definition) -> None:
        self.grid = grid
        self.codes = codes
        self.inputs = inputs
        self.definition = definition
        self.shared: dict[str, int] = {}  # heading → helper column of single fields

    def add(self, value: ComputedValue) -> None:
        field = self.definition.schema.field(value.path)
        assert field is not None  # noqa: S101 - the loader has made the value from the field
        formula = self._formula(value)
        if not field.is_number and field.kind.counts_days:
            self._write(field, f"{field.path}#day", f'IFERROR(INT({formula}),"")', _days(field))
            self._write(field, field.path, filled_in(_AS_DAY, {"day": self._cell(field, f"{field.path}#day")}), _results(field))
        else:
            self._write(field, field.path, f'IFERROR({formula},"")', _results(field))
        for step in field.kind.steps if field.kind.parts else ():
            if step.name not in ("value", "unreadable"):
                self.inputs.offer(field.step_key(step.name), partial(self._write_step, field, step))
        terms = self._bad_terms(field, value)
        if terms:
            self.inputs.offer(f"{field.path}.unreadable", partial(self._write_guard, field, terms))

    def _formula(self, value: ComputedValue) -> str:
        code = Renderer(value.scope(self.definition.schema), self.inputs).formula(value.node)
        if value.lookup is None:
            return code
        place = self._place(value, value.lookup, code)
        return f'IF({place}=0,"",{self.codes.found(value.lookup, place)})'

    def _place(self, value: ComputedValue, lookup: Lookup, code: str) -> str:
        """Return the cell with the number of a code in its list; all that is looked up by the code shares it."""
        read = input_paths(value, self.definition.schema)
        key = self.definition.schema.field((*read.fields, *read.row)[0])
        assert key is not None  # noqa: S101 - the loader has found it
        heading = f"place {self.codes.place(lookup, '')}"
        name = f"{key.path}#{heading}"
        if not self.inputs.has(name):
            formula = self.codes.place(lookup, code)
            if key.table is not None:
                self.inputs.add(key.table, name, formula, _by_row(_places(key, lookup), 0))
            else:
                number = self.shared.setdefault(heading, 0) or self.grid.take(lookup.source.list_name)
                self.shared[heading] = number
                row, places = self.inputs.field_row(key.path), _places(key, lookup)
                self.inputs.add_field(name, self.grid.put(row, number, formula, lambda contents: places(contents)[0]))
        return self._cell(key, name)

    def _bad_terms(self, field: Field, value: ComputedValue) -> list[str]:
        """Return formula terms, one of which is above 0 where the value cannot be used."""
        read = input_paths(value, self.definition.schema)
        terms = [*self.inputs.bad_terms(read), *self.inputs.bad_row_terms(read)]
        if value.lookup is not None:
            code = Renderer(value.scope(self.definition.schema), self.inputs).formula(value.node)
            terms.append(f'({code}<>"")*({self._place(value, value.lookup, code)}=0)')
        if value.can_fail and (field.is_number or field.kind.counts_days):
            terms.append(f'({self._cell(field, field.path)}="")')
        return terms

    def _write_guard(self, field: Field, terms: list[str]) -> None:
        self._write(field, f"{field.path}.unreadable", f"IF({'+'.join(terms)}>0,1,0)", _bad(field), blank=0)

    def _write_step(self, field: Field, step: Step) -> None:
        cells = {name: self._cell(field, field.step_key(name)) for name in step.names}
        formula = filled_in(step.formula, {"x": self._cell(field, field.path), **cells})
        self._write(field, field.step_key(step.name), formula, _step(field, step.name), blank=field.step_values(None)[step.name])

    # --- cells --------------------------------------------------------------------------------------------------------

    def _cell(self, field: Field, key: str) -> str:
        return self.inputs.row(key) if field.table else self.inputs.scalar(key)

    def _write(self, field: Field, key: str, formula: str, values: Callable[[Contents], list[Any]], blank: Any = "") -> None:
        """Write one cell, or a column over all rows of a table, which holds nothing in the rows that are not in use."""
        if field.table is not None:
            shown = '""' if blank == "" else str(blank)
            formula = f"IF({self.inputs.in_use(field.table)}=0,{shown},{formula})"
            self.inputs.add(field.table, key, formula, _by_row(values, blank), blank)
            return
        shown = '""' if blank == "" else str(blank)
        formula = self.inputs.where_used(self.definition.schema.block_of(field.path), formula, shown)
        heading = f"computed{key.removeprefix(field.path)}"
        if heading not in self.shared:
            self.shared[heading] = self.grid.take(heading)
        row = self.inputs.field_row(field.path)
        self.inputs.add_field(key, self.grid.put(row, self.shared[heading], formula, lambda contents: values(contents)[0], mostly=None))


# --- values -----------------------------------------------------------------------------------------------------------


def _by_row(values: Callable[[Contents], list[Any]], blank: Any) -> Callable[[Contents], Rows]:
    return lambda contents: {row: value for row, value in enumerate(values(contents)) if value != blank}


def _places(key: Field, lookup: Lookup) -> Callable[[Contents], list[Any]]:
    """Return the numbers of codes in their list; 0 for a blank and an unknown one."""

    def places(contents: Contents) -> list[Any]:
        inputs = contents.evaluation.inputs
        codes = inputs.columns[key.path] if key.table else [inputs.scalars[key.path]]
        return [lookup.places.get(str(code), 0) for code in codes]

    return places


def _results(field: Field) -> Callable[[Contents], list[Any]]:
    """Return what formulas yield: numbers as they were calculated."""

    def results(contents: Contents) -> list[Any]:
        inputs = contents.evaluation.inputs
        values = inputs.columns[field.path] if field.table else [inputs.scalars[field.path]]
        return ["" if value is None else value for value in values]

    return results


def _documented(field: Field, contents: Contents) -> list[Any]:
    data = contents.evaluation.data
    if field.table is None:
        return [value_at(data, field.path)]
    return [row.get(field.name) for row in value_at(data, field.table) or ()]


def _days(field: Field) -> Callable[[Contents], list[Any]]:
    """Return the serial numbers of days."""
    return lambda contents: ["" if (date := parse_date(value)) is None else date.first for value in _documented(field, contents)]


def _step(field: Field, name: str) -> Callable[[Contents], list[Any]]:
    return lambda contents: [field.step_values(value)[name] for value in _documented(field, contents)]


def _bad(field: Field) -> Callable[[Contents], list[Any]]:
    def bad(contents: Contents) -> list[Any]:
        inputs = contents.evaluation.inputs
        if field.table is None:
            return [int(field.path in inputs.bad_fields)]
        rows = inputs.bad_rows.get(field.path, frozenset())
        return [int(row in rows) for row in range(contents.evaluation.n_rows(field.table))]

    return bad
