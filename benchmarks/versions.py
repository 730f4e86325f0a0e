"""Two versions of xltool side by side: this tree, and 0.1.0 installed in an environment of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT, TaskFailedError

#: The last commit of 0.1.0.
OLD_COMMIT = "70d0b9c"
_SCRIPT = Path(__file__).parent / "either_version.py"
#: Either version finds its modules compiled, as installed packages are, whatever the caller's environment says of bytecode.
_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "xltool-benchmark-bytecode")}
_HELPER_SHEET = "_xltool"


@dataclass(frozen=True)
class Version:
    """A Python that has a version of xltool."""

    name: str
    python: Path
    path: str  # PYTHONPATH

    def processor_time(self, work: str, **arguments: Any) -> float:
        """Do a piece of work in a new process and return the seconds that it and its workers computed."""
        command = [str(self.python), "-P", str(_SCRIPT), json.dumps({"work": work, **arguments})]
        environment = {**os.environ, "PYTHONPATH": self.path, **_BYTECODE}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd="/") as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise TaskFailedError(f"{self.name}: {work} ended with {process.returncode}")
        return usage.ru_utime + usage.ru_stime


def ours() -> Version:
    """Return this tree."""
    return Version("ours", Path(sys.executable), str(ROOT))


def old_version(python: Path | None, cache: Path) -> Version:
    """Return 0.1.0: under a Python that has it, else in an environment made of its commit and kept in the cache."""
    return Version("0.1.0", python or _installed(cache / "xltool-0.1.0"), "")


def _installed(folder: Path) -> Path:
    python, source = folder / "environment" / "bin" / "python", folder / "source"
    if not python.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _run("git", "-C", str(ROOT), "worktree", "add", "--force", "--detach", str(source), OLD_COMMIT)
        try:
            _run(sys.executable, "-m", "venv", str(folder / "environment"))
            _run(str(python), "-m", "pip", "install", "--quiet", str(source))
        finally:
            _run("git", "-C", str(ROOT), "worktree", "remove", "--force", str(source))
    return python


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def helper_xml(workbook: Path) -> int:
    """Return the bytes of the helper sheet before they are compressed."""
    with zipfile.ZipFile(workbook) as package:
        sheets = re.findall(r'<sheet name="([^"]*)"', package.read("xl/workbook.xml").decode("utf-8"))
        return package.getinfo(f"xl/worksheets/sheet{sheets.index(_HELPER_SHEET) + 1}.xml").file_size


def with_rows(rows: int, source: Path, folder: Path) -> tuple[Path, Path]:
    """Copy the asset list with room for so many rows; return its template and a document that fills them all."""
    for kind in ("templates", "rules"):
        for file in (source / kind).rglob("*"):
            if file.is_file():
                copy = folder / file.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                text = file.read_text(encoding="utf-8")
                copy.write_text(re.sub(r'(?<=capacity: )\d+|(?<="maxItems": )\d+', str(rows), text), encoding="utf-8")
    document = folder / "document.json"
    document.write_text(json.dumps(_filled(json.loads((source / "data" / "U1.json").read_text(encoding="utf-8")), rows)), encoding="utf-8")
    return folder / "templates" / f"{source.name}.yaml", document


def _filled(data: Mapping[str, Any], rows: int) -> dict[str, Any]:
    examples = data["items"]
    items = [{**examples[index % len(examples)], "no": index + 1} for index in range(rows)]
    total = {"quantity": sum(item["quantity"] for item in items), "amount": round(sum(item["amount"] for item in items), 2)}
    return {**data, "items": items, "sum": total}
