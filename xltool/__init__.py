"""xltool: one definition of a form; locked Excel workbooks out, completed ones in, checked by the same rules, merged.

The functions below are what the commands call. They are imported when first used, so that `import xltool` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltool.annotating import annotate
    from xltool.building import build
    from xltool.campaign.collect import collect
    from xltool.campaign.distribute import distribute
    from xltool.campaign.folder import init
    from xltool.campaign.history import diff_submissions, history
    from xltool.campaign.merge import merge
    from xltool.campaign.moving import export, import_
    from xltool.campaign.recover import recover
    from xltool.campaign.status import status
    from xltool.campaign.verify import verify
    from xltool.checking import CheckReport, FileReport, check
    from xltool.demonstration import demo
    from xltool.difference import diff
    from xltool.document import Document
    from xltool.errors import DataError, DefinitionError, UsageError, XltoolError
    from xltool.finding import Finding
    from xltool.load import load_definition
    from xltool.reading import read
    from xltool.reference import rules
    from xltool.upgrading import upgrade

__version__ = "0.1.0"

_HOMES = {
    "annotate": "xltool.annotating",
    "build": "xltool.building",
    "collect": "xltool.campaign.collect",
    "distribute": "xltool.campaign.distribute",
    "init": "xltool.campaign.folder",
    "diff_submissions": "xltool.campaign.history",
    "history": "xltool.campaign.history",
    "export": "xltool.campaign.moving",
    "import_": "xltool.campaign.moving",
    "recover": "xltool.campaign.recover",
    "status": "xltool.campaign.status",
    "verify": "xltool.campaign.verify",
    "check": "xltool.checking",
    "CheckReport": "xltool.checking",
    "FileReport": "xltool.checking",
    "demo": "xltool.demonstration",
    "diff": "xltool.difference",
    "Document": "xltool.document",
    "DataError": "xltool.errors",
    "DefinitionError": "xltool.errors",
    "UsageError": "xltool.errors",
    "XltoolError": "xltool.errors",
    "Finding": "xltool.finding",
    "load_definition": "xltool.load",
    "merge": "xltool.campaign.merge",
    "read": "xltool.reading",
    "rules": "xltool.reference",
    "upgrade": "xltool.upgrading",
}

__all__ = [
    "CheckReport",
    "DataError",
    "DefinitionError",
    "Document",
    "FileReport",
    "Finding",
    "UsageError",
    "XltoolError",
    "annotate",
    "build",
    "check",
    "collect",
    "demo",
    "diff",
    "diff_submissions",
    "distribute",
    "export",
    "history",
    "import_",
    "init",
    "load_definition",
    "merge",
    "read",
    "recover",
    "rules",
    "status",
    "upgrade",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'xltool' has no attribute {name!r}")
