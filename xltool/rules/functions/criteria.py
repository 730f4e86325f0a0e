"""Counts and sums over the rows in which columns meet criteria; unused rows of a table never take part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from xltool.base.formula_text import quote
from xltool.base.messages import Text
from xltool.base.normalise import lower
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
    always_whole,
    calculated_from,
    fails_with_arguments,
    split_criterion,
    takes,
)
from xltool.rules.language.nodes import Call, Node, String
from xltool.rules.language.semantics import is_caseless, unescaped, wildcard_parts

#: Splits the arguments of a call into the column to add up (None to count rows), and columns with their criteria.
_Order = Callable[[Arguments], tuple[Node | None, Arguments]]


def _by_criteria(usage: str, signature: Signature, order: _Order, doc: Text, *, sums: bool) -> Function:
    def source(writer: PythonWriter, call: Call) -> str:
        values, criteria = order(call.arguments)
        rows = ", ".join(f"({writer.column(column)}, {_criterion(writer, column, test)})" for column, test in _pairs(criteria))
        return f"count_rows({rows})" if values is None else f"sum_rows({writer.column(values)}, {rows})"

    def excel(writer: ExcelWriter, call: Call) -> str:
        values, criteria = order(call.arguments)
        if _has_letters(criteria):
            factors = "*".join([*(_factor(writer, *pair) for pair in _pairs(criteria)), writer.used(criteria[0])])
            return f"SUMPRODUCT({factors}{f',{writer.formula(values)}' if values else ''})"
        rows = ",".join(f"{writer.cell(column)},{writer.settled(test)}" for column, test in _pairs(criteria))
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
        exactness=(lambda arguments, of: calculated_from((order(arguments)[0] or arguments[0],), of)) if sums else always_whole,
        sums=sums,
        over_rows=True,
        once=True,
        refuses=lambda arguments: _refuses_letters(order(arguments)[1]),
    )


def _pairs(criteria: Arguments) -> Iterator[tuple[Node, Node]]:
    return zip(criteria[::2], criteria[1::2], strict=True)


def _criterion(writer: PythonWriter, column: Node, test: Node) -> str:
    if not isinstance(test, String):
        return f"number_criterion('', {writer.settled(test)})"
    operator, operand = split_criterion(test.value)
    if writer.type_of(column) == "number":
        return f"number_criterion({operator!r}, {float(operand)!r})"
    return f"text_criterion({operator!r}, {operand!r})"


# --- criteria with letters --------------------------------------------------------------------------------------------
#
# COUNTIF takes other letters for the same in every program: in LibreOffice the ligature `ﬁ` is `fi`, in others the Kelvin sign is `k`.


def _factor(writer: ExcelWriter, column: Node, test: Node) -> str:
    """Return formula text: 1 or TRUE in rows that meet a criterion."""
    operator, operand = split_criterion(test.value) if isinstance(test, String) else ("", "")
    if writer.type_of(column) == "number":
        value = operand or writer.settled(test)
        equal = f'({writer.cell(column)}<>"")*({writer.formula(column)}{operator.replace("<>", "") or "="}{value})'
        return f"(1-{equal})" if operator == "<>" else equal
    met = _like(writer, column, lower(operand))
    return f"(1-{met})" if operator == "<>" else met


def _like(writer: ExcelWriter, column: Node, pattern: str) -> str:
    """Return formula text: whether a text in small letters has a form (see `_form`)."""
    form = _form(pattern)
    assert form is not None  # noqa: S101 - `_refuses_letters` has seen to it
    text, small = quote(form.text), writer.small_letters(column)
    match form.open_left, form.open_right:
        case True, True:
            return f"ISNUMBER(FIND({text},{small}))"
        case True, False:
            return f"EXACT(RIGHT({small},{len(form.text)}),{text})"
        case False, True:
            return f"EXACT(LEFT({small},{len(form.text)}),{text})"
        case _:
            return f"EXACT({small},{text})"


class _Form(NamedTuple):
    """A criterion whose wildcards are `*` at its ends, as `*text*`."""

    open_left: bool
    text: str
    open_right: bool


def _form(pattern: str) -> _Form | None:
    """Return the form of a criterion; None when it has wildcards elsewhere."""
    parts = wildcard_parts(pattern)
    inner = parts[parts[:1] == ["*"] : len(parts) - (parts[1:][-1:] == ["*"])]
    if "*" in inner or "?" in inner:
        return None
    return _Form(parts[0] == "*", "".join(map(unescaped, inner)), parts[-1] == "*")


def _refuses_letters(criteria: Arguments) -> tuple[Node, Text] | None:
    """Refuse `?` and a `*` in the middle where a criterion has letters: only COUNTIF reads these."""
    if not _has_letters(criteria):
        return None
    for _, test in _pairs(criteria):
        if isinstance(test, String) and _form(split_criterion(test.value)[1]) is None:
            zh = "含字母的条件只能在开头和末尾用“*”，不能用“?”；请用 SUMPRODUCT(…)"
            return test, Text(zh=zh, en="beside letters a criterion takes “*” at its beginning and end only; use SUMPRODUCT(…)")
    return None


def _has_letters(criteria: Arguments) -> bool:
    """Return whether one of the criteria has letters with case."""
    return any(isinstance(test, String) and not is_caseless(test.value) for _, test in _pairs(criteria))


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
