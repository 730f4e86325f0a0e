"""Status and history as JSON. `docs/commands.md` documents the keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xltool.base.messages import Lang, Text
from xltool.base.report_format import json_lines
from xltool.campaign.history import FormHistory, History, HistoryEntry
from xltool.campaign.ledger_records import Arrival, Issued, LetterRecord, Submission
from xltool.campaign.prefill_records import Prefilled
from xltool.campaign.status_records import FormStatus, OtherFile, Status
from xltool.campaign.views.view import View
from xltool.form.roster import Unit

FORMAT_VERSION = 1


def status_json(status: Status, lang: Lang) -> dict[str, Any]:
    """Return what `xltool status --format json` prints; of several campaigns each form and file names its own, first of all."""
    if status.parts:
        return _several_json(status, lang)
    return {
        "format_version": FORMAT_VERSION,
        "campaign": _campaign(status),
        "as_of": json_moment(status.moment),
        "deadline": json_moment(status.deadline),
        "totals": vars(status.totals),
        "to_check_again": status.n_stale,
        "forms": [_form(form, lang) for form in status.forms],
        "others": [_other(other, lang) for other in status.others],
    }


def _several_json(status: Status, lang: Lang) -> dict[str, Any]:
    ids = {part.title: part.campaign for part in status.parts}
    return {
        "format_version": FORMAT_VERSION,
        "campaigns": [
            {**_campaign(part), "deadline": json_moment(part.deadline), "totals": vars(part.totals), "to_check_again": part.n_stale}
            for part in status.parts
        ],
        "as_of": json_moment(status.moment),
        "totals": vars(status.totals),
        "to_check_again": status.n_stale,
        "forms": [{"campaign": ids[form.campaign], **_form(form, lang)} for form in status.forms],
        "others": [{"campaign": ids[other.campaign], **_other(other, lang)} for other in status.others],
    }


def _campaign(status: Status) -> dict[str, Any]:
    return {"id": status.campaign, "title": status.title, "template": status.template}


def _form(form: FormStatus, lang: Lang) -> dict[str, Any]:
    return {
        "unit": _unit(form.unit),
        "project": form.project or None,
        "state": form.state,
        "expected": form.is_expected,
        "late": form.is_late,
        "overdue": form.is_overdue,
        "submission": _submission(form.latest) if form.latest else None,
        "replaced": [_submission(item) for item in form.replaced],
        "repeated": form.n_repeated,
        "letters": [_sent(letter) for letter in form.letters],
        "notes": [{"kind": note.kind, "message": note.message.as_is(lang)} for note in form.notes],
    }


def _sent(letter: LetterRecord) -> dict[str, Any]:
    return {"kind": letter.kind, "sent_at": json_moment(letter.sent_at), "to": letter.recipient.split("; ")}


def _unit(unit: Unit) -> dict[str, Any]:
    names = ("id", "name", "level", "department", "email")
    return {name: getattr(unit, name) or None for name in names}


def _submission(item: Submission) -> dict[str, Any]:
    return {
        "sha256": item.sha256,
        "file": item.name,
        "received_at": json_moment(item.received_at),
        "decision": item.decision,
        "errors": item.n_errors,
        "warnings": item.n_warnings,
        "infos": item.n_infos,
        "program": item.program,
        "returned": item.returned,
        "authenticity": item.authenticity,
        "confirmed_at": json_moment(item.vouched_at),
    }


def _other(other: OtherFile, lang: Lang) -> dict[str, Any]:
    sender = {"unit": other.submission.unit, "unit_name": other.submission.unit_name}
    return {
        **_submission(other.submission),
        "state": other.state,
        **sender,
        "arrivals": other.n_arrivals,
        "reason": other.reason.as_is(lang),
    }


def json_moment(moment: datetime | None) -> str | None:
    """Local time with its offset."""
    return moment.astimezone().isoformat(timespec="seconds") if moment else None


# --- history ----------------------------------------------------------------------------------------------------------


def history_json(history: History, lang: Lang) -> dict[str, Any]:
    """Return what `xltool status --unit ID --format json` prints."""
    return {
        "format_version": FORMAT_VERSION,
        "campaign": {"id": history.campaign, "title": history.title},
        "unit": _unit(history.unit),
        "issued": [{**_issued(row), **_prefilled(history.prefilled.get(row.project))} for row in history.issued],
        "letters": [{"project": letter.project or None, **_sent(letter)} for letter in history.letters],
        "forms": [_form_history(form, lang) for form in history.forms],
        "others": [_entry(entry, lang) for entry in history.others],
    }


def _issued(row: Issued) -> dict[str, Any]:
    return {"project": row.project or None, "path": row.path, "issued_at": json_moment(row.issued_at), "sha256": row.sha256}


def _prefilled(row: Prefilled | None) -> dict[str, Any]:
    return {"prefilled": row.outcome if row else None, "prefilled_from": (row.source or None) if row else None}


def _form_history(form: FormHistory, lang: Lang) -> dict[str, Any]:
    standing = form.standing
    return {
        "project": standing.project or None,
        "state": standing.state,
        "expected": standing.is_expected,
        "late": standing.is_late,
        "submissions": [_entry(entry, lang) for entry in form.entries],
    }


def _entry(entry: HistoryEntry, lang: Lang) -> dict[str, Any]:
    return {
        **_submission(entry.submission),
        "current": entry.is_current,
        "arrivals": [_arrival(arrival) for arrival in entry.arrivals],
        "findings": [finding.as_json(lang) for finding in entry.submission.findings],
        "changes": entry.changes.as_json() if entry.changes else None,
    }


def _arrival(arrival: Arrival) -> dict[str, Any]:
    return {"source": arrival.source, "received_at": json_moment(arrival.received_at), "sender": arrival.sender}


def json_text(value: dict[str, Any]) -> str:
    """Return JSON as it is printed."""
    return "".join(f"{line.text}\n" for line in json_lines(value))


_DOC = Text(zh="JSON，供其他程序读取", en="JSON for other programs")
STATUS_JSON = View[Status](name="json", doc=_DOC, render=lambda status, lang: json_text(status_json(status, lang)))
HISTORY_JSON = View[History](name="json", doc=_DOC, render=lambda history, lang: json_text(history_json(history, lang)))
