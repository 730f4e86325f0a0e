"""Count who breaks which rule: each rule over all findings (规则统计), and rule by department (规则分布)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import a1
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Severity
from xltool.merging.dataset.arrow_arrays import REAL
from xltool.merging.dataset.arrow_columns import each, table_of, text_column, whole_column
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.figure_grid import write_grid
from xltool.merging.summary.figures import NOT_COUNTING, Figures
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import (
    FIRST_FIGURE,
    At,
    Department,
    Figure,
    FigureGrid,
    Heading,
    ListColumn,
    Listing,
    countifs,
)
from xltool.merging.summary.summary_book import SummaryBook
from xltool.rules.reference import entries

#: Names of units that a rule's line shows, characters of each, and rules that the sheet of departments has columns for.
MOST_UNITS, _NAME_LENGTH, MOST_RULES = 12, 24, 30


@dataclass(frozen=True, kw_only=True)
class RuleStat:
    """One rule (of one severity) that somebody breaks."""

    rule: str
    severity: Severity
    sentence: str
    n_submissions: int
    n_findings: int
    units: tuple[str, ...]  # names, those with most findings first


@dataclass
class _Tally:
    """Findings of one rule, as they are counted."""

    message: str  # of the first
    n_submissions: int = 0
    units: Counter[str] = field(default_factory=Counter)
    departments: Counter[int] = field(default_factory=Counter)  # by the numbers of their lines


@dataclass(frozen=True)
class RuleStats:
    """The rules that are broken, the gravest and most frequent first."""

    figures: Figures
    book: SummaryBook

    @cached_property
    def stats(self) -> list[RuleStat]:
        """One for each rule and severity found; what breaks it in most submissions first."""
        stats = [self._stat(*key, tally) for key, tally in self._tallies.items()]
        return sorted(stats, key=lambda stat: (SEVERITIES.index(stat.severity), -stat.n_submissions, -stat.n_findings, stat.rule))

    def _stat(self, rule: str, severity: Severity, tally: _Tally) -> RuleStat:
        return RuleStat(
            rule=rule,
            severity=severity,
            sentence=self._sentence(rule, tally.message),
            n_submissions=tally.n_submissions,
            n_findings=tally.units.total(),
            units=tuple(name for name, _ in tally.units.most_common()),
        )

    def _sentence(self, rule: str, first_case: str) -> str:
        """Return what is said of a rule that is broken; where that differs from case to case, the first as an example."""
        is_one = self._sentences.get(rule, first_case) == first_case
        return first_case if is_one else self.book.say(messages.FOR_EXAMPLE, case=first_case)

    @cached_property
    def _tallies(self) -> dict[tuple[str, Severity], _Tally]:
        """What is counted of each rule and severity. The findings of one submission stand together."""
        tallies: dict[tuple[str, Severity], _Tally] = {}
        message = f"message_{self.book.lang}"
        rows = self.figures.values("findings", "rule", "severity", "file", "unit", "unit_name", "department", message)
        for (file, _), findings in groupby(rows, key=itemgetter(2, 3)):
            broken = set()
            for rule, severity, _, _, unit_name, department, sentence in findings:
                tally = tallies.setdefault((rule, severity), _Tally(sentence))
                tally.units[unit_name or (file and Path(file).name) or self.book.say(messages.UNKNOWN)] += 1
                tally.departments[self.figures.numbers[department]] += 1
                broken.add((rule, severity))
            for key in broken:
                tallies[key].n_submissions += 1
        return tallies

    @cached_property
    def _sentences(self) -> Mapping[str, str]:
        """Each rule in plain words; that of the first case where a rule has several."""
        definition = self.figures.merged.definition
        rules = entries(definition) if definition else ()
        return {entry.id: entry.sentence.say(self.book.lang) for entry in reversed(list(rules))}

    # --- 规则统计 -----------------------------------------------------------------------------------------------------

    def page(self) -> pa.RecordBatch:
        """Return the rules as rows of a list."""
        stats = self.stats
        return table_of(
            [
                text_column("rule", [stat.rule for stat in stats]),
                text_column("severity", [stat.severity for stat in stats]),
                text_column("sentence", [stat.sentence for stat in stats]),
                whole_column("submissions", [stat.n_submissions for stat in stats]),
                whole_column("findings", [stat.n_findings for stat in stats]),
                text_column("units", [self._names(stat.units) for stat in stats]),
            ]
        )

    def columns(self, findings: Listing, submissions: Listing) -> list[ListColumn]:
        """Return the columns of that list but the severity, which stands second; what can be counted in the list of findings is a formula over it."""
        say = self.book.say
        n_all = sum(status not in NOT_COUNTING for (status,) in self.figures.values("submissions", "status"))
        left_out = [say(state.text) for state in NOT_COUNTING if self.figures.n_submissions((state,))]
        share, count = partial(_share, submissions, left_out), partial(_count, findings)
        return [
            (Heading(key="rule", text=say(messages.RULE), style="center", least=8, most=24), lambda page: ListCells(page["rule"])),
            (Heading(key="sentence", text=say(messages.RULE_SENTENCE), least=30, most=54), lambda page: ListCells(page["sentence"])),
            (
                Heading(key="submissions", text=say(messages.RULE_SUBMISSIONS), style="count", least=9),
                lambda page: ListCells(page["submissions"]),
            ),
            (
                Heading(key="share", text=say(messages.RULE_SHARE), style="percent", least=9),
                lambda page: ListCells(each(page["submissions"], lambda n: n / n_all, REAL), formula=share),
            ),
            (
                Heading(key="findings", text=say(messages.RULE_FINDINGS), style="count", least=8),
                lambda page: ListCells(page["findings"], formula=count),
            ),
            (Heading(key="units", text=say(messages.RULE_UNITS), least=24, most=60), lambda page: ListCells(page["units"])),
        ]

    def _names(self, units: tuple[str, ...]) -> str:
        names = [name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…" for name in units[:MOST_UNITS]]
        text = self.book.say(messages.COMMA).join(names)
        return text if len(units) <= MOST_UNITS else text + self.book.say(messages.AND_MORE, n=len(units))

    # --- 规则分布 -----------------------------------------------------------------------------------------------------

    @cached_property
    def spread_stats(self) -> list[RuleStat]:
        """The rules that have a column there: as many as a page has room for, hints only where nothing is worse."""
        grave = [stat for stat in self.stats if stat.severity != "info"]
        return (grave or self.stats)[:MOST_RULES]

    def write_spread(self, sheet: Worksheet, title: str, lines: Sequence[Department], findings: Listing) -> FigureGrid:
        """Fill the sheet of department × rule with numbers of findings."""
        say = self.book.say
        note = say(messages.RULE_SPREAD_NOTE) + say(messages.NOT_PRINTED)
        if len(self.stats) > len(self.spread_stats):
            note += say(messages.RULES_CUT, n=len(self.stats), shown=len(self.spread_stats))
        grid = write_grid(self.book, sheet, title, note, lines, list(self._columns(findings)))
        for column, stat in enumerate(self.spread_stats, start=FIRST_FIGURE):
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": self.book.mark(stat.severity)}
            sheet.conditional_format(grid.first_row - 1, column - 1, grid.total_row - 2, column - 1, rule)
        return grid

    def _columns(self, findings: Listing) -> Iterator[Figure]:
        for index, stat in enumerate(self.spread_stats):
            yield Figure(
                key=f"rule:{index}",
                group=self.book.say(SEVERITY_NAMES[stat.severity]),
                text=stat.rule.replace(".", ".\n"),
                style="tally",
                width=6,
                formula=partial(self._count_of, findings, stat),
                value=partial(self._value_of, stat),
            )

    def _count_of(self, findings: Listing, stat: RuleStat, _at: At, number: str) -> str | None:
        severity = self.book.say(SEVERITY_NAMES[stat.severity])
        tests = {"number": number, "rule": _quoted(stat.rule), "severity": _quoted(severity)}
        return countifs(findings, tests)

    def _value_of(self, stat: RuleStat, department: Department | None) -> int:
        return self._tallies[stat.rule, stat.severity].departments[department.number] if department else stat.n_findings


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _count(findings: Listing, row: int) -> str | None:
    """Return a formula that counts the findings of the rule and severity that the row names in its first two cells."""
    return countifs(findings, {"rule": a1(row, 1), "severity": a1(row, 2)})


def _share(submissions: Listing, left_out: Sequence[str], row: int) -> str | None:
    """Return a formula for the fourth cell of the row as a share of all submissions but those in some states."""
    numbers, states = submissions.range("number"), submissions.range("state")
    if not numbers:
        return None
    less = "".join(f"-COUNTIFS({states},{_quoted(state)})" for state in left_out)
    return f"={a1(row, 4)}/(COUNT({numbers}){less})" if less else f"={a1(row, 4)}/COUNT({numbers})"
