"""A long text: several lines that are read as those of `paragraphs`, in a cell that has room for them from the start."""

from __future__ import annotations

from dataclasses import replace

from xltool.base.messages import Text
from xltool.form.kinds.paragraphs import KIND as PARAGRAPHS

KIND = replace(
    PARAGRAPHS,
    name="long-text",
    doc=Text(
        zh="长文本：同 `paragraphs`，单个字段所在行按 `maxLength` 留出高度（至多 16 行，填写后按内容增高）",
        en="a long text: as `paragraphs`, and the row of a single field has room for `maxLength` characters, up to 16 lines; it grows when filled in",
    ),
    guide=Text(zh="可写多段", en="as many paragraphs as needed"),
    prose="long",
)
