"""Write the messages that hold values, where their rules are violated: the row's message and the check sheet show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from xltool.base.formula_text import quote
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Rule
from xltool.rules.said_values import NO_VALUE, SHOWN_DECIMALS, message_values, shown_field
from xltool.rules.to_excel import Renderer
from xltool.workbook.helper_sheet.formulas import FIRST_ROW, row_of
from xltool.workbook.helper_sheet.helper_records import Contents, HelperGrid, InputColumns, Rows
from xltool.workbook.helper_sheet.plan_records import Key, MessageText

_VALUE = re.compile(r"\{(v\d+)\}")


def add_message_texts(grid: HelperGrid, inputs: InputColumns, definition: Definition, flags: Mapping[Key, str]) -> dict[Key, MessageText]:
    """Write a cell, or a column of a table, for each rule whose message holds values."""
    texts = _MessageTexts(grid, inputs, definition, flags)
    return {rule.key: texts.of_rule(rule) for rule in definition.rules.rules if rule.values}


@dataclass(frozen=True)
class _MessageTexts:
    grid: HelperGrid
    inputs: InputColumns
    definition: Definition
    flags: Mapping[Key, str]

    def of_rule(self, rule: Rule) -> MessageText:
        text = self._text(rule)
        if rule.each is None:
            formula = f'IF({self.flags[rule.key]}=0,"",{text})'
            cell = self.grid.put(FIRST_ROW, self.grid.take(f"{rule.id}#text"), formula, self._said(rule))
            return MessageText(rule=rule, cell=cell, cells=cell, said=partial(self._in_row, rule))
        key = f"{rule.each}#{rule.id}.{rule.case}#text"
        formula = f'IF({row_of(self.flags[rule.key])}=0,"",{text})'
        self.inputs.add(rule.each, key, formula, self._said_in_rows(rule), blank="")
        return MessageText(rule=rule, cell=self.inputs.row(key), cells=self.inputs.column(key), said=partial(self._in_row, rule))

    def _text(self, rule: Rule) -> str:
        """Return formula text: the message with its values."""
        pieces = _VALUE.split(self._sentence(rule, {name: f"{{{name}}}" for name in rule.values}))
        formulas = [self._value(rule, piece) if index % 2 else quote(piece) for index, piece in enumerate(pieces) if piece]
        return "&".join(formulas)

    def _value(self, rule: Rule, name: str) -> str:
        """Return formula text: a value as a text, a share as a percentage, any other number with six decimals at most."""
        node, schema = rule.values[name], self.definition.schema
        scope = rule.scope(schema)
        text = Renderer(scope, self.inputs).formula(node)
        if scope.shape(node).type != "number":
            return f'IFERROR({text}&"",{quote(NO_VALUE)})'
        field = shown_field(node, rule, schema)
        is_share = field is not None and field.kind.summary_style == "share"
        shown = f'TEXT({text},"0.00%")' if is_share else f'ROUND({text},{SHOWN_DECIMALS})&""'
        filled = shown if field is None else f'IF({text}="","",{shown})'
        return f"IFERROR({filled},{quote(NO_VALUE)})"

    def _sentence(self, rule: Rule, values: Mapping[str, str]) -> str:
        title = self.definition.schema.title_of(rule.at)
        return rule.message.say(self.definition.template.language, **{"label": title, "field": title, **values})

    # --- values -------------------------------------------------------------------------------------------------------

    def _in_row(self, rule: Rule, contents: Contents, row: int) -> str:
        return self._sentence(rule, message_values(self.definition, rule, contents.evaluation.inputs, row))

    def _said(self, rule: Rule) -> Callable[[Contents], str]:
        return lambda contents: self._in_row(rule, contents, 0) if contents.evaluation.verdicts[rule.key].violated else ""

    def _said_in_rows(self, rule: Rule) -> Callable[[Contents], Rows]:
        return lambda contents: {row: self._in_row(rule, contents, row) for row in contents.evaluation.verdicts[rule.key].rows}
