"""Columns of the status: one table for forms and one for other files, from which text, page and workbook are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar
from urllib.parse import quote

from xltool.base.display import visible
from xltool.base.messages import Lang, Text
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status_records import DepartmentStatus, FormStatus, OtherFile, Status
from xltool.campaign.views.status_messages import WORDS, cautions, file_path, joined, letter_words, local, repetition, repetitions

#: The column that says of which campaign a row is, where there are several.
CAMPAIGN = "campaign"
Row = TypeVar("Row", FormStatus, OtherFile, DepartmentStatus)


class Remark(NamedTuple):
    """One sentence on a row; `is_plain`: it needs no care."""

    text: str
    is_plain: bool


class Link(NamedTuple):
    """What a page shows of an address, and the address."""

    text: str
    address: str  # a URL, all that is not allowed in one encoded


#: What stands in a cell; None and "" for nothing.
Content: TypeAlias = str | int | tuple[Remark, ...] | None
#: Whether the text view shows a column, and whether it may fold it.
TextPlace = Literal["no", "whole", "folded"]
#: How a cell of the page looks; "about", "links" and "list" stand within the cell of another column.
PageLook = Literal["head", "wide", "state", "moment", "number", "about", "links", "list"]


def _no_links(_row: Any, _status: Status, _lang: Lang) -> Sequence[Link]:
    return ()


@dataclass(frozen=True, kw_only=True)
class PagePlace:
    """Where the page shows a column. Cells stand in the order of the columns, the head of the row first."""

    look: PageLook
    within: str = ""  # key of the column in whose cell it stands; "" for a cell of its own
    is_in_heading: bool = True  # whether the heading names it
    links: Callable[[Any, Status, Lang], Sequence[Link]] = _no_links  # where it leads


@dataclass(frozen=True, kw_only=True)
class StatusColumn(Generic[Row]):
    """One column of the status in every view."""

    key: str
    heading: Text
    value: Callable[[Row, Lang], Content]
    text: TextPlace
    style: Literal["text", "center", "count"]  # in the workbook
    widths: tuple[float, float]  # in the workbook, in characters: at least, at most
    is_kept: bool  # in the workbook, also when nothing stands in it
    page: PagePlace | None  # None: the page does not show it


def as_text(content: Content, lang: Lang) -> str:
    """Return the content of a cell as one visible text."""
    if isinstance(content, tuple):
        return visible(joined([remark.text for remark in content], lang))
    return visible(str(content)) if content is not None else ""


def columns_with_content(columns: Sequence[StatusColumn[Any]], rows: Sequence[Any], lang: Lang) -> list[StatusColumn[Any]]:
    """Return the columns in which something stands in at least one row."""
    return [column for column in columns if any(column.value(row, lang) for row in rows)]


# --- values -----------------------------------------------------------------------------------------------------------


def _of_latest(value: Callable[[Submission], Content]) -> Callable[[FormStatus, Lang], Content]:
    """Take a value from the submission that counts; nothing where the form is missing."""
    return lambda form, _: value(form.latest) if form.latest is not None else None


def _department(form: FormStatus, _: Lang) -> Content:
    return form.unit.department if form.unit.department != form.unit.name else ""


def _first(form: FormStatus, _: Lang) -> Content:
    return local(form.replaced[0].received_at) if form.replaced else ""


def _letters(form: FormStatus, lang: Lang) -> Content:
    """Say which letters went out about a form, of each kind the last."""
    last = {letter.kind: letter.sent_at for letter in form.letters}
    return joined([letter_words(kind, moment, lang) for kind, moment in sorted(last.items(), key=lambda pair: pair[1])], lang)


def _mail_links(form: FormStatus, _status: Status, _lang: Lang) -> Sequence[Link]:
    return [Link(address, f"mailto:{quote(address, safe='@')}") for address in form.unit.addresses]


def _return_links(form: FormStatus, status: Status, lang: Lang) -> Sequence[Link]:
    """Link to the marked workbook, where the page is read beside the campaign's files."""
    returned = form.latest.returned if form.latest else None
    return [Link(WORDS["returned"].say(lang), f"{status.returns_url}/{quote(returned)}")] if returned and status.returns_url else []


def _remarks(form: FormStatus, lang: Lang) -> Content:
    with_care, plain = cautions(form, lang), repetitions(form, lang)
    return (*(Remark(text, is_plain=False) for text in with_care), *(Remark(text, is_plain=True) for text in plain))


def _other_remarks(other: OtherFile, lang: Lang) -> Content:
    text = repetition(other, lang)
    return (Remark(text, is_plain=True),) if text else ()


# --- the tables -------------------------------------------------------------------------------------------------------

#: Of all rows, where several campaigns are shown.
_CAMPAIGN_COLUMN: StatusColumn[Any] = StatusColumn(
    key=CAMPAIGN,
    heading=WORDS["campaign"],
    value=lambda row, _: row.campaign,
    text="folded",
    style="text",
    widths=(12, 30),
    is_kept=False,
    page=PagePlace(look="wide"),
)

