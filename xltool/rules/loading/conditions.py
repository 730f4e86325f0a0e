"""Make rules of the conditions of a schema: `if` / `then` / `else` and `dependentRequired` say which fields must be filled in.

JSON Schema only asks that the key be there, and documents have every key. Here a blank counts as missing, on both sides.
What else a condition could say is refused: `x-rules` say it plainly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltool.base.formula_text import quote
from xltool.base.messages import Text
from xltool.base.paths import join, name_of, pointer_token
from xltool.base.suggestions import did_you_mean, nearest
from xltool.rules.loading.schema_walk import Subschema, members, subschemas
from xltool.rules.loading.source import SourceFile

_CONDITIONS = ("if", "then", "else", "dependentRequired")
#: Keywords of fields that nobody fills in.
_GIVEN = frozenset({"x-value", "x-lookup", "const"})
_X_RULES = Text(zh="；其他条件请写成 x-rules 中的规则", en="; write any other condition as a rule in x-rules")


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A field that must be filled in where a condition holds."""

    path: str
    each: str | None  # path of the table of whose rows it is a column
    block: str  # path of the block of a repeated one in which it stands, whose fields the formula names by `[@…]`; "" for none
    formula: str  # a rule that is FALSE where the field is blank and must not be
    pointer: str  # JSON pointer of the condition


@dataclass(frozen=True, kw_only=True)
class _Scope:
    """The object, or row of a table, whose fields a condition names."""

    owner: Subschema
    fields: Mapping[str, Subschema]
    each: str | None

    def reference(self, field: Subschema) -> str:
        """Return how a formula names a field."""
        if self.each:
            return f"[@{name_of(field.path)}]"
        return f"[@{field.path[len(self.block) + 1 :]}]" if self.block else field.path

    @property
    def block(self) -> str:
        """The path of the block of a repeated one that the object stands in; "" for none."""
        return "" if self.each else self.owner.path[: self.owner.path.rfind("]") + 1]


def demands(source: SourceFile) -> Iterator[Demand]:
    """Yield what the conditions of a schema ask for; what is wrong with them is reported in the source."""
    reader = _Reader(source)
    for node in subschemas(source.data, source.repeats):
        if node.place in ("form", "object", "row"):
            scope = _Scope(owner=node, fields=members(source.data, node), each=node.path if node.place == "row" else None)
            yield from reader.conditions(node.keywords, dict(node.pointers), scope)


