"""Which error of a formula is reported where something is wrong with a field that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.errors import FormulaError
from xltool.base.paths import parent_of
from xltool.rules.language.nodes import ColumnRef, FieldRef, Node, RowRef, references
from xltool.rules.language.types import Scope
from xltool.rules.loading.unsound_paths import UnsoundPaths


def error_of_its_own(error: FormulaError, node: Node | None, scope: Scope, unsound: UnsoundPaths) -> FormulaError | None:
    """Return what is wrong with a formula itself; None where it may follow from what is wrong with its fields.

    `node` is the formula, None for one that cannot be read. Of a formula over unknown fields only the names are judged.
    """
    if node is None or not unsound.touch(_named_paths(node, scope.table)):
        return error
    for reference in references(node):
        if not unsound.touch(_named_paths(reference, scope.table)):
            try:
                scope.bind(reference)
            except FormulaError as own:
                return own
    return None


def _named_paths(node: Node, table: str | None) -> Iterator[str]:
    """Yield the paths that a formula names, with and without what may be the part of a field; `table` is that of the row at hand."""
    for reference in references(node):
        match reference:
            case FieldRef(path):
                yield from (path, parent_of(path))
            case RowRef(column):
                yield f"{table}.{column.partition('.')[0]}"
            case ColumnRef(other, column):
                yield f"{other}.{column.partition('.')[0]}"
