"""The guard: what is decided about a file before any of it is parsed, in constant memory."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from xltool.catalogue import READER_RULES
from xltool.finding import Finding

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The stream of an OLE container that holds an encrypted Open XML package, as its name is stored there ([MS-OFFCRYPTO]).
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a received file may be at most."""

    n_bytes: int = 30 * 1024 * 1024
    n_inflated_bytes: int = 300 * 1024 * 1024
    n_members: int = 2_000


def guard(path: Path, limits: Limits) -> Finding | None:
    """What forbids to parse a file; None when nothing does."""
    try:
        size = path.stat().st_size
        if path.is_dir() or size == 0:
            return READER_RULES["file.empty"].finding()
        if size > limits.n_bytes:
            return _too_large(size, limits.n_bytes)
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        return READER_RULES["file.missing"].finding(reason=error.strerror or str(error))
    if head.startswith(_ZIP):
        return _guard_zip(path, limits)
    if head == _OLE:
        return READER_RULES["file.encrypted"].finding() if _ENCRYPTED_STREAM in path.read_bytes() else None
    return READER_RULES["file.not-a-workbook"].finding(reason=_what(head))


def _guard_zip(path: Path, limits: Limits) -> Finding | None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return READER_RULES["file.not-a-workbook"].finding(reason="ZIP")
    inflated = sum(member.file_size for member in members)
    if inflated > limits.n_inflated_bytes:
        return _too_large(inflated, limits.n_inflated_bytes)
    if len(members) > limits.n_members:
        return READER_RULES["file.not-a-workbook"].finding(reason=f"{len(members)} > {limits.n_members}")
    return None


def _too_large(size: int, limit: int) -> Finding:
    return READER_RULES["file.too-large"].finding(size=_megabytes(size), limit=_megabytes(limit))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"


def _what(head: bytes) -> str:
    """What a file is by its first bytes, as far as that helps its sender."""
    known = {b"%PDF": "PDF", b"<htm": "HTML", b"<!do": "HTML", b"<?xm": "XML", b"{\\rt": "RTF", b"\xff\xd8\xff\xe0": "JPEG"}
    return known.get(head[:4].lower() if head[:1] == b"<" else head[:4], "?")
