"""Flag violations: 1 where a rule or a constraint is violated, else 0. All counts, places and colours derive from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from xltool.base.cells import a1
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, Rule
from xltool.rules.to_excel import Renderer
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, INDEX, down_to, with_values
from xltool.workbook.helper_sheet.helper_records import Contents, FlagTally, HelperGrid, InputColumns, InputPlaces, Messages, Rows
from xltool.workbook.helper_sheet.keywords import CellOf, violation
from xltool.workbook.helper_sheet.plan_records import ColumnPlan, FlagColumn, Key, Watched, constraints_by_id


@dataclass(frozen=True)
class ViolationFlags:
    """Fills the planned columns; each method yields the tallies of what it wrote."""

    grid: HelperGrid
    inputs: InputColumns
    places: InputPlaces
    codes: CodeRanges
    definition: Definition
    plan: ColumnPlan
    skip_terms: Mapping[Key, list[str]]  # of every rule: it is skipped while one of them is above 0
    meant: Mapping[Key, str]  # rule of the whole form at a column → the cell with the number of the row that it means
    texts: Messages

    # --- single fields ------------------------------------------------------------------------------------------------

    def of_fields(self) -> Iterator[FlagTally]:
        """Write for each constraint id a column beside the single fields, and one with what they say."""
        for rule_id, constraints in constraints_by_id(self.definition.rules, None).items():
            column = self.plan.fields[rule_id]
            texts = self.grid.take(f"{rule_id}#text")
            for path in dict.fromkeys(constraint.at for constraint in constraints):
                mine = tuple(constraint for constraint in constraints if constraint.at == path)
                formula = f"IF({self._any_violated(mine, partial(self.inputs.beside, mine[0].field))},1,0)"
                formula = self.inputs.where_used(self.definition.schema.block_of(path), formula)
                flag = self.grid.put(self.inputs.field_row(path), column, formula, _broken(mine[0]))
                said = f'IF({flag}=0,"",{self.texts.formula(mine[0])})'
                self.grid.put(self.inputs.field_row(path), texts, said, self._said_of_field(mine[0]), mostly="")
            last = self.inputs.last_field_row
            yield self._tally_of_fields(constraints, down_to(last, column), down_to(last, texts))

    def _tally_of_fields(self, constraints: Sequence[Constraint], flags: str, texts: str) -> FlagTally:
        first = f'IFERROR(INDEX({self.inputs.addresses()},MATCH(1,{flags},0)),"")'
        said = f'IFERROR(INDEX({texts},MATCH(1,{flags},0)),"")'
        broken = self._first_broken(constraints)

        def said_value(contents: Contents) -> str:
            constraint = broken(contents)
            return "" if constraint is None else self.texts.said(constraint, contents)

        return FlagTally(
            rule_id=constraints[0].id,
            severity=constraints[0].severity,
            flags=flags,
            first=first,
            first_value=lambda contents: self.places.value(constraint.at) if (constraint := broken(contents)) is not None else "",
            said=said,
            said_value=said_value,
        )

    def _said_of_field(self, constraint: Constraint) -> Callable[[Contents], str]:
        return lambda contents: self.texts.said(constraint, contents) if contents.broken(constraint) else ""

    def _first_broken(self, constraints: Sequence[Constraint]) -> Callable[[Contents], Constraint | None]:
        """Return the constraint of the first field, in the order of the form, where one of them is violated."""
        watched: dict[str, Constraint] = {}
        for constraint in constraints:
            watched.setdefault(constraint.at, constraint)
        ordered = [watched[path] for path in self.definition.schema.fields if path in watched]
        return lambda contents: next((constraint for constraint in ordered if contents.broken(constraint)), None)

    def _any_violated(self, constraints: Watched, cell: CellOf) -> str:
        conditions = [violation(constraint, cell, self.codes) for constraint in constraints if isinstance(constraint, Constraint)]
        return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"

    # --- rules of the whole form --------------------------------------------------------------------------------------

    def of_form(self) -> Iterator[FlagTally]:
        """Write for each rule a cell that says whether it is skipped, and one with its flag."""
        for rule in self.definition.rules.rules:
            if rule.each is None:
                yield self._of_rule(rule)

    def _of_rule(self, rule: Rule) -> FlagTally:
        column, terms = self.plan.skips[rule.key], self.skip_terms[rule.key]
        place = self.places.value(rule.at)
        skipped = f"IF({'+'.join(terms)}>0,1,0)" if terms else "0"
        block = self.definition.schema.block_of(rule.at)
        skip = self.grid.put(FIRST_ROW, column, self.inputs.where_used(block, skipped) if terms else skipped, _skipped(rule))
        formula = f"IF({skip}=1,0,IF({self._holds(rule)},0,1))"
        formula = self.inputs.where_used(block, formula)
        flag = self.grid.put(FIRST_ROW, column + 1, formula, _violated(rule))
        place_now, value = self.places.formula(rule.at), _if_violated(rule, lambda _: place)
        if rule.key in self.meant:
            place_now, value = self.places.in_row(rule.at, f"MAX(1,{self.meant[rule.key]})"), self._place_meant(rule)
        return FlagTally(
            rule_id=rule.id,
            severity=rule.severity,
            flags=flag,
            first=f'IF({flag}=1,{place_now},"")',
            first_value=value,
            said=f'IF({flag}=1,{self.texts.formula(rule)},"")',
            said_value=_if_violated(rule, partial(self.texts.said, rule)),
        )

    def _place_meant(self, rule: Rule) -> Callable[[Contents], str]:
        """Return the place of the row that a violated rule means."""

        def place(contents: Contents) -> str:
            if not contents.evaluation.verdicts[rule.key].violated:
                return ""
            return self.places.value(rule.at, contents.evaluation.row_meant(rule) or 0)

        return place

    def _holds(self, rule: Rule) -> str:
        """Return formula text: whether the rule's own formula is TRUE; an error is not."""
        text = Renderer(rule.scope(self.definition.schema), self.inputs).formula(rule.node)
        return f"IFERROR({text},FALSE)"

    # --- rows of tables -----------------------------------------------------------------------------------------------

    def of_table(self, table: str) -> Iterator[FlagTally]:
        """Write for each rule and constraint of a table a column of flags."""
        for flag in self.plan.tables[table]:
            if flag.form_rule is None:
                yield self._of_column(table, flag)
            else:
                self._point(table, flag.column, flag.form_rule)

    def _point(self, table: str, column: int, rule: Rule) -> None:
        """Write a column that is 1 in the row that a rule of the whole form means."""
        self.grid.fill(column, self.inputs.last_row(table), f"IF({self.meant[rule.key]}={INDEX},1,0)", self._row_meant(rule))

    def _row_meant(self, rule: Rule) -> Callable[[Contents], Rows]:
        return lambda contents: {} if (row := contents.evaluation.row_meant(rule)) is None else {row: 1}

    def _of_column(self, table: str, flag: FlagColumn) -> FlagTally:
        rule, rows = flag.watched[0], _rows_at_fault(flag.watched)
        formula = self._row_formula(table, flag.watched)
        self.grid.fill(flag.column, self.inputs.last_row(table), formula, rows)
        flags = down_to(self.inputs.last_row(table), flag.column)
        row = self.grid.put(FIRST_ROW, self.grid.take(f"{rule.id}#first"), f"IFERROR(MATCH(1,{flags},0),0)", _first_row(flag.column))
        text = with_values(a1(1, flag.column, absolute=True), self.texts.values(rule, row))
        return FlagTally(
            rule_id=rule.id,
            severity=rule.severity,
            flags=flags,
            first=f'IF({row}=0,"",{self.places.in_row(rule.at, row)})',
            first_value=_in_first_row(flag.column, partial(self.places.value, rule.at)),
            said=f'IF({row}=0,"",{text})',
            said_value=self._said_in_first_row(rule, flag.column),
        )

    def _said_in_first_row(self, rule: Rule | Constraint, column: int) -> Callable[[Contents], str]:
        return lambda contents: self.texts.said(rule, contents, min(rows)) if (rows := contents.column(column)) else ""

    def _row_formula(self, table: str, watched: Watched) -> str:
        rule = watched[0]
        if len(watched) == 1 and isinstance(rule, Constraint) and rule.keyword == "type":
            return self.inputs.unreadable_formula(rule.field)  # 0 in a blank row
        if not isinstance(rule, Rule):
            return self._of_keywords(table, watched)
        terms = self.skip_terms[rule.key]
        flag = f"IF({self._holds(rule)},0,1)"
        flag = f"IF({'+'.join(terms)}>0,0,{flag})" if terms else flag
        return f"IF({self.inputs.in_use(table)}=0,0,{flag})"

    def _of_keywords(self, table: str, watched: Watched) -> str:
        """Return the formula of constraints: but for what is missing, none is violated by a blank, so in a row that is not in use."""
        violated = self._any_violated(watched, self.inputs.row)
        demands = any(isinstance(constraint, Constraint) and constraint.keyword == "required" for constraint in watched)
        return f"{self.inputs.in_use(table)}*({violated})" if demands else f"({violated})*1"


