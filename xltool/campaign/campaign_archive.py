"""What an export is: a zip of a campaign's files as they are, its ledger as JSON lines, and a list of both.

Nothing in it is compressed. Workbooks are compressed already, and what is not compressed cannot be a bomb.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of
from xltool.campaign.file_names import is_portable

MANIFEST, LEDGER, FILES = "manifest.json", "ledger.jsonl", "files/"
FORMAT, FORMAT_VERSION = "xltool-export", 1
_CHUNK = 1 << 20
_LONGEST_MANIFEST, _LONGEST_LINE = 1 << 28, 1 << 26  # bytes
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PRIVATE = 0o100600 << 16
_BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class ArchiveEntry:
    """One file, its path below the campaign's folder with "/"."""

    path: str
    size: int  # bytes
    sha256: str
    mtime_ns: int = 0


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an export holds."""

    campaign: str
    tables: str  # version of the ledger's tables
    made_with: str
    ledger: ArchiveEntry
    files: tuple[ArchiveEntry, ...]


class ArchiveWriter:
    """An export that is being written; `finish` makes it whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, chunks: Iterable[bytes], mtime_ns: int = 0) -> ArchiveEntry:
        """Write one member."""
        member = zipfile.ZipInfo(name)
        member.create_system, member.external_attr = 3, _PRIVATE
        digest, size = hashlib.sha256(), 0
        with self._archive.open(member, "w", force_zip64=True) as target:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        return ArchiveEntry(name.removeprefix(FILES), size, digest.hexdigest(), mtime_ns)

    def finish(self, manifest: Manifest) -> None:
        """Write the list of all."""
        content = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
        self.add(MANIFEST, [json.dumps(content, ensure_ascii=False, indent=1).encode()])


@contextmanager
def writing(file: IO[bytes]) -> Iterator[ArchiveWriter]:
    """Write an export into an open file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        yield ArchiveWriter(archive)


class ArchiveReader:
    """An export whose list and members have been found to fit each other; the contents are verified as they are read."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        _refuse_tricks(archive.infolist(), size)
        self.manifest = _manifest(archive)
        listed = {LEDGER: self.manifest.ledger.size, **{FILES + entry.path: entry.size for entry in self.manifest.files}}
        held = {member.filename: member.file_size for member in archive.infolist() if member.filename != MANIFEST}
        if listed != held or len(listed) != len(self.manifest.files) + 1:
            raise damaged("清单与内容不符", "the list of its files is not what it holds")
        for entry in self.manifest.files:
            if not all(map(is_portable, entry.path.split("/"))):
                raise damaged(f"路径不合法：{_shown(entry.path)}", f"it holds a path that is none: {_shown(entry.path)}")

    def chunks(self, entry: ArchiveEntry) -> Iterator[bytes]:
        """The content of a file; raises UsageError in the end when it is not the one listed."""
        name = LEDGER if entry is self.manifest.ledger else FILES + entry.path
        digest = hashlib.sha256()
        with self._archive.open(name) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != entry.sha256:
            raise damaged(f"{_shown(entry.path)} 已被改动", f"{_shown(entry.path)} is not what it was")

    def lines(self) -> Iterator[bytes]:
        """The lines of the ledger, verified like a file."""
        rest = b""
        for chunk in self.chunks(self.manifest.ledger):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > _LONGEST_LINE:
                raise damaged("台账的一行没有结尾", "a row of its ledger has no end")
        if rest:
            yield rest


@contextmanager
def opened(path: Path) -> Iterator[ArchiveReader]:
    """Open an export. Raises UsageError when it cannot be opened, is not an export, or is not whole."""
    try:
        stream = path.open("rb")
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(Text(zh=f"{path}：无法打开（{reason.zh}）", en=f"{path}: cannot be opened ({reason.en})")) from error
    try:
        with stream, zipfile.ZipFile(stream) as archive:
            yield ArchiveReader(archive, path.stat().st_size)
    except _BROKEN as error:
        raise damaged("内容已损坏", _shown(str(error))) from error


def damaged(zh: str, en: str) -> UsageError:
    """The export cannot be used, for this reason."""
    return UsageError(
        Text(
            zh=f"导出文件不完整，或不是 xltool export 生成的（{zh}），未导入任何内容",
            en=f"This is not a complete export made by xltool export ({en}). Nothing was imported",
        )
    )


def _shown(text: str) -> str:
    return visible(text)[:200]


def _refuse_tricks(members: list[zipfile.ZipInfo], size: int) -> None:
    names = [member.filename.casefold() for member in members]
    if len(set(names)) != len(names):
        raise damaged("有重名的文件", "two files of one name")
    for member in members:
        if member.orig_filename != member.filename:
            raise damaged("文件名含 NUL", "a name with a NUL")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise damaged(f"含有链接或设备：{_shown(member.filename)}", f"it holds something that is not a file: {_shown(member.filename)}")
        if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size or member.flag_bits & 1:
            raise damaged(f"被压缩或加密：{_shown(member.filename)}", f"it is compressed or encrypted: {_shown(member.filename)}")
    if sum(member.file_size for member in members) > size:
        raise damaged("文件互相重叠", "its files overlap")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(MANIFEST) as file:
            manifest = json.loads(file.read(_LONGEST_MANIFEST))
        if manifest["format"] != FORMAT:
            raise ValueError
        if manifest["format_version"] != FORMAT_VERSION:
            zh = f"导出文件由更新版本的 xltool 生成（格式 {manifest['format_version']}），请升级 xltool"
            raise UsageError(
                Text(zh=zh, en=f"a newer xltool made this export (format {manifest['format_version']}); please upgrade xltool")
            )
        return Manifest(
            campaign=_text(manifest["campaign"]),
            tables=_text(manifest["tables"]),
            made_with=_text(manifest["made_with"]),
            ledger=_entry(manifest["ledger"]),
            files=tuple(map(_entry, manifest["files"])),
        )
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise damaged("没有文件清单", "it has no list of its files") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _entry(values: Any) -> ArchiveEntry:
    entry = ArchiveEntry(**values)
    numbers = (entry.size, entry.mtime_ns)
    if not (isinstance(entry.path, str) and all(type(number) is int for number in numbers) and _SHA256.fullmatch(entry.sha256)):
        raise ValueError
    return entry
