"""Write the data of several campaigns: of each table one folder of Parquet files, one for each campaign, and one CSV file.

All files of a table have the same columns in the same types, whatever version of the form they are of, so that DuckDB, Polars, Dask,
pandas and Arrow read them together. Campaign and year are columns and not folders (`campaign=…/year=…`): readers guess the types of
what stands in the names of folders, each in its own way, and an id `0012` becomes a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from xltool.base.files import WrittenApart, writing_whole
from xltool.merging.dataset.exporters import DATA_FORMATS, DataFormat
from xltool.merging.dataset.merged import Merged
from xltool.merging.dataset.spool import DataTable
from xltool.merging.rounds.aligned_rows import AlignedRows
from xltool.merging.rounds.round_record import Round

#: The format in which every campaign has its own file.
_IN_PARTS = DATA_FORMATS["parquet"]


def rounds_files(base: Path, dataset: Merged) -> dict[str, str]:
    """Return what holds all rows of each table, as the summary names it: a folder of files, or one file."""
    paths = {
        name: _folder(base, name) if isinstance(table, AlignedRows) else _file(base, name, _IN_PARTS)
        for name, table in dataset.spools.items()
    }
    return {name: f"{base.parent.name}/{path.name}" for name, path in paths.items()}


def write_rounds_data(dataset: Merged, rounds: Sequence[Round], base: Path) -> tuple[Path, ...]:
    """Write every table in every data format; `base` is what their names begin with. The same data give the same bytes.

    Files of campaigns that were merged before and are not now are removed from the folders of the tables, for they have the columns of
    then; so are those of a merge of one campaign. A file that cannot be written does not keep the others from being written. Raises
    UnwritableError, which names it, then.
    """
    apart = WrittenApart()
    written: list[Path] = []
    for name, table in dataset.spools.items():
        for path, entry, rows in _files(base, name, table, rounds):
            with apart.each(), writing_whole(path) as file:
                entry.write(file, rows)
                written.append(path)
    _remove_stale(base, dataset.spools, frozenset(written))
    apart.refuse()
    return tuple(written)


def remove_parts(base: Path, names: Mapping[str, object]) -> None:
    """Remove the files of an earlier merge of several campaigns, where one is written in their place."""
    for name in names:
        _empty(_folder(base, name), frozenset())


def _files(base: Path, name: str, table: DataTable, rounds: Sequence[Round]) -> Iterator[tuple[Path, DataFormat, DataTable]]:
    for entry in DATA_FORMATS.values():
        if entry is _IN_PARTS and isinstance(table, AlignedRows):
            for place, one in enumerate(rounds):
                yield _folder(base, name) / f"{_part_name(one)}{entry.suffix}", entry, table.of_part(place)
        else:
            yield _file(base, name, entry), entry, table


def _part_name(one: Round) -> str:
    return one.campaign if one.year is None else f"{one.year}-{one.campaign}"


def _folder(base: Path, name: str) -> Path:
    return base.with_name(f"{base.name}-{name}")


def _file(base: Path, name: str, entry: DataFormat) -> Path:
    return base.with_name(f"{base.name}-{name}{entry.suffix}")


def _remove_stale(base: Path, tables: Mapping[str, DataTable], written: frozenset[Path]) -> None:
    for name, table in tables.items():
        if isinstance(table, AlignedRows):
            _empty(_folder(base, name), written)
            _file(base, name, _IN_PARTS).unlink(missing_ok=True)


def _empty(folder: Path, kept: frozenset[Path]) -> None:
    """Remove the Parquet files of a folder but for those kept, and the folder with the last of its files."""
    if not folder.is_dir():
        return
    for path in folder.glob(f"*{_IN_PARTS.suffix}"):
        if path not in kept:
            path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
