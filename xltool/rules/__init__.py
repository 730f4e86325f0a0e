"""What must hold: the rule language, its two renderings, rule sets, checks, and definitions loaded whole.

`xltool.rules` is a function of the library too, the rule reference of a form. Both have the one name: calling this package
calls that function.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = [
    "blank_demands",
    "checks",
    "completeness",
    "compute",
    "definition",
    "definition_files",
    "definition_formats",
    "design_language",
    "design_sheets",
    "evaluate",
    "evaluation",
    "fitting",
    "functions",
    "keyword_messages",
    "later_keywords",
    "live_patterns",
    "load",
    "loading",
    "named_rows",
    "on_totals",
    "prefill",
    "reference",
    "reference_formats",
    "rule_requirement",
    "ruleset",
    "said_values",
    "schema_formats",
    "shelf",
    "shelf_formats",
    "titled_formula",
    "to_excel",
    "unfitting",
    "validate",
    "waiting",
]


class _RulesPackage(ModuleType):
    def __call__(self, template: str | Path, *, templates: str | Path | None = None) -> Any:
        """Return the rule reference of a form. Raises as `load_definition`."""
        return import_module("xltool.rules.reference").rules(template, templates=templates)


sys.modules[__name__].__class__ = _RulesPackage
