"""Names of what is in archives and mails: decoded whatever program wrote them, and as paths that lead nowhere else."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from xltool.base.display import visible

_LONGEST = 500
#: What systems and programs leave beside files: macOS, locks of open files, hidden files, thumbnails.
_SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$|Icon\r$)", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")
_SPREADSHEETS = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".xltx", ".ods", ".ots", ".et", ".csv"})


def decoded(name: bytes) -> str:
    """Decode a name of which nothing says how it is written: UTF-8, else GB18030, which Chinese programs on Windows write, else Latin-1."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")


def member_path(name: str) -> str:
    r"""Return the name of a member as a path below its container: `./x`, `../x`, `..\x` and `C:\x` are `x`."""
    parts = _DRIVE.sub("", name.replace("\\", "/")).split("/")
    return visible("/".join(part for part in parts if part not in ("", ".", "..")))[-_LONGEST:]


def is_of_system(path: str) -> bool:
    """Return whether a path, as `member_path` gives it, is that of a file which a system or program leaves beside others."""
    return bool(_SYSTEM.search(path))


def is_spreadsheet_name(path: str) -> bool:
    """Return whether a name says that it is a workbook."""
    return PurePosixPath(path).suffix.lower() in _SPREADSHEETS
