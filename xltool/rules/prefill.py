"""What the roster knows of a unit, filled into its form: any of its columns, typed as the fields are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.paths import put, value_at
from xltool.base.suggestions import did_you_mean
from xltool.form.roster import ROSTER_COLUMNS, FurtherColumns, Roster, RosterCell, Unit, at_line, column_of, plain_head
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.fitting import misfit

#: Problems that are named at once.
_MOST_PROBLEMS = 20


def prefill(definition: Definition, data: dict[str, Any], unit: Unit, further: FurtherColumns) -> None:
    """Fill in from the roster what a document leaves blank, as the template's `prefill` says.

    Raises UsageError for a column that the roster has not, and for what does not fit its field.
    """
    for path, value in roster_values(definition, unit, further).items():
        if value_at(data, path) is None:
            put(data, path, value)


def roster_values(definition: Definition, unit: Unit, further: FurtherColumns) -> dict[str, Any]:
    """Return what the roster says of a unit, by the path of the field; None for a blank. Raises as `prefill`."""
    problems = [*_unknown_columns(definition, further), *_problems(definition, unit, further)]
    _refuse(problems)
    return {path: _value(definition, column, path, unit, further)[0] for column, path in definition.template.prefill.items()}


def refuse_unfit(definition: Definition, roster: Roster) -> None:
    """Raise UsageError, naming file and line of each, where the roster lacks a column that fills in forms or holds what does not fit."""
    problems = list(_unknown_columns(definition, roster.further))
    if not problems:
        problems = [problem for unit in roster.units for problem in _problems(definition, unit, roster.further)]
    _refuse(problems)


def _refuse(problems: list[Text]) -> None:
    if not problems:
        return
    more = len(problems) - _MOST_PROBLEMS
    lines = problems[:_MOST_PROBLEMS] + ([Text(zh=f"还有 {more} 处", en=f"and {more} more")] if more > 0 else [])
    raise UsageError(Text(zh="\n".join(line.zh for line in lines), en="\n".join(line.en for line in lines)))


# --- columns ----------------------------------------------------------------------------------------------------------


def _head(column: str, further: FurtherColumns) -> str | None:
    """Return the head of the roster's column that a template names; None for one that xltool knows, and for none."""
    if column in further.heads:
        return column
    return next((head for head in further.heads if plain_head(head) == plain_head(column)), None)


def _unknown_columns(definition: Definition, further: FurtherColumns) -> Iterator[Text]:
    """Yield which columns of `prefill` the roster has not, or has twice."""
    for column in definition.template.prefill:
        head = _head(column, further)
        if head is not None and further.heads[head] > 1:
            zh = f"名录有 {further.heads[head]} 列的表头是“{head}”，无法确定用哪一列"
            yield _of_file(further, zh, f"{further.heads[head]} columns of the roster are headed {head!r}; keep one")
        elif head is None and column_of(column) is None:
            known = [*further.heads, *(known.key for known in ROSTER_COLUMNS)]
            offer, named = did_you_mean(column, known), definition.template.id
            zh = f"名录没有列“{column}”，模板 {named} 的 prefill 用到它{offer.zh}"
            yield _of_file(further, zh, f"the roster has no column {column!r}, which prefill of the template {named} names{offer.en}")


def _of_file(further: FurtherColumns, zh: str, en: str) -> Text:
    return Text(zh=f"{further.path}：{zh}", en=f"{further.path}: {en}") if further.path is not None else Text(zh=zh, en=en)


# --- values -----------------------------------------------------------------------------------------------------------


def _problems(definition: Definition, unit: Unit, further: FurtherColumns) -> Iterator[Text]:
    for column, path in definition.template.prefill.items():
        _, problem = _value(definition, column, path, unit, further)
        if problem is not None:
            line = further.lines.get(unit.id, 0)
            zh = f"{unit.name} 的“{column}”不能填入字段“{path}”：{problem.zh}"
            en = f"{column!r} of {unit.name} cannot be filled into the field {path!r}: {problem.en}"
            yield at_line(further.path, line, zh, en) if further.path is not None else Text(zh=zh, en=en)


def _value(definition: Definition, column: str, path: str, unit: Unit, further: FurtherColumns) -> tuple[Any, Text | None]:
    """Return a value as its field holds it, and why it does not fit."""
    field, head = definition.schema.fields[path], _head(column, further)
    if head is None:
        return _known(column, unit), None
    cell = further.cells.get(unit.id, {}).get(head)
    return (None, None) if cell is None else _typed(field, cell)


def _known(column: str, unit: Unit) -> str | None:
    """Return what a column holds that xltool knows by one name or another."""
    known = column_of(column)
    value = getattr(unit, known.key) if known is not None else ""
    return ("；".join(str(part) for part in value) if isinstance(value, tuple) else value) or None


def _typed(field: Field, cell: RosterCell) -> tuple[Any, Text | None]:
    raw = _raw(field, cell)
    if raw is None:
        return None, cell.problem
    value = field.read(raw).value
    wrong = None if value is None else field.wanted if field.kind.is_unreadable(value) else misfit(field, value)
    if wrong is None:
        return value, None
    return value, Text(zh=f"“{cell.text}”与字段不符（{wrong.zh}）", en=f"{cell.text!r} does not fit ({wrong.en})")


def _raw(field: Field, cell: RosterCell) -> Any:
    """Return what a workbook's cell holds where the field is a number or a day, else what it shows; None for what was changed."""
    if field.is_number and isinstance(cell.value, int | float):
        return float(cell.value)
    if field.kind.counts_days and isinstance(cell.value, dt.date):
        return f"{cell.value:%Y-%m-%d}"
    return cell.text if cell.problem is None else None
