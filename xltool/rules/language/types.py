"""Names and types: what a formula refers to, and what every program would read alike.

Excel converts between text, numbers and truth values as it goes, and other programs do so differently; a rule that
depends on it is refused here, with the token. What remains has one meaning everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltool.base.errors import FormulaError
from xltool.base.messages import Text, listed
from xltool.base.paths import split_name
from xltool.base.suggestions import did_you_mean, did_you_mean_path
from xltool.base.value_types import Type
from xltool.form.schema import Field, Schema
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.function import Function, Parameter, split_criterion
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
    Reference,
    RowNumber,
    RowRef,
    String,
    Unary,
    children,
    is_blank_test,
    is_whole,
)
from xltool.rules.language.possible_words import check_criterion, check_word


@dataclass(frozen=True)
class Binding:
    """What a reference stands for: a field (or column) and, of quantities and dates, one of its parts."""

    field: Field
    part: str  # "" for the value itself
    type: Type

    @property
    def key(self) -> str:
        """`indicators.half_year.number`: the path and the part."""
        return f"{self.field.path}.{self.part}" if self.part else self.field.path

    @property
    def words(self) -> tuple[str, ...]:
        """All texts that it can be: the words of the part, or the choices of the field; () for any text, as for lists of choices."""
        if self.part:
            return self.field.kind.words_of(self.part)
        return () if self.field.kind.is_list else self.field.choices

    @property
    def is_whole(self) -> bool:
        """Whether it holds nothing but whole numbers."""
        return self.field.kind.column == "whole" and not self.part


@dataclass(frozen=True)
class Shape:
    """The type of a node, and the table over whose rows it runs (None for a single value)."""

    type: Type
    table: str | None = None


@dataclass(frozen=True)
class Scope:
    """The names a formula may use: the fields of a form and, in a row rule, the columns of its table."""

    schema: Schema
    table: str | None = None

    def bind(self, reference: Reference) -> Binding:
        """Resolve a reference. Raises FormulaError for an unknown field, column or part."""
        match reference:
            case FieldRef(path):
                return self._bind_path(path, reference)
            case RowRef(column):
                if self.table is None:
                    raise _error(reference, "只有按行校验（each）的规则才能写 [@列]", "[@column] is only available in rules with “each”")
                return self._bind_column(self.table, column, reference)
            case ColumnRef(table, column):
                return self._bind_column(table, column, reference)

    def _bind_path(self, path: str, reference: Reference) -> Binding:
        if isinstance(reference, OuterRef):
            raise _error(reference, "只有表中按行的公式才能写 [^字段]", "[^name] is only available in formulas of a table's row")
        if path in self.schema.tables:
            raise _error(reference, f"“{path}”是一张表，请写 {path}[列]", f"{path!r} is a table; write {path}[column]")
        field, part = self.schema.fields.get(path), ""
        if field is None:
            owner, part = split_name(path)
            field = self.schema.fields.get(owner)
        if field is None:
            is_of_blocks = owner in self.schema.repeats
            of_blocks = Text(zh=f"；各区块的写作 {owner}[{part}]", en=f"; write {owner}[{part}] for that of all blocks")
            offer = of_blocks if is_of_blocks else did_you_mean_path(path, self.schema.fields)
            raise _error(reference, f"表格中没有字段“{path}”{offer.zh}", f"unknown field {path!r}{offer.en}")
        return _bind_part(field, part, reference)

    def _bind_column(self, table: str, name: str, reference: Reference) -> Binding:
        if table.startswith("@"):
            zh, en = "只有对象中字段的公式才能写 [@表][列]", "[@table][column] is only available in formulas of an object"
            raise _error(reference, zh, en)
        if any(table == path or table.startswith(f"{path}.") for path in self.schema.repeats):
            raise _error(
                reference,
                f"“{reference}”指各个区块，只能直接写在 SUM、MAX、MIN、COUNT、COUNTA 中（区块内的表也可用 COUNTIF、SUMIF、SUMPRODUCT）",
                f"{reference} stands for all blocks; write it as an argument of SUM, MAX, MIN, COUNT or COUNTA "
                "(tables in blocks also of COUNTIF, SUMIF or SUMPRODUCT)",
            )
        if table not in self.schema.tables:
            offer = did_you_mean_path(table, (*self.schema.tables, *self.schema.repeats))
            raise _error(reference, f"表格中没有表“{table}”{offer.zh}", f"unknown table {table!r}{offer.en}")
        column, _, part = name.partition(".")
        field = self.schema.tables[table].column(column)
        if field is None:
            offer = did_you_mean(column, [known.name for known in self.schema.tables[table].columns])
            raise _error(reference, f"表“{table}”没有列“{column}”{offer.zh}", f"table {table!r} has no column {column!r}{offer.en}")
        return _bind_part(field, part, reference)

    def check_rule(self, node: Node) -> None:
        """Refuse a formula that is not one truth value. Raises FormulaError with the token."""
        shape = self.shape(node)
        if shape.type != "boolean":
            raise _error(node, "规则必须是一个条件（真或假）", "a rule must be a condition (TRUE or FALSE)")

    def shape(self, node: Node, *, in_array: bool = False) -> Shape:
        """Type-check a node; return its type, and its table if it runs over rows. Raises FormulaError where types do not fit.

        `in_array` is true inside SUMPRODUCT, where columns combine element by element.
        """
        match node:
            case Number():
                return Shape("number")
            case String():
                return Shape("text")
            case Boolean():
                return Shape("boolean")
            case ColumnRef():
                if not in_array:
                    raise _error(
                        node,
                        f"“{node}”是整列，此处应为单个值；请用 SUM、COUNTIF 或 SUMPRODUCT",
                        f"{node} is a whole column where one value is expected; use SUM, COUNTIF or SUMPRODUCT",
                    )
                return Shape(self.bind(node).type, node.table)
            case FieldRef() | RowRef():
                return Shape(self.bind(node).type)
            case RowNumber():
                if self.table is None:
                    raise _error(node, "只有按行的公式才能写行号 [#]", "[#], the number of the row, is only available in formulas of a row")
                return Shape("number")
            case Unary("+", operand) if self.shape(operand, in_array=in_array).type == "boolean":
                raise _error(
                    node, "“+”不会把条件变为数值，请写 (条件)*1", "“+” does not turn a condition into a number; write (condition)*1"
                )
            case Unary() | Percent():
                return self._operand(node.operand, "number", in_array=in_array)
            case Binary():
                return self._binary(node, in_array=in_array)
            case Call():
                return self._call(node, in_array=in_array)

    def _operand(self, node: Node, expected: Type, *, in_array: bool) -> Shape:
        shape = self.shape(node, in_array=in_array)
        if shape.type == expected or (expected == "number" and shape.type == "boolean"):
            return Shape(expected, shape.table)
        raise _mismatch(node, shape.type, expected)

    def _binary(self, node: Binary, *, in_array: bool) -> Shape:
        if node.op == "^" and not is_whole(node.right):
            raise _error(node.right, "乘方的指数应为正整数常量", "an exponent must be a positive whole number, written as a literal")
        if node.op in ("+", "-", "*", "/", "^"):
            sides = [self._operand(side, "number", in_array=in_array) for side in (node.left, node.right)]
            return Shape("number", _common_table(node, sides))
        if node.op == "&":
            sides = [self._operand(side, "text", in_array=in_array) for side in (node.left, node.right)]
            return Shape("text", _common_table(node, sides))
        sides = [self.shape(side, in_array=in_array) for side in (node.left, node.right)]
        self._check_comparison(node, sides)
        return Shape("boolean", _common_table(node, sides))

    def _check_comparison(self, node: Binary, sides: list[Shape]) -> None:
        left, right = sides
        if left.type != right.type and not (is_blank_test(node.left, node.right) or is_blank_test(node.right, node.left)):
            raise _mismatch(node.right, right.type, left.type)
        if node.op not in ("=", "<>") and left.type != "number":
            raise _error(node, "文本没有各程序一致的大小顺序，只能用 = 或 <>", "programs order texts differently; use = or <>")
        self._check_words(node.left, node.right)

    def _check_words(self, *sides: Node) -> None:
        """Refuse a comparison with a text that the value can never be: it would always or never hold."""
        for side, other in (sides, sides[::-1]):
            if isinstance(side, FieldRef | RowRef | ColumnRef) and isinstance(other, String) and other.value:
                binding = self.bind(side)
                check_word(binding.key, binding.words, other.value, other)

    def _call(self, node: Call, *, in_array: bool) -> Shape:
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise FormulaError(
                Text(zh=f"不支持函数 {node.name}", en=f"function {node.name} is not supported"),
                node.span[0],
                node.span[0] + len(node.name),
            )
        self._check_count(node, function)
        shapes = [self._argument(node, function, index, argument, in_array=in_array) for index, argument in enumerate(node.arguments)]
        refused = function.refuses(node.arguments)
        if refused is not None:
            raise FormulaError(refused[1], *refused[0].span)
        if function.signature.result == "boolean" and [shape.type for shape in shapes] == ["text", "text"]:  # it compares them
            self._check_words(*node.arguments)
        result = self._result(node, function, shapes)
        lifts = function.signature.lifts
        table = _common_table(node, shapes) if lifts or function.over_rows else None
        return Shape(result, table if lifts else None)

    def _check_count(self, node: Call, function: Function) -> None:
        signature = function.signature
        count, most = len(node.arguments), len(signature.parameters)
        odd = signature.repeats > 1 and (count - most) % signature.repeats
        if count < signature.required or (count > most and not signature.repeats) or odd:
            takes = f"{signature.required}" if signature.required == most else f"{signature.required}–{most}"
            takes += "+" if signature.repeats else ""
            raise _error(node, f"{node.name} 需要 {takes} 个参数，写了 {count} 个", f"{node.name} takes {takes} arguments, not {count}")

    def _argument(self, call: Call, function: Function, index: int, argument: Node, *, in_array: bool) -> Shape:
        parameter = function.signature.parameter(index) or Parameter(None)
        match parameter.mode:
            case "array":
                return self._operand_of_sumproduct(argument)
            case "column":
                return self._column(argument, parameter)
            case "cells" | "places":
                if isinstance(argument, ColumnRef):
                    return self._column(argument, parameter)
                if parameter.mode == "places" and not isinstance(argument, FieldRef | RowRef):
                    raise _error(argument, f"{call.name} 的参数应为字段或整列", f"{call.name} takes fields and columns")
            case "criterion":
                return self._criterion(call.arguments[index - 1], argument)
            case "reference":
                if not isinstance(argument, FieldRef | RowRef):
                    raise _error(argument, f"{call.name} 的参数应为一个字段", f"{call.name} takes a field")
            case "scalar":
                pass
        lifted = in_array and function.signature.lifts
        shape = self.shape(argument, in_array=lifted)
        if parameter.type is not None and shape.type != parameter.type:
            raise _mismatch(argument, shape.type, parameter.type)
        return shape

    def _operand_of_sumproduct(self, argument: Node) -> Shape:
        shape = self.shape(argument, in_array=True)
        if shape.type == "boolean":
            raise _error(
                argument, "SUMPRODUCT 在 Excel 中把 TRUE 当作 0，请写 (条件)*1", "SUMPRODUCT counts TRUE as 0; write (condition)*1"
            )
        if shape.type == "text":
            raise _mismatch(argument, "text", "number")
        if shape.table is None:
            raise _error(argument, "SUMPRODUCT 的参数应含有整列，如 表[列]", "SUMPRODUCT needs a column, table[column]")
        if can_fail(argument):
            raise _error(
                argument,
                "SUMPRODUCT 中不能有可能出错的运算（空行也参加运算）；查找请写 ISNUMBER(FIND(…))",
                "SUMPRODUCT cannot contain what may fail, because blank rows are evaluated too; to search for a text, write ISNUMBER(FIND(…))",
            )
        return shape

    def _column(self, argument: Node, parameter: Parameter) -> Shape:
        if not isinstance(argument, ColumnRef):
            raise _error(argument, "此处应为整列，如 表[列]", "expected a column, table[column]")
        binding = self.bind(argument)
        if parameter.type is not None and binding.type != parameter.type:
            raise _mismatch(argument, binding.type, parameter.type)
        return Shape(binding.type, argument.table)

    def _criterion(self, column: Node, criterion: Node) -> Shape:
        """Check a criterion: a literal, or a number to be equal to, since a text from a field could hold `*`, `?` or `>`."""
        expected = self.bind(column).type if isinstance(column, ColumnRef) else "text"
        shape = self.shape(criterion)
        if isinstance(criterion, String):
            self._literal_criterion(criterion, expected)
            if isinstance(column, ColumnRef):
                binding = self.bind(column)
                check_criterion(binding.key, binding.words, criterion)
            return Shape("text")
        if shape.type != "number" or expected != "number":
            raise _error(
                criterion,
                "条件应为文本常量或数值；与字段比较请用 SUMPRODUCT((表[列]=字段)*1)",
                "a criterion must be a literal or a number; to compare with a field, use SUMPRODUCT((table[column]=field)*1)",
            )
        return shape

    def _literal_criterion(self, criterion: String, expected: Type) -> None:
        operator, operand = split_criterion(criterion.value)
        if not operand:
            raise _error(criterion, "空条件请用 COUNTBLANK 或 COUNTA", "use COUNTBLANK or COUNTA for blanks")
        if expected == "number":
            fits = _NUMBER.fullmatch(operand) is not None
        else:
            fits = operator in ("", "<>") and not _CONVERTED.search(operand) and operand.upper() not in ("TRUE", "FALSE")
        if not fits:
            raise _error(
                criterion,
                f"条件“{criterion.value}”与列的类型不符，或会被当作数值、日期；请用 SUMPRODUCT((表[列]=…)*1)",
                f"criterion {criterion.value!r} does not fit the column, or could be read as a number or date; use SUMPRODUCT((table[column]=…)*1)",
            )

    def _result(self, node: Call, function: Function, shapes: list[Shape]) -> Type:
        if function.signature.result is not None:
            return function.signature.result
        left, right = shapes[-2:]
        if left.type != right.type:
            raise _mismatch(node.arguments[-1], right.type, left.type)
        return left.type


def _bind_part(field: Field, part: str, reference: Reference) -> Binding:
    if not part:
        return Binding(field, "", field.type)
    type_ = field.kind.part_types.get(part)
    if type_ is None:
        offered = listed(field.kind.part_types)
        raise _error(
            reference,
            f"字段“{field.path}”没有“{part}”部分（可用：{offered.zh}）",
            f"{field.path!r} has no part {part!r} (available: {offered.en})",
        )
    return Binding(field, "" if part == "text" else part, type_)


def _common_table(node: Node, shapes: list[Shape]) -> str | None:
    tables = {shape.table for shape in shapes if shape.table is not None}
    if len(tables) > 1:
        names = listed(sorted(tables))
        raise _error(node, f"不同的表不能逐行组合：{names.zh}", f"columns of different tables cannot be combined: {names.en}")
    return tables.pop() if tables else None


#: A criterion that is a number, and one in which a program may see a number, a date or an error value.
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_CONVERTED = re.compile(r"[0-9]|^[-+.,#$￥¥€£%=<>(]")


def can_fail(node: Node, *, when_huge: bool = False) -> bool:
    """Return whether a node can be an error value; `when_huge`, also for amounts beyond reason, whose sum is #NUM! (1.8E308)."""
    match node:
        case Call(name, arguments):
            function = FUNCTIONS[name]
            return (when_huge and function.sums) or function.can_fail(arguments, lambda argument: can_fail(argument, when_huge=when_huge))
        case Binary("/", _, divisor):
            own = when_huge or not (isinstance(divisor, Number) and divisor.value)
        case Binary("+" | "-" | "*" | "^"):
            own = when_huge
        case _:
            own = False
    return own or any(can_fail(child, when_huge=when_huge) for child in children(node))


_TYPE_NAMES = {"number": ("数值", "a number"), "text": ("文本", "a text"), "boolean": ("条件", "a condition")}


def _mismatch(node: Node, actual: Type, expected: Type) -> FormulaError:
    zh = f"“{node}”是{_TYPE_NAMES[actual][0]}，此处应为{_TYPE_NAMES[expected][0]}"
    en = f"{node} is {_TYPE_NAMES[actual][1]} where {_TYPE_NAMES[expected][1]} is expected"
    return _error(node, zh, en)


def _error(node: Node, zh: str, en: str) -> FormulaError:
    return FormulaError(Text(zh=zh, en=en), *node.span)
