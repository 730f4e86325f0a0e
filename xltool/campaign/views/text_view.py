"""Status and history for a terminal, and as plain lines for a pipe or a file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from xltool.base.display import visible
from xltool.base.findings import count_text
from xltool.base.messages import Lang, Text
from xltool.base.moments import short_deadline
from xltool.campaign.history import FormHistory, History, HistoryEntry
from xltool.campaign.prefill_records import PrefillOutcome
from xltool.campaign.status_records import Status
from xltool.campaign.views.status_columns import FORM_COLUMNS, OTHER_COLUMNS, StatusColumn, as_text, columns_with_content
from xltool.campaign.views.status_messages import (
    WORDS,
    dates,
    file_path,
    letter_words,
    local,
    short_hash,
    totals,
)
from xltool.campaign.views.view import View
from xltool.checking.reports import difference_lines

_TONES = {
    "accepted": "green", "rejected": "red", "waiting": "yellow", "missing": "bold red",
    "held": "yellow", "unreadable": "red", "unlisted": "red", "foreign": "red", "passed-over": "dim",
    "added": "green", "removed": "red", "changed": "", "moved": "", "head": "bold",
}  # fmt: skip
_WIDE = 100_000  # columns: nothing is folded
_MOST_ERRORS = 8  # sentences shown of one submission
_ROW = Text(zh="（{row}）", en=" ({row})")


def plain_text(lines: Iterable[RichText | Table]) -> str:
    """Return what a terminal would show, without colours, as wide as it is."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=_WIDE, color_system=None, force_terminal=False, legacy_windows=False)
    for line in lines:
        console.print(line)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def status_text(status: Status, lang: Lang) -> Iterator[RichText | Table]:
    """Yield the totals, a line for each form, then the other files received."""
    yield RichText(f"{visible(status.title)}  {WORDS['title'].say(lang)}", "bold")
    yield RichText(dates(status, lang))
    if status.parts:
        yield parts_table(status, lang)
    else:
        yield RichText("  ".join(f"{name} {number}" for _, name, number in totals(status, lang)), "bold")
    if status.n_stale:
        yield RichText(WORDS["stale"].say(lang, n=status.n_stale), "yellow")
    yield RichText("")
    if status.forms:
        yield status_table(FORM_COLUMNS, status.forms, [form.state for form in status.forms], lang)
    else:
        yield RichText(WORDS["no_units"].say(lang))
    if status.others:
        yield RichText(f"\n{WORDS['other_files'].say(lang)}  {len(status.others)}", "bold")
        yield status_table(OTHER_COLUMNS, status.others, [other.state for other in status.others], lang)


def parts_table(status: Status, lang: Lang) -> Table:
    """Return a line for each campaign with its deadline and totals, and one for all."""
    shown = list(totals(status, lang))
    has_deadline = any(part.deadline for part in status.parts)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(WORDS["campaign"].say(lang), overflow="fold")
    if has_deadline:
        table.add_column(WORDS["deadline_heading"].say(lang), no_wrap=True)
    for _, name, _ in shown:
        table.add_column(name, justify="right")
    for part in (*status.parts, status):
        name = visible(part.title) if part is not status else WORDS["all_campaigns"].say(lang)
        deadline = [short_deadline(part.deadline)] if has_deadline else []
        table.add_row(name, *deadline, *(str(getattr(part.totals, key)) for key, _, _ in shown), style="bold" if part is status else "")
    return table


