"""Workbooks in: guard, recognise, locate, read.

`guard` decides before anything is parsed, `book` opens the cells, `identity` tells which form it is, `locate` finds where
each field sits, `values` turns a cell into a value of the document, `workbook` does it all.
"""

from xltool.reader.workbook import Reading, read_workbook

__all__ = ["Reading", "read_workbook"]
