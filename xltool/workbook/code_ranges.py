"""Place the code lists on their hidden sheet, each under a defined name: dropdowns and rules refer to the names' ranges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltool.base.cells import Area, quote_sheet
from xltool.base.formula_text import LONGEST_VALIDATION
from xltool.form.schema import Field, Schema
from xltool.form.sheet_names import CODES_SHEET


@dataclass(frozen=True)
class CodeColumn:
    """One column of the sheet: a defined name over its values, from row 2 on."""

    name: str
    column: int
    values: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The cells of the values, with the sheet."""
        return f"{quote_sheet(CODES_SHEET)}!{Area(2, self.column, max(2, len(self.values) + 1), self.column).absolute}"


class CodeRanges:
    """The ranges of each field's choices. A nested list takes two columns side by side, parents and children."""

    def __init__(self, schema: Schema) -> None:
        self._columns: dict[str, CodeColumn] = {}
        for field in schema.all_fields():
            if field.choices:
                self._add(field)

    def __iter__(self) -> Iterator[CodeColumn]:
        return iter(self._columns.values())

    def names(self) -> dict[str, str]:
        """Return what each defined name refers to."""
        return {column.name: f"={column.reference}" for column in self}

    def _add(self, field: Field) -> None:
        if field.parent is None or field.codes is None:
            self._append(f"codes.{field.path}", field.choices)
            return
        parents = field.codes.values(field.level - 1)
        pairs = [(parent, child) for parent in parents for child in field.codes.values(field.level, parent)]
        self._append(f"codes.{field.path}.parent", tuple(parent for parent, _ in pairs))
        self._append(f"codes.{field.path}", tuple(child for _, child in pairs))

    def _append(self, name: str, values: tuple[str, ...]) -> None:
        self._columns[name] = CodeColumn(name, len(self._columns) + 1, values)

    def values(self, field: Field) -> str:
        """Return the choices of a field, as a range."""
        return self._columns[f"codes.{field.path}"].reference

    def pairs(self, field: Field) -> tuple[str, str]:
        """Return the parents and the children of a nested field, as ranges of the same rows."""
        return self._columns[f"codes.{field.path}.parent"].reference, self.values(field)

    def dropdown(self, field: Field, parent_cell: str) -> str:
        """Return the source of a field's dropdown; for a nested field one formula that yields the children of `parent_cell`.

        The children of a parent stand together, so that a range between two INDEX calls covers them. Nothing is offered
        while the parent is blank or unknown. Ranges stand for the names where these are so long that Excel would refuse the source.
        """
        name = f"codes.{field.path}"
        if field.parent is None:
            return f"={name}"
        source = _children_of(parent_cell, f"{name}.parent", name)
        return source if len(source) <= LONGEST_VALIDATION else _children_of(parent_cell, *self.pairs(field))


def _children_of(parent_cell: str, parents: str, children: str) -> str:
    first = f"MATCH({parent_cell},{parents},0)"
    return f"=INDEX({children},{first}):INDEX({children},{first}+COUNTIF({parents},{parent_cell})-1)"
