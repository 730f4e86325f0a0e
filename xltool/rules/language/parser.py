"""Text to tree: one function per production, its grammar as the docstring (EBNF, after the grammar of [MS-XLSX])."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from xltool.base.errors import FormulaError
from xltool.base.messages import Text
from xltool.rules.language.nodes import (
    Binary,
    Boolean,
    Call,
    ColumnRef,
    FieldRef,
    Node,
    Number,
    OuterRef,
    Percent,
    RowNumber,
    RowRef,
    String,
    Unary,
    children,
)

_TOKENS = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<string>"(?:[^"]|"")*")
  | (?P<row_number>\[\s*\#\s*\])
  | (?P<row>\[@(?P<row_column>[^\[\]@]*)\])
  | (?P<outer>\[\^(?P<outer_name>[^\[\]@^]*)\])
  | (?P<column>\[(?P<column_name>[^\[\]@]*)\])
  | (?P<name>[^\W\d][\w.]*)
  | (?P<op><>|<=|>=|[-+*/^&=<>%(),])
    """,
    re.VERBOSE,
)
#: The part of a value, or a property, behind a bracket or alone.
_PART = re.compile(r"\.\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)")
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
#: Deeper nesting is refused: Excel stops at 64 levels, of which the workbook needs some itself, and Python's recursion is
#: bounded by it too.
MAX_DEPTH = 40
#: Excel's limit for the text of one formula.
MAX_LENGTH = 8192
#: Excel's limits for what stands in a formula: the largest number, the longest text.
LARGEST_NUMBER = 9.99e307
LONGEST_STRING = 255


