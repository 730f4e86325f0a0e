"""The given values of a schema file: `default` and `const` must fit their fields, and what is locked must be filled in by something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from xltool.base.messages import Text
from xltool.form.schema import Field, Schema
from xltool.form.template import Template
from xltool.rules.fitting import misfit
from xltool.rules.loading.schema_file import given_value
from xltool.rules.loading.schema_walk import Subschema, subschemas
from xltool.rules.loading.source import SourceFile

_WORDS = {"default": Text(zh="默认值", en="default"), "const": Text(zh="固定值", en="constant")}


def report_given(source: SourceFile, schema: Schema) -> None:
    """Report given values that do not fit their fields, and those that stand where nothing can be given."""
    nodes = list(subschemas(source.data, source.repeats))
    keyed = _tables_with_rows(nodes)
    for node in nodes:
        field = schema.field(node.path) if node.place == "field" else None
        if field is not None:
            _GivenCheck(source, field, node, keyed).run(is_sound=field.path not in source.unsound)


def _tables_with_rows(nodes: Iterable[Subschema]) -> dict[str, str]:
    """Return the keyword by which rows of a table are known, by the path of the table; whether it is right is reported elsewhere."""
    return {node.path: name for node in nodes if node.place == "table" for name in ("x-key", "x-rows") if name in node.keywords}


class _GivenCheck:
    def __init__(self, source: SourceFile, field: Field, node: Subschema, keyed: Mapping[str, str]) -> None:
        self.source = source
        self.field = field
        self.node = node
        self.rows = keyed.get(field.table or "", "")

    def run(self, *, is_sound: bool) -> None:
        given = [name for name in ("default", "const", "readOnly") if name in self.node.keywords]
        if given and self.field.is_computed:
            zh, en = "自动计算的字段不能再给定值", "the field is computed, so nothing else can give its value"
            self.report(given[0], zh, en)
            return
        if "default" in given and "const" in given:
            zh, en = "写了 const 就不要写 default：值已固定", "the value is constant already; take the default away"
            self.report("default", zh, en)
        for name in given:
            if self._has_rows(name) and is_sound and name in _WORDS:
                self.value(name)

    def report(self, name: str, zh: str, en: str, *, key: bool = True) -> None:
        self.source.report(Text(zh=zh, en=en), self.node.pointers[name], key=key)

    def _has_rows(self, name: str) -> bool:
        """Return whether the rows are known in which a column is to be filled in; report it where they are not."""
        if self.field.is_fixed:
            self.report(name, "这一列由代码表填写", "the code list fills this column in")
            return False
        if self.field.table is not None and self.field.table in self.source.unsound:
            return False
        if self.field.table is not None and self.rows != "x-rows" and (name == "const" or not self.rows):
            zh = f"“{name}”不能写在表“{self.field.table}”的列上：填写之前没有行可写；"
            en = f"{name!r} has nowhere to stand in the table {self.field.table!r}, which has no rows before it is filled in; "
            rows_zh, rows_en = _where(name)
            self.report(name, zh + rows_zh, en + rows_en)
            return False
        return True

    def value(self, name: str) -> None:
        """Report a value that its field would not take from a cell as it is."""
        value, word = self.node.keywords[name], _WORDS[name]
        if value is None:
            self.report(name, "null 就是空白，请删去", "null is a blank, which needs no saying; take it away")
            return
        wrong = misfit(self.field, given_value(value))
        if wrong is not None:
            shown = json.dumps(value, ensure_ascii=False)
            zh = f"{word.zh} {shown} 与字段不符：{wrong.zh}"
            self.report(name, zh, f"the {word.en} {shown} does not fit its field: {wrong.en}", key=False)


def _where(name: str) -> tuple[str, str]:
    if name == "const":
        return "固定值请写成单个字段，或由 x-rows 给出各行", "make it a single field, or give the table its rows by x-rows"
    zh = "请由 x-rows 给出各行；上年数据逐行填入的表请写 x-key"
    return zh, "give the table its rows by x-rows, or write x-key where rows are filled in from earlier data"


def report_unfilled(source: SourceFile, schema: Schema, template: Template) -> None:
    """Report locked fields that nothing fills in: nobody ever could."""
    identity = (template.identity.unit, template.identity.project, template.identity.year)
    filled = {*identity, *template.prefill.values()}
    nodes = list(subschemas(source.data, source.repeats))
    keyed = _tables_with_rows(nodes)
    for node in nodes:
        field = schema.field(node.path) if node.place == "field" and "readOnly" in node.keywords else None
        if field is None or field.is_computed or field.constant is not None or field.default is not None:
            continue
        if field.is_fixed or (field.table is not None and field.table not in keyed) or field.path in source.unsound:
            continue  # reported, since there is nothing to fill in
        is_carried = field.path in template.carry and (field.table is not None or template.carry.is_said)
        if field.path not in filled and not is_carried:
            zh = "锁定的字段没有内容来源：请写 default，或在模板的 prefill（名录）或 carry（上年数据）中写明"
            en = "nothing fills this locked field in: write a default, or name it under prefill (roster) or carry (earlier data) in the template"
            source.report(Text(zh=zh, en=en), node.pointers["readOnly"], key=True)
