r"""Translate regular expressions of classes and counts into formulas, so that a workbook checks them while it is filled in.

What can be said: fixed characters, classes (`[A-Z0-9_]`, `\d`, `\w`) and how often (`{5}`, `{2,3}`, `?`, `*`, `+`), groups and alternatives of
these, also without an end (`^AWARD-`). Spreadsheets have no regular expressions: a text has one length, or one part of it has any, and
every other part stands in its place. What cannot be said so is checked when the form comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from xltool.base.formula_text import count_characters, count_digits, quote

#: What a formula names the text.
TEXT = "[text]"
#: Most alternatives, characters of a class, repeats that are written out, and characters of a formula.
_MOST, _MOST_CHARACTERS, _MOST_REPEATS, _LONGEST = 16, 100, 200, 2000
_DIGITS = "0123456789"
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_CLASSES = {"d": _DIGITS, "w": _SMALL.upper() + _SMALL + _DIGITS + "_"}  # as ECMA 262 has them
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_LAST_PLAIN = 0xD7FF  # characters from here on are two in some programs, or none


class _CannotBeSaidError(Exception):
    """A formula cannot say the expression."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """Some characters one after the other."""

    characters: str  # of the class; "" for any
    least: int
    most: int | None  # None for any number

    @property
    def is_fixed(self) -> bool:
        return self.least == self.most


_Parts = tuple[_Part, ...]
_ANYTHING = _Part(characters="", least=0, most=None)


@lru_cache(maxsize=256)
def pattern_formula(pattern: str) -> str | None:
    """Return formula text over `[text]`: whether a text that is not blank matches a regular expression; None where no formula can say it."""
    try:
        parser = _Parser(pattern)
        alternatives = [one for parts in parser.whole() for one in _with_one_length(parts)]
        formulas = list(dict.fromkeys(_formula(_joined(parts)) for parts in alternatives))
    except (_CannotBeSaidError, IndexError, RecursionError):
        return None
    formula = formulas[0] if len(formulas) == 1 else f"OR({','.join(formulas)})"
    return formula if len(alternatives) <= _MOST and len(formula) <= _LONGEST else None


# --- the expression ---------------------------------------------------------------------------------------------------


class _Parser:
    """Parses an expression into alternatives of parts; what it does not know, it refuses."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0

    def whole(self) -> list[_Parts]:
        """Return the alternatives of a whole expression; without an anchor, anything may stand there."""
        is_open = not self.takes("^")
        found = self.alternatives()
        has_end = self.takes("$")
        if self.at < len(self.text) or (is_open and not has_end) or (len(found) > 1 and "|" in self.top):
            raise _CannotBeSaidError
        start, end = (_ANYTHING,) if is_open else (), () if has_end else (_ANYTHING,)
        return [(*start, *parts, *end) for parts in found]

    @property
    def top(self) -> str:
        """The expression without its groups, where an anchor belongs to one alternative only."""
        level, kept = 0, ""
        for character in self.text:
            level += (character == "(") - (character == ")")
            kept += character if level == 0 else ""
        return kept

    def takes(self, token: str) -> bool:
        """Step over a token if it comes next."""
        is_next = self.text.startswith(token, self.at)
        self.at += len(token) if is_next else 0
        return is_next

    def next(self) -> str:
        """Return the next character, ("" at the end)."""
        return self.text[self.at : self.at + 1]

    def alternatives(self) -> list[_Parts]:
        found = self.sequence()
        while self.takes("|"):
            found += self.sequence()
        return _few(found)

    def sequence(self) -> list[_Parts]:
        found: list[_Parts] = [()]
        while self.next() not in ("", "|", ")", "$"):
            repeated = self.repeated()
            found = _few([(*before, *after) for before, after in product(found, repeated)])
        return found

    def repeated(self) -> list[_Parts]:
        """Return the alternatives of a class or group with how often it stands there."""
        if self.takes("("):
            self.takes("?:")
            group = self.alternatives()
            if not self.takes(")"):
                raise _CannotBeSaidError
            return _few(list(_repeats(group, *self.count())))
        characters = self.one_of()
        least, most = self.count()
        return [(_Part(characters=characters, least=least, most=most),)]

    def count(self) -> tuple[int, int | None]:
        counts: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        for sign, count in counts.items():
            if self.takes(sign):
                return self.greedy(count)
        if not self.takes("{"):
            return 1, 1
        written, _, rest = self.text[self.at :].partition("}")
        self.at = len(self.text) - len(rest)
        least, comma, most = written.partition(",")
        if not (least.isdecimal() and least.isascii()) or (most and not (most.isdecimal() and most.isascii())):
            raise _CannotBeSaidError
        return self.greedy((int(least), int(most) if most else None if comma else int(least)))

    def greedy(self, count: tuple[int, int | None]) -> tuple[int, int | None]:
        """Return a count; `??` and the like say how to look for it, which a formula does not."""
        if self.next() in ("?", "*", "+", "{") and self.next():
            raise _CannotBeSaidError
        return count

    def one_of(self) -> str:
        """Return the characters of which one stands here."""
        if self.takes("["):
            return self.listed()
        if self.takes("\\"):
            return self.escaped()
        if self.next() in _SPECIAL:
            raise _CannotBeSaidError
        return self.plain()

    def plain(self) -> str:
        character = self.text[self.at]
        self.at += 1
        if not " " <= character <= chr(_LAST_PLAIN) or "\x7f" <= character <= "\x9f":
            raise _CannotBeSaidError
        return character

    def escaped(self) -> str:
        character = self.plain()
        if character in _CLASSES:
            return _CLASSES[character]
        if character.isalnum():
            raise _CannotBeSaidError
        return character

    def listed(self) -> str:
        """Return the characters between brackets."""
        found = ""
        if self.takes("^"):
            raise _CannotBeSaidError
        while not self.takes("]"):
            first = self.member()
            if self.next() == "-" and self.text[self.at + 1 : self.at + 2] != "]" and len(first) == 1:
                self.at += 1
                last = self.member()
                if len(last) > 1 or not 0 <= ord(last) - ord(first) < _MOST_CHARACTERS:
                    raise _CannotBeSaidError
                first = "".join(map(chr, range(ord(first), ord(last) + 1)))
            found += first
        if not 0 < len(found) <= _MOST_CHARACTERS:
            raise _CannotBeSaidError
        return "".join(dict.fromkeys(found))

    def member(self) -> str:
        return self.escaped() if self.takes("\\") else self.plain()


def _few(alternatives: list[_Parts]) -> list[_Parts]:
    if len(alternatives) > _MOST:
        raise _CannotBeSaidError
    return alternatives


def _repeats(group: list[_Parts], least: int, most: int | None) -> Iterator[_Parts]:
    """Yield a group one after the other as often as it may stand there."""
    if most is None or most > _MOST:
        raise _CannotBeSaidError
    for count in range(least, most + 1):
        if len(group) ** count > _MOST:
            raise _CannotBeSaidError
        for chosen in product(group, repeat=count):
            yield tuple(part for parts in chosen for part in parts)


# --- what each alternative says ---------------------------------------------------------------------------------------


def _with_one_length(parts: _Parts) -> list[_Parts]:
    """Write out counts that vary until one of them does at most."""
    varying = [part for part in parts if not part.is_fixed]
    if len(varying) <= 1:
        return [parts]
    shortest = min(varying, key=lambda part: _MOST_REPEATS if part.most is None else part.most - part.least)
    if shortest.most is None or shortest.most - shortest.least >= _MOST:
        raise _CannotBeSaidError
    place = parts.index(shortest)
    found: list[_Parts] = []
    for count in range(shortest.least, shortest.most + 1):
        written = replace(shortest, least=count, most=count)
        found = _few(found + _with_one_length((*parts[:place], written, *parts[place + 1 :])))
    return found


def _joined(parts: _Parts) -> list[_Part | str]:
    """Return parts with fixed characters as one text, and neighbours of one class as one part."""
    found: list[_Part | str] = []
    for part in parts:
        last = found[-1] if found else None
        if part.most == 0:
            continue
        if part.is_fixed and len(part.characters) == 1 and part.least <= _MOST_REPEATS:
            text = part.characters * part.least
            found[-1:] = [last + text] if isinstance(last, str) else [*found[-1:], text]
        elif isinstance(last, _Part) and last.characters == part.characters:
            most = None if last.most is None or part.most is None else last.most + part.most
            found[-1] = replace(last, least=last.least + part.least, most=most)
        else:
            found.append(part)
    return found


def _formula(parts: list[_Part | str]) -> str:
    """Return formula text of one alternative: the length, and what stands in each place."""
    lengths = [len(part) if isinstance(part, str) else part.least for part in parts]
    total, place = sum(lengths), next((place for place, part in enumerate(parts) if isinstance(part, _Part) and not part.is_fixed), None)
    conditions = list(_length(total, None if place is None else parts[place]))
    for index, part in enumerate(parts):
        before, after = sum(lengths[:index]), sum(lengths[index:])
        start = str(before + 1) if place is None or index <= place else f"LEN({TEXT})-{after - 1}"
        count = str(lengths[index]) if index != place else f"LEN({TEXT})-{total - lengths[index]}"
        cell = TEXT if len(parts) == 1 else f"MID({TEXT},{start},{count})"
        conditions += [_says(cell, part, count)] if isinstance(part, str) or part.characters else []
    return f"IFERROR(AND({','.join(conditions)}),FALSE)"


def _length(total: int, varying: _Part | str | None) -> Iterator[str]:
    if not isinstance(varying, _Part):
        yield f"LEN({TEXT})={total}"
        return
    yield f"LEN({TEXT})>={total}"
    if varying.most is not None:
        yield f"LEN({TEXT})<={total + varying.most - varying.least}"


def _says(cell: str, part: _Part | str, count: str) -> str:
    """Return formula text: whether a cell, of so many characters, is what a part says."""
    if isinstance(part, str):
        return f"EXACT({cell},{quote(part)})"
    return f"{count_digits(cell) if part.characters == _DIGITS else count_characters(cell, part.characters)}={count}"
