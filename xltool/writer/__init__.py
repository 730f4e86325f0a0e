"""Workbooks out: the form, its check sheet and instructions, code lists and helper columns.

`reading` holds the formulas that read a cell as Python reads it, `helpers` lays them out on the hidden sheet together with
the rules, the other modules draw one sheet each, `workbook` puts them together.
"""

from xltool.writer.workbook import build_workbook

__all__ = ["build_workbook"]