def status_table(columns: Sequence[StatusColumn[Any]], rows: Sequence[Any], tones: Sequence[str], lang: Lang) -> Table:
    """Return aligned columns; one in which nothing stands is left out."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    filled = [column for column in columns_with_content(columns, rows, lang) if column.text != "no"]
    for column in filled:
        is_number = column.style == "count"
        table.add_column(
            column.heading.say(lang), no_wrap=column.text == "whole", overflow="fold", justify="right" if is_number else "left"
        )
    for row, tone in zip(rows, tones, strict=True):
        table.add_row(*(_cell(column, row, tone, lang) for column in filled))
    return table


def _cell(column: StatusColumn[Any], row: Any, tone: str, lang: Lang) -> RichText:
    """Return one cell; a count of 0 stays blank."""
    content = column.value(row, lang)
    text = as_text(content, lang).replace("\n", " ") if content else ""
    return RichText(text, _TONES[tone] if column.key == "state" else "")


# --- history ----------------------------------------------------------------------------------------------------------


def history_text(history: History, lang: Lang) -> Iterator[RichText]:
    """Yield what was sent out to a unit, then each form with its submissions and what changed between them."""
    unit = history.unit
    yield RichText(visible(f"{unit.name} [{unit.id}]  {WORDS['history'].say(lang)}"), "bold")
    yield RichText(visible(history.title))
    for row in history.issued:
        prefilled = history.prefilled.get(row.project)
        outcome = prefilled.outcome.text.say(lang) if prefilled and prefilled.outcome != PrefillOutcome.BLANK else ""
        parts = (f"{WORDS['issued'].say(lang)} {local(row.issued_at)}", row.path, outcome, prefilled.source if prefilled else "")
        yield RichText(visible("  ".join(part for part in parts if part)))
    yield from _letter_lines(history, lang)
    for form in history.forms:
        yield from _form_lines(form, lang)
    if history.others:
        yield RichText(f"\n{WORDS['no_unit_form'].say(lang)}", "bold")
        for entry in history.others:
            yield from _entry_lines(entry, 0, lang)


def _letter_lines(history: History, lang: Lang) -> Iterator[RichText]:
    """Yield each letter that was mailed, with the projects that it was about."""
    letters: dict[tuple[str, datetime, str], list[str]] = {}
    for record in history.letters:
        letters.setdefault((record.kind, record.sent_at, record.recipient), []).append(record.project or "")
    for (kind, moment, recipient), projects in letters.items():
        line = WORDS["mailed_to"].say(lang, letter=letter_words(kind, moment, lang), recipient=recipient)
        yield RichText(visible("  ".join(part for part in (line, *projects) if part)))


def _form_lines(form: FormHistory, lang: Lang) -> Iterator[RichText]:
    standing = form.standing
    late = WORDS["is_late"].say(lang) if standing.is_late else ""
    parts = (standing.project, standing.state.text.say(lang), late)
    yield RichText("\n" + visible("  ".join(part for part in parts if part)), "bold")
    if not form.entries:
        yield RichText(f"  {WORDS['nothing'].say(lang)}")
    for number, entry in enumerate(form.entries, start=1):
        yield from _entry_lines(entry, number, lang)


def _entry_lines(entry: HistoryEntry, number: int, lang: Lang) -> Iterator[RichText]:
    item = entry.submission
    counts = count_text(item.n_errors, item.n_warnings).as_is(lang)
    current = WORDS["current"].say(lang) if entry.is_current else ""
    program = WORDS["saved_by"].say(lang, program=item.program) if item.program else ""
    parts = (f"{number}." if number else "-", item.decision.text.say(lang), counts, current, short_hash(item), program)
    yield RichText(visible("  ".join(part for part in parts if part)), _TONES[item.decision])
    for arrival in entry.arrivals:
        arrived = WORDS["via"].say(lang, when=local(arrival.received_at), source=file_path(arrival.source))
        sender = "  " + WORDS["sender"].say(lang, sender=arrival.sender) if arrival.sender else ""
        yield RichText(visible(f"   {arrived}{sender}"))
    if item.vouched_at is not None:
        yield RichText(f"   {WORDS['confirmed'].say(lang, when=local(item.vouched_at))}")
    yield from _error_lines(entry, lang)
    if item.returned:
        yield RichText(visible(f"   {WORDS['returned'].say(lang)}  {item.returned}"))
    if entry.changes is not None:
        yield RichText(f"   {WORDS['changes'].say(lang)}")
        for line in difference_lines(entry.changes, lang, indent="     ", with_names=False):
            yield RichText(line.text, _TONES.get(line.tone, ""))


def _error_lines(entry: HistoryEntry, lang: Lang) -> Iterator[RichText]:
    """Yield what must be corrected, each sentence once, with its first cell; the marked return has them all."""
    item = entry.submission
    errors = {finding.message: finding for finding in reversed(item.findings) if finding.severity == "error"}
    first = [finding for finding in item.findings if errors.get(finding.message) is finding]
    for finding in first[:_MOST_ERRORS]:
        row = entry.row_names.get(finding.field or "", "")
        named = _ROW.say(lang, row=row) if row and row not in finding.message.as_is(lang) else ""
        place = f"  @ {finding.location}{named}" if finding.location else ""
        yield RichText(visible(f"   {finding.message.as_is(lang)}{place}  [{finding.rule}]"))
    if len(first) > _MOST_ERRORS:
        yield RichText(f"   {WORDS['more'].say(lang, n=len(first) - _MOST_ERRORS)}")


STATUS_TEXT = View[Status](
    name="text",
    doc=Text(zh="终端文字，可重定向到文件", en="lines for a terminal, plain in a pipe or a file"),
    render=lambda status, lang: list(status_text(status, lang)),
)
HISTORY_TEXT = View[History](
    name="text",
    doc=Text(zh="终端文字，可重定向到文件", en="lines for a terminal, plain in a pipe or a file"),
    render=lambda history, lang: list(history_text(history, lang)),
)
