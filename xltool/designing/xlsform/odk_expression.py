"""Say an expression of an XLSForm in the language of rules: `${a} > 5 and selected(${b}, 'x')`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<ref>[^{}]{1,100}?)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][\w-]*(?::[A-Za-z][\w-]*)?)|(?P<sign>!=|<=|>=|\.\.|[=<>+\-*(),.|]))"
)
_DAY = re.compile(r'"(\d{4})-(\d{2})-(\d{2})"')
#: The longest expression that is read, and how deep it may nest.
_LONGEST, _DEEPEST = 2000, 40


class NoCounterpartError(ValueError):
    """Something in an expression has no counterpart; the text is what."""


@dataclass(frozen=True, kw_only=True)
class SurveyQuestion:
    """What an expression must know of a field."""

    path: str  # in the definition
    list_of: str = ""  # path of the table or repeated block in which it stands
    kind: str = "text"  # "text", "number", "date", "one" (choice), "several" (choices)
    choices: Mapping[str, str] = field(default_factory=dict)  # name → label


@dataclass(frozen=True, kw_only=True)
class Spelled:
    """Part of a formula."""

    text: str
    question: SurveyQuestion | None = None  # the field, where it is nothing else
    literal: str | None = None  # the text, where it is nothing else

    @property
    def kind(self) -> str:
        """The kind of the field; "" for anything else."""
        return self.question.kind if self.question else ""


def in_rule_language(expression: str, questions: Mapping[str, SurveyQuestion], own: str) -> str:
    """Return the formula that says the same. Raises NoCounterpartError naming what has none.

    `own` is the name of the question to which it belongs, which `.` means.
    """
    if len(expression) > _LONGEST:
        raise NoCounterpartError(expression[:40])
    speller = _Speller(_tokens(expression), questions, own)
    spelled = speller.either()
    speller.end()
    return spelled.text


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    text = expression.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise NoCounterpartError(text[position : position + 20])
        tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    return tokens


class _Speller:
    def __init__(self, tokens: list[tuple[str, str]], questions: Mapping[str, SurveyQuestion], own: str) -> None:
        self.tokens, self.questions, self.own = tokens, questions, own
        self.at = self.depth = 0

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def _take(self, *values: str) -> str:
        """Take the next token if it is one of some signs or words; "" for any other."""
        group, value = self._next()
        if group in ("sign", "name") and value in values:
            self.at += 1
            return value
        return ""

    def end(self) -> None:
        """Refuse what is left over."""
        if self.at < len(self.tokens):
            raise NoCounterpartError(self._next()[1])

    def _joined(self, word: str, part: Callable[[], Spelled], function: str) -> Spelled:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Spelled(text=f"{function}({', '.join(one.text for one in parts)})")

    def either(self) -> Spelled:
        """Spell a whole expression."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NoCounterpartError("((…))")
        spelled = self._joined("or", self._both, "OR")
        self.depth -= 1
        return spelled

    def _both(self) -> Spelled:
        return self._joined("and", self._comparison, "AND")

    def _comparison(self) -> Spelled:
        left = self._sum()
        while sign := self._take("=", "!=", "<", "<=", ">", ">="):
            left = _compared(left, sign, self._sum())
        return left

    def _sum(self) -> Spelled:
        left = self._product()
        while sign := self._take("+", "-"):
            left = Spelled(text=f"{left.text}{sign}{self._product().text}")
        return left

    def _product(self) -> Spelled:
        left = self._signed()
        while sign := self._take("*", "div", "mod"):
            right = self._signed()
            left = Spelled(
                text=f"MOD({left.text}, {right.text})" if sign == "mod" else f"{left.text}{'/' if sign == 'div' else '*'}{right.text}"
            )
        return left

    def _signed(self) -> Spelled:
        return Spelled(text=f"-{self._signed().text}") if self._take("-") else self._primary()

    def _primary(self) -> Spelled:
        group, value = self._next()
        self.at += 1
        if group == "ref":
            return self._field(value)
        if group == "text":
            plain = value[1:-1]
            return Spelled(text=_quoted(plain), literal=plain)
        if group == "number":
            return Spelled(text=value, literal=value)
        if value == ".":
            return self._field(self.own)
        if value == "(":
            inner = self.either()
            self._expect(")")
            return Spelled(text=f"({inner.text})")
        if group == "name" and self._take("("):
            return self._call(value)
        raise NoCounterpartError(value or "…")

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise NoCounterpartError(self._next()[1] or "…")

    def _field(self, name: str) -> Spelled:
        question = self.questions.get(name)
        if question is None:
            raise NoCounterpartError(f"${{{name}}}")
        own = self.questions.get(self.own)
        if not question.list_of:
            return Spelled(text=question.path, question=question)
        inner = question.path.removeprefix(f"{question.list_of}.")
        if own is not None and own.list_of == question.list_of:
            return Spelled(text=f"[@{inner}]", question=question)
        return Spelled(text=f"{question.list_of}[{inner}]", question=question)

    def _call(self, name: str) -> Spelled:
        if name == "position":
            self._expect("..")
            self._expect(")")
            return Spelled(text="[#]")
        arguments: list[Spelled] = []
        while not self._take(")"):
            arguments.append(self.either())
            if self._next()[1] != ")":
                self._expect(",")
        spell = _FUNCTIONS.get((name, len(arguments))) or _FUNCTIONS.get((name, -1))
        if spell is None:
            raise NoCounterpartError(f"{name}()")
        return Spelled(text=spell(arguments))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _compared(left: Spelled, sign: str, right: Spelled) -> Spelled:
    """Spell a comparison: names of choices become their labels, days are compared as days."""
    signs = {"!=": "<>"}
    one, other = _as_choice(left, right), _as_choice(right, left)
    if sign not in ("=", "!=") and "date" in (left.kind, right.kind):
        one, other = _as_day(left), _as_day(right)
    return Spelled(text=f"{one}{signs.get(sign, sign)}{other}")


