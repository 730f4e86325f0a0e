"""Several values in one cell, with separators between them.

An option may hold separators itself. Where it stands in a cell, a field's spellings have put stand-ins for these (see
`whole_options`), so that what separates the options is a separator outside of them.
"""

from __future__ import annotations

from typing import Any

from xltool.base.formula_text import quote, replaced
from xltool.base.messages import Text
from xltool.base.normalise import SPACES, as_text, clean_line, replace_all
from xltool.base.option_spelling import END, SEPARATORS, STAND_INS
from xltool.form.cell_steps import typed_text
from xltool.form.cell_values import as_typed, plain_text, show_text
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, Step, StepValues, always_readable, no_parts

_ENDS = dict.fromkeys(SEPARATORS, END)
_RESTORED = {stand_in: separator for separator, stand_in in STAND_INS.items()}
#: Spaces beside the ends of options; then spaces and ends change places, so that TRIM takes what blank options leave.
_TRIMMED, _SWAP = {f" {END}": END, f"{END} ": END}, "\ue010"


def _options(text: str) -> list[str]:
    parts = (clean_line(part) for part in replace_all(text, _ENDS).split(END))
    return [replace_all(part, _RESTORED) for part in parts if part]


def _read(raw: Any) -> CellValue:
    return CellValue(_options(plain_text(raw)) or None)


def _items(values: StepValues) -> str:
    return END.join(_options(typed_text(values)))


def _items_formula() -> str:
    """Return formula text: the options as they are, `END` between them."""
    line = replaced(f"TRIM({replaced(replaced('[typed]', _ENDS), SPACES)})", _TRIMMED)
    swapped = replaced(line, {" ": _SWAP, END: " "})
    return replaced(f"TRIM({swapped})", {" ": END, _SWAP: " "} | _RESTORED)


_STEPS = (
    Step("items", f'IF([x]="","",{_items_formula()})', _items),
    Step("value", f'SUBSTITUTE([items],{quote(END)},"；")', lambda values: values["items"].replace(END, "；")),
)


KIND = Kind(
    name="choices",
    doc=Text(zh="几项，用“；”隔开", en="several values, with `；` between them"),
    guide=Text(zh="可选多项，用“；”隔开", en="one or several, separated by semicolons"),
    json_types=("array",),
    implied_by="array",
    choices="needed",
    options=None,
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=always_readable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("enum",),
    steps=_STEPS,
    read=_read,
    local={},
    format_tells="nothing",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=(),  # those of the field
    oddities=("锯", "红、绿", " 绿 ；\n红, ", "红，绿，", "、", "红 绿", "红\n绿", 1),
)
