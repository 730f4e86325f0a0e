"""One line of text."""

from __future__ import annotations

from xltool.base.messages import Text
from xltool.base.normalise import as_text
from xltool.form.cell_steps import LINE
from xltool.form.cell_values import as_typed, read_line, show_text
from xltool.form.kind import TEXT_LENGTH, Kind, always_readable, no_parts

KIND = Kind(
    name="text",
    doc=Text(zh="一行文本", en="one line"),
    guide=Text(zh="一行文字", en="one line of text"),
    json_types=("string",),
    implied_by="string",
    choices="allowed",
    options=None,
    rule_type="text",
    rule_value=as_text,
    parts=(),
    split=no_parts,
    is_unreadable=always_readable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=(),
    steps=LINE,
    read=read_line,
    local={},
    format_tells="nothing",
    prose="line",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="none",
    examples=("甲", "乙", "a", "A", "12", "ABC"),
    oddities=(
        " 绿色资源保护管理",
        "绿色  资源\u3000保护管理",
        "绿色\n资源",
        "50%",
        "1/2",
        "\u3000",
        "\u2003\u2003绿色\u2009资源\u202f",
        12.5,
        "=1+1",
    ),
)
