"""The merged data set as files: Parquet for programs, CSV for people and spreadsheets."""

from __future__ import annotations

import csv
import io
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from xltool.dataset.records import Merged
from xltool.files import write_whole

_WIDE = Context(prec=400)
SUFFIXES = (".parquet", ".csv")
#: A text that begins with one of these gets an apostrophe in front in CSV: spreadsheet programs take the signs for
#: formulas, strip the blanks to find them, and the apostrophe itself is among them so that reading back is exact.
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


def data_files(base: Path | str, merged: Merged) -> dict[str, tuple[Path, Path]]:
    """Name of each table → its Parquet and its CSV file; `out/summary` gives `out/summary-forms.parquet` and so on."""
    base = Path(base)
    return {name: (_path(base, name, SUFFIXES[0]), _path(base, name, SUFFIXES[1])) for name in merged.frames}


def _path(base: Path, name: str, suffix: str) -> Path:
    return base.with_name(f"{base.name}-{name}{suffix}")


def write_data(merged: Merged, base: Path | str) -> tuple[Path, ...]:
    """Write every table as Parquet and CSV beside each other; the same data gives the same bytes.

    CSV is UTF-8 with a byte order mark, numbers are exact, NA is empty, and a text that a spreadsheet would take for a
    formula has an apostrophe in front (`read_csv` takes it away). Raises UsageError when a file cannot be written.
    """
    written: list[Path] = []
    for name, (parquet, table) in data_files(base, merged).items():
        frame = merged.frames[name]
        written.append(write_whole(parquet, parquet_bytes(frame)))
        written.append(write_whole(table, csv_bytes(frame)))
    return tuple(written)


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """A table as Parquet, without notes on the program that made it."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_guarded(name) for name in frame.columns])
    columns = [pa.array(frame[name].array).to_pylist() for name in frame.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _guarded(value)
    if isinstance(value, Decimal):
        return format(value.normalize(_WIDE) if value else Decimal(0), "f")
    return repr(value)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def read_csv(path: Path | str) -> list[dict[str, str | None]]:
    """The rows of a CSV file of `write_data` as it was before apostrophes were put in; empty cells are None."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return [{_plain(name) or "": _plain(value) for name, value in row.items()} for row in csv.DictReader(file)]


def _plain(text: str) -> str | None:
    return text.removeprefix("'") or None
