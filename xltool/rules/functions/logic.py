"""Logic: branches, connectives, and what a value is."""

from __future__ import annotations

from collections.abc import Callable

from xltool.base.messages import Text
from xltool.base.value_types import Type
from xltool.rules.language.function import (
    ANY,
    BOOLEAN,
    REFERENCE,
    CanFail,
    ExactnessOf,
    ExcelWriter,
    Function,
    PythonSide,
    PythonWriter,
    Signature,
    always_whole,
    as_written,
    chosen_from,
    fails_with_arguments,
    lifts,
    never_fails,
    refuses_nothing,
    takes,
)
from xltool.rules.language.nodes import Call, ColumnRef, FieldRef, RowRef
from xltool.rules.language.semantics import every, if_error, some


def _logical(
    usage: str,
    doc: Text,
    signature: Signature,
    python: PythonSide,
    excel: Callable[[ExcelWriter, Call], str],
    can_fail: CanFail,
    exactness: ExactnessOf = always_whole,
) -> Function:
    return Function(
        name=usage.partition("(")[0],
        usage=usage,
        doc=doc,
        signature=signature,
        python=python,
        excel=excel,
        can_fail=can_fail,
        exactness=exactness,
        sums=False,
        over_rows=False,
        once=False,
        refuses=refuses_nothing,
    )


def _if(writer: PythonWriter, call: Call) -> str:
    condition, then, otherwise = map(writer.expression, call.arguments)
    return f"({then} if {condition} else {otherwise})"


def _if_error(writer: PythonWriter, call: Call) -> str:
    return "if_error(" + ", ".join(f"lambda: {writer.expression(part)}" for part in call.arguments) + ")"


def _not(writer: PythonWriter, call: Call) -> str:
    return f"(not {writer.expression(call.arguments[0])})"


def _connective(operator: str, function: Callable[..., bool]) -> PythonSide:
    def source(writer: PythonWriter, call: Call) -> str:
        """Evaluate all arguments, as Excel does, unless none of them can be an error."""
        parts = [writer.expression(argument) for argument in call.arguments]
        if any(map(writer.can_fail, call.arguments)):
            return f"{function.__name__}(({', '.join(parts)},))"
        return "(" + f" {operator} ".join(parts) + ")"

    return PythonSide(source, (function,))


def _is_blank(writer: PythonWriter, call: Call) -> str:
    return f"({writer.raw(call.arguments[0])} is None)"


def _is_blank_cell(writer: ExcelWriter, call: Call) -> str:
    return f'({writer.cell(call.arguments[0])}="")'


def _python_test(type_: Type) -> PythonSide:
    def source(writer: PythonWriter, call: Call) -> str:
        """Test a reference by its value, anything else by its static type."""
        argument = call.arguments[0]
        if writer.type_of(argument) != type_:
            return "False"
        if isinstance(argument, FieldRef | RowRef | ColumnRef):
            return f"({writer.raw(argument)} is not None)"
        if not writer.can_fail(argument):
            return "True"
        return f"if_error(lambda: ({writer.expression(argument)} is not None), lambda: False)"

    return PythonSide(source, (if_error,))


def _excel_test(type_: Type) -> Callable[[ExcelWriter, Call], str]:
    def excel(writer: ExcelWriter, call: Call) -> str:
        """Test a reference by its cell, anything else by its static type."""
        argument = call.arguments[0]
        if writer.type_of(argument) != type_:
            return "FALSE"
        if isinstance(argument, FieldRef | RowRef | ColumnRef):
            return f'({writer.cell(argument)}<>"")'
        return as_written(writer, call)

    return excel


_CONDITIONS = takes(BOOLEAN, gives="boolean", repeats=1)
_ALL_EVALUATED = Text(zh="所有参数都会计算，任一参数出错则结果出错", en="all arguments are evaluated, so an error in any of them shows")
_NEITHER = Text(zh="为空或出错时为 FALSE", en="FALSE for a blank and for an error")
_TEST = lifts(ANY, gives="boolean")

FUNCTIONS = (
    _logical(
        "IF(condition, then, else)",
        Text(zh="三个参数都要写", en="all three are written"),
        takes(BOOLEAN, ANY, ANY, gives=None),
        PythonSide(_if, ()),
        as_written,
        fails_with_arguments,
        lambda arguments, exactness: chosen_from(arguments[1:], exactness),
    ),
    _logical(
        "IFERROR(value, otherwise)",
        Text(zh="`value` 出错时取 `otherwise`", en="`otherwise` where `value` is an error"),
        takes(ANY, ANY, gives=None),
        PythonSide(_if_error, (if_error,)),
        as_written,
        lambda arguments, fails: fails(arguments[1]),
        chosen_from,
    ),
    _logical("AND(condition, …)", _ALL_EVALUATED, _CONDITIONS, _connective("and", every), as_written, fails_with_arguments),
    _logical("OR(condition, …)", _ALL_EVALUATED, _CONDITIONS, _connective("or", some), as_written, fails_with_arguments),
    _logical(
        "NOT(condition)",
        Text(zh="取反", en="the opposite"),
        lifts(BOOLEAN, gives="boolean"),
        PythonSide(_not, ()),
        as_written,
        fails_with_arguments,
    ),
    _logical(
        "ISBLANK(field)",
        Text(zh="是否未填写", en="whether nothing is filled in"),
        takes(REFERENCE, gives="boolean"),
        PythonSide(_is_blank, ()),
        _is_blank_cell,
        never_fails,
    ),
    _logical("ISNUMBER(value)", _NEITHER, _TEST, _python_test("number"), _excel_test("number"), never_fails),
    _logical("ISTEXT(value)", _NEITHER, _TEST, _python_test("text"), _excel_test("text"), never_fails),
)
