"""`xltool status --by department`: a line for each department, and a status of its own to send on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltool.base.states import SubmissionState
from xltool.campaign.status_records import Departments, DepartmentStatus, FormStatus, NoteKind, OtherFile, Status
from xltool.campaign.status_totals import count_forms

#: Notes for the officer: they tell of the amounts of all others, or what only the officer can do.
_FOR_THE_OFFICER: frozenset[NoteKind] = frozenset({"stands-out", "excluded", "recognised"})


def by_department(status: Status) -> Departments:
    """Divide a status by the departments of the units; a unit without one is its own, as everywhere."""
    forms: dict[str, list[FormStatus]] = {}
    for form in status.forms:
        forms.setdefault(form.unit.department or form.unit.name, []).append(form)
    return Departments(whole=status, each=tuple(_department(status, name, own) for name, own in forms.items()))


def _department(status: Status, name: str, forms: list[FormStatus]) -> DepartmentStatus:
    own = tuple(replace(form, notes=tuple(note for note in form.notes if note.kind not in _FOR_THE_OFFICER)) for form in forms)
    units = {form.unit.id for form in forms}
    others = tuple(_held(status, units))
    return DepartmentStatus(
        name=name,
        status=replace(
            status,
            title=f"{status.title} · {name}",
            forms=own,
            others=others,
            totals=count_forms(len(units), own, others),
            returns_url="",  # on the officer's computer
            n_stale=0,
        ),
    )


def _held(status: Status, units: set[str]) -> Iterator[OtherFile]:
    """Yield the files held back of some units; whose the other files are is not certain."""
    for other in status.others:
        if other.state == SubmissionState.HELD and other.submission.unit in units:
            yield replace(other, reason=SubmissionState.HELD.text)
