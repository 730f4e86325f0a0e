"""Formulas over repeated blocks: `projects[budget]` and `projects.items[amount]` stand for those of all blocks, where they are added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltool.base.paths import in_row, parent_of
from xltool.form.repeated import Repeat
from xltool.form.schema import Schema
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.function import Function
from xltool.rules.language.nodes import Binary, Call, ColumnRef, FieldRef, Node, Percent, Unary, walk
from xltool.rules.language.object_formulas import in_holder, in_object, with_leaves


def as_asked(node: Node, schema: Schema, each: str | None, block: str) -> Node:
    """Return the formula of a rule as it is asked of the rows of a table, of a block of a repeated one, or of the form: with full paths."""
    node = in_object(node, block) if block else in_holder(node, parent_of(each)) if each else node
    return over_blocks(node, schema)


def over_blocks(node: Node, schema: Schema) -> Node:
    """Return a formula in which what stands for all blocks is written out block by block; what cannot be so stays as it is."""
    if not schema.repeats:
        return node
    match node:
        case Unary() | Percent():
            return replace(node, operand=over_blocks(node.operand, schema))
        case Binary():
            return replace(node, left=over_blocks(node.left, schema), right=over_blocks(node.right, schema))
        case Call():
            inner = replace(node, arguments=tuple(over_blocks(argument, schema) for argument in node.arguments))
            function = FUNCTIONS.get(node.name)
            return _written_out(inner, function, schema) if function is not None else inner
        case _:
            return node


def _written_out(call: Call, function: Function, schema: Schema) -> Call:
    """Return a call with its columns block by block: as more arguments, or where its columns belong together as a sum of calls."""
    if function.over_rows:
        named = {ref.table: repeat for ref in walk(call) if isinstance(ref, ColumnRef) and (repeat := _repeat_of(ref, schema))}
        repeats = list(dict.fromkeys(repeat.path for repeat in named.values()))
        if len(repeats) != 1 or repeats[0] in named:
            return call
        most = schema.repeats[repeats[0]].most
        return Call("SUM", tuple(_in_block(call, repeats[0], index) for index in range(most)), call.span)
    return replace(call, arguments=tuple(_arguments(call, function, schema)))


def _arguments(call: Call, function: Function, schema: Schema) -> Iterator[Node]:
    for index, argument in enumerate(call.arguments):
        parameter = function.signature.parameter(index)
        repeat = _repeat_of(argument, schema) if isinstance(argument, ColumnRef) else None
        if repeat is not None and parameter is not None and parameter.mode in ("cells", "places"):
            yield from (_in_block(argument, repeat.path, block) for block in range(repeat.most))
        else:
            yield argument


def _repeat_of(reference: ColumnRef, schema: Schema) -> Repeat | None:
    """Return the repeated block for all of whose objects a reference stands."""
    table = reference.table
    return next((one for path, one in schema.repeats.items() if table == path or table.startswith(f"{path}.")), None)


def _in_block(node: Node, path: str, index: int) -> Node:
    """Return an expression as it stands for one block of the array at `path`."""

    def named(part: Node) -> Node:
        match part:
            case ColumnRef(table, column, span) if table == path:
                return FieldRef(f"{in_row(path, index)}.{column}", span)
            case ColumnRef(table, column, span) if table.startswith(f"{path}."):
                return ColumnRef(in_row(path, index) + table.removeprefix(path), column, span)
            case _:
                return part

    return with_leaves(node, named)
