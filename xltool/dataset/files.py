"""The merged data set as files: Parquet for programs, CSV for people and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from xltool.dataset.records import Merged
from xltool.dataset.spool import plain
from xltool.files import writing_whole

_WIDE = Context(prec=400)
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
            write_parquet(file, spool.schema, spool.pieces())
        with writing_whole(table) as file:
            write_csv(file, spool.schema, spool.pieces())
        written += [parquet, table]
    return tuple(written)


def write_parquet(file: IO[bytes], schema: pa.Schema, pieces: Iterable[pa.Table]) -> None:
    """A table as Parquet, without notes on the program that made it."""
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _row_groups(pieces):
            writer.write_table(group, row_group_size=group.num_rows or 1)


def _row_groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Pieces joined until they are worth a row group."""
    joined: list[pa.Table] = []
    for piece in pieces:
        joined.append(piece)
        if sum(each.nbytes for each in joined) >= _ROW_GROUP:
            yield pa.concat_tables(joined)
            joined = []
    if joined:
        yield pa.concat_tables(joined)


def write_csv(file: IO[bytes], schema: pa.Schema, pieces: Iterable[pa.Table]) -> None:
    """A table as CSV."""
    file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_guarded, schema.names))
    for piece in pieces:
        writer.writerows(zip(*map(_spelled, piece.columns), strict=True))
    text.detach()  # flushes, and leaves the file open


def _spelled(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column as they go to the CSV writer, for which None is an empty cell."""
    values = plain(column)
    if pa.types.is_string(column.type):
        return [f"'{text}" if text and text.startswith(RISKY) else text for text in values]
    if pa.types.is_decimal(column.type):
        return [number if number is None else _decimal(number) for number in values]
    return values


def _decimal(number: Decimal) -> str:
    return format(number.normalize(_WIDE) if number else Decimal(0), "f")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def read_csv(path: Path | str) -> list[dict[str, str | None]]:
    """The rows of a CSV file of `write_data` as it was before apostrophes were put in; empty cells are None."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return [{_plain(name) or "": _plain(value) for name, value in row.items()} for row in csv.DictReader(file)]


def _plain(text: str) -> str | None:
    return text.removeprefix("'") or None
