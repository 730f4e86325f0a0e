"""Tar archives, as `tar` and macOS write them; compressed ones are packed files that hold one."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from xltool.base.messages import Text
from xltool.campaign.receive.container import LIMITS, Budget, ContainerKind, ContainerMember, Sample, no_envelope, taken_out
from xltool.campaign.receive.member_names import decoded, is_of_system, member_path
from xltool.reading.guard import damaged_finding, too_large_finding

_MAGIC_AT, _MAGIC = 257, b"ustar"  # POSIX.1-1988 and later; what came before is not told from other files
_CUT = Text("压缩包不完整", "the archive is broken")
_NO_FILE = Text(zh="是链接或设备，不是文件", en="it is a link or a device, not a file")


def _recognise(sample: Sample) -> bool:
    return sample.head[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC


def _members(path: Path, name: str, budget: Budget) -> Iterator[ContainerMember]:  # noqa: ARG001 - as kinds are asked
    try:
        with tarfile.open(path, "r:", encoding="utf-8", errors="surrogateescape") as archive:
            for info in archive:
                if not info.isdir():
                    yield _member(archive, info, budget)
    except tarfile.TarError:
        yield ContainerMember(finding=damaged_finding(_CUT))


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget) -> ContainerMember:
    name = member_path(decoded(info.name.encode("utf-8", "surrogateescape")))
    if not info.isfile():
        return ContainerMember(name=name, finding=damaged_finding(_NO_FILE))
    if info.size > LIMITS.n_bytes:
        return ContainerMember(name=name, finding=too_large_finding(info.size, LIMITS.n_bytes))
    stream = archive.extractfile(info)
    if stream is None:
        return ContainerMember(name=name, finding=damaged_finding(_NO_FILE))
    with stream:
        member = taken_out(stream, name, budget, saved_at=_saved_at(info))
    return member.marked("system") if is_of_system(name) else member


def _saved_at(info: tarfile.TarInfo) -> datetime | None:
    try:
        return datetime.fromtimestamp(info.mtime, UTC)
    except (ValueError, OverflowError, OSError):
        return None


CONTAINER = ContainerKind(
    name="tar",
    rank=2,
    doc=Text(zh="TAR 归档", en="tar archives"),
    nothing=Text("归档中没有文件", "the archive holds no file"),
    recognise=_recognise,
    members=_members,
    envelope=no_envelope,
)