# --- values -----------------------------------------------------------------------------------------------------------


def _broken(constraint: Constraint) -> Callable[[Contents], int]:
    return lambda contents: int(bool(contents.broken(constraint)))


def _skipped(rule: Rule) -> Callable[[Contents], int]:
    return lambda contents: int(contents.evaluation.verdicts[rule.key].skipped)


def _violated(rule: Rule) -> Callable[[Contents], int]:
    return lambda contents: int(contents.evaluation.verdicts[rule.key].violated)


def _if_violated(rule: Rule, value: Callable[[Contents], str]) -> Callable[[Contents], str]:
    return lambda contents: value(contents) if contents.evaluation.verdicts[rule.key].violated else ""


def _first_row(column: int) -> Callable[[Contents], int]:
    return lambda contents: min(rows) + 1 if (rows := contents.column(column)) else 0


def _in_first_row(column: int, value: Callable[[int], str]) -> Callable[[Contents], str]:
    """Return what is said of the first row that is at fault."""
    return lambda contents: value(min(rows)) if (rows := contents.column(column)) else ""


def _rows_at_fault(watched: Watched) -> Callable[[Contents], Rows]:
    rule = watched[0]
    if isinstance(rule, Rule):
        return lambda contents: dict.fromkeys(contents.evaluation.verdicts[rule.key].rows, 1)
    return lambda contents: dict.fromkeys(contents.broken(rule), 1)
