"""The merged data set as a record of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.base.short_repr import short_repr
from xltool.form.roster import Roster
from xltool.form.row_tables import merged_paths
from xltool.merging.dataset.spool import DataTable
from xltool.merging.exclusion import Exclusion
from xltool.merging.stand_out import FormAmounts, FormStandOut
from xltool.rules.definition import Definition

if TYPE_CHECKING:
    import pandas as pd

#: Names of the tables that every data set has; a table of the form with such a name becomes `table.<path>`.
FORMS = "forms"
FIXED_TABLES = (FORMS, "submissions", "findings", "origins")
#: The table of the campaigns, where several are merged.
CAMPAIGNS = "campaigns"


def table_name(path: str) -> str:
    """Return the name under which a table of the form is kept."""
    return f"table.{path}" if path in (*FIXED_TABLES, CAMPAIGNS) else path


@dataclass(frozen=True, kw_only=True, eq=False)
class Merged:
    """Many submissions of one form as tables.

    The tables are spooled and become frames when they are asked for, so that it takes little memory to merge and write
    many. All columns are Arrow-backed: money and percents `decimal128` in the field's own unit (exact), whole numbers
    `int64`, parts of quantities `double` or text, everything else text; what is not there is NA. Rows stand in the order of
    the roster (then department, unit, project, year, file), whatever the order of the files was.
    """

    __repr__ = short_repr

    definition: Definition | None  # the form that was merged; None when no file could be read and none was given
    roster: Roster | None
    include_rejected: bool  # whether forms that must be corrected are among `forms` and `tables`
    spools: Mapping[str, DataTable]  # every table under the name that its files carry: the fixed ones, then the form's own
    year: str = ""  # of the campaign; "" where it has none, or there is no campaign
    base: Path | None = None  # the folder from which files are named; None: the current one
    cells: Mapping[str, DataTable] = field(
        default_factory=dict
    )  # path of a table → the cells of the numbers in its rows; not written to files
    written: tuple[Path, ...] = ()  # the files made from it
    amounts: tuple[FormAmounts, ...] = ()  # of the forms that count
    stand_outs: tuple[FormStandOut, ...] = ()  # forms that count of which an amount stands out; each is a finding too
    excluded: tuple[tuple[FormAmounts, Exclusion], ...] = ()  # forms that are in no total, by the officer's decision; each is a finding too
    earlier: Merged | None = None  # submissions of an earlier version or year of the form, to be compared with these

    def column_in(self, table: str, name: str) -> str:
        """Return the column of the data set that holds a column of a table of the form or, for "", a single field."""
        renamed = f"field.{name}"
        return renamed if renamed in self.spools[table_name(table) if table else FORMS].schema.names else name

    @cached_property
    def submissions(self) -> pd.DataFrame:
        """One row per file, and one per unit (and project) of the roster that has not sent."""
        return self.spools["submissions"].frame()

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per finding of any file, and per unit that has not sent."""
        return self.spools["findings"].frame()

    @cached_property
    def forms(self) -> pd.DataFrame:
        """One row per form that counts: provenance, every single field by its path, `check.<rule>`."""
        return self.spools["forms"].frame()

    @cached_property
    def origins(self) -> pd.DataFrame:
        """One row per amount that enters a total: provenance, `field`, `label`, `value`, `sheet`, `cell`."""
        return self.spools["origins"].frame()

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Path of each table of the form → one row per row: provenance, `row` (1-based), `origin`, columns.

        A repeated block is a table with one row per block, `block` (1-based) in the place of `row`; a table in blocks has both, and
        `block_name` where blocks have a field `name`.
        """
        paths = merged_paths(self.definition.schema) if self.definition else []
        known = {*FIXED_TABLES, CAMPAIGNS, *map(table_name, paths)}
        dropped = [name for name in self.spools if name not in known]  # of earlier versions, where several campaigns are merged
        return {path: self.spools[table_name(path)].frame() for path in [*paths, *dropped]}

    def to_frame(self, table: str = FORMS) -> pd.DataFrame:
        """Return one table of the data set as a pandas frame, by the name of its files; by default one row per form that counts."""
        return self.spools[table].frame()

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table under the name that its files carry: the fixed ones, then the form's own."""
        fixed = {name: getattr(self, name) for name in FIXED_TABLES}
        fixed |= {CAMPAIGNS: self.spools[CAMPAIGNS].frame()} if CAMPAIGNS in self.spools else {}
        return fixed | {table_name(path): frame for path, frame in self.tables.items()}