class _Reader:
    def __init__(self, source: SourceFile) -> None:
        self.source = source

    def report(self, pointer: str, zh: str, en: str, *, key: bool = False) -> None:
        self.source.report(Text(zh=zh, en=en), pointer, key=key)

    def conditions(self, node: Mapping[str, Any], pointers: Mapping[str, str], scope: _Scope) -> Iterator[Demand]:
        if "if" in node:
            yield from self.branches(node, pointers, scope)
        for keyword in ("then", "else"):
            if keyword in node and "if" not in {*node, *self.source.unsound.keywords}:
                self.report(pointers[keyword], f"“{keyword}”须与 if 一起写", f"{keyword!r} requires “if”", key=True)
        yield from self.dependents(node, pointers, scope)
        for index, part in enumerate(node.get("allOf", [])):
            where = f"{pointers['allOf']}/{index}"
            misspelt = [name for name in part if nearest(name, _CONDITIONS) not in (name, "")] if isinstance(part, Mapping) else []
            for name in misspelt:
                offer = did_you_mean(name, _CONDITIONS)
                zh, en = f"未知的关键字“{name}”{offer.zh}", f"unknown keyword {name!r}{offer.en}"
                self.report(f"{where}/{pointer_token(name)}", zh, en, key=True)
            if misspelt:
                continue
            if not isinstance(part, Mapping) or not set(part) <= {*_CONDITIONS, "$comment"}:
                zh, en = (
                    "allOf 中只能写 if / then / else 或 dependentRequired",
                    "“allOf” can only hold if / then / else or dependentRequired",
                )
                self.report(where, zh + _X_RULES.zh, en + _X_RULES.en)
                continue
            yield from self.conditions(part, {keyword: f"{where}/{keyword}" for keyword in part}, scope)

    def branches(self, node: Mapping[str, Any], pointers: Mapping[str, str], scope: _Scope) -> Iterator[Demand]:
        if not {"then", "else"} & {*node, *self.source.unsound.keywords}:
            self.report(pointers["if"], "只有 if 而没有 then 或 else，不起作用", "“if” has no effect without “then” or “else”", key=True)
        condition = self.test(node["if"], pointers["if"], scope)
        for keyword in ("then", "else"):
            for field in self.demanded(node[keyword], pointers[keyword], scope) if keyword in node else ():
                if condition:
                    filled = f'{scope.reference(field)}<>""'
                    chosen = f"{filled},TRUE" if keyword == "then" else f"TRUE,{filled}"
                    formula = f"IF({condition},{chosen})"
                    yield Demand(path=field.path, each=scope.each, block=scope.block, formula=formula, pointer=pointers[keyword])

    def dependents(self, node: Mapping[str, Any], pointers: Mapping[str, str], scope: _Scope) -> Iterator[Demand]:
        for name, names in node.get("dependentRequired", {}).items():
            where = f"{pointers['dependentRequired']}/{pointer_token(name)}"
            first = self.field(name, where, scope, key=True)
            for index, other in enumerate(names):
                field = self.asked(other, f"{where}/{index}", scope)
                if first and field:
                    formula = f'IF({scope.reference(first)}<>"",{scope.reference(field)}<>"",TRUE)'
                    yield Demand(path=field.path, each=scope.each, block=scope.block, formula=formula, pointer=where)

    def field(self, name: str, pointer: str, scope: _Scope, *, key: bool = False) -> Subschema | None:
        """Return the field of that name; report one that is unknown, or that no cell holds."""
        found = scope.fields.get(name)
        if self.source.unsound.hides(join(scope.owner.path, name)):
            return None
        if found is None:
            offer = did_you_mean(name, scope.fields)
            self.report(pointer, f"这里没有字段“{name}”{offer.zh}", f"{name!r} is not a field here{offer.en}", key=key)
        elif found.place != "field":
            zh, en = f"“{name}”不是单个字段，请写其中的字段", f"{name!r} is not a single field; name the fields in it"
            self.report(pointer, zh, en, key=key)
        else:
            return found
        return None

    def asked(self, name: str, pointer: str, scope: _Scope) -> Subschema | None:
        """Return the field of that name; report also one that nobody fills in, which cannot be required."""
        found = self.field(name, pointer, scope)
        if found is None or not (found.keywords.get("readOnly") or not _GIVEN.isdisjoint(found.keywords)):
            return found
        self.report(pointer, f"“{name}”不用填写，不能要求必填", f"nobody fills {name!r} in, so it cannot be required")
        return None

    def keys(self, node: Any, pointer: str, allowed: tuple[str, ...]) -> Mapping[str, Any]:
        """Return a subschema of a condition; report what it cannot say."""
        if not isinstance(node, Mapping):
            self.report(pointer, f"此处应为对象{_X_RULES.zh}", f"an object is expected here{_X_RULES.en}")
            return {}
        for keyword in node:
            if keyword not in (*allowed, "$comment"):
                known, offer = " / ".join(allowed), did_you_mean(keyword, allowed)
                zh, en = f"条件中不能写“{keyword}”", f"{keyword!r} is not supported in a condition"
                other = Text(zh=f"，只能写 {known}{_X_RULES.zh}", en=f", only {known}{_X_RULES.en}")
                self.report(f"{pointer}/{pointer_token(keyword)}", zh + (offer.zh or other.zh), en + (offer.en or other.en), key=True)
        return node

    def demanded(self, node: Any, pointer: str, scope: _Scope) -> Iterator[Subschema]:
        """Yield the fields that a `then` or `else` requires, those of objects in it included."""
        keywords = self.keys(node, pointer, ("required", "properties"))
        for index, name in enumerate(keywords.get("required", [])):
            field = self.asked(name, f"{pointer}/required/{index}", scope)
            if field:
                yield field
        for name, child in keywords.get("properties", {}).items():
            where = f"{pointer}/properties/{pointer_token(name)}"
            inner = self.inner(name, where, scope)
            if inner:
                yield from self.demanded(child, where, inner)

    def inner(self, name: str, pointer: str, scope: _Scope) -> _Scope | None:
        """Return the scope of an object among the fields; report what is none."""
        owner = scope.fields.get(name)
        if owner is not None and owner.place == "object":
            return _Scope(owner=owner, fields=members(self.source.data, owner), each=None)
        if self.source.unsound.hides(join(scope.owner.path, name)):
            return None
        zh = f"then、else 中的 properties 只能写对象，“{name}”不是{_X_RULES.zh}"
        en = f"“properties” in “then” and “else” is for objects only, and {name!r} is none{_X_RULES.en}"
        self.report(pointer, zh, en, key=True)
        return None

    def test(self, node: Any, pointer: str, scope: _Scope) -> str:
        """Return the formula of an `if`; "" for one that says nothing that a formula could."""
        terms = list(self.terms(node, pointer, scope))
        return terms[0] if len(terms) == 1 else f"AND({','.join(terms)})" if terms else ""

    def terms(self, node: Any, pointer: str, scope: _Scope) -> Iterator[str]:
        keywords = self.keys(node, pointer, ("properties", "required"))
        for index, name in enumerate(keywords.get("required", [])):
            field = self.field(name, f"{pointer}/required/{index}", scope)
            if field and not {"const", "enum"} & set(_member(keywords, name)):
                yield f'{scope.reference(field)}<>""'
        for name, child in keywords.get("properties", {}).items():
            where = f"{pointer}/properties/{pointer_token(name)}"
            if name in scope.fields and scope.fields[name].place == "object":
                inner = self.inner(name, where, scope)
                if inner:
                    yield from self.terms(child, where, inner)
                continue
            field = self.field(name, where, scope, key=True)
            values = self.keys(child, where, ("const", "enum"))
            if field and values:
                yield self.one_of(scope.reference(field), field, values, where)

    def one_of(self, reference: str, field: Subschema, node: Mapping[str, Any], pointer: str) -> str:
        """Return the formula that a field has the one value of `const`, or one of `enum`."""
        keyword = "const" if "const" in node else "enum"
        values = [node["const"]] if "const" in node else list(node.get("enum", []))
        terms = []
        for value in values:
            if field.path in self.source.unsound:
                continue
            if not _fits(value, field):
                zh = f"“{value}”不会是字段“{name_of(field.path)}”的值"
                en = f"{value!r} can never be the value of the field {name_of(field.path)!r}"
                self.report(f"{pointer}/{keyword}", zh, en)
            elif value is None:
                terms.append(f'{reference}=""')
            elif isinstance(value, str):
                terms.append(f"EXACT({reference},{quote(value)})")
            else:
                terms.append(f"{reference}={format(Decimal(str(value)), 'f')}")
        return terms[0] if len(terms) == 1 else f"OR({','.join(terms)})" if terms else "FALSE"


def _member(keywords: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    child = keywords.get("properties", {}).get(name, {})
    return child if isinstance(child, Mapping) else {}


def _fits(value: Any, field: Subschema) -> bool:
    """Return whether a value can be one of a field."""
    if value is None:
        return field.may_be_blank
    if field.types == ["string"]:
        choices = field.keywords.get("enum")
        return isinstance(value, str) and value != "" and (not isinstance(choices, list) or value in choices)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and field.types in (["number"], ["integer"])
