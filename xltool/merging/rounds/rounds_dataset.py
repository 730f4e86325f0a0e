"""Make one data set of those of several campaigns: `campaign`, `year` and `version` are the first columns of every table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from xltool.base.paths import without_rows
from xltool.merging.dataset.arrow_columns import table_of, text_column, whole_column
from xltool.merging.dataset.dataset_tables import arranged
from xltool.merging.dataset.merged import CAMPAIGNS, FIXED_TABLES, FORMS, Merged, table_name
from xltool.merging.dataset.spool import DataTable, Spool
from xltool.merging.rounds.aligned_columns import LEAD, AlignedColumn, AlignedForm, AlignedTable, align_forms
from xltool.merging.rounds.aligned_rows import AlignedRows, TablePart, common_schema
from xltool.merging.rounds.round_record import Round
from xltool.rules.definition import Definition
from xltool.rules.definition_files import version_order

_FIELD, _CHECK = "field.", "check."
_ROW = re.compile(r"\[\d+\]")
#: Tables of which the column `field` holds paths of fields.
_WITH_PATHS = ("findings", "origins")


def common_dataset(rounds: Sequence[Round]) -> Merged:
    """Return the data set of all campaigns, which are of one form, in their order; see `aligned_columns` for what is the same column.

    A column that a version does not have is null there. Rows are read from the data sets of the campaigns as they are asked for.
    """
    definitions = [_definition(one) for one in rounds]
    forms = align_forms(definitions)
    aligned = [forms[definition.digest] for definition in definitions]
    latest = max(definitions, key=lambda definition: version_order(definition.version))
    names = dict.fromkeys(name for form in forms.values() for name in _table_names(form))
    tables: dict[str, DataTable] = {CAMPAIGNS: _campaigns(rounds)}
    for name in (*FIXED_TABLES, *names):
        tables[name] = _table(name, rounds, aligned)
    return Merged(
        definition=latest, roster=None, include_rejected=rounds[0].merged.include_rejected, spools=tables,
        stand_outs=tuple(found for one in rounds for found in one.merged.stand_outs),
        excluded=tuple(found for one in rounds for found in one.merged.excluded),
    )  # fmt: skip


def _definition(one: Round) -> Definition:
    assert one.merged.definition is not None  # noqa: S101 - a campaign has a form
    return one.merged.definition


def _campaigns(rounds: Sequence[Round]) -> DataTable:
    """Return the table of the campaigns themselves."""
    spool = Spool()
    spool.append(
        table_of(
            [
                text_column("campaign", [one.campaign for one in rounds]),
                whole_column("year", [one.year for one in rounds]),
                text_column("version", [_definition(one).version for one in rounds]),
                text_column("title", [one.title for one in rounds]),
                text_column("template", [_definition(one).id for one in rounds]),
                whole_column("units", [len(one.merged.roster.units) if one.merged.roster else None for one in rounds]),
                whole_column("forms", [one.merged.spools[FORMS].n_rows for one in rounds]),
            ]
        )
    )
    return spool


def _table_names(form: AlignedForm) -> list[str]:
    return [table_name(table.path) for table in form.tables.values() if table.path]


def _table(name: str, rounds: Sequence[Round], aligned: Sequence[AlignedForm]) -> AlignedRows:
    parts = [_part(name, one, form) for one, form in zip(rounds, aligned, strict=True)]
    newest_first = sorted(parts, key=lambda part: version_order(part.version), reverse=True)
    return AlignedRows(parts, common_schema(newest_first, arranged))


def _part(name: str, one: Round, form: AlignedForm) -> TablePart:
    own, columns = _own_columns(name, one.merged, form)
    return TablePart(
        campaign=one.campaign,
        year=one.year,
        version=_definition(one).version,
        rows=one.merged.spools[own] if own else None,
        columns=columns,
        path_now=partial(_path_now, form) if name in _WITH_PATHS else None,
    )


def _own_columns(name: str, merged: Merged, form: AlignedForm) -> tuple[str, Mapping[str, AlignedColumn]]:
    """Return the table of a data set that is a table of all, "" for none, and where its columns stand among all."""
    if name in FIXED_TABLES:
        table = form.tables[""] if name == FORMS else AlignedTable(path="", columns={})
        return name, _placed(merged.spools[name].schema.names, "" if name == FORMS else None, table, merged)
    found = next(((path, table) for path, table in form.tables.items() if path and table_name(table.path) == name), None)
    if found is None:
        return "", {}
    path, table = found
    return table_name(path), _placed(merged.spools[table_name(path)].schema.names, path, table, merged)


def _placed(names: Sequence[str], path: str | None, table: AlignedTable, merged: Merged) -> dict[str, AlignedColumn]:
    """Return where each column of a table stands among all; `path` None for a table that holds no fields."""
    of_fields = {merged.column_in(path, own): column for own, column in table.columns.items()} if path is not None else {}
    others = [name for name in names if _owner(name, of_fields) is None]
    reserved = {*LEAD, *others}
    placed: dict[str, AlignedColumn] = {}
    for name in names:
        owner = _owner(name, of_fields)
        if owner is None:
            placed[name] = AlignedColumn(name=f"file_{name}" if name in LEAD else name)
            continue
        column = of_fields[owner]
        among_all = f"{_FIELD}{column.name}" if column.name in reserved else column.name
        placed[name] = AlignedColumn(name=among_all + name.removeprefix(owner), power=column.power)
    return placed


def _owner(name: str, of_fields: Mapping[str, AlignedColumn]) -> str | None:
    """Return the column of the field to which a column belongs: itself, or for a part (`goal.number`) that before the last dot."""
    if name in of_fields:
        return name
    if name.startswith(_CHECK):
        return None
    whole = name.rpartition(".")[0]
    return whole if whole in of_fields else None


def _path_now(form: AlignedForm, path: str) -> str:
    """Return the path of a field, with the numbers of rows that it has, by its names in the latest version."""
    declared = without_rows(path)
    now = form.paths.get(declared, declared)
    if now == declared:
        return path
    done, numbered = "", ""
    for match in _ROW.finditer(path):
        own = form.tables.get(without_rows(path[: match.start()]))
        if own is None or not own.path.startswith(done):
            return now
        numbered += own.path[len(done) :] + match[0]
        done = own.path
    return numbered + now[len(done) :] if now.startswith(done) else now
