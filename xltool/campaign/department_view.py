"""Status by department: a line for each, in every view, and the page or workbook of each to send on."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rich.table import Table
from rich.text import Text as RichText

from xltool.base.display import visible
from xltool.base.messages import Lang, Text
from xltool.base.registry import by_name
from xltool.campaign.file_names import file_name, unique_names
from xltool.campaign.status_records import Departments, DepartmentStatus
from xltool.campaign.views.json_view import FORMAT_VERSION, json_moment, json_text
from xltool.campaign.views.page_view import STATUS_PAGE
from xltool.campaign.views.status_columns import PagePlace, StatusColumn, as_text, columns_with_content
from xltool.campaign.views.status_messages import WORDS, dates, totals
from xltool.campaign.views.text_view import status_table
from xltool.campaign.views.view import View
from xltool.campaign.views.workbook_view import STATUS_WORKBOOK, write_status_list

#: The file of the lines, beside those of the departments.
INDEX = "index"
#: The views that are a folder: one file for the lines, and one for each department.
FOLDERS = {"html": STATUS_PAGE, "xlsx": STATUS_WORKBOOK}
_KEPT = ("units", "expected", "accepted", "rejected", "missing")


def _count(key: str) -> StatusColumn[DepartmentStatus]:
    def value(row: DepartmentStatus, _: Lang) -> int | None:
        number: int = getattr(row.status.totals, key)
        return number if number or key in _KEPT else None

    return StatusColumn(
        key=key,
        heading=WORDS[key],
        value=value,
        text="whole",
        style="count",
        widths=(8, 14),
        is_kept=key in _KEPT,
        page=PagePlace(look="number"),
    )


def _sent_rate(row: DepartmentStatus, _: Lang) -> str:
    counts = row.status.totals
    due = counts.expected + counts.unexpected
    return f"{(due - counts.missing) / due:.1%}" if due else ""


DEPARTMENT_COLUMNS: tuple[StatusColumn[DepartmentStatus], ...] = (
    StatusColumn(
        key="department",
        heading=WORDS["department"],
        value=lambda row, _: row.name,
        text="folded",
        style="text",
        widths=(16, 40),
        is_kept=True,
        page=PagePlace(look="head"),
    ),
    *map(_count, ("units", "expected", "accepted", "rejected", "waiting", "missing", "late", "held")),
    StatusColumn(
        key="sent_rate",
        heading=WORDS["sent_rate"],
        value=_sent_rate,
        text="whole",
        style="center",
        widths=(9, 12),
        is_kept=True,
        page=PagePlace(look="number"),
    ),
)


def department_files(departments: Departments, format_: str, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file of a folder: the lines first, then each department's own."""
    yield f"{INDEX}.{format_}", _content(DEPARTMENT_VIEWS[format_].render(departments, lang))
    names = _names(departments)
    for department in departments.each:
        yield f"{names[department.name]}.{format_}", _content(FOLDERS[format_].render(department.status, lang))


def _content(rendered: object) -> bytes:
    return rendered if isinstance(rendered, bytes) else str(rendered).encode("utf-8", "replace")


def _names(departments: Departments) -> dict[str, str]:
    """Return the name of each department's file, without its ending."""
    return unique_names({each.name: file_name(each.name) for each in departments.each}, taken=[INDEX])


def _text(departments: Departments, lang: Lang) -> list[RichText | Table]:
    whole = departments.whole
    return [
        RichText(f"{visible(whole.title)}  {WORDS['by_department'].say(lang)}", "bold"),
        RichText(dates(whole, lang)),
        RichText("  ".join(f"{name} {number}" for _, name, number in totals(whole, lang)), "bold"),
        RichText(""),
        status_table(DEPARTMENT_COLUMNS, departments.each, [""] * len(departments.each), lang)
        if departments.each
        else RichText(WORDS["no_units"].say(lang)),
    ]


def _json(departments: Departments, _: Lang) -> str:
    whole = departments.whole
    return json_text(
        {
            "format_version": FORMAT_VERSION,
            "campaign": {"id": whole.campaign, "title": whole.title, "template": whole.template},
            "as_of": json_moment(whole.moment),
            "deadline": json_moment(whole.deadline),
            "totals": vars(whole.totals),
            "departments": [{"department": each.name, "totals": vars(each.status.totals)} for each in departments.each],
        }
    )


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One department on the page."""

    name: str
    address: str
    numbers: tuple[tuple[str, str, str], ...]  # key, heading, text


def _page(departments: Departments, lang: Lang) -> str:
    from xltool.checking.webpage import render

    names = _names(departments)
    filled = columns_with_content(DEPARTMENT_COLUMNS, departments.each, lang)
    numbers = [column for column in DEPARTMENT_COLUMNS[1:] if column.is_kept or column in filled]
    lines = [
        _Line(
            name=visible(each.name),
            address=quote(f"{names[each.name]}.html"),
            numbers=tuple((column.key, column.heading.say(lang), as_text(column.value(each, lang), lang)) for column in numbers),
        )
        for each in departments.each
    ]
    return render(
        "departments.html.j2",
        lang,
        WORDS,
        styles=["report.css", "status.css"],
        scripts=["long_list.js", "departments.js"],
        title=visible(departments.whole.title),
        dates=dates(departments.whole, lang),
        totals=list(totals(departments.whole, lang)),
        head=DEPARTMENT_COLUMNS[0].heading.say(lang),
        headings=[column.heading.say(lang) for column in numbers],
        lines=lines,
    )


def _workbook(departments: Departments, lang: Lang) -> bytes:
    from xltool.merging.summary import SummaryBook

    book, whole = SummaryBook(lang=lang), departments.whole
    tones: Sequence[str] = ["good"] * len(departments.each)
    write_status_list(book, whole, WORDS["by_department"], dates(whole, lang), DEPARTMENT_COLUMNS, departments.each, tones)
    content = io.BytesIO()
    book.close(f"{whole.title}  {WORDS['by_department'].say(lang)}", content)
    return content.getvalue()


#: Every view of the lines by its name; those of FOLDERS are the first file of a folder.
DEPARTMENT_VIEWS: Mapping[str, View[Departments]] = by_name(
    (
        View(name="text", doc=Text(zh="每个部门一行", en="a line for each department"), render=_text),
        View(name="json", doc=Text(zh="各部门的合计", en="the totals of each department"), render=_json),
        View(name="html", doc=Text(zh="一个文件夹，每个部门一页", en="a folder with a page for each department"), render=_page),
        View(
            name="xlsx", doc=Text(zh="一个文件夹，每个部门一个工作簿", en="a folder with a workbook for each department"), render=_workbook
        ),
    ),
    "views of the status by department",
)
