"""New folders: a campaign is made aside and takes its place whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.messages import Text

_FOLDERS = ("inbox", "outbox", "returns", "store")


def refuse_occupied(root: Path) -> None:
    """Raise UsageError when a campaign cannot be made there: it is a file, or a folder that holds something."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        zh, en = f"{root} 不是空文件夹，请另选一个", f"{root} is not an empty folder; choose another"
        raise UsageError(Text(zh=zh, en=en))


def make_folders(folder: Path) -> None:
    """Make the folders that a campaign has from the first day."""
    for name in _FOLDERS:
        (folder / name).mkdir(exist_ok=True)


@contextmanager
def made_aside(root: Path) -> Iterator[Path]:
    """Yield a folder beside the one asked for, which takes its place when all went well. Raises UsageError when it cannot."""
    aside = root
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=root.parent, prefix=f".{root.name}."))
        yield aside
        aside.chmod(0o755)
        if root.exists():
            root.rmdir()
        aside.rename(root)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(Text(zh=f"{root}：无法建立（{reason}）", en=f"{root}: cannot be made ({reason})")) from error
    finally:
        if aside != root and aside.exists():
            shutil.rmtree(aside, ignore_errors=True)
