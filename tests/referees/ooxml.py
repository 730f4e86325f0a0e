"""The Open XML SDK as a referee: does a workbook keep to the file format, as Microsoft's own library reads it?"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from . import nodejs

PACKAGE = nodejs.MODULES / "@xarsh"
CLI = PACKAGE / "ooxml-validator" / "dist" / "src" / "cli.js"
RAN = (0, 1)  # exit statuses of a validation that took place: valid, invalid

OfficeVersion: TypeAlias = Literal["Office2007", "Office2010", "Office2013", "Office2016", "Office2019", "Office2021", "Microsoft365"]


def ooxml_errors(path: str | os.PathLike[str], office_version: OfficeVersion = "Microsoft365") -> list[str]:
    """What the SDK finds wrong with an .xlsx, .xlsm, .xltx (or Word, PowerPoint) file, a line each; [] means valid.

    A line reads `part element: description [id]`, for example
    `xl/workbook.xml /x:workbook[1]/x:sheets[1]: ... [Sch_...]`; a file it cannot open at all is one such line.
    `office_version` is the Office whose schema counts: a newer one knows more elements.
    Raises FileNotFoundError, and NodeError when the validator itself could not run.
    """
    source = Path(path).resolve()
    if not source.is_file():
        raise FileNotFoundError(source)
    done = nodejs.run_node([str(CLI), str(source), "--officeVersion", office_version])
    if done.returncode not in RAN:
        raise nodejs.NodeError(f"the OOXML validator failed: {done.stderr.strip()[-2000:]}")
    return [_line(error) for error in json.loads(done.stdout)["errors"]]


@cache
def missing() -> str | None:
    """Why the validator cannot be used here, or None when it can."""
    reason = nodejs.missing()
    if reason is None and "OOXML_VALIDATOR_CLI" not in os.environ and not any(PACKAGE.glob("ooxml-validator-*")):
        # The binary is an optional package a platform; the lock file need not know every platform.
        reason = "the OOXML validator has no binary here (set OOXML_VALIDATOR_CLI to one)"
    return reason


def _line(error: dict[str, Any]) -> str:
    where = " ".join(part for part in ((error["path"] or "").lstrip("/"), error["xPath"]) if part)
    what = f"{error['description']} [{error['id'] or error['errorType']}]"
    return f"{where}: {what}" if where else what
