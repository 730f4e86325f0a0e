"""Outgoing letters: which of an errand's forms each address was not written about yet, in mails of a size that servers take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.campaign.issue.letters import Errand, Letter, LetterItem, mail_size
from xltool.campaign.ledger_records import LetterRecord
from xltool.form.roster import Unit

#: How letters go out: as drafts for a mail program, or by a server.
Way: TypeAlias = Literal["draft", "send"]
#: What became of a letter. `planned`: it would go out, in a run that only shows; `known`: it went out before.
Outcome: TypeAlias = Literal["drafted", "unchanged", "sent", "planned", "known", "failed"]
_MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class LetterOutcome:
    """One letter of a run, and what became of it."""

    __repr__ = short_repr

    letter: Letter
    outcome: Outcome
    draft: Path | None = None
    problem: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Mailed:
    """What one run did. `drafts` are files that are new or changed; `problems` say what was not mailed, and why."""

    __repr__ = short_repr

    way: Way = "draft"
    is_dry_run: bool = False
    letters: tuple[LetterOutcome, ...] = ()  # all that went out, would go out or failed, without those that went out before
    drafts: tuple[Path, ...] = ()
    sent: tuple[Unit, ...] = ()  # each once
    n_unchanged: int = 0  # drafts that are there, or units that were sent this letter before
    unaddressed: tuple[Unit, ...] = ()  # without e-mail address on the roster
    put_away: tuple[Path, ...] = ()  # drafts that are out of date, where they lie now
    left: tuple[Path, ...] = ()  # other drafts in the outbox, such as those of an older xltool to units no longer mailed
    problems: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()  # what the officer should know before the letters go out


@dataclass(frozen=True, kw_only=True)
class Due:
    """What of an errand is still to go out, and to whom."""

    errand: Errand
    items: tuple[LetterItem, ...]
    recipients: tuple[str, ...]


Told: TypeAlias = Mapping[tuple[str, str], frozenset[str]]  # unit and fingerprint → addresses that got it


def told(records: Iterable[LetterRecord]) -> Told:
    """Return which address got what."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for record in records:
        key = (record.unit, record.fingerprint)
        found[key] = found.get(key, frozenset()) | record.addresses
    return found


def due(errand: Errand, to: Sequence[str], records: Told, *, resend: bool) -> Due | None:
    """Return what is still to go out; `resend`: all, whatever went out before. None for nothing."""
    if resend:
        return Due(errand=errand, items=errand.items, recipients=tuple(to))
    whole = records.get((errand.unit.id, errand.known_as), frozenset())
    lacking = {address: _untold(errand, address, records) for address in to if address.lower() not in whole}
    fresh = {item for items in lacking.values() for item in items}
    if not fresh:
        return None
    items = errand.items if errand.kind.lists_all else tuple(item for item in errand.items if item in fresh)
    return Due(errand=errand, items=items, recipients=tuple(address for address, untold in lacking.items() if untold))


def _untold(errand: Errand, address: str, records: Told) -> list[LetterItem]:
    return [item for item in errand.items if address.lower() not in records.get((errand.unit.id, item.fingerprint), ())]


def parts(what: Due, largest: float) -> Iterator[Due]:
    """Yield it in parts whose mails take at most so many bytes; a form alone may be larger. Raises OSError."""
    part: list[LetterItem] = []
    for item in what.items:
        if part and mail_size(_files([*part, item])) > largest:
            yield Due(errand=what.errand, items=tuple(part), recipients=what.recipients)
            part = []
        part.append(item)
    yield Due(errand=what.errand, items=tuple(part), recipients=what.recipients)


def too_large(what: Due, largest: float) -> Text | None:
    """Return why a part cannot be mailed: one file alone is more than a mail may take."""
    size = mail_size(_files(what.items))
    if size <= largest:
        return None
    zh = f"附件使邮件达到 {size / _MB:.1f} MB，超过上限 {largest / _MB:.1f} MB；请用其他方式送交，或调大 mail.max_mb（邮件服务器也要允许）"
    en = f"with its attachment the mail takes {size / _MB:.1f} MB, more than {largest / _MB:.1f} MB; hand the file over in another way, or raise"
    return Text(zh=zh, en=f"{en} mail.max_mb if the mail server takes more")


def _files(items: Iterable[LetterItem]) -> list[Path]:
    return [item.attachment for item in items if item.attachment is not None]
