"""The floor plan of the packages, for `docs/architecture.md`."""

from __future__ import annotations

from tests.floors import floor_table
from tests.generated_docs import generated

generated("floors")(floor_table)