class Token(NamedTuple):
    """One word of a formula; `start` and `end` are 0-based character positions."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Split a formula into tokens, an `end` token last. Raises FormulaError at the first character that begins no token."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None and (part := _PART.match(text, position)):
            raise FormulaError(_misplaced_part(part[1], tokens), position, part.end())
        if match is None:
            raise FormulaError(_unknown_character(text, position), position, position + 1)
        kind = match.lastgroup or ""
        kind = {"row_column": "row", "column_name": "column", "outer_name": "outer"}.get(kind, kind)
        if kind != "space":
            tokens.append(Token(kind, match[0], position, match.end()))
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _misplaced_part(part: str, before: list[Token]) -> Text:
    """Say where `.last` belongs that stands behind a bracket, `[@end].last`, or alone."""
    last = before[-1] if before else Token("", "", 0, 0)
    if last.kind in ("row", "outer", "column"):
        name = before[-2].text if last.kind == "column" and len(before) > 1 else ""
        written = f"{name}{last.text[:-1].rstrip()}.{part}]"
        return Text(zh=f"“.{part}”应写在方括号内：{written}", en=f"“.{part}” belongs inside the brackets; write {written}")
    zh, en = f"“.{part}”前面应是字段，如 字段.{part} 或 [@列.{part}]", f"“.{part}” must follow a field: field.{part}, or [@column.{part}]"
    return Text(zh=zh, en=en)


_BY_NAME = Text(zh="；单元格和区域请写字段名，如 total、items[amount]", en="; call cells and ranges by their fields: total, items[amount]")
#: How other languages, and formulas of cells, write what is written differently here.
_ELSEWHERE = {
    "!=": Text(zh="；不等于写作 <>", en="; “not equal” is written <>"),
    "||": Text(zh="；“或”写作 OR(…, …)", en="; “or” is written OR(…, …)"),
    "'": Text(zh='；文本用双引号："…"', en='; a text stands in double quotes: "…"'),
    **dict.fromkeys(("$", ":", "!", "#"), _BY_NAME),
}


def _unknown_character(text: str, position: int) -> Text:
    char = text[position]
    if char == '"':
        return Text(zh="文本缺少结束引号", en="missing closing quote")
    if char in "[]":
        return Text(zh="方括号不成对，应写作 表[列] 或 [@列]", en="unmatched bracket; write table[column] or [@column]")
    if char in "“”‘’（），；＝":
        return Text(zh=f"全角字符“{char}”，公式中请用半角", en=f"full-width character {char!r}; use the half-width one in formulas")
    hint = next((hint for written, hint in _ELSEWHERE.items() if text.startswith(written, position)), Text(zh="", en=""))
    return Text(zh=f"公式中不能使用字符“{char}”{hint.zh}", en=f"unexpected character {char!r} in a formula{hint.en}")


def parse(text: str) -> Node:
    """`formula = ["="], comparison ;`.

    Raises FormulaError with the 0-based span of the token that does not fit.
    """
    if len(text) > MAX_LENGTH:
        message = Text(zh=f"公式长于 {MAX_LENGTH} 个字符", en=f"the formula is longer than {MAX_LENGTH} characters")
        raise FormulaError(message, MAX_LENGTH, len(text))
    parser = _Parser(tokenize(text))
    parser.accept("=")
    node = parser.comparison()
    parser.expect_end()
    _check_depth(node)
    return node


def _check_depth(node: Node) -> None:
    """Refuse what no program could parse: a long chain of operators is a deep tree, too."""
    pending = [(node, 1)]
    while pending:
        part, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise _too_deep(*part.span)
        pending.extend((child, depth + 1) for child in children(part))


def _too_deep(start: int, end: int) -> FormulaError:
    zh = f"公式嵌套或连续运算超过 {MAX_DEPTH} 层；求和请用 SUM"
    return FormulaError(Text(zh=zh, en=f"the formula is nested more than {MAX_DEPTH} levels deep; use SUM to add up"), start, end)


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.rest = iter(tokens)
        self.token = next(self.rest)
        self.depth = 0

    def advance(self) -> Token:
        """The token at hand; the next one takes its place. The last one, `end`, stays."""
        token = self.token
        self.token = next(self.rest, token)
        return token

    def accept(self, *operators: str) -> Token | None:
        """The next token, taken, if it is one of the operators."""
        return self.advance() if self.token.kind == "op" and self.token.text in operators else None

    def expect(self, operator: str) -> Token:
        token = self.accept(operator)
        if token is None:
            raise self.unexpected(f"“{operator}”", repr(operator))
        return token

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected("公式结束", "the end of the formula")

    def unexpected(self, wanted_zh: str, wanted_en: str) -> FormulaError:
        token = self.token
        if token.kind == "end":
            message = Text(zh=f"公式不完整，此处应为{wanted_zh}", en=f"incomplete formula; expected {wanted_en}")
        else:
            message = Text(zh=f"此处应为{wanted_zh}，而不是“{token.text}”", en=f"expected {wanted_en}, not {token.text!r}")
        return FormulaError(message, token.start, token.end)

    def chain(self, operators: tuple[str, ...], operand: str) -> Node:
        """`operand, { operator, operand }`, left associative."""
        left: Node = getattr(self, operand)()
        while token := self.accept(*operators):
            right: Node = getattr(self, operand)()
            left = Binary(token.text, left, right, (left.span[0], right.span[1]))
        return left

    def comparison(self) -> Node:
        """`comparison = concatenation, { ("=" | "<>" | "<" | "<=" | ">" | ">="), concatenation } ;`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep(self.token.start, self.token.end)
        node = self.chain(("=", "<>", "<", "<=", ">", ">="), "concatenation")
        self.depth -= 1
        return node

    def concatenation(self) -> Node:
        """`concatenation = sum, { "&", sum } ;`."""
        return self.chain(("&",), "sum")

    def sum(self) -> Node:
        """`sum = product, { ("+" | "-"), product } ;`."""
        return self.chain(("+", "-"), "product")

    def product(self) -> Node:
        """`product = power, { ("*" | "/"), power } ;`."""
        return self.chain(("*", "/"), "power")

    def power(self) -> Node:
        """`power = unary, { "^", unary } ;` (left associative in Excel: `2^3^2` is 64)."""
        return self.chain(("^",), "unary")

    def unary(self) -> Node:
        """`unary = { "+" | "-" }, percent ;`."""
        signs = []
        while token := self.accept("+", "-"):
            signs.append(token)
        node = self.percent()
        for token in reversed(signs):
            node = Unary(token.text, node, (token.start, node.span[1]))
        return node

    def percent(self) -> Node:
        """`percent = primary, { "%" } ;`."""
        node = self.primary()
        while token := self.accept("%"):
            node = Percent(node, (node.span[0], token.end))
        return node

    def primary(self) -> Node:
        """`primary = number | string | row reference | outer reference | "[#]" | name … | "(", comparison, ")" ;`."""
        token = self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "string":
            return self.string()
        if token.kind == "row":
            return self.row_reference()
        if token.kind == "outer":
            return self.outer_reference()
        if token.kind == "row_number":
            self.advance()
            return RowNumber((token.start, token.end))
        if token.kind == "name":
            return self.named()
        if opening := self.accept("("):
            node = self.comparison()
            return replace(node, span=(opening.start, self.expect(")").end))
        raise self.unexpected("数值、文本、字段或函数", "a number, a text, a field or a function")

    def number(self) -> Node:
        """`number = digits, [ ".", [ digits ] ], [ exponent ] | ".", digits, [ exponent ] ;`."""
        token = self.advance()
        if float(token.text) > LARGEST_NUMBER:
            raise FormulaError(Text(zh="数值太大", en="the number is too large"), token.start, token.end)
        return Number(token.text, (token.start, token.end))

    def string(self) -> Node:
        """`string = '"', { character | '""' }, '"' ;`."""
        token = self.advance()
        text = token.text[1:-1].replace('""', '"')
        if len(text) > LONGEST_STRING:
            message = Text(
                zh=f"公式中的文本长于 {LONGEST_STRING} 个字符", en=f"a text in a formula is longer than {LONGEST_STRING} characters"
            )
            raise FormulaError(message, token.start, token.end)
        return String(text, (token.start, token.end))

    def row_reference(self) -> Node:
        """`row reference = "[@", path, "]", [ "[", path, "]" ] ;`."""
        token = self.advance()
        path = _path(token.text[2:-1], token, offset=2)
        if self.token.kind == "column":
            column = self.advance()
            return ColumnRef(f"@{path}", _path(column.text[1:-1], column, offset=1), (token.start, column.end))
        return RowRef(path, (token.start, token.end))

    def outer_reference(self) -> Node:
        """`outer reference = "[^", path, "]" ;`."""
        token = self.advance()
        return OuterRef(_path(token.text[2:-1], token, offset=2), (token.start, token.end))

    def named(self) -> Node:
        """`named = "TRUE" | "FALSE" | call | name, [ "[", path, "]" ] ;`."""
        name = self.advance()
        if self.token.kind == "op" and self.token.text == "(":
            return self.call(name)
        if name.text.upper() in ("TRUE", "FALSE"):
            return Boolean(name.text.upper() == "TRUE", (name.start, name.end))
        path = _path(name.text, name, offset=0)
        if self.token.kind == "column":
            column = self.advance()
            return ColumnRef(path, _path(column.text[1:-1], column, offset=1), (name.start, column.end))
        return FieldRef(path, (name.start, name.end))

    def call(self, name: Token) -> Node:
        """`call = name, "(", [ comparison, { ",", comparison } ], ")" ;`."""
        self.expect("(")
        arguments: list[Node] = []
        if not (self.token.kind == "op" and self.token.text == ")"):
            arguments.append(self.comparison())
            while self.accept(","):
                arguments.append(self.comparison())
        closing = self.expect(")")
        return Call(name.text.upper(), tuple(arguments), (name.start, closing.end))


def _path(text: str, token: Token, *, offset: int) -> str:
    """A checked field path inside a token. `path = identifier, { ".", identifier } ;`."""
    path = text.strip()
    if not _PATH.fullmatch(path):
        start = token.start + offset
        message = Text(zh=f"“{path}”不是字段路径", en=f"{path!r} is not a field path")
        raise FormulaError(message, start, start + len(text))
    return path
