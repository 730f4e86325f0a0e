"""Spell a formula for people who know a form by its labels: titles in the place of field paths."""

from __future__ import annotations

from dataclasses import replace

from xltool.base.messages import Lang, Text
from xltool.rules.language.nodes import Binary, Call, ColumnRef, FieldRef, Node, Percent, RowNumber, RowRef, Unary
from xltool.rules.language.types import Scope

_ROW_NUMBER = Text(zh="行号", en="row number")


def with_titles(node: Node, scope: Scope) -> Text:
    """Return a type-checked formula as text, each reference as the title of its field: `ROUND(Quantity*Price, 2)`."""
    return Text(zh=str(_titled(node, scope, "zh")), en=str(_titled(node, scope, "en")))


def _titled(node: Node, scope: Scope, lang: Lang) -> Node:
    match node:
        case FieldRef() | RowRef():
            return FieldRef(_title(node, scope))
        case ColumnRef():
            return ColumnRef(scope.schema.title_of(node.table), _title(node, scope))
        case RowNumber():
            return FieldRef(_ROW_NUMBER.as_is(lang))
        case Unary() | Percent():
            return replace(node, operand=_titled(node.operand, scope, lang))
        case Binary():
            return replace(node, left=_titled(node.left, scope, lang), right=_titled(node.right, scope, lang))
        case Call():
            return replace(node, arguments=tuple(_titled(argument, scope, lang) for argument in node.arguments))
        case _:
            return node


def _title(reference: FieldRef | RowRef | ColumnRef, scope: Scope) -> str:
    binding = scope.bind(reference)
    return f"{binding.field.title}.{binding.part}" if binding.part else binding.field.title
