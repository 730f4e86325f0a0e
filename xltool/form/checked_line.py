"""Make kinds of one line of text that either has a certain form or cannot be read: addresses, codes, numbers of persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltool.base.messages import Text
from xltool.base.normalise import as_text, clean_line
from xltool.base.value_types import RuleValue
from xltool.form.cell_steps import CLEAN, typed_text
from xltool.form.cell_values import as_typed, noted, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Part, Step

_LINE = Step("line", CLEAN, lambda values: clean_line(typed_text(values)))
_VALUE = Step("value", "IF([unreadable]=1,[line],[tidy])", lambda values: values["line"] if values["unreadable"] else values["tidy"])


def checked_line(  # noqa: PLR0913 - each is an attribute of the kind, all by keyword
    *,
    name: str,
    doc: Text,
    guide: Text,
    implied_by: str,
    tidy: Callable[[str], str],
    tidy_formula: str,
    is_sound: Callable[[str], bool],
    sound_formula: str,
    between: tuple[Step, ...],
    parts: tuple[Part, ...],
    split: Callable[[Any], tuple[RuleValue, ...]],
    part_steps: tuple[Step, ...],
    examples: tuple[Any, ...],
    oddities: tuple[Any, ...],
) -> Kind:
    """Return a kind whose value is a line as `tidy` spells it, where that is sound; any other line stays as it is and is unreadable.

    `tidy_formula` is formula text over `[line]`, the clean line; `sound_formula` over `[tidy]` and the steps `between`; steps of the parts
    come last.
    """

    def read(raw: Any) -> CellValue:
        line = clean_line(plain_text(raw))
        text = tidy(line)
        return noted(raw, text) if is_sound(text) else CellValue(line or None)

    def is_unreadable(value: Any) -> bool:
        return not isinstance(value, str) or not is_sound(tidy(value))

    return Kind(
        name=name,
        doc=doc,
        guide=guide,
        json_types=("string",),
        implied_by=implied_by,
        choices="refused",
        options=None,
        rule_type="text",
        rule_value=as_text,
        parts=parts,
        split=split,
        is_unreadable=is_unreadable,
        number_format=as_typed,
        align="",
        validation=TEXT_LENGTH,
        live_checks=("type",),
        steps=(
            _LINE,
            Step("tidy", tidy_formula, lambda values: tidy(values["line"])),
            *between,
            Step(
                "unreadable",
                f'IF([tidy]="",0,IF(IFERROR({sound_formula},FALSE),0,1))',
                lambda values: int(values["tidy"] != "" and not is_sound(values["tidy"])),
            ),
            _VALUE,
            *part_steps,
        ),
        read=read,
        local={},
        format_tells="nothing",
        prose="none",
        show=show_text,
        column="text",
        summary_style="text",
        summary_use="none",
        examples=examples,
        oddities=oddities,
    )
