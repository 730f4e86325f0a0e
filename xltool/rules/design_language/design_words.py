"""What keywords and their values are called in a design workbook, in both languages. One without an entry is called by its own name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from xltool.base.messages import Lang, Text

YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")


def _texts(lines: str) -> dict[str, Text]:
    """Read lines of `name | Chinese | English`."""
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {name.strip(): Text(zh=zh.strip(), en=en.strip()) for name, zh, en in rows}


#: The sheets of a design workbook.
SHEETS = _texts("""
settings | 设置 | Settings
layout | 版面 | Layout
fields | 字段 | Fields
tables | 明细表 | Tables
choices | 选项 | Choices
rules | 规则 | Rules
summary | 汇总 | Summary
problems | 问题 | Problems
""")

#: Heads of columns besides keywords.
HEADS = _texts("""
keyword | 项目 | Setting
part | 分项 | Part
value | 内容 | Value
path | 名称 | Name
file | 代码表 | Code list
status | 检查 | State
note | 说明 | Notes
""")

#: Keywords; of a part after the dot, by itself.
TITLES = _texts("""
id | 编码 | Id
version | 版本 | Version
schema | 模式文件 | Schema file
language | 语言 | Language
identity | 识别 | Identity
unit | 单位 | Unit field
project | 项目名称 | Project field
year | 年度 | Year field
prefill | 预填 | Prefill
renamed | 改名 | Renamed
carry | 结转 | Carry over
only | 只带 | Only
except | 不带 | All but
name | 表名 | Sheet name
title | 标题 | Title
description | 填报说明 | Help
widths | 列宽 | Widths
landscape | 横向 | Landscape
applies_if | 适用条件 | Applies if
freeze | 冻结 | Freeze
paper | 纸张 | Paper
header | 页眉 | Header
footer | 页脚 | Footer
left | 左 | Left
center | 中 | Center
right | 右 | Right
repeat_rows | 每页重复行 | Repeated rows
from | 自 | From
to | 至 | To
picture | 图片 | Picture
file | 文件 | File
rows | 行 | Rows
columns | 列 | Columns
total | 合计 | Total
sources | 来源 | Sources
table | 表 | Table
category | 分类列 | Category
quantity | 指标值列 | Quantity
department | 主管部门 | Department
details | 明细字段 | Details
same_layout | 原样汇总 | Same layout
not_added | 不加总字段 | Not added
tables | 其他表 | Further tables
words | 称呼 | Words
forms | 表的称呼 | Forms
sum | 求和 | Sum
count | 计数 | Count
mean | 平均 | Mean
share | 占比 | Share
by | 分组 | Grouped by
block | 块 | Block
row | 起始行 | Start row
at | 位置 | At
text | 文字 | Text
height | 行高 | Height
of | 对象 | Object
capacity | 容量 | Capacity
remark | 问题列 | Remark
heads | 多级表头 | Heads
show_once | 相同只显示一次 | Show once
labels | 标签 | Labels
cells | 单元格 | Cells
heights | 各行行高 | Heights
styles | 样式 | Styles
corner | 左上角 | Corner
gap | 空格填 | Gap
number | 序号列 | Number
texts | 固定文字列 | Texts
most | 最多 | Most
arrange | 排列 | Arrange
fold | 折叠 | Fold
looks | 外观 | Looks
$schema | 标准 | Standard
$id | 模式名称 | Schema id
$comment | 备注 | Comment
$defs | 公用定义 | Definitions
$ref | 引用 | Reference
properties | 各字段 | Properties
items | 行或选项 | Items
additionalProperties | 允许其他键 | Further keys
unevaluatedProperties | 允许未列键 | Unlisted keys
if | 如果 | If
then | 那么 | Then
else | 否则 | Else
allOf | 各条件 | All of
dependentRequired | 连带必填 | Dependent required
type | 类型 | Type
enum | 可选值 | Choices
const | 固定值 | Constant
required | 必有 | Required keys
multipleOf | 最小单位 | Multiple of
minimum | 最小值 | Minimum
maximum | 最大值 | Maximum
minLength | 最少字数 | Fewest characters
maxLength | 最多字数 | Most characters
pattern | 格式要求 | Pattern
minItems | 最少项数 | Fewest items
maxItems | 最多项数 | Most items
uniqueItems | 不得重复 | No repeats
format | 标准格式 | Format
default | 默认值 | Default
readOnly | 锁定 | Locked
x-kind | 种类 | Kind
x-unit | 计量单位 | Unit
x-codes | 用代码表 | Code list
x-parent | 上级 | Parent
x-value | 计算公式 | Formula
x-lookup | 查代码表 | Lookup
x-applies-if | 何时适用 | Asked for if
x-required-if | 何时必填 | Required if
x-key | 行的关键列 | Row key
x-ids | 规则编号 | Rule ids
x-rows | 固定行 | Fixed rows
x-personal | 个人信息 | Personal data
list | 代码表 | List
key | 关键列 | Key
column | 取哪一列 | Column
level | 级次 | Level
parent | 上级代码 | Parent code
severity | 级别 | Severity
each | 逐行 | Each row of
formula | 公式 | Rule formula
message | 提示 | Message
zh | 中文 | Chinese
en | 英文 | English
requirement | 要求 | Requirement
unless | 除非已违反 | Unless
check | 专项检查 | Check
options | 检查参数 | Options
fields | 检查字段 | Fields
""")

#: Values that are words of the language. The same word may stand for another value of another keyword.
_VALUES = _texts("""
zh | 中文 | Chinese
en | 英文 | English
error | 错误 | error
warning | 提醒 | warning
info | 参考 | info
string | 文本 | text
number | 数值 | number
integer | 整数 | whole number
boolean | 是否 | yes or no
array | 列表 | list
object | 对象 | object
null | 可空 | may be blank
above | 上方 | above
below | 下方 | below
beside | 并排 | beside
sheets | 分表 | sheets
plain | 普通 | plain
heading | 标题 | heading
cells | 原样 | cells
fields | 栏目 | fields
grid | 网格 | grid
group | 分组 | group
note | 注 | note
page-break | 分页 | page-break
repeat | 重复 | repeat
signature | 签章 | signature
status | 状态行 | status
table | 明细表 | table
title | 大标题 | title
end | 结束 | end
checkboxes | 勾选框 | checkboxes
choice | 单选 | choice
choices | 多选 | choices
credit-code | 统一社会信用代码 | credit-code
date | 日期 | date
digits | 数字编码 | digits
email | 电子邮箱 | email
id-card | 身份证号 | id-card
long-text | 长文本 | long-text
money | 金额 | money
month | 月份 | month
paragraphs | 多段文本 | paragraphs
percent | 百分比 | percent
phone | 电话 | phone
quantity | 指标值 | quantity
text | 短文本 | short text
time | 时刻 | time
url | 网址 | url
yes-no | 是否 | yes-no
""")


def title_of(keyword: str, lang: Lang) -> str:
    """Return what a keyword is called, `提示·中文` for a part of one."""
    if keyword in TITLES:
        return TITLES[keyword].as_is(lang)
    return "·".join(TITLES[part].as_is(lang) if part in TITLES else part for part in keyword.split("."))


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


def keyword_named(head: str, known: Iterable[str]) -> str | None:
    """Return the keyword that a head names, in either language or as the language of definitions writes it; None for none."""
    wanted = _plain(head)
    return next((keyword for keyword in known if wanted in _spellings(keyword)), None)


@lru_cache(maxsize=1024)
def _spellings(keyword: str) -> tuple[str, ...]:
    """Return how a keyword may be written at the head of a column."""
    return _plain(keyword), _plain(title_of(keyword, "zh")), _plain(title_of(keyword, "en"))


def head_named(head: str) -> str | None:
    """Return the head of a column besides keywords; None for any other word."""
    return _among(head, HEADS)


def sheet_named(name: str) -> str | None:
    """Return the key of the sheet that a name means; of several layouts each has a number behind the word."""
    word = name.rstrip("0123456789 ")
    found = _among(word, SHEETS)
    return found if found == "layout" or word == name else None


def _among(word: str, texts: Mapping[str, Text]) -> str | None:
    wanted = _plain(word)
    return next((key for key, text in texts.items() if wanted in (_plain(key), _plain(text.zh), _plain(text.en))), None)


def value_word(value: str, lang: Lang) -> str:
    """Return the word for a value of the language."""
    return _VALUES[value].as_is(lang) if value in _VALUES else value


def value_named(word: str, known: Iterable[str]) -> str | None:
    """Return the value of the language that a word means; None for none."""
    wanted = _plain(word)
    return next((value for value in known if wanted in (_plain(value), *(_plain(value_word(value, lang)) for lang in ("zh", "en")))), None)
