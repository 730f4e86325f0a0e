"""Names of files and folders that every system takes: Windows forbids characters, endings and some words."""

from __future__ import annotations

import re

from xltool.text import clean_line

#: What Windows does not take in a name, and control characters.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
#: Devices of old (Naming Files, Microsoft Learn); no file may be called so, whatever its ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # bytes in UTF-8: with folder, ending and mark a path stays below the 255 bytes of file systems


def file_name(text: str) -> str:
    """A text as a file's name, as near to it as can be; "_" for what cannot stand there, or when nothing is left."""
    name = _FORBIDDEN.sub("_", clean_line(text.encode("utf-8", "replace").decode())).strip(" .")
    if len(name.encode()) > _LONGEST:
        name = name.encode()[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    return f"_{name}" if not name or _DEVICES.fullmatch(name) else name