def _as_choice(spelled: Spelled, beside: Spelled) -> str:
    if spelled.literal is None or beside.question is None:
        return spelled.text
    if beside.kind in ("one", "several"):
        return _quoted(beside.question.choices.get(spelled.literal, spelled.literal))
    is_number = beside.kind == "number" and re.fullmatch(r"\d+(\.\d+)?", spelled.literal)
    return spelled.literal if is_number else _quoted(spelled.literal)


def _as_day(spelled: Spelled) -> str:
    if spelled.kind == "date":
        return f"{spelled.text[:-1]}.first]" if spelled.text.endswith("]") else f"{spelled.text}.first"
    day = _DAY.fullmatch(spelled.text)
    if day is None:
        raise NoCounterpartError(spelled.text)
    return f"DATE({int(day[1])},{int(day[2])},{int(day[3])})"


def _selected(arguments: Sequence[Spelled]) -> str:
    chosen, name = arguments
    if chosen.question is None or name.literal is None:
        raise NoCounterpartError("selected()")
    label = chosen.question.choices.get(name.literal, name.literal)
    if chosen.kind == "several":
        return f'ISNUMBER(FIND({_quoted(f"；{label}；")}, "；"&{chosen.text}&"；"))'
    return f"{chosen.text}={_quoted(label)}"


def _call_of(function: str) -> Callable[[Sequence[Spelled]], str]:
    return lambda arguments: f"{function}({', '.join(argument.text for argument in arguments)})"


def _coalesced(arguments: Sequence[Spelled]) -> str:
    first, second = (argument.text for argument in arguments)
    return f'IF({first}="", {second}, {first})'


def _number_selected(arguments: Sequence[Spelled]) -> str:
    text = arguments[0].text
    return f'IF({text}="", 0, LEN({text})-LEN(SUBSTITUTE({text}, "；", ""))+1)'


def _begins(arguments: Sequence[Spelled]) -> str:
    text, start = (argument.text for argument in arguments)
    return f"LEFT({text}, LEN({start}))={start}"


#: Name of a function and number of its arguments (-1 for any) → how it is spelled.
_FUNCTIONS: Mapping[tuple[str, int], Callable[[Sequence[Spelled]], str]] = {
    ("selected", 2): _selected,
    ("jr:choice-name", 2): lambda arguments: arguments[0].text,
    ("count-selected", 1): _number_selected,
    ("not", 1): _call_of("NOT"),
    ("true", 0): lambda _: "TRUE",
    ("false", 0): lambda _: "FALSE",
    ("boolean", 1): lambda arguments: arguments[0].text,
    ("if", 3): _call_of("IF"),
    ("coalesce", 2): _coalesced,
    ("sum", 1): _call_of("SUM"),
    ("count", 1): _call_of("COUNTA"),
    ("min", -1): _call_of("MIN"),
    ("max", -1): _call_of("MAX"),
    ("abs", 1): _call_of("ABS"),
    ("int", 1): _call_of("INT"),
    ("round", 1): lambda arguments: f"ROUND({arguments[0].text}, 0)",
    ("round", 2): _call_of("ROUND"),
    ("pow", 2): lambda arguments: f"({arguments[0].text})^({arguments[1].text})",
    ("number", 1): lambda arguments: arguments[0].text,
    ("string", 1): lambda arguments: arguments[0].text,
    ("string-length", 1): _call_of("LEN"),
    ("concat", -1): lambda arguments: "&".join(argument.text for argument in arguments),
    ("contains", 2): lambda arguments: f"ISNUMBER(FIND({arguments[1].text}, {arguments[0].text}))",
    ("starts-with", 2): _begins,
    ("substr", 3): lambda arguments: f"MID({arguments[0].text}, {arguments[1].text}+1, {arguments[2].text}-{arguments[1].text})",
    ("normalize-space", 1): _call_of("TRIM"),
}
