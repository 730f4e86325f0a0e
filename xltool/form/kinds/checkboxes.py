"""Several options in one text, each with a box before it that is ticked or not: `□甲 ☑乙`."""

from __future__ import annotations

from typing import Any

from xltool.base.formula_text import quote, replaced
from xltool.base.messages import Text
from xltool.base.normalise import SPACES, as_text, replace_all
from xltool.base.option_spelling import END
from xltool.form.cell_steps import typed_text
from xltool.form.cell_values import as_typed, plain_text, show_text, unread
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, OptionReading, Step, no_parts

#: Characters of the private use area, which no keyboard has: a ticked box and a blank one.
_TICKED, _BLANK = "\ue020", "\ue021"
_WRITTEN_TICKED, _WRITTEN_BLANK = "☑", "□"
#: Spaces, which mean nothing here, and brackets of other shapes.
_LOOKS = {**dict.fromkeys((*SPACES, " "), ""), "[": "(", "]": ")", "（": "(", "）": ")"}
#: What stands for a tick, then for a box that has none; a tick behind a box is in it.
_MARKS = {
    **dict.fromkeys(("(x)", "(X)", "☑", "■", "√", "✓", "✔", "●"), _TICKED),
    f"({_TICKED})": _TICKED,
    **dict.fromkeys(("()", "□", "☐", "○", "◯"), _BLANK),
    _BLANK + _TICKED: _TICKED,
}
#: What may stand between two options.
_SEPARATORS = "；;、，,"
_BETWEEN = {separator + mark: mark for mark in (_TICKED, _BLANK) for separator in _SEPARATORS}
_ENDS = {mark: END + mark for mark in (_TICKED, _BLANK)}
#: Options without any box: those that are named.
_NAMED = dict.fromkeys("；;", END + _TICKED)


def _tight(text: str) -> str:
    return replace_all(text, _LOOKS)


def _boxes(text: str) -> str:
    """Return a text as pieces of a box and an option, each begun and ended by `END`."""
    marked = replace_all(replace_all(_tight(text), _MARKS), _BETWEEN)
    if not marked:
        return ""
    if _TICKED in marked or _BLANK in marked:
        return replace_all(marked, _ENDS) + END
    return END + _TICKED + replace_all(marked, _NAMED) + END


def _ticked(text: str, options: tuple[str, ...]) -> list[str] | None:
    """Return the ticked options, in their order; None where a text does not say it of options that stand there once."""
    boxes = _boxes(text)
    pieces = {option: [mark for mark in (_TICKED, _BLANK) if mark + _tight(option) + END in boxes] for option in options}
    length = sum(len(_tight(option)) + 2 for option, marks in pieces.items() if marks)
    if boxes and len(boxes) != length + 1:
        return None
    return [option for option, marks in pieces.items() if _TICKED in marks]


def _read(raw: Any, options: tuple[str, ...]) -> CellValue:
    text = plain_text(raw)
    ticked = _ticked(text, options)
    return unread(text) if ticked is None else CellValue(ticked or None)


def _read_without_options(raw: Any) -> CellValue:
    return unread(plain_text(raw))


def _steps(options: tuple[str, ...]) -> tuple[Step, ...]:
    has_box = f"COUNT(FIND({quote(_TICKED)},[marked]),FIND({quote(_BLANK)},[marked]))"
    named = f"{quote(END + _TICKED)}&{replaced('[marked]', _NAMED)}&{quote(END)}"
    boxes = f'IF([marked]="","",IF({has_box}=0,{named},{replaced("[marked]", _ENDS)}&{quote(END)}))'
    pieces = {option: [f"FIND({quote(mark + _tight(option) + END)},[boxes])" for mark in (_TICKED, _BLANK)] for option in options}
    length = "+".join(f"(COUNT({','.join(finds)})>0)*{len(_tight(option)) + 2}" for option, finds in pieces.items())
    ticked = "&".join(f'IF(ISERROR({finds[0]}),"",{quote("；" + option)})' for option, finds in pieces.items())
    longest = sum(len(option) + 1 for option in options)

    def value(values: Any) -> Any:
        found = _ticked(values["cell"], options)
        return values["cell"] if found is None else "；".join(found)

    return (
        Step("cell", '[x]&""', typed_text),
        Step("tight", replaced("[cell]", _LOOKS), lambda values: _tight(values["cell"])),
        Step(
            "marked",
            replaced(replaced("[tight]", _MARKS), _BETWEEN),
            lambda values: replace_all(replace_all(values["tight"], _MARKS), _BETWEEN),
        ),
        Step("boxes", boxes, lambda values: _boxes(values["cell"])),
        Step(
            "unreadable",
            f'IF([boxes]="",0,IF(LEN([boxes])={length}+1,0,1))',
            lambda values: int(_ticked(values["cell"], options) is None),
        ),
        Step("value", f"IF([unreadable]=1,[x],MID({ticked},2,{longest}))", value),
    )


def _written(value: Any, options: tuple[str, ...]) -> Any:
    """Return the options with their boxes; what is not among them is ticked as well, so that nothing is lost."""
    if isinstance(value, str):
        return value  # as somebody typed it
    ticked = [str(item) for item in value] if isinstance(value, list) else []
    boxes = [(_WRITTEN_TICKED if option in ticked else _WRITTEN_BLANK) + option for option in options]
    return " ".join([*boxes, *(_WRITTEN_TICKED + item for item in ticked if item not in options)])


def _is_unreadable(value: Any) -> bool:
    return not isinstance(value, list)


_OPTIONS = OptionReading(offered={}, read=_read, steps=_steps, written=_written)

KIND = Kind(
    name="checkboxes",
    doc=Text(
        zh="几项，写在一格中，前面各有方框：`□甲 ☑乙`；`■`、`√`、`✓`、`(x)` 也是打勾",
        en="several values in one cell, each with a box before it, `□A ☑B`; `■`, `√`, `✓` and `(x)` are ticks as well",
    ),
    guide=Text(zh="在选中的项前打勾，如 ☑甲", en="tick boxes, such as ☑A"),
    json_types=("array",),
    implied_by="",
    choices="needed",
    options=_OPTIONS,
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=_steps(("甲", "乙")),
    read=_read_without_options,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=(),  # those of the field
    oddities=(
        "□红 ☑绿",
        "■红 □绿",
        "√红",
        "红√",
        "□红 √□绿",
        "(x)红 ( )绿",
        "[√]绿",
        "☑红；□绿",
        "□红 □绿",
        "红",
        "红；绿",
        "红 绿",
        "☑红 ☑红",
        "☑紫",
        "□",
        1,
    ),
)
