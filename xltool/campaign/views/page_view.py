"""How a campaign stands as one HTML page: it loads nothing, works from disk, can be searched, filtered and printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltool.base.display import visible
from xltool.base.messages import Lang
from xltool.base.states import FORM_STATES
from xltool.campaign.status import FormStatus, OtherFile, Status
from xltool.campaign.views.view_messages import (
    WORDS,
    cautions,
    dates,
    file_path,
    local,
    repetition,
    repetitions,
    totals,
)
from xltool.checking.webpage import render


@dataclass(frozen=True, kw_only=True)
class _Form:
    """One row: every text of a sender is visible, the template escapes it."""

    state: str
    state_name: str
    unit: str
    unit_id: str
    department: str
    project: str
    received: str
    errors: int | None
    warnings: int | None
    file: str
    program: str
    cautions: tuple[str, ...]
    repetitions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Other:
    state: str
    state_name: str
    file: str
    unit: str
    received: str
    reason: str
    repetition: str


def status_page(status: Status, lang: Lang) -> str:
    """The page."""
    forms = [_form(form, lang) for form in status.forms]
    return render(
        "status.html.j2",
        lang,
        styles=["report.css", "status.css"],
        script="status.js",
        say=lambda word, **values: WORDS[word].say(lang, **values),
        title=visible(status.title),
        dates=dates(status, lang),
        totals=list(totals(status, lang)),
        total=status.totals.expected,
        shares=list(_shares(status)),
        stale=WORDS["stale"].say(lang, n=status.n_stale) if status.n_stale else "",
        states=[(state, state.text.say(lang)) for state in FORM_STATES],
        departments=sorted({form.department for form in forms if form.department}),
        forms=forms,
        others=[_other(other, lang) for other in status.others],
    )


def _shares(status: Status) -> Iterator[tuple[str, int, int]]:
    """SubmissionState, where its part of the bar begins, and how long it is, in forms."""
    start = 0
    for state in FORM_STATES:
        size: int = getattr(status.totals, state)
        if size:
            yield state, start, size
        start += size


def _form(form: FormStatus, lang: Lang) -> _Form:
    latest = form.latest
    return _Form(
        state=form.state,
        state_name=form.state.text.say(lang),
        unit=visible(form.unit.name),
        unit_id=visible(form.unit.id),
        department=visible(form.unit.department),
        project=visible(form.project),
        received=local(latest.received_at) if latest else "",
        errors=latest.n_errors if latest else None,
        warnings=latest.n_warnings if latest else None,
        file=file_path(latest.name) if latest else "",
        program=visible(latest.program or "") if latest else "",
        cautions=tuple(cautions(form, lang)),
        repetitions=tuple(repetitions(form, lang)),
    )


def _other(other: OtherFile, lang: Lang) -> _Other:
    item = other.submission
    return _Other(
        state=item.decision,
        state_name=item.decision.text.say(lang),
        file=file_path(item.name),
        unit=visible(item.unit_name or item.unit or ""),
        received=local(item.received_at),
        reason=visible(other.reason.as_is(lang)),
        repetition=repetition(other, lang),
    )
