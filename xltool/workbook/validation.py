"""Compose entry validations: what a cell accepts, and the hint that shows on entering it. One per field or column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Area, a1, column_letters
from xltool.base.formula_text import LONGEST_VALIDATION
from xltool.base.messages import Lang
from xltool.form.layout import SheetLayout
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Rule, entry_rules
from xltool.rules.to_excel import Renderer
from xltool.workbook import form_messages
from xltool.workbook.code_ranges import CodeRanges

_LONGEST_MESSAGE, _LONGEST_TITLE = 255, 32  # Excel's limits for a validation


@dataclass(frozen=True)
class EntryValidation:
    """Composes the validations of one sheet of the form."""

    definition: Definition
    layout: SheetLayout
    codes: CodeRanges

    @property
    def lang(self) -> Lang:
        """The workbook's language."""
        return self.definition.template.language

    def options(self, area: Area, field: Field) -> dict[str, Any]:
        """Return the validation of a field's cell, or of all cells of a column, as xlsxwriter takes it."""
        return self._accepted(area, field) | {
            "ignore_blank": True,
            "input_title": field.title[:_LONGEST_TITLE],
            "input_message": _hint(field)[:_LONGEST_MESSAGE],
            "error_title": form_messages.ERROR_TITLE.say(self.lang),
        }

    def _accepted(self, area: Area, field: Field) -> dict[str, Any]:
        style = field.kind.validation.style
        if style == "list":
            source = self.codes.dropdown(field, self._parent_cell(area, field))
            return {"validate": "list", "source": source, "error_message": form_messages.LIST_ERROR.say(self.lang)}
        rules = entry_rules(self.definition.rules.rules, field, self.definition.schema)
        if rules:
            return self._by_rules(a1(area.top, area.left), field, rules)
        if style == "range":
            return self._number_range(field)
        if field.max_length is not None:
            message = form_messages.LENGTH_ERROR.say(self.lang, length=field.max_length)
            return {"validate": "length", "criteria": "<=", "value": field.max_length, "error_message": message}
        return {"validate": "any"}

    def _number_range(self, field: Field) -> dict[str, Any]:
        low, high = _range(field)
        minimum = f"{low:g}" if field.minimum is None else field.kind.show(field.minimum)
        unit = f"（{field.unit}）" if field.unit else ""
        message = form_messages.NUMBER_ERROR.say(self.lang, minimum=minimum, unit=unit)
        return {"validate": field.kind.validation.name, "criteria": "between", "minimum": low, "maximum": high, "error_message": message}

    def _by_rules(self, cell: str, field: Field, rules: list[Rule]) -> dict[str, Any]:
        """Combine the range or length of a field with rules of its own into one formula."""
        low, high = _range(field)
        conditions = [f"ISNUMBER({cell})", f"{cell}>={low:.15g}", f"{cell}<={high:.15g}"] if field.is_number else []
        if field.max_length is not None:
            conditions.append(f"LEN({cell})<={field.max_length}")
        schema = self.definition.schema
        conditions.extend(Renderer(rule.scope(schema), _TheCell(cell)).formula(rule.node) for rule in rules)
        formula = f"=AND({','.join(conditions)})"
        if len(formula) > LONGEST_VALIDATION:
            return self._number_range(field) if field.is_number else {"validate": "any"}
        message = rules[0].message.say(self.lang, label=field.title)
        return {"validate": "custom", "value": formula, "error_message": message[:_LONGEST_MESSAGE]}

    def _parent_cell(self, area: Area, field: Field) -> str:
        """Return the cell of the parent in the first row of the column; Excel moves it along row by row."""
        if field.parent is None:
            return ""
        table = next(table for table in self.layout.tables if table.path == field.table)
        return f"${column_letters(table.columns[field.parent.rpartition('.')[2]])}{area.top}"


@dataclass(frozen=True)
class _TheCell:
    """Addresses of a rule that reads one cell only."""

    cell: str

    def scalar(self, key: str) -> str:  # noqa: ARG002 - there is one cell
        return self.cell

    row = scalar

    def column(self, key: str) -> str:
        raise NotImplementedError(key)

    numeric_column = small_column = used = column


def _range(field: Field) -> tuple[float, float]:
    low = field.minimum if field.minimum is not None else -1e15
    high = field.maximum if field.maximum is not None else 1e15
    return low, high


def _hint(field: Field) -> str:
    unit = f"单位：{field.unit}。" if field.unit else ""
    return f"{field.description}{unit}" or field.title
