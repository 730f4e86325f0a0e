"""Taking in (收件): every content that lies in the inbox, or in a zip or mail there, is kept in the store before it is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

from xltool.base.files import INSIDE, show_path
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.base.system_errors import reason_of
from xltool.campaign.ledger_records import Arrival, Packed
from xltool.campaign.receive.container import Aside, Budget, ContainerKind, Envelope
from xltool.campaign.receive.containers import container_kind
from xltool.campaign.receive.member_names import is_of_system
from xltool.campaign.receive.opening import OpenedMember, open_container
from xltool.campaign.store import Store, Stored

#: Zips in zips in mails: so deep and no deeper.
_DEPTH = 4
_NESTED = Text("压缩包嵌套过深", "archives within archives")
#: Names of locks of files that a program has open: they come and go, and are often closed to others.
_LOCKS = ("~$", ".~lock")
_GONE = Text(
    zh="{path}：读取时文件消失或无法打开（{reason}），请检查后重新运行",
    en="{path}: gone, or cannot be opened ({reason}); look at it and run the command again",
)
_GROWS = Text(zh="{path}：文件仍在写入，请稍后重新运行", en="{path}: is still being written; run the command again later")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One content taken in. `findings` say why nothing more can be read from it; `is_container`: it holds others."""

    arrival: Arrival
    held_in: Arrival | None = None  # the zip or mail that holds it, which is taken in after it
    findings: tuple[Finding, ...] = ()
    is_container: bool = False
    aside: Aside | None = None  # why it is passed over if it is not a form
    mail: str | None = None  # hash of the mail that brought it, the outermost; the mail itself as well


class ReceivedEntry(Protocol):
    """A content that was taken in, and the decision about it where there is one."""

    @property
    def taken(self) -> Taken:
        """How it was taken in."""
        ...

    @property
    def arrival(self) -> Arrival:
        """How it came."""
        ...

    @property
    def made(self) -> Packed | None:
        """What was decided."""
        ...

    def with_made(self, made: Packed) -> Self:
        """Return it with another decision."""
        ...


@dataclass(frozen=True)
class NotTaken:
    """A path that could not be taken in now; nothing of it is recorded."""

    message: Text


Known = Mapping[str, tuple[int, int, str]]  # source → mtime in ns, size, hash: what has been taken in before


def take_in(paths: Iterable[Path], base: Path, store: Store, known: Known) -> Iterator[Taken | NotTaken]:
    """Keep what lies under paths. Files whose size and time are those recorded are not read again. Raises StoreError."""
    for path in paths:
        yield from _Intake(path, base, store).contents(known)


def take_out(arrival: Arrival, base: Path, store: Store) -> Iterator[Taken]:
    """Keep what a container in the store holds, which came in that way, and after it the container itself. Raises StoreError."""
    intake = _Intake(base / arrival.source, base, store)
    intake.budget = Budget.of(arrival.size)
    yield from intake.content(arrival, _Place(name=PurePosixPath(arrival.source).name, depth=arrival.source.count(INSIDE)))


