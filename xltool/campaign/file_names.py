"""Names of files and folders that every system takes: Windows forbids characters, endings and some words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import PurePosixPath
from typing import TypeVar

from xltool.base.normalise import clean_line

#: What Windows does not take in a name, and control characters.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
#: Devices of old (Naming Files, Microsoft Learn); no file may be called so, whatever its ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
#: Longest name without its ending, as Windows counts: in UTF-16, where each unit takes at most three bytes of UTF-8. So with ending,
#: mark and what a program adds while it writes, a name stays below the 255 bytes of file systems, and a folder's and a file's name
#: leave more than half of the 260 units of a Windows path to the folder they lie in.
LONGEST_NAME = 70
LONGEST_FOLDER = 40
_LONGEST_OF_ALL = 255  # bytes that file systems allow
_CUT = "…"  # stands for what was left out
_LOCK = "~"  # in front it is the mark of the lock of an open file
_BETWEEN = "-"

Key = TypeVar("Key")


def file_name(text: str, longest: int = LONGEST_NAME) -> str:
    """A text as a file's name, as near to it as can be; "_" for what cannot stand there, or when nothing is left."""
    return file_name_of([text], longest)


def file_name_of(parts: Sequence[str], longest: int = LONGEST_NAME) -> str:
    """Texts as one file's name, "-" between them. Where there is no room for all, the longest are shortened in their middle."""
    kept = _shortened([_plain(part) for part in parts], longest - len(_BETWEEN) * (len(parts) - 1))
    name = _BETWEEN.join(kept).strip(" .")
    return f"_{name}" if not name or name[0] == _LOCK or _DEVICES.fullmatch(name) else name


def unique_names(candidates: Mapping[Key, str], *, before: Mapping[Key, str] | None = None, taken: Iterable[str] = ()) -> dict[Key, str]:
    """A name of its own for each key: its candidate, with a short number where others would have the same.

    Whoever had a name `before` keeps it, if it is its candidate with or without a number; so names stay the same when others come
    or go, and nobody gets the name of one that is gone. `taken` are names of other things. Case does not count, as on most systems.
    """
    used = {_key(name) for name in taken}
    names: dict[Key, str] = {}
    for key, name in (before or {}).items():
        is_kept = key in candidates and _key(name) not in used and _is_numbered(name, candidates[key])
        if is_kept:
            names[key] = name
        if is_kept or key not in candidates:
            used.add(_key(name))
    numbered: dict[str, Iterator[str]] = {}  # goes on where it was: there may be thousands of one name
    for key, candidate in candidates.items():
        if key not in names:
            names[key] = next(name for name in numbered.setdefault(candidate, _numbered(candidate)) if _key(name) not in used)
            used.add(_key(names[key]))
    return {key: names[key] for key in candidates}


def free_path(path: PurePosixPath, taken: set[str]) -> PurePosixPath:
    """A path of its own for one more file: the given one, or that with a number as file managers write it, `form (2).xlsx`.

    It is added to `taken`, where case does not count.
    """
    numbered = chain([path], (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in count(2)))
    free = next(other for other in numbered if _key(str(other)) not in taken)
    taken.add(_key(str(free)))
    return free


def file_names(texts: Iterable[str], ending: str) -> dict[str, str]:
    """A file's name for each text, with a short number where two would have the same."""
    return {text: f"{name}{ending}" for text, name in unique_names({text: file_name(text) for text in texts}).items()}


def is_portable(name: str) -> bool:
    """Whether a file or folder of that name can be on any system: one name, which leads nowhere else."""
    return bool(name.strip(" .")) and name[-1] not in " ." and not _FORBIDDEN.search(name) and _is_encodable(name)


def _is_encodable(name: str) -> bool:
    try:
        return len(name.encode()) <= _LONGEST_OF_ALL
    except UnicodeEncodeError:
        return False


# --- length -----------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("_", clean_line(text.encode("utf-8", "replace").decode()))


def _shortened(parts: Sequence[str], room: int) -> list[str]:
    """Cut the longest parts to one length, the greatest at which all fit: short ones stay whole."""
    sizes = [_size(part) for part in parts]
    allowed = min(max(sizes, default=0), max(room, 1))
    while allowed > 1 and sum(min(size, allowed) for size in sizes) > room:
        allowed -= 1
    return [_cut(part, allowed) for part in parts]


def _cut(text: str, allowed: int) -> str:
    """Leave out the middle: what tells names apart stands at either end (… 一期, … 二期)."""
    if _size(text) <= allowed:
        return text
    n_end = (allowed - len(_CUT)) // 3
    end = _first(text[::-1], n_end)[::-1]
    return f"{_first(text, allowed - len(_CUT) - n_end)}{_CUT}{end}"


def _first(text: str, allowed: int) -> str:
    """The first characters, as many as fit into so many units of UTF-16."""
    return text.encode("utf-16-le")[: 2 * max(allowed, 0)].decode("utf-16-le", "ignore")


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- numbers ----------------------------------------------------------------------------------------------------------


def _key(name: str) -> str:
    """What two names have in common that are one on some system: case, and how accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _numbered(candidate: str) -> Iterator[str]:
    yield candidate
    for number in count(2):
        yield _with_number(candidate, number)


def _with_number(candidate: str, number: int) -> str:
    return f"{candidate}{_BETWEEN}{number}"


def _is_numbered(name: str, candidate: str) -> bool:
    """Whether a name is that candidate, or that with a number."""
    _, mark, number = name.rpartition(_BETWEEN)
    return name == candidate or (bool(mark) and number.isascii() and number.isdigit() and name == _with_number(candidate, int(number)))
