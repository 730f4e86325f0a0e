"""Compare names and options as people see them: characters that look alike, brackets and the case of letters do not tell them apart.

Kangxi radicals (`⼈`), compatibility ideographs and full-width forms come with text from PDF files, web pages and input methods; Unicode's
normalisation form KC (UAX #15) says which character each stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from xltool.base.normalise import clean_line, lower

_BRACKETS = str.maketrans("〔〕【】", "()[]")
#: Blocks of characters that stand for others: radicals, ideographs kept for other encodings, small and full-width forms.
_BLOCKS = ((0x2E80, 0x2FD5), (0x3014, 0x3015), (0x3010, 0x3011), (0xF900, 0xFAD9), (0xFE50, 0xFE6B), (0xFF01, 0xFF5E))
#: Characters that a formula replaces, each by a function within the one before: programs allow 64 levels.
_MOST = 40
_CLOSE = 0.6  # share of what two texts have in common, from which on one may be meant by the other
_LONGEST, _MOST_NAMES = 100, 20_000  # characters and names that are compared


def fold(text: str) -> str:
    """Return what a text has in common with all texts that look like it."""
    from unicodedata import normalize

    return lower(clean_line(normalize("NFKC", text))).translate(_BRACKETS)


@cache
def _standing_for() -> Mapping[str, tuple[str, ...]]:
    """Return the characters that stand for each other, by what they have in common."""
    alike: dict[str, list[str]] = {}
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            common = fold(chr(code))
            if len(common) == 1 and common != chr(code):
                alike.setdefault(common, [common]).append(chr(code))
    return {common: tuple(dict.fromkeys(map(lower, characters))) for common, characters in alike.items()}


@lru_cache(maxsize=1024)
def look_alikes(options: tuple[str, ...]) -> Mapping[str, str]:
    """Map each character, in small letters, that looks like one of some options to that one; those of the options come first."""
    own = set(lower("".join(options)))
    chosen: dict[str, str] = {}  # what characters have in common → the one that stands for all
    for character in sorted(own):
        chosen.setdefault(fold(character), character)
    pairs = {
        other: character
        for common, character in chosen.items()
        for other in (*_standing_for().get(common, ()), common)
        if len(other) == 1 and other != character
    }
    return dict(sorted(pairs.items(), key=lambda pair: pair[0] not in own)[:_MOST])


def own_look_alikes(options: tuple[str, ...]) -> Mapping[str, str]:
    """Return the part of that which concerns the options themselves: most have no characters that look alike."""
    text = lower("".join(options))
    return {character: other for character, other in look_alikes(options).items() if character in text}


@lru_cache(maxsize=1024)
def can_be_mistaken(options: tuple[str, ...]) -> bool:
    """Return whether an option can be written in a way that only looks like it: with letters of another case, or look-alikes."""
    text = "".join(options)
    return lower(text) != text.upper() or bool(look_alikes(options))


def plainly(text: str, options: tuple[str, ...]) -> str:
    """Return a text in small letters, with the characters of the options in the place of those that look like them."""
    table = look_alikes(options)
    return "".join(table.get(character, character) for character in lower(text))


def meant_option(text: str, options: tuple[str, ...]) -> str:
    """Return the one option that a text looks like; the text itself when there is none, or more than one."""
    if text in options:
        return text
    plain = plainly(text, options)
    meant = _by_looks(options).get(plain, ())
    return meant[0] if len(meant) == 1 else text


@lru_cache(maxsize=256)
def _by_looks(options: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for option in dict.fromkeys(options):
        plain = plainly(option, options)
        found[plain] = (*found.get(plain, ()), option)
    return found


def nearest(text: str, names: Iterable[str]) -> str:
    """Return the name that a text most likely means; "" when none is near. What looks the same is nearest."""
    from difflib import get_close_matches
    from itertools import islice

    folded = {fold(name): name for name in islice(names, _MOST_NAMES) if name and len(name) <= _LONGEST}
    wanted = fold(text[:_LONGEST])
    close = get_close_matches(wanted, folded, 1, _CLOSE) if wanted not in folded else [wanted]
    return folded[close[0]] if close and wanted else ""
