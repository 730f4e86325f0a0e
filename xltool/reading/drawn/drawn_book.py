"""Open a workbook as it is drawn, whatever program saved it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.reading.drawn import drawn_ods, drawn_xls, drawn_xlsx
from xltool.reading.drawn_records import DrawnBook, DrawnLimits
from xltool.reading.format import Format, ReceivedFile
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.open_book import guarded

#: How workbooks of each format are read as they are drawn, by the name of the format.
READERS: Mapping[str, Callable[[ReceivedFile, DrawnLimits], DrawnBook]] = {
    "ods": drawn_ods.read_drawn,
    "xls": drawn_xls.read_drawn,
    "xlsx": drawn_xlsx.read_drawn,
}
_SAVE_ANEW = Text("{format} 格式的表，请另存为 .xlsx", "a form in the format {format}; save it as .xlsx")


def open_drawn(path: Path, limits: Limits | None = None, drawn: DrawnLimits | None = None) -> DrawnBook | Finding:
    """Open a workbook as it is drawn; return a finding when it is none, or must not be opened. Raises OSError where the system fails."""

    def read(entry: Format, file: ReceivedFile) -> DrawnBook:
        if entry.name not in READERS:
            raise Refused("file.not-a-workbook", reason=_SAVE_ANEW.filled(format=entry.name))
        return READERS[entry.name](file, drawn or DrawnLimits())

    return guarded(path, limits or Limits(), read)
