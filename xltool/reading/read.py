"""Read the document of a completed workbook."""

from __future__ import annotations

from pathlib import Path

from xltool.base.document import Document
from xltool.base.errors import not_found
from xltool.base.source_files import as_file
from xltool.base.sources import Source
from xltool.reading.guard.limits import Limits
from xltool.reading.read_workbook import read_workbook


def read(path: Source, *, templates: Path | str | None = None, limits: Limits | None = None, form: str | Path | None = None) -> Document:
    """Read one workbook: its document, with the cell of every value.

    `path` is a path, the bytes of a workbook, or a binary stream. What is wrong with the file is in `findings`, and `data` is empty when
    nothing could be read. `form` is the id or path of a template: a workbook that xltool never made is read as that form. Raises UsageError
    when there is no such file, or a stream cannot be read.

    >>> document = xltool.read("filled.xlsx")
    >>> document.get("income.total"), str(document.location("income.total"))
    (Decimal('276.68'), '绩效目标表!E11')
    """
    limits = limits or Limits()
    with as_file(path, limits.n_bytes) as file:
        if not file.path.is_file():
            raise not_found(file.name)
        return read_workbook(file.path, templates, limits, None if form is None else str(form)).document
