"""xltool: one definition of a form; locked Excel workbooks out, completed ones in, checked by the same rules, merged.

The functions below are what the commands call. They are imported when first used, so that `import xltool` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltool.adopt.adopt import adopt
    from xltool.base.document import Document
    from xltool.base.errors import DataError, DefinitionError, UsageError, XltoolError
    from xltool.base.findings import Finding
    from xltool.campaign.collect import collect
    from xltool.campaign.distribute import distribute
    from xltool.campaign.exclusions import exclude
    from xltool.campaign.export_import import export, import_
    from xltool.campaign.folder import init
    from xltool.campaign.history import diff_submissions, history
    from xltool.campaign.merge_campaign import merge
    from xltool.campaign.recover import recover
    from xltool.campaign.remind import remind
    from xltool.campaign.return_marked import return_
    from xltool.campaign.status import status
    from xltool.campaign.verify import verify
    from xltool.checking.check import check
    from xltool.checking.check_report import CheckReport, FileReport
    from xltool.checking.compare import diff
    from xltool.checking.marked_return import annotate
    from xltool.checking.upgrade import upgrade
    from xltool.cli.demo import demo
    from xltool.designing.design_form import design
    from xltool.form.roster_report import roster
    from xltool.publishing.publish import Published, publish
    from xltool.reading.guard import Limits
    from xltool.reading.read import read
    from xltool.rules.load import load_definition
    from xltool.rules.reference import rules
    from xltool.rules.shelf import forms
    from xltool.workbook.build import build

__version__ = "0.2.0"

_HOMES = {
    "adopt": "xltool.adopt.adopt",
    "annotate": "xltool.checking.marked_return",
    "build": "xltool.workbook.build",
    "collect": "xltool.campaign.collect",
    "distribute": "xltool.campaign.distribute",
    "init": "xltool.campaign.folder",
    "diff_submissions": "xltool.campaign.history",
    "history": "xltool.campaign.history",
    "exclude": "xltool.campaign.exclusions",
    "export": "xltool.campaign.export_import",
    "import_": "xltool.campaign.export_import",
    "recover": "xltool.campaign.recover",
    "remind": "xltool.campaign.remind",
    "return_": "xltool.campaign.return_marked",
    "status": "xltool.campaign.status",
    "verify": "xltool.campaign.verify",
    "check": "xltool.checking.check",
    "CheckReport": "xltool.checking.check_report",
    "FileReport": "xltool.checking.check_report",
    "demo": "xltool.cli.demo",
    "design": "xltool.designing.design_form",
    "diff": "xltool.checking.compare",
    "forms": "xltool.rules.shelf",
    "Document": "xltool.base.document",
    "DataError": "xltool.base.errors",
    "DefinitionError": "xltool.base.errors",
    "UsageError": "xltool.base.errors",
    "XltoolError": "xltool.base.errors",
    "Finding": "xltool.base.findings",
    "Limits": "xltool.reading.guard",
    "load_definition": "xltool.rules.load",
    "merge": "xltool.campaign.merge_campaign",
    "publish": "xltool.publishing.publish",
    "Published": "xltool.publishing.publish",
    "read": "xltool.reading.read",
    "roster": "xltool.form.roster_report",
    "rules": "xltool.rules.reference",
    "upgrade": "xltool.checking.upgrade",
}

__all__ = [
    "CheckReport",
    "DataError",
    "DefinitionError",
    "Document",
    "FileReport",
    "Finding",
    "Limits",
    "Published",
    "UsageError",
    "XltoolError",
    "adopt",
    "annotate",
    "build",
    "check",
    "collect",
    "demo",
    "design",
    "diff",
    "diff_submissions",
    "distribute",
    "exclude",
    "export",
    "forms",
    "history",
    "import_",
    "init",
    "load_definition",
    "merge",
    "publish",
    "read",
    "recover",
    "remind",
    "return_",
    "roster",
    "rules",
    "status",
    "upgrade",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'xltool' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public functions and classes as well, imported or not: what `dir` and `help` show."""
    return sorted({*globals(), *__all__})
