"""The programs of which `docs/programs.md` tells, each with the version that was tried."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from tests.referees.nodejs import MODULES

OBSERVED = "as observed"


@dataclass(frozen=True, kw_only=True)
class TriedProgram:
    """A program or library; `installed` says which version is here, None where it is not."""

    name: str
    version: str  # OBSERVED where it cannot be installed for a test: then files as it writes them are made by a script
    installed: Callable[[], str | None]


def _of_python(package: str) -> Callable[[], str | None]:
    def installed() -> str | None:
        try:
            return version(package)
        except PackageNotFoundError:
            return None

    return installed


def _of_node(package: str) -> Callable[[], str | None]:
    def installed() -> str | None:
        description = MODULES / package / "package.json"
        return str(json.loads(description.read_text(encoding="utf-8"))["version"]) if description.is_file() else None

    return installed


def _of_command(command: str) -> Callable[[], str | None]:
    def installed() -> str | None:
        if shutil.which(command) is None:
            return None
        done = subprocess.run([command, "--version"], capture_output=True, encoding="utf-8", timeout=60, check=False)
        shown = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
        return shown and shown[0]

    return installed


def _nowhere() -> None:
    return None


PROGRAMS_TRIED: dict[str, TriedProgram] = {
    program.name: program
    for program in (
        TriedProgram(name="LibreOffice", version="7.4.7.2", installed=_of_command("soffice")),
        TriedProgram(name="Gnumeric", version="1.12.55", installed=_of_command("ssconvert")),
        TriedProgram(name="ExcelJS", version="4.4.0", installed=_of_node("exceljs")),
        TriedProgram(name="xlsx-populate", version="1.21.0", installed=_of_node("xlsx-populate")),
        TriedProgram(name="SheetJS", version="0.20.3", installed=_of_node("@e965/xlsx")),
        TriedProgram(name="SheetJS 0.18", version="0.18.5", installed=_of_node("xlsx")),
        TriedProgram(name="openpyxl", version="3.1.5", installed=_of_python("openpyxl")),
        TriedProgram(name="pandas", version="3.1.1", installed=_of_python("pandas")),
        TriedProgram(name="PyExcelerate", version="0.13.0", installed=_of_python("pyexcelerate")),
        TriedProgram(name="HyperFormula", version="3.5.0", installed=_of_node("hyperformula")),
        TriedProgram(name="ironcalc", version="0.9.1", installed=_of_python("ironcalc")),
        TriedProgram(name="formualizer", version="0.13.0", installed=_of_python("formualizer")),
        TriedProgram(name="jsonschema", version="4.26.0", installed=_of_python("jsonschema")),
        TriedProgram(name="jsonschema-rs", version="0.61.2", installed=_of_python("jsonschema-rs")),
        *(TriedProgram(name=name, version=OBSERVED, installed=_nowhere) for name in ("Excel", "Excel for Mac", "WPS", "excelize")),
    )
}
