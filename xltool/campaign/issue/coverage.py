"""Match last year's data with the forms of this year: which are filled in, which not and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from xltool.base.look_alikes import fold
from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.carry_over import CarryOver
from xltool.campaign.prefill_records import (
    Coverage,
    CoverageLine,
    Prefilled,
    PrefillOutcome,
    PreviousData,
    PreviousForm,
    UnusedSource,
)
from xltool.form.roster import Roster, Unit

_Verdict: TypeAlias = tuple[PrefillOutcome, PreviousForm | None, str]  # the form that fills in, and a detail

_OFF_ROSTER = Text(zh="单位“{unit}”不在本次名录中", en="its unit “{unit}” is not on the roster")
_OFF_PROJECTS = Text(zh="项目“{project}”不在名录所列项目中", en="the roster does not list its project “{project}”")
_ONE_OF_SEVERAL = Text(zh="同一单位或项目有多份", en="one of several of its unit or project")
_NO_UNIT = Text(zh="没有写明单位", en="it names no unit")


def cover(campaign: Campaign, previous: PreviousData) -> Coverage:
    """Decide for each form of the roster what of last year's data fills it in. What is not certain is not filled in, but named."""
    by_unit, strangers = _by_unit(previous.forms, campaign.roster)
    carry_over, now = CarryOver(campaign.definition), datetime.now(UTC)
    lines: list[CoverageLine] = []
    unused = [*previous.unused, *strangers]
    for unit in campaign.roster.units:
        forms = by_unit.get(unit.id, [])
        verdicts = {project: _verdict(unit, project, forms) for project in unit.projects or ("",)}
        lines += (_line(unit, project, verdict, carry_over, now) for project, verdict in verdicts.items())
        used = [form.source for _, form, _ in verdicts.values() if form is not None]
        unused += (_unused(unit, form) for form in forms if form.document is not None and form.source not in used)
    return Coverage(lines=tuple(lines), unused=tuple(unused))


def _by_unit(forms: Sequence[PreviousForm], roster: Roster) -> tuple[dict[str, list[PreviousForm]], list[UnusedSource]]:
    """The forms of each unit of this year's roster, and those of no unit on it."""
    by_unit: dict[str, list[PreviousForm]] = {}
    strangers: list[UnusedSource] = []
    for form in forms:
        unit = roster.by_id(form.unit_id) or roster.by_name(form.unit_name)
        if unit is not None:
            by_unit.setdefault(unit.id, []).append(form)
        elif form.document is not None:
            name = form.unit_name or form.unit_id
            strangers.append(UnusedSource(source=form.source, reason=_OFF_ROSTER.filled(unit=name) if name else _NO_UNIT))
    return by_unit, strangers


def _verdict(unit: Unit, project: str, forms: Sequence[PreviousForm]) -> _Verdict:
    if not forms:
        return PrefillOutcome.NEW_UNIT, None, ""
    mine = [form for form in forms if _is_of(unit, project, form)] if unit.projects else forms
    if not mine:
        return PrefillOutcome.NEW_PROJECT, None, _listed(form.project for form in forms)
    filled = [form for form in mine if form.document is not None]
    if len(filled) > 1 and any(form.document != filled[0].document for form in filled):
        return PrefillOutcome.SEVERAL, None, _listed(form.source for form in filled)
    if filled:
        return PrefillOutcome.FILLED, filled[0], _listed([filled[0].project] if filled[0].project != project else [])
    is_rejected = any(form.state == SubmissionState.REJECTED for form in mine)
    return PrefillOutcome.REJECTED if is_rejected else PrefillOutcome.MISSING, None, ""


def _is_of(unit: Unit, project: str, form: PreviousForm) -> bool:
    """Whether a form of last year is of a project: by its name, or by what the roster says that it was called."""
    names = {fold(project), *(fold(former) for former, today in unit.project_aliases if today == project)}
    return fold(form.project) in names


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(name for name in names if name))


def _line(unit: Unit, project: str, verdict: _Verdict, carry_over: CarryOver, now: datetime) -> CoverageLine:
    outcome, form, detail = verdict
    row = Prefilled(
        unit=unit.id,
        project=project,
        outcome=outcome,
        recorded_at=now,
        source=form.source if form else "",
        detail=detail,
        version=form.version if form else None,
        document=form.document if form else None,
    )
    left_out = carry_over.carry(row.document, row.version).left_out if row.document is not None else ()
    return CoverageLine(row=row, unit_name=unit.name, left_out=left_out)


def _unused(unit: Unit, form: PreviousForm) -> UnusedSource:
    is_listed = not unit.projects or any(_is_of(unit, project, form) for project in unit.projects)
    reason = _ONE_OF_SEVERAL if is_listed else _OFF_PROJECTS.filled(project=form.project)
    return UnusedSource(source=form.source, reason=reason)
