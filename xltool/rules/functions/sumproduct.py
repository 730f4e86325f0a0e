"""SUMPRODUCT: row by row over the columns of one table, and as a look into a tally where it only counts rows."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.messages import Text
from xltool.rules.language.aggregates import tally
from xltool.rules.language.function import (
    ARRAY,
    Arguments,
    ExcelWriter,
    Function,
    PythonSide,
    PythonWriter,
    calculated_from,
    fails_with_arguments,
    refuses_nothing,
    takes,
)
from xltool.rules.language.nodes import Binary, Call, ColumnRef, Node, Number, is_blank_test, references
from xltool.rules.language.semantics import finite, number_key, settled_key, text_key


def _source(writer: PythonWriter, call: Call) -> str:
    return _tallied(writer, call.arguments) or _summed(writer, call.arguments)


def _summed(writer: PythonWriter, arguments: Arguments) -> str:
    product = "*".join(f"({writer.expression(argument)})" for argument in arguments)
    return f"finite(float(sum({product} for j in range(N[{writer.table_of(arguments[0])!r}]))))"


def _tallied(writer: PythonWriter, arguments: Arguments) -> str | None:
    """Return SUMPRODUCT as a look into a tally of columns; None when it does more than count rows with given values."""
    factors = [factor for argument in arguments for factor in _factors(argument) if factor != Number("1")]
    conditions = [_condition(factor) for factor in factors]
    if not conditions or None in conditions:
        return None
    columns, values = [], []
    for column, value in filter(None, conditions):
        is_settled = "calculated" in (writer.exactness(column), writer.exactness(value))
        key = "settled_key" if is_settled else f"{writer.type_of(column)}_key"
        columns.append(f"({writer.column(column)}, {key})")
        values.append(f"{key}({writer.expression(value)})")
    rows = writer.name(f"once(lambda: tally({', '.join(columns)}))")
    return f"float({rows}()[{', '.join(values)},])"


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Binary) and node.op == "*":
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _condition(node: Node) -> tuple[ColumnRef, Node] | None:
    """Return a column and what it is to be equal to, when a node is such a condition and the other side is the same in all rows."""
    if isinstance(node, Binary) and node.op == "=":
        for column, other in ((node.left, node.right), (node.right, node.left)):
            varies = any(isinstance(reference, ColumnRef) for reference in references(other))
            if isinstance(column, ColumnRef) and not varies and not is_blank_test(column, other):
                return column, other
    return None


def _excel(writer: ExcelWriter, call: Call) -> str:
    """Multiply by the mask of used rows: unused rows of a table do not count."""
    return f"SUMPRODUCT({','.join(map(writer.formula, call.arguments))},{writer.used(call.arguments[0])})"


FUNCTIONS = (
    Function(
        name="SUMPRODUCT",
        usage="SUMPRODUCT(expression, …)",
        doc=Text(zh="逐行计算同一张表的各列；条件写作 `(…)*1`", en="row by row over the columns of one table; conditions as `(…)*1`"),
        signature=takes(ARRAY, gives="number", repeats=1),
        python=PythonSide(_source, (tally, finite, number_key, settled_key, text_key)),
        excel=_excel,
        can_fail=fails_with_arguments,
        exactness=calculated_from,
        sums=True,
        over_rows=True,
        once=True,
        refuses=refuses_nothing,
    ),
)
