"""Reports on very many files and campaigns of very many units, made in memory: what their pages must bear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.reports.support import file, found, report
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.states import FORM_STATES, Decision, SubmissionState
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status_records import FormStatus, OtherFile, Status
from xltool.campaign.status_totals import count_forms
from xltool.checking.check_report import CheckReport
from xltool.form.roster import Unit

BEGAN = datetime(2022, 12, 1, 9, tzinfo=UTC)
DEADLINE = datetime(2022, 12, 31, 18, tzinfo=UTC)
_DEPARTMENTS = 40


def many_files(n: int) -> CheckReport:
    """A report on `n` files with up to 8 findings each, of which one in three is without errors, and a tenth of them units that sent none."""
    missing = tuple(found("R65", zh=f"未报送：第{at}局", value=f"U{at:05d}") for at in range(n // 10))
    return report(*(file(f"inbox/第{at:05d}局.xlsx", *_findings(at), unit=f"U{at:05d}") for at in range(n)), missing=missing)


def _findings(at: int) -> Iterator[Finding]:
    if at % 3:
        yield found("R24", zh=f"支出合计应为 {at}", cell=(20, 4), value=at * 1000, field="expenditure[0].full_year")
    for row in range(at % 5):
        yield found("R42", "warning", "缺少符号", cell=(40 + row, 4), value=f"≥{row}", field=f"indicators[{row}].full_year")
    for place in ("project.leader", "project.phone"):
        yield found("R14", "info", "公开前请处理个人信息", cell=(5, 2), value=f"张三{at}", field=place)


def many_units(n_units: int, forms_of_each: int = 1, *, missing_every: int = 4) -> Status:
    """The status of a campaign in which every state, remark and kind of other file occurs."""
    forms = tuple(_form(at, number, forms_of_each, missing_every) for at in range(n_units) for number in range(forms_of_each))
    others = tuple(_other(at) for at in range(n_units // 20))
    return Status(
        campaign="grants",
        title="2022 年度项目支出绩效目标",
        template="project-performance-target",
        moment=DEADLINE - timedelta(days=5),
        deadline=DEADLINE,
        forms=forms,
        others=others,
        totals=count_forms(n_units, forms, others),
        n_stale=0,
        returns_url="file:///data/2022/returns",
    )


def _form(at: int, number: int, of_each: int, missing_every: int) -> FormStatus:
    department = f"第{at % _DEPARTMENTS}主管部门"
    unit = Unit(id=f"U{at:05d}", name=f"常州市第{at}单位", department=department, email=f"u{at}@example.invalid")
    state = SubmissionState.MISSING if at % missing_every == 0 else FORM_STATES[at % 3]
    return FormStatus(
        unit=unit,
        project=f"第{number}项目" if of_each > 1 else "",
        state=state,
        latest=None if state is SubmissionState.MISSING else _submission(at, number, state),
        replaced=(),
        n_repeated=int(at % 7 == 0),
        is_late=at % 11 == 0 and state != SubmissionState.MISSING,
        is_overdue=False,
        is_expected=True,
        notes=(),
    )


def _submission(at: int, number: int, state: Decision) -> Submission:
    is_wrong = state == SubmissionState.REJECTED
    return Submission(
        sha256=f"{at:032x}{number:032x}", name=f"inbox/第{at}单位/{number}.xlsx", decision=state, template="project-performance-target",
        version="2022.1", program="WPS Office 12.1", unit=f"U{at:05d}", unit_name=None, department=None, project="", year="2022",
        is_outdated=False, n_errors=at % 9 + 1 if is_wrong else 0, n_warnings=at % 4, n_infos=2, checked_with="", checked_at=BEGAN,
        returned=f"第{at}单位/{number}（已标注）.xlsx" if is_wrong else None, received_at=BEGAN + timedelta(minutes=at * 7 % 30_000),
    )  # fmt: skip


def _other(at: int) -> OtherFile:
    submission = _submission(at, 9, SubmissionState.REJECTED)
    reason = Text(zh="不是工作簿，请用 Excel、WPS 另存", en="not a workbook; please save it with Excel or WPS")
    return OtherFile(submission=submission, state=SubmissionState.UNREADABLE, reason=reason, n_arrivals=1)
