"""Single files packed by gzip, bzip2 or xz: a workbook, or the tar of a `.tar.gz`."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from xltool.base.messages import Text
from xltool.campaign.receive.container import Budget, ContainerKind, ContainerMember, Sample, no_envelope, taken_out
from xltool.campaign.receive.member_names import member_path
from xltool.reading.guard import damaged_finding

_HEADS = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_SUFFIXES = {".gz": "", ".bz2": "", ".xz": "", ".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
_CUT = Text("压缩包不完整", "the archive is broken")


def _recognise(sample: Sample) -> bool:
    return sample.head.startswith(_HEADS)


def _members(path: Path, name: str, budget: Budget) -> Iterator[ContainerMember]:
    try:
        with _opened(path) as stream:
            yield taken_out(stream, _inner_name(name), budget)
    except (EOFError, lzma.LZMAError):
        yield ContainerMember(finding=damaged_finding(_CUT))


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        head = file.read(max(map(len, _HEADS)))
        file.seek(0)
        if head.startswith(_HEADS[0]):
            with gzip.GzipFile(fileobj=file) as unzipped:
                yield cast("IO[bytes]", unzipped)
        elif head.startswith(_HEADS[1]):
            with bz2.BZ2File(file) as unpacked:
                yield cast("IO[bytes]", unpacked)
        else:
            with lzma.LZMAFile(file) as unpacked_xz:
                yield cast("IO[bytes]", unpacked_xz)


def _inner_name(name: str) -> str:
    """Return `a.tar` for `a.tar.gz` and `a.tgz`."""
    suffix = PurePosixPath(name).suffix
    ending = _SUFFIXES.get(suffix.lower())
    return member_path(f"{name.removesuffix(suffix)}{ending}" if ending is not None else name) or "packed"


CONTAINER = ContainerKind(
    name="packed",
    rank=3,
    doc=Text(zh="单个文件的 gzip、bzip2、xz 压缩（.gz、.tar.gz、.tgz）", en="files packed by gzip, bzip2 or xz (`.gz`, `.tar.gz`, `.tgz`)"),
    nothing=Text("压缩包中没有文件", "the archive holds no file"),
    recognise=_recognise,
    members=_members,
    envelope=no_envelope,
)
