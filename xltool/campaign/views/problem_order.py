"""Orders of the forms on the status page: by default what needs most care stands first."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.messages import Text
from xltool.base.states import FormState, SubmissionState
from xltool.campaign.status_records import FormStatus

#: The orders by the names that the page's script has for them; the first is the usual one.
ORDERS: Mapping[str, Text] = {
    "problem": Text(zh="问题严重的在前", en="worst first"),
    "roster": Text(zh="名录顺序", en="as on the roster"),
    "received": Text(zh="最近收到的在前", en="latest first"),
    "unit": Text(zh="单位名称", en="unit"),
    "department": Text(zh="主管部门", en="department"),
}
_RANKS: Mapping[FormState, int] = {
    SubmissionState.MISSING: 0,
    SubmissionState.REJECTED: 1,
    SubmissionState.WAITING: 2,
    SubmissionState.ACCEPTED: 3,
}


def problem_key(form: FormStatus) -> tuple[int, bool, int, bool, int]:
    """Return the sort key: missing, to be corrected, awaiting the officer, accepted; of each state first what has most to be said about it."""
    errors, warnings = (form.latest.n_errors, form.latest.n_warnings) if form.latest else (0, 0)
    return _RANKS[form.state], not form.notes, -errors, not (form.is_overdue or form.is_late), -warnings
