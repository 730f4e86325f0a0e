"""The merged data set as a record of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from xltool.roster import Roster
from xltool.template import Definition

#: Names of the tables that every data set has; a table of the form with such a name becomes `table.<path>`.
FIXED_TABLES = ("forms", "submissions", "findings", "origins")


@dataclass(frozen=True, kw_only=True, eq=False)
class Merged:
    """Many submissions of one form as tables.

    All columns are Arrow-backed: money and percents `decimal128` in the field's own unit (exact), whole numbers `int64`,
    parts of quantities `double` or text, everything else text; what is not there is NA. Rows stand in the order of the
    roster (then department, unit, project, year, file), whatever the order of the files was.
    """

    definition: Definition | None  # the form that was merged; None when no file could be read and none was given
    roster: Roster | None
    include_rejected: bool  # whether forms that must be corrected are among `forms` and `tables`
    submissions: pd.DataFrame  # one row per file, and one per unit (and project) of the roster that has not sent
    findings: pd.DataFrame  # one row per finding of any file, and per unit that has not sent
    forms: pd.DataFrame  # one row per form that counts: provenance, every single field by its path, `check.<rule>`
    origins: pd.DataFrame  # one row per amount that enters a total: provenance, `field`, `label`, `value`, `sheet`, `cell`
    tables: Mapping[str, pd.DataFrame]  # table path → one row per row: provenance, `row` (1-based), `origin`, columns
    base: Path | None = None  # the folder from which files are named; None: the current one
    written: tuple[Path, ...] = ()  # the files made from it

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table under the name that its files carry: the fixed ones, then the form's own."""
        tables = {f"table.{path}" if path in FIXED_TABLES else path: frame for path, frame in self.tables.items()}
        return {name: getattr(self, name) for name in FIXED_TABLES} | tables
