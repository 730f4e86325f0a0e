"""Compare the workbooks of this version with those of another one, part by part.

`python -m tests.earlier_version PYTHON`, where PYTHON is the interpreter of an environment with the other version. Prints each
part that differs, with the elements that do; the exit status is 1 when any does.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.snapshots import EXAMPLES

N_SHOWN = 12  # differing elements of a part that are printed


def workbooks(python: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Build every example, blank and filled in, with the xltool of an interpreter."""
    for name, template in EXAMPLES.items():
        documents = {"blank": None, **{path.stem: path for path in _documents(name, template)}}
        for kind, document in documents.items():
            target = folder / f"{name}.{kind}.xlsx"
            command = [python, "-m", "xltool", "build", name, "-o", str(target), "--templates", str(template.parent)]
            subprocess.run([*command, *(["--data", str(document)] if document else [])], check=True, cwd=folder, stdout=subprocess.DEVNULL)
            yield f"{name} ({kind})", target


def _documents(name: str, template: Path) -> list[Path]:
    return [*template.parent.parent.glob("document.json"), *(template.parent / "examples" / name).glob("[!e]*.json")]


def differences(before: Path, now: Path) -> Iterator[str]:
    """Yield what differs between two workbooks."""
    old, new = zipfile.ZipFile(before), zipfile.ZipFile(now)
    for part in sorted({*old.namelist(), *new.namelist()}):
        if part not in old.namelist() or part not in new.namelist():
            yield f"{part}: in one of them only"
        elif old.read(part) != new.read(part):
            changed = [
                line for line in difflib.unified_diff(_elements(old, part), _elements(new, part), lineterm="", n=0) if line[0] in "+-"
            ][2:]
            yield f"{part}: {len(changed)} elements"
            yield from (f"    {line[:300]}" for line in changed[:N_SHOWN])


def _elements(book: zipfile.ZipFile, part: str) -> list[str]:
    return re.findall(
        r"<(?:c|row|si|xf|definedName)\b.*?(?=<(?:c|row|si|xf|definedName)\b|$)|<[^>]*>[^<]*", book.read(part).decode(), re.DOTALL
    )


def main(python: str) -> int:
    """Print the differences of all examples; return the exit status."""
    n_different = 0
    os.environ.pop("PYTHONPATH", None)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        for (title, before), (_, now) in zip(workbooks(python, Path(one)), workbooks(sys.executable, Path(other)), strict=True):
            lines = list(differences(before, now))
            n_different += bool(lines)
            print(f"{title}: {'different' if lines else 'equal'}", *lines, sep="\n  ")
    return int(n_different > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
