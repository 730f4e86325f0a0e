"""Texts: their parts, positions in them, and numbers from and to texts."""

from __future__ import annotations

import re
from collections.abc import Callable

from xltool.base.formula_text import only_a_point_left
from xltool.base.messages import Text
from xltool.base.normalise import lower
from xltool.rules.functions import dates
from xltool.rules.functions.numbers import whole_formula
from xltool.rules.language import semantics
from xltool.rules.language.function import (
    NUMBER,
    TEXT,
    Arguments,
    CanFail,
    ExactnessOf,
    ExcelWriter,
    Function,
    PythonSide,
    PythonWriter,
    Refusal,
    Signature,
    always_short,
    always_whole,
    as_written,
    calls,
    calls_settled,
    fails_with_arguments,
    lifts,
    may_fail,
    refuses_nothing,
    takes,
)
from xltool.rules.language.nodes import Call, Node, String, is_whole

#: The number formats that TEXT takes: those that read alike in every locale.
TEXT_FORMATS = ("0", "0.0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "yyyy-mm-dd")


def _textual(
    usage: str,
    doc: Text,
    signature: Signature,
    python: PythonSide,
    excel: Callable[[ExcelWriter, Call], str] = as_written,
    can_fail: CanFail = fails_with_arguments,
    refuses: Refusal = refuses_nothing,
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
        refuses=refuses,
    )


def _fails_for_count(arguments: Arguments, fails: Callable[[Node], bool]) -> bool:
    """Return whether LEFT and its like can be an error: when a count is not written as a whole number above 0."""
    return not all(map(is_whole, arguments[1:])) or any(map(fails, arguments))


def _counted(writer: ExcelWriter, call: Call) -> str:
    """Return LEFT and its like; a calculated number of characters is held to those of a cell, beyond which LibreOffice gives an error."""
    text, *counts = call.arguments
    held = (writer.formula(count) if is_whole(count) else f"MIN({writer.settled(count)},32767)" for count in counts)
    return f"{call.name}({','.join([writer.formula(text), *held])})"


def _find(writer: ExcelWriter, call: Call) -> str:
    """Return FIND; an error when the text to look for is empty, which programs find at different places."""
    sought, text, *start = call.arguments
    return f"FIND({','.join([_not_empty(writer.formula(sought), sought), writer.formula(text), *map(writer.settled, start)])})"


def _not_empty(text: str, sought: Node) -> str:
    return text if isinstance(sought, String) else f'REPT({text},1/({text}<>""))'


def _search(writer: ExcelWriter, call: Call) -> str:
    """Return FIND in small letters: LibreOffice's SEARCH also finds `fi` in the ligature. Only wildcards need SEARCH (see `_refuses_search`)."""
    sought, text, *start = call.arguments
    starts = list(map(writer.settled, start))
    if isinstance(sought, String) and semantics.has_wildcards(sought.value):
        return f"SEARCH({','.join([writer.small_letters(sought), writer.small_letters(text), *starts])})"
    small = _not_empty(writer.small_letters(sought), sought)
    return f"FIND({','.join([small, writer.small_letters(text), *starts])})"


def _python_search(writer: PythonWriter, call: Call) -> str:
    """Return `search` for a literal with wildcards, else `find` in small letters."""
    sought, text, *start = call.arguments
    starts = list(map(writer.settled, start))
    small = (f"lower({writer.expression(node)})" for node in (sought, text))
    function = "search" if isinstance(sought, String) and semantics.has_wildcards(sought.value) else "find"
    return f"{function}({', '.join([*small, *starts])})"


def _refuses_empty(arguments: Arguments) -> tuple[Node, Text] | None:
    if arguments[0] != String(""):
        return None
    return arguments[0], Text(zh="不能查找空文本", en="cannot search for an empty text")


def _refuses_search(arguments: Arguments) -> tuple[Node, Text] | None:
    """Refuse wildcards beside letters that LibreOffice also finds in ligatures (`ﬁ`) and in the long s."""
    sought = arguments[0]
    if isinstance(sought, String) and semantics.has_wildcards(sought.value) and _AMBIGUOUS.search(lower(sought.value)):
        zh = "字母 s、ff、fi、fl 和带变音符号的字母不能与通配符并用；请用 FIND(…,LOWER(…))"
        return sought, Text(zh=zh, en="s, ff, fi, fl and accented letters cannot stand beside wildcards; use FIND(…,LOWER(…))")
    return _refuses_empty(arguments)


_AMBIGUOUS = re.compile(r"s|f[fil]|[\u00b5-\u024f\u1e00-\u1eff]")


def _capitals(writer: ExcelWriter, call: Call) -> str:
    """Return UPPER that leaves `ß`, of which programs make `ẞ`, `SS` or nothing."""
    return f'SUBSTITUTE(UPPER(SUBSTITUTE({writer.formula(call.arguments[0])},"ß",CHAR(1))),CHAR(1),"ß")'


def _strict_value(writer: ExcelWriter, call: Call) -> str:
    """Return VALUE of digits with one point and a sign; anything else is #VALUE!, also what Excel would take for a date."""
    text = f"TRIM({writer.formula(call.arguments[0])})"
    unsigned = f'MID({text},1+COUNT(FIND(LEFT({text},1),"+-")),99)'
    return f'VALUE(IF(AND(LEN({text})<={semantics.VALUE_LENGTH},{only_a_point_left(unsigned)}),{text},"x"))'


def _is_date(format_: Node) -> bool:
    return isinstance(format_, String) and format_.value.startswith("y")


def _formatted(writer: ExcelWriter, call: Call) -> str:
    """Return TEXT of a rounded number: programs round halves alike in ROUND only."""
    number, format_ = call.arguments
    return f"TEXT({dates.day_number(writer, number) if _is_date(format_) else _rounded(writer, number, format_)},{writer.formula(format_)})"


def _rounded(writer: ExcelWriter, number: Node, format_: Node) -> str:
    places = _decimals(format_)
    is_as_written = places or writer.exactness(number) == "whole"
    return f"ROUND({writer.formula(number)},{places})" if is_as_written else whole_formula(writer, number)


def _decimals(format_: Node) -> int:
    """Return the decimal place to which TEXT rounds a number for a format; per cent have two more."""
    assert isinstance(format_, String)  # noqa: S101 - `_refuses_format` has seen to it
    digits = len(format_.value.rstrip("%").partition(".")[2])
    return digits + 2 if format_.value.endswith("%") else digits


def _fails_for_date(arguments: Arguments, fails: Callable[[Node], bool]) -> bool:
    return _is_date(arguments[1]) or any(map(fails, arguments))


def _refuses_format(arguments: Arguments) -> tuple[Node, Text] | None:
    format_ = arguments[1]
    if isinstance(format_, String) and format_.value in TEXT_FORMATS:
        return None
    offered = " ".join(TEXT_FORMATS)
    return format_, Text(zh=f"TEXT 的格式应为：{offered}", en=f"TEXT takes one of these formats: {offered}")


def _exact(writer: PythonWriter, call: Call) -> str:
    left, right = map(writer.expression, call.arguments)
    return f"({left} == {right})"


_FORMATS = " ".join(f"`{format_}`" for format_ in TEXT_FORMATS)
_TO_TEXT = lifts(TEXT, gives="text")
_AT_AN_END = lifts(TEXT, NUMBER, gives="text", required=1)
_FOUND = lifts(TEXT, TEXT, NUMBER, gives="number", required=2)

FUNCTIONS = (
    _textual("LEN(text)", Text(zh="字符数", en="in characters"), lifts(TEXT, gives="number"), calls(semantics.length)),
    _textual(
        "LEFT(text, n)",
        Text(zh="不写 `n` 时取一个字符", en="one character without `n`"),
        _AT_AN_END,
        calls_settled(semantics.left),
        _counted,
        can_fail=_fails_for_count,
    ),
    _textual(
        "RIGHT(text, n)",
        Text(zh="不写 `n` 时取一个字符", en="one character without `n`"),
        _AT_AN_END,
        calls_settled(semantics.right),
        _counted,
        can_fail=_fails_for_count,
    ),
    _textual(
        "MID(text, start, n)",
        Text(zh="`start` 从 1 算起", en="`start` from 1"),
        lifts(TEXT, NUMBER, NUMBER, gives="text"),
        calls_settled(semantics.middle),
        _counted,
        can_fail=_fails_for_count,
    ),
    _textual(
        "FIND(sought, text, start)",
        Text(zh="从 1 算起的位置，区分大小写；找不到时出错", en="position from 1, case counts; an error where it is not found"),
        _FOUND,
        calls_settled(semantics.find),
        _find,
        may_fail,
        _refuses_empty,
    ),
    _textual(
        "SEARCH(sought, text, start)",
        Text(
            zh="同上，不区分大小写；`sought` 为文本常量时，`*` 和 `?` 为通配符，`~` 用于转义",
            en="the same, case does not count; in a literal `sought`, `*` and `?` are wildcards and `~` escapes",
        ),
        _FOUND,
        PythonSide(_python_search, (semantics.search, semantics.find, lower)),
        _search,
        may_fail,
        _refuses_search,
    ),
    _textual(
        "SUBSTITUTE(text, old, new)",
        Text(zh="替换每一处", en="every occurrence"),
        lifts(TEXT, TEXT, TEXT, gives="text"),
        calls(semantics.substitute),
    ),
    _textual(
        "TRIM(text)",
        Text(zh="去掉首尾空格，中间的连续空格只留一个", en="no spaces at the ends, single ones inside"),
        _TO_TEXT,
        calls(semantics.trim),
    ),
    _textual("UPPER(text)", Text(zh="转为大写；`ß` 不变", en="in capital letters; `ß` stays"), _TO_TEXT, calls(semantics.upper), _capitals),
    _textual("LOWER(text)", Text(zh="转为小写", en="in small letters"), _TO_TEXT, calls(lower)),
    _textual(
        "EXACT(text, text)",
        Text(zh="完全相等，区分大小写", en="equal, case included"),
        lifts(TEXT, TEXT, gives="boolean"),
        PythonSide(_exact, ()),
    ),
    _textual(
        "VALUE(text)",
        Text(zh="数字、一个小数点和正负号；其他内容均出错", en="digits, one point, a sign; anything else is an error"),
        takes(TEXT, gives="number"),
        calls(semantics.value),
        _strict_value,
        may_fail,
        exactness=always_short,
    ),
    _textual(
        "TEXT(n, format)",
        Text(zh=f"格式可为 {_FORMATS}", en=f"format one of {_FORMATS}"),
        takes(NUMBER, TEXT, gives="text"),
        calls(semantics.text),
        _formatted,
        _fails_for_date,
        _refuses_format,
    ),
)
