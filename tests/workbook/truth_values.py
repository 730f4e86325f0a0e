"""Find comparisons of truth values with numbers in formulas of a workbook.

`FALSE>0` is TRUE where numbers come before texts and texts before truth values, as Excel documents it, and FALSE in LibreOffice: a formula
that has it says different things in different programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

#: What an expression yields; a cell may hold anything.
Yields: TypeAlias = Literal["truth", "other", "any"]

_TRUTH = {"AND", "OR", "NOT", "EXACT", "TRUE", "FALSE", "ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISNA", "ISEVEN", "ISODD"}
_ANY = {"INDEX", "VLOOKUP", "INDIRECT", "OFFSET", "CHOOSE"}
_STRENGTH = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5, ":": 6}


def truth_compared(formula: str) -> list[str]:
    """Return what is wrong with a formula: each comparison of a truth value with what is none, by its operator and its place."""
    return _Parser(formula).faults()


class _Parser:
    def __init__(self, formula: str) -> None:
        formula = "=" + formula.removeprefix("=").replace("):INDEX(", ")+INDEX(")  # a range of two calls is one name to the tokenizer
        tokens = Tokenizer(formula).items
        self._tokens = [token for token in tokens if token.type != Token.WSPACE]
        self._next = 0
        self._faults: list[str] = []

    def faults(self) -> list[str]:
        self._expression(0)
        assert self._next == len(self._tokens), "".join(token.value for token in self._tokens[self._next :])
        return self._faults

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> Token:
        token: Token = self._tokens[self._next]
        self._next += 1
        return token

    def _expression(self, strength: int) -> Yields:
        left = self._operand()
        while (token := self._peek()) and token.type == Token.OP_IN and _STRENGTH[token.value] > strength:
            self._take()
            right = self._expression(_STRENGTH[token.value])
            if _STRENGTH[token.value] == 1:
                if {left, right} == {"truth", "other"}:
                    self._faults.append(f"{token.value} before token {self._next}")
                left = "truth"
            else:
                left = "any" if token.value == ":" else "other"
        return left

    def _operand(self) -> Yields:
        token = self._take()
        if token.type == Token.OP_PRE:
            operand = self._operand()
            return operand if token.value == "+" else "other"
        found = self._primary(token)
        while (after := self._peek()) and after.type == Token.OP_POST:
            self._take()
            found = "other"
        return found

    def _primary(self, token: Token) -> Yields:
        if token.type == Token.OPERAND:
            return {Token.RANGE: "any", Token.LOGICAL: "truth"}.get(token.subtype, "other")  # type: ignore[return-value]  # of Yields
        if token.type == Token.PAREN:
            found = self._expression(0)
            self._take()
            return found
        assert token.type == Token.FUNC, token
        arguments = list(self._arguments())
        return self._called(token.value.removesuffix("(").upper(), arguments)

    def _arguments(self) -> Iterator[Yields]:
        while (token := self._peek()) and not (token.type == Token.FUNC and token.subtype == Token.CLOSE):
            if token.type == Token.SEP:
                self._take()
            else:
                yield self._expression(0)
        self._take()

    @staticmethod
    def _called(name: str, arguments: list[Yields]) -> Yields:
        if name in _TRUTH:
            return "truth"
        if name in {"IF", "IFERROR"}:
            branches = set(arguments[1:] if name == "IF" else arguments)
            return branches.pop() if len(branches) == 1 else "any"
        return "any" if name in _ANY else "other"
