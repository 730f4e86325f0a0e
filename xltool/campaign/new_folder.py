"""New folders: a campaign is made aside and takes its place whole, or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xltool.base.aside import folder_aside, make_folder, shared_bits
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of

_FOLDERS = ("inbox", "outbox", "returns", "store")


def refuse_occupied(root: Path) -> None:
    """Raise UsageError when a campaign cannot be made there: it is a file, or a folder that holds something."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        zh, en = f"{root} 不是空文件夹，请另选一个", f"{root} is not an empty folder; choose another"
        raise UsageError(Text(zh=zh, en=en))


def make_folders(folder: Path) -> None:
    """Make the folders that a campaign has from the first day."""
    for name in _FOLDERS:
        make_folder(folder / name)


@contextmanager
def made_aside(root: Path) -> Iterator[Path]:
    """Yield a folder beside the one asked for, which takes its place when all went well. Raises UsageError when it cannot."""
    try:
        make_folder(root.parent)
        with folder_aside(root.parent) as aside:
            _take_rights(aside, root)
            yield aside
            if root.exists():
                root.rmdir()
            aside.rename(root)
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(Text(zh=f"{root}：无法建立（{reason.zh}）", en=f"{root}: cannot be made ({reason.en})")) from error


def _take_rights(aside: Path, root: Path) -> None:
    """Give the new folder the group and the rights of the empty one whose place it takes, else those of any new folder there.

    What is made in it inherits them.
    """
    rights, shared = _rights(root if root.exists() else aside / "new"), shared_bits(root.parent)
    if sys.platform != "win32":
        with suppress(PermissionError):  # a group that is not one of ours
            os.chown(aside, -1, rights.st_gid)
    aside.chmod(stat.S_IMODE(rights.st_mode) | (0 if root.exists() else shared))


def _rights(folder: Path) -> os.stat_result:
    if folder.exists():
        return folder.stat()
    folder.mkdir()
    rights = folder.stat()
    folder.rmdir()
    return rights
