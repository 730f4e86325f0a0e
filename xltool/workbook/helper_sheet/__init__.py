"""The helper columns of the hidden sheet: every input as it is read, every rule as a column of 0 and 1.

Blocks stand side by side from `FIRST_ROW` on, headings in row 1. Single fields take one row each, tables one row per row of
the form. Each block is made of those to its left:

`inputs` read → `flags` (with `guards`, over `keywords` and rendered rules) → `remarks` of rows → `totals` → `cell_marks`.

`grid` holds the cells, `plan` says where flags will stand, `places` spells where inputs are, `formulas` has the small
pieces of formula text, and `sheet` puts all together.
"""

from xltool.workbook.helper_sheet.cell_severity import MARKS
from xltool.workbook.helper_sheet.contents import Contents
from xltool.workbook.helper_sheet.lay_out import HelperSheet, lay_out

__all__ = ["MARKS", "Contents", "HelperSheet", "lay_out"]
