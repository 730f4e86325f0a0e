"""Workbooks in: guard, recognise, locate, read.

`guard` decides before anything is parsed, `book` opens the cells, `identity` tells which form it is, `locate` finds where
each field sits, `values` turns a cell into a value of the document, `workbook` does it all in one process, `isolation` has
it done in worker processes that a file may end without harm.
"""

from xltool.reader.isolation import read_many, read_workbook, work_many, workers_for
from xltool.reader.limits import Limits
from xltool.reader.workbook import Reading

__all__ = ["Limits", "Reading", "read_many", "read_workbook", "work_many", "workers_for"]
