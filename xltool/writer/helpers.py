"""The helper columns of the hidden sheet: every input as it is read, every rule as a column of 0 and 1.

Blocks stand side by side from row 2 on, headings in row 1. Single fields take one row each, tables one row per row of
the form. Inputs are reached through their defined names (`INDEX(indicators.level1, 5)`), so that cutting and pasting on
the form does not bend the formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xltool.cells import Area, a1, column_letters, quote_sheet
from xltool.document import value_at
from xltool.finding import SEVERITIES, Severity
from xltool.formula.types import Scope
from xltool.layout import Layout
from xltool.render import ROW, Renderer, quote
from xltool.ruleset import Constraint, Rule, inputs
from xltool.schema import Field, Schema, Table
from xltool.sheets import HIDDEN_SHEET
from xltool.state import State
from xltool.writer.codes_sheet import CodeRanges
from xltool.writer.reading import steps

FIRST_ROW = 2
#: The columns before this one hold the identity of the workbook.
FIRST_COLUMN = 4
#: What a cell's mark says: the worst severity found there.
MARKS: dict[Severity, int] = {"error": 3, "warning": 2, "info": 1}

#: Stands for the 1-based index of a table row in the formula of that row.
INDEX = "\x01"

Group = tuple[str, Severity]  # rule id and severity: what is counted together


@dataclass(frozen=True)
class HelperCell:
    """One formula of the hidden sheet with the value it has."""

    row: int
    column: int
    formula: str
    value: Any


@dataclass
class HelperSheet:
    """Lays the helper columns out; afterwards it answers where everything is."""

    layout: Layout
    codes: CodeRanges
    state: State
    cells: list[HelperCell] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)  # column → text in row 1
    names: dict[str, str] = field(default_factory=dict)  # defined name → reference on this sheet
    _next: int = FIRST_COLUMN
    _scalars: dict[str, str] = field(default_factory=dict)  # key → cell
    _columns: dict[str, int] = field(default_factory=dict)  # key → sheet column
    _tables: dict[str, tuple[int, int]] = field(default_factory=dict)  # table → last row, column of its "used"
    _flags: dict[tuple[Any, ...], str] = field(default_factory=dict)  # rule key → its 0/1 cells
    _guards: dict[tuple[str, int], int] = field(default_factory=dict)  # form rule → column of its guard; its flag is next
    _plans: dict[str, list[tuple[Any, int]]] = field(default_factory=dict)  # table → its flags, worst first, with columns
    _groups: dict[Group, list[str]] = field(default_factory=dict)  # what to add up for each group
    _firsts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # rule id → formulas of a first cell, values
    _totals: dict[Group, str] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)  # rule id → cell with the first offending place
    remarks: dict[str, tuple[str, int]] = field(default_factory=dict)  # table → formula of a row's remark, with ROW

    def __post_init__(self) -> None:
        self.schema: Schema = self.state.definition.schema
        self.rules = self.state.definition.rules
        for table in self.schema.tables.values():
            self._read_table(table)
        self._read_scalars()
        self._scalar_flags()
        self._reserve()
        for rule in self.rules.rules:
            if rule.each is None:
                self._form_rule(rule)
        for table in self.schema.tables.values():
            self._table_flags(table)
        self._add_up()
        self._mark()

    # --- addresses for the renderer -----------------------------------------------------------------------------------

    def scalar(self, key: str) -> str:
        """The cell of a single field (or part)."""
        return self._scalars[key]

    def row(self, key: str) -> str:
        """The cell of a column in the row at hand."""
        return f"${column_letters(self._columns[key])}{ROW}"

    def column(self, key: str) -> str:
        """All cells of a column."""
        return self._range(self._columns[key], self._tables[self._table_of(key)][0])

    def numeric_column(self, key: str) -> str:
        """All cells of a column of numbers with 0 for blanks; made when first asked for."""
        numeric = f"{key}#"
        if numeric not in self._columns:
            table = self._table_of(key)
            values = self.state.facts.columns[key]
            self._column(table, numeric, f"N({self.row(key)})", lambda row: values[row] or 0 if row < len(values) else 0)
        return self.column(numeric)

    def used(self, table: str) -> str:
        """For every row of a table 1 if it holds something, else 0."""
        last, column = self._tables[table]
        return self._range(column, last)

    def _table_of(self, key: str) -> str:
        return next(table for table in self._tables if key.startswith(f"{table}."))

    def _range(self, column: int, last_row: int) -> str:
        return Area(FIRST_ROW, column, last_row, column).absolute

    # --- inputs -------------------------------------------------------------------------------------------------------

    def _take(self, heading: str) -> int:
        column = self._next
        self._next += 1
        self.headings[column] = heading
        return column

    def _put(self, row: int, column: int, formula: str, value: Any) -> str:
        self.cells.append(HelperCell(row, column, formula, value))
        return a1(row, column, absolute=True)

    def _column(self, table: str, key: str, formula: str, value: Callable[[int], Any]) -> int:
        """A column over all rows of a table, from a formula with `ROW` for the row number and values by 0-based row."""
        column = self._take(key)
        self._columns[key] = column
        for row in range(FIRST_ROW, self._tables[table][0] + 1):
            self._put(row, column, _at_row(formula, row), value(row - FIRST_ROW))
        return column

    def _read_table(self, table: Table) -> None:
        _, area = self.layout.tables[table.path]
        rows = value_at(self.state.data, table.path) or []
        self._tables[table.path] = (FIRST_ROW + area.capacity - 1, 0)
        for column in table.columns:
            self._read_column(column, [row.get(column.name) for row in rows], area.capacity)
        filled = "+".join(f'({self.row(column.path)}<>"")' for column in table.columns)
        used = self._column(table.path, f"{table.path}#used", f"IF({filled}>0,1,0)", lambda row: int(row < len(rows)))
        self._tables[table.path] = (FIRST_ROW + area.capacity - 1, used)
        for column in table.columns:
            if column.required:
                self._missing_in_used_rows(column, [row.get(column.name) is None for row in rows])

    def _missing_in_used_rows(self, column: Field, missing: list[bool]) -> None:
        """In a table, a blank is missing only in a row that holds something."""
        table = column.table or ""
        used = f"${column_letters(self._tables[table][1])}{ROW}"
        formula = f"{self.row(f'{column.path}.missing')}*{used}"
        self._column(table, f"{column.path}.lacking", formula, lambda row: int(row < len(missing) and missing[row]))

    def _read_column(self, column: Field, inputs_: list[Any], capacity: int) -> None:
        table = column.table or ""
        rows: list[dict[str, Any]] = [{"x": value} for value in (*inputs_, *[None] * (capacity - len(inputs_)))]
        keys = {"x": f"INDEX({column.path},{INDEX})"}
        for step in steps(column):
            formula = _filled_in(step.formula, keys)
            for values in rows:
                values[step.name] = step.value(values)
            key = column.path if step.name == "value" else f"{column.path}.{step.name}"
            self._column(table, key, formula, _getter(rows, step.name))
            keys[step.name] = self.row(key)

    def _read_scalars(self) -> None:
        """One row per single field; steps of the same name share a column."""
        path_column, address_column = self._take("path"), self._take("address")
        columns: dict[str, int] = {}
        for row, (path, single) in enumerate(self.schema.fields.items(), start=FIRST_ROW):
            self._put(row, path_column, quote(path), path)
            sheet, place = self.layout.inputs[path]
            self._put(row, address_column, _address_formula(sheet.name, path), _address(sheet.name, place.area))
            self._read_scalar(single, row, columns)
        self._address_column = address_column

    def _read_scalar(self, single: Field, row: int, columns: dict[str, int]) -> None:
        values: dict[str, Any] = {"x": value_at(self.state.data, single.path)}
        keys = {"x": single.path}
        for step in steps(single):
            if step.name not in columns:
                columns[step.name] = self._take(step.name)
            values[step.name] = step.value(values)
            cell = self._put(row, columns[step.name], _filled_in(step.formula, keys), values[step.name])
            keys[step.name] = cell
            self._scalars[single.path if step.name == "value" else f"{single.path}.{step.name}"] = cell

    # --- flags --------------------------------------------------------------------------------------------------------

    def _reserve(self) -> None:
        """Where the flags of all rules will stand: a rule may name any other in `unless`, also one of another table."""
        for rule in self.rules.rules:
            if rule.each is None:
                self._guards[rule.key] = self._take(f"{rule.id}?")
                self._flags[rule.key] = a1(FIRST_ROW, self._take(rule.id), absolute=True)
        for table in self.schema.tables.values():
            plan = self._plan(table)
            self._plans[table.path] = [(entry, self._take(self._sentence(entry))) for entry in plan]
            for entry, column in self._plans[table.path]:
                self._flags[_key(entry)] = self._range(column, self._tables[table.path][0])

    def _guard(self, rule: Rule) -> list[str]:
        """What makes a rule undecidable: terms that are above 0."""
        used = inputs(rule, self.schema)
        terms = [cell for path in used.fields for cell in self._bad(path, self._scalars)]
        for path in used.columns:
            terms += [f"SUM({self._range(self._columns[key], self._tables[self._table_of(key)][0])})" for key in self._bad_columns(path)]
        return terms

    def _bad(self, path: str, cells: Mapping[str, str]) -> list[str]:
        return [cells[f"{path}.{flag}"] for flag in ("unreadable", "missing") if f"{path}.{flag}" in cells]

    def _bad_columns(self, path: str) -> list[str]:
        return [f"{path}.{flag}" for flag in ("unreadable", "lacking") if f"{path}.{flag}" in self._columns]

    def _form_rule(self, rule: Rule) -> None:
        """A rule of the whole form: one 0/1 cell, and one that says whether it can be decided."""
        verdict = self.state.verdicts[rule.key]
        terms = self._guard(rule) + [flag for name in rule.unless for flag in self._blockers(name)]
        skipped = f"IF({'+'.join(terms)}>0,1,0)" if terms else "0"
        guard = self._put(FIRST_ROW, self._guards[rule.key], skipped, int(verdict.skipped))
        text = Renderer(Scope(self.schema), self).formula(rule.node)
        formula = f"IF({guard}=1,0,IF(IFERROR({text},FALSE),0,1))"
        flag = self._put(FIRST_ROW, self._guards[rule.key] + 1, formula, int(verdict.violated))
        self._groups.setdefault((rule.id, rule.severity), []).append(flag)
        place = self._place_value(rule.at) if verdict.violated else ""
        self._firsts.setdefault(rule.id, []).append((f'IF({flag}=1,{self._place(rule.at)},"")', place))

    def _blockers(self, rule_id: str) -> list[str]:
        cells = [self._flags[other.key] for other in self.rules.rules if other.id == rule_id]
        return [f"SUM({cell})" if ":" in cell else cell for cell in cells]

    def _place(self, path: str) -> str:
        """Formula text: the address of a field, of the first used row of a column, or of a table's heading."""
        if path in self.layout.inputs:
            return self._scalar_address(path)
        table, _, column = path.rpartition(".")
        if table not in self.layout.tables:
            return quote(self._place_value(path))
        return self._row_address(table, column, f"IFERROR(MATCH(1,{self.used(table)},0),1)")

    def _place_value(self, path: str, row: int = 0) -> str:
        """What `_place` yields: `'sheet'!A1` of a field, of a row (0-based) of a column, or of a table's heading."""
        table, _, column = path.rpartition(".")
        if path not in self.layout.inputs and table in self.layout.tables:
            sheet, area = self.layout.tables[table]
            return f"{quote_sheet(sheet.name)}!{a1(area.first_row + row, area.columns[column])}"
        location = self.layout.location(path)
        return f"{quote_sheet(location.sheet)}!{location.cell}" if location else ""

    def _scalar_address(self, path: str) -> str:
        row = FIRST_ROW + list(self.schema.fields).index(path)
        return a1(row, self._address_column, absolute=True)

    def _row_address(self, table: str, column: str, index: str) -> str:
        sheet, _ = self.layout.tables[table]
        cell = f"INDEX({table}.{column},{index})"
        return f"{quote(quote_sheet(sheet.name) + '!')}&ADDRESS(ROW({cell}),COLUMN({cell}),4)"

    def _constraints(self, table: str | None) -> dict[str, list[Constraint]]:
        """Constraints by id, on single fields or on the columns of one table."""
        found: dict[str, list[Constraint]] = {}
        for constraint in self.rules.constraints:
            if constraint.each == table:
                found.setdefault(constraint.id, []).append(constraint)
        return found

    def _scalar_flags(self) -> None:
        """For each constraint id a column of flags beside the single fields."""
        for rule_id, constraints in self._constraints(None).items():
            column = self._take(rule_id)
            for row, path in enumerate(self.schema.fields, start=FIRST_ROW):
                mine = [constraint for constraint in constraints if constraint.at == path]
                if mine:
                    conditions = [self._violation(constraint, self._scalars.__getitem__) for constraint in mine]
                    formula = f"IF(OR({','.join(conditions)}),1,0)"
                    flag = self._put(row, column, formula, int(self.state.breaks(rule_id, path)))
                    self._flags[(rule_id, path)] = flag
            flags = self._range(column, FIRST_ROW + len(self.schema.fields) - 1)
            addresses = self._range(self._address_column, FIRST_ROW + len(self.schema.fields) - 1)
            self._groups.setdefault((rule_id, constraints[0].severity), []).append(flags)
            broken = next((path for path in self.schema.fields if self.state.breaks(rule_id, path)), None)
            first = f'IFERROR(INDEX({addresses},MATCH(1,{flags},0)),"")'
            self._firsts.setdefault(rule_id, []).append((first, self._place_value(broken) if broken else ""))

    def _violation(self, constraint: Constraint, cell: Callable[[str], str]) -> str:
        """Formula text: whether one keyword is violated; `cell` gives the helper cell of a key."""
        single = constraint.field
        value = cell(single.path)
        match constraint.keyword:
            case "required":
                return f"{cell(f'{single.path}.missing')}=1"
            case "type":
                return f"{cell(f'{single.path}.unreadable')}=1"
            case "minimum":
                return f"IF(ISNUMBER({value}),{_beyond(value, '<', single.minimum or 0)},FALSE)"
            case "maximum":
                return f"IF(ISNUMBER({value}),{_beyond(value, '>', single.maximum or 0)},FALSE)"
            case "multipleOf":
                return f"IF(ISNUMBER({value}),{_finer(value, single.precision or 0)},FALSE)"
            case "maxLength":
                return f"LEN({value})>{single.max_length}"
            case "enum":
                return self._outside_choices(single, value, cell)

    def _outside_choices(self, single: Field, value: str, cell: Callable[[str], str]) -> str:
        if single.parent is None:
            listed = self.codes.values(single)
            return f'IF({value}="",FALSE,SUMPRODUCT(EXACT({listed},{value})*1)=0)'
        parents, children = self.codes.pairs(single)
        parent = cell(single.parent)
        known = f"SUMPRODUCT(EXACT({parents},{parent})*1)>0"
        return f'IF({value}="",FALSE,IF({known},SUMPRODUCT(EXACT({parents},{parent})*EXACT({children},{value}))=0,FALSE))'

    def _table_flags(self, table: Table) -> None:
        """A 0/1 column for each row rule and each constraint of a table, worst first; they stand side by side."""
        columns = [column for _, column in self._plans[table.path]]
        for entry, column in self._plans[table.path]:
            self._table_flag(table, entry, column)
        if columns:
            self._remark(table, columns)

    def _plan(self, table: Table) -> list[Rule | tuple[str, Field, list[Constraint]]]:
        """The flag columns of a table: rules, and constraints gathered by id and column."""
        gathered: dict[tuple[str, str], list[Constraint]] = {}
        for rule_id, constraints in self._constraints(table.path).items():
            for constraint in constraints:
                gathered.setdefault((rule_id, constraint.at), []).append(constraint)
        entries: list[Rule | tuple[str, Field, list[Constraint]]] = [rule for rule in self.rules.rules if rule.each == table.path]
        entries += [(rule_id, constraints[0].field, constraints) for (rule_id, _), constraints in gathered.items()]
        return sorted(entries, key=lambda entry: (SEVERITIES.index(_severity(entry)), _id(entry)))

    def _table_flag(self, table: Table, entry: Any, column: int) -> None:
        last, used = self._tables[table.path]
        in_use = f"${column_letters(used)}{ROW}"
        if isinstance(entry, Rule):
            verdict = self.state.verdicts[entry.key]
            condition = self._row_condition(entry)
            value: Callable[[int], int] = lambda row: int(row in verdict.rows)  # noqa: E731 - one of two small functions
            at = entry.at
        else:
            rule_id, single, constraints = entry
            conditions = [self._violation(constraint, self.row) for constraint in constraints]
            condition = f"OR({','.join(conditions)})"
            value = lambda row: int(self.state.breaks(rule_id, f"{table.path}[{row}].{single.name}"))  # noqa: E731 - one of two
            at = single.path
        formula = f"IF({in_use}=0,0,IF({condition},1,0))"
        for row in range(FIRST_ROW, last + 1):
            self._put(row, column, _at_row(formula, row), value(row - FIRST_ROW))
        flags = self._range(column, last)
        self._groups.setdefault((_id(entry), _severity(entry)), []).append(flags)
        first = self._row_address(table.path, at.rpartition(".")[2], f"MATCH(1,{flags},0)")
        first_row = next((row for row in range(self.state.n_rows(table.path)) if value(row)), None)
        place = "" if first_row is None else self._place_value(at, first_row)
        self._firsts.setdefault(_id(entry), []).append((f'IFERROR({first},"")', place))

    def _row_condition(self, rule: Rule) -> str:
        """Formula text: whether a row violates a rule, inputs that are bad and rules named in `unless` left out."""
        terms = self._guard(rule)
        for path in inputs(rule, self.schema).row:
            terms += [self.row(key) for key in self._bad_columns(path)]
        for name in rule.unless:
            terms += self._row_blockers(name, rule.each)
        text = Renderer(Scope(self.schema, rule.each), self).formula(rule.node)
        holds = f"IFERROR({text},FALSE)"
        return f"IF({'+'.join(terms)}>0,FALSE,NOT({holds}))" if terms else f"NOT({holds})"

    def _row_blockers(self, rule_id: str, each: str | None) -> list[str]:
        terms = []
        for other in self.rules.rules:
            if other.id == rule_id:
                flags = self._flags[other.key]
                terms.append(_row_of(flags) if other.each == each else f"SUM({flags})")
        return terms

    def _sentence(self, entry: Any) -> str:
        rule = entry if isinstance(entry, Rule) else entry[2][0]
        label = self._label(rule)
        return f"{rule.id} {rule.message.say(self.state.definition.template.language, label=label)}"

    def _label(self, rule: Rule | Constraint) -> str:
        found = self.schema.field(rule.at)
        return found.title if found else self.schema.titles.get(rule.at, rule.at)

    def _remark(self, table: Table, columns: list[int]) -> None:
        """What a row of the form says of itself: its worst problem, and how many there are."""
        last, _ = self._tables[table.path]
        flags = f"${column_letters(columns[0])}{ROW}:${column_letters(columns[-1])}{ROW}"
        heads = f"${column_letters(columns[0])}$1:${column_letters(columns[-1])}$1"
        more = {"zh": '"（共"&SUM({0})&"项）"', "en": '" ("&SUM({0})&" problems)"'}[self.state.definition.template.language]
        formula = f'IF(SUM({flags})=0,"",INDEX({heads},MATCH(1,{flags},0))&IF(SUM({flags})>1,{more.format(flags)},""))'
        by_row: dict[int, list[tuple[int, int]]] = {}
        wanted = set(columns)
        for cell in self.cells:
            if cell.column in wanted and cell.value:
                by_row.setdefault(cell.row - FIRST_ROW, []).append((cell.column, int(cell.value)))
        self._column(table.path, f"{table.path}#remark", formula, lambda row: self._remark_text(by_row.get(row, [])))
        self.names[f"xltool.remark.{table.path}"] = self._range(self._columns[f"{table.path}#remark"], last)

    def _remark_text(self, flags: list[tuple[int, int]]) -> str:
        if not flags:
            return ""
        first = self.headings[min(flags)[0]]
        more = {"zh": "（共{0}项）", "en": " ({0} problems)"}[self.state.definition.template.language]
        return first + (more.format(len(flags)) if len(flags) > 1 else "")

    def column_cells(self, key: str) -> list[HelperCell]:
        """The cells of a column, top down."""
        column = self._columns[key]
        return [cell for cell in self.cells if cell.column == column]

    def used_range(self, table: str) -> str:
        """For every row of a table 1 if it holds something, else 0; with the sheet."""
        return f"{HIDDEN_SHEET}!{self.used(table)}"

    # --- sums and marks -----------------------------------------------------------------------------------------------

    def _add_up(self) -> None:
        """One cell for each rule id and severity: how many violations there are; one for each id: the first place."""
        place = self._take("first")
        for row, rule_id in enumerate(self._firsts, start=FIRST_ROW):
            self._places[rule_id] = self._put(row, place, self._first_place(rule_id), self.first_value(rule_id))
        label, number = self._take("rule"), self._take("count")
        for row, (group, ranges) in enumerate(self._groups.items(), start=FIRST_ROW):
            self._put(row, label, quote("/".join(group)), "/".join(group))
            self._totals[group] = self._put(row, number, f"SUM({','.join(ranges)})", self.count(group))
        self._sum_severities()

    def _sum_severities(self) -> None:
        """`xltool.errors`, `xltool.warnings` and `xltool.infos`: how many problems are open."""
        column = self._take("open")
        for row, severity in enumerate(SEVERITIES, start=FIRST_ROW):
            cells = [cell for group, cell in self._totals.items() if group[1] == severity]
            formula = f"SUM({','.join(cells)})" if cells else "0"
            self.names[f"xltool.{severity}s"] = self._put(row, column, formula, self.total_of(severity))

    def count(self, group: Group) -> int:
        """Violations of one rule id at one severity, as Python counts them."""
        rules = [rule for rule in self.rules.by_id(group[0]) if rule.severity == group[1]]
        counted: dict[tuple[str, str], int] = {}
        for rule in rules:
            key = (rule.id, rule.at) if isinstance(rule, Constraint) else rule.key
            counted[key] = self.state.count(rule)  # type: ignore[index]  # both keys are pairs that start with the id
        return sum(counted.values())

    def total(self, rule_id: str) -> str:
        """Formula text: violations of a rule id, whatever their severity."""
        cells = [f"{HIDDEN_SHEET}!{cell}" for (name, _), cell in self._totals.items() if name == rule_id]
        return "+".join(cells)

    def total_of(self, severity: Severity) -> int:
        """All violations of a severity, as Python counts them."""
        return sum(self.count(group) for group in self._groups if group[1] == severity)

    def guard_of(self, rule_id: str) -> str | None:
        """Formula text: above 0 while a rule of the whole form cannot be decided."""
        cells = []
        for column, heading in self.headings.items():
            if heading == f"{rule_id}?":
                cells.append(f"{HIDDEN_SHEET}!{a1(FIRST_ROW, column, absolute=True)}")
        return "+".join(cells) or None

    def first_place(self, rule_id: str) -> str:
        """Formula text: `'sheet'!A1` of the first offending cell, "" when there is none."""
        return f"{HIDDEN_SHEET}!{self._places[rule_id]}"

    def _first_place(self, rule_id: str) -> str:
        parts = [formula for formula, _ in self._firsts[rule_id]]
        formula = parts[-1]
        for part in reversed(parts[:-1]):
            formula = f'IF({part}<>"",{part},{formula})'
        return formula

    def first_value(self, rule_id: str) -> str:
        """The first offending cell of a rule as Python sees it, `'sheet'!A1`; "" when there is none."""
        return next((place for _, place in self._firsts[rule_id] if place), "")

    def _mark(self) -> None:
        """One cell for each input: 3 error, 2 warning, 1 info, 0 nothing; conditional formats read them."""
        by_path: dict[str, dict[Severity, list[tuple[str, bool]]]] = {}
        for rule in self.rules.rendered:
            key = (rule.id, rule.at) if isinstance(rule, Constraint) else rule.key
            flags = self._flags[key]
            entry = (flags, rule.each is not None)
            bucket = by_path.setdefault(rule.at, {}).setdefault(rule.severity, [])
            if entry not in bucket:
                bucket.append(entry)
        scalar_column = self._take("mark")
        for row, path in enumerate(self.schema.fields, start=FIRST_ROW):
            if path in by_path:
                formula = _worst({s: "+".join(f for f, _ in flags) for s, flags in by_path[path].items()})
                self.names[f"mark.{path}"] = self._put(row, scalar_column, formula, self._mark_value(path, None))
        for path, by_severity in by_path.items():
            table = path.rpartition(".")[0]
            if table in self._tables:
                self._mark_column(table, path, by_severity)

    def _mark_column(self, table: str, path: str, flags: Mapping[Severity, list[tuple[str, bool]]]) -> None:
        last, _ = self._tables[table]
        first = f"(MATCH(1,{self.used(table)},0)={INDEX})"
        terms = {
            severity: "+".join(_row_of(cells) if by_row else f"{cells}*IFERROR({first},FALSE)" for cells, by_row in found)
            for severity, found in flags.items()
        }
        self._column(table, f"mark.{path}", _worst(terms), lambda row: self._mark_value(path, row))
        self.names[f"mark.{path}"] = self._range(self._columns[f"mark.{path}"], last)

    def _mark_value(self, path: str, row: int | None) -> int:
        worst = 0
        for rule in self.rules.rendered:
            if rule.at == path and self._hits(rule, row):
                worst = max(worst, MARKS[rule.severity])
        return worst

    def _hits(self, rule: Rule | Constraint, row: int | None) -> bool:
        if isinstance(rule, Constraint):
            name = rule.field.name
            return self.state.breaks(rule.id, rule.at if row is None else f"{rule.each}[{row}].{name}")
        verdict = self.state.verdicts[rule.key]
        return row in verdict.rows if rule.each else verdict.violated and row in (None, 0)


