"""Measure a rule as the workbook will hold it: Excel refuses a formula that is too long or nests too deeply, at its place."""

from __future__ import annotations

from xltool.base.formula_text import DEEPEST_FORMULA, LONGEST_FORMULA, depth_of
from xltool.base.messages import Text
from xltool.form.schema import Schema
from xltool.rules.ruleset import ComputedValue, Rule, input_paths
from xltool.rules.to_excel import Renderer

#: What the workbook puts around a rule: characters in any case, those of one condition to skip it, and levels.
_AROUND, _CONDITION, _LEVELS = 100, 30, 6


class _WidestAddresses:
    """Helper cells as far right and down as a form can have them."""

    def scalar(self, key: str) -> str:  # noqa: ARG002 - all cells are alike
        return "$ZZZ$100"

    def column(self, key: str) -> str:  # noqa: ARG002 - the same
        return "$ZZZ$14:$ZZZ$10000"

    row = row_number = scalar
    numeric_column = small_column = used = column


def beyond_limits(rule: Rule | ComputedValue, schema: Schema) -> Text | None:
    """Return what is wrong with a formula that the workbook cannot hold; None for one that it can."""
    text = Renderer(rule.scope(schema), _WidestAddresses()).formula(rule.node)
    read = input_paths(rule, schema)
    conditions = 2 * (len(read.fields) + len(read.row) + len(read.columns)) + (len(rule.unless) if isinstance(rule, Rule) else 0)
    length, depth = len(text) + _AROUND + conditions * _CONDITION, depth_of(text) + _LEVELS
    if length > LONGEST_FORMULA:
        zh = f"公式写入工作簿后约有 {length} 个字符，上限为 {LONGEST_FORMULA}；请拆成几条规则"
        en = f"the formula takes some {length} characters in the workbook, at most {LONGEST_FORMULA} are allowed; split it into several rules"
        return Text(zh=zh, en=en)
    if depth > DEEPEST_FORMULA:
        zh = f"公式写入工作簿后嵌套 {depth} 层，上限为 {DEEPEST_FORMULA}；请拆成几条规则"
        en = f"the formula nests {depth} levels in the workbook, at most {DEEPEST_FORMULA} are allowed; split it into several rules"
        return Text(zh=zh, en=en)
    return None
