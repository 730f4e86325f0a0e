"""Name fields in full: where several have the same title, people must see which one is meant."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from xltool.base.paths import parent_of
from xltool.form.schema import Field, Schema

_BETWEEN = " · "


class FieldNames:
    """The names of the fields of a form in full."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def of(self, path: str) -> str:
        """Return what a field at a concrete path is called, `项目 2 · 支出明细 · 金额`: block, table and named row stand before its title.

        Another place that findings name, a table for example, has its own title for the last.
        """
        schema, plain = self.schema, self.schema.declared(path)
        field, block, row = schema.field(plain), schema.block_name(path), schema.row_name(path)
        if field is not None:
            return joined(block, self.owner(field), row, field.title)
        title = schema.tables[plain].title if plain in schema.tables else schema.titles.get(plain, plain)
        return joined("" if title == block else block, title, row)

    def owner(self, field: Field) -> str:
        """Return the title of the table of a column, or of the object of a single field that another single field is called like; else ""."""
        if field.table is not None:
            return self.schema.tables[field.table].title
        return self.schema.titles.get(parent_of(field.path), "") if self._titles[field.title] > 1 else ""

    @cached_property
    def _titles(self) -> Counter[str]:
        """How many single fields have a title; those of a repeated block count once."""
        return Counter(field.title for field in self.schema.distinct_fields() if field.table is None)


def joined(*parts: str) -> str:
    """Join the parts of a name; those that are blank are left out."""
    return _BETWEEN.join(part for part in parts if part)
