"""Zips of any program."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.campaign.receive.container import LIMITS, Budget, ContainerKind, ContainerMember, Sample, no_envelope, taken_out
from xltool.campaign.receive.member_names import decoded, is_of_system, member_path
from xltool.reading.guard import BROKEN, damaged_finding, directory_finding, too_large_finding

_NAME_LENGTH, _NAME = 26, 30  # where a local header of a zip has them
_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
#: Parts that make a zip a document: Open XML, OpenDocument.
_DOCUMENT_PARTS = {"[content_types].xml", "mimetype", "content.xml"}
_UTF8_NAME = 0x800  # flag of a zip member (APPNOTE 4.4.4, bit 11)
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075  # extra field (APPNOTE 4.6.9): version, CRC-32 of the name in the header, name in UTF-8
_CUT = Text("压缩包不完整", "the archive is broken")


def _recognise(sample: Sample) -> bool:
    if not sample.head.startswith(_HEADS):
        return False
    is_document = _first_name(sample.head) in _DOCUMENT_PARTS  # as nearly all programs write them
    return not is_document and _is_plain(sample)


def _first_name(head: bytes) -> str:
    """Return the name of the first member of a zip (APPNOTE 4.3.7), in lower case."""
    length = int.from_bytes(head[_NAME_LENGTH : _NAME_LENGTH + 2], "little")
    return head[_NAME : _NAME + length].decode("utf-8", "replace").lower()


def _is_plain(sample: Sample) -> bool:
    """Return whether a zip is an archive of files and not a document. One that is broken is left to the reader to explain."""
    if directory_finding(sample.path, LIMITS) is not None:
        return not any(part.encode() in sample.head.lower() for part in _DOCUMENT_PARTS)
    try:
        with zipfile.ZipFile(sample.path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except BROKEN:
        return False
    return not names & _DOCUMENT_PARTS


def _members(path: Path, name: str, budget: Budget) -> Iterator[ContainerMember]:  # noqa: ARG001 - as kinds are asked
    refused = directory_finding(path, LIMITS)
    if refused is not None:
        yield ContainerMember(finding=refused)
        return
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _member(archive, info, budget)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> ContainerMember:
    name = member_path(_name(info))
    if info.flag_bits & _ENCRYPTED:
        return ContainerMember(name=name, finding=READER_RULES["file.encrypted"].finding())
    if info.file_size > LIMITS.n_bytes:
        return ContainerMember(name=name, finding=too_large_finding(info.file_size, LIMITS.n_bytes))
    try:
        with archive.open(info) as stream:
            member = taken_out(stream, name, budget, saved_at=_saved_at(info))
    except BROKEN:
        return ContainerMember(name=name, finding=damaged_finding(_CUT))
    return member.marked("system") if is_of_system(name) else member


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member. Without the flag for UTF-8 nothing says how it is written: Info-ZIP writes UTF-8, Windows GBK."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")  # as the library has decoded it
    except UnicodeEncodeError:
        return info.filename
    return _unicode_path(info.extra, raw) or decoded(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Return the name in an extra field that belongs to the name in the header; None where there is none."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and field[:1] == b"\x01" and field[1:5] == struct.pack("<L", zlib.crc32(raw)):
            return field[5:].decode("utf-8", "replace")
        at += 4 + length
    return None


def _saved_at(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time).astimezone()  # zips hold local time
    except (ValueError, OverflowError, OSError):
        return None


CONTAINER = ContainerKind(
    name="zip",
    rank=1,
    doc=Text(
        zh="ZIP 压缩包（Windows、macOS、WPS、Info-ZIP、7-Zip、tar 所打）", en="ZIP archives, of Windows, macOS, WPS, Info-ZIP, 7-Zip, tar"
    ),
    nothing=Text("压缩包中没有文件", "the archive holds no file"),
    recognise=_recognise,
    members=_members,
    envelope=no_envelope,
)
