"""Compose entry validations: what a cell accepts, and the hint that shows on entering it. One per field or column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xltool.base.cells import Area, a1, column_letters
from xltool.base.formula_text import LONGEST_VALIDATION
from xltool.base.messages import IN_BRACKETS, SEMICOLON, Lang
from xltool.base.paths import defined_name, name_of
from xltool.form.layout import SheetLayout
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Rule, entry_rules
from xltool.rules.to_excel import Renderer
from xltool.workbook import form_messages
from xltool.workbook.code_ranges import CodeRanges, joined_parents

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
        hint = _hint(field, self.lang)[:_LONGEST_MESSAGE]
        return (
            self._accepted(area, field)
            | {"ignore_blank": True, "error_title": form_messages.ERROR_TITLE.say(self.lang)}
            | ({"input_title": field.title[:_LONGEST_TITLE], "input_message": hint} if hint else {"show_input": 0})
        )

    def _accepted(self, area: Area, field: Field) -> dict[str, Any]:
        if field.is_locked:
            return {"validate": "any"}
        style = field.kind.validation.style
        if style == "list":
            source = self.codes.dropdown(field, self._parent_cell(area, field))
            if len(source) > LONGEST_VALIDATION:
                return {"validate": "any"}  # of fields above on other sheets with very long names: an entry is checked all the same
            return {"validate": "list", "source": source, "error_message": form_messages.LIST_ERROR.say(self.lang)}
        rules = entry_rules(self.definition.rules.rules, field, self.definition.schema)
        if rules:
            return self._by_rules(a1(area.top, area.left), field, rules)
        if style == "range":
            return self._number_range(field)
        if field.max_length is not None:
            message = self._length_message(field)
            return {"validate": "length", "criteria": "<=", "value": field.max_length, "error_message": message}
        return {"validate": "any"}

    def _number_range(self, field: Field) -> dict[str, Any]:
        low, high = _range(field)
        message = self._range_message(field)
        return {"validate": field.kind.validation.name, "criteria": "between", "minimum": low, "maximum": high, "error_message": message}

    def _range_message(self, field: Field) -> str:
        """Say which numbers are accepted: between both limits, as far as the field has them."""
        is_whole = field.kind.json_types == ("integer",) or field.precision == 0
        number = form_messages.A_WHOLE_NUMBER if is_whole else form_messages.A_NUMBER
        unit = IN_BRACKETS.say(self.lang, text="", aside=field.unit) if field.unit else ""
        limits = field.minimum is not None, field.maximum is not None
        message = {
            (True, True): form_messages.BETWEEN_ERROR,
            (True, False): form_messages.AT_LEAST_ERROR,
            (False, True): form_messages.AT_MOST_ERROR,
            (False, False): form_messages.NUMBER_ERROR,
        }[limits]
        minimum, maximum = field.limit_text("minimum"), field.limit_text("maximum")
        return message.say(self.lang, number=number, minimum=minimum, maximum=maximum, unit=unit)

    def _length_message(self, field: Field) -> str:
        return form_messages.LENGTH_ERROR.say(self.lang, length=field.max_length)

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
        return {"validate": "custom", "value": formula, "error_message": self._rules_message(field, rules)[:_LONGEST_MESSAGE]}

    def _rules_message(self, field: Field, rules: list[Rule]) -> str:
        """Say everything for which an entry can be refused: the rules first, then range or length."""
        sentences = [(rule.requirement or rule.message).say(self.lang, label=field.title, field=field.title) for rule in rules]
        if field.is_number:
            sentences.append(self._range_message(field))
        if field.max_length is not None:
            sentences.append(self._length_message(field))
        return SEMICOLON.as_is(self.lang).join(dict.fromkeys(sentences))

    def _parent_cell(self, area: Area, field: Field) -> str:
        """Return what selects among the codes: cells of the first row of a table, which Excel moves along, or single fields.

        Those on other sheets go by their names.
        """
        if field.cascade is None:
            return ""
        if field.table is None:
            own = {input_.path: a1(input_.area.top, input_.area.left, absolute=True) for input_ in self.layout.inputs}
            return joined_parents(own.get(path, defined_name(path)) for path in field.cascade.parents)
        table = next(table for table in self.layout.tables if table.path == field.table)
        columns = [table.columns[name_of(path)] for path in field.cascade.parents]
        return joined_parents(f"${column_letters(column)}{area.top}" for column in columns)


@dataclass(frozen=True)
class _TheCell:
    """Addresses of a rule that reads one cell only."""

    cell: str

    def scalar(self, key: str) -> str:  # noqa: ARG002 - there is one cell
        return self.cell

    row = scalar

    def column(self, key: str) -> str:
        raise NotImplementedError(key)

    numeric_column = small_column = used = row_number = column


def _range(field: Field) -> tuple[float, float]:
    low = field.minimum if field.minimum is not None else -1e15
    high = field.maximum if field.maximum is not None else 1e15
    return low, high


def _hint(field: Field, lang: Lang) -> str:
    """Return what helps to fill a field in beyond its label, which has title and unit; "" where nothing does: a hint covers cells."""
    unit = form_messages.UNIT.say(lang, unit=field.unit) if field.unit else ""
    return f"{field.description}{unit}".strip() if field.description else ""
