"""What has rows when many forms are put together: tables, repeated blocks (a row for each block), and the tables in these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from xltool.base.paths import in_row, steps, value_at, without_rows
from xltool.form.repeated import Repeat
from xltool.form.schema import Field, Schema, Table


@dataclass(frozen=True, kw_only=True)
class RowTable:
    """One such table of rows."""

    path: str  # without the numbers of blocks: "items", "projects", "projects.items"
    title: str
    noun: str  # what one row is called: the title of the items in the schema, else that of the table
    columns: Mapping[str, Field]  # by name; of a repeated block the fields of its first object, by path within it
    is_blocks: bool  # whether its rows are the objects of a repeated block
    is_fixed: bool  # whether a code list gives the rows

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Name of a column → its path without numbers, as a definition names it: `items.amount`."""
        return {name: f"{self.path}.{name}" for name in self.columns}


def merged_paths(schema: Schema) -> list[str]:
    """Return the paths of the tables of a form as a data set has them: repeated blocks, and the tables of all blocks as one."""
    return list(dict.fromkeys([*schema.repeats, *map(without_rows, schema.tables)]))


def row_table(schema: Schema, path: str) -> RowTable:
    """Return the table with one of these paths."""
    noun = _item_title(schema, path)
    if path in schema.repeats:
        repeat = schema.repeats[path]
        fields = block_fields(schema, repeat)
        return RowTable(path=path, title=repeat.title, noun=noun or repeat.title, columns=fields, is_blocks=True, is_fixed=False)
    table = in_first_block(schema, path)
    columns = {field.name: field for field in table.columns}
    is_fixed = table.fixed is not None
    return RowTable(path=path, title=table.title, noun=noun or table.title, columns=columns, is_blocks=False, is_fixed=is_fixed)


def _item_title(schema: Schema, path: str) -> str:
    names = steps(path)
    way = ".".join(
        f"properties.{name}" + (".items" if ".".join(names[: index + 1]) in schema.repeats else "") for index, name in enumerate(names)
    )
    items = value_at(schema.resolved, way if path in schema.repeats else f"{way}.items")
    title = items.get("title") if isinstance(items, Mapping) else None
    return title if isinstance(title, str) else ""


def column_at(schema: Schema, path: str) -> tuple[str, Field] | None:
    """Return the table and the field of a column by its path without numbers; None where no table has such a column."""
    for table in merged_paths(schema):
        name = path.removeprefix(f"{table}.")
        if name != path and (field := row_table(schema, table).columns.get(name)) is not None:
            return table, field
    return None


def single_fields(schema: Schema) -> Iterator[Field]:
    """Yield the single fields that each form has once."""
    yield from (field for field in schema.fields.values() if not schema.block_of(field.path))


def block_fields(schema: Schema, repeat: Repeat) -> dict[str, Field]:
    """Return the single fields of a block, by path within it."""
    first = in_row(repeat.path, 0)
    return {field.path[len(first) + 1 :]: field for field in schema.in_block(first)[0]}


def array_around(schema: Schema, path: str) -> str:
    """Return the array in whose blocks a table of a data set stands; "" for none."""
    return next((array for array in schema.repeats if path.startswith(f"{array}.")), "")


def in_first_block(schema: Schema, path: str) -> Table:
    """Return the table of a data set as its first block has it."""
    array = array_around(schema, path)
    return schema.tables[in_row(array, 0) + path.removeprefix(array) if array else path]
