"""One value of several, from a dropdown."""

from __future__ import annotations

from xltool.base.messages import Text
from xltool.base.normalise import as_text
from xltool.form.cell_steps import LINE
from xltool.form.cell_values import as_typed, read_line, show_text
from xltool.form.kind import DROPDOWN, Kind, always_readable, no_parts

KIND = Kind(
    name="choice",
    doc=Text(zh="从下拉列表中选一项", en="one value from a dropdown"),
    guide=Text(zh="选一项", en="one of these"),
    json_types=("string",),
    implied_by="choices",
    choices="needed",
    options=None,
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
    oddities=(" 红", "红*", "紫", "蓝（深）", 1),
)
