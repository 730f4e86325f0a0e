"""Read what a template says of its summary: which fields are added up, listed and counted; paths that lead nowhere are reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import name_of
from xltool.base.suggestions import did_you_mean, did_you_mean_path
from xltool.form.measures import MEASURES
from xltool.form.row_tables import column_at, merged_paths, row_table
from xltool.form.schema import Field, Schema
from xltool.form.template import Measure, SummarySpec
from xltool.rules.loading.source import SourceFile
from xltool.rules.loading.unsound_paths import UnsoundPaths

#: What groups by the department of a unit.
DEPARTMENT = "department"
_PATHS = {"type": ["string", "array"], "items": {"type": "string"}, "minItems": 1}
#: Subschemas of the keys of `summary` that come from the registry of measures.
SUMMARY_SHAPES: Mapping[str, Any] = {
    "measures": {
        "type": "array",
        "minItems": 1,
        "description": "Figures by category, department or month, a table for each entry.",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["by"],
            "anyOf": [{"required": [name]} for name in MEASURES],
            "properties": {
                **{name: {**_PATHS, "description": f"{kind.doc.en[:1].upper()}{kind.doc.en[1:]}."} for name, kind in MEASURES.items()},
                "by": {
                    "type": "string",
                    "description": "The field or column whose values, of dates the months, make the groups; or department.",
                },
            },
        },
    }
}


def read_summary(data: Mapping[str, Any], schema: Schema, source: SourceFile, unsound: UnsoundPaths) -> SummarySpec:
    """Return the `summary` of a template; report what it names and the schema has not, or cannot be used so.

    Nothing is said of paths of which it is not known what they are.
    """
    reader = _Reader(schema, source, unsound)
    reader.check_amounts(data)
    reader.check_table(data)
    tables = tuple(data.get("tables", ()))
    reader.check_tables(tables, data.get("table", ""))
    listed = (*([data["table"]] if "table" in data else []), *tables)
    return SummarySpec(
        total=data.get("total"),
        sources=tuple(data.get("sources", ())),
        table=data.get("table"),
        category=data.get("category"),
        quantity=data.get("quantity"),
        department=data.get("department"),
        details=tuple(data.get("details", ())),
        same_layout=data.get("same_layout", False),
        not_added=tuple(reader.not_added(data.get("not_added", ()), listed)),
        tables=tables,
        measures=tuple(reader.measures(data.get("measures", ()), listed)),
        words=dict(data.get("words", {})),
    )


@dataclass(frozen=True)
class _Named:
    """What a path of a measure means."""

    path: str  # without numbers of blocks
    table: str  # "" for a single field
    field: Field | None  # None for the rows of a table


@dataclass(frozen=True)
class _Reader:
    schema: Schema
    source: SourceFile
    unsound: UnsoundPaths

    def check_amounts(self, data: Mapping[str, Any]) -> None:
        if "total" in data:
            self._amount(data["total"], "/summary/total")
        for index, path in enumerate(data.get("sources", [])):
            self._amount(path, f"/summary/sources/{index}")
        if "department" in data:
            self._single(data["department"], "/summary/department")
        for index, path in enumerate(data.get("details", [])):
            self._single(path, f"/summary/details/{index}")

    def _amount(self, path: str, pointer: str) -> None:
        field = self._single(path, pointer)
        if field is not None and not self._is_number(field):
            self._report_no_number(path, pointer)

    def _is_number(self, field: Field) -> bool:
        return field.is_number or field.path in self.unsound

    def _single(self, path: str, pointer: str) -> Field | None:
        field = self.schema.fields.get(path)
        if field is None and not self.unsound.hides(path):
            offer = did_you_mean_path(path, self.schema.fields)
            self.source.report(Text(zh=f"模式中没有字段“{path}”{offer.zh}", en=f"unknown field {path!r}{offer.en}"), pointer)
        return field

    def _report_no_number(self, path: str, pointer: str) -> None:
        zh, en = f"字段“{path}”不是数值，不能相加", f"the field {path!r} is not a number and cannot be added up"
        self.source.report(Text(zh=zh, en=en), pointer)

    # --- tables -------------------------------------------------------------------------------------------------------

    def check_table(self, data: Mapping[str, Any]) -> None:
        path = data.get("table", "")
        columns = self._columns(path)
        if "table" in data and path not in merged_paths(self.schema):
            self._report_table(path, "/summary/table")
            return
        for key in ("category", "quantity"):
            if key in data and path and data[key] not in columns and not self.unsound.hides(path):
                offer = did_you_mean(data[key], columns)
                zh, en = f"汇总表没有列“{data[key]}”{offer.zh}", f"the summarised table has no column {data[key]!r}{offer.en}"
                self.source.report(Text(zh=zh, en=en), f"/summary/{key}")
        quantity = columns.get(data.get("quantity", ""))
        if quantity is not None and "kind" not in quantity.kind.part_types and quantity.path not in self.unsound:
            zh, en = f"列“{quantity.name}”不是指标值（quantity）", f"the column {quantity.name!r} is not of the kind quantity"
            self.source.report(Text(zh=zh, en=en), "/summary/quantity")

    def _report_table(self, path: str, pointer: str) -> None:
        if self.unsound.hides(path):
            return
        offer = did_you_mean_path(path, merged_paths(self.schema))
        self.source.report(Text(zh=f"模式中没有表“{path}”{offer.zh}", en=f"unknown table {path!r}{offer.en}"), pointer)

    def check_tables(self, tables: Sequence[str], first: str) -> None:
        for index, path in enumerate(tables):
            pointer = f"/summary/tables/{index}"
            if path not in merged_paths(self.schema):
                self._report_table(path, pointer)
            elif path == first or path in tables[:index]:
                zh, en = f"表“{path}”已经列出，请删去一处", f"the table {path!r} is already listed; remove one of the two"
                self.source.report(Text(zh=zh, en=en), pointer)

    def not_added(self, paths: Sequence[str], listed: Sequence[str]) -> Iterator[str]:
        for index, path in enumerate(paths):
            pointer = f"/summary/not_added/{index}"
            named = self._named(path, listed, pointer, with_tables=False)
            if named is None or named.field is None:
                continue
            if not self._is_number(named.field):
                self._report_no_number(path, pointer)
            yield named.path

    # --- measures -----------------------------------------------------------------------------------------------------

    def measures(self, entries: Sequence[Mapping[str, Any]], listed: Sequence[str]) -> Iterator[Measure]:
        for index, entry in enumerate(entries):
            pointer = f"/summary/measures/{index}"
            by = self._groups(entry["by"], listed, f"{pointer}/by")
            for name in MEASURES:
                for path, where in _paths(entry.get(name, ()), f"{pointer}/{name}"):
                    of = self._measured(name, path, listed, where)
                    if of is None or by is None:
                        continue
                    if by.table not in ("", of.table):
                        self._report_apart(entry["by"], path, f"{pointer}/by")
                        continue
                    yield Measure(name=name, of=of.path, by=by.path)

    def _measured(self, name: str, path: str, listed: Sequence[str], pointer: str) -> _Named | None:
        named = self._named(path, listed, pointer, with_tables=MEASURES[name].takes == "anything")
        if named is not None and named.field is not None and MEASURES[name].takes == "numbers" and not self._is_number(named.field):
            self._report_no_number(path, pointer)
            return None
        return named

    def _groups(self, path: str, listed: Sequence[str], pointer: str) -> _Named | None:
        if path == DEPARTMENT and self.schema.field(path) is None and not any(path in self._columns(table) for table in listed):
            return _Named(DEPARTMENT, "", None)
        named = self._named(path, listed, pointer, with_tables=False)
        field = named.field if named else None
        if (
            field is not None
            and field.path not in self.unsound
            and (field.is_number or field.kind.is_list or field.kind.prose in ("paragraphs", "long"))
        ):
            zh = f"不能按“{path}”分组：只能按选项、文字、日期或 department 分组"
            en = f"the values of {path!r} make no groups; name a field of options, of short texts or of dates, or department"
            self.source.report(Text(zh=zh, en=en), pointer)
            return None
        return named

    def _named(self, path: str, listed: Sequence[str], pointer: str, *, with_tables: bool) -> _Named | None:
        """Return what a path names: a single field, a column by its path or, of a listed table, by its name; report one that names nothing."""
        field = self.schema.fields.get(path)
        if field is not None and not self.schema.block_of(path):
            return _Named(path, "", field)
        if with_tables and path in merged_paths(self.schema):
            return _Named(path, path, None)
        if path in merged_paths(self.schema):
            zh, en = f"“{path}”是一张表，请写 {path}.列名", f"{path!r} is a table; write {path}.column"
            self.source.report(Text(zh=zh, en=en), pointer)
            return None
        if (column := column_at(self.schema, path)) is not None:
            return _Named(path, *column)
        homes = [table for table in listed if path in self._columns(table)]
        if len(homes) == 1:
            return _Named(f"{homes[0]}.{path}", homes[0], self._columns(homes[0])[path])
        if homes:
            zh = f"“{path}”是几张表的列，请写明是哪张表：{'、'.join(f'{table}.{path}' for table in homes)}"
            en = f"several tables have a column {path!r}; write {' or '.join(f'{table}.{path}' for table in homes)}"
            self.source.report(Text(zh=zh, en=en), pointer)
            return None
        self._report_unknown(path, listed, pointer)
        return None

    def _columns(self, table: str) -> Mapping[str, Field]:
        return row_table(self.schema, table).columns if table in merged_paths(self.schema) else {}

    def _report_unknown(self, path: str, listed: Sequence[str], pointer: str) -> None:
        if self.unsound.hides(path) or any(self.unsound.hides(table) for table in listed):
            return
        known = [field.path for field in self.schema.all_fields() if not self.schema.block_of(field.path)]
        known += [DEPARTMENT, *(name for table in listed for name in self._columns(table))]
        offer = did_you_mean_path(path, known)
        zh, en = f"模式中没有字段或列“{path}”{offer.zh}", f"unknown field or column {path!r}{offer.en}"
        self.source.report(Text(zh=zh, en=en), pointer)

    def _report_apart(self, by: str, path: str, pointer: str) -> None:
        zh = f"“{name_of(path)}”与“{by}”不在同一张表中，不能按它分组"
        en = f"{path!r} cannot be grouped by {by!r}, which is a column of another table"
        self.source.report(Text(zh=zh, en=en), pointer)


def _paths(given: str | Sequence[str], pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the paths of a measure with their places: one, or several in a list."""
    if isinstance(given, str):
        yield given, pointer
    else:
        yield from ((path, f"{pointer}/{index}") for index, path in enumerate(given))
