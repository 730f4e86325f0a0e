"""Yes or no, from a dropdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.base.formula_text import quote
from xltool.base.messages import Text
from xltool.base.normalise import as_text, clean_line, lower
from xltool.form.cell_steps import CLEAN, LINE, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, read_line, show_text
from xltool.form.kind import DROPDOWN, CellValue, Kind, OptionReading, Step, always_readable, no_parts

#: Words that mean the same, in small letters. A cross, a 1 and a 0 mean this to some and that to others.
_MEANINGS = (
    frozenset(("是", "对", "y", "yes", "true", "√", "✓", "✔", "☑")),
    frozenset(("否", "不是", "n", "no", "false")),
)


def _words(options: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return for each option the words that mean it; a meaning that two options have is that of neither."""
    found: dict[str, tuple[str, ...]] = {}
    for option in options:
        meant = next((words for words in _MEANINGS if lower(option) in words), frozenset())
        is_only_one = sum(lower(other) in meant for other in options) == 1
        found[option] = tuple(sorted({lower(option), *(meant if is_only_one else ())}))
    return found


def _meant(line: str, options: tuple[str, ...]) -> str:
    if line in options:
        return line
    return next((option for option, words in _words(options).items() if lower(line) in words), line)


def _read(raw: Any, options: tuple[str, ...]) -> CellValue:
    return noted(raw, _meant(clean_line(plain_text(raw)), options))


def _steps(options: tuple[str, ...]) -> tuple[Step, ...]:
    formula = "[line]"
    for option, words in reversed(list(_words(options).items())):
        formula = f"IF(OR({','.join(f'EXACT([small],{quote(word)})' for word in words)}),{quote(option)},{formula})"
    itself = ",".join(f"EXACT([line],{quote(option)})" for option in options)
    return (
        Step("line", CLEAN, lambda values: clean_line(typed_text(values))),
        Step("small", "LOWER([line])", lambda values: lower(values["line"])),
        Step("value", f"IF(OR({itself}),[line],{formula})", lambda values: _meant(values["line"], options)),
    )


def _written(value: Any, options: tuple[str, ...]) -> Any:  # noqa: ARG001 - the signature of `OptionReading.written`
    return value


KIND = Kind(
    name="yes-no",
    doc=Text(
        zh="从下拉列表中选是或否；选项为“是、否”（英文表为 `Yes`、`No`），或由 `enum` 写明，如 `Y`、`N`；键入的 `y`、`√` 也能识别",
        en="yes or no from a dropdown: 是 and 否, in an English form `Yes` and `No`, or what `enum` says, such as `Y` and `N`; "
        "`y` and `√` are understood",
    ),
    guide=Text(zh="选是或否", en="yes or no"),
    json_types=("string",),
    implied_by="",
    choices="allowed",
    options=OptionReading(offered={"zh": ("是", "否"), "en": ("Yes", "No")}, read=_read, steps=_steps, written=_written),
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=always_readable,
    number_format=as_typed,
    align="",
    validation=DROPDOWN,
    live_checks=("enum",),
    steps=LINE,
    read=read_line,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="values",
    examples=(),  # those of the field
    oddities=("是", "否", "y", " YES ", "No", "√", "对", "不是", "×", "x", 1, 0, "是的", "是/否", "FALSE", "无"),
)
