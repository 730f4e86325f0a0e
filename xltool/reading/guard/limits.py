"""Limits of a received file: how large it may be, and what it may cost to read."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of reading; `docs/limits.md` says why each is what it is."""

    n_bytes: int = 64 * _MIB  # of the file: programs that do not compress write 40 MiB for a list of a thousand rows
    n_inflated_bytes: int = 300 * _MIB  # of all parts of a ZIP package, measured
    ratio: int = 200  # inflated to compressed, of any part that inflates to more than `ratio_from`
    ratio_from: int = 4 * _MIB
    n_members: int = 2_000  # parts of a ZIP package
    n_sheets: int = 255
    n_merges: int = 10_000  # merged ranges on a sheet of the form
    n_rows: int = 20_000  # a cell further down is far away: named, not read
    n_columns: int = 256  # the same to the right
    n_cells: int = 1_000_000  # that hold something, of a sheet of the form
    n_characters: int = 32_767  # of one cell, Excel's own limit
    depth: int = 200  # elements within elements
    seconds: float = 4.0  # of the processor to read one file; three times that when it is tried again, alone
    memory: int = 384 * _MIB  # that reading one file may take, where the system can hold it to that
    work_seconds: float = 120.0  # of the processor to check one file that has been read, and to write its marked return
    work_memory: int = 1024 * _MIB  # for the same
    patience: float = 300.0  # seconds by the clock for either, on a machine that has much else to do
    isolated: bool = True  # read in a worker process; False is quicker to start, and a hostile file may end this process
