"""Reports on letters: each as it went out or would go out, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from xltool.base.display import on_one_line, visible
from xltool.base.messages import Lang, Text
from xltool.base.registry import by_name
from xltool.base.report_format import Line, ReportFormat, json_lines
from xltool.campaign.issue.outgoing import LetterOutcome, Mailed, Outcome
from xltool.form.roster import Unit

__all__ = ["LETTER_REPORTS", "Mailed"]

FORMAT_VERSION = 1
_OUTCOMES: Mapping[Outcome, Text] = {
    "drafted": Text(zh="草稿", en="draft"),
    "unchanged": Text(zh="草稿没有变化", en="draft unchanged"),
    "sent": Text(zh="已发出", en="sent"),
    "planned": Text(zh="将发出", en="would go out"),
    "failed": Text(zh="没有发出", en="not mailed"),
}
_TONES: Mapping[Outcome, str] = {"failed": "error", "planned": "head"}
_FROM, _TO = Text(zh="发件人：{text}", en="From: {text}"), Text(zh="收件人：{text}", en="To: {text}")
_SUBJECT, _FILE = Text(zh="主题：{text}", en="Subject: {text}"), Text(zh="附件：{text}（{size} KB）", en="Attached: {text} ({size} KB)")
_DRAFT = Text(zh="草稿文件：{text}", en="Draft: {text}")
_KB = 1000


def _text_lines(mailed: Mailed, lang: Lang, _columns: int | None) -> Iterator[Line]:
    for item in mailed.letters:
        yield Line(visible(on_one_line("  ".join(_heading(item, lang)))), _TONES.get(item.outcome, ""))
        if mailed.is_dry_run:
            yield from _whole(item, lang)


def _heading(item: LetterOutcome, lang: Lang) -> Iterator[str]:
    letter = item.letter
    yield _OUTCOMES[item.outcome].as_is(lang)
    yield letter.kind.heading.as_is(lang)
    yield f"{letter.unit.id} {letter.unit.name}"
    yield "; ".join(letter.recipients)
    if item.draft is not None:
        yield str(item.draft)


def _whole(item: LetterOutcome, lang: Lang) -> Iterator[Line]:
    """Everything that a letter says, as it would go out."""
    letter = item.letter
    if letter.mail.sender:
        yield Line(_FROM.say(lang, text=visible(letter.mail.sender)))
    yield Line(_TO.say(lang, text="; ".join(letter.recipients)))
    yield Line(_SUBJECT.say(lang, text=letter.subject))
    for path in letter.files:
        yield Line(_FILE.say(lang, text=visible(path.name), size=-(-(_size(path) or 0) // _KB)))
    yield Line("")
    yield from (Line(line) for line in letter.text.rstrip("\n").split("\n"))
    yield Line("")


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _json(mailed: Mailed, lang: Lang) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "mail": mailed.way,
        "dry_run": mailed.is_dry_run,
        "letters": [_letter(item, lang) for item in mailed.letters],
        "as_before": mailed.n_unchanged,
        "unaddressed": [_unit(unit) for unit in mailed.unaddressed],
        "put_away": [str(path) for path in mailed.put_away],
        "problems": [problem.as_is(lang) for problem in mailed.problems],
        "notes": [note.as_is(lang) for note in mailed.notes],
    }


def _letter(item: LetterOutcome, lang: Lang) -> dict[str, Any]:
    letter = item.letter
    return {
        "kind": letter.kind.name,
        "outcome": item.outcome,
        "unit": _unit(letter.unit),
        "from": letter.mail.sender or None,
        "to": list(letter.recipients),
        "subject": letter.subject,
        "text": letter.text,
        "attachments": [{"name": path.name, "path": str(path), "size": _size(path)} for path in letter.files],
        "forms": [{"project": form.project or None, "state": form.state or None} for form in letter.items],
        "draft": str(item.draft) if item.draft is not None else None,
        "problem": item.problem.as_is(lang) if item.problem is not None else None,
    }


def _unit(unit: Unit) -> dict[str, str]:
    return {"id": unit.id, "name": unit.name}


def _json_lines(mailed: Mailed, lang: Lang, _columns: int | None) -> Iterable[Line]:
    return json_lines(_json(mailed, lang))


#: The report on letters by the name of its form.
LETTER_REPORTS: Mapping[str, ReportFormat[Mailed]] = by_name(
    (
        ReportFormat(
            name="text",
            suffix=".txt",
            doc=Text(zh="每封信一行；--dry-run 时为全文", en="a line for each letter, with --dry-run all of it"),
            lines=_text_lines,
        ),
        ReportFormat(name="json", suffix=".json", doc=Text(zh="JSON，供其他程序读取", en="JSON for other programs"), lines=_json_lines),
    ),
    "forms of the report on letters",
)
