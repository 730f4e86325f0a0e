"""Place the code lists on their hidden sheet, each under a defined name: dropdowns and rules refer to the names' ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xltool.base.cells import Area, quote_sheet
from xltool.base.formula_text import LONGEST_VALIDATION
from xltool.base.paths import defined_name
from xltool.form.codes import BETWEEN_PARENTS, Lookup
from xltool.form.schema import Field, Schema
from xltool.form.sheet_names import CODES_SHEET

#: What MATCH takes for other characters, and the longest text that it looks for (Excel).
_WILDCARDS = frozenset("*?~")
_LONGEST_MATCHED = 255


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
        return iter(self._columns.values())

    def names(self) -> dict[str, str]:
        """Return what each defined name refers to."""
        return {column.name: f"={column.reference}" for column in self if column.is_named}

    def _add(self, field: Field) -> None:
        if field.cascade is None:
            self._append(f"codes.{field.path}", field.choices)
            return
        self._append(f"codes.{field.path}.parent", tuple(parent for parent, _ in field.cascade.pairs))
        self._append(f"codes.{field.path}", tuple(child for _, child in field.cascade.pairs))

    def _append(self, name: str, values: tuple[str, ...]) -> None:
        self._columns[name] = CodeColumn(defined_name(name), len(self._columns) + 1, values)
        self._by_values.setdefault(values, name)

    def _look_up(self, values: tuple[str | float, ...], name: str) -> None:
        """Add a column in which something is looked up, unless one of the same content is there."""
        if values not in self._by_values:
            name = f"{name}{len(self._columns)}"
            self._columns[name] = CodeColumn(defined_name(name), len(self._columns) + 1, values, is_named=False)
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

    def choices(self, path: str) -> str:
        """Return the choices of a field by its path, as a range."""
        return self._columns[f"codes.{path}"].reference

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


def place_in(values: tuple[str, ...], cells: str, text: str) -> str:
    """Return formula text: the number, from 1, of a text among different ones in cells that begin in row 2; 0 for none of them.

    MATCH for equal texts needs no order, which programs and languages see differently, and those in use keep an index for it. But it takes
    `a` for `A` and `?` for any character: what it finds is compared, and where the texts themselves are such, all of them are.
    """
    if _can_be_matched(values):
        found = f"MATCH({text},{cells},0)"
        return f"IFERROR(IF(EXACT(INDEX({cells},{found}),{text}),{found},0),0)"
    return f"SUMPRODUCT(EXACT({cells},{text})*(ROW({cells})-1))"


def joined_parents(cells: Iterable[str]) -> str:
    """Return formula text: what stands in several cells as the one text that the codes below it stand beside."""
    return f'&"{BETWEEN_PARENTS}"&'.join(cells)


def _can_be_matched(values: tuple[str, ...]) -> bool:
    """Return whether a program that takes some texts for equal finds none of these in the place of another."""
    from unicodedata import normalize

    alike = {normalize("NFKC", normalize("NFKC", text).casefold()) for text in values}
    return len(alike) == len(values) and not any(_WILDCARDS & set(text) or len(text) > _LONGEST_MATCHED for text in values)


def _children_of(parent_cell: str, parents: str, children: str) -> str:
    first = f"MATCH({parent_cell},{parents},0)"
    return f"=INDEX({children},{first}):INDEX({children},{first}+COUNTIF({parents},{parent_cell})-1)"
