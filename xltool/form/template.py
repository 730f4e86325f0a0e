"""Templates (模板): the layout of a form as its YAML file says it. Everything is frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace

from xltool.base.messages import Lang
from xltool.base.paths import without_rows
from xltool.form.block import Block
from xltool.form.picture import Picture
from xltool.form.sheet_setup import SheetSetup


@dataclass(frozen=True, kw_only=True)
class PlacedBlock:
    """A block and where it starts: on the row given, or below the block before it."""

    block: Block
    row: int | None  # 1-based


@dataclass(frozen=True, kw_only=True)
class TemplateSheet:
    """One sheet of the form."""

    name: str
    widths: Mapping[int, float]  # column (1-based) → width in characters
    title: str  # what its title block shows; "" for the title of the form
    setup: SheetSetup
    blocks: tuple[PlacedBlock, ...]
    picture: Picture | None = None
    pointer: str = dataclasses.field(default="", compare=False)  # place in the YAML file


@dataclass(frozen=True, kw_only=True)
class IdentityFields:
    """The fields that tell one submission from another."""

    unit: str  # name of the unit that fills in the form
    project: str | None = None  # name of the project, where a unit sends several forms
    year: str | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One figure for each group of forms or rows: the sum of an amount by category."""

    name: str  # of its kind, see `xltool.form.measures`
    of: str  # path of the field or column, without numbers of blocks
    by: str  # path of the field or column whose values make the groups; "department" for departments


@dataclass(frozen=True, kw_only=True)
class SummarySpec:
    """What the summary workbook makes of the fields of a form."""

    total: str | None = None  # the amount that shows a project's size
    sources: tuple[str, ...] = ()  # amounts by source, in the order of the columns
    table: str | None = None  # the table whose rows are listed, "indicators"
    category: str | None = None  # its column by which rows are counted, "level2"
    quantity: str | None = None  # its column of quantities, "full_year"
    department: str | None = None  # the department that a form names, for units that no roster lists
    details: tuple[str, ...] = ()  # single fields that the list of projects shows beside the amounts
    same_layout: bool = False  # whether the form's own sheets are shown, every number added up over all forms
    not_added: tuple[str, ...] = ()  # numbers of which no sum is shown, such as prices and limits; paths without numbers of rows
    tables: tuple[str, ...] = ()  # further tables whose rows are listed, repeated blocks and tables in them included
    measures: tuple[Measure, ...] = ()
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)  # "forms", "sources" → what these are called

    @property
    def is_silent(self) -> bool:
        """Whether the form leaves to the kinds of its fields what is shown."""
        return replace(self, department=None, not_added=(), words={}) == SummarySpec()


@dataclass(frozen=True, kw_only=True)
class CarriedFields:
    """Which values of last year's document are carried into this year's form. Paths are those of fields, columns, tables and objects."""

    only: tuple[str, ...] | None = None  # these alone; None for all
    besides: tuple[str, ...] = ()  # all but these

    @property
    def is_said(self) -> bool:
        """Whether the form says what is carried; else everything is."""
        return self.only is not None or bool(self.besides)

    def __contains__(self, path: str) -> bool:
        """Return whether the field or column with that path is carried."""
        path = without_rows(path)
        if self.only is not None:
            return any(_holds(named, path) for named in self.only)
        return not any(_holds(named, path) for named in self.besides)


def _holds(named: str, path: str) -> bool:
    return path == named or path.startswith(f"{named}.")


@dataclass(frozen=True, kw_only=True)
class Template:
    """The layout of one form."""

    id: str
    version: str
    language: Lang
    sheets: tuple[TemplateSheet, ...]
    identity: IdentityFields
    summary: SummarySpec
    prefill: Mapping[str, str] = dataclasses.field(default_factory=dict)  # column of the roster → path of the field it fills in
    renamed: Mapping[str, str] = dataclasses.field(default_factory=dict)  # path in an older version → path now
    carry: CarriedFields = CarriedFields()
