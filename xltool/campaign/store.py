"""The store: every content received, untouched, as a file named by its SHA-256."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from xltool.base.aside import clear_leftovers, make_aside, make_folder, put_in_place, shared_bits
from xltool.base.errors import XltoolError
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of

_CHUNK = 1024 * 1024
_READING = 0o444  # the rights with which contents are kept, as far as the umask gives them
_ASIDE = ".incoming-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """One content in the store."""

    sha256: str
    size: int  # bytes


class StoreError(XltoolError):
    """A file cannot be kept now, so that it must not be recorded either."""


class Store:
    """A folder of contents: `ab/abcdef…`, each written aside, on the disk before it has its name, and never changed."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self._url = url

    def path(self, sha256: str) -> Path:
        """Where a content is, or would be."""
        return self.folder.joinpath(sha256[:2], sha256)

    def url(self, sha256: str) -> str:
        """Where other machines find a content; "" where they find it by the same path."""
        return f"{self._url.rstrip('/')}/{sha256[:2]}/{sha256}" if self._url else ""

    def keep(self, stream: IO[bytes]) -> Stored:
        """Keep what a stream holds. Raises StoreError."""
        aside: Path | None = None
        try:
            make_folder(self.folder)
            handle, aside = make_aside(self.folder, _ASIDE)
            with os.fdopen(handle, "wb") as file:
                stored = _copy(stream, file)
                file.flush()
                os.fsync(file.fileno())
                path = self.path(stored.sha256)
                if not self.is_whole(stored.sha256):  # not there, or damaged since
                    make_folder(path.parent)
                    put_in_place(file, aside, path, read_only(file, path.parent))
                    aside = None
        except OSError as error:
            reason = reason_of(error)
            zh = f"{self.folder}：文件无法保存（{reason.zh}）。请检查磁盘空间与权限后重新运行；未保存的文件没有登记"
            en = f"{self.folder}: a file cannot be kept ({reason.en}). Look at the room and permissions of the disk and run the command again"
            raise StoreError(Text(zh=zh, en=f"{en}; what was not kept is not recorded")) from error
        finally:
            if aside is not None:
                with contextlib.suppress(OSError):
                    aside.unlink(missing_ok=True)
        return stored

    def clear(self) -> None:
        """Remove what killed runs have left that no name was given yet."""
        clear_leftovers(self.folder, _ASIDE)

    def hashes(self) -> Iterator[str]:
        """Yield the names of all contents in the store, sorted."""
        return (path.name for path in self._files() if self.is_content(path))

    def strangers(self) -> Iterator[Path]:
        """Yield what else lies in the store: what a synchroniser or a file manager leaves anywhere (`desktop.ini`, conflict copies)."""
        return (path for path in self._files() if not self.is_content(path))

    def _files(self) -> Iterator[Path]:
        for folder in sorted(path for path in self.folder.glob("*") if not path.name.startswith(".")):
            if folder.is_dir():
                yield from sorted(path for path in folder.iterdir() if not path.name.startswith("."))
            else:
                yield folder

    def is_content(self, path: Path) -> bool:
        """Return whether a file in the store has the name and the place of a content."""
        return bool(_SHA256.fullmatch(path.name)) and path == self.path(path.name)

    def is_whole(self, sha256: str) -> bool:
        """Whether a content is there and is what its name says."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False


def read_only(file: IO[bytes], folder: Path) -> int:
    """Return the rights of a content in its folder: those to read of what the system gave the file, and of the group whose folder it is."""
    return (os.fstat(file.fileno()).st_mode | shared_bits(folder)) & _READING


def _copy(source: IO[bytes], target: IO[bytes]) -> Stored:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        digest.update(chunk)
        target.write(chunk)
    return Stored(digest.hexdigest(), size)
