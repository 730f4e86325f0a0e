"""Units of money (计量单位) that are powers of ten of each other: amounts of one form in 元 and of its next version in 万元 can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.form.schema import Field

#: Unit → how many 元 it is, as a power of ten.
_YUAN: Mapping[str, int] = {"元": 0, "百元": 2, "千元": 3, "万元": 4, "十万元": 5, "百万元": 6, "千万元": 7, "亿元": 8}


def power_between(earlier: Field, later: Field) -> int | None:
    """Return the power of ten by which a number of one version of a form becomes one of another; None where it is another number.

    A unit that one of the versions does not name is that of the other.
    """
    if (earlier.kind.summary_style == "share") != (later.kind.summary_style == "share"):
        return None
    one, other = earlier.unit, later.unit
    if one == other or not one or not other:
        return 0
    return _YUAN[one] - _YUAN[other] if one in _YUAN and other in _YUAN else None
