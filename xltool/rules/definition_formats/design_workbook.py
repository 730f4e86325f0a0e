"""Design workbooks."""

from __future__ import annotations

from xltool.rules.definition_format import DefinitionFormat
from xltool.rules.design_sheets import named_problems, unfolded_design

FORMAT = DefinitionFormat(name="design-workbook", endings=(".xlsx", ".xlsm"), unfold=unfolded_design, name_cells=named_problems)
