"""Group the findings of a report and fold its lines to a width: what every report for people is made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from xltool.base.display import display_width
from xltool.base.findings import SEVERITIES, Finding, Severity
from xltool.base.messages import Lang, Text
from xltool.base.report_format import Line
from xltool.form.field_names import joined
from xltool.rules.definition import Definition

_NARROWEST = 24  # columns; below, lines are left to the terminal
SAVED_BY = Text(zh="由 {program} 保存", en="saved by {program}")
#: What stands above the notes that most files share, which are in no other number.
COMMON_NOTES = Text(
    zh="多数表共有的说明（只列一次，不计入上下各数）", en="Notes that most files share (said once, and counted nowhere else)"
)

Groups = dict[tuple[Severity, str], dict[str, list[Finding]]]


def grouped(findings: Iterable[Finding], lang: Lang) -> Groups:
    """Group findings by root cause, worst first: (severity, rule) → sentence → the findings that say it, in their order."""
    groups: Groups = {}
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        sentences = groups.setdefault((finding.severity, finding.rule), {})
        sentences.setdefault(finding.message.as_is(lang), []).append(finding)
    return groups


def row_name(finding: Finding, definition: Definition | None) -> str:
    """Return what people call the row and the block of a finding; "" where they have no names."""
    if definition is None or not finding.field:
        return ""
    return joined(definition.schema.block_name(finding.field), definition.schema.row_name(finding.field))


# --- folding ----------------------------------------------------------------------------------------------------------


def folded(indent: str, text: str, tone: str, width: int | None, places: str = "", *, behind: str = "") -> Iterator[Line]:
    """Yield an entry as one line, or folded to a width: what follows the first line stands below the entry's first word.

    Places begin a line of their own where they do not fit; `behind` them stands what comes last of all.
    """
    text = text.replace("\n", " ")
    indent = f"{indent} " if indent else ""
    whole = "  ".join(part for part in (text, places, behind) if part)
    room = (width or 0) - display_width(indent)
    if width is None or room < _NARROWEST or display_width(whole) <= room:
        yield Line(f"{indent}{whole}", tone)
        return
    sentence, cells = [*_words(text)], [*(_cells(places) if places else ())]
    ended = cells or sentence
    if behind:
        ended[-1] = f"{ended[-1].rstrip()}  "
        ended.append(behind)
    lines = [*_fold(sentence, room), *(_fold(cells, room) if cells else ())]
    for line in lines:
        yield Line(f"{indent}{line}", tone)
        indent = " " * display_width(indent)


def _cells(places: str) -> Iterator[str]:
    """Yield the words of a list of cells; the sign before the first cell stays with it."""
    sign, _, rest = places.partition(" ")
    first, *others = rest.split(" ")
    yield from (f"{sign} {first} ", *(f"{word} " for word in others))


def _fold(words: Iterable[str], room: int) -> Iterator[str]:
    """Break words into lines; a word is broken only where it fills a line by itself."""
    line, used = "", 0
    for word in words:
        size = display_width(word)
        if used + display_width(word.rstrip()) > room and line:
            yield line.rstrip()
            line, used = "", 0
        while size > room:
            cut = _fitting(word, room)
            yield word[:cut]
            word = word[cut:]  # noqa: PLW2901 - what is left of it
            size = display_width(word)
        line, used = line + word, used + size
    yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Split a text where a line may end: after spaces and beside a Chinese character; punctuation stays with what it follows."""
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
    """Count the characters of a word that fill a line."""
    used = 0
    for index, char in enumerate(word):
        used += display_width(char)
        if used > room:
            return max(1, index)
    return len(word)
