"""Write the messages of what is violated as formula text, with the values that they hold, and say what it yields.

No message has a column of its own in a table: it heads the column of its flag, with marks for its values, which are put in by the one
formula of what a row says (`row_messages`), and for the check sheet by that of the first row at fault (`violation_flags`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from xltool.base.cells import Location
from xltool.base.display import LONGEST_QUOTED, quoted
from xltool.base.formula_text import quote
from xltool.base.messages import NO_VALUE, Lang
from xltool.base.normalise import as_text
from xltool.base.paths import defined_name, in_row, join, name_of, parent_of, split_name, value_at
from xltool.form.layout import Layout
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.named_rows import ROW_ELSEWHERE, ROW_HERE, is_own_table, named_rows
from xltool.rules.ruleset import Constraint, NamedRow, Rule
from xltool.rules.said_values import SHOWN_DECIMALS, is_quoted, message_values, shown_format
from xltool.rules.to_excel import Addresses, Renderer
from xltool.workbook.helper_sheet.formulas import FIRST_ROW
from xltool.workbook.helper_sheet.helper_records import Contents, InputColumns, entry_key

_VALUE = re.compile(r"\{(v\d+|row\d+|value|parent|length)\}")
_LONGEST_LITERAL = 255  # characters of a text in a formula
_BETWEEN_PARENTS = " / "
_MARK = "‹{}›"  # stands for a value
_BELOW_ALL = 10_000_000  # more than any row: the first of several is the one that is furthest above it


@dataclass(frozen=True)
class MessageTexts:
    """Writes messages as formula text over the addresses of a row or of the form."""

    inputs: InputColumns
    definition: Definition
    layout: Layout

    @cached_property
    def lang(self) -> Lang:
        """The language of the form."""
        return self.definition.template.language

    def sentence(self, rule: Rule | Constraint, values: Mapping[str, object] | None = None) -> str:
        """Return a message with its values; one that is not given is an ellipsis."""
        schema = self.definition.schema
        title, field = schema.title_of(rule.at), schema.field(rule.at)
        of_place: dict[str, object] = {"label": title, "field": title}
        if isinstance(rule, Constraint) and field is not None:
            of_place |= {"wanted": field.wanted, "choose": field.choose, "limit": field.limit_text(rule.keyword)}
        return rule.message.say(self.lang, **{**of_place, **(values or {})})

    def template(self, rule: Rule | Constraint) -> str:
        """Return a message with marks where its values stand: it is written once, as the heading of a flag."""
        return self.sentence(rule, {name: _MARK.format(number) for number, name in enumerate(self._names(rule), start=1)})

    def values(self, rule: Rule | Constraint, row: str = "") -> tuple[tuple[str, str], ...]:
        """Return the marks of a template with the formula text of what stands there.

        The values are those of the row at hand, or of that whose number (from 1) stands in a cell.
        """
        addresses: Addresses = OneRow(self.inputs, row) if row else self.inputs
        names = enumerate(self._names(rule), start=1)
        return tuple((_MARK.format(number), self._value(rule, name, addresses)) for number, name in names)

    def formula(self, rule: Rule | Constraint) -> str:
        """Return formula text: a message with its values, outside of tables."""
        pieces = _VALUE.split(self._with_names(rule))
        written = [self._value(rule, piece, self.inputs) if index % 2 else _literal(piece) for index, piece in enumerate(pieces) if piece]
        return "&".join(written)

    def _names(self, rule: Rule | Constraint) -> list[str]:
        """Return the names of the values in a message, each once."""
        return list(dict.fromkeys(_VALUE.findall(self._with_names(rule))))

    def said(self, rule: Rule | Constraint, contents: Contents, row: int = 0) -> str:
        """Return what the formula yields for a document; `row` (0-based) is that of the table."""
        if isinstance(rule, Rule):
            inputs = contents.evaluation.inputs
            rows = named_rows(self.definition, rule, inputs, self._cell_at, row)
            return self.sentence(rule, {**message_values(self.definition, rule, inputs, row), **rows})
        path = in_row(*_split(rule.field, row)) if rule.field.table else rule.at
        value = (
            self._typed(rule.field, contents, row)
            if rule.keyword == "type"
            else rule.field.kind.show(value_at(contents.evaluation.data, path))
        )
        length = len(as_text(value_at(contents.evaluation.data, path)) or "")
        return self.sentence(rule, {"value": quoted(value), "parent": self._parents(rule, path, contents), "length": length})

    def _with_names(self, rule: Rule | Constraint) -> str:
        names = (*rule.values, *rule.rows) if isinstance(rule, Rule) else ("value", "parent", "length")
        return self.sentence(rule, {name: f"{{{name}}}" for name in names})

    # --- formula text -------------------------------------------------------------------------------------------------

    def _value(self, rule: Rule | Constraint, name: str, addresses: Addresses) -> str:
        if isinstance(rule, Rule):
            return self._value_of_rule(rule, name, addresses)
        if name == "parent":
            parents = rule.field.cascade.parents if rule.field.cascade is not None else ()
            cells = (_cell(addresses, parent, in_table=bool(rule.field.table)) for parent in parents)
            return f"&{quote(_BETWEEN_PARENTS)}&".join(cells) or '""'
        if name == "length":
            return f'LEN({_cell(addresses, rule.at, in_table=bool(rule.field.table))})&""'
        if rule.keyword == "type":
            cell = _cell(addresses, _typed_key(rule.field), in_table=bool(rule.field.table))
            return _quoted(cell, rule.field if _is_day(rule.field) else None)
        cell = _cell(addresses, rule.at, in_table=bool(rule.field.table))
        if rule.field.kind.summary_style == "share":
            return f'IF(ISNUMBER({cell}),TEXT({cell},"0.00##########%"),{cell}&"")'
        return _quoted(cell, rule.field)

    def _value_of_rule(self, rule: Rule, name: str, addresses: Addresses) -> str:
        """Return formula text: a value as a text, a number in its format or else with six decimals at most."""
        if name in rule.rows:
            return self._row_number(rule, rule.rows[name], addresses)
        node, schema = rule.values[name], self.definition.schema
        scope = rule.scope(schema)
        renderer = Renderer(scope, addresses)
        text = renderer.formula(node)
        if scope.shape(node).type != "number":
            said = _quoted(text, scope.bind(node).field) if is_quoted(node) else f'{text}&""'
            return f"IFERROR({said},{quote(NO_VALUE)})"
        format_ = shown_format(node, rule, schema)
        rounded = f"ROUND({text},{SHOWN_DECIMALS})"
        shown = f"TEXT({rounded},{quote(format_)})" if format_ else f'{rounded}&""'
        return f"IFERROR({shown},{quote(NO_VALUE)})"

    def _row_number(self, rule: Rule, named: NamedRow, addresses: Addresses) -> str:
        """Return formula text: which row of the form is the first, but that at hand, in which a condition holds."""
        renderer = Renderer(rule.scope(self.definition.schema), addresses)
        table = parent_of(named.column)
        used = addresses.used(table)
        own = f"*(ROW({used})<>ROW({addresses.row(f'{table}#used')}))" if is_own_table(named, rule) else ""
        last = f"MAX(({renderer.formula(named.condition)})*{used}*({_BELOW_ALL}-ROW({used})){own})"
        row = f"ROW(INDEX({defined_name(named.column)},{_BELOW_ALL - FIRST_ROW + 1}-SUMPRODUCT({last})))"
        before, after = (quote(part) for part in self._row_words(rule, table).split("{number}"))
        return f"IFERROR({before}&{row}&{after},{quote(NO_VALUE)})"

    def _row_words(self, rule: Rule, table: str) -> str:
        """Return how a row of a table is called in a message, with `{number}` for its number."""
        sheet = self.layout.tables[table][0].name
        here = self._cell_at(rule.at, 0)
        words = ROW_ELSEWHERE if here is not None and here.sheet != sheet else ROW_HERE
        return words.say(self.lang, number="{number}", sheet=sheet)

    def _cell_at(self, path: str, row: int) -> Location | None:
        """Return the cell of a single field, or of a column of a table in a row (0-based)."""
        place, table = self.layout.location(path), self.layout.tables.get(parent_of(path))
        return place if place is None or table is None else place._replace(row=table[1].first_row + row)

    # --- values -------------------------------------------------------------------------------------------------------

    def _typed(self, field: Field, contents: Contents, row: int) -> str:
        """Return what stands in a cell that cannot be read, as it was typed; `row` (0-based) is that of the table, of a single field 0."""
        if not _is_day(field):
            return as_text(contents.typed(field)[row]) or ""
        steps = contents.read_rows(field)[row] if field.table else contents.read(field)
        return as_text(steps["value"]) or ""

    def _parents(self, constraint: Constraint, path: str, contents: Contents) -> str:
        parents = constraint.field.cascade.parents if constraint.field.cascade is not None else ()
        row, data = parent_of(path), contents.evaluation.data
        texts = (value_at(data, join(row, name_of(parent)) if constraint.field.table else parent) for parent in parents)
        return _BETWEEN_PARENTS.join(str(text or "") for text in texts)


@dataclass(frozen=True)
class OneRow:
    """The addresses of a document in which the row at hand is the one whose number (from 1) stands in a cell."""

    inputs: InputColumns
    number: str  # the cell that holds the number

    def scalar(self, key: str) -> str:
        """Return the cell of a single field."""
        return self.inputs.scalar(key)

    def row(self, key: str) -> str:
        """Return the cell of a column in that row."""
        return f"INDEX({self.inputs.column(key)},{self.number})"

    def row_number(self, table: str) -> str:
        """Return how many rows are in use down to that row."""
        self.inputs.row_number(table)
        return self.row(f"{table}#number")

    def column(self, key: str) -> str:
        """Return all cells of a column."""
        return self.inputs.column(key)

    def numeric_column(self, key: str) -> str:
        """Return all cells of a column of numbers, with 0 for blanks."""
        return self.inputs.numeric_column(key)

    def small_column(self, key: str) -> str:
        """Return all cells of a column of texts, in small letters."""
        return self.inputs.small_column(key)

    def used(self, table: str) -> str:
        """Return the cells that are 1 for every row that holds something."""
        return self.inputs.used(table)


def _cell(addresses: Addresses, key: str, *, in_table: bool) -> str:
    return addresses.row(key) if in_table else addresses.scalar(key)


def _quoted(text: str, field: Field | None = None) -> str:
    """Return the formula text of `display.quoted`; of what was read from a `field` of one line nothing is left to clean."""
    if field is not None and field.kind.prose in ("none", "line"):
        return f"LEFT({text},{LONGEST_QUOTED})"
    return f'SUBSTITUTE(SUBSTITUTE(LEFT(TRIM({text}),{LONGEST_QUOTED}),CHAR(10),"⏎"),CHAR(9),"⇥")'


def _typed_key(field: Field) -> str:
    """Return the key of what stands in a cell that cannot be read; the number of a day, which nobody sees, as the day."""
    return field.path if _is_day(field) else entry_key(field)


def _is_day(field: Field) -> bool:
    return field.kind.format_tells == "days"


def _literal(text: str) -> str:
    """Return a text as formula text; a long one in parts."""
    return "&".join(quote(part) for part in _parts(text))


def _parts(text: str) -> Iterable[str]:
    return (text[start : start + _LONGEST_LITERAL] for start in range(0, len(text), _LONGEST_LITERAL))


def _split(field: Field, row: int) -> tuple[str, int, str]:
    table, column = split_name(field.path)
    return table, row, column
