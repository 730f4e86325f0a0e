"""Counts and sums over the rows in which columns meet criteria; unused rows of a table never take part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xltool.base.messages import Text
from xltool.rules.language.aggregates import count_rows, number_criterion, sum_rows, text_criterion
from xltool.rules.language.function import (
    COLUMN,
    CRITERION,
    NUMBER_COLUMN,
    Arguments,
    ExcelWriter,
    Function,
    PythonSide,
    PythonWriter,
    Signature,
    fails_with_arguments,
    refuses_nothing,
    split_criterion,
    takes,
)
from xltool.rules.language.nodes import Call, Node, String

#: Splits the arguments of a call into the column to add up (None to count rows), and columns with their criteria.
_Order = Callable[[Arguments], tuple[Node | None, Arguments]]


def _by_criteria(usage: str, signature: Signature, order: _Order, doc: Text, *, sums: bool) -> Function:
    def source(writer: PythonWriter, call: Call) -> str:
        values, criteria = order(call.arguments)
        rows = ", ".join(f"({writer.column(column)}, {_criterion(writer, column, test)})" for column, test in _pairs(criteria))
        return f"count_rows({rows})" if values is None else f"sum_rows({writer.column(values)}, {rows})"

    def excel(writer: ExcelWriter, call: Call) -> str:
        values, criteria = order(call.arguments)
        rows = ",".join(f"{writer.cell(column)},{writer.formula(test)}" for column, test in _pairs(criteria))
        used = f"{writer.used(criteria[0])},1"
        return f"COUNTIFS({rows},{used})" if values is None else f"SUMIFS({writer.cell(values)},{rows},{used})"

    return Function(
        name=usage.partition("(")[0],
        usage=usage,
        doc=doc,
        signature=signature,
        python=PythonSide(source, (count_rows, sum_rows, number_criterion, text_criterion)),
        excel=excel,
        can_fail=fails_with_arguments,
        sums=sums,
        over_rows=True,
        once=True,
        refuses=refuses_nothing,
    )


def _pairs(criteria: Arguments) -> Iterator[tuple[Node, Node]]:
    return zip(criteria[::2], criteria[1::2], strict=True)


def _criterion(writer: PythonWriter, column: Node, test: Node) -> str:
    if not isinstance(test, String):
        return f"number_criterion('', {writer.expression(test)})"
    operator, operand = split_criterion(test.value)
    if writer.type_of(column) == "number":
        return f"number_criterion({operator!r}, {float(operand)!r})"
    return f"text_criterion({operator!r}, {operand!r})"


_COUNTED = takes(COLUMN, CRITERION, gives="number")
_ALL_COUNTED = takes(COLUMN, CRITERION, gives="number", repeats=2)
_SUMMED = takes(COLUMN, CRITERION, NUMBER_COLUMN, gives="number")
_ALL_SUMMED = takes(NUMBER_COLUMN, COLUMN, CRITERION, gives="number", repeats=2)

FUNCTIONS = (
    _by_criteria(
        "COUNTIF(column, criterion)",
        _COUNTED,
        lambda a: (None, a),
        Text(zh="符合条件的行数；条件的写法见下文", en="rows that meet it; see criteria below"),
        sums=False,
    ),
    _by_criteria(
        "COUNTIFS(column, criterion, …)",
        _ALL_COUNTED,
        lambda a: (None, a),
        Text(zh="符合全部条件的行数", en="rows that meet all"),
        sums=False,
    ),
    _by_criteria(
        "SUMIF(column, criterion, numbers)",
        _SUMMED,
        lambda a: (a[2], a[:2]),
        Text(zh="符合条件的行中 `numbers` 之和", en="the sum of `numbers` over rows that meet it"),
        sums=True,
    ),
    _by_criteria(
        "SUMIFS(numbers, column, criterion, …)",
        _ALL_SUMMED,
        lambda a: (a[0], a[1:]),
        Text(zh="同上，可有多个条件", en="the same with several criteria"),
        sums=True,
    ),
)
