"""Verify an entry of `x-checks` against what its check declares: roles of fields, options, and words of the message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltool.base.messages import Text, listed
from xltool.base.paths import pointer_token
from xltool.base.suggestions import did_you_mean
from xltool.rules.checks.registry import CheckTerms, OptionKind, check_names, check_terms, find_check
from xltool.rules.loading.message_words import report_words
from xltool.rules.loading.source import SourceFile

#: Kind of an option → what is expected.
_EXPECTED: dict[OptionKind, Text] = {
    "number": Text(zh="正整数", en="a positive whole number"),
    "flag": Text(zh=" true 或 false", en="true or false"),
    "words": Text(zh="文本或文本的列表", en="a text or a list of texts"),
    "lists": Text(zh="{名称: [文本, …]}", en="{name: [text, …]}"),
    "year": Text(zh="年份，如 2022", en="a year, such as 2022"),
}
_LAST_YEAR = 9999


def report_entry(source: SourceFile, entry: Mapping[str, Any], pointer: str) -> None:
    """Report what is wrong with one entry at a JSON pointer, besides paths of fields that are unknown."""
    _Entry(source, entry, pointer).report_all()


class _Entry:
    def __init__(self, source: SourceFile, entry: Mapping[str, Any], pointer: str) -> None:
        self.source = source
        self.entry = entry
        self.pointer = pointer
        self.name: str = entry["check"]

    def report(self, pointer: str, zh: str, en: str, *, key: bool = False) -> None:
        self.source.report(Text(zh=zh, en=en), f"{self.pointer}{pointer}", key=key)

    def report_all(self) -> None:
        if find_check(self.name) is None:
            names = check_names()
            offer, offered = did_you_mean(self.name, names), listed(names)
            zh = f"没有名为“{self.name}”的检查{offer.zh}（有：{offered.zh}）"
            self.report("/check", zh, f"unknown check {self.name!r}{offer.en} (available: {offered.en})")
            return
        terms = check_terms(self.name)
        self.roles(terms)
        if terms.options is not None:
            self.options(terms.options)
        if terms.words is not None:
            report_words(self.source, f"{self.pointer}/message", self.entry["message"], terms.words)

    def roles(self, terms: CheckTerms) -> None:
        """Report roles that a check needs and its fields do not name, and roles that it does not know."""
        fields = self.entry.get("fields", {})
        missing = [role for role in terms.roles if isinstance(fields, list) or role not in fields]
        if missing:
            needed = ", ".join(f'"{role}": …' for role in missing)
            zh = f"检查 {self.name} 的 fields 应为 {{角色: 字段}}，缺少 {'、'.join(missing)}"
            en = f"the check {self.name} needs fields by role: {{{needed}}}"
            self.report("/fields", zh, en)
        elif terms.also is not None:
            known = (*terms.roles, *terms.also)
            for role in fields:
                if role not in known:
                    offer, offered = did_you_mean(role, known), listed(known)
                    zh = f"检查 {self.name} 没有角色“{role}”{offer.zh}（有：{offered.zh}）"
                    en = f"the check {self.name} has no role {role!r}{offer.en} (available: {offered.en})"
                    self.report(f"/fields/{pointer_token(role)}", zh, en, key=True)

    def options(self, known: Mapping[str, OptionKind]) -> None:
        """Report options that a check does not know, and values that it cannot take."""
        for option, value in self.entry.get("options", {}).items():
            where = f"/options/{pointer_token(option)}"
            if option not in known:
                offer, offered = did_you_mean(option, known), listed(known)
                zh = f"检查 {self.name} 没有选项“{option}”{offer.zh}（有：{offered.zh}）"
                en = f"the check {self.name} has no option {option!r}{offer.en} (available: {offered.en})"
                self.report(where, zh, en, key=True)
            elif not _fits(value, known[option]):
                expected = _EXPECTED[known[option]]
                self.report(where, f"选项“{option}”应为{expected.zh}", f"the option {option!r} must be {expected.en}")


def _fits(value: Any, kind: OptionKind) -> bool:
    """Return whether a value can be that of an option."""
    match kind:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool) and value > 0
        case "year":
            return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LAST_YEAR
        case "words":
            return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))
        case "lists":
            return isinstance(value, dict) and all(isinstance(item, list) and all(map(_is_text, item)) for item in value.values())


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
