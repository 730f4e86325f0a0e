"""The rule reference in every form in which it can be had. What draws it is imported when it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xltool.base.messages import Lang, Text
from xltool.base.registry import by_name
from xltool.base.report_format import Line, ReportFormat, json_lines, text_lines

if TYPE_CHECKING:
    from xltool.rules.reference import ReferenceEntry

    Entries = tuple[ReferenceEntry, ...]


def _text(entries: Entries, lang: Lang, _: int | None) -> Iterator[Line]:
    from xltool.rules.reference import as_text

    return text_lines(as_text(entries, lang))


def _markdown(entries: Entries, lang: Lang, _: int | None) -> Iterator[Line]:
    from xltool.rules.reference import as_markdown

    return text_lines(as_markdown(entries, lang))


def _json(entries: Entries, _lang: Lang, _: int | None) -> Iterator[Line]:
    return json_lines([entry.as_json() for entry in entries])


#: The rule reference by the name of its form.
REFERENCE_FORMATS: Mapping[str, ReportFormat[Entries]] = by_name(
    (
        ReportFormat(
            name="text",
            suffix=".txt",
            doc=Text(zh="每条规则数行，供人阅读", en="some lines for each rule, for people"),
            lines=_text,
        ),
        ReportFormat(
            name="markdown",
            suffix=".md",
            doc=Text(zh="一张 Markdown 表格，供文档使用", en="a Markdown table, for documents"),
            lines=_markdown,
        ),
        ReportFormat(
            name="json",
            suffix=".json",
            doc=Text(zh="全部规则，供程序读取", en="every rule, for programs"),
            lines=_json,
        ),
    ),
    "rule references",
)
