"""Read the document of a completed workbook."""

from __future__ import annotations

from pathlib import Path

from xltool.base.document import Document
from xltool.base.errors import not_found
from xltool.reading.read_workbook import read_workbook


def read(path: Path | str, *, templates: Path | str | None = None) -> Document:
    """Read one workbook: its document, with the cell of every value.

    What is wrong with the file is in `findings`, and `data` is empty when nothing could be read. Raises UsageError when
    there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise not_found(path)
    return read_workbook(path, templates).document
