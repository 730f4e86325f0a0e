"""Status of a campaign as one HTML page: it loads nothing, works from disk, can be searched, filtered and printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.display import on_one_line, visible
from xltool.base.messages import Lang, Text
from xltool.base.states import FORM_STATES, SubmissionState
from xltool.campaign.status_records import Status
from xltool.campaign.views.problem_order import ORDERS, problem_key
from xltool.campaign.views.status_columns import CAMPAIGN, FORM_COLUMNS, OTHER_COLUMNS, Link, PageLook, Remark, StatusColumn, as_text
from xltool.campaign.views.status_messages import WORDS, dates, time_left_line, totals
from xltool.campaign.views.view import View


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """One cell of the page: every text of a sender is visible, the template escapes it."""

    key: str
    look: PageLook
    heading: str
    text: str
    is_given: bool  # whether there is a value at all; a count may be 0
    about: tuple[str, ...]  # small print below it
    links: tuple[Link, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class _PageRow:
    """One row of a list, and by what it is found and ordered."""

    state: str
    cells: tuple[_Cell, ...]
    unit: str = ""
    department: str = ""
    roster: int = 0  # its place there
    received: str = ""
    is_due: bool = False  # whether it is the form of a unit

    @property
    def is_remarked(self) -> bool:
        """Whether something is said about it."""
        return any(cell.remarks for cell in self.cells)


def status_page(status: Status, lang: Lang) -> str:
    """Return the page."""
    from xltool.checking.webpage import render

    departments = {visible(form.unit.department) for form in status.forms if form.unit.department}
    return render(
        "status.html.j2",
        lang,
        WORDS,
        styles=["report.css", "status.css"],
        scripts=["long_list.js", "status.js"],
        title=visible(status.title),
        dates=dates(status, lang, with_left=False),
        left=time_left_line(status, lang),
        totals=list(totals(status, lang)),
        total=status.totals.expected + status.totals.unexpected,
        shares=list(_shares(status)),
        stale=WORDS["stale"].say(lang, n=status.n_stale) if status.n_stale else "",
        states=[(state, state.text.say(lang)) for state in FORM_STATES],
        departments=sorted(departments),
        orders=[(order, ORDERS[order].say(lang)) for order in ORDERS],
        missing=missing_names(status, lang),
        form_headings=_headings(_columns(FORM_COLUMNS, status), lang),
        forms=list(_form_rows(status, lang)),
        other_headings=_headings(_columns(OTHER_COLUMNS, status), lang),
        others=[_PageRow(state=other.state, cells=_cells(_columns(OTHER_COLUMNS, status), other, status, lang)) for other in status.others],
    )


def _form_rows(status: Status, lang: Lang) -> Iterator[_PageRow]:
    """Yield the forms, those that need most care first."""
    for place, form in sorted(enumerate(status.forms), key=lambda pair: problem_key(pair[1])):
        yield _PageRow(
            state=form.state,
            unit=visible(form.unit.name),
            department=visible(form.unit.department),
            roster=place,
            received=form.latest.received_at.isoformat() if form.latest and form.latest.received_at else "",
            is_due=True,
            cells=_cells(_columns(FORM_COLUMNS, status), form, status, lang),
        )


def missing_names(status: Status, lang: Lang) -> list[str]:
    """Return who has not sent, in the order of the roster, with the project where the roster lists projects."""
    lines = (WORDS["missing_line" if form.project else "unit_line"].say(lang, unit=form.unit.name, project=form.project)
             for form in status.forms if form.state == SubmissionState.MISSING)  # fmt: skip
    return list(dict.fromkeys(on_one_line(visible(line)) for line in lines))


def _shares(status: Status) -> Iterator[tuple[str, int, int]]:
    """State, where its part of the bar begins, and how long it is, in forms."""
    start = 0
    for state in FORM_STATES:
        size: int = getattr(status.totals, state)
        if size:
            yield state, start, size
        start += size


def _own_cells(columns: Sequence[StatusColumn[Any]]) -> list[tuple[StatusColumn[Any], PageLook]]:
    """Return the columns that have a cell of their own, the campaign and the head of the row first."""
    own = [(column, column.page.look) for column in columns if column.page is not None and not column.page.within]
    return sorted(own, key=lambda pair: (pair[0].key != CAMPAIGN, pair[1] != "head"))


def _columns(columns: Sequence[StatusColumn[Any]], status: Status) -> Sequence[StatusColumn[Any]]:
    """Return the columns of a status: which campaign a row is of is said where there are several."""
    return columns if status.parts else [column for column in columns if column.key != CAMPAIGN]


def _within(columns: Sequence[StatusColumn[Any]], key: str, look: PageLook) -> list[StatusColumn[Any]]:
    return [column for column in columns if column.page is not None and column.page.within == key and column.page.look == look]


def _headings(columns: Sequence[StatusColumn[Any]], lang: Lang) -> list[tuple[PageLook, str]]:
    """Return the look and the heading of each cell, with the headings of what stands in it."""
    headings = []
    for column, look in _own_cells(columns):
        inner = [each for each in columns if each.page is not None and each.page.within == column.key and each.page.is_in_heading]
        headings.append((look, " · ".join(each.heading.say(lang) for each in (column, *inner))))
    return headings


def _cells(columns: Sequence[StatusColumn[Any]], row: Any, status: Status, lang: Lang) -> tuple[_Cell, ...]:
    return tuple(_cell(columns, column, look, row, status, lang) for column, look in _own_cells(columns))


def _cell(columns: Sequence[StatusColumn[Any]], column: StatusColumn[Any], look: PageLook, row: Any, status: Status, lang: Lang) -> _Cell:
    content = column.value(row, lang)
    about = (as_text(each.value(row, lang), lang) for each in _within(columns, column.key, "about"))
    lists = (each.value(row, lang) for each in _within(columns, column.key, "list"))
    remarks = (remark for content_ in lists if isinstance(content_, tuple) for remark in content_)
    return _Cell(
        key=column.key,
        look=look,
        heading=column.heading.say(lang),
        text=as_text(content, lang),
        is_given=content is not None,
        about=tuple(text for text in about if text),
        links=tuple(_links(columns, column.key, row, status, lang)),
        remarks=tuple(Remark(visible(remark.text), remark.is_plain) for remark in remarks),
    )


def _links(columns: Sequence[StatusColumn[Any]], key: str, row: Any, status: Status, lang: Lang) -> Iterator[Link]:
    for column in columns:
        if column.page is not None and column.page.within == key:
            for link in column.page.links(row, status, lang):
                yield Link(visible(link.text), link.address)


STATUS_PAGE = View[Status](
    name="html", doc=Text(zh="网页，可搜索、筛选、打印", en="a page to search, filter and print"), render=status_page
)
