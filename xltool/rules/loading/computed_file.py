"""The computed values of a schema file: parse `x-value`, read `x-lookup`, check types, refuse circles, put each after those that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltool.base.errors import FormulaError
from xltool.base.messages import Text
from xltool.base.paths import parent_of
from xltool.base.value_types import Type
from xltool.form.codes import CodeList, LookupSource
from xltool.form.schema import Field, Schema
from xltool.rules.language.nodes import Node, Reference, references
from xltool.rules.language.object_formulas import in_holder, in_object
from xltool.rules.language.over_blocks import over_blocks
from xltool.rules.language.parser import parse
from xltool.rules.language.types import Scope
from xltool.rules.loading.formula_faults import error_of_its_own
from xltool.rules.loading.formula_limits import beyond_limits
from xltool.rules.loading.implied_fields import Implied
from xltool.rules.loading.lookup_file import LookupKeyword
from xltool.rules.loading.schema_walk import COMPUTED, Subschema, subschemas
from xltool.rules.loading.source import SourceFile
from xltool.rules.ruleset import ComputedValue

_TYPES: dict[Type, Text] = {
    "number": Text(zh="数值", en="a number"),
    "text": Text(zh="文本", en="a text"),
    "boolean": Text(zh="条件", en="a condition"),
}


def build_computed(
    source: SourceFile,
    schema: Schema,
    implied: Implied,
    layout: SourceFile,
    codes: Mapping[str, CodeList],
) -> tuple[ComputedValue, ...]:
    """Return the computed values of a form in the order of their dependencies; what is wrong with them is reported in the sources.

    `source` is that of the schema, `layout` that of the template, whose total rows imply sums.
    """
    loader = _ComputedLoader(source, schema, implied, layout, codes)
    values = {value.path: value for value in (*loader.values(), *loader.sums())}
    return tuple(loader.in_order(values))


class _ComputedLoader:
    def __init__(
        self,
        source: SourceFile,
        schema: Schema,
        implied: Implied,
        layout: SourceFile,
        codes: Mapping[str, CodeList],
    ) -> None:
        self.source = source
        self.schema = schema
        self.implied = implied
        self.layout = layout
        self.codes = codes
        self.pointers: dict[str, str] = {}  # path → JSON pointer of the formula

    def values(self) -> Iterator[ComputedValue]:
        for node in subschemas(self.source.data, self.source.repeats):
            is_computed = node.place == "field" and not COMPUTED.isdisjoint(node.keywords)
            field = self.schema.field(node.path) if is_computed else None
            if field is None or field.path in self.source.unsound:
                continue
            value = self.value(field, node) if field.lookup is None else self.lookup(field, field.lookup, node)
            if value is not None:
                yield value

    def lookup(self, field: Field, lookup: LookupSource, node: Subschema) -> ComputedValue | None:
        """Read what is looked up; a kind that cannot be computed is reported at the keyword."""
        pointer = node.pointers["x-lookup"]
        self.pointers[field.path] = f"{pointer}/by"
        wrong = _uncomputable(field)
        if wrong is not None:
            self.source.report(wrong, pointer, key=True)
            return None
        keyword = LookupKeyword(field=field, lookup=lookup, node=node, schema=self.schema, codes=self.codes, source=self.source)
        read = keyword.read()
        return None if read is None else ComputedValue(path=field.path, node=read[0], each=field.table, lookup=read[1])

    def sums(self) -> Iterator[ComputedValue]:
        """Yield the sums of total rows. One of something else than numbers is reported where the total is parsed."""
        for path, total in self.implied.sums.items():
            field = self.schema.field(path)
            if field is None or path in self.source.unsound:
                continue
            try:
                Scope(self.schema, None).shape(total.node)
            except FormulaError:
                continue
            value = ComputedValue(path=path, node=total.node, each=None, is_total=True)
            wrong = beyond_limits(value, self.schema)
            if wrong is not None:
                self.layout.report(wrong, total.pointer, key=True)
            yield value

    def value(self, field: Field, node: Subschema) -> ComputedValue | None:
        pointer = self.pointers[field.path] = node.pointers["x-value"]
        tree: Node | None = None
        try:
            tree = parse(field.formula)
            tree = in_holder(tree, parent_of(field.table)) if field.table else in_object(tree, parent_of(field.path))
            tree = over_blocks(tree, self.schema)
            actual = Scope(self.schema, field.table).shape(tree).type
        except FormulaError as error:
            own = error_of_its_own(error, tree, Scope(self.schema, field.table), self.source.unsound)
            if own is not None:
                self.source.report(own.message, pointer, within=(own.start, own.end))
            return None
        written = field.formula if self.schema.repeats else ""
        value = ComputedValue(path=field.path, node=tree, each=field.table, written=written)
        wrong = self._mistyped(field, actual) or beyond_limits(value, self.schema)
        if wrong is not None:
            self.source.report(wrong, pointer)
        return value

    def _mistyped(self, field: Field, actual: Type) -> Text | None:
        kind, name = field.kind, field.kind.name
        wrong = _uncomputable(field)
        if wrong is not None:
            return wrong
        expected: Type = "number" if kind.counts_days else kind.rule_type
        if actual == expected:
            return None
        serial = Text(zh="（日期的序列号）", en=", the serial number of a day,") if kind.counts_days else Text(zh="", en="")
        return Text(
            zh=f"公式的结果是{_TYPES[actual].zh}，字段种类 {name} 应为{_TYPES[expected].zh}{serial.zh}",
            en=f"the formula yields {_TYPES[actual].en} where {_TYPES[expected].en}{serial.en} is expected (kind {name})",
        )

    def paths(self, node: Node, table: str | None) -> dict[str, Reference]:
        """Return the fields that a formula reads, each with the first reference to it."""
        scope = Scope(self.schema, table)
        read: dict[str, Reference] = {}
        for reference in references(node):
            try:
                read.setdefault(scope.bind(reference).field.path, reference)
            except FormulaError:
                continue  # reported where the formula is checked
        return read

    # --- order --------------------------------------------------------------------------------------------------------

    def in_order(self, values: Mapping[str, ComputedValue]) -> list[ComputedValue]:
        """Put each value after those that it reads. Those of a circle are reported, each at the reference that leads on in it."""
        reads = {path: self.paths(value.node, value.each) for path, value in values.items()}
        ordered: dict[str, ComputedValue] = {}
        pending = dict(values)
        while ready := [path for path in pending if not (reads[path].keys() & pending.keys())]:
            ordered |= {path: pending.pop(path) for path in ready}
        for path in pending:
            self._report_circle(path, {other: named for other, named in reads[path].items() if other in pending}, reads)
        return list(ordered.values())

    def _report_circle(self, path: str, into: Mapping[str, Reference], reads: Mapping[str, Mapping[str, Reference]]) -> None:
        """Report a value that depends on itself; one that only depends on such values is not blamed."""
        for other, reference in into.items():
            way = _way(other, path, reads)
            if way:
                circle = " → ".join((path, *way))
                zh, en = f"自动计算形成循环：{circle}", f"computed values depend on each other in a circle: {circle}"
                self._report(Text(zh=zh, en=en), path, reference)
                return

    def _report(self, message: Text, path: str, reference: Reference) -> None:
        """Report an error at a reference of a formula, or at the total row that implies the formula."""
        if path in self.implied.sums:
            self.layout.report(message, self.implied.sums[path].pointer, key=True)
        else:
            self.source.report(message, self.pointers[path], within=reference.span)


def _uncomputable(field: Field) -> Text | None:
    """Return why no value of a kind can be computed; None where it can."""
    kind, name = field.kind, field.kind.name
    if kind.is_list or (kind.can_be_unreadable and not kind.is_number and not kind.counts_days):
        return Text(zh=f"种类为 {name} 的字段不能自动计算", en=f"a field of kind {name} cannot be computed")
    return None


def _way(start: str, end: str, reads: Mapping[str, Mapping[str, Reference]]) -> tuple[str, ...]:
    """Return the shortest way from one value to another along what they read, both included; () when there is none."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    pending = [start]
    for path in pending:
        if path == end:
            return ways[path]
        for other in reads.get(path, ()):
            if other not in ways:
                ways[other] = (*ways[path], other)
                pending.append(other)
    return ()