def _at_row(formula: str, row: int) -> str:
    """The formula of one row, from the one of all rows."""
    return formula.replace(ROW, str(row)).replace(INDEX, str(row - FIRST_ROW + 1))


def _getter(rows: list[dict[str, Any]], name: str) -> Callable[[int], Any]:
    return lambda row: rows[row][name]


def _filled_in(formula: str, keys: Mapping[str, str]) -> str:
    """A step's formula with the cells of the steps before it."""
    for name, cell in keys.items():
        formula = formula.replace(f"[{name}]", cell)
    return formula


def _key(entry: Any) -> tuple[Any, ...]:
    """What the flags of a rule, or of a constraint on a column, are kept under."""
    return entry.key if isinstance(entry, Rule) else (entry[0], entry[1].path)


def _severity(entry: Any) -> Severity:
    return entry.severity if isinstance(entry, Rule) else entry[2][0].severity


def _id(entry: Any) -> str:
    return entry.id if isinstance(entry, Rule) else entry[0]


def _beyond(value: str, operator: str, bound: float) -> str:
    """Formula text: whether a number lies beyond a bound, exact to 15 digits.

    LibreOffice takes numbers for equal that differ in the fifteenth digit only; the distance from 1 below the bound
    has digits to spare.
    """
    places = 15 - len(str(int(abs(bound))))
    return f"ROUND({value}-({bound - 1!r}),{places}){operator}1" if bound else f"{value}{operator}0"


def _finer(value: str, places: int) -> str:
    """Formula text: whether a number has more decimals than `places`, exact to 15 digits (see `_beyond`)."""
    fraction = f"ABS({value})-(INT(ABS({value}))-1)"
    return f"ROUND({fraction},MAX({places},15-LEN(INT(ABS({value})))))<>ROUND({fraction},{places})"


def _row_of(cells: str) -> str:
    """The cell of a column range in the row at hand: `$K$2:$K$121` → `$K` and `ROW`."""
    return cells.partition(":")[0].rstrip("0123456789").rstrip("$") + ROW


def _worst(terms: Mapping[Severity, str]) -> str:
    formula = "0"
    for severity in reversed(SEVERITIES):
        if severity in terms:
            formula = f"IF({terms[severity]}>0,{MARKS[severity]},{formula})"
    return formula


def _address_formula(sheet: str, path: str) -> str:
    return f"{quote(quote_sheet(sheet) + '!')}&ADDRESS(ROW({path}),COLUMN({path}),4)"


def _address(sheet: str, area: Area) -> str:
    return f"{quote_sheet(sheet)}!{a1(area.top, area.left)}"
