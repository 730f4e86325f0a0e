"""Functions over cells and whole columns: sums, extremes, counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.messages import Text
from xltool.rules.language.aggregates import count_blank, count_filled, largest, smallest, total
from xltool.rules.language.function import (
    ANY_PLACES,
    CELLS,
    COLUMN,
    PLACES,
    ExactnessOf,
    ExcelWriter,
    Function,
    Parameter,
    PythonSide,
    PythonWriter,
    always_whole,
    calculated_from,
    chosen_from,
    fails_with_arguments,
    refuses_nothing,
    takes,
)
from xltool.rules.language.nodes import Call, ColumnRef, FieldRef, Node, RowRef


def _over_cells(
    name: str,
    parameter: Parameter,
    function: Callable[..., Any],
    excel: Callable[[ExcelWriter, Call], str],
    doc: Text,
    exactness: ExactnessOf,
    *,
    sums: bool = False,
) -> Function:
    def source(writer: PythonWriter, call: Call) -> str:
        return f"{function.__name__}([{', '.join(_cell(writer, argument) for argument in call.arguments)}])"

    return Function(
        name=name,
        usage=f"{name}(cells, …)",
        doc=doc,
        signature=takes(parameter, gives="number", repeats=1),
        python=PythonSide(source, (function,)),
        excel=excel,
        can_fail=fails_with_arguments,
        exactness=exactness,
        sums=sums,
        over_rows=False,
        once=True,
        refuses=refuses_nothing,
    )


def _cell(writer: PythonWriter, argument: Node) -> str:
    """Return one argument inside a list of cells, blanks kept as None."""
    match argument:
        case ColumnRef():
            return f"*{writer.column(argument)}"
        case FieldRef() | RowRef():
            return writer.raw(argument)
        case _:
            return writer.expression(argument)


def _of_cells(writer: ExcelWriter, call: Call) -> str:
    """Return the function over helper cells as they are: it leaves "" out by itself."""
    cells = (
        writer.cell(argument) if isinstance(argument, FieldRef | RowRef | ColumnRef) else writer.formula(argument)
        for argument in call.arguments
    )
    return f"{call.name}({','.join(cells)})"


def _filled(writer: ExcelWriter, call: Call) -> str:
    """Return the count of cells that are not blank, which COUNTA would take "" for."""
    return "(" + "+".join(_filled_cells(writer, argument) for argument in call.arguments) + ")"


def _filled_cells(writer: ExcelWriter, argument: Node) -> str:
    filled = f'({writer.cell(argument)}<>"")*1'
    return f"SUMPRODUCT({filled})" if isinstance(argument, ColumnRef) else filled


def _blank(writer: ExcelWriter, call: Call) -> str:
    column = call.arguments[0]
    return f'SUMPRODUCT(({writer.cell(column)}="")*{writer.used(column)})'


_NOTHING_LEFT = Text(zh="忽略空值；全部为空时得 0", en="blanks are left out; 0 when nothing is left")

FUNCTIONS = (
    _over_cells("SUM", CELLS, total, _of_cells, Text(zh="忽略空值", en="blanks are left out"), calculated_from, sums=True),
    _over_cells(
        "MIN",
        CELLS,
        smallest,
        _of_cells,
        Text(zh="忽略空值；全部为空时得 0", en="blanks are left out; 0 when nothing is left"),
        chosen_from,
    ),
    _over_cells(
        "MAX", CELLS, largest, _of_cells, Text(zh="忽略空值；全部为空时得 0", en="blanks are left out; 0 when nothing is left"), chosen_from
    ),
    _over_cells(
        "COUNT",
        PLACES,
        count_filled,
        _of_cells,
        Text(zh="数值字段和数值列：已填写的个数", en="fields and columns of numbers: how many are filled in"),
        always_whole,
    ),
    _over_cells(
        "COUNTA",
        ANY_PLACES,
        count_filled,
        _filled,
        Text(zh="任意类型的字段和列：已填写的个数", en="fields and columns of any type: how many are filled in"),
        always_whole,
    ),
    Function(
        name="COUNTBLANK",
        usage="COUNTBLANK(column)",
        doc=Text(zh="已使用的行中为空的行数", en="used rows in which it is blank"),
        signature=takes(COLUMN, gives="number"),
        python=PythonSide(lambda writer, call: f"count_blank({writer.column(call.arguments[0])})", (count_blank,)),
        excel=_blank,
        can_fail=fails_with_arguments,
        exactness=always_whole,
        sums=False,
        over_rows=False,
        once=True,
        refuses=refuses_nothing,
    ),
)
