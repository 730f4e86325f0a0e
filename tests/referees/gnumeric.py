"""Gnumeric as a referee: its `ssconvert` opens a workbook of any format and saves it as another."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_SECONDS = 60.0
_EXPORTERS = {
    ".xlsx": "Gnumeric_Excel:xlsx2",
    ".xls": "Gnumeric_Excel:excel_biff8",
    ".ods": "Gnumeric_OpenCalc:odf",
}


class GnumericError(RuntimeError):
    """Gnumeric could not open or save the workbook."""


def missing() -> str | None:
    """Why Gnumeric cannot be used here, or None when it can."""
    return None if shutil.which("ssconvert") else "Gnumeric is missing: no ssconvert on PATH (Debian, Ubuntu: apt install gnumeric)"


def convert(source: Path, target: Path) -> Path:
    """Open `source` and save it as `target`, in the format of that name's suffix."""
    command = ["ssconvert", f"--export-type={_EXPORTERS[target.suffix]}", "--recalc", str(source), str(target)]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False, env=environment)
    if done.returncode != 0 or not target.is_file():
        raise GnumericError(done.stderr.strip()[-2000:])
    return target
