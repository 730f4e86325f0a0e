"""Numbers: absolute values, remainders, rounding."""

from __future__ import annotations

from xltool.base.messages import Text
from xltool.rules.language.function import (
    NUMBER,
    CanFail,
    Function,
    PythonSide,
    as_written,
    calls,
    fails_with_arguments,
    lifts,
    may_fail,
    refuses_nothing,
)
from xltool.rules.language.semantics import floor, modulo, round_down, round_half_away, round_up


def _numeric(usage: str, doc: Text, python: PythonSide, can_fail: CanFail = fails_with_arguments) -> Function:
    return Function(
        name=usage.partition("(")[0],
        usage=usage,
        doc=doc,
        signature=lifts(*[NUMBER] * (usage.count(",") + 1), gives="number"),
        python=python,
        excel=as_written,
        can_fail=can_fail,
        sums=False,
        over_rows=False,
        once=False,
        refuses=refuses_nothing,
    )


FUNCTIONS = (
    _numeric("ABS(n)", Text(zh="去掉正负号", en="without its sign"), calls(abs)),
    _numeric("INT(n)", Text(zh="向下取整：`INT(-1.5)` 为 -2", en="rounds down: `INT(-1.5)` is -2"), calls(floor)),
    _numeric("MOD(n, divisor)", Text(zh="结果与除数同号", en="takes the sign of the divisor"), calls(modulo), may_fail),
    _numeric("ROUND(n, digits)", Text(zh="四舍五入，0.5 向远离 0 的方向进位", en="half away from zero"), calls(round_half_away)),
    _numeric("ROUNDUP(n, digits)", Text(zh="向远离 0 的方向进位", en="away from zero"), calls(round_up)),
    _numeric("ROUNDDOWN(n, digits)", Text(zh="向 0 的方向舍去", en="towards zero"), calls(round_down)),
)
