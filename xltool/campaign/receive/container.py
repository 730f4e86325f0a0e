"""What a kind of container is, and what one content in it is; `containers` holds the kinds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Literal, TypeAlias

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import CAMPAIGN_RULES
from xltool.reading.guard import BROKEN, Limits, damaged_finding, too_large_finding

#: A container may be as large as this; each content in it is held to the limits of the reader.
MAX_BYTES = 256 * 1024 * 1024
LIMITS = Limits(n_members=5_000)
#: What is taken out of a container, over all levels, is at most so many times its size, or one content of the largest size.
RATIO = 100
MAX_TAKEN_BYTES = 2 * 1024 * 1024 * 1024
MAX_MEMBERS = 50_000
#: How much of a content is looked at to see what it is.
HEAD = 8192
_CUT = Text("压缩包不完整", "the archive is broken")

#: Why a content is passed over if no form can be read from it. `system`: what systems and programs leave behind; `trimming`: what mail
#: programs add (pictures in the text, signatures, cards); `beside`: it came in a mail, which may bring the form.
Aside: TypeAlias = Literal["system", "trimming", "beside"]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A content as it is looked at to see what it is."""

    path: Path
    name: str  # as it came
    head: bytes  # its first bytes, `HEAD` at most


@dataclass(frozen=True, kw_only=True)
class ContainerMember:
    """One content inside a container: a stream of it, or why there is none. Without a name, the finding is of the container."""

    name: str = ""
    stream: IO[bytes] | None = None
    finding: Finding | None = None
    saved_at: datetime | None = None
    aside: Aside | None = None

    def marked(self, aside: Aside) -> ContainerMember:
        """Return it as one that is passed over if it holds no form."""
        return replace(self, aside=aside)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a mail says of itself."""

    sender: str | None = None
    sent_at: datetime | None = None


@dataclass(kw_only=True)
class Budget:
    """What may still be taken out of one container that came, over all its levels."""

    n_bytes: int
    n_members: int = MAX_MEMBERS
    limit: int = 0  # bytes that it began with
    size: int = 0  # of the container that came

    @classmethod
    def of(cls, size: int) -> Budget:
        """Return what may be taken out of a container of a size."""
        limit = min(MAX_TAKEN_BYTES, max(LIMITS.n_bytes, RATIO * size))
        return cls(n_bytes=limit, limit=limit, size=size)

    def spend(self, n_bytes: int) -> None:
        """Note what was taken out."""
        self.n_bytes -= n_bytes
        self.n_members -= 1

    def is_spent(self) -> bool:
        """Return whether nothing more may be taken out."""
        return self.n_bytes < 0 or self.n_members < 0

    def finding(self) -> Finding:
        """Report that not all was taken out."""
        if self.n_members < 0:
            return CAMPAIGN_RULES["container.too-many"].finding(limit=MAX_MEMBERS)
        return CAMPAIGN_RULES["container.too-large"].finding(size=_mib(self.size), limit=_mib(self.limit))


def _mib(n_bytes: int) -> str:
    return f"{n_bytes / 2**20:.0f} MB" if n_bytes >= 2**20 else f"{n_bytes / 2**10:.0f} kB"


@dataclass(frozen=True, kw_only=True)
class ContainerKind:
    """One kind of container, whole."""

    name: str
    rank: int  # kinds are asked in this order whether a content is theirs
    doc: Text
    nothing: Text  # what is said of one that holds nothing
    recognise: Callable[[Sample], bool]  # by its content; the name only tells apart what looks alike
    members: Callable[
        [Path, str, Budget], Iterator[ContainerMember]
    ]  # of the file and the name as which it came; what BROKEN is may be raised
    envelope: Callable[[Path], Envelope | None]  # of a mail; None for all else


def no_envelope(path: Path) -> None:
    """Say that a container has no sender."""


def taken_out(stream: IO[bytes], name: str, budget: Budget, *, saved_at: datetime | None = None) -> ContainerMember:
    """Take one content out, as far as it is within the limits."""
    try:
        content = stream.read(max(0, min(LIMITS.n_bytes, budget.n_bytes)) + 1)
    except BROKEN:
        return ContainerMember(name=name, finding=damaged_finding(_CUT))
    return content_member(content, name, budget, saved_at=saved_at)


def content_member(
    content: bytes, name: str, budget: Budget, *, saved_at: datetime | None = None, limit: int = LIMITS.n_bytes
) -> ContainerMember:
    """Return a content that is taken out; without it where it is beyond the limits."""
    budget.spend(len(content))
    if budget.is_spent():
        return ContainerMember(name=name, finding=budget.finding())
    if len(content) > limit:
        return ContainerMember(name=name, finding=too_large_finding(len(content), limit))
    return ContainerMember(name=name, stream=io.BytesIO(content), saved_at=saved_at)
