"""Find what all forms say alike: a year, a version, an office."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xltool.form.row_tables import single_fields
from xltool.form.schema import Field
from xltool.merging.dataset.merged import FORMS
from xltool.merging.summary.figures import Figures


@dataclass(frozen=True)
class CommonValues:
    """The single fields that have one value in all forms that count."""

    figures: Figures

    @cached_property
    def _values(self) -> dict[str, Any]:
        definition = self.figures.merged.definition
        paths = [field.path for field in single_fields(definition.schema)] if definition else []
        common: dict[str, Any] = {}
        for number, values in enumerate(self.figures.values(FORMS, *map(self.figures.column, paths))):
            if not number:
                common = dict(zip(paths, values, strict=True))
            for path, value in zip(paths, values, strict=True):
                if path in common and common[path] != value:
                    del common[path]
        return common

    def shown(self, field: Field) -> str:
        """Return the value of a field as people see it; "" where forms differ, or all leave it blank."""
        if field.constant is not None:
            return field.kind.show(field.constant)
        value = self._values.get(field.path)
        return "" if value is None else field.kind.show(value) if field.is_number else str(value)
