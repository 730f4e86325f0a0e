"""The merged data set as files: Parquet for programs, CSV for people and spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from xltool.base.files import writing_whole
from xltool.merging.dataset.arrow_arrays import LONG_TEXT
from xltool.merging.dataset.arrow_columns import each, joined
from xltool.merging.dataset.merged import Merged

_WIDE = Context(prec=400)
_SPECIAL = re.compile(r'[,"\r\n]')  # what a field is quoted for
SUFFIXES = (".parquet", ".csv")
_ROW_GROUP = 16 << 20  # bytes of a row group before it is compressed, at least
#: A text that begins with one of these gets an apostrophe in front in CSV: spreadsheet programs take the signs for
#: formulas, strip the blanks to find them, and the apostrophe itself is among them so that reading back is exact.
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


def data_files(base: Path | str, merged: Merged) -> dict[str, tuple[Path, Path]]:
    """Name of each table → its Parquet and its CSV file; `out/summary` gives `out/summary-forms.parquet` and so on."""
    base = Path(base)
    return {name: (_path(base, name, SUFFIXES[0]), _path(base, name, SUFFIXES[1])) for name in merged.spools}


def _path(base: Path, name: str, suffix: str) -> Path:
    return base.with_name(f"{base.name}-{name}{suffix}")


def write_data(merged: Merged, base: Path | str) -> tuple[Path, ...]:
    """Write every table as Parquet and CSV beside each other; the same data gives the same bytes.

    CSV is UTF-8 with a byte order mark, numbers are exact, NA is empty, and a text that a spreadsheet would take for a
    formula has an apostrophe in front (`read_csv` takes it away). Raises UsageError when a file cannot be written.
    """
    written: list[Path] = []
    for name, (parquet, table) in data_files(base, merged).items():
        spool = merged.spools[name]
        with writing_whole(parquet) as file:
            write_parquet(file, spool.schema, spool.batches())
        with writing_whole(table) as file:
            write_csv(file, spool.schema, spool.pieces())
        written += [parquet, table]
    return tuple(written)


def write_parquet(file: IO[bytes], schema: pa.Schema, pieces: Iterable[pa.RecordBatch]) -> None:
    """A table as Parquet, without notes on the program that made it."""
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _row_groups(pieces):
            writer.write_table(group, row_group_size=group.num_rows or 1)


def _row_groups(pieces: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Pieces joined until they are worth a row group."""
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
    """A table as CSV."""
    blank = '""' if len(schema) == 1 else ""  # a line with nothing on it would be no row
    names = ",".join(_field(name) for name in schema.names)
    file.write(b"\xef\xbb\xbf" + f"{names}\r\n".encode())
    for piece in pieces:
        columns = [each(column, lambda value: _field(value) or blank, LONG_TEXT) for column in piece.columns]
        file.writelines(joined([*_between(columns, ","), "\r\n"]))


def _between(columns: Sequence[pa.Array], sign: str) -> Iterator[pa.Array | str]:
    """The columns with a sign between every two of them."""
    for number, column in enumerate(columns):
        if number:
            yield sign
        yield column


def _field(value: Any) -> str:
    """A value as it stands in a CSV file."""
    if isinstance(value, str):
        text = f"'{value}" if value.startswith(RISKY) else value
        return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text
    if isinstance(value, Decimal):
        return format(value.normalize(_WIDE) if value else Decimal(0), "f")
    return "" if value is None else repr(value)


def read_csv(path: Path | str) -> list[dict[str, str | None]]:
    """The rows of a CSV file of `write_data` as it was before apostrophes were put in; empty cells are None."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return [{_plain(name) or "": _plain(value) for name, value in row.items()} for row in csv.DictReader(file)]


def _plain(text: str) -> str | None:
    return text.removeprefix("'") or None
