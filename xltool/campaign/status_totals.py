"""Count the forms and other files of a status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltool.base.states import SubmissionState
from xltool.campaign.status_records import FormStatus, OtherFile, Totals


def count_forms(n_units: int, forms: Iterable[FormStatus], other_files: Sequence[OtherFile]) -> Totals:
    """Return the totals of forms and other files."""
    all_forms = list(forms)
    states = [form.state for form in all_forms]
    n_expected = sum(form.is_expected for form in all_forms)
    n_passed_over = sum(other.state == SubmissionState.PASSED_OVER for other in other_files)
    return Totals(
        units=n_units,
        expected=n_expected,
        accepted=states.count(SubmissionState.ACCEPTED),
        rejected=states.count(SubmissionState.REJECTED),
        waiting=states.count(SubmissionState.WAITING),
        missing=states.count(SubmissionState.MISSING),
        unexpected=len(all_forms) - n_expected,
        late=sum(form.is_late for form in all_forms),
        replaced=sum(len(form.replaced) for form in all_forms),
        repeated=sum(form.n_repeated for form in all_forms) + sum(other.n_arrivals > 1 for other in other_files),
        others=len(other_files) - n_passed_over,
        held=sum(other.state == SubmissionState.HELD for other in other_files),
        passed_over=n_passed_over,
    )
