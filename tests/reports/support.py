"""Reports about files that nobody had to send."""

from __future__ import annotations

from typing import Any

from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.findings import Finding, Severity
from xltool.base.messages import Text
from xltool.checking.check_report import CheckReport, FileReport
from xltool.form.roster import Roster, Unit
from xltool.rules.load import load_definition

ROSTER = Roster((Unit(id="CZ-CG", name="常州市城市管理局", level="市级", department="常州市城市管理局"),))


def found(
    rule: str,
    severity: Severity = "error",
    zh: str = "不对",
    en: str = "wrong",
    *,
    cell: tuple[int, int] | None = None,
    field: str | None = None,
    value: Any = None,
) -> Finding:
    place = Location("绩效目标表", *cell) if cell else None
    return Finding(rule=rule, severity=severity, message=Text(zh=zh, en=en), field=field, location=place, value=value)


def file(path: str, *findings: Finding, unit: str | None = None, readable: bool = True) -> FileReport:
    return FileReport(
        path=path,
        template="project-performance-target" if readable else None,
        version="2022.1" if readable else None,
        unit=unit,
        document=Document(data={"project": {"unit": "常州市城市管理局"}} if readable else {}),
        definition=load_definition("project-performance-target") if readable else None,
        findings=findings,
    )


def report(*files: FileReport, missing: tuple[Finding, ...] = (), roster: Roster | None = None) -> CheckReport:
    return CheckReport(files=files, missing=missing, roster=roster)
