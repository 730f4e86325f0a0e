"""Write the merged data set into files: Parquet for programs, CSV for people and spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from xltool.base.files import WrittenApart, writing_whole
from xltool.base.messages import Text
from xltool.base.registry import by_name
from xltool.merging.dataset.arrow_arrays import LONG_TEXT, WIDE
from xltool.merging.dataset.arrow_columns import each, joined
from xltool.merging.dataset.merged import Merged
from xltool.merging.dataset.spool import DataTable

_SPECIAL = re.compile(r'[,"\r\n]')  # what a field is quoted for
_ROW_GROUP = 16 << 20  # bytes of a row group before it is compressed, at least
#: A text that begins with one of these gets an apostrophe in front in CSV: spreadsheet programs take the signs for
#: formulas, strip the blanks to find them, and the apostrophe itself is among them so that reading back is exact.
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


@dataclass(frozen=True, kw_only=True)
class DataFormat:
    """A format in which the tables of a data set are written, whole."""

    name: str
    suffix: str  # of its files
    doc: Text
    write: Callable[[IO[bytes], DataTable], None]  # writes one table


def write_parquet(file: IO[bytes], schema: pa.Schema, pieces: Iterable[pa.RecordBatch]) -> None:
    """Write a table as Parquet, without notes on the program that made it."""
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _row_groups(pieces):
            writer.write_table(group, row_group_size=group.num_rows or 1)


def _row_groups(pieces: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Join pieces until they are worth a row group."""
    group: list[pa.RecordBatch] = []
    n_bytes = 0
    for piece in pieces:
        group.append(piece)
        n_bytes += piece.nbytes
        if n_bytes >= _ROW_GROUP:
            yield pa.Table.from_batches(group)
            group, n_bytes = [], 0
    if group:
        yield pa.Table.from_batches(group)


def write_csv(file: IO[bytes], schema: pa.Schema, pieces: Iterable[pa.RecordBatch]) -> None:
    """Write a table as CSV."""
    blank = '""' if len(schema) == 1 else ""  # a line with nothing on it would be no row
    names = ",".join(_field(name) for name in schema.names)
    file.write(b"\xef\xbb\xbf" + f"{names}\r\n".encode())
    for piece in pieces:
        columns = [each(column, lambda value: _field(value) or blank, LONG_TEXT) for column in piece.columns]
        file.writelines(joined([*_between(columns, ","), "\r\n"]))


def _between(columns: Sequence[pa.Array], sign: str) -> Iterator[pa.Array | str]:
    """Yield the columns with a sign between every two of them."""
    for number, column in enumerate(columns):
        if number:
            yield sign
        yield column


def _field(value: Any) -> str:
    """Spell a value as a CSV file does."""
    if isinstance(value, str):
        text = f"'{value}" if value.startswith(RISKY) else value
        return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text
    if isinstance(value, Decimal):
        return format(value.normalize(WIDE) if value else Decimal(0), "f")
    return "" if value is None else repr(value)


#: Every data format by its name. A table is written in each; what a sheet has no room for is looked up in the first.
DATA_FORMATS: Mapping[str, DataFormat] = by_name(
    (
        DataFormat(
            name="parquet",
            suffix=".parquet",
            doc=Text(zh="带精确类型的列，供程序读取", en="columns of exact types, for programs"),
            write=lambda file, table: write_parquet(file, table.schema, table.batches()),
        ),
        DataFormat(
            name="csv",
            suffix=".csv",
            doc=Text(zh="UTF-8 文本，供人和电子表格软件打开", en="text in UTF-8, for people and spreadsheets"),
            write=lambda file, table: write_csv(file, table.schema, table.pieces()),
        ),
    ),
    "data formats",
)


def data_base(summary: Path) -> Path:
    """Return what the data files of a summary workbook begin with: those of `out/summary.xlsx` with `out/summary-data/summary`."""
    return summary.parent / f"{summary.stem}-data" / summary.stem


def data_files(base: Path | str, merged: Merged) -> dict[str, tuple[Path, ...]]:
    """Return the files of each table, one of each format; `data/summary` gives `data/summary-forms.parquet` and so on."""
    base = Path(base)
    return {name: tuple(base.with_name(f"{base.name}-{name}{entry.suffix}") for entry in DATA_FORMATS.values()) for name in merged.spools}


def write_data(merged: Merged, base: Path | str) -> tuple[Path, ...]:
    """Write every table in every data format; the same data gives the same bytes.

    CSV is UTF-8 with a byte order mark, numbers are exact, NA is empty, and a text that a spreadsheet would take for a
    formula has an apostrophe in front (`read_csv` takes it away). A file that cannot be written does not keep the others from
    being written. Raises UnwritableError, which names it, then.
    """
    apart = WrittenApart()
    written: list[Path] = []
    for name, paths in data_files(base, merged).items():
        for path, entry in zip(paths, DATA_FORMATS.values(), strict=True):
            with apart.each(), writing_whole(path) as file:
                entry.write(file, merged.spools[name])
                written.append(path)
    apart.refuse()
    return tuple(written)


def read_csv(path: Path | str) -> list[dict[str, str | None]]:
    """Read a CSV file of `write_data` as it was before apostrophes were put in; empty cells are None."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return [{_plain(name) or "": _plain(value) for name, value in row.items()} for row in csv.DictReader(file)]


def _plain(text: str) -> str | None:
    return text.removeprefix("'") or None
