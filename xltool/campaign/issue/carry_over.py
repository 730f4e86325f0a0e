"""Carry a document of last year into the form of this year: renamed fields, what the form says is carried, what has room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xltool.base.paths import in_row, join, put, without_rows
from xltool.campaign.issue.earlier_rows import EarlierRows
from xltool.campaign.prefill_records import Prefilled, PrefillOutcome
from xltool.form.complete_document import complete
from xltool.form.given import fill_in_defaults
from xltool.form.layout import place
from xltool.form.roster import NO_FURTHER, FurtherColumns, Unit
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.fitting import misfit
from xltool.rules.prefill import roster_values

_NUMBERS = (int, float, Decimal)
#: By the type in a JSON Schema.
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "array": (list, tuple),
    "number": _NUMBERS,
    "integer": _NUMBERS,
    "boolean": (bool,),
}


@dataclass(frozen=True, kw_only=True)
class CarriedDocument:
    """A document of this year's form, and what of last year's found no place in it."""

    data: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()  # path each, with the number of rows where a table has too many


class CarryOver:
    """Carries documents into one form."""

    def __init__(self, definition: Definition, further: FurtherColumns = NO_FURTHER) -> None:
        """Carry into the form of `definition`; `further` is what the roster holds beside the columns that xltool knows."""
        self.definition = definition
        self.further = further
        tables = place(definition.template, definition.schema).tables
        self.capacities = {path: area.capacity for path, (_, area) in tables.items()}

    def starting_document(self, unit: Unit, project: str, year: int | None, row: Prefilled | None) -> dict[str, Any]:
        """Return what stands in a workbook when it is sent out: last year's document, over it what is known for this year.

        Raises UsageError where the roster holds what does not fit.
        """
        template = self.definition.template
        before = self._before(row)
        data = complete(self.definition.schema, before or {})
        identity = template.identity
        if identity.year is not None and (year is not None or before is not None):
            put(data, identity.year, year)
        if project and identity.project is not None:
            put(data, identity.project, project)
        for path, value in roster_values(self.definition, unit, self.further).items():
            if value is not None:  # the roster of this year knows better than a document of last year
                put(data, path, value)
        was_sent = row is not None and row.outcome == PrefillOutcome.SENT
        fill_in_defaults(self.definition.schema, data, (before or {}) if was_sent else {})
        return complete(self.definition.schema, data)

    def _before(self, row: Prefilled | None) -> Mapping[str, Any] | None:
        if row is None or row.document is None:
            return None
        if row.outcome == PrefillOutcome.SENT:
            return row.document  # what was sent out once goes out again, whatever is carried now
        return self.carry(row.document, row.version).data

    def carry(self, document: Mapping[str, Any], version: str | None) -> CarriedDocument:
        """Return a document with today's paths, without what the form's `carry` leaves out.

        Rows of a table whose rows have keys are those of the same key; what is constant or computed today is not carried.
        """
        data, left_out = self._room(), dict[str, None]()
        rows = {path: EarlierRows(table=table) for path, table in self.definition.schema.tables.items()}
        taken: set[tuple[str, int]] = set()
        for path, row, value in _leaves(document, self.definition.schema.repeats):
            new = self.today(path, version)
            target = self.definition.schema.field(new)
            place_of = (new, row or 0)
            if target is None or (target.table is None) != (row is None) or not _fits(target, value) or place_of in taken:
                left_out[path] = None
                continue
            taken.add(place_of)
            is_carried = new in self.definition.template.carry and target.is_typed and target.constant is None
            if target.table is not None and row is not None:
                rows[target.table].note(row, target.name, value, is_carried=is_carried)
            elif is_carried:
                put(data, target.path, value)
        notes = [note for table in rows.values() for note in self._placed(data, table)]
        return CarriedDocument(data=complete(self.definition.schema, data), left_out=(*left_out, *notes))

    def _room(self) -> dict[str, Any]:
        """Return a document with nothing but room for the objects of repeated blocks."""
        data: dict[str, Any] = {}
        for path, repeat in self.definition.schema.repeats.items():
            put(data, path, [{} for _ in repeat.blocks])
        return data

    def _placed(self, data: dict[str, Any], earlier: EarlierRows) -> Iterator[str]:
        """Put rows into a document, and yield those that have no place."""
        placed, without_place = earlier.placed()
        yield from without_place
        capacity = self.capacities[earlier.table.path]
        if len(placed) > capacity:
            yield f"{earlier.table.path}[{capacity}:{len(placed)}]"
        put(data, earlier.table.path, placed[:capacity])

    def renamed(self, document: Mapping[str, Any], version: str | None) -> dict[str, Any]:
        """Return the single fields of a document by today's paths, to see whose it is; {} when nothing in it is of the form."""
        schema = self.definition.schema
        fields = ((schema.field(self.today(path, version)), value) for path, _, value in _leaves(document, schema.repeats))
        known = [(field_, value) for field_, value in fields if field_ is not None]
        data = self._room()
        for field_, value in known:
            put(data, field_.path, value) if field_.table is None else data.setdefault(field_.table, None)
        return data

    def today(self, path: str, version: str | None) -> str:
        """Return what a path of a document is called in today's version of the form."""
        is_known = self.definition.schema.field(path) is not None
        if version == self.definition.version or (version is None and is_known):
            return path
        declared = without_rows(path)
        return self.definition.schema.in_same_block(path, self.definition.template.renamed.get(declared, declared))


def _leaves(data: Mapping[str, Any], repeats: Collection[str], parent: str = "") -> Iterator[tuple[str, int | None, Any]]:
    """Yield path, number of the row in a table and value of all that is not blank; `repeats` are the arrays of repeated blocks."""
    for name, value in data.items():
        path = join(parent, name)
        if isinstance(value, Mapping):
            yield from _leaves(value, repeats, path)
        elif path in repeats and isinstance(value, list):
            for index, item in enumerate(value):
                yield from _leaves(item or {}, repeats, in_row(path, index))
        elif isinstance(value, list | tuple) and value and all(item is None or isinstance(item, Mapping) for item in value):
            for index, row in enumerate(value):
                yield from ((join(path, column), index, cell) for column, cell in (row or {}).items() if not _is_blank(cell))
        elif not _is_blank(value):
            yield path, None, value


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [])


def _fits(target: Field, value: Any) -> bool:
    """Whether a value is of a type that the field takes: a text in what is a number now would be an error of ours.

    What will be locked must fit wholly, since nobody can correct it.
    """
    types = target.kind.json_types
    is_of_type = "boolean" in types if isinstance(value, bool) else any(isinstance(value, _TYPES[name]) for name in types)
    return is_of_type and not (target.is_read_only and misfit(target, value) is not None)