FORM_COLUMNS: tuple[StatusColumn[FormStatus], ...] = (
    _CAMPAIGN_COLUMN,
    StatusColumn(
        key="state",
        heading=WORDS["state"],
        value=lambda form, lang: form.state.text.say(lang),
        text="whole",
        style="center",
        widths=(10, 16),
        is_kept=True,
        page=PagePlace(look="state"),
    ),
    StatusColumn(
        key="unit_id",
        heading=WORDS["unit_id"],
        value=lambda form, _: form.unit.id,
        text="whole",
        style="text",
        widths=(8, 16),
        is_kept=True,
        page=PagePlace(look="about", within="unit", is_in_heading=False),
    ),
    StatusColumn(
        key="unit",
        heading=WORDS["unit"],
        value=lambda form, _: form.unit.name,
        text="folded",
        style="text",
        widths=(12, 30),
        is_kept=True,
        page=PagePlace(look="head"),
    ),
    StatusColumn(
        key="department",
        heading=WORDS["department"],
        value=_department,
        text="no",
        style="text",
        widths=(12, 24),
        is_kept=False,
        page=PagePlace(look="about", within="unit", is_in_heading=False),
    ),
    StatusColumn(
        key="project",
        heading=WORDS["project"],
        value=lambda form, _: form.project,
        text="folded",
        style="text",
        widths=(12, 30),
        is_kept=False,
        page=PagePlace(look="wide"),
    ),
    StatusColumn(
        key="received",
        heading=WORDS["received"],
        value=_of_latest(lambda latest: local(latest.received_at)),
        text="whole",
        style="center",
        widths=(17, 17),
        is_kept=True,
        page=PagePlace(look="moment"),
    ),
    StatusColumn(key="first", heading=WORDS["first"], value=_first, text="no", style="center", widths=(17, 17), is_kept=False, page=None),
    StatusColumn(
        key="errors",
        heading=WORDS["errors"],
        value=_of_latest(lambda latest: latest.n_errors),
        text="whole",
        style="count",
        widths=(6, 8),
        is_kept=True,
        page=PagePlace(look="number"),
    ),
    StatusColumn(
        key="warnings",
        heading=WORDS["warnings"],
        value=_of_latest(lambda latest: latest.n_warnings),
        text="whole",
        style="count",
        widths=(6, 8),
        is_kept=True,
        page=PagePlace(look="number"),
    ),
    StatusColumn(
        key="remarks",
        heading=WORDS["remarks"],
        value=_remarks,
        text="folded",
        style="text",
        widths=(14, 36),
        is_kept=True,
        page=PagePlace(look="list", within="file"),
    ),
    StatusColumn(
        key="file",
        heading=WORDS["file"],
        value=_of_latest(lambda latest: file_path(latest.name)),
        text="folded",
        style="text",
        widths=(14, 36),
        is_kept=True,
        page=PagePlace(look="wide"),
    ),
    StatusColumn(
        key="program",
        heading=WORDS["program"],
        value=_of_latest(lambda latest: latest.program),
        text="no",
        style="text",
        widths=(10, 22),
        is_kept=False,
        page=PagePlace(look="about", within="file", is_in_heading=False),
    ),
    StatusColumn(
        key="letters",
        heading=WORDS["letters"],
        value=_letters,
        text="folded",
        style="text",
        widths=(12, 30),
        is_kept=False,
        page=PagePlace(look="about", within="unit", is_in_heading=False),
    ),
    StatusColumn(
        key="returned",
        heading=WORDS["returned"],
        value=_of_latest(lambda latest: latest.returned),
        text="no",
        style="text",
        widths=(14, 36),
        is_kept=False,
        page=PagePlace(look="links", within="file", is_in_heading=False, links=_return_links),
    ),
    StatusColumn(
        key="email",
        heading=WORDS["email"],
        value=lambda form, _: form.unit.email,
        text="no",
        style="text",
        widths=(10, 28),
        is_kept=False,
        page=PagePlace(look="links", within="unit", is_in_heading=False, links=_mail_links),
    ),
)

OTHER_COLUMNS: tuple[StatusColumn[OtherFile], ...] = (
    _CAMPAIGN_COLUMN,
    StatusColumn(
        key="state",
        heading=WORDS["state"],
        value=lambda other, lang: other.state.text.say(lang),
        text="whole",
        style="center",
        widths=(10, 16),
        is_kept=True,
        page=PagePlace(look="state"),
    ),
    StatusColumn(
        key="file",
        heading=WORDS["file"],
        value=lambda other, _: file_path(other.submission.name),
        text="folded",
        style="text",
        widths=(20, 44),
        is_kept=True,
        page=PagePlace(look="head"),
    ),
    StatusColumn(
        key="unit",
        heading=WORDS["unit"],
        value=lambda other, _: other.submission.unit_name or other.submission.unit,
        text="no",
        style="text",
        widths=(12, 30),
        is_kept=False,
        page=PagePlace(look="about", within="reason", is_in_heading=False),
    ),
    StatusColumn(
        key="received",
        heading=WORDS["received"],
        value=lambda other, _: local(other.submission.received_at),
        text="whole",
        style="center",
        widths=(17, 17),
        is_kept=True,
        page=PagePlace(look="moment"),
    ),
    StatusColumn(
        key="reason",
        heading=WORDS["reason"],
        value=lambda other, lang: other.reason.as_is(lang),
        text="folded",
        style="text",
        widths=(30, 70),
        is_kept=True,
        page=PagePlace(look="wide"),
    ),
    StatusColumn(
        key="remarks",
        heading=WORDS["remarks"],
        value=_other_remarks,
        text="folded",
        style="text",
        widths=(12, 20),
        is_kept=False,
        page=PagePlace(look="list", within="reason", is_in_heading=False),
    ),
)
