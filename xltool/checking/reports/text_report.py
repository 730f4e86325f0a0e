"""Report a check as text for people, grouped so that one cause is one entry."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.display import display_width, on_one_line, visible
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Finding, Tally
from xltool.base.messages import Lang, Text, counted
from xltool.base.report_format import Line
from xltool.checking.check_report import CheckReport, FileReport
from xltool.checking.reports.report_lines import COMMON_NOTES, SAVED_BY, folded, grouped, row_name
from xltool.rules.definition import Definition

_MANY = 8  # places named for one message; the others are counted
_NAMED = Text(zh="（{row}）", en=" ({row})")
_AND_MORE = Text(zh="等 {count} 处", en="and more, {count} in all")
_MISSING_HEAD = Text(zh="未报送的单位", en="Units that have not sent")


def text_report(report: CheckReport, lang: Lang, width: int | None = None) -> Iterator[Line]:
    """Yield the lines of a report: each file with its findings, worst first, then who has not sent, what most files share, the totals.

    With a `width` in columns, long entries are folded and go on below their own first word; without, each is one line.
    """
    notes, report = report.common_notes, report.without_common_notes
    for file in report.files:
        yield from _file_lines(file, lang, width)
    if report.missing:
        yield Line(f"{_MISSING_HEAD.say(lang)}  {len(report.missing)}", "head")
        for finding in report.missing:
            yield from folded(" ", visible(finding.message.as_is(lang)), finding.severity, width, behind=_id(finding.rule))
        yield Line("")
    if notes:
        yield Line(COMMON_NOTES.say(lang), "head")
        for note in notes:
            yield from folded(" ", visible(note.said.as_is(lang)), "info", width, behind=_id(note.rule))
        yield Line("")
    yield from folded("", _summary(report.tally).as_is(lang), "head", width)


def _summary(tally: Tally) -> Text:
    """Say how many files and findings there are of each sort."""
    zh = (
        f"共 {tally.files} 个文件：通过 {tally.accepted}，退回修改 {tally.rejected}，无法读取 {tally.unreadable}；"
        f"错误 {tally.errors}，提醒 {tally.warnings}，参考 {tally.infos}"
    )
    files = f"{tally.accepted} accepted, {tally.rejected} in need of correction, {tally.unreadable} unreadable"
    findings = f"{counted(tally.errors, 'error')}, {counted(tally.warnings, 'warning')}, {tally.infos} info"
    return Text(zh=zh, en=f"{counted(tally.files, 'file')}: {files}; {findings}")


def _file_lines(file: FileReport, lang: Lang, width: int | None) -> Iterator[Line]:
    counted: Tally = file.tally
    counts = "  ".join(
        f"{SEVERITY_NAMES[severity].say(lang)} {count}"
        for severity, count in zip(SEVERITIES, (counted.errors, counted.warnings, counted.infos), strict=True)
        if count
    )
    unit = f"  [{file.unit}]" if file.unit else ""
    program = f"  {SAVED_BY.say(lang, program=file.blamed_program)}" if file.blamed_program else ""
    head = f"{file.path}{unit}  {file.status.text.say(lang)}  {counts}".rstrip() + program
    yield from folded("", on_one_line(visible(head)), f"status-{file.status}", width)
    name_width = max(display_width(name.say(lang)) for name in SEVERITY_NAMES.values())
    for (severity, rule), sentences in grouped(file.findings, lang).items():
        name = SEVERITY_NAMES[severity].say(lang)
        indent = f"  {name}{' ' * (name_width - display_width(name))} "
        for sentence, findings in sentences.items():
            places = _places(sentence, findings, file.definition, lang)
            yield from folded(indent, visible(sentence), severity, width, places, behind=_id(rule))
            indent = " " * display_width(indent)
    yield Line("")


def _id(rule: str) -> str:
    """Return the id of a rule as it stands behind what is said of it."""
    return f"[{visible(rule)}]"


def _places(sentence: str, findings: list[Finding], definition: Definition | None, lang: Lang) -> str:
    """Name the cells of findings, with the name of the row where rows have names and the sentence does not say it."""
    rows = {finding.location: row_name(finding, definition) for finding in findings if finding.location is not None}
    places = list(rows)
    if not places:
        return ""
    named = [str(places[0]), *(place.cell if place.sheet == places[0].sheet else str(place) for place in places[1:_MANY])]
    for index, place in enumerate(places[:_MANY]):
        if rows[place] and rows[place] not in sentence:
            named[index] += _NAMED.say(lang, row=rows[place])
    more = " " + _AND_MORE.say(lang, count=len(places)) if len(places) > _MANY else ""
    return f"@ {visible(' '.join(named))}{more}"
