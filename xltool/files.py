"""Files: their paths in words, and writing them whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from xltool.errors import UsageError
from xltool.text import Text

#: What stands between the path of a zip or mail and the name of a file in it.
INSIDE = "!/"


def show_path(path: str | None) -> str | None:
    """A path as text that every file format takes: names that are no valid Unicode get replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace") if path is not None else None


def write_whole(path: Path | str, content: bytes) -> Path:
    """Write a file aside and put it in place in one step; folders on the way are made.

    Raises UsageError when that cannot be done; then what stood there before is still there.
    """
    with writing_whole(path) as file:
        file.write(content)
    return Path(path)


@contextmanager
def writing_whole(path: Path | str) -> Iterator[IO[bytes]]:
    """A file to write into, which is put in place in one step at the end; see `write_whole`."""
    path = Path(path)
    aside = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(aside, 0o644)  # noqa: PTH101 - mkstemp makes it private; a workbook is to be opened by others
        os.replace(aside, path)  # noqa: PTH105 - the point is the one step
        aside = ""
    except OSError as error:
        reason = "a file stands where a folder is needed" if isinstance(error, FileExistsError) else error.strerror or str(error)
        raise UsageError(Text(zh=f"{path}：无法写入（{reason}）", en=f"{path}: cannot be written ({reason})")) from error
    finally:
        if aside:
            Path(aside).unlink(missing_ok=True)


def write_changed(path: Path, content: bytes) -> bool:
    """Write a file unless it is there as it would be written; whether it was. Raises UsageError."""
    if path.is_file() and path.read_bytes() == content:
        return False
    write_whole(path, content)
    return True
