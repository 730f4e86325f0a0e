"""Files: finding them, their paths in words, and writing them whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, TypeAlias, overload

from xltool.base.aside import clear_leftovers, make_aside, make_folder, put_in_place, shared_bits
from xltool.base.errors import UsageError, not_found
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of

_BLOCKED = Text(zh="需要文件夹的地方是一个文件", en="a file stands where a folder is needed")
_NO_BYTES = Text(zh="流已关闭，或不是二进制流", en="the stream is closed, or does not take bytes")
_IN_USE = Text(zh="{reason}；如已在 Excel 等程序中打开，请关闭", en="{reason}; close it if it is open in Excel or another program")

#: Where a result can be written: the path of a file, or a binary stream.
Output: TypeAlias = Path | str | IO[bytes]
#: What stands between the path of a zip or mail and the name of a file in it.
INSIDE = "!/"
#: Files that lie beside workbooks in a folder and are none: locks of open files, hidden files, our own reports.
_PASSED_OVER = ("~$", ".~", ".")
_MOST_LINKS = 40  # one after another, as the system follows them
_RIGHTS, _TO_RUN = 0o777, 0o111  # of a mode


class UnwritableError(UsageError):
    """A file cannot be written now. Where there are others, they are written all the same, and this one by a later run."""


def as_paths(paths: Iterable[Path | str] | Path | str) -> list[Path | str]:
    """Return paths as a list. One may stand by itself: a text is one path, not the paths of its letters."""
    return [paths] if isinstance(paths, Path | str) else list(paths)


def files_under(paths: Iterable[Path | str] | Path | str) -> Iterator[Path]:
    """The files that paths name, one after another: a folder stands for all files in it, sorted by name.

    Links to folders are not followed. Raises UsageError for what is not there, and for a folder that cannot be opened.
    """
    for path in map(Path, as_paths(paths)):
        if path.is_dir():
            yield from map(Path, _inside(str(path)))
        elif path.exists():
            yield path
        else:
            raise not_found(path)


def _inside(folder: str) -> Iterator[str]:
    """As text: a path object is several times as large, and there may be many thousand."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(
            Text(zh=f"{folder}：文件夹无法打开（{reason.zh}）", en=f"{folder}: the folder cannot be opened ({reason.en})")
        ) from error
    for name, path, is_folder in found:
        if is_folder:
            yield from _inside(path)
        elif not name.startswith(_PASSED_OVER) and Path(path).is_file():
            yield path


