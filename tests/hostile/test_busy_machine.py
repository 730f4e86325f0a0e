"""A busy machine makes no file unreadable: the same verdict on foreign workbooks by themselves and beside other work.

`XLTOOL_FOREIGN_FILES` makes the run longer than the one of every day (200 is the full one, with files that take seconds).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import openpyxl
import xlsxwriter

from tests.hostile.tricks import TRICKS, make
from xltool.reading.read_workbook import read_many

N_FILES = int(os.environ.get("XLTOOL_FOREIGN_FILES", "12"))
#: Cells of the slowest files: the last ones take longer than a first try may.
SLOW = (300_000, 500_000, 700_000, 900_000, 1_200_000) if N_FILES >= 200 else (120_000,)
N_BUSY = 16
ROW = 25  # cells


def by_xlsxwriter(path: Path, n_cells: int, draw: Random) -> Path:
    """Numbers and repeated texts on some sheets."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": draw.random() < 0.5}) as book:
        n_sheets = -(-n_cells // 400_000) + draw.randrange(3)
        for _ in range(n_sheets):
            sheet = book.add_worksheet()
            for row in range(n_cells // n_sheets // ROW):
                sheet.write_row(row, 0, [f"文字{row * column % 997}" if column % 3 == 0 else row * column / 2 for column in range(ROW)])
    return path


def by_openpyxl(path: Path, n_cells: int, draw: Random) -> Path:
    """Texts that are written each by itself, and formulas without results."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(n_cells // ROW):
        sheet.append([f"={row}+{column}" if draw.random() < 0.1 else f"r{row}c{column}" for column in range(ROW)])
    book.save(path)
    return path


def foreign_files(folder: Path) -> list[Path]:
    """Workbooks of other people, hostile ones among them, and the slowest that we know."""
    draw = Random(16)
    paths: list[Path] = []
    for name in draw.sample(sorted(TRICKS), min(len(TRICKS), N_FILES // 2)):
        inside = folder / f"{len(paths):03}"
        inside.mkdir()
        paths.append(make(name, inside))
    while len(paths) < N_FILES - len(SLOW):
        write = (by_xlsxwriter, by_openpyxl)[len(paths) % 2]
        paths.append(write(folder / f"{len(paths):03}.xlsx", draw.randrange(ROW, 20_000), draw))
    paths += [by_xlsxwriter(folder / f"slow-{n_cells}.xlsx", n_cells, draw) for n_cells in SLOW]
    return paths


@contextmanager
def busy() -> Iterator[None]:
    """Other processes that take all the time of the processor they can get."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(N_BUSY)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def verdicts(paths: list[Path]) -> dict[str, list[str]]:
    readings = read_many(paths)
    return {path.name: [finding.rule for finding in reading.document.findings] for path, reading in zip(paths, readings, strict=True)}


def test_the_same_verdicts_beside_other_work(tmp_path: Path) -> None:
    paths = foreign_files(tmp_path)
    assert len(paths) == N_FILES
    alone = verdicts(paths)
    with busy():
        beside = verdicts(paths)
    assert beside == alone
    assert {rule for path in paths if "slow" in path.name for rule in alone[path.name]} == {"template.unknown"}
