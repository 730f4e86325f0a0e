"""Read the documents of a merged data set back from its files: what `xltool merge` wrote last year fills in the forms of this year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.paths import put, value_at
from xltool.merging.dataset.block_tables import BLOCK, BLOCK_NAME
from xltool.merging.dataset.exporters import DATA_FORMATS, read_csv
from xltool.merging.dataset.merged import CAMPAIGNS, FIXED_TABLES
from xltool.rules.definition_files import version_order

_FORMS, _SUBMISSIONS = "forms", "submissions"
#: Columns that are not fields of the form, in the table of forms and in those of rows.
_OF_FORMS = frozenset({"file", "unit", "unit_name", "department", "level", "status", "errors", "warnings", "infos"})
_OF_ROWS = frozenset({"file", "unit", "unit_name", "department", "level", "status", "row", "origin"})
_OF_BLOCKS = _OF_ROWS | {BLOCK, BLOCK_NAME}
#: First columns of the tables of several campaigns, and what they call the columns that have these names in those of one.
_LEAD = ("campaign", "year", "version")
_OF_FILE = ("file_year", "file_version")
_FIELD, _CHECK, _TABLE = "field.", "check.", "table."

_Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StoredDocument:
    """One submission of a data set; `data` is None where it does not count."""

    file: str  # name of the workbook
    unit: str | None
    unit_name: str | None
    project: str
    template: str | None
    version: str | None
    status: str
    data: Mapping[str, Any] | None = field(default=None, repr=False)  # by the paths of its version; from CSV all values are texts


@dataclass(frozen=True, kw_only=True)
class StoredDataset:
    """The files of one data set."""

    forms: Path  # of the table of forms
    files: frozenset[Path]  # all of them, the summary workbook included
    tables: Mapping[str, Path]  # name of a table → its file

    def documents(self) -> Iterator[StoredDocument]:
        """Yield every submission that the data set tells of. Raises UsageError for a file that cannot be read."""
        read = _of_last_year({name: _read(path) for name, path in self.tables.items()})
        rows = {name: _by_form(own) for name, own in read.items() if name not in FIXED_TABLES}
        forms = {_key(row): row for row in read[_FORMS]}
        submissions = read[_SUBMISSIONS] if _SUBMISSIONS in read else list(forms.values())
        for row in submissions:
            form = forms.get(_key(row))
            tables = {name: of_forms.get(_key(row), []) for name, of_forms in rows.items()}
            yield StoredDocument(
                file=row.get("file") or "",
                unit=row.get("unit"),
                unit_name=row.get("unit_name"),
                project=row.get("project") or "",
                template=row.get("template"),
                version=row.get("version"),
                status=row.get("status") or "",
                data=_document(form, tables) if form is not None else None,
            )


def stored_datasets(files: Sequence[Path]) -> list[StoredDataset]:
    """Find the data sets among some files: each has a table of forms. A single file of a data set stands for all that lie beside it.

    Parquet goes before CSV, which does not tell types.
    """
    beside = files if len(files) > 1 else [path for path in files[0].parent.iterdir() if path.is_file()] if files else []
    found: dict[str, StoredDataset] = {}
    for entry in DATA_FORMATS.values():
        for path in beside:
            if path.name.endswith(f"-{_FORMS}{entry.suffix}"):
                base = str(path)[: -len(f"{_FORMS}{entry.suffix}")]
                found.setdefault(base, _dataset(path, base, beside))
    return [dataset for dataset in found.values() if not dataset.files.isdisjoint(files)]


def _dataset(forms: Path, base: str, files: Sequence[Path]) -> StoredDataset:
    own = frozenset(
        path for path in files if str(path).startswith(base) and any(path.suffix == one.suffix for one in DATA_FORMATS.values())
    )
    stem = Path(base[:-1])
    places = (stem.with_name(f"{stem.name}.xlsx"), stem.parent.with_name(f"{stem.name}.xlsx"))  # beside its data, or its folder of data
    summary = frozenset(path for path in files if path in places)
    alike = [path for path in own if path.suffix == forms.suffix]
    names = {str(path)[len(base) : -len(path.suffix)]: path for path in sorted(alike)}
    return StoredDataset(forms=forms, files=own | summary, tables=names)


# --- rows -------------------------------------------------------------------------------------------------------------


def _read(path: Path) -> list[_Row]:
    if path.suffix == ".csv":
        try:
            return list(read_csv(path))
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(path, error) from error
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows: list[_Row] = pq.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from error
    return rows


def _of_last_year(tables: Mapping[str, list[_Row]]) -> dict[str, list[_Row]]:
    """Return the tables of one campaign as they are; of several the rows of the last year, as if it were one.

    Their paths are those of the latest version of all.
    """
    leads = [tuple(row[name] for name in _LEAD) for rows in tables.values() for row in rows if tuple(row)[: len(_LEAD)] == _LEAD]
    if not leads:
        return dict(tables)
    last = max(int(year or 0) for _, year, _ in leads)
    version = max((version for *_, version in leads if version), key=version_order, default=None)
    others = {name: rows for name, rows in tables.items() if name != CAMPAIGNS}
    return {name: [_alone(row, version) for row in rows if int(row["year"] or 0) == last] for name, rows in others.items()}


def _alone(row: _Row, version: str | None) -> _Row:
    """Return a row of several campaigns as that of one; the file tells of which."""
    own = {name.removeprefix("file_") if name in _OF_FILE else name: value for name, value in row.items() if name not in _LEAD}
    if row.get("file_version"):
        own["version"] = version
    if row.get("file"):
        own["file"] = f"{row['campaign']}: {row['file']}"
    return own


def _unreadable(path: Path, error: Exception) -> UsageError:
    reason = str(error).partition("\n")[0]
    return UsageError(Text(zh=f"{path}：无法读取（{reason}）", en=f"{path}: cannot be read ({reason})"))


def _key(row: _Row) -> tuple[Any, Any]:
    return row.get("file"), row.get("unit")


def _by_form(rows: list[_Row]) -> dict[tuple[Any, Any], list[_Row]]:
    forms: dict[tuple[Any, Any], list[_Row]] = {}
    for row in rows:
        forms.setdefault(_key(row), []).append(row)
    return {key: sorted(own, key=lambda row: int(row.get("row") or 0)) for key, own in forms.items()}


# --- documents --------------------------------------------------------------------------------------------------------


def _document(form: _Row, tables: Mapping[str, list[_Row]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for path, value in _fields(form, _OF_FORMS):
        put(data, path, value)
    blocks = {name.removeprefix(_TABLE): rows for name, rows in tables.items() if rows and BLOCK in rows[0] and "row" not in rows[0]}
    for path, rows in blocks.items():
        put(data, path, [_block(row) for row in sorted(rows, key=_block_number)])
    for name, rows in tables.items():
        path = name.removeprefix(_TABLE)
        array = next((array for array in blocks if path.startswith(f"{array}.")), None)
        if array is not None:
            _put_into_blocks(data, array, path, rows)
        elif path not in blocks:
            put(data, path, [dict(_fields(row, _OF_ROWS)) for row in rows])
    return data


def _block(row: _Row) -> dict[str, Any]:
    """Return an object of a repeated block, without its tables."""
    block: dict[str, Any] = {}
    for path, value in _fields(row, _OF_BLOCKS):
        put(block, path, value)
    return block


def _block_number(row: _Row) -> int:
    return int(row.get(BLOCK) or 1)


def _put_into_blocks(data: dict[str, Any], array: str, path: str, rows: list[_Row]) -> None:
    """Put the rows of a table into the blocks to which they belong."""
    for index, block in enumerate(value_at(data, array)):
        own = [dict(_fields(row, _OF_BLOCKS)) for row in rows if _block_number(row) == index + 1]
        put(block, path[len(array) + 1 :], own)


def _fields(row: _Row, others: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield path and value of the fields; parts of a field (`goal.number`) stand in columns beside it."""
    names = {name for name in row if name not in others and not name.startswith(_CHECK)}
    for name in row:
        owners = {name[:place] for place, sign in enumerate(name) if sign == "."}
        if name in names and owners.isdisjoint(names):
            yield name.removeprefix(_FIELD), _exact(row[name])


def _exact(value: Any) -> Any:
    """Return a number as documents hold it."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else value.normalize()
