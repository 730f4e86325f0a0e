"""What was found in a drawn form, in every form in which it can be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltool.adopt.adopt_html import as_page
from xltool.adopt.adopt_json import as_json
from xltool.adopt.adopt_text import as_lines
from xltool.adopt.adopted import Adoption
from xltool.base.messages import Lang, Text
from xltool.base.registry import by_name
from xltool.base.report_format import Line, ReportFormat, json_lines, text_lines


def _text(adoption: Adoption, lang: Lang, _: int | None) -> Iterator[Line]:
    return as_lines(adoption, lang)


def _json(adoption: Adoption, _lang: Lang, _: int | None) -> Iterator[Line]:
    return json_lines(as_json(adoption))


def _html(adoption: Adoption, lang: Lang, _: int | None) -> Iterator[Line]:
    return text_lines(as_page(adoption, lang))


#: What was found, by the name of its form.
ADOPT_FORMATS: Mapping[str, ReportFormat[Adoption]] = by_name(
    (
        ReportFormat(
            name="text",
            suffix=".txt",
            doc=Text(zh="每项一行，最后是要核对的", en="a line for each find, and at the end what to look at"),
            lines=_text,
        ),
        ReportFormat(name="json", suffix=".json", doc=Text(zh="供程序读取", en="for programs"), lines=_json),
        ReportFormat(
            name="html",
            suffix=".html",
            doc=Text(zh="按原样显示的表，字段已标出", en="the form as it is drawn, its fields marked"),
            lines=_html,
        ),
    ),
    "reports on drawn forms",
)
