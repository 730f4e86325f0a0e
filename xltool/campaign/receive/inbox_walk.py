"""Walk what was received: every file under the paths, hidden ones as well, and what is not a file by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import show_path
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of

_NOT_FOUND = Text(zh="找不到文件 {path}", en="file not found: {path}")
_CLOSED = Text(
    zh="{path}：文件夹无法打开（{reason}），其中的文件没有收；请检查权限后重新运行",
    en="{path}: the folder cannot be opened ({reason}), and what lies in it was not taken in; look at its permissions and run the command again",
)
_LINKED_FOLDER = Text(
    zh="{path}：是指向文件夹的链接，没有进入；如有要收的文件，请把文件夹本身放进来",
    en="{path}: a link to a folder, which was not followed; if it holds files to take in, put the folder itself here",
)
_BROKEN_LINK = Text(zh="{path}：链接指向的文件不存在，没有收", en="{path}: a link to a file that is not there; it was not taken in")
_NO_FILE = Text(
    zh="{path}：不是文件（设备、管道或套接字），没有收", en="{path}: no file but a device, a pipe or a socket; it was not taken in"
)


def walk(paths: Iterable[Path | str]) -> Iterator[str | Text]:
    """Yield every file that paths name, a folder standing for all in it sorted by name; a message for what cannot be taken in.

    Raises UsageError for a path that is not there.
    """
    for named in paths:
        path = os.fspath(named)
        if os.path.isdir(path):  # noqa: PTH112 - as text: a path object is several times as large, and there may be many thousand
            yield from _inside(path)
        elif os.path.exists(path):  # noqa: PTH110 - the same
            yield path
        else:
            raise UsageError(_NOT_FOUND.filled(path=show_path(path)))


def _inside(folder: str) -> Iterator[str | Text]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield _CLOSED.filled(path=show_path(folder), reason=reason_of(error))
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(entry.path)
        elif entry.is_file():
            yield entry.path
        else:
            yield _not_a_file(entry).filled(path=show_path(entry.path))


def _not_a_file(entry: os.DirEntry[str]) -> Text:
    if not entry.is_symlink():
        return _NO_FILE
    return _LINKED_FOLDER if entry.is_dir() else _NO_FILE if os.path.exists(entry.path) else _BROKEN_LINK  # noqa: PTH110 - as text
