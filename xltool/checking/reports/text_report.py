"""Reports of a check: text for people, grouped so that one cause is one entry."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xltool.base.display import visible
from xltool.base.findings import SEVERITIES, SEVERITY_NAMES, Finding, Severity, Tally
from xltool.base.messages import Lang, Text
from xltool.checking.check_report import CheckReport, FileReport

__all__ = ["SAVED_BY", "Line", "grouped", "text_report"]

_MANY = 8  # places named for one message; the others are counted
_RULE_WIDTH = 5  # most rule ids are this long; longer ones push their sentence to the right
_NARROWEST = 24  # columns; below, lines are left to the terminal
_SUMMARY = Text(
    zh="共 {files} 个文件：通过 {accepted}，退回修改 {rejected}，无法读取 {unreadable}；错误 {errors}，提醒 {warnings}，提示 {infos}",
    en="{files} files: {accepted} accepted, {rejected} in need of correction, {unreadable} unreadable; "
    "{errors} errors, {warnings} warnings, {infos} infos",
)
_AND_MORE = Text(zh="等 {count} 处", en="and more, {count} in all")
SAVED_BY = Text(zh="由 {program} 保存", en="saved by {program}")
_MISSING_HEAD = Text(zh="未报送的单位", en="Units that have not sent")

Groups = dict[tuple[Severity, str], dict[str, list[Finding]]]


@dataclass(frozen=True)
class Line:
    """One line of a report; `tone` says how a terminal may show it."""

    text: str
    tone: Severity | str = ""


def grouped(findings: Iterable[Finding], lang: Lang) -> Groups:
    """Findings by root cause, worst first: (severity, rule) → sentence → the findings that say it, in their order."""
    found: Groups = {}
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        sentences = found.setdefault((finding.severity, finding.rule), {})
        sentences.setdefault(finding.message.as_is(lang), []).append(finding)
    return found


def text_report(report: CheckReport, lang: Lang, width: int | None = None) -> Iterator[Line]:
    """The lines of a report: each file with its findings, worst first, then who has not sent, then the totals.

    With a `width` in columns, long entries are folded and go on below their own first word; without, each is one line.
    """
    for file in report.files:
        yield from _file_lines(file, lang, width)
    if report.missing:
        yield Line(f"{_MISSING_HEAD.say(lang)}  {len(report.missing)}", "head")
        for finding in report.missing:
            yield from _folded(f"  {finding.rule:<{_RULE_WIDTH}}", visible(finding.message.as_is(lang)), finding.severity, width)
        yield Line("")
    yield from _folded("", _SUMMARY.say(lang, **vars(report.tally)), "head", width)


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
    yield from _folded("", visible(head), f"status-{file.status}", width)
    name_width = max(columns(name.say(lang)) for name in SEVERITY_NAMES.values())
    for (severity, rule), sentences in grouped(file.findings, lang).items():
        name = SEVERITY_NAMES[severity].say(lang)
        indent = f"  {name}{' ' * (name_width - columns(name))}  {visible(rule):<{_RULE_WIDTH}}"
        for sentence, findings in sentences.items():
            yield from _folded(indent, visible(sentence), severity, width, _places(findings, lang))
            indent = " " * columns(indent)
    yield Line("")


def _places(findings: list[Finding], lang: Lang) -> str:
    places = list(dict.fromkeys(finding.location for finding in findings if finding.location is not None))
    if not places:
        return ""
    named = [str(places[0]), *(place.cell if place.sheet == places[0].sheet else str(place) for place in places[1:_MANY])]
    more = " " + _AND_MORE.say(lang, count=len(places)) if len(places) > _MANY else ""
    return f"@ {visible(' '.join(named))}{more}"


# --- folding ----------------------------------------------------------------------------------------------------------


def columns(text: str) -> int:
    """The columns that a text takes in a terminal; a Chinese character takes two."""
    return sum(_char_columns(char) for char in text)


def _char_columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _folded(indent: str, text: str, tone: str, width: int | None, places: str = "") -> Iterator[Line]:
    """An entry as one line; or folded to a width, what follows the first line standing below the entry's first word."""
    text = text.replace("\n", " ")
    indent = f"{indent} " if indent else ""
    whole = f"{text}  {places}" if places else text
    room = (width or 0) - columns(indent)
    if width is None or room < _NARROWEST or columns(whole) <= room:
        yield Line(f"{indent}{whole}", tone)
        return
    lines = [*_fold(_words(text), room), *(_fold(_cells(places), room) if places else ())]
    for line in lines:
        yield Line(f"{indent}{line}", tone)
        indent = " " * columns(indent)


def _cells(places: str) -> Iterator[str]:
    """The words of a list of cells; the sign before the first cell stays with it."""
    sign, _, rest = places.partition(" ")
    first, *others = rest.split(" ")
    yield from (f"{sign} {first} ", *(f"{word} " for word in others))


def _fold(words: Iterable[str], room: int) -> Iterator[str]:
    """Lines of words, which are broken only where one fills a line by itself."""
    line, used = "", 0
    for word in words:
        size = columns(word)
        if used + columns(word.rstrip()) > room and line:
            yield line.rstrip()
            line, used = "", 0
        while size > room:
            cut = _fitting(word, room)
            yield word[:cut]
            word = word[cut:]  # noqa: PLW2901 - what is left of it
            size = columns(word)
        line, used = line + word, used + size
    yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Where a line may end: after spaces, and beside a Chinese character; punctuation stays with what it follows."""
    word = ""
    for char in text:
        breaks_before = word.endswith(" ") and char != " "
        wide = unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char)[0] == "L"
        after_wide = bool(word) and unicodedata.east_asian_width(word[-1]) in "WF" and char.isalnum()
        if word and (breaks_before or (wide and unicodedata.category(word[-1]) not in ("Ps", "Pi")) or after_wide):
            yield word
            word = ""
        word += char
    yield word


def _fitting(word: str, room: int) -> int:
    """How many characters of a word fill a line."""
    used = 0
    for index, char in enumerate(word):
        used += _char_columns(char)
        if used > room:
            return max(1, index)
    return len(word)
