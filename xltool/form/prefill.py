"""What the roster knows of a unit, filled into its form."""

from __future__ import annotations

from typing import Any

from xltool.base.paths import put, value_at
from xltool.form.roster import Unit
from xltool.form.template import Template


def prefill(template: Template, data: dict[str, Any], unit: Unit) -> None:
    """Fill in from the roster what a document leaves blank, as the template's `prefill` says."""
    for column, path in template.prefill.items():
        value = getattr(unit, column) or None
        if value_at(data, path) is None:
            put(data, path, value)
