"""Worker processes that a file may end without harm."""

from xltool.reading.pool.isolation import read_many, read_workbook, work_many, workers_for

__all__ = ["read_many", "read_workbook", "work_many", "workers_for"]
