"""Compare names and options as people see them: characters that look alike, brackets and the case of letters do not tell them apart.

Kangxi radicals (`⼈`), compatibility ideographs and full-width forms come with text from PDF files, web pages and input methods; Unicode's
normalisation form KC (UAX #15) says which character each stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from xltool.base.formula_text import quote, replaced
from xltool.base.normalise import clean_line, lower
from xltool.base.text_search import LONG_LIST, is_among

_BRACKETS = str.maketrans("〔〕【】", "()[]")
#: Blocks of characters that stand for others: radicals, ideographs kept for other encodings, small and full-width forms.
_BLOCKS = ((0x2E80, 0x2FD5), (0x3014, 0x3015), (0x3010, 0x3011), (0xF900, 0xFAD9), (0xFE50, 0xFE6B), (0xFF01, 0xFF5E))
#: Characters that a formula replaces, each by a function within the one before: programs allow 64 levels.
_MOST = 40
_MOST_OPTIONS, _AT_ONCE = 100, 15  # options of a cell with several that are looked for, and those of them in one formula
_BELOW = 99_999  # a row below all lists whose options are compared one by one
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


# --- in the workbook --------------------------------------------------------------------------------------------------


class LookStep(NamedTuple):
    """A helper column on the way from what is typed to the option that is meant: a formula over those before it, and its twin."""

    name: str
    formula: str
    value: Callable[[Mapping[str, Any]], Any]


def steps_to_option(codes: str, options: tuple[str, ...]) -> tuple[LookStep, ...]:
    """Return the steps that make the option of the text in the step `line`; the options stand under the name `codes`."""

    def alike(values: Mapping[str, Any]) -> str:
        line = str(values["line"])
        return "" if line in ("", *options) else plainly(line, options)

    if len(options) < LONG_LIST and all(len(meant) == 1 for meant in _by_looks(options).values()):
        return (LookStep("value", _option_by_looks(codes, options), _meant(options)),)
    small = f"EXACT({replaced(f'LOWER({codes})', own_look_alikes(options))},[alike])"
    place = f"SUMPRODUCT(MAX({small}*(ROW({codes})-1)))"  # the first option stands in row 2
    option = f"INDEX({codes},{place})"
    is_only_one = f"SUMPRODUCT(EXACT({codes},{option})*1)=SUMPRODUCT({small}*1)"
    return (
        LookStep(
            "alike",
            f'IF([line]="","",IF({is_among(options, codes, "[line]")},"",{replaced("LOWER([line])", look_alikes(options))}))',
            alike,
        ),
        LookStep(
            "value",
            f'IF([alike]="",[line],IF({place}=0,[line],IF({is_only_one},{option},[line])))',
            _meant(options),
        ),
    )


def _option_by_looks(codes: str, options: tuple[str, ...]) -> str:
    """Return formula text: the option that the step `line` looks like, where no two options look like each other; else the line.

    What looks like none of them is looked for below the list, which is an error.
    """
    own = own_look_alikes(options)
    plain_codes = replaced(f"LOWER({codes})", own) if own or any(lower(option) != option for option in options) else codes
    first = f"SUMPRODUCT(MAX(EXACT({plain_codes},{replaced('LOWER([line])', look_alikes(options))})*({_BELOW}-ROW({codes}))))"
    return f'IF([line]="","",IFERROR(INDEX({codes},{_BELOW - 1}-{first}),[line]))'


def _meant(options: tuple[str, ...]) -> Callable[[Mapping[str, Any]], str]:
    return lambda values: meant_option(str(values["line"]), options) if values["line"] else ""


# --- several options in a cell ----------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def looks_of(options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (how it looks, the option) of each option that alone looks so and can be written in another way; () for too many."""
    common = set(look_alikes(options).values())
    looks = [
        (plain, meant[0])
        for plain, meant in _by_looks(options).items()
        if len(meant) == 1 and len(plain) == len(meant[0]) and (lower(meant[0]) != meant[0].upper() or common & set(plain))
    ]
    return tuple(looks) if len(looks) <= _MOST_OPTIONS else ()


def meant_options(listed: str, options: tuple[str, ...], end: str) -> str:
    """Return several options with `end` between them, each as it is meant: the first text that looks like one becomes it."""
    text = _ended(listed, end)
    return _listed(_with_options(text, plainly(text, options), looks_of(options), end), end)


def steps_to_options(options: tuple[str, ...], end: str) -> tuple[LookStep, ...]:
    """Return the steps that do the same to the step `listed`; the last of them is `items`."""
    looks, mark = looks_of(options), quote(end)
    ended = f"{mark}&SUBSTITUTE([listed],{mark},{quote(end + end)})&{mark}"
    steps = [
        LookStep("ended", f'IF([listed]="","",{ended})', lambda values: _ended(values["listed"], end) if values["listed"] else ""),
        LookStep("plain", replaced("LOWER([ended])", look_alikes(options)), lambda values: plainly(values["ended"], options)),
    ]
    for first in range(0, len(looks), _AT_ONCE):
        some, before = looks[first : first + _AT_ONCE], "ended" if first == 0 else steps[-1].name
        steps.append(LookStep(f"meant{first}", _options_formula(f"[{before}]", some, end), partial(_some_options, before, some, end)))
    last = steps[-1].name
    items = f'IF([listed]="","",SUBSTITUTE(MID([{last}],2,LEN([{last}])-2),{quote(end + end)},{mark}))'
    return (*steps, LookStep("items", items, lambda values: _listed(values[last], end) if values["listed"] else ""))


def _options_formula(text: str, looks: Iterable[tuple[str, str]], end: str) -> str:
    """Return formula text: each option is put over the first place in the step `plain` that looks like it."""
    for plain, option in looks:
        place = f"FIND({quote(end + plain + end)},[plain])"
        length = len(option.encode("utf-16-le")) // 2
        text = f"REPLACE({text},IFERROR({place},1)+1,{length}*COUNT({place}),REPT({quote(option)},COUNT({place})))"
    return text


def _some_options(before: str, looks: Iterable[tuple[str, str]], end: str, values: Mapping[str, Any]) -> str:
    return _with_options(values[before], values["plain"], looks, end)


def _with_options(text: str, plain: str, looks: Iterable[tuple[str, str]], end: str) -> str:
    for look, option in looks:
        place = plain.find(f"{end}{look}{end}")
        if place >= 0:
            text = f"{text[: place + 1]}{option}{text[place + 1 + len(option) :]}"
    return text


def _ended(listed: str, end: str) -> str:
    return f"{end}{listed.replace(end, end + end)}{end}"


def _listed(text: str, end: str) -> str:
    return text[1:-1].replace(end + end, end)


# --- names ------------------------------------------------------------------------------------------------------------


def nearest(text: str, names: Iterable[str]) -> str:
    """Return the name that a text most likely means; "" when none is near. What looks the same is nearest."""
    from difflib import get_close_matches
    from itertools import islice

    folded = {fold(name): name for name in islice(names, _MOST_NAMES) if name and len(name) <= _LONGEST}
    wanted = fold(text[:_LONGEST])
    close = get_close_matches(wanted, folded, 1, _CLOSE) if wanted not in folded else [wanted]
    return folded[close[0]] if close and wanted else ""
