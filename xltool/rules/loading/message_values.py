"""Read the values that the messages of rules hold: `{income.total}`, `{[@amount]}`, `{=SUM(items[amount])}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.errors import FormulaError
from xltool.base.messages import Text, written_in
from xltool.rules.language.nodes import Node
from xltool.rules.language.over_blocks import as_asked
from xltool.rules.language.parser import parse
from xltool.rules.language.types import Scope
from xltool.rules.loading.formula_faults import error_of_its_own
from xltool.rules.loading.message_words import OF_THE_PLACE, is_value
from xltool.rules.loading.source import SourceFile

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class ValuedMessage:
    """A message whose values have names: `{v1}` stands for the first."""

    text: Text
    values: Mapping[str, Node]


def valued_message(source: SourceFile, pointer: str, message: Mapping[str, str], scope: Scope, block: str = "") -> ValuedMessage:
    """Return a message with its values, the same in both languages once; words of the place, `{value}`, are filled in otherwise.

    `block` is the path of the block of a repeated one of which the rule is asked. What is wrong with a formula is reported in the
    source, at its place in the message at a JSON pointer.
    """
    reader = _Reader(source, pointer, scope, block)
    return ValuedMessage(
        text=written_in({language: reader.named(language, text) for language, text in message.items()}), values=reader.values
    )


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

    def named(self, language: str, text: str) -> str:
        """Return a text with names in the braces in the place of formulas."""
        return _IN_BRACES.sub(lambda found: self._name(language, found), text)

    def _name(self, language: str, found: re.Match[str]) -> str:
        content = found[1]
        if content in OF_THE_PLACE or not (content in self.columns or is_value(content, self.scope.schema)):
            return found[0]
        if content not in self.names:
            node = self._formula(language, content, found.start(1))
            if node is None:
                return found[0]
            self.names[content] = f"v{len(self.names) + 1}"
            self.values[self.names[content]] = node
        return f"{{{self.names[content]}}}"

    def _formula(self, language: str, content: str, start: int) -> Node | None:
        formula = f"[@{content}]" if content in self.columns else content.removeprefix("=")
        start += len(content) - len(formula)
        node = None
        try:
            node = as_asked(parse(formula), self.scope.schema, self.scope.table, self.block)
            if self.scope.shape(node).type == "boolean":
                zh, en = "此处应为数值或文本，不能是条件", "a number or a text is expected here, not a condition"
                raise FormulaError(Text(zh=zh, en=en), *node.span)
        except FormulaError as error:
            own = error_of_its_own(error, node, self.scope, self.source.unsound)
            if own is not None:
                place = f"{self.pointer}/{language}"
                self.source.report(own.message, place, within=(start + own.start, start + own.end))
            return None
        return node