def show_path(path: str | None) -> str | None:
    """A path as text that every file format takes: names that are not valid Unicode get replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace") if path is not None else None


@overload
def write_whole(path: Path | str, content: bytes) -> Path: ...
@overload
def write_whole(path: IO[bytes], content: bytes) -> IO[bytes]: ...
@overload
def write_whole(path: Output, content: bytes) -> Path | IO[bytes]: ...
def write_whole(path: Output, content: bytes) -> Path | IO[bytes]:
    """Write a file aside and put it in place in one step; folders on the way are made. A device, a pipe, a link or a stream is written through.

    A new file has the rights that the umask gives (in a group's folder, setgid, its group the folder's); one that was there keeps its own.
    Raises UnwritableError when that cannot be done; then what stood there before is still there.
    """
    with writing_whole(path) as file:
        file.write(content)
    return Path(path) if isinstance(path, str | os.PathLike) else path


def writing_whole(
    path: Output, *, is_private: bool = False, prove: Callable[[Path], None] | None = None
) -> AbstractContextManager[IO[bytes]]:
    """A file to write into, which is put in place in one step at the end; see `write_whole`. Of a stream everything is written at the end.

    `is_private`: only its owner may read it. `prove` gets the whole file before it has its name, and raises what keeps it from it.
    """
    if isinstance(path, str | os.PathLike):
        return _into_file(Path(path), is_private=is_private, prove=prove)
    return _into_stream(path)


@contextmanager
def _into_stream(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """A file whose content goes into a stream when it is whole. Raises UnwritableError when the stream does not take it."""
    with tempfile.TemporaryFile() as file:
        yield file
        file.seek(0)
        name = getattr(stream, "name", None) or "<stream>"
        try:
            shutil.copyfileobj(file, stream)
        except OSError as error:
            reason = reason_of(error)
            raise _unwritable(name, reason) from error
        except (TypeError, ValueError) as error:  # of a stream of text, and of one that is closed
            raise _unwritable(name, _NO_BYTES) from error


@contextmanager
def _into_file(path: Path, *, is_private: bool, prove: Callable[[Path], None] | None) -> Iterator[IO[bytes]]:
    aside: Path | None = None
    try:
        is_through = is_written_through(path)
        target = path if is_through else Path(os.path.realpath(path))  # `resolve` raises no OSError for links in a circle
        folder = Path(tempfile.gettempdir()) if is_through else target.parent
        make_folder(folder)
        clear_leftovers(folder)
        handle, aside = make_aside(folder, is_private=is_private or is_through)
        with os.fdopen(handle, "w+b") as file:
            yield file
            _finish(file, aside, prove)
            if is_through:
                _copy_into(file, target)
            else:
                put_in_place(file, aside, target, _mode(file, target, is_private=is_private))
                aside = None
    except OSError as error:
        raise _unwritable(path, _reason(error)) from error
    finally:
        if aside is not None:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _unwritable(name: object, reason: Text) -> UnwritableError:
    return UnwritableError(Text(zh=f"{name}：无法写入（{reason.zh}）", en=f"{name}: cannot be written ({reason.en})"))


def _finish(file: IO[bytes], aside: Path, prove: Callable[[Path], None] | None) -> None:
    file.flush()
    if prove is not None:
        os.fsync(file.fileno())
        prove(aside)


def _mode(file: IO[bytes], target: Path, *, is_private: bool) -> int:
    """Return the rights of a file that gets its place: those of the one that was there, else what the system gave it and the group's."""
    own = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    if is_private:
        return own
    try:
        return stat.S_IMODE(target.stat().st_mode) & _RIGHTS
    except FileNotFoundError:
        return own | shared_bits(target.parent) & ~_TO_RUN


def is_written_through(path: Path) -> bool:
    """Return whether what is written there goes on to somebody and is not kept: a device, a pipe, or an open file such as `/dev/stdout`."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or _descriptor(path) is not None


def _descriptor(path: Path) -> int | None:
    """Return which open file of this process a path names, `/dev/stdout` and `/proc/self/fd/1`; None for any other."""
    for _ in range(_MOST_LINKS):
        folder = path.absolute().parent.resolve()
        if folder.as_posix() in ("/dev/fd", f"/proc/{os.getpid()}/fd") and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = folder / path.readlink()
    return None


def _copy_into(file: IO[bytes], target: Path) -> None:
    """Copy a whole file into a device or an open file, which goes on where it is."""
    descriptor = _descriptor(target)
    file.seek(0)
    with os.fdopen(os.dup(descriptor), "wb") if descriptor is not None else target.open("wb") as stream:
        shutil.copyfileobj(file, stream)


def _reason(error: OSError) -> Text:
    if isinstance(error, FileExistsError):
        return _BLOCKED
    reason = reason_of(error)
    if isinstance(error, PermissionError):  # what Windows says of a file that another program has open
        return _IN_USE.filled(reason=reason)
    return reason


class WrittenApart:
    """Files that are written each by itself: one that cannot be is named at the end, and the rest is written."""

    def __init__(self) -> None:
        self.problems: list[Text] = []
        self._n_written = 0

    @contextmanager
    def each(self) -> Iterator[None]:
        """Write one file within this; that it cannot be written is noted."""
        try:
            yield
        except UnwritableError as error:
            self.problems.append(error.message)
        else:
            self._n_written += 1

    def refuse(self) -> None:
        """Raise UnwritableError that names every file which could not be written; the first one where none could."""
        if self.problems:
            named = self.problems if self._n_written else self.problems[:1]
            zh, en = "\n".join(problem.zh for problem in named), "\n".join(problem.en for problem in named)
            raise UnwritableError(Text(zh=zh, en=en))


def write_changed(path: Path, content: bytes) -> bool:
    """Write a file unless it is there as it would be written; whether it was. Raises UnwritableError."""
    with suppress(OSError):  # what cannot be read is written anew, and that says what is wrong
        if path.is_file() and path.read_bytes() == content:
            return False
    write_whole(path, content)
    return True
