"""Write which violations wait for what is still blank, and how far the form is filled in (`rules.waiting` says the same in Python).

No row of a table has a cell more for it: rows are counted by one formula for each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from xltool.base.cells import Area, a1
from xltool.base.findings import SEVERITIES, Severity
from xltool.base.paths import parent_of, value_at
from xltool.rules.completeness import Completeness
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, Rule
from xltool.rules.waiting import Awaited, Demands, awaited, completeness_of, filled_cells, holds, missing, missing_rows, waiting_rows
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, down_to, row_of
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns
from xltool.workbook.helper_sheet.plan_records import ColumnPlan, Group, Key, WaitingCells, constraints_by_id, key_of

#: Fields whose cells one formula looks at.
_MOST_TERMS = 100


def add_waiting(
    grid: HelperGrid,
    inputs: InputColumns,
    definition: Definition,
    plan: ColumnPlan,
    conditions: Mapping[str, str],
    violations: Mapping[Severity, str],
    asked: Demands,
) -> WaitingCells:
    """Write the cells; `conditions` are those under which something is asked for, `violations` the cells with all of a severity."""
    return _WaitingColumns(grid, inputs, definition, plan, conditions, asked).write(violations)


class _WaitingColumns:
    def __init__(
        self,
        grid: HelperGrid,
        inputs: InputColumns,
        definition: Definition,
        plan: ColumnPlan,
        conditions: Mapping[str, str],
        asked: Demands,
    ) -> None:
        self.grid = grid
        self.inputs = inputs
        self.definition = definition
        self.schema = definition.schema
        self.plan = plan
        self.conditions = conditions
        self.asked = asked
        self.groups = awaited(definition)
        self.totals = grid.take("progress")
        self.sums = _Parts(grid, self.totals)
        self.in_use = _Parts(grid, grid.take("column"))
        self.parts = _Parts(grid, grid.take("waiting"))
        self.held = _Parts(grid, grid.take("filled"))
        self.only_required = dict(_only_required(definition.rules.constraints))
        self.in_columns: dict[str, str] = {}  # path of a column → the cell that counts what is filled in there
        self.counts: dict[Group, list[str]] = {}
        self.rules: dict[Key, str] = {}

    def write(self, violations: Mapping[Severity, str]) -> WaitingCells:
        """Write all cells and return what others read of them."""
        todo = a1(FIRST_ROW, self.totals, absolute=True)
        waiting: dict[Severity, str] = {}
        for severity in SEVERITIES:
            first = self.parts.row
            self._required(severity, todo)
            self._rules(severity, todo)
            waiting[severity] = self.parts.total(first)
        first = self.parts.row
        self._missing_rows()
        rows = self.parts.total(first)
        self._filled()
        self._total(f"{waiting['error']}+{rows}", lambda found: found.todo)
        filled = self._total(self.held.total(FIRST_ROW), lambda found: found.filled)
        required = self._total(f"{todo}+{filled}", lambda found: found.required)
        wrong = self._total(f"{violations['error']}-{waiting['error']}", lambda found: found.errors)
        doubtful = self._total(f"{violations['warning']}-{waiting['warning']}", lambda found: found.warnings)
        return WaitingCells(
            todo=todo,
            filled=filled,
            required=required,
            wrong=wrong,
            doubtful=doubtful,
            progress=self._found,
            counts={group: tuple(cells) for group, cells in self.counts.items()},
            rules=self.rules,
            rows={key: self._acts(groups) for key, groups in self.groups.items() if key not in self.rules},
            blanks=dict(self._blanks()),
        )

    def _total(self, formula: str, part: Callable[[Completeness], int]) -> str:
        """Write the next cell of the totals."""
        return self.sums.put(formula, lambda contents: part(self._found(contents)))

    def _count(self, group: Group, formula: str, value: Callable[[Contents], int], todo: str) -> str:
        """Write a cell that counts violations that wait; warnings do so only as long as something must still be filled in."""
        is_late = group[1] != "error"
        cell = self.parts.put(
            f"IF({todo}=0,0,{formula})" if is_late else formula,
            (lambda contents: value(contents) if self._found(contents).todo else 0) if is_late else value,
        )
        self.counts.setdefault(group, []).append(cell)
        return cell

    # --- what is required ---------------------------------------------------------------------------------------------

    def _required(self, severity: Severity, todo: str) -> None:
        """Count what is required and blank: by id the single fields, then column by column."""
        for rule_id, constraints in constraints_by_id(self.definition.rules, None).items():
            if constraints[0].severity == severity and any(one.keyword == "required" for one in constraints):
                flags = down_to(self.inputs.last_field_row, self.plan.fields[rule_id])
                values = self._values_beside(constraints)
                formula = _sum(flags, "" if all(one.keyword == "required" for one in constraints) else f'({values}="")')
                self._count((rule_id, severity), formula, _missing(self.definition, rule_id, tuple(one.at for one in constraints)), todo)
        for columns in self.plan.tables.values() if severity == "error" else ():
            for flag in columns:
                mine = [one for one in flag.watched if isinstance(one, Constraint)]
                if mine and mine[0].severity == severity and any(one.keyword == "required" for one in mine):
                    blank = "" if all(one.keyword == "required" for one in mine) else f'({self.inputs.column(mine[0].at)}="")'
                    formula = _sum(self.plan.flags[key_of(mine[0])], blank)
                    self._count((mine[0].id, severity), formula, _missing(self.definition, mine[0].id, (mine[0].at,)), todo)

    def _values_beside(self, constraints: Sequence[Constraint]) -> str:
        """Return the cells with the values of all single fields: those of typed ones stand in one column."""
        cell = self.inputs.scalar(next(one.at for one in constraints if one.keyword == "required"))
        letters = row_of(cell)[:-1]
        return f"{letters}${FIRST_ROW}:{letters}${self.inputs.last_field_row}"

    def _blanks(self) -> Iterator[tuple[Key, str]]:
        """Yield for each flag of what is required whether its field, or its cell in the row at hand, is filled in."""
        for key, mine in _by_key(self.definition.rules.constraints).items():
            if any(one.keyword == "required" for one in mine):
                field = mine[0].field
                cell = row_of(self.inputs.scalar(field.path)) if field.table is None else self.inputs.row(field.path)
                yield key, "" if all(one.keyword == "required" for one in mine) else f'({cell}<>"")'

    # --- rules --------------------------------------------------------------------------------------------------------

    def _rules(self, severity: Severity, todo: str) -> None:
        for rule in self.definition.rules.rules:
            groups = self.groups.get(rule.key)
            if groups and rule.severity == severity:
                flags = self.plan.flags[rule.key]
                group, value = (rule.id, rule.severity), _waiting(rule, groups)
                if rule.each is None:
                    self.rules[rule.key] = self._count(group, f"{flags}*(1-{self._acts(groups)})", value, todo)
                else:
                    acts = self._acts(groups, whole=True)
                    self._count(group, f"SUM({flags})-SUMPRODUCT({flags}*{acts})", value, todo)

    def _acts(self, groups: Iterable[Awaited], *, whole: bool = False) -> str:
        """Return formula text: 1 where something of each group is filled in; with `whole` for all rows of a table at once."""
        return "*".join(self._is_filled(group, whole=whole) for group in groups)

    def _is_filled(self, group: Awaited, *, whole: bool) -> str:
        column = self.inputs.column if whole else self.inputs.row
        terms = [f'({self.inputs.scalar(path)}<>"")' for path in group.fields]
        terms += [f'({column(path)}<>"")' for path in group.row]
        terms += [f"({self._in_column(path)}>0)" for path in group.columns]
        terms += [f"(SUM({self.inputs.used(table)})>0)" for table in group.tables]
        return terms[0] if len(terms) == 1 else f"({'+'.join(terms)}>0)"

    def _in_column(self, path: str) -> str:
        """Return the cell that counts what is filled in in a column of a table."""
        if path not in self.in_columns:
            formula = f'SUMPRODUCT(({self.inputs.column(path)}<>"")*1)'
            self.in_columns[path] = self.in_use.put(formula, _in_column(path))
        return self.in_columns[path]

    # --- how far the form is filled in --------------------------------------------------------------------------------

    def _missing_rows(self) -> None:
        """Count the rows that tables lack."""
        for table, least in self.asked.least.items():
            formula = f"MAX(0,{least}-SUM({self.inputs.used(table)}))"
            formula = f"{self.conditions[table]}*{formula}" if table in self.conditions else formula
            self.parts.put(self.inputs.where_used(self.schema.block_of(table), formula), self._rows_lacking(table, least))

    def _filled(self) -> None:
        """Write what is filled in of what must be."""
        fields = [f'({self.inputs.scalar(path)}<>"")' for path in self.asked.fields]
        for start in range(0, len(fields), _MOST_TERMS):
            paths = self.asked.fields[start : start + _MOST_TERMS]
            self.held.put("+".join(fields[start : start + _MOST_TERMS]) + "+0", _fields_held(paths))
        for path in self.asked.columns:
            self._in_column_held(path)
        for table, least in self.asked.least.items():
            self.held.put(f"MIN({least},SUM({self.inputs.used(table)}))", _rows_held(table, least))
        if self.asked.rules:
            cells = ",".join(self.rules[rule.key] for rule in self.asked.rules)
            self.held.put(f"{len(self.asked.rules)}-SUM({cells})", self._rules_held)

    def _in_column_held(self, path: str) -> None:
        """Count what is filled in in a column: where a flag says alone what is missing, by the rows in use without it."""
        alone = self.only_required.get(path)
        if alone is None or path in self.in_columns:
            self.held.put(self._in_column(path), _in_column(path))
        else:
            self.held.put(f"SUM({self.inputs.used(parent_of(path))})-SUM({self.plan.flags[alone]})", _in_column(path))

    def _rules_held(self, contents: Contents) -> int:
        return sum(not waiting_rows(rule, contents.evaluation, self.groups[rule.key]) for rule in self.asked.rules)

    def _rows_lacking(self, table: str, least: int) -> Callable[[Contents], int]:
        return lambda contents: missing_rows(contents.evaluation, self.definition, table, least)

    def _found(self, contents: Contents) -> Completeness:
        return contents.once("progress", lambda: completeness_of(self.definition, contents.evaluation, self.asked))


class _Parts:
    """Cells of a column one below the other, of which the sum is asked for."""

    def __init__(self, grid: HelperGrid, column: int) -> None:
        self.grid = grid
        self.column = column
        self.row = FIRST_ROW

    def put(self, formula: str, value: Callable[[Contents], int]) -> str:
        """Write the next cell and return it."""
        cell = self.grid.put(self.row, self.column, formula, value)
        self.row += 1
        return cell

    def total(self, first: int) -> str:
        """Return formula text: the sum of the cells from a row on."""
        return f"SUM({Area(first, self.column, self.row - 1, self.column).absolute})" if self.row > first else "0"


def _by_key(constraints: Iterable[Constraint]) -> dict[Key, list[Constraint]]:
    """Return the constraints that share a flag, under its key."""
    by_key: dict[Key, list[Constraint]] = {}
    for constraint in constraints:
        by_key.setdefault(key_of(constraint), []).append(constraint)
    return by_key


def _only_required(constraints: Iterable[Constraint]) -> Iterator[tuple[str, Key]]:
    """Yield path and key of what is required, where no other keyword shares the flag."""
    yield from ((mine[0].at, key) for key, mine in _by_key(constraints).items() if all(one.keyword == "required" for one in mine))


def _sum(flags: str, factor: str) -> str:
    return f"SUMPRODUCT({flags}*{factor})" if factor else f"SUM({flags})"


def _missing(definition: Definition, rule_id: str, paths: Sequence[str]) -> Callable[[Contents], int]:
    mine = frozenset(paths)

    def count(contents: Contents) -> int:
        blanks = contents.once("missing", lambda: missing(contents.evaluation, definition))
        return sum(one.rule_id == rule_id and one.declared in mine for one in blanks)

    return count


def _waiting(rule: Rule, groups: Sequence[Awaited]) -> Callable[[Contents], int]:
    return lambda contents: len(waiting_rows(rule, contents.evaluation, groups))


def _in_column(path: str) -> Callable[[Contents], int]:
    return lambda contents: filled_cells(contents.evaluation.data, path)


def _fields_held(paths: Sequence[str]) -> Callable[[Contents], int]:
    return lambda contents: sum(holds(value_at(contents.evaluation.data, path)) for path in paths)


def _rows_held(table: str, least: int) -> Callable[[Contents], int]:
    return lambda contents: min(least, contents.evaluation.n_rows(table))
