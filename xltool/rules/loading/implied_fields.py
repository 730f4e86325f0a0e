"""What the layout means for the fields of the schema: sums that total rows imply, and the rows in which cells of grids stand.

It is read from both files before either is built; what is wrong with it is reported where the blocks are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xltool.base.paths import join, name_of, parent_of
from xltool.form.repeated import MOST_BLOCKS, of_block
from xltool.rules.language.nodes import Call, ColumnRef, FieldRef
from xltool.rules.loading.schema_walk import COMPUTED, Subschema, subschemas
from xltool.rules.loading.source import SourceFile
from xltool.rules.loading.unsound_paths import UnsoundPaths


@dataclass(frozen=True, kw_only=True)
class ImpliedSum:
    """A value that follows from where it stands."""

    node: Call
    type: str  # JSON type where the schema says none: integer where only such are added up
    pointer: str  # place of the total row in the YAML file

    @property
    def addends(self) -> tuple[str, ...]:
        """The paths of what is added up."""
        return tuple(join(one.table, one.column) if isinstance(one, ColumnRef) else str(one) for one in self.node.arguments)


@dataclass(frozen=True, kw_only=True)
class Implied:
    """What the layout means for the fields."""

    sums: Mapping[str, ImpliedSum] = field(default_factory=dict)  # path of a field → its sum
    rows: Mapping[str, str] = field(default_factory=dict)  # path of an object that has a row → the label of the row; "" for its title
    unknown: frozenset[str] = frozenset()  # paths of fields that may be sums, of columns of which it is not known what they are

    def formula(self, path: str) -> str:
        """Return the formula that a field has by its place; "" for none."""
        total = self.sums.get(path)
        return f"SUM({','.join(map(str, total.node.arguments))})" if total else ""


NOTHING_IMPLIED = Implied()


def repeats_in(layout: Any) -> dict[str, int]:
    """Return the arrays whose objects a layout places as blocks, with how many blocks there are; the layout may have the wrong shape."""
    found: dict[str, int] = {}
    for part in layout.values() if isinstance(layout, dict) else layout if isinstance(layout, list) else ():
        found |= repeats_in(part)
    if isinstance(layout, dict) and layout.get("block") == "repeat" and isinstance(layout.get("of"), str):
        most = layout.get("most")
        found[layout["of"]] = most if isinstance(most, int) and 0 < most <= MOST_BLOCKS else 1
    return found


def implied_by(layout: Mapping[str, Any], schema: SourceFile) -> Implied:
    """Read what a layout implies for the fields of a schema; both have the right shape."""
    fields = {node.path: node for node in subschemas(schema.data, schema.repeats) if node.place == "field"}
    sums: dict[str, ImpliedSum] = {}
    rows: dict[str, str] = {}
    unknown: set[str] = set()
    for index, sheet in enumerate(layout["sheets"]):
        for pointer, block in blocks_within(sheet["blocks"], f"/sheets/{index}/blocks"):
            rows |= dict.fromkeys(block["rows"], "") if block["block"] == "grid" else {}
            total = block.get("total")
            if total is not None:
                rows[total["field"]] = total.get("label", "")
                sums |= dict(_sums(block, total, f"{pointer}/total", fields))
                unknown |= set(_unknown_sums(block, total, fields, schema.unsound))
    return Implied(sums=sums, rows=rows, unknown=frozenset(unknown))


def blocks_within(blocks: list[Mapping[str, Any]], pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every block with its place in the YAML file, those within blocks too; those of a repeated one for each of its objects."""
    for index, block in enumerate(blocks):
        where = f"{pointer}/{index}"
        yield where, block
        for number in range(block["most"]) if block["block"] == "repeat" else ():
            yield from blocks_within(of_block(block["blocks"], block["of"], number), f"{where}/blocks")
        if block["block"] != "repeat":
            yield from blocks_within(block.get("blocks", []), f"{where}/blocks")


def _sums(
    block: Mapping[str, Any], total: Mapping[str, Any], pointer: str, fields: Mapping[str, Subschema]
) -> Iterator[tuple[str, ImpliedSum]]:
    """Yield the path and sum of every property of a total that has no formula of its own and stands for a column of numbers."""
    members = [name_of(path) for path in fields if parent_of(path) == total["field"]]
    for name in total.get("columns", members):
        node = fields.get(join(total["field"], name))
        if node is None or not COMPUTED.isdisjoint(node.keywords) or name not in block["columns"] or _is_text(node):
            continue
        addends = _addends(block, name, fields)
        if addends and not any(map(_is_text, addends.values())):
            is_whole = all(addend.types == ["integer"] for addend in addends.values())
            yield node.path, ImpliedSum(node=Call("SUM", tuple(addends)), type="integer" if is_whole else "number", pointer=pointer)


def _unknown_sums(
    block: Mapping[str, Any], total: Mapping[str, Any], fields: Mapping[str, Subschema], unsound: UnsoundPaths
) -> Iterator[str]:
    """Yield the properties of a total without a formula whose columns may hold anything."""
    for path, node in fields.items():
        is_typed = parent_of(path) == total["field"] and COMPUTED.isdisjoint(node.keywords)
        if is_typed and unsound.touch(_column_paths(block, name_of(path)).values()):
            yield path


def _addends(block: Mapping[str, Any], name: str, fields: Mapping[str, Subschema]) -> dict[ColumnRef | FieldRef, Subschema]:
    """Return what is added up in a column, by how formulas refer to it."""
    return {reference: fields[path] for reference, path in _column_paths(block, name).items() if path in fields}


def _column_paths(block: Mapping[str, Any], name: str) -> dict[ColumnRef | FieldRef, str]:
    """Return the paths of the cells of a column, those that the schema may not have included, by how formulas refer to them."""
    if "table" in block:
        return {ColumnRef(block["table"], name): join(block["table"], name)}
    return {FieldRef(path): path for path in (join(row, name) for row in block["rows"])}


def _is_text(node: Subschema) -> bool:
    return bool(node.types) and not {*node.types} & {"number", "integer"}
