"""Files and folders aside: made under a name of ours, held while they are worked on, put in place in one step.

Nobody holds what a killed run leaves behind, and the next run removes it.
"""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import stat
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

PREFIX = ".xltool-"
_PRIVATE = 0o600
_ALL = 0o666
#: Where nobody can tell whether another program is still at work on something, that many seconds without a change say that none is.
_GIVEN_UP = 24 * 3600
_cleared: set[tuple[Path, str]] = set()  # folders and prefixes that this process has dealt with


def shared_bits(folder: Path) -> int:
    """Return the rights of the group that what is new in a folder gets as well: those of a folder that hands its group on (setgid)."""
    mode = folder.stat().st_mode
    return mode & stat.S_IRWXG if mode & stat.S_ISGID else 0


def make_folder(path: Path) -> None:
    """Make a folder and those on the way as the umask says, in a group's folder for the group as well. Raises OSError."""
    if path.is_dir():
        return
    parent = path.absolute().parent
    make_folder(parent)
    try:
        path.mkdir()
    except FileExistsError:  # another run was faster
        if not path.is_dir():
            raise
    else:
        _grant(path, stat.S_IMODE(path.stat().st_mode) | shared_bits(parent))


def make_aside(folder: Path, prefix: str = PREFIX, *, is_private: bool = False) -> tuple[int, Path]:
    """Make an empty file aside; return its handle, by which it is held, and its path. Raises OSError."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        path = folder / _new_name(prefix)
        handle = os.open(path, flags, _PRIVATE if is_private else _ALL)
        _hold(handle)
        if path.exists():  # else a run that looked for leftovers was faster than our hold
            return handle, path
        os.close(handle)


def put_in_place(file: IO[bytes], aside: Path, path: Path, mode: int) -> None:
    """Close a file aside and give it its rights and its name; it is held until then, where the system lets open files be renamed."""
    file.flush()
    if sys.platform == "win32":
        file.close()
    _grant(aside, mode)
    aside.replace(path)
    file.close()


def _grant(path: Path, mode: int) -> None:
    """Set rights. What a network share does not take, it decides itself."""
    if stat.S_IMODE(path.stat().st_mode) != mode:
        with suppress(PermissionError):
            path.chmod(mode)


@contextmanager
def folder_aside(where: Path | None = None) -> Iterator[Path]:
    """Make a folder aside, by default among the system's temporary files; what is left of it at the end is removed. Raises OSError."""
    folder = where or Path(tempfile.gettempdir())
    clear_leftovers(folder)
    path, handle = _held_folder(folder)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _held_folder(folder: Path) -> tuple[Path, int | None]:
    while True:
        path = folder / _new_name(PREFIX)
        path.mkdir(stat.S_IRWXU)
        if sys.platform == "win32":  # which cannot open folders
            return path, None
        with suppress(FileNotFoundError):  # a run that looked for leftovers was faster than our hold
            handle = os.open(path, os.O_RDONLY)
            _hold(handle)
            if path.exists():
                return path, handle
            os.close(handle)


def clear_leftovers(folder: Path, prefix: str = PREFIX) -> None:
    """Remove what killed runs have left aside in a folder, once in a process."""
    if (folder, prefix) in _cleared:
        return
    _cleared.add((folder, prefix))
    with suppress(OSError):
        for path in folder.glob(f"{prefix}*"):
            with suppress(OSError):
                _remove_leftover(path, is_own=path.name.startswith(_own(prefix)))


def _remove_leftover(path: Path, *, is_own: bool) -> None:
    handle = None if sys.platform == "win32" else os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not _is_given_up(path, handle, is_own=is_own):
            return
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    finally:
        if handle is not None:
            os.close(handle)


def _is_given_up(path: Path, handle: int | None, *, is_own: bool) -> bool:
    """Return whether nobody works on it: on this computer a hold tells; what others made, or no hold can be had of, is judged by its age."""
    if sys.platform != "win32" and handle is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a share that knows no holds
            is_own = False
        if is_own:
            return True
    return time.time() - path.stat().st_mtime > _GIVEN_UP


def _hold(handle: int) -> None:
    """Hold an open file: the system lets go of it when its process ends, however that is."""
    if sys.platform != "win32":
        with suppress(OSError):  # a share that knows no holds
            fcntl.flock(handle, fcntl.LOCK_EX)


def _own(prefix: str) -> str:
    """Return how the names of what this computer makes begin."""
    return f"{prefix}{zlib.crc32(platform.node().encode('utf-8', 'replace')):08x}-"


def _new_name(prefix: str) -> str:
    return f"{_own(prefix)}{secrets.token_hex(6)}"
