"""Reports for people and programs, in every form in which they can be had: of a check, and of what changed between two forms.

The modules that draw a report are imported when it is drawn: the command line asks for the names of all forms at its start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xltool.base.messages import Lang, Text
from xltool.base.registry import by_name
from xltool.base.report_format import Line, ReportFormat, json_lines, text_lines

if TYPE_CHECKING:
    from xltool.checking.check_report import CheckReport
    from xltool.checking.difference import Difference

__all__ = ["CHECK_FORMATS", "DIFFERENCE_FORMATS", "difference_lines"]


def _check_text(report: CheckReport, lang: Lang, width: int | None) -> Iterator[Line]:
    from xltool.checking.reports.text_report import text_report

    return text_report(report, lang, width)


def _check_json(report: CheckReport, lang: Lang, _: int | None) -> Iterator[Line]:
    return json_lines(report.as_json(lang))


def _check_html(report: CheckReport, lang: Lang, _: int | None) -> Iterator[Line]:
    from xltool.checking.reports.html_report import html_report

    return text_lines(html_report(report, lang))


def difference_lines(difference: Difference, lang: Lang, *, indent: str = "", with_names: bool = True) -> Iterator[Line]:
    """Yield the lines of a difference, indented, with or without the names of the two forms above them."""
    from xltool.checking.reports.difference_report import difference_report

    return difference_report(difference, lang, indent=indent, with_names=with_names)


def _difference_text(difference: Difference, lang: Lang, _: int | None) -> Iterator[Line]:
    return difference_lines(difference, lang)


def _difference_json(difference: Difference, _lang: Lang, _: int | None) -> Iterator[Line]:
    return json_lines(difference.as_json())


#: The report of a check by the name of its form.
CHECK_FORMATS: Mapping[str, ReportFormat[CheckReport]] = by_name(
    (
        ReportFormat(
            name="text",
            suffix=".txt",
            doc=Text(zh="按文件列出问题，严重的在前，供人阅读", en="the findings of each file, worst first, for people"),
            lines=_check_text,
        ),
        ReportFormat(
            name="json",
            suffix=".json",
            doc=Text(zh="全部内容，供程序读取", en="everything, for programs"),
            lines=_check_json,
        ),
        ReportFormat(
            name="html",
            suffix=".html",
            doc=Text(zh="一个网页文件，可搜索、筛选、打印", en="one page that can be searched, filtered and printed"),
            lines=_check_html,
        ),
    ),
    "reports of a check",
)
#: What changed between two completed forms, likewise.
DIFFERENCE_FORMATS: Mapping[str, ReportFormat[Difference]] = by_name(
    (
        ReportFormat(
            name="text",
            suffix=".txt",
            doc=Text(zh="逐项列出改动，供人阅读", en="one line for each change, for people"),
            lines=_difference_text,
        ),
        ReportFormat(
            name="json",
            suffix=".json",
            doc=Text(zh="全部改动，供程序读取", en="every change, for programs"),
            lines=_difference_json,
        ),
    ),
    "reports of a difference",
)
