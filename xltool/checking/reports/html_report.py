"""Report a check as one HTML page: it loads nothing, works from disk, can be searched, filtered and printed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltool.base.display import visible
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Finding, Severity, Tally
from xltool.base.messages import Lang, Text
from xltool.base.states import FILE_STATES
from xltool.checking.check_report import CheckReport, FileReport
from xltool.checking.reports.report_lines import COMMON_NOTES, SAVED_BY, grouped, row_name
from xltool.checking.webpage import render
from xltool.rules.definition import Definition
from xltool.workbook.marks import shown

_LONGEST_VALUE = 200  # characters of a value shown
_SHORT_VALUE, _MANY_VALUES = 24, 12  # values this short, and not more of them, stand beside their cells

_MOST_CHOICES = 200  # files or units beyond which nobody looks for one in a list of choices: the search finds it

#: Everything the page itself says.
WORDS: dict[str, Text] = {
    "title": Text(zh="校验报告", en="Check report"),
    "made": Text(zh="{when} 生成", en="Made {when}"),
    "skip": Text(zh="跳到正文", en="Skip to the findings"),
    "files": Text(zh="文件", en="Files"),
    "file": Text(zh="文件", en="File"),
    "unit": Text(zh="单位", en="Unit"),
    "status": Text(zh="结果", en="Result"),
    "overview": Text(zh="文件一览", en="All files"),
    "common_notes": COMMON_NOTES,
    "by_rule": Text(zh="问题分布", en="Findings by rule"),
    "rule": Text(zh="规则", en="Rule"),
    "severity": Text(zh="级别", en="Severity"),
    "problem": Text(zh="问题与位置", en="Problem and places"),
    "example": Text(zh="内容（首例）", en="What it says (first case)"),
    "count": Text(zh="处", en="Places"),
    "in_files": Text(zh="涉及文件", en="Files"),
    "missing": Text(zh="未报送的单位", en="Units that have not sent"),
    "missing_count": Text(zh="未报送", en="Not sent"),
    "filter": Text(zh="筛选", en="Filter"),
    "search": Text(zh="搜索", en="Search"),
    "search_hint": Text(zh="文件、单位、单元格、文字……", en="file, unit, cell, words …"),
    "all_rules": Text(zh="全部规则", en="all rules"),
    "all_units": Text(zh="全部单位", en="all units"),
    "all_files": Text(zh="全部文件", en="all files"),
    "all_statuses": Text(zh="全部结果", en="all results"),
    "reset": Text(zh="清除筛选", en="Clear"),
    "shown": Text(zh="显示 {shown} / {all} 条", en="{shown} of {all} shown"),
    "nothing": Text(zh="没有发现问题。", en="No problems were found."),
    "no_match": Text(zh="没有符合条件的内容。", en="Nothing matches the filter."),
    "details": Text(zh="查看填写的内容", en="What was filled in"),
    "cell": Text(zh="单元格", en="Cell"),
    "field": Text(zh="栏目", en="Field"),
    "value": Text(zh="填写的内容", en="Value"),
    "whole_file": Text(zh="整份文件", en="the whole file"),
    "template": Text(zh="模板 {id} {version}", en="template {id} {version}"),
    "findings_of": Text(zh="{name} 的问题", en="Findings of {name}"),
    "top": Text(zh="回到顶部", en="Back to the top"),
}


@dataclass(frozen=True, kw_only=True)
class _Place:
    cell: str
    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class _Chip:
    """A cell as it is named below a sentence; with what stands there, where all of that is short."""

    cell: str
    row: str  # what people call its row; "" where rows have no names
    value: str


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One sentence about a file, with every place that it is about."""

    sentence: str
    sheets: tuple[tuple[str, tuple[_Chip, ...]], ...]  # sheet → cells
    values: tuple[_Place, ...]  # what stands there, where it is too long to stand beside the cells


@dataclass(frozen=True, kw_only=True)
class _Group:
    """One root cause in a file: a rule at one severity."""

    rule: str
    severity: Severity
    count: int
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, kw_only=True)
class _File:
    number: int
    name: str
    folder: str
    unit: str
    template: str
    program: str
    status: str
    tally: Tally
    groups: tuple[_Group, ...]


@dataclass(frozen=True, kw_only=True)
class _RuleCount:
    rule: str
    severity: Severity
    example: str
    count: int
    files: int


