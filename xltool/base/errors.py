"""Errors of our own making: a definition that is wrong, data or options that cannot be used.

What is wrong with a received workbook is never an exception; it is a finding (see `xltool.base.findings`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from xltool.base.display import display_width
from xltool.base.messages import Lang, Text


class XltoolError(Exception):
    """The work could not be done; `message` says what, where, why and what to do, in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), self.message))

    def say(self, lang: Lang) -> str:
        """The whole message for a person."""
        return self.message.as_is(lang)


class UsageError(XltoolError):
    """An option, a path or a value given by the caller cannot be used."""


class DataError(XltoolError):
    """A JSON document does not fit the form; `problems` lists (JSON pointer, sentence)."""

    def __init__(self, message: Text, problems: Sequence[tuple[str, Text]] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def say(self, lang: Lang) -> str:
        """The message, and a line for each problem."""
        lines = [self.message.as_is(lang)]
        lines += [f"  {pointer or '/'}: {sentence.as_is(lang)}" for pointer, sentence in self.problems]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One error of a definition, at its place in its file."""

    file: str
    line: int  # 1-based; 0 when the problem is the file as a whole
    column: int  # 1-based, in characters
    width: int  # characters under which the caret stands, at least 1
    source: str  # the line of the file
    message: Text
    cell: str = ""  # of a definition written in a workbook `sheet!A1`, whose content is the source; then the line is the row

    def show(self, lang: Lang) -> str:
        """`file:line:column: message`, the line, and a caret under the faulty token."""
        if self.cell and not self.source.strip():
            return f"{self.file} {self.cell}: {self.message.as_is(lang)}"
        if not self.line:
            return f"{self.file}: {self.message.as_is(lang)}"
        source, before = _excerpt(_printable(self.source), self.column - 1)
        caret = " " * display_width(before) + "^" * max(1, display_width(source[len(before) :][: self.width]))
        place = f"{self.file} {self.cell}" if self.cell else f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.message.as_is(lang)}\n    {source}\n    {caret}"


_EXCERPT = 100  # characters of a source line that are shown around a caret


def _excerpt(source: str, index: int) -> tuple[str, str]:
    """The part of a source line around `index`, and what stands in it before `index`."""
    indent = len(source) - len(source.lstrip())
    start = indent if index - indent < _EXCERPT * 2 // 3 else index - _EXCERPT // 2
    mark = "" if start == indent else "…"
    shown = mark + source[start : start + _EXCERPT].rstrip()
    return shown, mark + source[start:index]


def _printable(source: str) -> str:
    """A line with a plain space for each tab and control character, of which nobody knows how wide it shows."""
    return "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in source)


_DEFINITION = Text(zh="表格定义有 {count} 处错误", en="{count} error(s) in the definition")


class DefinitionError(XltoolError):
    """A definition (template, schema, rules, code lists) is wrong; `problems` holds every error found."""

    def __init__(self, problems: Sequence[Problem], said: Text = _DEFINITION) -> None:
        count = len(problems)
        super().__init__(said.filled(count=count))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return self.say("en")

    def say(self, lang: Lang) -> str:
        """How many errors there are, and each with its place, its line and a caret."""
        return "\n".join([self.message.as_is(lang), *(problem.show(lang) for problem in self.problems)])


class FormulaError(XltoolError):
    """A formula is wrong; `start` and `end` are 0-based character positions of the faulty token in its text."""

    def __init__(self, message: Text, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = max(end, start + 1)


def not_found(path: object) -> UsageError:
    """Return the error that a file is not there."""
    return UsageError(Text(zh=f"找不到文件 {path}，请核对路径", en=f"file not found: {path}; check the path"))
