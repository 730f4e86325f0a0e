"""Place the code lists on their hidden sheet, each under a defined name: dropdowns and rules refer to the names' ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xltool.base.cells import Area, quote_sheet
from xltool.base.formula_text import LONGEST_VALIDATION
from xltool.base.paths import defined_name
from xltool.base.text_search import LONG_LIST, can_be_matched, is_among, place_in
from xltool.form.codes import BETWEEN_PARENTS, Cascade, Lookup
from xltool.form.schema import Field, Schema
from xltool.form.sheet_names import CODES_SHEET


@dataclass(frozen=True)
class CodeColumn:
    """One column of the sheet: a defined name over its values, from row 2 on."""

    name: str
    column: int
    values: tuple[str | float, ...]
    is_named: bool = True

    @property
    def reference(self) -> str:
        """The cells of the values, with the sheet."""
        return f"{quote_sheet(CODES_SHEET)}!{Area(2, self.column, max(2, len(self.values) + 1), self.column).absolute}"


class CodeRanges:
    """The ranges of each field's choices. A nested list takes two columns side by side, parents and children."""

    def __init__(self, schema: Schema, lookups: Iterable[Lookup] = ()) -> None:
        self._columns: dict[str, CodeColumn] = {}
        self._by_values: dict[tuple[str | float, ...], str] = {}  # what stands in a column → its name
        for field in schema.all_fields():
            if field.choices:
                self._add(field)
        for lookup in lookups:
            self._look_up(tuple(lookup.values), f"{lookup.source.list_name}#")
            self._look_up(tuple(lookup.values.values()), f"{lookup.source.list_name}#{lookup.source.column}")

    def __iter__(self) -> Iterator[CodeColumn]:
        """Yield what stands in each column of the sheet, under the first of its names."""
        return iter({column.column: column for column in reversed(self._columns.values())}.values())

    def names(self) -> dict[str, str]:
        """Return what each defined name refers to."""
        return {column.name: f"={column.reference}" for column in self._columns.values() if column.is_named}

    def _add(self, field: Field) -> None:
        if field.cascade is None:
            self._append(f"codes.{field.path}", field.choices)
            return
        self._append(f"codes.{field.path}.parent", tuple(parent for parent, _ in field.cascade.pairs))
        self._append(f"codes.{field.path}", tuple(child for _, child in field.cascade.pairs))
        if len(field.cascade.pairs) >= LONG_LIST:
            self._look_up(_joined_pairs(field.cascade), f"{field.path}#")

    def _append(self, name: str, values: tuple[str, ...]) -> None:
        column = self._column(values)
        self._columns[name] = CodeColumn(defined_name(name), column, values)
        self._by_values.setdefault(values, name)

    def _column(self, values: tuple[str | float, ...]) -> int:
        """Return the column that holds some values: one that is there, else the next."""
        if values in self._by_values:
            return self._columns[self._by_values[values]].column
        return len(self._by_values) + 1

    def _look_up(self, values: tuple[str | float, ...], name: str) -> None:
        """Add a column in which something is looked up, unless one of the same content is there."""
        if values not in self._by_values:
            name = f"{name}{len(self._columns)}"
            self._columns[name] = CodeColumn(defined_name(name), self._column(values), values, is_named=False)
            self._by_values[values] = name

    def _range(self, values: tuple[str | float, ...]) -> str:
        return self._columns[self._by_values[values]].reference

    def place(self, lookup: Lookup, code: str) -> str:
        """Return formula text: the number of a code, which stands in a cell, among those of a lookup; 0 for a blank and an unknown one."""
        return f'IF({code}="",0,{place_in(tuple(lookup.values), self._range(tuple(lookup.values)), code)})'

    def found(self, lookup: Lookup, place: str) -> str:
        """Return formula text: what stands beside the code of that number, which is not 0; "" for a blank."""
        values = tuple(lookup.values.values())
        cell = f"INDEX({self._range(values)},{place})"
        return f'IF({cell}="","",{cell})' if "" in values else cell

    def values(self, field: Field) -> str:
        """Return the choices of a field, as a range."""
        return self._columns[f"codes.{field.path}"].reference

    def offers(self, path: str, text: str) -> str:
        """Return formula text: whether a text is one of the choices of a field, by its path, whatever stands above."""
        return self._among(f"codes.{path}", text)

    def _among(self, name: str, text: str) -> str:
        column = self._columns[name]
        return is_among(tuple(map(str, column.values)), column.reference, text)

    def has_children(self, field: Field, parent: str) -> str:
        """Return formula text: whether codes of a nested field stand below a text."""
        return self._among(f"codes.{field.path}.parent", parent)

    def is_child(self, cascade: Cascade, field: Field, parent: str, text: str) -> str:
        """Return formula text: whether a text is one of the codes below another."""
        joined = _joined_pairs(cascade)
        if len(joined) >= LONG_LIST and can_be_matched(joined):
            return is_among(joined, self._range(joined), joined_parents((parent, text)))
        parents, children = self.pairs(field)
        return f"SUMPRODUCT(EXACT({parents},{parent})*EXACT({children},{text}))>0"

    def pairs(self, field: Field) -> tuple[str, str]:
        """Return the parents and the children of a nested field, as ranges of the same rows."""
        return self._columns[f"codes.{field.path}.parent"].reference, self.values(field)

    def dropdown(self, field: Field, parent_cell: str) -> str:
        """Return the source of a field's dropdown; for a nested field one formula that yields the children of `parent_cell`.

        The children of a parent stand together, so that a range between two INDEX calls covers them. Nothing is offered
        while the parent is blank or unknown. Ranges stand for the names where these are so long that Excel would refuse the source.
        """
        name = defined_name(f"codes.{field.path}")
        if field.cascade is None:
            return f"={name}"
        source = _children_of(parent_cell, f"{name}.parent", name)
        return source if len(source) <= LONGEST_VALIDATION else _children_of(parent_cell, *self.pairs(field))


def _joined_pairs(cascade: Cascade) -> tuple[str, ...]:
    return tuple(BETWEEN_PARENTS.join(pair) for pair in cascade.pairs)


def joined_parents(cells: Iterable[str]) -> str:
    """Return formula text: what stands in several cells as the one text that the codes below it stand beside."""
    return f'&"{BETWEEN_PARENTS}"&'.join(cells)


def _children_of(parent_cell: str, parents: str, children: str) -> str:
    first = f"MATCH({parent_cell},{parents},0)"
    return f"=INDEX({children},{first}):INDEX({children},{first}+COUNTIF({parents},{parent_cell})-1)"
