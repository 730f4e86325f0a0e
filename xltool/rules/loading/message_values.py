"""Read the values that the messages of rules hold: `{income.total}`, `{[@amount]}`, `{=SUM(items[amount])}`, `{row:items[name]=[@name]}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xltool.base.errors import FormulaError
from xltool.base.messages import Text, written_in
from xltool.rules.language.nodes import ColumnRef, Node, references
from xltool.rules.language.over_blocks import as_asked
from xltool.rules.language.parser import parse
from xltool.rules.language.types import Scope
from xltool.rules.loading.formula_faults import error_of_its_own
from xltool.rules.loading.message_words import OF_THE_PLACE, ROW_WHERE, is_value
from xltool.rules.loading.source import SourceFile
from xltool.rules.ruleset import NamedRow

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class ValuedMessage:
    """A message whose values have names: `{v1}` stands for the first, `{row1}` for the first row that it names."""

    text: Text
    values: Mapping[str, Node]
    rows: Mapping[str, NamedRow]


def valued_message(source: SourceFile, pointer: str, message: Mapping[str, str], scope: Scope, block: str = "") -> ValuedMessage:
    """Return a message with its values, the same in both languages once; words of the place, `{value}`, are filled in otherwise.

    `block` is the path of the block of a repeated one of which the rule is asked. What is wrong with a formula is reported in the
    source, at its place in the message at a JSON pointer.
    """
    reader = _Reader(source, pointer, scope, block)
    text = written_in({language: reader.named(language, text) for language, text in message.items()})
    return ValuedMessage(text=text, values=reader.values, rows=reader.rows)


class _Reader:
    def __init__(self, source: SourceFile, pointer: str, scope: Scope, block: str) -> None:
        self.source = source
        self.pointer = pointer
        self.scope = scope
        self.block = block
        table = scope.schema.tables.get(scope.table or "")
        of_block = {field.path[len(block) + 1 :] for field in scope.schema.in_block(block)[0]}
        self.columns = {column.name for column in table.columns} if table else of_block
        self.names: dict[str, str] = {}  # content of the braces → name
        self.values: dict[str, Node] = {}
        self.rows: dict[str, NamedRow] = {}

    def named(self, language: str, text: str) -> str:
        """Return a text with names in the braces in the place of formulas."""
        return _IN_BRACES.sub(lambda found: self._name(language, found), text)

    def _name(self, language: str, found: re.Match[str]) -> str:
        content = found[1]
        if content in OF_THE_PLACE or not (content in self.columns or is_value(content, self.scope.schema)):
            return found[0]
        if content not in self.names:
            is_row = content.startswith(ROW_WHERE) and content not in self.columns
            node = self._formula(language, content, found.start(1), _check_condition if is_row else _check_value)
            if node is None:
                return found[0]
            if is_row:
                self.names[content] = f"row{len(self.rows) + 1}"
                self.rows[self.names[content]] = NamedRow(condition=node, column=_column_of(node))
            else:
                self.names[content] = f"v{len(self.values) + 1}"
                self.values[self.names[content]] = node
        return f"{{{self.names[content]}}}"

    def _formula(self, language: str, content: str, start: int, check: Callable[[Node, Scope], None]) -> Node | None:
        formula = f"[@{content}]" if content in self.columns else content.removeprefix("=").removeprefix(ROW_WHERE)
        start += len(content) - len(formula)
        node = None
        try:
            node = as_asked(parse(formula), self.scope.schema, self.scope.table, self.block)
            check(node, self.scope)
        except FormulaError as error:
            own = error_of_its_own(error, node, self.scope, self.source.unsound)
            if own is not None:
                place = f"{self.pointer}/{language}"
                self.source.report(own.message, place, within=(start + own.start, start + own.end))
            return None
        return node


def _check_value(node: Node, scope: Scope) -> None:
    """Refuse what is neither a number nor a text. Raises FormulaError."""
    if scope.shape(node).type == "boolean":
        zh, en = "此处应为数值或文本，不能是条件", "a number or a text is expected here, not a condition"
        raise FormulaError(Text(zh=zh, en=en), *node.span)


def _check_condition(node: Node, scope: Scope) -> None:
    """Refuse what is not a condition over the columns of a table. Raises FormulaError."""
    shape = scope.shape(node, in_array=True)
    if shape.table is None or shape.type == "text":
        zh = "row: 之后应为一张表各列的条件，如 items[name]=[@name]"
        en = "behind row: a condition over the columns of a table is expected, such as items[name]=[@name]"
        raise FormulaError(Text(zh=zh, en=en), *node.span)


def _column_of(node: Node) -> str:
    """Return the path of the first column that a condition reads."""
    column = next(reference for reference in references(node) if isinstance(reference, ColumnRef))
    return f"{column.table}.{column.column.partition('.')[0]}"
