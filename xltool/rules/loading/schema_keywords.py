"""Every keyword of JSON Schema 2020-12 and of our vocabulary: where it may stand and what it does, or what to write instead.

A keyword that would be read by nobody is an error of the definition: the form would promise what it does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from xltool.base.messages import Text

#: What a subschema is in a form: `test` is inside `if`, `demand` inside `then` and `else`.
Place = Literal["form", "object", "table", "row", "field", "choices", "test", "demand"]
PLACES: tuple[Place, ...] = get_args(Place)
PLACE_NAMES: dict[Place, Text] = {
    "form": Text(zh="表单（最外层）", en="the form"),
    "object": Text(zh="对象", en="an object"),
    "table": Text(zh="表", en="a table"),
    "row": Text(zh="表的行（items）", en="the rows of a table"),
    "field": Text(zh="字段", en="a field"),
    "choices": Text(zh="多选的 items", en="the items of a multiple choice"),
    "test": Text(zh="条件（if）", en="a condition (“if”)"),
    "demand": Text(zh="then、else", en="“then” and “else”"),
}


@dataclass(frozen=True, kw_only=True)
class SchemaKeyword:
    """One keyword. `places` is empty for one that is refused; `doc` then says what to write instead."""

    name: str
    places: tuple[Place, ...]
    types: tuple[str, ...]  # types of the fields of which it says something; () for any
    doc: Text


_OBJECTS: tuple[Place, ...] = ("form", "object", "row")
_RULE = Text(zh="请写成 x-rules 中的规则", en="write a rule in x-rules")
_PATTERN = Text(zh="请写 pattern", en="write a pattern")
_FIXED = Text(zh="表单的字段是固定的，请逐个写在 properties 中", en="a form has fixed fields; list them in properties")
_LOCAL = Text(zh="请写本文件内的 $ref（#/$defs/…）", en="use a $ref within the file (#/$defs/…)")
_NUMBERS, _TEXTS, _LISTS = ("number", "integer"), ("string",), ("array",)


def _stands(name: str, places: tuple[Place, ...], zh: str, en: str, types: tuple[str, ...] = ()) -> SchemaKeyword:
    return SchemaKeyword(name=name, places=places, types=types, doc=Text(zh=zh, en=en))


def _refused(name: str, instead: Text) -> SchemaKeyword:
    return SchemaKeyword(name=name, places=(), types=(), doc=instead)


_LIVE_ZH, _LIVE_EN = "填报时即时检查，收到后再查", "checked while the form is filled in, and in what comes back"
_LATER_ZH, _LATER_EN = "写入填报说明，收到后检查", "told in the instructions, checked in what comes back"
#: The keywords in the order of the specification, then ours.
SCHEMA_KEYWORDS: dict[str, SchemaKeyword] = {
    keyword.name: keyword
    for keyword in (
        _stands("$schema", ("form",), "JSON Schema 2020-12", "JSON Schema 2020-12"),
        _stands("$id", ("form",), "模式的名称", "the name of the schema"),
        _stands("$comment", PLACES, "给维护者的备注", "a note for those who maintain the form"),
        _stands("$defs", ("form", "object", "table", "row", "field"), "供 $ref 引用", "what `$ref` refers to"),
        _stands(
            "$ref",
            ("object", "table", "row", "field"),
            "引用本文件的 `#/$defs/…`，或共用部分 `parts/文件#/$defs/…`",
            "a reference within the file, `#/$defs/…`, or to a shared part, `parts/FILE#/$defs/…`",
        ),
        _refused("$anchor", _LOCAL),
        _refused("$dynamicRef", _LOCAL),
        _refused("$dynamicAnchor", _LOCAL),
        _refused("$vocabulary", _LOCAL),
        _stands("properties", (*_OBJECTS, "test", "demand"), "字段", "the fields"),
        _stands("items", ("table", "field"), "表的行；多选的选项", "the rows of a table; the choices of a multiple choice", _LISTS),
        _stands(
            "additionalProperties", _OBJECTS, "true 或 false；false 拒绝数据中的其他键", "true or false; false refuses other keys in data"
        ),
        _stands("unevaluatedProperties", _OBJECTS, "true 或 false，同上", "true or false, likewise"),
        _stands(
            "if",
            _OBJECTS,
            "条件：字段的 const、enum，或 required（已填写）",
            "a condition: const or enum of fields, or required (filled in)",
        ),
        _stands("then", _OBJECTS, f"条件成立时必填的字段；{_LIVE_ZH}", f"fields required when it holds; {_LIVE_EN}"),
        _stands("else", _OBJECTS, f"条件不成立时必填的字段；{_LIVE_ZH}", f"fields required when it does not hold; {_LIVE_EN}"),
        _stands("allOf", _OBJECTS, "几组 if / then / else 或 dependentRequired", "several of if / then / else or dependentRequired"),
        _stands(
            "dependentRequired", _OBJECTS, f"填写了一栏就必填的其他栏；{_LIVE_ZH}", f"fields required once another is filled in; {_LIVE_EN}"
        ),
        _refused("anyOf", _RULE),
        _refused("oneOf", _RULE),
        _refused("not", _RULE),
        _refused("dependentSchemas", Text(zh="请写 dependentRequired 或 x-rules", en="write dependentRequired, or a rule in x-rules")),
        _refused("prefixItems", Text(zh="请用 properties 写出每一列", en="write each column in properties")),
        _refused("contains", _RULE),
        _refused("minContains", _RULE),
        _refused("maxContains", _RULE),
        _refused("unevaluatedItems", Text(zh="请写 items", en="write items")),
        _refused("patternProperties", _FIXED),
        _refused("propertyNames", _FIXED),
        _refused("minProperties", _FIXED),
        _refused("maxProperties", _FIXED),
        _stands(
            "type",
            (*_OBJECTS, "table", "field", "choices"),
            f"类型；可加 null 表示可空；{_LIVE_ZH}",
            f"the type; with null it may be blank; {_LIVE_EN}",
        ),
        _stands("enum", ("field", "choices", "test"), f"下拉选项；{_LIVE_ZH}", f"the choices of a dropdown; {_LIVE_EN}", _TEXTS),
        _stands(
            "const",
            ("field", "test"),
            "写入表中并锁定的值；在 if 中：字段等于该值",
            "the value that is written into the form and locked; inside if: the field has that value",
        ),
        _stands(
            "required",
            (*_OBJECTS, "test", "demand"),
            "数据中须有的键；在 then、else 中为必须填写",
            "keys that data must have; inside then and else: fields that must be filled in",
        ),
        _stands("multipleOf", ("field",), f"小数位数；{_LIVE_ZH}", f"how many decimals; {_LIVE_EN}", _NUMBERS),
        _stands("minimum", ("field",), f"最小值；{_LIVE_ZH}", f"the smallest value; {_LIVE_EN}", _NUMBERS),
        _stands("maximum", ("field",), f"最大值；{_LIVE_ZH}", f"the largest value; {_LIVE_EN}", _NUMBERS),
        _refused(
            "exclusiveMinimum", Text(zh="请写 minimum，或 x-rules 中的规则（字段>0）", en="write minimum, or a rule in x-rules (field>0)")
        ),
        _refused(
            "exclusiveMaximum",
            Text(zh="请写 maximum，或 x-rules 中的规则（字段<100）", en="write maximum, or a rule in x-rules (field<100)"),
        ),
        _stands("maxLength", ("field",), f"最多字数；{_LIVE_ZH}", f"the most characters; {_LIVE_EN}", _TEXTS),
        _stands("minLength", ("field",), f"最少字数；{_LIVE_ZH}", f"the fewest characters; {_LIVE_EN}", _TEXTS),
        _stands(
            "pattern",
            ("field",),
            f"正则表达式；由字符集和次数组成的（`^[A-Z]{{2}}\\d{{6}}$`）{_LIVE_ZH}，其他的{_LATER_ZH}",
            f"a regular expression; one of classes and counts (`^[A-Z]{{2}}\\d{{6}}$`) is {_LIVE_EN}, any other {_LATER_EN}",
            _TEXTS,
        ),
        _stands("maxItems", ("table", "field"), f"最多行数或项数；{_LATER_ZH}", f"the most rows or choices; {_LATER_EN}", _LISTS),
        _stands("minItems", ("table", "field"), f"最少行数或项数；{_LATER_ZH}", f"the fewest rows or choices; {_LATER_EN}", _LISTS),
        _stands("uniqueItems", ("table", "field"), f"行或选项不得重复；{_LATER_ZH}", f"no two rows or choices alike; {_LATER_EN}", _LISTS),
        _stands(
            "format",
            ("field",),
            f"date、email、time、uri：字段为日期、电子邮箱、时刻、网址；{_LIVE_ZH}",
            f"`date`, `email`, `time`, `uri`: the field is a date, an e-mail address, a time, a web address; {_LIVE_EN}",
            _TEXTS,
        ),
        _stands(
            "title",
            ("form", "object", "table", "row", "field"),
            "标题；行的标题只供维护者看",
            "the label; that of a row is for those who maintain the form",
        ),
        _stands(
            "description",
            ("form", "object", "table", "row", "field"),
            "写入填报说明；行的说明只供维护者看",
            "told in the instructions; that of a row is for those who maintain the form",
        ),
        _stands(
            "default",
            ("field",),
            "写入空白表的值，填报人可以修改",
            "the value that is written into the blank form; those who fill it in may change it",
        ),
        _stands(
            "readOnly",
            ("field",),
            "锁定；下发时由名录（prefill）、上年数据或 default 填入",
            "locked; filled in from the roster (prefill), from earlier data or from default before the form is sent out",
        ),
        _refused(
            "writeOnly",
            Text(zh="收到的数据会写入全部字段；不需要的字段请删去", en="data have every field; delete a field that nobody needs"),
        ),
        _refused(
            "deprecated",
            Text(
                zh="请删去字段，改名的在模板 renamed 中写明",
                en="delete the field; if it has a new name, say so under renamed in the template",
            ),
        ),
        _refused("examples", Text(zh="请写入 description", en="write them in the description")),
        _refused("contentEncoding", _PATTERN),
        _refused("contentMediaType", _PATTERN),
        _refused("contentSchema", _PATTERN),
        _stands("x-kind", ("field",), "字段种类", "the kind of the field"),
        _stands(
            "x-unit",
            ("object", "table", "field"),
            "单位；写在对象或表上时，为其中各金额的单位，不在栏目名称中重复",
            "the unit; on an object or table that of its amounts, which their labels do not repeat",
        ),
        _stands("x-codes", ("field",), "代码表", "the code list"),
        _stands("x-parent", ("field",), "上级栏目", "the fields above, whose values select among the codes"),
        _stands(
            "x-value",
            ("field",),
            "自动计算的公式；单元格锁定，不用填写",
            "the formula that computes the value; the cell is locked, nobody types it",
        ),
        _stands(
            "x-lookup",
            ("field",),
            "从代码表查得的值；单元格锁定，不用填写",
            "the value is looked up in a code list by a code; the cell is locked, nobody types it",
        ),
        _stands(
            "x-applies-if",
            ("object", "table", "field"),
            f"仅在条件成立时填写，否则变灰且应留空；{_LIVE_ZH}",
            f"asked for where the condition holds, else greyed and to stay blank; {_LIVE_EN}",
        ),
        _stands(
            "x-required-if",
            ("object", "field"),
            f"条件成立时必填；{_LIVE_ZH}",
            f"required where the condition holds; {_LIVE_EN}",
        ),
        _stands("x-key", ("table",), "据以认出上年同一行的列", "the columns by which a row of earlier data is the same row"),
        _stands("x-ids", ("table", "field"), "各关键字的规则编号", "rule ids of keywords"),
        _stands(
            "x-personal",
            ("field",),
            "个人信息的种类；公开时按它隐去",
            "the kind of personal data; masked by it where the form is published",
            _TEXTS,
        ),
        _stands(
            "x-rows",
            ("table",),
            "各行取自代码表：行数、代码和名称固定并锁定",
            "the rows are those of a code list: their number, keys and names are fixed and locked",
        ),
        _stands("x-rules", ("form",), "规则", "rules"),
        _stands("x-checks", ("form",), "检查", "checks"),
        _stands("x-constraints", ("form",), "关键字的级别和说明", "severities and sentences of keywords"),
    )
}
#: Keywords of older drafts and of other dialects → what is meant by them today.
FORMER_NAMES = {
    "id": "$id",
    "definitions": "$defs",
    "dependencies": "dependentRequired",
    "$recursiveRef": "$ref",
    "$recursiveAnchor": "$defs",
    "nullable": "type",
    "example": "examples",
    "label": "title",
    "help": "description",
}
