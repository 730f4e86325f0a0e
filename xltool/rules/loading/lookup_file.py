"""The keyword `x-lookup`: what a code list says beside the code that stands in another field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xltool.base.dates import parse_date
from xltool.base.messages import Text
from xltool.base.normalise import as_float
from xltool.base.paths import join, parent_of
from xltool.base.suggestions import did_you_mean
from xltool.form.codes import Code, CodeList, Lookup, LookupSource, list_not_found
from xltool.form.schema import Field, Schema
from xltool.rules.language.nodes import FieldRef, Reference, RowRef
from xltool.rules.loading.schema_walk import Subschema
from xltool.rules.loading.source import SourceFile

_ANY_TEXT = Text(zh="可填任意文本", en="takes any text")


@dataclass(frozen=True, kw_only=True)
class LookupKeyword:
    """Reads the `x-lookup` of one field; what is wrong is reported at its place."""

    field: Field
    lookup: LookupSource
    node: Subschema
    schema: Schema
    codes: Mapping[str, CodeList]
    source: SourceFile

    def read(self) -> tuple[Reference, Lookup] | None:
        """Return the reference to the code, and what stands beside each code; None where something is wrong."""
        if "x-value" in self.node.keywords:
            self._report(None, "x-lookup 和 x-value 只能写一个", "a field takes either x-lookup or x-value")
        codes, key = self.codes.get(self.lookup.list_name), self._key()
        if codes is None:
            self._report("list", *list_not_found(self.lookup.list_name))
            return None
        is_sound = self._has_column(codes)
        if key is None or not is_sound:
            return None
        values = self._values(self._searched(key, codes))
        return None if values is None else (self._reference(key), Lookup(source=self.lookup, values=values))

    def _report(self, member: str | None, zh: str, en: str) -> None:
        pointer = self.node.pointers["x-lookup"]
        self.source.report(Text(zh=zh, en=en), f"{pointer}/{member}" if member else pointer, key=member is None)

    # --- the code -----------------------------------------------------------------------------------------------------

    def _key(self) -> Field | None:
        """Return the field that holds the code: one beside, else a single field by its path."""
        name, beside = self.lookup.by, self.field.table or parent_of(self.field.path)
        key = self.schema.field(join(beside, name)) or self.schema.fields.get(name)
        if join(beside, name) in self.source.unsound or name in self.source.unsound:
            return None
        if key is None:
            known = [other.name for other in self.schema.all_fields() if (other.table or parent_of(other.path)) == beside]
            offer = did_you_mean(name, [*known, *self.schema.fields])
            zh, en = (
                f"旁边没有字段“{name}”，也没有单个字段是这个路径{offer.zh}",
                f"no field {name!r} beside, and no single field of that path{offer.en}",
            )
            self._report("by", zh, en)
        elif key.kind.rule_type != "text" or key.kind.parts or key.kind.is_list:
            zh, en = (
                f"字段“{name}”的种类是 {key.kind.name}；代码应为文本",
                f"the field {name!r} is of kind {key.kind.name}; a code is a text",
            )
            self._report("by", zh, en)
        elif not self._holds_codes(key):
            listed = self.lookup.list_name
            takes = Text(zh="用的是另一个代码表", en="takes codes of another list") if key.codes else _ANY_TEXT
            zh = f"字段“{name}”{takes.zh}；请写 x-codes: {listed}，使不在表中的代码得到提示"
            en = f"the field {name!r} {takes.en}; give it x-codes {listed!r}, so that a code that the list has not is reported"
            self._report("by", zh, en)
        else:
            return key
        return None

    def _holds_codes(self, key: Field) -> bool:
        """Return whether nobody can type a code that the list has not without a word being said."""
        is_listed = key.codes is not None and key.codes is self.codes.get(self.lookup.list_name)
        return is_listed or key.is_locked or self.lookup.list_name not in self.codes

    def _reference(self, key: Field) -> Reference:
        span = (0, len(self.lookup.by))
        return RowRef(key.name, span) if key.table else FieldRef(key.path, span)

    # --- the list -----------------------------------------------------------------------------------------------------

    def _has_column(self, codes: CodeList) -> bool:
        column = self.lookup.column
        if column.lower() in codes.columns or not codes.codes:
            return bool(codes.codes)
        offer = did_you_mean(column, codes.columns)
        name = self.lookup.list_name
        self._report("column", f"代码表 {name} 没有列“{column}”{offer.zh}", f"the code list {name} has no column {column!r}{offer.en}")
        return False

    def _searched(self, key: Field, codes: CodeList) -> Iterable[Code]:
        """Return the codes that the field can hold."""
        if key.codes is codes:
            return (code for code in codes.codes if code.level == key.level)
        table = self.schema.tables.get(key.table or "")
        if key.is_fixed and table is not None and table.fixed is not None and table.fixed.list_name == self.lookup.list_name:
            return (code for code in codes.codes if code.level in set(table.fixed.levels))
        return codes.codes

    def _values(self, codes: Iterable[Code]) -> Mapping[str, str | float] | None:
        """Return what stands beside each code as the field holds it; None where it cannot be read, or a code has several."""
        values: dict[str, str | float] = {}
        name, column = self.lookup.list_name, self.lookup.column
        for code in codes:
            value = self._value(code.text(column))
            if value is None:
                text, wanted = code.text(column), Text(zh="一个日子", en="a day") if self.field.kind.counts_days else None
                wanted = wanted or Text(zh=f"{self.field.kind.name} 的值", en=f"a value of kind {self.field.kind.name}")
                zh = f"代码表 {name} 中“{code.value}”的“{column}”是“{text}”，不是{wanted.zh}"
                en = f"the code list {name} has {text!r} as {column!r} of {code.value!r}, which is not {wanted.en}"
                self._report("column", zh, en)
                return None
            if values.setdefault(code.value, value) != value:
                zh = f"代码表 {name} 中“{code.value}”不止一次，“{column}”各不相同"
                en = f"the code list {name} has {code.value!r} more than once, each with another {column!r}"
                self._report("list", zh, en)
                return None
        return values

    def _value(self, text: str) -> str | float | None:
        """Return a text of the list as formulas have it: a number, the serial number of a day, a text; None for one that cannot be read."""
        kind = self.field.kind
        if not text:
            return ""
        read = self.field.read(text).value
        if read is None or kind.is_unreadable(read):
            return None
        if kind.is_number:
            return as_float(read)
        if not kind.counts_days:
            return str(read)
        day = parse_date(read)
        return None if day is None or day.precision != "day" else float(day.first)
