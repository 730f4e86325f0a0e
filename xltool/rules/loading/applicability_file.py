"""Where fields are asked for: `x-applies-if` and `x-required-if` of a schema, `applies_if` of a sheet.

What stands at an object, a table or a sheet holds for every field in it. Outside, a field stays blank; inside, it is required as its
type says. Both become rules, so that the workbook and Python judge alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltool.base.errors import FormulaError
from xltool.base.findings import Severity
from xltool.base.messages import Text
from xltool.base.paths import name_of, parent_of
from xltool.form.schema import Field, Schema
from xltool.rules.language.nodes import Binary, Boolean, Call, FieldRef, Node, OuterRef, RowRef, String, references
from xltool.rules.language.object_formulas import in_holder, in_object, with_leaves
from xltool.rules.language.over_blocks import over_blocks
from xltool.rules.language.parser import parse
from xltool.rules.language.types import Scope
from xltool.rules.loading.formula_faults import error_of_its_own
from xltool.rules.loading.implied_fields import blocks_within
from xltool.rules.loading.schema_walk import Subschema, subschemas
from xltool.rules.loading.source import SourceFile
from xltool.rules.loading.unsound_paths import UnsoundPaths
from xltool.rules.ruleset import NOT_APPLICABLE, Condition, Rule, constraint_id, constraint_message
from xltool.rules.titled_formula import with_titles

_APPLIES, _REQUIRED = "x-applies-if", "x-required-if"
#: Of fields with more choices than these the value is taken as it is: a formula for each of them would get long.
_MOST_CHOICES = 12


@dataclass(frozen=True, kw_only=True)
class WrittenCondition:
    """A condition as a file says it."""

    formula: str
    pointer: str  # its place
    source: SourceFile
    at: str  # path of the field, object or table at which it stands; "" for a sheet
    owner: str  # path of the object in whose place it stands: `[@name]` is a property of it, or a column of that table


@dataclass(frozen=True, kw_only=True)
class WrittenConditions:
    """Path of a field or table → the conditions that hold for it, from the outermost."""

    applies: Mapping[str, tuple[WrittenCondition, ...]]
    required: Mapping[str, tuple[WrittenCondition, ...]]


NOTHING_WRITTEN = WrittenConditions(applies={}, required={})


def written_conditions(layout: SourceFile | None, schema: SourceFile) -> WrittenConditions:
    """Gather the conditions of a form by what they hold for; `layout` is None where it cannot be read."""
    nodes = [node for node in subschemas(schema.data, schema.repeats) if node.place in ("object", "table", "field")]
    on_sheets = dict(_on_sheets(layout)) if layout else {}
    applies, required = (
        {node.path: _written(node, name, schema) for node in nodes if isinstance(node.keywords.get(name), str)}
        for name in (_APPLIES, _REQUIRED)
    )
    tested = [node for node in nodes if node.place != "object"]  # an object as a whole holds nothing that a rule could test
    # A field stands on one sheet, be it named there by itself, with its row of a grid or with its block.
    return WrittenConditions(
        applies={node.path: found for node in tested if (found := (*_around(node.path, on_sheets)[-1:], *_around(node.path, applies)))},
        required={node.path: found for node in tested if node.place == "field" and (found := _around(node.path, required))},
    )


def _around(path: str, written: Mapping[str, WrittenCondition]) -> tuple[WrittenCondition, ...]:
    """Return what is written at a path and at all that holds it, from the outermost."""
    found: list[WrittenCondition] = []
    while path and written:
        found += [written[path]] if path in written else []
        path = parent_of(path)
    return tuple(reversed(found))


def _written(node: Subschema, keyword: str, source: SourceFile) -> WrittenCondition:
    return WrittenCondition(
        formula=node.keywords[keyword], pointer=node.pointers[keyword], source=source, at=node.path, owner=parent_of(node.path)
    )


def _on_sheets(layout: SourceFile) -> Iterator[tuple[str, WrittenCondition]]:
    """Yield what stands on sheets that have a condition: fields, tables, objects that are rows of grids, and those that are repeated."""
    for index, sheet in enumerate(layout.data["sheets"]):
        if "applies_if" in sheet:
            condition = WrittenCondition(formula=sheet["applies_if"], pointer=f"/sheets/{index}/applies_if", source=layout, at="", owner="")
            for _, block in blocks_within(sheet["blocks"], ""):
                yield from ((path, condition) for path in _placed(block))


def _placed(block: Mapping[str, Any]) -> Iterator[str]:
    if "table" in block:
        yield block["table"]
    for row in block.get("rows", ()):
        if isinstance(row, str):
            yield row  # an object of a grid
        else:
            yield from (cell["field"] for cell in row["fields"] if "field" in cell)
    if block["block"] == "repeat":
        yield block["of"]
    if block.get("total"):
        yield block["total"]["field"]


# --- rules ------------------------------------------------------------------------------------------------------------


class ConditionBuilder:
    """Makes conditions and their rules of what is written; what is wrong with it is reported at its place."""

    def __init__(self, written: WrittenConditions, schema: Schema, unsound: UnsoundPaths) -> None:
        self.written = written
        self.schema = schema
        self.unsound = unsound

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions of the form, each distinct one once."""
        gathered: dict[tuple[str, str | None], tuple[Node, list[str]]] = {}
        for path, written in self.written.applies.items():
            each = self._each(path)
            node = self.test(written, path, each)
            if node is not None:
                key = str(node), each if any(isinstance(reference, RowRef) for reference in references(node)) else None
                gathered.setdefault(key, (node, []))[1].append(path)
        return tuple(Condition(node=node, each=each, paths=tuple(paths)) for (_, each), (node, paths) in gathered.items())

    def rules(self, conditions: Sequence[Condition], messages: Mapping[str, tuple[Severity, Text]], first_case: int) -> Iterator[Rule]:
        """Yield the rules: blank where it does not apply, filled in where it does and must be, and where `x-required-if` says so."""
        case = first_case
        for condition in conditions:
            for field in self._typed(condition.paths):
                yield self._blank_elsewhere(field, condition, messages, case)
                if field.required_where_asked:
                    yield self._filled(field, condition.node, messages, case)
                case += 1
        for path, written in self.written.required.items():
            self._report_needless(path, written)
            for field in self._typed((path,)):
                node = self.test((*self.written.applies.get(path, ()), *written), path, field.table)
                if node is not None:
                    yield self._filled(field, node, messages, case)
                    case += 1

    def _report_needless(self, path: str, written: Sequence[WrittenCondition]) -> None:
        """Report `x-required-if` at a field that nobody fills in, or that is required in any case."""
        field, own = self.schema.field(path), written[-1]
        if field is None or own.at != path or path in self.unsound:
            return
        if field.is_locked:
            zh, en = "这一栏不用填写，不能要求必填", "nobody fills this field in, so it cannot be required"
            own.source.report(Text(zh=zh, en=en), own.pointer, key=True)
        elif field.required or field.required_where_asked:
            zh, en = (
                "类型不含 null，本就必填；请在类型中加上 null",
                "the type does not allow null, so it is required in any case; add null to it",
            )
            own.source.report(Text(zh=zh, en=en), own.pointer, key=True)

    def test(self, written: Sequence[WrittenCondition], path: str, each: str | None) -> Node | None:
        """Return the formula that all of some conditions hold; None where one of them is wrong."""
        nodes = [self._parsed(condition, path, each) for condition in written]
        whole = [node for node in nodes if node is not None]
        if len(whole) < len(nodes):
            return None
        return whole[0] if len(whole) == 1 else Call("AND", tuple(whole))

    def _parsed(self, written: WrittenCondition, path: str, each: str | None) -> Node | None:
        table = each if each is not None and written.owner == each else None
        scope, node = Scope(self.schema, table), None
        try:
            node = parse(written.formula)
            node = in_holder(node, parent_of(table)) if table else in_object(node, written.owner)
            node = over_blocks(node, self.schema)
            scope.check_rule(node)
            if any(scope.bind(reference).field.path == path for reference in references(node)):
                zh, en = "条件不能取决于它自己所管的字段", "a condition cannot depend on the field that it governs"
                raise FormulaError(Text(zh=zh, en=en), *node.span)
        except FormulaError as error:
            own = error_of_its_own(error, node, scope, self.unsound)
            if own is not None:
                written.source.report(own.message, written.pointer, within=(own.start, own.end))
            return None
        return node

    def _each(self, path: str) -> str | None:
        field = self.schema.field(path)
        return field.table if field else None

    def _typed(self, paths: Sequence[str]) -> Iterator[Field]:
        """Yield the fields among some paths that people fill in."""
        for path in paths:
            field = self.schema.field(path)
            if field is not None and path not in self.unsound and not field.is_locked:
                yield field

    def _blank_elsewhere(self, field: Field, condition: Condition, messages: Mapping[str, tuple[Severity, Text]], case: int) -> Rule:
        when = with_titles(condition.node, condition.scope(self.schema), parent_of(field.path))
        own = Text(
            zh=f"“{{label}}”在此不适用，请清空（仅当 {when.zh} 时填写）",
            en=f"“{{label}}” does not apply here: clear it (it is asked for where {when.en})",
        )
        severity, message = messages.get(NOT_APPLICABLE, ("error", own))
        blank = Binary("=", _reference(field), String(""))
        allowed = (blank,) if field.default is None else (blank, Binary("=", _reference(field), _literal(field)))
        node = Call("OR", (condition.node, *allowed, *self._unclear(condition)))
        return Rule(
            id=NOT_APPLICABLE,
            severity=severity,
            node=node,
            message=message,
            at=field.path,
            each=field.table,
            case=case,
            written=self._written(node, field),
        )

    def _unclear(self, condition: Condition) -> Iterator[Node]:
        """Yield what says that a field on which a condition depends holds none of its choices: then nobody knows what applies."""
        scope, read = condition.scope(self.schema), dict.fromkeys(references(condition.node))
        for reference in read:
            field = scope.bind(reference).field
            if isinstance(reference, FieldRef | RowRef) and 0 < len(field.choices) <= _MOST_CHOICES and not field.kind.is_list:
                known = ("", *field.choices)
                yield Call("AND", tuple(Binary("<>", reference, String(choice)) for choice in known))

    def _filled(self, field: Field, test: Node, messages: Mapping[str, tuple[Severity, Text]], case: int) -> Rule:
        rule_id = constraint_id(field, "required")
        severity, message = constraint_message(rule_id, "required", messages)
        node = Call("IF", (test, Binary("<>", _reference(field), String("")), Boolean(value=True)))
        written = self._written(node, field)
        return Rule(id=rule_id, severity=severity, node=node, message=message, at=field.path, each=field.table, case=case, written=written)

    def _written(self, node: Node, field: Field) -> str:
        """Return a formula as it may be written for every block of a repeated one; "" outside blocks."""
        block = self.schema.block_of(field.path)
        if not block:
            return ""

        def named(leaf: Node) -> Node:
            if not isinstance(leaf, FieldRef) or not leaf.path.startswith(f"{block}."):
                return leaf
            name = leaf.path.removeprefix(f"{block}.")
            return OuterRef(name) if field.table else RowRef(name)

        return str(with_leaves(node, named))


def _literal(field: Field) -> Node:
    """Return what rules read in the cell of a field that holds its default: whoever sent the form out wrote it there."""
    value = field.kind.rule_value(field.default)
    return parse(f"{Decimal(str(value)):f}") if field.kind.rule_type == "number" else String(str(value))


def _reference(field: Field) -> Node:
    return RowRef(name_of(field.path)) if field.table else FieldRef(field.path)
