"""Compile formulas: each becomes a Python function once, so that a document is computed and checked in microseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.nodes import Call, Node, walk
from xltool.rules.language.semantics import ExcelError
from xltool.rules.language.types import Scope
from xltool.rules.to_python import OPERATORS, python_source, search_source

#: A formula in the rows of one document: from a row (0-based) to the value there. Raises ExcelError for an error value.
InRows = Callable[[int], Any]
#: A compiled formula: from single values, columns and numbers of rows.
Formula = Callable[[Mapping[str, Any], Mapping[str, list[Any]], Mapping[str, int]], InRows]


def compile_formula(node: Node, scope: Scope) -> Formula:
    """Compile a type-checked formula into a function."""
    return _compiled(python_source(node, scope), node)


def compile_search(condition: Node, scope: Scope) -> Formula:
    """Compile a condition over the columns of a table into a function that finds the rows (0-based) in which it holds."""
    return _compiled(search_source(condition, scope), condition)


def _compiled(source: str, node: Node) -> Formula:
    compiled: dict[str, Formula] = {}
    exec(source, _names(node), compiled)  # noqa: S102 - source is generated from a checked tree
    return compiled["bind"]


def violating_rows(rows: Iterable[int], holds: InRows) -> tuple[int, ...]:
    """Return the rows in which a condition is not TRUE; an error value is not."""
    violating = []
    for row in rows:
        try:
            if holds(row):
                continue
        except ExcelError:
            pass
        violating.append(row)
    return tuple(violating)


def _names(node: Node) -> dict[str, Any]:
    """Return what the source of a formula can name: the operators, and what the functions that it calls use."""
    called = (FUNCTIONS[part.name] for part in walk(node) if isinstance(part, Call))
    return {helper.__name__: helper for function in called for helper in function.python.uses} | _NAMES


def once(value: Callable[[], Any]) -> Callable[[], Any]:
    """Return a function that calculates a value on the first call and caches it; an error is raised every time."""
    kept: list[Any] = []

    def ask() -> Any:
        if not kept:
            kept.append(value())
        return kept[0]

    return ask


#: What the source of every formula can name.
_NAMES: dict[str, Any] = {operator.__name__: operator for operator in OPERATORS} | {
    "once": once,
    "__builtins__": {"range": range, "sum": sum, "float": float},
}
