"""Align the columns of several versions of one form: by path, and by what the later versions say was renamed.

A field of an earlier version has the column of the field that stands for it in the latest one that is given; one that is there no more
keeps a column of its own. Amounts in another unit of money are brought to the later one by a power of ten; where no power is known, and
where a number was a share and is none, the two are not the same number, and the earlier has its version in its column's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xltool.base.paths import join
from xltool.form.money_units import power_between
from xltool.form.row_tables import merged_paths, row_table, single_fields
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.definition_files import version_order

#: First columns of every table of several campaigns.
LEAD = ("campaign", "year", "version")


@dataclass(frozen=True, kw_only=True)
class AlignedColumn:
    """A column of one data set, as it stands among several."""

    name: str  # path of the field in the latest version; with `@version` behind it where it is not the same number
    power: int = 0  # of ten, by which its numbers are multiplied


@dataclass(frozen=True, kw_only=True)
class AlignedTable:
    """A table of one data set, as it stands among several."""

    path: str  # of the table in the latest version; "" for the single fields
    columns: Mapping[str, AlignedColumn]  # by the name that a field has in its own version


@dataclass(frozen=True, kw_only=True)
class AlignedForm:
    """One version of a form beside the others."""

    paths: Mapping[str, str]  # of a field in its own version → in the latest one
    tables: Mapping[str, AlignedTable]  # by path in its own version; "" for the single fields


def align_forms(definitions: Sequence[Definition]) -> dict[str, AlignedForm]:
    """Align the versions of one form, the latest first, of equal ones that given last; by digest, since a campaign may have edited its own."""
    different = {definition.digest: definition for definition in reversed(definitions)}
    ordered = sorted(different.values(), key=lambda one: version_order(one.version), reverse=True)
    aligner = _Aligner()
    return {one.digest: aligner.form(one, [each for each in ordered if each.version != one.version][::-1]) for one in ordered}


@dataclass(frozen=True)
class _Aligner:
    """Takes in versions, the latest first, and knows the fields of those before."""

    known: dict[str, dict[str, Field]] = field(default_factory=dict)  # table and column among all → the latest field that stands there

    def form(self, definition: Definition, others: Sequence[Definition]) -> AlignedForm:
        """Align one version; `others` are all other ones, the earliest first."""
        schema = definition.schema
        after = version_order(definition.version)
        renames = [one.template.renamed for one in others if version_order(one.version) > after]
        paths, tables = dict[str, str](), dict[str, AlignedTable]()
        singles = {one.path: one for one in single_fields(schema)}
        fields = {"": singles} | {path: dict(row_table(schema, path).columns) for path in merged_paths(schema)}
        for path, columns in fields.items():
            home = self._home(path, columns, renames)
            aligned = self._columns(definition.version, path, home, columns, renames)
            tables[path] = AlignedTable(path=home, columns=aligned)
            paths |= {join(path, name): join(home, column.name) for name, column in aligned.items()}
        return AlignedForm(paths=paths, tables=tables)

    def _home(self, path: str, columns: Iterable[str], renames: Sequence[Mapping[str, str]]) -> str:
        """Return the table of today in which the columns of a table stand: itself, or that which its columns were renamed into."""
        if not path or not renames or path in self.known:
            return path
        now = (_today(join(path, name), renames) for name in columns)
        homes = [table for one in now for table in sorted(self.known, key=len, reverse=True) if table and one.startswith(f"{table}.")]
        return homes[0] if homes else path

    def _columns(
        self, version: str, path: str, home: str, columns: Mapping[str, Field], renames: Sequence[Mapping[str, str]]
    ) -> dict[str, AlignedColumn]:
        """Give each column its place: those that were renamed first, for what has their old name now is another field."""
        known, taken, aligned = self.known.setdefault(home, {}), set[str](), dict[str, AlignedColumn]()
        names = {name: _within(home, _today(join(path, name), renames)) or name for name in columns}
        for name in sorted(columns, key=lambda name: names[name] == name):
            column = _aligned(columns[name], known.get(names[name]), names[name], name, version, taken)
            known.setdefault(column.name, columns[name])
            taken.add(column.name)
            aligned[name] = column
        return {name: aligned[name] for name in columns}


def _aligned(field_: Field, later: Field | None, name: str, own: str, version: str, taken: Iterable[str]) -> AlignedColumn:
    if name in taken:
        return AlignedColumn(name=f"{own}@{version}")
    if later is None or not (field_.is_number and later.is_number):
        return AlignedColumn(name=name)
    power = power_between(field_, later)
    if power is None:
        return AlignedColumn(name=f"{name}@{version}")
    return AlignedColumn(name=name, power=power)


def _today(path: str, renames: Iterable[Mapping[str, str]]) -> str:
    """Return what a path is called in the latest version, by the renames of the versions after its own."""
    for renamed in renames:
        path = renamed.get(path, path)
    return path


def _within(table: str, path: str) -> str:
    """Return the name of a column within its table, the path of a single field; "" for what stands elsewhere."""
    if not table:
        return path
    return path.removeprefix(f"{table}.") if path.startswith(f"{table}.") else ""
