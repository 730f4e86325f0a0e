"""Reports of a check: text for people, grouped so that one cause is one entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltool.checking import CheckReport, FileReport
from xltool.finding import SEVERITIES, SEVERITY_NAMES, Finding, Severity, Tally
from xltool.text import Lang, Text

STATUS_NAMES = {
    "accepted": Text(zh="通过", en="accepted"),
    "rejected": Text(zh="退回", en="rejected"),
    "unreadable": Text(zh="无法读取", en="unreadable"),
}
_MANY = 8  # places named for one message; the others are counted
_SUMMARY = Text(
    zh="共 {files} 个文件：通过 {accepted}，退回 {rejected}，无法读取 {unreadable}；错误 {errors}，提醒 {warnings}，提示 {infos}",
    en="{files} files: {accepted} accepted, {rejected} rejected, {unreadable} unreadable; "
    "{errors} errors, {warnings} warnings, {infos} infos",
)
_AND_MORE = Text(zh="等 {count} 处", en="and more, {count} in all")
_MISSING_HEAD = Text(zh="尚未报送的单位", en="Units that have not sent")


@dataclass(frozen=True)
class Line:
    """One line of a report; `tone` says how a terminal may show it."""

    text: str
    tone: Severity | str = ""


def text_report(report: CheckReport, lang: Lang) -> Iterator[Line]:
    """The lines of a report: each file with its findings, worst first, then who has not sent, then the totals."""
    for file in report.files:
        yield from _file_lines(file, lang)
    if report.missing:
        yield Line(_MISSING_HEAD.say(lang), "head")
        for finding in report.missing:
            yield Line(f"  {finding.rule}  {finding.message.say(lang)}", finding.severity)
        yield Line("")
    yield Line(_SUMMARY.say(lang, **vars(report.tally)), "head")


def _file_lines(file: FileReport, lang: Lang) -> Iterator[Line]:
    counted: Tally = file.tally
    counts = "  ".join(
        f"{SEVERITY_NAMES[severity].say(lang)} {count}"
        for severity, count in zip(SEVERITIES, (counted.errors, counted.warnings, counted.infos), strict=True)
        if count
    )
    unit = f"  [{file.unit}]" if file.unit else ""
    yield Line(f"{file.path}{unit}  {STATUS_NAMES[file.status].say(lang)}  {counts}".rstrip(), f"status-{file.status}")
    for severity in SEVERITIES:
        for (rule, sentence), findings in _grouped(file.findings, severity, lang).items():
            yield Line(f"  {SEVERITY_NAMES[severity].say(lang)}  {rule}  {sentence}{_places(findings, lang)}", severity)
    yield Line("")


def _grouped(findings: tuple[Finding, ...], severity: Severity, lang: Lang) -> dict[tuple[str, str], list[Finding]]:
    """The findings of a severity by rule and sentence, in their order."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity == severity:
            found.setdefault((finding.rule, finding.message.say(lang)), []).append(finding)
    return found


def _places(findings: list[Finding], lang: Lang) -> str:
    places = [finding.location for finding in findings if finding.location is not None]
    if not places:
        return ""
    named = [str(places[0]), *(place.cell if place.sheet == places[0].sheet else str(place) for place in places[1:_MANY])]
    more = " " + _AND_MORE.say(lang, count=len(places)) if len(places) > _MANY else ""
    return f"  @ {' '.join(named)}{more}"
