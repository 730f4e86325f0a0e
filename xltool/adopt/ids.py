"""Names of properties from labels: the same label gives the same name, and Excel takes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from xltool.adopt.wording import label_of, without_number
from xltool.base.cells import is_legal_name

_NO_WORD = re.compile(r"\W+")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_LONGEST = 40  # characters
_SMALL = frozenset({"the", "a", "an", "of", "and", "or", "for", "to", "in", "is", "are", "your", "please"})


def names_of(labels: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return a name for each label, in their order; labels that are alike get numbers behind the name."""
    used = {name.lower() for name in taken}
    names: list[str] = []
    for label in labels:
        base = name_of(label)
        name, number = base, 2
        while name.lower() in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name.lower())
        names.append(name)
    return names


def name_of(label: str) -> str:
    """Return a name for a label: its words in small letters with `_` between; `field` where it has none."""
    line = unicodedata.normalize("NFKC", without_number(label_of(label)))
    line = _BRACKETS.sub(" ", line) if _NO_WORD.sub("", _BRACKETS.sub("", line)) else line
    words = [word for word in _NO_WORD.sub(" ", line).lower().replace("_", " ").split() if word]
    kept = [word for word in words if word not in _SMALL] or words
    name = ""
    for word in kept:
        if name and len(name) + len(word) >= _LONGEST:
            break
        name = f"{name}_{word}" if name else word[:_LONGEST]
    if not name:
        return "field"
    name = f"n_{name}" if name[0].isdecimal() or not re.match(r"[^\W\d]", name) else name
    return name if is_legal_name(name) else f"{name}_" if is_legal_name(f"{name}_") else "field"
