"""Where an input stands on the form, spelled `'sheet'!A1`: what the links of the check sheet jump to."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.base.cells import a1, quote_sheet
from xltool.base.paths import parent_of, split_name
from xltool.form.layout import Layout
from xltool.rules.to_excel import quote
from xltool.workbook.helper_sheet.formulas import address_of
from xltool.workbook.helper_sheet.input_columns import Inputs


@dataclass(frozen=True)
class Places:
    """Answers with formula text, and with what it yields now."""

    layout: Layout
    inputs: Inputs

    def formula(self, path: str) -> str:
        """The place of a field, of the first used row of a column, or of a table's heading."""
        if path in self.layout.inputs:
            return self.inputs.address(path)
        table = parent_of(path)
        if table not in self.layout.tables:
            return quote(self.value(path))
        return self.in_row(path, f"IFERROR(MATCH(1,{self.inputs.used(table)},0),1)")

    def in_row(self, path: str, index: str) -> str:
        """The place of a table's column in the row that `index` (formula text) counts from 1."""
        sheet, _ = self.layout.tables[parent_of(path)]
        return address_of(sheet.name, f"INDEX({path},{index})")

    def value(self, path: str, row: int = 0) -> str:
        """What they yield: the place of a field, of a row (from 0) of a column, or of a table's heading."""
        table, column = split_name(path)
        if path not in self.layout.inputs and table in self.layout.tables:
            sheet, area = self.layout.tables[table]
            return f"{quote_sheet(sheet.name)}!{a1(area.first_row + row, area.columns[column])}"
        location = self.layout.location(path)
        return f"{quote_sheet(location.sheet)}!{location.cell}" if location else ""
