"""The JavaScript referees: the spreadsheet libraries that people's scripts use to fill forms, run by Node."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import os

FOLDER = Path(__file__).with_name("node")
MODULES = FOLDER / "node_modules"
INSTALL_SECONDS = 600.0

Scalar: TypeAlias = str | int | float | bool | None
NodeValues: TypeAlias = Mapping[str, Scalar | Sequence[Scalar]]


class NodeError(RuntimeError):
    """Node or its packages are missing, or a script failed; the message holds what it wrote to stderr."""


def exceljs_fill(source: str | os.PathLike[str], values: NodeValues, target: str | os.PathLike[str]) -> Path:
    """Open `source` with ExcelJS, set cells by defined name, save as `target` and return it.

    Text stays text, None empties the cell, a list fills a range from its first cell on; nothing is recalculated.
    Raises NodeError for an unknown name or too many values.
    """
    return _fill("exceljs_fill.cjs", source, values, target)


def sheetjs_fill(source: str | os.PathLike[str], values: NodeValues, target: str | os.PathLike[str]) -> Path:
    """As `exceljs_fill`, with SheetJS (the npm package `xlsx`), which keeps neither styles nor entry validation."""
    return _fill("sheetjs_fill.cjs", source, values, target)


def sheetjs_current_fill(source: str | os.PathLike[str], values: NodeValues, target: str | os.PathLike[str]) -> Path:
    """As `sheetjs_fill`, with the SheetJS of today: its makers publish it elsewhere, `@e965/xlsx` is its mirror on npm."""
    return _fill("sheetjs_fill.cjs", source, values, target, "@e965/xlsx")


def xlsx_populate_fill(source: str | os.PathLike[str], values: NodeValues, target: str | os.PathLike[str]) -> Path:
    """As `exceljs_fill`, with xlsx-populate, which changes only the cells and leaves the rest of the file as it is."""
    return _fill("populate_fill.cjs", source, values, target)


def run_node(arguments: Sequence[str], *, timeout: float = 120.0) -> subprocess.CompletedProcess[str]:
    """Run `node` with arguments in the referees' node folder, whatever its exit status; `timeout` in seconds.

    Raises NodeError when there is no node or it runs out of time.
    """
    node = shutil.which("node")
    if node is None:
        raise NodeError("node is missing")
    try:
        return subprocess.run([node, *arguments], cwd=FOLDER, capture_output=True, encoding="utf-8", timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise NodeError(f"node {arguments[0]} took more than {timeout:.0f} s") from error


@cache
def missing() -> str | None:
    """Why the JavaScript referees cannot be used here, or None when they can; installs their packages if need be."""
    if shutil.which("node") is None:
        return "Node.js is missing: no node on PATH (18 or newer)"
    if _installed():
        return None
    npm = shutil.which("npm")
    if npm is None:
        return f"npm is missing, and {MODULES} does not match package-lock.json"
    with _install_lock():
        # Another test process may have installed while this one waited for the lock.
        return None if _installed() else _install(npm)


def _install(npm: str) -> str | None:
    command = [npm, "ci", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, encoding="utf-8", timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"npm ci took more than {INSTALL_SECONDS:.0f} s"
    return None if done.returncode == 0 else f"npm ci failed: {done.stderr.strip()[-2000:]}"


def _installed() -> bool:
    # npm writes this file last, so an interrupted installation does not count.
    marker = MODULES / ".package-lock.json"
    return marker.is_file() and marker.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime


@contextlib.contextmanager
def _install_lock() -> Iterator[None]:
    """Let one test process install at a time; a lock left behind by a killed process expires."""
    lock = FOLDER / ".installing"
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            with contextlib.suppress(FileNotFoundError):
                if time.time() - lock.stat().st_mtime > INSTALL_SECONDS:
                    lock.unlink()
            time.sleep(0.5)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _fill(script: str, source: str | os.PathLike[str], values: NodeValues, target: str | os.PathLike[str], *more: str) -> Path:
    saved = Path(target).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "values.json"
        wanted.write_text(json.dumps(dict(values), allow_nan=False), encoding="utf-8")
        done = run_node([script, str(Path(source).resolve()), str(wanted), str(saved), *more])
    if done.returncode != 0:
        raise NodeError(f"{script}: {done.stderr.strip()[-2000:]}")
    return saved


def hyperformula_values(workbook: Path) -> list[Scalar | dict[str, str]]:
    """What HyperFormula calculates for the first column of the sheet `S`; an error value is `{"error": name}`.

    The workbook's cells and formulas are handed over as openpyxl reads them. Raises NodeError when the script fails.
    """
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "sheets.json"), Path(folder, "values.json")
        source.write_text(
            json.dumps({"sheets": sheets, "names": [{"name": name, "expression": f"={name}()"} for name in ("TRUE", "FALSE")]}),
            encoding="utf-8",
        )
        done = run_node(["hyperformula_values.cjs", str(source), str(target)])
        if done.returncode:
            raise NodeError(done.stderr)
        values: list[Scalar | dict[str, str]] = json.loads(target.read_text(encoding="utf-8"))
        return values