def html_report(report: CheckReport, lang: Lang, *, when: dt.datetime | None = None) -> str:
    """Render the page; `when` is the time that it states, now if not given."""
    notes, report = report.common_notes, report.without_common_notes
    page = _Page(report, lang)
    return render(
        "report.html.j2",
        lang,
        WORDS,
        styles=["report.css"],
        scripts=["long_list.js", "report.js"],
        most_choices=_MOST_CHOICES,
        severities=[(severity, SEVERITY_NAMES[severity].say(lang)) for severity in SEVERITIES],
        severity_names={severity: SEVERITY_NAMES[severity].say(lang) for severity in SEVERITIES},
        status_names={status: status.text.say(lang) for status in FILE_STATES},
        when=(when or dt.datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M"),
        tally=report.tally,
        files=(files := list(page.files())),
        missing=list(page.missing()),
        notes=[(visible(note.rule), visible(note.said.as_is(lang))) for note in notes],
        rules=_rule_counts(files),
        units=sorted({file.unit for file in files if file.unit} | {unit for unit, _ in page.missing()}),
    )


def _rule_counts(files: Iterable[_File]) -> list[_RuleCount]:
    """Count how often each rule is broken, and in how many files; worst first, then the most frequent."""
    counts: Counter[tuple[Severity, str]] = Counter()
    in_files: Counter[tuple[Severity, str]] = Counter()
    examples: dict[tuple[Severity, str], str] = {}
    for file in files:
        for group in file.groups:
            key = (group.severity, group.rule)
            counts[key] += group.count
            in_files[key] += 1
            examples.setdefault(key, group.entries[0].sentence)
    order = sorted(counts, key=lambda key: (SEVERITIES.index(key[0]), -counts[key], key[1]))
    return [_RuleCount(rule=key[1], severity=key[0], example=examples[key], count=counts[key], files=in_files[key]) for key in order]


class _Page:
    """The report in the words of the page; every text of a sender is made visible here, and escaped by the template."""

    def __init__(self, report: CheckReport, lang: Lang) -> None:
        self.report = report
        self.lang = lang

    def files(self) -> Iterator[_File]:
        for number, file in enumerate(self.report.files, start=1):
            path = Path(file.path)
            yield _File(
                number=number,
                name=visible(path.name),
                folder=visible(str(path.parent)) if str(path.parent) != "." else "",
                unit=self._unit(file),
                template=self._template(file),
                program=SAVED_BY.say(self.lang, program=file.blamed_program) if file.blamed_program else "",
                status=file.status,
                tally=file.tally,
                groups=tuple(self._groups(file)),
            )

    def missing(self) -> list[tuple[str, str]]:
        """Return (name, rule) of each unit that has not sent."""
        return [(self._unit_name(str(finding.value or "")), finding.rule) for finding in self.report.missing]

    def _unit(self, file: FileReport) -> str:
        """Return the name of the unit that sent a file: as the roster has it, else as the form says."""
        if self.report.roster is not None and file.unit:
            return self._unit_name(file.unit)
        named = file.document.get(file.definition.template.identity.unit) if file.definition else None
        return _clipped(shown(named) or visible(file.unit or ""), 80)

    def _unit_name(self, unit_id: str) -> str:
        unit = self.report.roster.by_id(unit_id) if self.report.roster else None
        return visible(unit.name if unit else unit_id)

    def _template(self, file: FileReport) -> str:
        return WORDS["template"].say(self.lang, id=visible(file.template), version=visible(file.version or "")) if file.template else ""

    def _groups(self, file: FileReport) -> Iterator[_Group]:
        for (severity, rule), sentences in grouped(file.findings, self.lang).items():
            yield _Group(
                rule=visible(rule),
                severity=severity,
                count=sum(len(findings) for findings in sentences.values()),
                entries=tuple(self._entry(sentence, findings, file.definition) for sentence, findings in sentences.items()),
            )

    def _entry(self, sentence: str, findings: Sequence[Finding], definition: Definition | None) -> _Entry:
        values = tuple(self._places(findings, definition))
        short = len(values) <= _MANY_VALUES and all(len(place.value) <= _SHORT_VALUE for place in values)
        beside = {place.cell: place.value for place in values} if short else {}
        return _Entry(sentence=visible(sentence), sheets=_by_sheet(findings, beside, definition), values=() if short else values)

    def _places(self, findings: Sequence[Finding], definition: Definition | None) -> Iterator[_Place]:
        for finding in findings:
            value = visible(definition.schema.value_text(finding.field, finding.value)) if definition else shown(finding.value)
            if value and finding.location is not None:
                label = " · ".join(part for part in (row_name(finding, definition), field_label(finding.field, definition)) if part)
                yield _Place(cell=finding.location.cell, field=visible(label), value=_clipped(value, _LONGEST_VALUE))


def field_label(path: str | None, definition: Definition | None) -> str:
    """Return the label of a concrete field path, "" when it has none."""
    if path is None or definition is None:
        return path or ""
    return definition.schema.title_of(definition.schema.declared(path))


def _by_sheet(
    findings: Sequence[Finding], beside: Mapping[str, str], definition: Definition | None
) -> tuple[tuple[str, tuple[_Chip, ...]], ...]:
    """Group cells by sheet; `beside` is what stands in them, as far as it is shown there."""
    sheets: dict[str, dict[str, _Chip]] = {}
    for finding in findings:
        if finding.location is not None:
            cell = finding.location.cell
            sheets.setdefault(visible(finding.location.sheet), {})[cell] = _Chip(
                cell=cell, row=visible(row_name(finding, definition)), value=beside.get(cell, "")
            )
    return tuple((sheet, tuple(chips.values())) for sheet, chips in sheets.items())


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"
