"""Guard a ZIP package in little memory before any of it is parsed."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import IO, cast

from zlib_ng import zlib_ng

from xltool.base.display import visible
from xltool.base.messages import Text
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import PARTS, Refused, broken, damaged, too_large, too_many, unsafe

#: What a member that cannot be inflated raises: wrong checksum, broken stream, unknown method, cut off.
BROKEN: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError),
    cast("type[Exception]", zlib_ng.error),  # its stub takes it for an instance
)
_CHUNK = 1 << 16
_PIECE = 1 << 14  # bytes that are inflated at a time
#: Bytes of parts that are inflated as a package is opened: of one part, and of all together.
_LARGEST_SMALL, _MOST_SMALL = 1 << 17, 1 << 24
_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_LOCAL_HEADER, _LOCAL_SIGNATURE = struct.Struct("<4s5H3L2H"), b"PK\x03\x04"
_END_RECORD = b"PK\x05\x06"
_END_SIZE, _END_COMMENT = 22, 65_535
_ELSEWHERE = 0xFFFF  # a count that stands in another record
_ENTRY_SIZE = 46  # of the central directory, without the name
_LONGEST_NAME = 1_000
_UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)|[\x00-\x1f]")

_NAMES = Text("部件名指向包外：{name}", "the name of a part points outside the package: {name}")
_DUPLICATE = Text("部件重名：{name}", "two parts have the same name: {name}")
_OVERLAP = Text("部件互相重叠：{name}", "parts overlap: {name}")
_CUT = Text("压缩包不完整，缺少结尾", "the package is incomplete")
_BROKEN = Text("部件 {name} 无法解压", "the part {name} cannot be decompressed")


def open_archive(path: Path, limits: Limits) -> zipfile.ZipFile:
    """Open a ZIP package whose list of parts is in order. Raises Refused."""
    guard_directory(path, limits)
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise broken(error, _CUT) from None
    try:
        _guard_members(archive.infolist(), limits)
    except Refused:
        archive.close()
        raise
    return archive


def part_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a part with slashes, as the package means it; some writers use backslashes."""
    return member.orig_filename.replace("\\", "/")


def guard_directory(path: Path, limits: Limits) -> None:
    """Refuse a package by its end, before its list of parts is read: that list alone may be millions of entries."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_SIZE - _END_COMMENT))
        tail = file.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or at + _END_SIZE > len(tail):
        raise damaged(_CUT)
    entries, directory_size = struct.unpack_from("<HL", tail, at + 10)
    if entries > limits.n_members and entries != _ELSEWHERE:
        raise too_many(PARTS, entries, limits.n_members)
    if min(directory_size, size) > limits.n_members * (_ENTRY_SIZE + _LONGEST_NAME):
        raise too_many(PARTS, min(directory_size, size) // _ENTRY_SIZE, limits.n_members)


def _guard_members(members: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.n_members:
        raise too_many(PARTS, len(members), limits.n_members)
    if any(member.flag_bits & _IS_ENCRYPTED for member in members):
        raise Refused("file.encrypted")
    seen: set[str] = set()
    for member in members:
        name = part_name(member)
        if _UNSAFE_NAME.search(name):
            raise unsafe(_NAMES, name=name)
        if name.lower() in seen:
            raise unsafe(_DUPLICATE, name=name)
        seen.add(name.lower())
        _refuse_bomb(member, limits)
    in_order = sorted(members, key=lambda member: member.header_offset)
    for member, following in pairwise(in_order):
        if member.header_offset + member.compress_size > following.header_offset:
            raise unsafe(_OVERLAP, name=part_name(member))
    declared = sum(member.file_size for member in members)
    if declared > limits.n_inflated_bytes:
        raise too_large(declared, limits.n_inflated_bytes)


def _refuse_bomb(member: zipfile.ZipInfo, limits: Limits) -> None:
    """Refuse a part that inflates out of all proportion, by the sizes that it declares: inflating never goes beyond these."""
    ratio = member.file_size // max(member.compress_size, 1)
    if member.file_size > limits.ratio_from and ratio > limits.ratio:
        raise Refused("file.bomb", part=visible(part_name(member)), ratio=ratio, limit=limits.ratio)


def inflate_small(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Inflate small parts, so that they can be kept; larger ones are inflated where they are read.

    A damaged one is left out: it matters only where it is read.
    """
    total = 0
    for member in archive.infolist():
        if member.file_size <= min(_LARGEST_SMALL, _MOST_SMALL - total):
            with suppress(Refused):
                content = b"".join(inflate(archive, member))
                total += len(content)
                yield member, content


def inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate a part chunk by chunk, never to more than it declares and one chunk. Raises Refused where it is damaged, at the latest at its end."""
    try:
        if member.compress_type == zipfile.ZIP_DEFLATED and archive.fp is not None:
            yield from _inflated(archive.fp, member)
        else:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
    except BROKEN as error:
        raise broken(error, _BROKEN, name=part_name(member)) from None


def _inflated(file: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate a deflated part as `ZipFile.open` does, in half of the time. Raises what is BROKEN."""
    if not member.compress_size and not member.file_size:
        return  # some programs write an empty part as no stream at all
    decompressor = zlib_ng.decompressobj(-zlib.MAX_WBITS)
    size = crc = 0
    for waiting in _compressed(file, member):
        if decompressor.eof:
            break  # what stands behind the end of the stream is nothing
        while size <= member.file_size and not decompressor.eof:
            chunk = decompressor.decompress(waiting, _CHUNK)
            waiting = decompressor.unconsumed_tail  # noqa: PLW2901 - what is left of it
            size, crc = size + len(chunk), zlib_ng.crc32(chunk, crc)
            yield chunk
            if not waiting and len(chunk) < _CHUNK:
                break  # a full chunk may have left some behind though all was taken in
    if not decompressor.eof or (size, crc) != (member.file_size, member.CRC):
        raise zipfile.BadZipFile(member.filename)


def _compressed(file: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Read the bytes of a part behind its local header (APPNOTE 4.3.7), piece by piece; others may read the file in between."""
    file.seek(member.header_offset)
    signature, _, flags, *_, n_name, n_extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    encoding = "utf-8" if flags & _IS_UTF8 else "cp437"
    if signature != _LOCAL_SIGNATURE or file.read(n_name).decode(encoding) != member.orig_filename:
        raise zipfile.BadZipFile(member.filename)
    start = member.header_offset + _LOCAL_HEADER.size + n_name + n_extra
    end = start + member.compress_size
    while start < end:
        file.seek(start)
        piece = file.read(min(_PIECE, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece
