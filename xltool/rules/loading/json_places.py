"""Where every value of a JSON text stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{},:]|[^\s\][{},:"]+')


@dataclass(frozen=True)
class JsonPlace:
    """One value: its JSON pointer (RFC 6901), its 0-based span, and that of its key if it is a member of an object."""

    pointer: str
    value: tuple[int, int]
    key: tuple[int, int] | None = None


@dataclass(frozen=True)
class RepeatedKey:
    """A key that an object holds a second time."""

    name: str
    key: tuple[int, int]


@dataclass
class _Open:
    """An object or array that is being read."""

    pointer: str
    start: int
    key: tuple[int, int] | None  # its own key
    is_array: bool
    index: int = 0  # of the next item
    member: str = ""  # pointer of the next member
    member_key: tuple[int, int] | None = None
    names: set[str] = field(default_factory=set)

    def child(self) -> tuple[str, tuple[int, int] | None]:
        """Return pointer and key of the value that comes next."""
        if not self.is_array:
            return self.member, self.member_key
        self.index += 1
        return f"{self.pointer}/{self.index - 1}", None


def json_places(text: str) -> Iterator[JsonPlace | RepeatedKey]:
    """Yield the place of every value in a text that `json.loads` accepts, and the keys that an object repeats."""
    stack: list[_Open] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        word, span = match[0], match.span()
        if word in "{[":
            pointer, key = stack[-1].child() if stack else ("", None)
            stack.append(_Open(pointer, span[0], key, word == "["))
            expects_key = word == "{"
        elif word in "}]":
            closed = stack.pop()
            yield JsonPlace(closed.pointer, (closed.start, span[1]), closed.key)
            expects_key = False
        elif word == ",":
            expects_key = not stack[-1].is_array
        elif word == ":":
            expects_key = False
        elif expects_key:
            name = json.loads(word)
            if name in stack[-1].names:
                yield RepeatedKey(name, span)
            stack[-1].names.add(name)
            step = name.replace("~", "~0").replace("/", "~1")
            stack[-1].member, stack[-1].member_key = f"{stack[-1].pointer}/{step}", span
        else:
            pointer, key = stack[-1].child() if stack else ("", None)
            yield JsonPlace(pointer, span, key)