def source_name(path: Path, base: Path) -> str:
    """A path as the ledger names it: below the campaign's folder relative to it, with "/"."""
    absolute, root = Path(os.path.abspath(path)), Path(os.path.abspath(base))  # noqa: PTH100 - links stay as they are named
    named = absolute.relative_to(root) if absolute.is_relative_to(root) else absolute
    return show_path(named.as_posix()) or ""


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a content stands among what came with it."""

    name: str  # as it came
    depth: int = 0  # of containers around it
    outer: Arrival | None = None  # the container that holds it
    mail: str | None = None  # hash of the outermost mail around it
    aside: Aside | None = None


class _Intake:
    """One path and all that is in it."""

    def __init__(self, path: Path, base: Path, store: Store) -> None:
        self.path = path
        self.source = source_name(path, base)
        self.store = store
        self.budget = Budget.of(0)  # for all levels of what lies there

    def contents(self, known: Known) -> Iterator[Taken | NotTaken]:
        try:
            before = self.path.stat()
            recorded = known.get(self.source)
            if recorded is not None and recorded[:2] == (before.st_mtime_ns, before.st_size):
                return
            with self.path.open("rb") as file:
                stored = self.store.keep(file)
            after = self.path.stat()
        except OSError as error:
            if self.path.name.startswith(_LOCKS):
                return  # of a file that is open: a later run takes it in if it is still there
            yield NotTaken(_GONE.filled(path=self.source, reason=reason_of(error)))
            return
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or stored.size != after.st_size:
            yield NotTaken(_GROWS.filled(path=self.source))
            return
        arrival = Arrival(
            sha256=stored.sha256,
            size=stored.size,
            source=self.source,
            container=None,
            mtime_ns=before.st_mtime_ns,
            received_at=_moment(before.st_mtime_ns),
        )
        self.budget = Budget.of(stored.size)
        yield from self.content(arrival, _Place(name=self.path.name, aside=self._aside()))

    def _aside(self) -> Aside | None:
        """Whether a path below the campaign's folder is one that systems leave; of others the name alone tells."""
        return "system" if is_of_system(self.path.name if os.path.isabs(self.source) else self.source) else None  # noqa: PTH117 - a text

    def content(self, arrival: Arrival, place: _Place) -> Iterator[Taken]:
        """Yield a content, after all that it holds."""
        kind = container_kind(self.store.path(arrival.sha256), place.name)
        taken = Taken(arrival=arrival, held_in=place.outer, aside=place.aside, mail=place.mail)
        if kind is None:
            yield taken
        elif place.depth == _DEPTH:
            yield replace(taken, findings=(_refusal(_NESTED),))
        else:
            yield from self._opened(taken, place, kind)

    def _opened(self, taken: Taken, place: _Place, kind: ContainerKind) -> Iterator[Taken]:
        """The contents of a container, and after them the container itself with what was wrong in it."""
        path = self.store.path(taken.arrival.sha256)
        envelope = kind.envelope(path)
        holder, mail = taken.arrival, place.mail
        if envelope is not None:
            holder, mail = _mailed(holder, envelope), mail or holder.sha256
        opened = open_container(kind.name, path, place.name, self.budget, self.store)
        self.budget = opened.budget
        names: dict[str, int] = {}
        for member in opened.members:
            if member.stored is not None:
                arrival = _member_arrival(holder, _unique(member.name, names), member, member.stored)
                inner = _Place(name=member.name, depth=place.depth + 1, outer=holder, mail=mail, aside=member.aside or place.aside)
                yield from self.content(arrival, inner)
        findings = [_inside(member, member.finding) for member in opened.members if member.finding is not None]
        if not opened.members:
            findings.append(_refusal(kind.nothing))
        yield replace(taken, arrival=holder, mail=mail, findings=tuple(findings), is_container=True)


def _mailed(arrival: Arrival, envelope: Envelope) -> Arrival:
    """A mail was received when it was sent, as far as it says so and that is not in the future."""
    sent_at = envelope.sent_at
    received_at = sent_at if sent_at is not None and sent_at <= arrival.received_at else arrival.received_at
    return replace(arrival, received_at=received_at, sender=envelope.sender)


def _member_arrival(outer: Arrival, name: str, member: OpenedMember, stored: Stored) -> Arrival:
    return replace(
        outer,
        sha256=stored.sha256,
        size=stored.size,
        source=f"{outer.source}{INSIDE}{name}",
        container=outer.sha256,
        saved_at=member.saved_at,
    )


def _unique(name: str, names: dict[str, int]) -> str:
    """Two members of a container may have one name."""
    names[name] = number = names.get(name, 0) + 1
    return name if number == 1 else f"{name} ({number})"


def _inside(member: OpenedMember, finding: Finding) -> Finding:
    """Turn a member's finding into one of the container."""
    if not member.name:
        return finding
    message = Text(zh=f"{member.name}：{finding.message.zh}", en=f"{member.name}: {finding.message.en}")
    return replace(finding, message=message, value=member.name)


def _refusal(reason: Text) -> Finding:
    return READER_RULES["file.not-a-workbook"].finding(reason=reason)


def _moment(ns: int) -> datetime:
    """The time of a file; one in the future, as a wrong clock gives it, counts as now."""
    try:
        return min(datetime.fromtimestamp(ns / 1e9, UTC), datetime.now(UTC))
    except (OverflowError, ValueError, OSError):
        return datetime.now(UTC)
