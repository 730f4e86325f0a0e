"""What keywords of the JSON Schema ask for, and what is said where one is violated for which a form has no sentence of its own."""

from __future__ import annotations

from xltool.base.messages import Text

#: The sentence on a violated keyword for which x-constraints has no sentence.
KEYWORD_MESSAGES: dict[str, Text] = {
    "required": Text(zh="“{label}”未填写，请填写", en="“{label}” is blank: fill it in"),
    "type": Text(
        zh="“{label}”的内容“{value}”无法识别；应填：{wanted}",
        en="“{value}” cannot be read as “{label}”; enter {wanted}",
    ),
    "enum": Text(
        zh="“{value}”不在“{label}”的选项内，{choose}",
        en="“{value}” is not one of the choices for “{label}”: {choose}",
    ),
    "minimum": Text(
        zh="“{label}”为 {value}，小于允许的最小值 {limit}，请改", en="“{label}” is {value}, below the allowed minimum {limit}: correct it"
    ),
    "maximum": Text(
        zh="“{label}”为 {value}，大于允许的最大值 {limit}，请改", en="“{label}” is {value}, above the allowed maximum {limit}: correct it"
    ),
    "multipleOf": Text(
        zh="“{label}”的 {value} 小数位数过多（至多 {limit} 位），请四舍五入",
        en="“{label}” is {value}, with too many decimal places (at most {limit}): round it",
    ),
    "maxLength": Text(
        zh="“{label}”有 {length} 字，至多 {limit} 字，请缩短", en="“{label}” has {length} characters, at most {limit} fit: shorten it"
    ),
    "minLength": Text(
        zh="“{label}”有 {length} 字，至少 {limit} 字，请补充", en="“{label}” has {length} characters of at least {limit}: complete it"
    ),
    "pattern": Text(
        zh="“{label}”的格式不正确：“{value}”，请按填报说明改",
        en="“{label}” is not written as asked for, “{value}”: correct it as the instructions say",
    ),
    "format": Text(
        zh="“{label}”的格式不正确：“{value}”，请按填报说明改",
        en="“{label}” is not written as asked for, “{value}”: correct it as the instructions say",
    ),
    "maxItems": Text(zh="“{label}”过多（至多 {limit} 项），请删减", en="“{label}” has too many entries (at most {limit}): take some out"),
    "minItems": Text(zh="“{label}”过少（至少 {limit} 项），请补充", en="“{label}” has too few entries (at least {limit}): add some"),
    "uniqueItems": Text(zh="“{label}”中有重复的内容，请只留一个", en="“{label}” has entries that are alike: keep one of each"),
}
#: What a keyword of the JSON Schema asks for, whatever the field.
KEYWORD_REQUIREMENTS: dict[str, Text] = {
    "required": Text(zh="必填栏都已填写", en="Required fields are filled in"),
    "type": Text(zh="各栏的内容都能识别", en="Entries can be read as what their fields ask for"),
    "enum": Text(zh="从给定的选项中选择", en="Entries are among the choices"),
    "minimum": Text(zh="数值不小于最小值", en="Numbers are not below the least allowed"),
    "maximum": Text(zh="数值不大于最大值", en="Numbers are not above the most allowed"),
    "multipleOf": Text(zh="小数位数不超过规定", en="Numbers have no more decimals than allowed"),
    "maxLength": Text(zh="文字不超过规定字数", en="Texts are no longer than allowed"),
    "minLength": Text(zh="文字不少于规定字数", en="Texts are not shorter than asked for"),
    "pattern": Text(zh="格式符合规定", en="Entries are written in the form asked for"),
    "format": Text(zh="格式符合规定", en="Entries are written in the form asked for"),
    "maxItems": Text(zh="项数不超过规定", en="There are no more entries than allowed"),
    "minItems": Text(zh="项数不少于规定", en="There are as many entries as asked for"),
    "uniqueItems": Text(zh="内容不重复", en="No two entries are alike"),
}
#: What is asked of fields that are asked for in some cases only.
NOT_APPLICABLE_REQUIREMENT = Text(zh="不适用的栏留空", en="What does not apply stays blank")
