"""What the helper columns hold for one document. Worked out beside the formulas, so that a file shows right values at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from xltool.base.document import value_at
from xltool.base.findings import Severity
from xltool.base.paths import FieldPath
from xltool.form.schema import Field
from xltool.rules.evaluation import State
from xltool.rules.ruleset import Constraint, Rule
from xltool.workbook.helper_sheet.keys import Group, key_of
from xltool.workbook.reading_steps import read

#: The values of a table's column by row (0-based), of all rows in which it holds something else than in a blank row.
Rows: TypeAlias = Mapping[int, Any]


class Contents:
    """One document under its rules, as the helper columns need it; each question is answered once."""

    def __init__(self, state: State, columns: Mapping[int, Callable[[Contents], Rows]]) -> None:
        self.state = state
        self._columns = columns
        self._rows: dict[int, Rows] = {}
        self._read: dict[str, list[Mapping[str, Any]]] = {}

    def column(self, number: int) -> Rows:
        """The values of a table's column of the hidden sheet."""
        if number not in self._rows:
            self._rows[number] = self._columns[number](self)
        return self._rows[number]

    # --- inputs -------------------------------------------------------------------------------------------------------

    def rows(self, table: str) -> Sequence[Mapping[str, Any]]:
        """The rows of a table as they were filled in."""
        return value_at(self.state.data, table) or ()

    def read(self, field: Field) -> Mapping[str, Any]:
        """What a single field reads as, step by step."""
        if field.path not in self._read:
            self._read[field.path] = [read(field, value_at(self.state.data, field.path))]
        return self._read[field.path][0]

    def read_rows(self, column: Field) -> Sequence[Mapping[str, Any]]:
        """The same of a table's column, row by row."""
        if column.path not in self._read:
            self._read[column.path] = [read(column, row.get(column.name)) for row in self.rows(column.table or "")]
        return self._read[column.path]

    # --- rules --------------------------------------------------------------------------------------------------------

    def broken(self, constraint: Constraint) -> Sequence[int]:
        """The rows (0-based) where constraints of that id and field are violated; of a single field it is row 0."""
        return self._broken.get((constraint.id, constraint.at), ())

    @cached_property
    def _broken(self) -> Mapping[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for rule_id, path in self.state.violated:
            place = FieldPath.parse(path)
            found.setdefault((rule_id, place.field), []).append(place.row or 0)
        return found

    @cached_property
    def counts(self) -> Mapping[Group, int]:
        """Violations; several keywords of one id on one field count once."""
        counts: dict[Group, int] = {}
        for rule in {key_of(rule): rule for rule in self.state.definition.rules.rendered}.values():
            group = rule.id, rule.severity
            count = self.state.verdicts[rule.key].count if isinstance(rule, Rule) else len(self.broken(rule))
            counts[group] = counts.get(group, 0) + count
        return counts

    def total_of(self, severity: Severity) -> int:
        """All violations of a severity."""
        return sum(count for group, count in self.counts.items() if group[1] == severity)
