"""Say of a merge which form it took, how many files count, why others do not, and whether those that count are of one year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltool.base.messages import Text, counted, listed
from xltool.base.states import STATES, SubmissionState
from xltool.merging.dataset.merged import FORMS, Merged

#: How a file that does not count is called, with the number of such files.
_REASONS: Mapping[SubmissionState, Text] = {
    SubmissionState.REJECTED: Text(zh="{n} 份退回修改", en="{n} in need of correction"),
    SubmissionState.UNREADABLE: Text(zh="{n} 份无法读取", en="{n} unreadable"),
    SubmissionState.FOREIGN: Text(zh="{n} 份是其他表格（{forms}）", en="{n} of another form ({forms})"),
    SubmissionState.DUPLICATE: Text(zh="{n} 份已被新报送替换", en="{n} replaced by a later one"),
}


@dataclass(frozen=True, kw_only=True)
class WhatCounts:
    """What was taken of the files that were merged."""

    form: str  # `项目支出绩效目标表 (project-performance-target 2022.1)`; "" where no form was read
    n_counting: int
    left_out: Mapping[SubmissionState, int]  # files that do not count, by the reason
    others: Mapping[str, int]  # id of another form → how many files are of it
    years: Mapping[str, int]  # year → how many of the files that count name it

    def lines(self) -> Iterator[Text]:
        """Yield the form with the numbers of files, and which years they are of; nothing where all files count and are of one year."""
        if not self.left_out and len(self.years) < 2:  # noqa: PLR2004 - one year is what is expected
            return
        form = Text(zh=self.form or "没有读到表格", en=self.form or "no form was read")
        zh, en = f"{form.zh}：计入 {self.n_counting} 份", f"{form.en}: {counted(self.n_counting, 'file counts', 'files count')}"
        if self.left_out:
            n, reasons = sum(self.left_out.values()), self._reasons()
            zh += f"，不计 {n} 份：{'、'.join(reason.zh for reason in reasons)}"
            en += f", {n} {'does' if n == 1 else 'do'} not: {', '.join(reason.en for reason in reasons)}"
        yield Text(zh=zh, en=en)
        if len(self.years) > 1:
            years = listed(f"{year} ({n})" for year, n in self.years.items())
            yield Text(zh=f"计入的报送年度不一：{years.zh}", en=f"the files that count are of several years: {years.en}")

    def _reasons(self) -> list[Text]:
        forms = listed(f"{form} {n}" for form, n in self.others.items())
        return [_REASONS[state].filled(n=n, forms=forms) for state, n in self.left_out.items()]


def what_counts(merged: Merged) -> WhatCounts:
    """Return what was taken of files that were merged without a campaign: there, states are those of `merge` alone."""
    files = [row for row in merged.spools["submissions"].values("status", "template", "year") if row[0] != SubmissionState.MISSING]
    counting = (SubmissionState.ACCEPTED, *([SubmissionState.REJECTED] if merged.include_rejected else []))
    definition = merged.definition
    states = Counter(STATES[state] for state, _, _ in files)
    return WhatCounts(
        form=f"{definition.schema.title} ({definition.id} {definition.version})" if definition else "",
        n_counting=merged.spools[FORMS].n_rows,
        left_out={state: states[state] for state in _REASONS if states[state] and state not in counting},
        others=Counter(form for state, form, _ in sorted(files, key=str) if state == SubmissionState.FOREIGN),
        years=Counter(sorted(year for state, _, year in files if state in counting and year)),
    )
