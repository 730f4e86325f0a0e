"""One piece of work for either version of xltool: run by path with the Python that has it, by public names alone.

`python -P either_version.py ORDER`: the order is JSON, `work` with its arguments. What it takes is measured from outside.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xltool


def start(template: str, **_: Any) -> None:
    """Load the form, as all work does."""
    xltool.load_definition(template)


def build(template: str, output: str, data: str | None = None) -> None:
    """Build a workbook, blank or from a document."""
    xltool.build(template, output, data=data)


def check(files: list[str], templates: str | None) -> None:
    """Read and check workbooks."""
    xltool.check(files, templates=templates)


def marked_return(files: list[str], templates: str | None, output: str) -> None:
    """Check workbooks and write their marked returns."""
    xltool.annotate(xltool.check(files, templates=templates), Path(output))


WORK: dict[str, Callable[..., None]] = {"start": start, "build": build, "check": check, "marked return": marked_return}

if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    WORK[order.pop("work")](**order)
