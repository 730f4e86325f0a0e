"""Numbers: absolute values, remainders, rounding. All but ABS settle what they are given: see `language.exactness`."""

from __future__ import annotations

from collections.abc import Callable

from xltool.base.messages import Text
from xltool.rules.language.function import (
    NUMBER,
    CanFail,
    ExactnessOf,
    ExcelWriter,
    Function,
    PythonSide,
    PythonWriter,
    always_short,
    always_whole,
    as_written,
    calls,
    calls_settled,
    chosen_from,
    fails_with_arguments,
    lifts,
    may_fail,
    refuses_nothing,
    settled_as_written,
)
from xltool.rules.language.nodes import Call, Node, Number, Unary, is_whole
from xltool.rules.language.rounding import round_half_away, rounded_whole
from xltool.rules.language.semantics import floor, modulo, round_down, round_up, whole_modulo


def _numeric(
    usage: str,
    doc: Text,
    python: PythonSide,
    excel: Callable[[ExcelWriter, Call], str],
    exactness: ExactnessOf,
    can_fail: CanFail = fails_with_arguments,
) -> Function:
    return Function(
        name=usage.partition("(")[0],
        usage=usage,
        doc=doc,
        signature=lifts(*[NUMBER] * (usage.count(",") + 1), gives="number"),
        python=python,
        excel=excel,
        can_fail=can_fail,
        exactness=exactness,
        sums=False,
        over_rows=False,
        once=False,
        refuses=refuses_nothing,
    )


# --- MOD --------------------------------------------------------------------------------------------------------------


def _python_modulo(writer: PythonWriter, call: Call) -> str:
    function = whole_modulo if all(writer.exactness(a) == "whole" for a in call.arguments) else modulo
    return f"{function.__name__}({writer.joined(call.arguments)})"


def _modulo(writer: ExcelWriter, call: Call) -> str:
    """Return MOD of whole numbers; others are made whole first, since their last digits decide (4.35 and 0.01) and differ."""
    if all(writer.exactness(a) == "whole" for a in call.arguments):
        return as_written(writer, call)
    millionths = (f"ROUND({writer.grouped(argument)}*1000000,0)" for argument in call.arguments)
    return f"(MOD({','.join(millionths)})/1000000)"


# --- ROUND and its like -----------------------------------------------------------------------------------------------


def _python_round(function: Callable[[float, float], float]) -> PythonSide:
    return PythonSide(
        lambda writer, call: f"{function.__name__}({writer.expression(call.arguments[0])}, {writer.settled(call.arguments[1])})",
        (function,),
    )


def _python_half_away(writer: PythonWriter, call: Call) -> str:
    if _is_to_whole(writer, call):
        return f"{rounded_whole.__name__}({writer.expression(call.arguments[0])})"
    return _python_round(round_half_away).source(writer, call)


def _round(writer: ExcelWriter, call: Call) -> str:
    number, digits = call.arguments
    if _is_to_whole(writer, call):
        return whole_formula(writer, number)
    return f"ROUND({writer.formula(number)},{writer.settled(digits)})"


def whole_formula(writer: ExcelWriter, number: Node) -> str:
    """Return the formula of `rounded_whole`: without a place, LibreOffice's ROUND goes by digits that nobody sees."""
    return f"(ROUND({writer.grouped(number)}/10,1)*10)"


def _is_to_whole(writer: PythonWriter | ExcelWriter, call: Call) -> bool:
    """Return whether a number that may not be whole is rounded to a whole one."""
    number, digits = call.arguments
    return isinstance(digits, Number) and digits.value == 0 and writer.exactness(number) != "whole"


def _round_down(writer: ExcelWriter, call: Call) -> str:
    """Return the number cut at its decimal point, moved there and back: LibreOffice's ROUNDDOWN keeps twelve digits only."""
    forth, back = _moves(writer, call.arguments[1])
    return f"(TRUNC(ROUND({writer.grouped(call.arguments[0])}{forth},6)){back})"


def _round_up(writer: ExcelWriter, call: Call) -> str:
    """Return the absolute value taken up to the next whole number, with its sign; moved forth and back as in `_round_down`."""
    number = writer.formula(call.arguments[0])
    forth, back = _moves(writer, call.arguments[1])
    return f"(SIGN({number})*CEILING(ROUND(ABS({number}){forth},6),1){back})"


def _moves(writer: ExcelWriter, digits: Node) -> tuple[str, str]:
    """Return the operators that move a decimal point by so many digits, and back."""
    match digits:
        case Number() if digits.value == 0:
            return "", ""
        case Unary("-", Number() as places) if is_whole(places):
            return f"/{10 ** int(places.value)}", f"*{10 ** int(places.value)}"
        case Number() if is_whole(digits):
            power = str(10 ** int(digits.value))
        case _:
            power = f"10^TRUNC({writer.settled(digits)})"
    return f"*{power}", f"/{power}"


FUNCTIONS = (
    _numeric("ABS(n)", Text(zh="去掉正负号", en="without its sign"), calls(abs), as_written, chosen_from),
    _numeric(
        "INT(n)",
        Text(zh="向下取整：`INT(-1.5)` 为 -2", en="rounds down: `INT(-1.5)` is -2"),
        calls_settled(floor),
        settled_as_written,
        always_whole,
    ),
    _numeric(
        "MOD(n, divisor)",
        Text(zh="结果与除数同号", en="takes the sign of the divisor"),
        PythonSide(_python_modulo, (modulo, whole_modulo)),
        _modulo,
        chosen_from,
        may_fail,
    ),
    _numeric(
        "ROUND(n, digits)",
        Text(zh="四舍五入，0.5 向远离 0 的方向进位", en="half away from zero"),
        PythonSide(_python_half_away, (round_half_away, rounded_whole)),
        _round,
        always_short,
    ),
    _numeric("ROUNDUP(n, digits)", Text(zh="向远离 0 的方向进位", en="away from zero"), _python_round(round_up), _round_up, always_short),
    _numeric("ROUNDDOWN(n, digits)", Text(zh="向 0 的方向舍去", en="towards zero"), _python_round(round_down), _round_down, always_short),
)
