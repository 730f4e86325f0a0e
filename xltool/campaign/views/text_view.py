"""Status and history for a terminal, and as plain lines for a pipe or a file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text as Shown

from xltool.base.display import visible
from xltool.base.findings import count_text
from xltool.base.messages import Lang
from xltool.campaign.history import FormHistory, History, HistoryEntry
from xltool.campaign.ledger_records import Submission
from xltool.campaign.status import FormStatus, OtherFile, Status
from xltool.campaign.views.view_messages import (
    WORDS,
    dates,
    file_path,
    joined,
    local,
    remarks,
    repetition,
    short_hash,
    totals,
)
from xltool.checking.reports import difference_lines

_TONES = {
    "accepted": "green", "rejected": "red", "missing": "bold red", "unreadable": "red", "unlisted": "red", "foreign": "red",
    "added": "green", "removed": "red", "changed": "", "moved": "", "head": "bold",
}  # fmt: skip
_WIDE = 100_000  # columns: nothing is folded
_NARROW = ("state", "unit_id", "received", "errors", "warnings")  # columns that are never folded
_MOST_ERRORS = 8  # sentences shown of one submission
_NUMBERS = ("errors", "warnings")


@dataclass(frozen=True)
class _Row:
    """One line of a table: column → what stands there."""

    tone: str
    cells: dict[str, str]


def plain_text(lines: Iterable[Shown | Table]) -> str:
    """What a terminal would show, without colours, as wide as it is."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=_WIDE, color_system=None, force_terminal=False, legacy_windows=False)
    for line in lines:
        console.print(line)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def status_text(status: Status, lang: Lang) -> Iterator[Shown | Table]:
    """How everyone stands: totals, a line for each form, then what came besides."""
    yield Shown(f"{visible(status.title)}  {WORDS['title'].say(lang)}", "bold")
    yield Shown(dates(status, lang))
    yield Shown("  ".join(f"{name} {number}" for _, name, number in totals(status, lang)), "bold")
    if status.n_stale:
        yield Shown(WORDS["stale"].say(lang, n=status.n_stale), "yellow")
    yield Shown("")
    if status.forms:
        yield _table([_form_row(form, lang) for form in status.forms], lang)
    else:
        yield Shown(WORDS["no_units"].say(lang))
    if status.others:
        yield Shown(f"\n{WORDS['other_files'].say(lang)}  {len(status.others)}", "bold")
        yield _table([_other_row(other, lang) for other in status.others], lang)


def _form_row(form: FormStatus, lang: Lang) -> _Row:
    latest = form.latest
    counts = {"errors": latest.n_errors, "warnings": latest.n_warnings} if latest else {}
    cells = {
        "state": form.state.text.say(lang),
        "unit_id": form.unit.id,
        "unit": form.unit.name,
        "project": form.project,
        "received": local(latest.received_at) if latest else "",
        **{name: str(number) if number else "" for name, number in counts.items()},
        "remarks": joined(remarks(form, lang), lang),
        "file": file_path(latest.name) if latest else "",
    }
    return _Row(form.state, cells)


def _other_row(other: OtherFile, lang: Lang) -> _Row:
    item = other.submission
    cells = {
        "state": item.decision.text.say(lang),
        "file": file_path(item.name),
        "received": local(item.received_at),
        "reason": other.reason.as_is(lang),
        "remarks": repetition(other, lang),
    }
    return _Row(item.decision, cells)


def _table(rows: list[_Row], lang: Lang) -> Table:
    """Aligned columns; one in which nothing stands is left out."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    names = [name for name in dict.fromkeys(name for row in rows for name in row.cells) if any(row.cells.get(name) for row in rows)]
    for name in names:
        is_number = name in _NUMBERS
        table.add_column(WORDS[name].say(lang), no_wrap=name in _NARROW, overflow="fold", justify="right" if is_number else "left")
    for row in rows:
        cells = (_cell(row, name) for name in names)
        table.add_row(*cells)
    return table


def _cell(row: _Row, name: str) -> Shown:
    text = visible(row.cells.get(name, "")).replace("\n", " ")
    return Shown(text, _TONES[row.tone] if name == "state" else "")


# --- history ----------------------------------------------------------------------------------------------------------


def history_text(history: History, lang: Lang) -> Iterator[Shown]:
    """A unit's story: what was sent out, then each form with its submissions, and what changed between them."""
    unit = history.unit
    yield Shown(visible(f"{unit.name} [{unit.id}]  {WORDS['history'].say(lang)}"), "bold")
    yield Shown(visible(history.title))
    for row in history.issued:
        yield Shown(visible(f"{WORDS['issued'].say(lang)} {local(row.issued_at)}  {row.path}"))
    for form in history.forms:
        yield from _form_lines(form, lang)
    if history.others:
        yield Shown(f"\n{WORDS['no_unit_form'].say(lang)}", "bold")
        for entry in history.others:
            yield from _entry_lines(entry, 0, lang)


def _form_lines(form: FormHistory, lang: Lang) -> Iterator[Shown]:
    standing = form.standing
    late = WORDS["is_late"].say(lang) if standing.is_late else ""
    parts = (standing.project, standing.state.text.say(lang), late)
    yield Shown("\n" + visible("  ".join(part for part in parts if part)), "bold")
    if not form.entries:
        yield Shown(f"  {WORDS['nothing'].say(lang)}")
    for number, entry in enumerate(form.entries, start=1):
        yield from _entry_lines(entry, number, lang)


def _entry_lines(entry: HistoryEntry, number: int, lang: Lang) -> Iterator[Shown]:
    item = entry.submission
    counts = count_text(item.n_errors, item.n_warnings).as_is(lang)
    current = WORDS["current"].say(lang) if entry.is_current else ""
    program = WORDS["saved_by"].say(lang, program=item.program) if item.program else ""
    parts = (f"{number}." if number else "-", item.decision.text.say(lang), counts, current, short_hash(item), program)
    yield Shown(visible("  ".join(part for part in parts if part)), _TONES[item.decision])
    for arrival in entry.arrivals:
        said = WORDS["via"].say(lang, when=local(arrival.received_at), source=file_path(arrival.source))
        sender = "  " + WORDS["sender"].say(lang, sender=arrival.sender) if arrival.sender else ""
        yield Shown(visible(f"   {said}{sender}"))
    yield from _error_lines(item, lang)
    if item.returned:
        yield Shown(visible(f"   {WORDS['returned'].say(lang)}  {item.returned}"))
    if entry.changes is not None:
        yield Shown(f"   {WORDS['changes'].say(lang)}")
        for line in difference_lines(entry.changes, lang, indent="     ", with_names=False):
            yield Shown(line.text, _TONES.get(line.tone, ""))


def _error_lines(item: Submission, lang: Lang) -> Iterator[Shown]:
    """What must be corrected, each sentence once, with its first cell; the marked return has them all."""
    errors = {finding.message: finding for finding in reversed(item.findings) if finding.severity == "error"}
    found = [finding for finding in item.findings if errors.get(finding.message) is finding]
    for finding in found[:_MOST_ERRORS]:
        place = f"  @ {finding.location}" if finding.location else ""
        yield Shown(visible(f"   {finding.rule}  {finding.message.as_is(lang)}{place}"))
    if len(found) > _MOST_ERRORS:
        yield Shown(f"   {WORDS['more'].say(lang, n=len(found) - _MOST_ERRORS)}")
