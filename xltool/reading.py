"""Reading: the document of a completed workbook."""

from __future__ import annotations

from pathlib import Path

from xltool.document import Document
from xltool.errors import UsageError
from xltool.reader import read_workbook
from xltool.text import Text


def read(path: Path | str, *, templates: Path | str | None = None) -> Document:
    """Read one workbook: its document, with the cell of every value.

    What is wrong with the file is in `findings`, and `data` is empty when nothing could be read. Raises UsageError when
    there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError(Text(zh=f"没有文件 {path}", en=f"there is no file {path}"))
    return read_workbook(path, templates).document
