"""Refuse keywords of a schema that nobody would read, at their place and with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xltool.base.messages import Text, listed
from xltool.base.paths import name_of, pointer_token
from xltool.base.suggestions import did_you_mean
from xltool.rules.loading.schema_keywords import FORMER_NAMES, PLACE_NAMES, SCHEMA_KEYWORDS, Place
from xltool.rules.loading.schema_walk import Subschema, members, subschemas
from xltool.rules.loading.source import SourceFile
from xltool.rules.schema_formats import schema_formats


def report_keywords(source: SourceFile) -> None:
    """Report every keyword that is unknown, refused, out of place, or says nothing of the type of its field."""
    check = _KeywordCheck(source)
    for subschema in subschemas(source.data, source.repeats):
        check.subschema(subschema)
    check.definitions(source.data.get("$defs", {}))


#: Keywords of the least and the most of something.
_LIMITS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))


class _KeywordCheck:
    def __init__(self, source: SourceFile) -> None:
        self.source = source

    def report(self, pointer: str, zh: str, en: str, *, key: bool = True) -> None:
        self.source.report(Text(zh=zh, en=en), pointer, key=key)

    def subschema(self, node: Subschema) -> None:
        is_known = node.path not in self.source.unsound
        self.keywords(node.keywords, node.pointers, node.place if is_known else None)
        if is_known:
            self.types(node)
        self.limits(node)
        if node.place in ("form", "object", "row"):
            self.names(node)
        if node.place in ("field", "choices") and is_known:
            self.blanks(node)
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if not isinstance(node.keywords.get(keyword, False), bool):
                self.report(node.pointers[keyword], f"“{keyword}”只能是 true 或 false", f"{keyword!r} can only be true or false", key=False)
        if node.keywords.get("format", "date") not in schema_formats():
            self.format(node)

    def format(self, node: Subschema) -> None:
        name, known = str(node.keywords["format"]), listed(schema_formats())
        offer = did_you_mean(name, schema_formats())
        zh = f"不支持格式“{name}”{offer.zh}（可用：{known.zh}）；其他格式请写 pattern"
        en = f"the format {name!r} is not supported{offer.en} (available: {known.en}); for any other write a pattern"
        self.report(node.pointers["format"], zh, en, key=False)

    def definitions(self, definitions: Mapping[str, Any]) -> None:
        """DrawnLook at the definitions as they are written: what is never allowed is an error in those that nothing refers to, too."""
        for name, node in definitions.items():
            pointers = {keyword: f"/$defs/{pointer_token(name)}/{pointer_token(keyword)}" for keyword in node}
            self.keywords(node, pointers, None)

    def keywords(self, keywords: Iterable[str], pointers: Mapping[str, str], place: Place | None) -> None:
        for name in keywords:
            known = SCHEMA_KEYWORDS.get(name)
            if known is None:
                self.unknown(name, pointers[name])
            elif not known.places:
                zh, en = f"不支持“{name}”：{known.doc.zh}", f"{name!r} is not supported: {known.doc.en}"
                self.report(pointers[name], zh, en)
            elif (
                place is not None and place not in known.places and (place, name) != ("field", "properties")
            ):  # a column of objects, reported as such
                where = [PLACE_NAMES[allowed] for allowed in known.places]
                zh = f"“{name}”写在{PLACE_NAMES[place].zh}上不起作用，只能写在{listed(text.zh for text in where).zh}上"
                en = f"{name!r} has no effect on {PLACE_NAMES[place].en}, only on {listed(text.en for text in where).en}"
                self.report(pointers[name], zh, en)

    def unknown(self, name: str, pointer: str) -> None:
        if name.startswith("x-"):
            return  # reported with the shape
        former = FORMER_NAMES.get(name)
        offer = Text(zh=f"；请写“{former}”", en=f"; write {former!r}") if former else did_you_mean(name, SCHEMA_KEYWORDS)
        self.report(pointer, f"未知的关键字“{name}”{offer.zh}", f"unknown keyword {name!r}{offer.en}")

    def types(self, node: Subschema) -> None:
        """Report keywords that say nothing of the type of a field, which JSON Schema ignores."""
        if node.place not in ("field", "table") or len(node.types) != 1:
            return
        for name in node.keywords:
            known = SCHEMA_KEYWORDS.get(name)
            if known and node.place in known.places and known.types and node.types[0] not in known.types:
                if name == "enum":
                    continue  # reported as choices that the kind has not
                zh = f"“{name}”对类型为 {node.types[0]} 的字段不起作用，它只用于 {listed(known.types).zh}"
                en = f"{name!r} has no effect on a field of type {node.types[0]}; it is for {listed(known.types).en}"
                self.report(node.pointers[name], zh, en)

    def limits(self, node: Subschema) -> None:
        """Report limits that no value can keep."""
        for least, most in _LIMITS:
            lower, upper = node.keywords.get(least), node.keywords.get(most)
            if isinstance(lower, int | float) and isinstance(upper, int | float) and lower > upper:
                zh, en = (
                    f"{least} {lower} 大于 {most} {upper}，没有值能符合",
                    f"{least} {lower} is above {most} {upper}; no value keeps both",
                )
                self.report(node.pointers[least], zh, en)

    def names(self, node: Subschema) -> None:
        """Report names in `required` that are not among the properties."""
        known = members(self.source.data, node)
        for index, name in enumerate(node.keywords.get("required", [])):
            if name not in known and not self.source.unsound.hides(node.path):
                offer = did_you_mean(name, known)
                zh, en = f"“required”中的“{name}”不是这里的字段{offer.zh}", f"{name!r} in “required” is not a field here{offer.en}"
                self.report(f"{node.pointers['required']}/{index}", zh, en, key=False)

    def blanks(self, node: Subschema) -> None:
        """Report choices that contradict the type of their field: the workbook and JSON Schema would judge a blank differently."""
        before = len(self.source.problems)
        self.choices(node)
        if len(self.source.problems) > before:
            self.source.unsound = self.source.unsound.with_fields([node.path])

    def choices(self, node: Subschema) -> None:
        """Report choices that are not texts, and a blank that only the choices or only the type allow."""
        choices, are_several = node.keywords.get("enum"), node.place == "choices"
        if not isinstance(choices, list) or not (node.types == ["string"] or (are_several and not node.types)):
            return
        texts = [value for value in choices if isinstance(value, str) and value]
        strange = [index for index, value in enumerate(choices) if value not in texts and (value is not None or are_several)]
        for index in strange:
            zh = f"字段“{name_of(node.path)}”的选项应为文本，请加引号"
            en = f"the choices of the field {name_of(node.path)!r} must be texts; put them in quotes"
            self.report(f"{node.pointers['enum']}/{index}", zh, en, key=False)
        if strange or are_several:
            return
        if node.may_be_blank and None not in choices:
            zh = "类型允许空白，选项中却没有 null；请在 enum 中加 null，或从类型中去掉 null"
            en = "the type allows a blank and the choices do not; add null to “enum”, or take it out of “type”"
            self.report(node.pointers["enum"], zh, en)
        elif None in choices and not node.may_be_blank:
            zh = "选项中有 null，类型却不允许空白；请在 type 中加 null，或从 enum 中去掉 null"
            en = "the choices allow a blank and the type does not; add null to “type”, or take it out of “enum”"
            self.report(node.pointers["enum"], zh, en)
