"""Decide what one content is to the campaign once it has been read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeAlias

from xltool.base.document import Document
from xltool.base.errors import XltoolError
from xltool.base.findings import Finding, count_findings
from xltool.base.look_alikes import fold, nearest
from xltool.base.messages import Text
from xltool.base.reader_rules import CAMPAIGN_RULES, DID_YOU_MEAN, OF_THE_MACHINE
from xltool.base.states import Decision, SubmissionState
from xltool.campaign.ledger_records import UNDECIDED, Authenticity, Packed, Submission, pack
from xltool.campaign.signature import is_signed
from xltool.campaign.terms import Terms
from xltool.checking.check import check_reading
from xltool.checking.check_report import FileReport
from xltool.form.roster import Unit
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision, ready to be recorded, and the marked return if there is to be one."""

    packed: Packed  # without the hash of the content, which is not known where it is read
    marked: bytes | None = None
    unmarked: str = ""  # the error for which there is no marked return, though there is to be one


#: Marks a rejected workbook at its cells: the bytes of the marked return.
Marker: TypeAlias = Callable[[FileReport, Definition], bytes]


@dataclass(frozen=True, kw_only=True)
class Decider:
    """Decide about contents where they are read: this travels to the reading processes, and only decisions come back."""

    terms: Terms
    mark: Marker = field(repr=False)  # it holds the password of the sheets

    def __call__(self, reading: Reading, name: str) -> Decided:
        """Check and decide; `name` is how the content came."""
        report = judge(reading, name, self.terms)
        made = decide(report, self.terms, is_outdated=reading.outdated)
        if made.decision != SubmissionState.REJECTED or report.definition is None:
            return Decided(packed=pack(made))
        try:
            return Decided(packed=pack(made), marked=self.mark(report, report.definition))
        except XltoolError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the form has been decided about
            return Decided(packed=pack(made), unmarked=type(error).__name__)


def judge(reading: Reading, name: str, terms: Terms) -> FileReport:
    """Check what was read from one content, by the form's rules and by the campaign's."""
    report = check_reading(reading, name, roster=terms.roster, year=terms.year)
    if reading.definition is None:
        return report
    return replace(report, findings=(*report.findings, *_Judge(report, reading.definition, terms).findings()))


def decide(report: FileReport, terms: Terms, *, is_outdated: bool = False) -> Submission:
    """Return what a judged content is recorded as."""
    document, tally = report.document, count_findings(report.findings)
    unit = terms.roster.by_id(report.unit)
    return Submission(
        sha256="",
        name=report.path,
        decision=_decision(report, terms),
        template=report.template,
        version=report.version,
        program=document.program,
        unit=report.unit,
        unit_name=report.named("unit"),
        department=(unit.department or unit.name) if unit else report.department,
        project=document.project or report.named("project") or "",
        year=report.named("year"),
        is_outdated=is_outdated,
        n_errors=tally.errors,
        n_warnings=tally.warnings,
        n_infos=tally.infos,
        authenticity=_authenticity(report),
        checked_with=UNDECIDED if any(finding.rule in OF_THE_MACHINE for finding in report.findings) else terms.checked_with,
        checked_at=datetime.now(UTC),
        data=document.data,
        origins=document.origins,
        findings=report.findings,
    )


def _decision(report: FileReport, terms: Terms) -> Decision:
    if report.definition is None:
        return SubmissionState.UNREADABLE
    rules = {finding.rule for finding in report.findings}
    if "campaign.foreign" in rules:
        return SubmissionState.FOREIGN
    if terms.roster.by_id(report.unit) is None:
        return SubmissionState.UNLISTED
    if any(finding.severity == "error" for finding in report.findings):
        return SubmissionState.REJECTED
    is_known_by_labels = _authenticity(report) == "recognised" and not terms.is_vouched
    return SubmissionState.WAITING if is_known_by_labels else SubmissionState.ACCEPTED


def _authenticity(report: FileReport) -> Authenticity | None:
    """Return how a form of the campaign shows that it was sent out; None for anything else."""
    rules = {finding.rule for finding in report.findings}
    if report.definition is None or "campaign.foreign" in rules:
        return None
    if "campaign.signature" in rules:
        return "wrong"
    if "campaign.unsigned" not in rules:
        return "signed"
    return "recognised" if "template.recognised" in rules else "unsigned"


class _Judge:
    """One readable document under the campaign's own rules."""

    def __init__(self, report: FileReport, definition: Definition, terms: Terms) -> None:
        self.report = report
        self.document: Document = report.document
        self.definition = definition
        self.terms = terms

    def findings(self) -> Iterator[Finding]:
        if self._is_foreign():
            origin = self.document.campaign or self.report.template or "—"
            yield CAMPAIGN_RULES["campaign.foreign"].finding(found=origin, value=origin)
            return
        yield from self._signature()
        unit = self.terms.roster.by_id(self.report.unit)
        if unit is None:
            yield self._unlisted(self.report.named("unit") or self.report.unit or "—")
        else:
            yield from self._unit(unit)
        yield from self._project()

    def _is_foreign(self) -> bool:
        is_other_form = self.definition.id != self.terms.template
        return is_other_form or self.document.campaign not in (None, self.terms.campaign)

    def _signature(self) -> Iterator[Finding]:
        """Report a workbook that does not show that the campaign sent it out; what the officer accepted is not sent back for it."""
        document = self.document
        if document.signature is None and document.campaign is None:
            is_wrong = self.terms.require_signature and not self.terms.is_vouched and not self._is_known_by_labels()
            yield replace(CAMPAIGN_RULES["campaign.unsigned"].finding(), severity="error" if is_wrong else "warning")
        elif not is_signed(
            document.signature or "",
            self.terms.key,
            campaign=document.campaign or "",
            template=document.template or "",
            unit=document.unit or "",
            project=document.project or "",
        ):
            finding = CAMPAIGN_RULES["campaign.signature"].finding(value=document.unit)
            yield replace(finding, severity="warning") if self.terms.is_vouched else finding

    def _is_known_by_labels(self) -> bool:
        """Whether the workbook says nothing of itself: xltool may not have made it."""
        return any(finding.rule == "template.recognised" for finding in self.report.findings)

    def _unlisted(self, name: str) -> Finding:
        near = nearest(name, (unit.name for unit in self.terms.roster.units))
        return self._at("unit", "campaign.unlisted", unit=name, meant=DID_YOU_MEAN.filled(name=near) if near else Text(zh="", en=""))

    def _unit(self, unit: Unit) -> Iterator[Finding]:
        """A workbook that was sent to one unit and filled in by another."""
        name = self.report.named("unit")
        other = self.terms.roster.by_name(name)
        if self.document.unit == unit.id and other is not None and other.id != unit.id:
            yield self._at("unit", "campaign.unit", issued=unit.name, named=name or "")

    def _project(self) -> Iterator[Finding]:
        name = self.report.named("project")
        if self.document.project and name and fold(self.document.project) != fold(name):
            yield self._at("project", "campaign.project", issued=self.document.project, named=name)

    def _at(self, role: str, rule: str, **words: object) -> Finding:
        """A finding at the identity field of a role."""
        path = getattr(self.definition.template.identity, role)
        return CAMPAIGN_RULES[rule].finding(
            field=path, location=self.document.location(path) if path else None, value=self.document.get(path) if path else None, **words
        )
