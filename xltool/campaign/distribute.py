"""`xltool distribute`: one locked workbook for each unit (and project), filled in from the roster and last year's documents.

They can be packed for each department and mailed to each unit (see `issue/`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from xltool import __version__
from xltool.base.errors import UsageError
from xltool.base.files import WrittenApart, write_changed, write_whole
from xltool.base.messages import Lang, Text
from xltool.base.progress import Progress, Watch, unwatched
from xltool.base.short_repr import short_repr
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.issue.campaign_notice import notice_of
from xltool.campaign.issue.carry_over import CarryOver
from xltool.campaign.issue.coverage import cover
from xltool.campaign.issue.coverage_list import write_coverage_list
from xltool.campaign.issue.department_zips import DepartmentZips, write_department_zips
from xltool.campaign.issue.distribution_errands import distribution_errands
from xltool.campaign.issue.letter_kinds import LETTER_KINDS
from xltool.campaign.issue.list_workbook import ListSheet, list_workbook
from xltool.campaign.issue.mail_run import MailOrder
from xltool.campaign.issue.mailing import mail as send_out
from xltool.campaign.issue.mailing import refuse_unready
from xltool.campaign.issue.outbox_names import COVER_LIST, COVERAGE_LIST, outbox_paths
from xltool.campaign.issue.outgoing import Mailed, Way
from xltool.campaign.issue.previous import load_previous
from xltool.campaign.issue.render_task import Rendering
from xltool.campaign.issue.sent_before import blank_rows, remember_sent
from xltool.campaign.ledger_records import Issued, dump_json
from xltool.campaign.prefill_records import Coverage
from xltool.campaign.signature import sign
from xltool.form.roster import Unit
from xltool.reading.executor import LOCAL, Executor, chunks
from xltool.rules.definition import Definition
from xltool.rules.prefill import refuse_unfit
from xltool.workbook.form_copy import FormCopy, Issue, fingerprint_of
from xltool.workbook.template_cache import WORTH_A_TEMPLATE, TemplateCache

__all__ = ["DepartmentZips", "Distributed", "Mailed", "PlannedWorkbook", "distribute", "plan"]

#: Workbooks that are written and then recorded together.
_BATCH = 50


@dataclass(frozen=True, kw_only=True)
class Distributed:
    """What one run did. Paths are those of files."""

    __repr__ = short_repr

    written: tuple[Path, ...]  # new, or changed since the last run
    unchanged: tuple[Path, ...]
    gone: tuple[Issued, ...]  # sent out earlier, to units or projects that are no longer on the roster
    cover_list: Path
    department_zips: DepartmentZips | None = None  # where zips were asked for
    mailed: Mailed | None = None  # where mails were asked for
    n_prefilled: int = 0  # workbooks that hold something of last year's documents, by this run or an earlier one
    coverage: Coverage | None = None  # where last year's data were given
    coverage_list: Path | None = None  # the same as a workbook
    not_written: tuple[Text, ...] = ()  # files that could not be written, and what was left out for that; a later run does it


@dataclass(frozen=True, kw_only=True)
class PlannedWorkbook:
    """One workbook to be sent out."""

    unit: Unit
    project: str  # "" for none
    path: str  # below outbox/, with "/"
    data: Mapping[str, Any]
    issue: Issue
    fingerprint: str  # of all that the workbook is made from
    is_prefilled: bool  # it holds something of last year's document

    @property
    def sheet(self) -> FormCopy:
        """What goes into the workbook."""
        return FormCopy(self.data, self.issue)


def distribute(  # noqa: PLR0913 - each is one option of the command
    folder: Path | str,
    *,
    previous: Path | str | None = None,
    blank: bool = False,
    zips: bool = False,
    mail: Way | None = None,
    resend: bool = False,
    lang: Lang = "zh",
    executor: Executor = LOCAL,
    watch: Watch = unwatched,
) -> Distributed:
    """Write the workbooks of a campaign below its `outbox/`; those that would be as they are stay untouched.

    `previous` names last year's documents: a campaign's folder, or workbooks or JSON documents, or folders of them. They are
    remembered: later runs fill in the same, until others are given, or `blank` forgets them. `zips` makes one zip for each
    department; `mail` drafts a letter to each unit or sends it, `resend` also those that were sent before. `executor` renders
    what cannot be stamped. A file that cannot be written does not keep the others from being written: it is among `not_written`,
    and so is what would hold it, the zip of its department and the mail to its unit. Raises UsageError (nobody on the roster, or
    what it holds does not fit the form, a path or setting that cannot be used, last year's data of another form), DataError (of a
    JSON document), DefinitionError, LedgerError, MailError.
    """
    if blank and previous is not None:
        raise UsageError(Text(zh="--from 与 --blank 不能同时使用", en="--from and --blank cannot be used together"))
    with open_campaign(folder) as campaign:
        if mail is not None:
            refuse_unready(campaign.config, mail)
        if not campaign.roster.units:
            zh, en = f"{campaign.config.roster} 中没有单位，请先填写名录", f"{campaign.config.roster} lists no unit; fill it in first"
            raise UsageError(Text(zh=zh, en=en))
        refuse_unfit(campaign.definition, campaign.roster)
        coverage = _remember(campaign, previous, blank=blank)
        planned = list(plan(campaign))
        issued = {(row.unit, row.project): row for row in campaign.ledger.issued()}
        due = [item for item in planned if not _is_there(campaign, item, issued.get((item.unit.id, item.project)))]
        apart = WrittenApart()
        written = _write(campaign, due, executor, watch, apart)
        lacking = {item.path: item.unit for item in due if item.path not in written}
        with apart.each():
            _write_cover_list(campaign, planned, lang)
        if coverage is not None:
            with apart.each():
                write_coverage_list(campaign.outbox, coverage, lang)
        department_zips = write_department_zips(campaign.outbox, _departments(planned), lacking, apart) if zips else None
        mailed = None
        if mail is not None:
            errands = distribution_errands(campaign, {unit.id for unit in lacking.values()})
            mailed = send_out(campaign, [LETTER_KINDS["distribute"]], errands, MailOrder(way=mail, resend=resend, lang=lang), watch)
    keys = {(item.unit.id, item.project) for item in planned}
    made = {item.path for item in due}
    return Distributed(
        written=tuple(campaign.outbox / item.path for item in due if item.path in written),
        unchanged=tuple(campaign.outbox / item.path for item in planned if item.path not in made),
        gone=tuple(row for key, row in issued.items() if key not in keys),
        cover_list=campaign.outbox / COVER_LIST.say(lang),
        not_written=tuple(apart.problems),
        department_zips=department_zips,
        mailed=mailed,
        n_prefilled=sum(item.is_prefilled for item in planned),
        coverage=coverage,
        coverage_list=campaign.outbox / COVERAGE_LIST.say(lang) if coverage is not None else None,
    )


def _departments(planned: list[PlannedWorkbook]) -> dict[str, list[str]]:
    """The workbooks of each department."""
    departments: dict[str, list[str]] = {}
    for item in planned:
        departments.setdefault(item.unit.department or item.unit.name, []).append(item.path)
    return departments


def _remember(campaign: Campaign, previous: Path | str | None, *, blank: bool) -> Coverage | None:
    """Note in the ledger what each form is filled in with, before any workbook is written."""
    if previous is not None:
        coverage = cover(campaign, load_previous(previous, campaign))
        campaign.ledger.record_prefilled([line.row for line in coverage.lines], is_all=True)
        return coverage
    if blank:
        campaign.ledger.record_prefilled(blank_rows(campaign), is_all=True)
    else:
        remember_sent(campaign)
    return None


def plan(campaign: Campaign) -> Iterator[PlannedWorkbook]:
    """What is to be sent out, in the order of the roster."""
    rows = {(row.unit, row.project): row for row in campaign.ledger.prefilled()}
    carry_over = CarryOver(campaign.definition, campaign.roster.further)
    paths = outbox_paths(campaign.roster.units, campaign.ledger.issued())
    for unit in campaign.roster.units:
        for project in unit.projects or ("",):
            row = rows.get((unit.id, project))
            data = carry_over.starting_document(unit, project, campaign.config.year, row)
            is_prefilled = row is not None and row.document is not None
            yield _planned(campaign, unit, project, paths[unit.id, project], data, is_prefilled=is_prefilled)


def _planned(
    campaign: Campaign, unit: Unit, project: str, path: str, data: Mapping[str, Any], *, is_prefilled: bool
) -> PlannedWorkbook:  # fmt: skip
    definition, config, own = campaign.definition, campaign.config, campaign.ledger.secrets
    issue = Issue(
        unit=unit.id,
        project=project,
        campaign=config.id,
        signature=sign(own.key, campaign=config.id, template=definition.id, unit=unit.id, project=project),
        password=own.password,
        notice=notice_of(config, definition.template.language),
    )
    issue = replace(issue, fingerprint=fingerprint_of(issue.signature))
    made_from = dump_json([__version__, definition.digest, data, asdict(issue)])
    fingerprint = hashlib.sha256(made_from.encode()).hexdigest()
    return PlannedWorkbook(
        unit=unit, project=project, path=path, data=data, issue=issue, fingerprint=fingerprint, is_prefilled=is_prefilled
    )


def _is_there(campaign: Campaign, item: PlannedWorkbook, issued: Issued | None) -> bool:
    """Whether a workbook lies in the outbox as it would be made now."""
    if issued is None or issued.fingerprint != item.fingerprint or issued.path != item.path:
        return False
    try:
        content = (campaign.outbox / item.path).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == issued.sha256


def _write(campaign: Campaign, planned: list[PlannedWorkbook], executor: Executor, watch: Watch, apart: WrittenApart) -> set[str]:
    """Write workbooks and record them, a batch at a time: a run that is broken off goes on where it was. Returns their paths."""
    written: set[str] = set()
    n_done = 0
    for batch, contents in _made(campaign, planned, executor):
        rows = []
        for item, content in zip(batch, contents, strict=True):
            with apart.each():
                write_whole(campaign.outbox / item.path, content)
                rows.append(_issued(item, content))
        campaign.ledger.record_issued(rows)
        written.update(row.path for row in rows)
        n_done += len(batch)
        watch(Progress(n_done, len(planned)))
    return written


def _made(
    campaign: Campaign, planned: list[PlannedWorkbook], executor: Executor
) -> Iterator[tuple[Sequence[PlannedWorkbook], Iterator[bytes]]]:
    """Workbooks in batches: those of one kind are stamped, the others rendered by the executor."""
    cache = TemplateCache(campaign.definition, _slots(campaign.definition))
    kinds = {id(item): cache.key(item.sheet) for item in planned}
    counts = Counter(kinds.values())
    stamped = [item for item in planned if counts[kinds[id(item)]] >= WORTH_A_TEMPLATE]
    others = [item for item in planned if counts[kinds[id(item)]] < WORTH_A_TEMPLATE]
    for batch in chunks(stamped, _BATCH):
        yield batch, (cache.workbook(item.sheet, kinds[id(item)]) for item in batch)
    rendered = executor.run(Rendering(campaign.definition), [item.sheet for item in others], len(others))
    for batch in chunks(others, _BATCH):
        yield batch, islice(rendered, len(batch))


def _slots(definition: Definition) -> Iterator[str]:
    """The fields that differ from unit to unit."""
    yield from definition.template.prefill.values()
    if definition.template.identity.project is not None:
        yield definition.template.identity.project


def _issued(item: PlannedWorkbook, content: bytes) -> Issued:
    return Issued(
        unit=item.unit.id,
        project=item.project,
        path=item.path,
        fingerprint=item.fingerprint,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_at=datetime.now(UTC),
    )


_LIST_SHEET = Text(zh="分发清单", en="Distribution list")
_HEADS = (
    (Text(zh="序号", en="No."), 6),
    (Text(zh="单位编码", en="Unit"), 14),
    (Text(zh="单位名称", en="Name"), 34),
    (Text(zh="主管部门", en="Department"), 34),
    (Text(zh="项目", en="Project"), 34),
    (Text(zh="邮箱", en="E-mail"), 28),
    (Text(zh="文件", en="File"), 60),
    (Text(zh="签收", en="Received by"), 16),
)


def _write_cover_list(campaign: Campaign, planned: list[PlannedWorkbook], lang: Lang) -> None:
    """The list that goes with the workbooks: what is for whom, with room to sign."""
    rows = (
        (number, item.unit.id, item.unit.name, item.unit.department, item.project, item.unit.email, item.path, "")
        for number, item in enumerate(planned, start=1)
    )
    cover = ListSheet(name=_LIST_SHEET, heads=_HEADS, rows=rows, title=f"{campaign.config.title}" or campaign.config.id)
    write_changed(campaign.outbox / COVER_LIST.say(lang), list_workbook([cover], lang))
