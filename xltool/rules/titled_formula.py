"""Spell a formula for people who know a form by its labels: titles in the place of field paths."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xltool.base.messages import Lang, Text
from xltool.base.paths import parent_of
from xltool.rules.language.nodes import Binary, Call, ColumnRef, FieldRef, Node, Percent, RowNumber, RowRef, Unary
from xltool.rules.language.types import Scope

_PART_OF = Text(zh="{title}的{part}", en="{part} of {title}")
_ROW_NUMBER = Text(zh="行号", en="row number")


def with_titles(node: Node, scope: Scope, owner: str = "") -> Text:
    """Return a type-checked formula as text, each reference as the title of its field: `ROUND(Quantity*Price, 2)`.

    Cells of the grid's row whose object is `owner` go by the heading of their column.
    """
    return Text(zh=str(_Titles(scope, owner, "zh").titled(node)), en=str(_Titles(scope, owner, "en").titled(node)))


@dataclass(frozen=True)
class _Titles:
    scope: Scope
    owner: str
    lang: Lang

    def titled(self, node: Node) -> Node:
        match node:
            case FieldRef() | RowRef():
                array = self._other_block(node)
                return ColumnRef(array, self._title(node)) if array else FieldRef(self._title(node))
            case ColumnRef():
                array, table = self._other_block(node), self.scope.schema.title_of(node.table)
                return ColumnRef(f"{array}·{table}" if array else table, self._title(node))
            case RowNumber():
                return FieldRef(_ROW_NUMBER.as_is(self.lang))
            case Unary() | Percent():
                return replace(node, operand=self.titled(node.operand))
            case Binary():
                return replace(node, left=self.titled(node.left), right=self.titled(node.right))
            case Call():
                return replace(node, arguments=tuple(dict.fromkeys(map(self.titled, node.arguments))))
            case _:
                return node

    def _other_block(self, reference: FieldRef | RowRef | ColumnRef) -> str:
        """Return the title of the repeated block in one of whose blocks a field stands, if the value that is computed stands elsewhere."""
        schema = self.scope.schema
        block = schema.block_of(self.scope.bind(reference).field.path)
        return schema.title_of(parent_of(block)) if block and block != schema.block_of(self.owner) and self.owner != block else ""

    def _title(self, reference: FieldRef | RowRef | ColumnRef) -> str:
        binding = self.scope.bind(reference)
        field = binding.field
        title = field.head if field.head and parent_of(field.path) == self.owner else field.title
        part = next((part for part in field.kind.parts if part.name == binding.part), None)
        return _PART_OF.say(self.lang, title=title, part=part.said) if part else title
