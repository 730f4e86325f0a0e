"""Faults in design workbooks: where each is written into the example, and what must be said at its cell.

A place is a sheet and a cell, or a sheet, the first cell of a row and the head of a column. Faults of one group stand in one workbook: all
are named at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Fault(NamedTuple):
    """One fault: the cell, what is written there (None clears it), and words of the message in Chinese."""

    sheet: str
    row: str | int
    column: str
    written: Any
    said: str


def _fields(*faults: tuple[str, str, Any, str]) -> list[Fault]:
    return [Fault("字段", *fault) for fault in faults]


def _columns(*faults: tuple[str, str, Any, str]) -> list[Fault]:
    return [Fault("明细表", *fault) for fault in faults]


def _settings(*faults: tuple[str, Any, str]) -> list[Fault]:
    return [Fault("设置", row, "内容", written, said) for row, written, said in faults]


def _rules(*faults: tuple[str, str, Any, str]) -> list[Fault]:
    return [Fault("规则", *fault) for fault in faults]


def _drawn(*faults: tuple[str, Any, str]) -> list[Fault]:
    return [Fault("版面", int(cell[1:]), cell[0], written, said) for cell, written, said in faults]


#: Faults that must be named, by the workbook in which they stand together.
GROUPS: dict[str, list[Fault]] = {
    "words and numbers of fields": _fields(
        ("unit", "种类", "金客", "不在可选的词中；可选"),
        ("clerk", "类型", "文字", "不在可选的词中"),
        ("phone", "种类", "电", "是否应为“电话”"),
        ("reason", "最多字数", "二十", "应写整数"),
        ("total", "计算公式", "SUM(items[amont])", "是否应为“amount”"),
        ("items", "最多项数", "多", "应写整数"),
    ),
    "limits of fields": _fields(
        ("unit", "用代码表", "kinds", "找不到代码表"),
        ("clerk", "最小值", 3, "不起作用"),
        ("phone", "上级", "clerk", "须与 x-codes 一起写"),
        ("reason", "最多字数", -1, "应 ≥ 0"),
        ("total", "计算公式", "SUM(items[amount]", "公式不完整"),
    ),
    "choices and kinds": _fields(
        ("phone", "种类", "日期", ""),
        ("phone", "默认值", 5.5, "与字段不符"),
        ("total", "最大值", "百", "应写数字"),
        ("items", "固定值", "甲", "写在表上不起作用"),
    ),
    "a kind beside a type": [*_fields(("clerk", "种类", "金额", ""), ("clerk", "类型", "文本", "与字段种类 money 不符"))],
    "full-width signs": _fields(("total", "计算公式", "SUM（items[amount]）", "全角字符“（”")),
    "names that cannot be": _fields(
        ("unit", "名称", "un it", "只能由字母、数字、下划线组成"), ("clerk", "名称", "A1", "不能用作 Excel 名称")
    ),
    "a name twice": [*_fields(("clerk", "名称", "unit", "重复，请删去一行")), *_drawn(("E4", "{clerk}", "没有字段“clerk”"))],
    "a name left out": [Fault("字段", 3, "A", None, "没有写名称")],
    "columns": _columns(
        ("items.kind", "用代码表", "equipment-kind", "找不到代码表"),
        ("items.quantity", "最小值", "一", "应写数字"),
        ("items.price", "种类", "钱", "不在可选的词中"),
        ("items.amount", "计算公式", "[@quantity]*[@pric]", "是否应为“price”"),
    ),
    "a column misspelt": [
        *_columns(("items.name", "名称", "items.nam", "")),
        *_drawn(("A8", "{items.name}", "是否应为“nam”")),
        *_rules(("R2", "公式", 'COUNTIF(items[name],"?*")>0', "是否应为“nam”")),
    ],
    "settings": _settings(
        ("编码", "我的表", "格式不正确"),
        ("语言", "法文", "可选：中文、英文"),
        ("识别|单位", "unitt", "是否应为“unit”"),
        ("预填|name", "unitt", "是否应为“unit”"),
        ("结转|只带", "ittems", "是否应为“items”"),
        ("改名", "旧名", "应写对象"),
    ),
    "an unknown setting": [Fault("设置", "编码", "项目", "编号码", "是否应为“编码”")],
    "an unknown part": [Fault("设置", "识别|单位", "分项", "单拉", "没有分项“单拉”")],
    "settings of a sheet": [
        Fault("设置", "横向", "C", "横", "应写是或否"),
        Fault("设置", "冻结|行", "C", "两", "应写整数"),
        Fault("设置", "纸张", "C", "A6", "可选：A4"),
        Fault("设置", "表名", "C", "a/b", "格式不正确"),
        Fault("设置", "每页重复行|自", "C", "零", "应写整数"),
    ],
    "a picture": [Fault("设置", "图片|文件", "C", "none.png", "没有 none.png")],
    "the condition of a sheet": [Fault("设置", "适用条件", "C", "totl>0", "是否应为“total”")],
    "formulas of rules": _rules(
        ("R1", "公式", "[@price]<=10000)", "应为公式结束"),
        ("R2", "公式", 'COUNTIF(items[nam],"?*")>0', "是否应为“name”"),
    ),
    "signs in rules": _rules(("R1", "公式", "[@price]＜=10000", "字符“＜”"), ("R2", "公式", "COUNTIF(items[name],“?*”)>0", "全角字符““”")),
    "dashes and functions": _rules(("R1", "公式", "[@price]–1>0", "字符“–”"), ("R2", "公式", "SUMM(items[price])>0", "不支持函数 SUMM")),
    "types and texts in rules": _rules(("R1", "公式", '[@price]="甲"', "应为数值"), ("R2", "公式", "SUM(items[amount])", "必须是一个条件")),
    "where rules point": _rules(
        ("R1", "位置", "[@prise]", "是否应为“[@price]”"),
        ("R2", "位置", "itemz", "是否应为“items”"),
        ("R2", "除非已违反", "R9", "R9 不存在"),
    ),
    "tables of rules": _rules(("R1", "逐行", "item", "是否应为“items”"), ("R2", "级别", "严重", "可选：错误、提醒、参考")),
    "ids of rules": _rules(("R2", "编码", "1号", "格式不正确")),
    "an id twice": _rules(("R2", "编码", "R1", "R1")),
    "no formula": _rules(("R2", "公式", None, "请写 formula")),
    "checks": _rules(("R2", "专项检查", "html-tags", ""), ("R2", "公式", "TRUE", "未知的键")),
    "code lists": [
        Fault("选项", 2, "B", "一", "应为 1、2、3"),
        Fault("选项", 3, "C", None, "为空"),
        Fault("选项", 4, "D", "无", "一级代码没有上级"),
    ],
    "levels": [Fault("选项", 2, "B", 2, "其他级次必须有上级")],
    "a code twice": [Fault("选项", 3, "C", "办公设备", "重复")],
    "a code of no list": [Fault("选项", 3, "A", None, "没有写属于哪个代码表")],
    "inputs": _drawn(
        ("B4", "{unti}", "是否应为“unit”"),
        ("E5", "{total", "花括号不成对"),
        ("A3", "{#标提}", "不认识的记号"),
        ("B8", "{items.kin}", "是否应为“kind”"),
    ),
    "formulas on a layout": _drawn(("B4", "=A1", "版面上不写公式")),
    "an input twice": _drawn(("E5", "{unit}", "已放在别处")),
    "a field that is not drawn": [*_drawn(("B4", None, "")), *_fields(("unit", "名称", "unit", "没有给字段“unit”安排位置"))],
    "the margin": _drawn(("H2", "状态", "是否应为“状态行”"), ("H4", "栏", "是否应为“栏目”"), ("I7", "多", "应写整数")),
    "what a block has not": _drawn(("I4", 5, "没有这一项")),
    "a capacity too small": _drawn(("I7", 3, "20")),
    "a line without a block": _drawn(("I12", 3, "没有写“块”")),
    "a capacity left out": [Fault("版面", 7, "I", None, "capacity")],
    "summary": [
        Fault("汇总", "合计", "内容", "totl", "是否应为“total”"),
        Fault("汇总", "表", "内容", "item", "是否应为“items”"),
        Fault("汇总", "原样汇总", "内容", "对", "应写是或否"),
        Fault("汇总", "来源", "内容", "unit", "不是数值"),
    ],
    "measures and categories": [Fault("汇总", "分类列", "内容", "kid", "是否应为“kind”"), Fault("汇总", 16, "A", "amont", "amont")],
}
#: What Excel does to typed text, or an input method leaves, and is understood all the same.
UNDERSTOOD: dict[str, list[Fault]] = {
    "a formula that begins with =": _fields(("total", "计算公式", "=SUM(items[amount])", "")),
    "a number for a text": _fields(("clerk", "默认值", 2026, "")),
    "a number for a version": _settings(("版本", 2026.1, "")),
    "a truth value": [Fault("设置", "横向", "C", True, "")],
    "full-width braces": _drawn(("B4", "｛unit｝", "")),
    "spaces in braces": _drawn(("B4", " { unit } ", "")),
    "full-width bars": _fields(("clerk", "可选值", "甲｜乙", "")),
    "lines in a cell": _fields(("clerk", "可选值", "甲\n乙", "")),
    "a whole number with decimals": _fields(("clerk", "最多字数", 20.0, "")),
    "English words": _fields(("phone", "种类", "Phone", "")),
    "the language's own words": _fields(("phone", "种类", "phone", "")),
    "a blank of spaces": _fields(("clerk", "可选值", "   ", "")),
}
