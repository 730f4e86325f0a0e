"""Files as other machines find them: by a URL, held to the SHA-256 of what they must be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xltool.base.aside import folder_aside
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of

#: Files of a chunk that are fetched at the same time.
_FETCHED_AT_ONCE = 8
_LOCAL = "file://"
_OTHER_CONTENT = Text(zh="内容不同", en="another content")


@dataclass(frozen=True, kw_only=True)
class LocalFile:
    """A file to be read."""

    path: Path  # here
    name: str  # under which the work knows it
    url: str = ""  # fsspec URL under which other machines find it; "" where it has the same path there
    sha256: str = ""  # of its content, where that is known


@dataclass(frozen=True)
class RemoteFile:
    """A file as a worker of a cluster finds it."""

    url: str
    name: str
    sha256: str  # of what it must find there; "" where that is not known


@dataclass(frozen=True)
class FileNotFound:
    """A worker does not find a file."""

    url: str  # without user and password
    reason: Text


class FileNotFoundOnWorkerError(Exception):
    """Raised where a worker does not find a file; `missing` is what it answers."""

    def __init__(self, missing: FileNotFound) -> None:
        super().__init__(missing)
        self.missing = missing


def remote_file(file: LocalFile) -> RemoteFile:
    """Return a file as workers find it."""
    return RemoteFile(file.url or _url_of(file.path), file.name, file.sha256 or _known_digest(file.path))


def _known_digest(path: Path) -> str:
    """Hash a file as far as it can be read: the worker will say that it cannot."""
    try:
        return _digest_of(path) if path.is_file() else ""
    except OSError:
        return ""


@contextmanager
def at_hand(files: Sequence[RemoteFile]) -> Iterator[list[Path]]:
    """Give paths of files on this machine: their own, or copies for as long as they are needed.

    Raises FileNotFoundOnWorkerError.
    """
    if all(file.url.startswith(_LOCAL) for file in files):
        yield [_verified(file) for file in files]
        return
    from concurrent.futures import ThreadPoolExecutor

    with folder_aside() as aside, ThreadPoolExecutor(_FETCHED_AT_ONCE) as pool:
        folders = (aside / str(number) for number in range(len(files)))
        yield list(pool.map(_verified, files, folders))


def _verified(file: RemoteFile, folder: Path = Path()) -> Path:
    """Return where the content of a file is; what must be fetched comes into a folder.

    Verify the SHA-256: a wrong file under the right URL would be recorded for good.
    """
    try:
        path = Path(file.url.removeprefix(_LOCAL)) if file.url.startswith(_LOCAL) else _copied(file.url, folder)
        is_right = not file.sha256 or _digest_of(path) == file.sha256
    except Exception as error:  # noqa: BLE001 - every file system that fsspec knows has errors of its own
        name = type(error).__name__  # its own text may hold a password
        reason = reason_of(error) if isinstance(error, OSError) and error.errno is not None else Text(zh=name, en=name)
        raise FileNotFoundOnWorkerError(FileNotFound(_shown(file.url), reason)) from None
    if not is_right:
        raise FileNotFoundOnWorkerError(FileNotFound(_shown(file.url), _OTHER_CONTENT))
    return path


def _copied(url: str, folder: Path) -> Path:
    from urllib.parse import urlsplit

    from fsspec.core import url_to_fs

    system, inside = url_to_fs(url)
    folder.mkdir()
    path = folder / (urlsplit(url).path.rpartition("/")[2] or "file")
    system.get_file(inside, str(path))
    return path


def _url_of(path: Path) -> str:
    """Return the URL of a path here, as fsspec writes it: without escapes."""
    return f"{_LOCAL}{path.absolute().as_posix()}"


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shown(url: str) -> str:
    """Return a URL without what only its owner should know."""
    if url.startswith(_LOCAL):
        return url
    scheme, _, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
