"""Names of files and folders that every system takes: Windows forbids characters, endings and some words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.normalise import clean_line

#: What Windows does not take in a name, and control characters.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
#: Devices of old (Naming Files, Microsoft Learn); no file may be called so, whatever its ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # bytes in UTF-8: with folder, ending and mark a path stays below the 255 bytes of file systems
_LONGEST_OF_ALL = 255  # bytes that file systems allow


def file_name(text: str) -> str:
    """A text as a file's name, as near to it as can be; "_" for what cannot stand there, or when nothing is left."""
    name = _FORBIDDEN.sub("_", clean_line(text.encode("utf-8", "replace").decode())).strip(" .")
    if len(name.encode()) > _LONGEST:
        name = name.encode()[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    return f"_{name}" if not name or _DEVICES.fullmatch(name) else name


def file_names(texts: Iterable[str], ending: str) -> dict[str, str]:
    """A name for each text. Raises UsageError when two would have one: on most systems case does not count."""
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for text in texts:
        names[text] = name = f"{file_name(text)}{ending}"
        other = taken.setdefault(name.casefold(), text)
        if other != text:
            zh = f"“{other}”与“{text}”的文件名都是 {name}，请修改名录"
            raise UsageError(Text(zh=zh, en=f"{other!r} and {text!r} would both be {name}; change the roster"))
    return names


def is_portable(name: str) -> bool:
    """Whether a file or folder of that name can be on any system: one name, which leads nowhere else."""
    return bool(name.strip(" .")) and name[-1] not in " ." and not _FORBIDDEN.search(name) and _is_encodable(name)


def _is_encodable(name: str) -> bool:
    try:
        return len(name.encode()) <= _LONGEST_OF_ALL
    except UnicodeEncodeError:
        return False
